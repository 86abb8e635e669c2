"""What margins say once people are made from them: the report of a check."""

from dataclasses import dataclass
from pathlib import Path

from jaywalk.population.axes import LABELS
from jaywalk.population.households import sizes_of
from jaywalk.population.margins import read_margins
from jaywalk.population.strata import district_people
from jaywalk.population.totals import whole_totals


@dataclass(frozen=True)
class MarginsReport:
    """A margins file that can be used, in figures.

    Attributes
    ----------
    file
        Its name.
    population
        Residents of the city.
    districts
        Id, residents, private households and collective units of each district.
    axes
        For age, sex and residency: residents of each category, as they will be made.
    mean_household
        Residents of private households over private households.
    sourced, assumed
        Rows that name a source, and rows that say "assumed".
    """

    file: str
    population: int
    districts: tuple[tuple[str, int, int, int], ...]
    axes: dict[str, tuple[int, ...]]
    mean_household: float
    sourced: int
    assumed: int

    def __str__(self) -> str:
        wide = max(len(name) for name, *_ in self.districts)
        lines = [
            f"{self.file}: {self.population:,} residents in {len(self.districts)} districts",
            f"residents of a private household: {self.mean_household:.3f}",
            f"rows with a source: {self.sourced}, assumed: {self.assumed}",
        ]
        for axis, counts in self.axes.items():
            named = zip(LABELS[axis], counts, strict=True)
            lines.append(f"{axis}: " + ", ".join(f"{label} {n:,} ({n / self.population:.1%})" for label, n in named))
        lines += [
            f"  {name:<{wide}}  {n:>11,} residents  {private:>10,} households  {units:>8,} collective units"
            for name, n, private, units in self.districts
        ]
        return "\n".join(lines)


def check_margins(name_or_path: str | Path, population: int | None = None) -> MarginsReport:
    """Check margins to the end: read them, fit them, and form every household.

    Parameters
    ----------
    name_or_path
        Name of shipped margins, or path of a file.
    population
        Residents to scale to.

    Raises
    ------
    MarginsError
        With every mistake found, each as ``file:line: what is wrong``.
    """
    margins = read_margins(name_or_path)
    totals = whole_totals(margins, population)
    made = district_people(margins, totals)
    districts = []
    residents = households = 0
    for name, people in zip(totals.ids, made, strict=True):
        sizes = [sum(counts) for counts in zip(*(sizes_of(types) for types in people.private), strict=True)]
        units = sum(n for by_size in people.collective for n in by_size.values())
        districts.append((name, sum(people.strata), sum(sizes), units))
        residents += sum((i + 1) * n for i, n in enumerate(sizes))
        households += sum(sizes)
    assumed = sum(row.source == "assumed" for row in margins.rows)
    return MarginsReport(
        file=margins.file,
        population=totals.population,
        districts=tuple(districts),
        axes={axis: totals.axes[axis] for axis in ("age", "sex", "residency")},
        mean_household=residents / households,
        sourced=len(margins.rows) - assumed,
        assumed=assumed,
    )
