"""Residents of every stratum of every district, and of every stream of its households: whole, exact numbers.

The strata come from iterative proportional fitting of the margins' starting weights, then three roundings that
each keep their totals: sex by residency, age by those, districts by those. Income is not fitted: a household's
fifth is dealt evenly.
"""

from dataclasses import dataclass
from typing import Final

from jaywalk.population.axes import ADULT_AGES, AGES, KINDS, RESIDENCIES, SEXES, STRATA, axis_of, stratum
from jaywalk.population.fitting import Counts, FitError, fit_margins, fit_two_way, largest_remainder
from jaywalk.population.households import Types, adults_in, collective_sizes, private_types
from jaywalk.population.margins import Margins, MarginsError
from jaywalk.population.totals import Totals

#: People of one kind, in the order they are dealt to households: adults by residency and kind of household, minors
#: by residency.
N_STREAMS: Final = len(RESIDENCIES) * len(KINDS) + len(RESIDENCIES)
FEWEST_IN_UNIT: Final = 4


def adult_stream(residency: int, kind: int) -> int:
    """Number of a stream of adults; kinds are those of `KINDS`."""
    return residency * len(KINDS) + kind


def minor_stream(residency: int) -> int:
    """Number of a stream of minors."""
    return len(RESIDENCIES) * len(KINDS) + residency


@dataclass(frozen=True)
class DistrictPeople:
    """Who lives in a district.

    Attributes
    ----------
    strata
        Residents by stratum, 28 numbers.
    private
        For each residency, households by (size, minors).
    collective
        For each residency, collective units by size.
    streams
        For each stream, residents by class (age * 2 + sex), 14 numbers.
    """

    strata: list[int]
    private: tuple[Types, ...]
    collective: tuple[dict[int, int], ...]
    streams: tuple[list[int], ...]


def district_people(margins: Margins, totals: Totals) -> tuple[DistrictPeople, ...]:
    """Fit a city: the people and households of each of its districts, in the order of the file.

    Raises
    ------
    MarginsError
        If no population has these margins, or minors would be left without adults.
    """
    try:
        table = city_table(margins, totals)
        units = _collective_people(totals, table)
    except FitError as error:
        raise MarginsError([f"{margins.file}: {error}"]) from None
    made, problems = [], []
    for d, strata in enumerate(table):
        try:
            made.append(_one_district(margins, totals, strata, [units[r][d] for r in range(len(RESIDENCIES))]))
        except FitError as error:
            problems.append(f"{margins.file}: district '{totals.ids[d]}': {error}")
    if problems:
        raise MarginsError(problems)
    return tuple(made)


def city_table(margins: Margins, totals: Totals) -> Counts:
    """Residents by district and stratum; districts and the city's ages, sexes and residencies are exact."""
    n_districts = len(totals.districts)
    labels = [(a, s, r) for a in range(len(AGES)) for s in range(len(SEXES)) for r in range(len(RESIDENCIES))]
    seed = _seed(margins, totals, labels)

    def where(column: int, number: int) -> list[int]:
        return [d * STRATA + i for d in range(n_districts) for i, label in enumerate(labels) if label[column] == number]

    members = [
        [list(range(d * STRATA, (d + 1) * STRATA)) for d in range(n_districts)],
        [where(0, a) for a in range(len(AGES))],
        [where(1, s) for s in range(len(SEXES))],
        [where(2, r) for r in range(len(RESIDENCIES))],
    ]
    age, sex, residency = totals.axes["age"], totals.axes["sex"], totals.axes["residency"]
    targets = [[float(n) for n in margin] for margin in (totals.districts, age, sex, residency)]
    fitted = fit_margins(seed, members, targets)
    by_stratum = [0.0] * STRATA
    for i, value in enumerate(fitted):
        by_stratum[i % STRATA] += value
    # the city first: sex x residency, then age x those, so that each single axis stays exact
    quarters = fit_two_way(
        [[_sum(by_stratum, [stratum(a, s, r) for a in range(len(AGES))]) for r in range(2)] for s in range(2)],
        sex,
        residency,
    )
    flat = [quarters[s][r] for s in range(2) for r in range(2)]
    city = fit_two_way([[by_stratum[a * 4 + i] for i in range(4)] for a in range(len(AGES))], age, flat)
    columns = [city[a][i] for a in range(len(AGES)) for i in range(4)]
    return fit_two_way([fitted[d * STRATA : (d + 1) * STRATA] for d in range(n_districts)], totals.districts, columns)


def _sum(values: list[float], cells: list[int]) -> float:
    result = 0.0
    for i in cells:
        result += values[i]
    return result


def _seed(margins: Margins, totals: Totals, labels: list[tuple[int, int, int]]) -> list[float]:
    """Starting weights: the product of every row of the seed that concerns a stratum."""
    names = [{"age": AGES[a], "sex": SEXES[s], "residency": RESIDENCIES[r]} for a, s, r in labels]
    rules = [
        (row.district, {axis_of(part) or "": part for part in row.category.split("/")}, row.value)
        for row in margins.of("seed")
    ]
    result = []
    for district in totals.ids:
        for name in names:
            weight = 1.0
            for concerned, parts, value in rules:
                if concerned in ("", district) and all(name[axis] == part for axis, part in parts.items()):
                    weight *= value
            result.append(weight)
    return result


def _collective_people(totals: Totals, table: Counts) -> list[list[int]]:
    """Residents of collective units by residency and district, in proportion to adults."""
    result = []
    for r, people in enumerate(totals.collective):
        adults = [
            sum(strata[stratum(a, s, r)] for a in range(1, len(AGES)) for s in range(len(SEXES))) for strata in table
        ]
        if people > sum(adults):
            message = f"{people} adults of collective units are more than the {sum(adults)} {RESIDENCIES[r]} adults"
            raise FitError(message)
        shared = largest_remainder([float(n) for n in adults], people) if people else [0] * len(adults)
        largest = max(range(len(adults)), key=lambda d: (adults[d] - shared[d], -d))
        for d, n in enumerate(shared):
            if 0 < n < FEWEST_IN_UNIT and d != largest:
                shared[largest] += n
                shared[d] = 0
        result.append(shared)
    return result


def _one_district(margins: Margins, totals: Totals, strata: list[int], units: list[int]) -> DistrictPeople:
    private: list[Types] = []
    collective: list[dict[int, int]] = []
    streams: list[list[int]] = []
    minors: list[list[int]] = []
    for r in range(len(RESIDENCIES)):
        cells = [[strata[stratum(a, s, r)] for s in range(len(SEXES))] for a in range(len(AGES))]
        adults = sum(sum(row) for row in cells[1:])
        types = private_types(adults - units[r], sum(cells[0]), totals.households)
        private.append(types)
        collective.append(collective_sizes(units[r]))
        kinds = [adults_in(types, with_minors=True), adults_in(types, with_minors=False), units[r]]
        streams += _adult_streams(margins, kinds, cells)
        minors.append(cells[0] + [0] * (2 * len(ADULT_AGES)))
    return DistrictPeople(strata, tuple(private), tuple(collective), tuple(streams + minors))


def _adult_streams(margins: Margins, kinds: list[int], cells: list[list[int]]) -> list[list[int]]:
    """Share the adults of one residency out to the kinds of household, by age and sex, exactly."""
    weights = {row.category: row.value for row in margins.of("adults")}
    columns = [n for row in cells[1:] for n in row]
    seed = [
        [
            weights.get(f"{kind}/{age}", 1.0) if n else 0.0
            for age, row in zip(ADULT_AGES, cells[1:], strict=True)
            for n in row
        ]
        for kind in KINDS
    ]
    table = fit_two_way(seed, kinds, columns)
    return [[0, 0, *row] for row in table]
