"""Households of one district and residency: whole numbers of each type, with every person in exactly one.

A type is (size, minors). The counts of types are close to the published sizes and to the assumed numbers of minors
by size, and add up exactly to the adults and minors there are. Each household with minors has an adult.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jaywalk.population.axes import LARGE_SIZES, LARGEST_HOUSEHOLD
from jaywalk.population.fitting import FitError

Types = dict[tuple[int, int], int]  # (size, minors) -> households

_HALVINGS = 200


@dataclass(frozen=True)
class HouseholdShares:
    """What is known of households: share of each size, and minors by size.

    Attributes
    ----------
    sizes
        Share of households with 1, 2, ... 5 and "6+" members; the last are a third each of 6, 7 and 8.
    minors
        For each size, relative weights of 0, 1, 2, ... minors.
    """

    sizes: tuple[float, ...]
    minors: Mapping[int, tuple[float, ...]]

    def by_size(self) -> list[tuple[int, float]]:
        """Share of households of each number of members, 1 to 8."""
        small = [(i + 1, share) for i, share in enumerate(self.sizes[:-1])]
        return small + [(size, self.sizes[-1] / len(LARGE_SIZES)) for size in LARGE_SIZES]

    def weights(self, size: int) -> tuple[float, ...]:
        """Relative weights of 0, 1, ... minors in a household of a size; one adult is always left."""
        given = self.minors.get(min(size, LARGE_SIZES[0]), (1.0,))
        return given[:size]


def private_types(adults: int, minors: int, shares: HouseholdShares) -> Types:
    """Numbers of private households of each type that hold exactly these adults and minors.

    Parameters
    ----------
    adults, minors
        People who live in private households.
    shares
        The sizes and minors to come close to.

    Raises
    ------
    FitError
        If there are minors but too few adults for them to live with.
    """
    if minors > adults * (LARGEST_HOUSEHOLD - 1):
        message = f"{minors} minors cannot live with {adults} adults in households of at most {LARGEST_HOUSEHOLD}"
        raise FitError(message)
    if adults == 0:
        return {}
    types = _rounded(_wanted(adults + minors, minors, shares))
    if not _repair(types, adults, minors):
        types = _one_adult_each(adults, minors)
    return {key: n for key, n in sorted(types.items()) if n > 0}


def _wanted(people: int, minors: int, shares: HouseholdShares) -> dict[tuple[int, int], float]:
    by_size = shares.by_size()
    members = 0.0
    for size, share in by_size:
        members += size * share
    households = people / members

    # for each size, its households and its weights: what does not change with the tilt
    known = [(size, households * share, shares.weights(size)) for size, share in by_size]

    def spread(tilt: float) -> tuple[dict[tuple[int, int], float], float]:
        table: dict[tuple[int, int], float] = {}
        found = 0.0
        for size, number, weights in known:
            power, whole = 1.0, 0.0
            tilted = []
            for weight in weights:
                tilted.append(weight * power)
                whole += weight * power
                power *= tilt
            for m, weight in enumerate(tilted):
                table[size, m] = number * weight / whole
                found += table[size, m] * m
        return table, found

    low, high = 0.0, 1.0
    for _ in range(40):
        if spread(high)[1] >= minors:
            break
        high *= 2.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        if middle in (low, high):
            break  # neighbours among the numbers there are: nothing lies between
        if spread(middle)[1] < minors:
            low = middle
        else:
            high = middle
    return spread(high)[0]


def _rounded(table: Mapping[tuple[int, int], float]) -> Types:
    # Carry the remainder along, so that the rounded number of households stays right.
    types: Types = {}
    carried = 0.0
    for key, value in table.items():
        carried += value
        whole = int(carried + 0.5)
        types[key] = whole
        carried -= whole
    return types


def _repair(types: Types, adults: int, minors: int) -> bool:
    # Few households at a time: what rounding left over is a handful, only tiny groups need more.
    while True:
        missing = minors - sum(m * n for (_, m), n in types.items())
        if missing == 0:
            break
        if not (_more_minors(types, missing) if missing > 0 else _fewer_minors(types, -missing)):
            return False
    while True:
        missing = adults - sum((size - m) * n for (size, m), n in types.items())
        if missing == 0:
            return True
        if missing > 0:
            types[1, 0] = types.get((1, 0), 0) + missing
        elif not _fewer_adults(types, -missing):
            return False


def _move(types: Types, source: tuple[int, int], target: tuple[int, int], n: int) -> bool:
    types[source] -= n
    types[target] = types.get(target, 0) + n
    return True


def _more_minors(types: Types, missing: int) -> bool:
    for key, n in sorted(types.items(), key=lambda item: (-item[1], item[0])):
        size, m = key
        if n > 0 and m < size - 1:
            return _move(types, key, (size, m + 1), min(missing, n))
    for key, n in sorted(types.items()):
        size, m = key
        if n > 0 and size < LARGEST_HOUSEHOLD:
            return _move(types, key, (size + 1, m + 1), min(missing, n))
    return False


def _fewer_minors(types: Types, surplus: int) -> bool:
    for key, n in sorted(types.items(), key=lambda item: (-item[1], item[0])):
        size, m = key
        if n > 0 and m > 0:
            return _move(types, key, (size, m - 1), min(surplus, n))
    return False


def _fewer_adults(types: Types, surplus: int) -> bool:
    singles = types.get((1, 0), 0)
    if singles > 0:
        types[1, 0] = singles - min(singles, surplus)
        return True
    for key, n in sorted(types.items(), key=lambda item: (-item[1], item[0])):
        size, m = key
        if n > 0 and size - m >= 2:
            return _move(types, key, (size - 1, m), min(surplus, n))
    return False


def _one_adult_each(adults: int, minors: int) -> Types:
    each, more = divmod(minors, adults)
    types: Types = {(1 + each, each): adults - more}
    if more:
        types[2 + each, each + 1] = more
    return types


def collective_sizes(people: int) -> dict[int, int]:
    """Units of 4 to 8 adults, 6 in the mean, that hold exactly this many people; fewer than 4 cannot be housed.

    Rooms of dormitories and barracks: a tenth each of 4 and 8, a fifth each of 5 and 7, the rest 6.
    """
    if people == 0:
        return {}
    if people < 4:
        message = f"{people} people are too few for a collective unit of at least 4"
        raise FitError(message)
    units = (people + 3) // 6
    ends, sides = units // 10, units // 5
    middle = units - 2 * ends - 2 * sides
    each, more = divmod(people - 12 * ends - 12 * sides, middle)
    sizes: dict[int, int] = {}
    for size, n in ((4, ends), (5, sides), (7, sides), (8, ends), (each, middle - more), (each + 1, more)):
        if n:
            sizes[size] = sizes.get(size, 0) + n
    return dict(sorted(sizes.items()))


def adults_in(types: Mapping[tuple[int, int], int], *, with_minors: bool) -> int:
    """Adults in private households with minors, or in those without."""
    return sum((size - m) * n for (size, m), n in types.items() if (m > 0) == with_minors)


def sizes_of(types: Mapping[tuple[int, int], int]) -> Sequence[int]:
    """Households of 1, 2, ... 8 members."""
    return [sum(n for (size, _), n in types.items() if size == s) for s in range(1, LARGEST_HOUSEHOLD + 1)]
