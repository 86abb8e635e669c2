"""The official figure against the truth: why the number of recorded acts changes.

Records of an act = true acts x sightings for each act x records for each sighting. So the logarithm of what is recorded
changes by the sum of three terms: what people do, how much of it is seen (coverage and detection), and how much of
what is seen is put on somebody's record (rightly or not). Only the first is success.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jaywalk.core.layout import ORIGINS
from jaywalk.results.cube import Cube

#: months at either end of the run that are compared, at most
LONGEST: Final = 12

Row = tuple[str, ...]


@dataclass(frozen=True)
class Official:
    """How the records of one act in one world changed from the first months of the run to as many last ones.

    ``first`` and ``last`` are records a week. ``recorded`` = ``acts`` + ``seen`` + ``booked``: changes of logarithms.
    """

    act: str
    months: int
    first: float
    last: float
    recorded: float
    acts: float
    seen: float
    booked: float


def official_of(cube: Cube, world: str) -> tuple[Official, ...]:
    """The three terms for each act with records at both ends of the run; none for a run of less than two whole months."""
    la = cube.labels
    of_week = np.searchsorted(la.months, la.weeks.astype("datetime64[M]").astype("datetime64[D]"))
    whole = [m for m in range(len(la.months)) if _whole(la.weeks, la.months[m])]
    months = min(LONGEST, len(whole) // 2)
    if not months:
        return ()
    true = cube.acts_in(world)
    ends = (whole[:months], whole[-months:])
    out = []
    for a, act in enumerate(la.acts):
        slots = [s for s, n, c in zip(la.slots, la.slot_act, la.slot_channel, strict=True) if n == a and c >= 0]
        numbers = []
        for chosen in ends:
            weeks = np.isin(of_week, chosen)
            seen = sum(_sum(cube, f"seen_{slot}", world, chosen) for slot in slots)
            made = sum(_sum(cube, f"made_{origin}_{slot}", world, chosen) for slot in slots for origin in ORIGINS)
            n = max(int(weeks.sum()), 1)
            numbers.append((float(true[weeks, a].sum()) / n, seen / n, made / n))
        (t0, s0, r0), (t1, s1, r1) = numbers
        if min(t0, s0, r0, t1, s1, r1) <= 0:
            continue
        terms = (math.log(t1 / t0), math.log(s1 / t1) - math.log(s0 / t0), math.log(r1 / s1) - math.log(r0 / s0))
        out.append(Official(act, months, r0, r1, math.log(r1 / r0), *terms))
    return tuple(out)


def official_table(rows: tuple[Official, ...]) -> list[Row]:
    """A header, and a row for each act: records a week, and the change of their logarithm in three terms."""
    out: list[Row] = [
        ("act", "records a week at first", "at last", "ln recorded", "ln acts", "ln seen", "ln on record")
    ]
    for r in rows:
        terms = (r.recorded, r.acts, r.seen, r.booked)
        out.append((r.act, f"{r.first:,.3g}", f"{r.last:,.3g}", *(f"{term:+.3f}" for term in terms)))
    return out


def _whole(weeks: NDArray[np.datetime64], month: np.datetime64) -> bool:
    """Whether the run covers all Mondays of a month."""
    first, end = month, (month.astype("datetime64[M]") + 1).astype("datetime64[D]")
    return bool(weeks[0] < first + np.timedelta64(7, "D") and weeks[-1] >= end - np.timedelta64(7, "D"))


def _sum(cube: Cube, quantity: str, world: str, months: list[int]) -> int:
    return cube.monthly_total(quantity, world=world, months=months) if cube.has_monthly(quantity) else 0
