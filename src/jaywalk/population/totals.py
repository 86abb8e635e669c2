"""From published values to whole people: every axis as integers that add up to the city's population."""

from dataclasses import dataclass

from jaywalk.population.axes import (
    FIFTHS,
    LABELS,
    LARGE_SIZES,
    LARGEST_DISTRICT,
    RESIDENCIES,
    SIZES,
    SMALLEST_CELL,
    SMALLEST_DISTRICT,
)
from jaywalk.population.fitting import largest_remainder, total
from jaywalk.population.households import HouseholdShares
from jaywalk.population.margins import Margins, MarginsError

_SHARES_CLOSE = 0.002  # published shares are rounded
_FIFTH_CLOSE = 1e-9


@dataclass(frozen=True)
class Totals:
    """A city's margins in whole people.

    Attributes
    ----------
    ids
        Districts in the order of the margins file.
    districts
        Residents of each.
    axes
        For ``age``, ``sex`` and ``residency``: residents of each category; each adds up to the population.
    collective
        Residents of collective units by residency.
    households
        Shares of household sizes and of minors by size.
    """

    ids: tuple[str, ...]
    districts: tuple[int, ...]
    axes: dict[str, tuple[int, ...]]
    collective: tuple[int, ...]
    households: HouseholdShares

    @property
    def population(self) -> int:
        """Residents of the city."""
        return sum(self.districts)


def whole_totals(margins: Margins, population: int | None = None) -> Totals:
    """Margins as whole people, at their own population or another.

    Parameters
    ----------
    margins
        Complete margins, as `read_margins` gives them.
    population
        Residents of the city, if not as many as the districts of the file have: every district and category
        keeps its share.

    Raises
    ------
    MarginsError
        If an axis does not add up, a cell holds fewer than 20 people, or a district fewer than 500.
    """
    problems: list[str] = []
    own = margins.population
    size = own if population is None else population
    if size < 1 or own < 1:
        raise MarginsError([f"{margins.file}: a city of {min(size, own)} residents"])
    published = [float(n) for _, n in margins.districts]
    districts = largest_remainder(published, size)
    for row, n in zip(margins.of("district"), districts, strict=True):
        where = f"{margins.file}:{row.line}: district '{row.district}'"
        if row.value != round(row.value):
            problems.append(f"{where} has {row.value:g} residents: give whole people")
        if n < SMALLEST_DISTRICT:
            problems.append(f"{where} has {n} residents; a district has at least {SMALLEST_DISTRICT}")
        if n > LARGEST_DISTRICT:
            problems.append(f"{where} has {n} residents; a district has at most {LARGEST_DISTRICT}")
    axes = {axis: _axis(margins, axis, own, size, problems) for axis in ("age", "sex", "residency")}
    _check_fifths(margins, own, problems)
    collective = _collective(margins, size, axes["residency"], problems)
    households = _households(margins, size - sum(collective), problems)
    if problems:
        raise MarginsError(problems)
    return Totals(
        ids=tuple(district for district, _ in margins.districts),
        districts=tuple(districts),
        axes=axes,
        collective=collective,
        households=households,
    )


def _axis(margins: Margins, axis: str, own: int, size: int, problems: list[str]) -> tuple[int, ...]:
    values = margins.values(axis)
    whole = total(values)
    shares = all(value <= 1.0 for value in values)
    first = margins.of(axis)[0].line
    if shares and abs(whole - 1.0) > _SHARES_CLOSE:
        problems.append(f"{margins.file}:{first}: the shares of axis '{axis}' add up to {whole:.6g}, not 1")
    if not shares and whole != own:
        problems.append(
            f"{margins.file}:{first}: axis '{axis}' adds up to {whole:.10g} residents, the districts to {own}"
        )
    if whole <= 0.0:
        return tuple(0 for _ in values)
    counts = largest_remainder(values, size)
    _check_cells(margins, axis, counts, problems)
    return tuple(counts)


def _check_cells(margins: Margins, axis: str, counts: list[int], problems: list[str]) -> None:
    for label, n in zip(LABELS[axis], counts, strict=True):
        if 0 < n < SMALLEST_CELL:
            line = next(row.line for row in margins.of(axis) if row.category == label)
            problems.append(
                f"{margins.file}:{line}: '{label}' of {axis} holds {n} people; a cell is empty or holds {SMALLEST_CELL}"
                " or more, so that no total speaks of a few"
            )


def _check_fifths(margins: Margins, own: int, problems: list[str]) -> None:
    values = margins.values("income")
    whole = total(values)
    if any(abs(value / whole - 1.0 / len(FIFTHS)) > max(_FIFTH_CLOSE, 1.0 / own) for value in values) or whole <= 0.0:
        line = margins.of("income")[0].line
        problems.append(f"{margins.file}:{line}: income fifths hold a fifth of residents each: give 0.2 five times")


def _collective(margins: Margins, size: int, residency: tuple[int, ...], problems: list[str]) -> tuple[int, ...]:
    values = margins.values("collective")
    result = []
    for label, value, have in zip(RESIDENCIES, values, residency, strict=True):
        people = int(value * size + 0.5)
        line = next(row.line for row in margins.of("collective") if row.category == label)
        where = f"{margins.file}:{line}: collective units of {label} residents"
        if value > 1.0:
            problems.append(f"{where} are given as a share of all residents, at most 1, not {value:g}")
            people = 0
        elif 0 < people < SMALLEST_CELL:
            problems.append(f"{where} hold {people} people; a cell is empty or holds {SMALLEST_CELL} or more")
        elif people > have:
            problems.append(f"{where} hold {people} people, more than the {have} {label} residents there are")
        result.append(people)
    return tuple(result)


def _households(margins: Margins, people: int, problems: list[str]) -> HouseholdShares:
    values = margins.values("household_size")
    first = margins.of("household_size")[0].line
    whole = total(values)
    if abs(whole - 1.0) > _SHARES_CLOSE:
        problems.append(f"{margins.file}:{first}: the shares of household sizes add up to {whole:.6g}, not 1")
        return HouseholdShares((1.0,), {})
    weights: dict[int, list[float]] = {}
    for row in margins.of("minors"):
        size, _, minors = row.category.partition("/")
        given = weights.setdefault(int(size.rstrip("+")), [])
        given.extend([0.0] * (int(minors) + 1 - len(given)))
        given[int(minors)] = row.value
    for size_number, given in weights.items():
        if total(given) <= 0.0:
            problems.append(f"{margins.file}:{first}: minors of households of size {size_number}: every weight is 0")
    shares = HouseholdShares(tuple(values), {size: tuple(given) for size, given in weights.items()})
    mean = total([size * share for size, share in shares.by_size()])
    for label, value in zip(SIZES, values, strict=True):
        members = LARGE_SIZES[1] if label.endswith("+") else int(label)
        living = value * people / mean * members
        if 0 < living < SMALLEST_CELL:
            line = next(row.line for row in margins.of("household_size") if row.category == label)
            problems.append(
                f"{margins.file}:{line}: households of size {label} hold {living:.1f} people; a cell is empty or holds"
                f" {SMALLEST_CELL} or more"
            )
    return shares
