"""Counters as a long CSV table, for tools that read nothing else."""

import csv
from collections.abc import Sequence
from typing import Any, Protocol, TextIO

import numpy as np

from jaywalk.results.cube import TRUE_ACT_UNIT, Cube


class Writer(Protocol):
    """What `csv.writer` returns."""

    def writerow(self, row: Sequence[Any], /) -> Any:
        """Write one row."""


def write_csv(
    file: TextIO,
    cube: Cube,
    part: str = "weekly",
    *,
    quantities: Sequence[str] | None = None,
    worlds: Sequence[str] | None = None,
    groups: Sequence[str] | None = None,
) -> None:
    """Write one row a date, district, group and world (an act for true acts), one column a quantity.

    Parameters
    ----------
    file
        Where to write.
    cube
        The counters.
    part
        ``weekly``, ``monthly``, or ``acts`` (expected true acts a week).
    quantities, worlds, groups
        Only these; None: all.

    Raises
    ------
    KeyError
        A name is not in this run.
    """
    la = cube.labels
    chosen_groups = [cube.group(name) for name in groups or la.groups]
    writer = csv.writer(file, lineterminator="\n")
    if part == "acts":
        _acts(writer, cube, chosen_groups)
        return
    dates, known, values = (
        (la.weeks, cube.quantities, cube.weekly)
        if part == "weekly"
        else (la.months, cube.monthly_quantities, cube.monthly)
    )
    names = [q.name for q in known]
    for name in quantities or ():
        if name not in names:
            raise KeyError(f"no {part} quantity {name!r} in this run; it has {', '.join(names)}")
    columns = [names.index(name) for name in quantities or names]
    chosen_worlds = [cube.world(name) for name in worlds or la.worlds]
    axis = "week" if part == "weekly" else "month"
    writer.writerow([axis, "city", "district", "group", "world", *(names[c] for c in columns)])
    for t, day in enumerate(np.datetime_as_string(dates, unit="D")):
        for d, district in enumerate(la.districts):
            city = la.cities[la.district_city[d]]
            for g in chosen_groups:
                for w in chosen_worlds:
                    row = values[t, d, g, w, columns].tolist()
                    writer.writerow([day, city, district, la.groups[g], la.worlds[w], *row])


def _acts(writer: Writer, cube: Cube, groups: Sequence[int]) -> None:
    la = cube.labels
    writer.writerow(["week", "city", "district", "group", "act", "true_acts"])
    for t, day in enumerate(np.datetime_as_string(la.weeks, unit="D")):
        for d, district in enumerate(la.districts):
            for g in groups:
                for a, act in enumerate(la.acts):
                    value = int(cube.true_acts[la.era[t], d, g, a]) / TRUE_ACT_UNIT
                    writer.writerow([day, la.cities[la.district_city[d]], district, la.groups[g], act, f"{value:.6g}"])
