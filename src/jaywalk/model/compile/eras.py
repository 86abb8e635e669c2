"""Eras: stretches of weeks in which no dated value changes, no district joins and no worlds part.

And the weeks in which everybody's state must be looked at again: rollout, parting of worlds, dated terms.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from pydantic import BaseModel

from jaywalk.model.compile.limits import refuse
from jaywalk.model.plan import I16, NEVER, U8, U16
from jaywalk.scenario.quantities import Dated, monday_of, week_of
from jaywalk.scenario.schema import Scenario
from jaywalk.scenario.scoring import Measure

IN_FORCE: Final = 2  # rules whose points are those of the week itself


@dataclass(frozen=True, eq=False)
class Eras:
    """The weeks of a run and the eras they belong to.

    Attributes
    ----------
    week0
        Absolute number of week t = 0.
    n_past, n_weeks
        Untallied weeks at the front; all weeks.
    era
        ``uint16[n_weeks]`` era of each week.
    starts
        Week t in which each era begins.
    year, month
        ISO year and calendar month of each week (see ``Plan``).
    """

    week0: int
    n_past: int
    n_weeks: int
    era: U16
    starts: tuple[int, ...]
    year: I16
    month: I16

    @property
    def number(self) -> int:
        """How many eras there are."""
        return len(self.starts)

    @property
    def weeks(self) -> tuple[int, ...]:
        """Absolute week in which each era begins."""
        return tuple(self.week0 + start for start in self.starts)

    def past(self, era: int) -> bool:
        """Whether an era lies in the untallied past."""
        return self.starts[era] < self.n_past


def change_weeks(part: object) -> set[int]:
    """Absolute weeks in which any dated value anywhere under ``part`` changes."""
    found: set[int] = set()
    if isinstance(part, Dated):
        found.update(part.change_weeks)
        children: Iterable[Any] = part.values
    elif isinstance(part, BaseModel):
        if isinstance(part, Measure):
            found.update(week_of(day) for day in (part.starts, part.ends) if day is not None)
        children = [getattr(part, name) for name in type(part).model_fields]
    elif isinstance(part, dict):
        children = part.values()
    elif isinstance(part, (list, tuple)):
        children = part
    else:
        return found
    for child in children:
        found |= change_weeks(child)
    return found


def make_eras(scenarios: Sequence[Scenario], rollout_weeks: Iterable[int]) -> Eras:
    """Eras of a run.

    Parameters
    ----------
    scenarios
        The scenario and what its worlds make of it: dated values of all of them count.
    rollout_weeks
        Absolute weeks in which the programme reaches a district in some world.
    """
    time = scenarios[0].time
    n_past, tallied = time.past_weeks, time.weeks
    week0, n_weeks = time.first_week - n_past, n_past + tallied
    if tallied < 1:
        refuse("the run has no whole week between start and end")
    if n_weeks >= NEVER:
        refuse(f"a run has fewer than {NEVER} weeks, the past included; this one has {n_weeks}")
    changes = set(rollout_weeks)
    for scenario in scenarios:
        changes |= change_weeks(scenario)
    starts = sorted({0, n_past, *(w - week0 for w in changes if 0 < w - week0 < n_weeks)})
    era = np.searchsorted(np.array(starts), np.arange(n_weeks), side="right") - 1
    mondays = [monday_of(week0 + t) for t in range(n_weeks)]
    first_year = mondays[0].isocalendar().year
    origin = mondays[n_past]
    return Eras(
        week0=week0,
        n_past=n_past,
        n_weeks=n_weeks,
        era=era.astype(np.uint16),
        starts=tuple(starts),
        year=np.array([day.isocalendar().year - first_year for day in mondays], dtype=np.int16),
        month=np.array([(day.year - origin.year) * 12 + day.month - origin.month for day in mondays], dtype=np.int16),
    )


def full_touch(eras: Eras, tables: dict[str, Any], n_districts: int) -> U8:
    """``uint8[n_weeks, ND]`` 1 where all residents of a district are judged.

    A new threshold of a tier counts from a district's next review: that week is marked as well.

    Parameters
    ----------
    tables
        Rollout, reviews, tiers, measures, points and caps made so far.
    """
    out = np.zeros((eras.n_weeks, n_districts), np.uint8)
    out[0] = 1
    if eras.n_past < eras.n_weeks:
        out[eras.n_past] = 1
    rollout, review = tables["rollout"], tables["review"]
    for w in range(rollout.shape[0]):
        for d in range(n_districts):
            if rollout[w, d] < eras.n_weeks:
                out[rollout[w, d], d] = 1
    in_force = tables["rule_binds"] == IN_FORCE
    for e in range(1, eras.number):
        start = eras.starts[e]
        if any(_differs(tables[name], e) for name in ("by_tier", "by_list", "list_points", "rule_cap")):
            out[start] = 1
        if bool(np.any(in_force)) and _differs(tables["points"], e):
            out[start] = 1
        if not _differs(tables["tier_low"], e):
            continue
        for w in range(rollout.shape[0]):
            for d in range(n_districts):
                if rollout[w, d] >= eras.n_weeks:
                    continue
                weeks = max(start - int(rollout[w, d]), 0)
                first = int(rollout[w, d]) + -(-weeks // int(review[w])) * int(review[w])
                if first < eras.n_weeks:
                    out[first, d] = 1
    return out


def _differs(table: Any, era: int) -> bool:
    return bool(np.any(table[:, era] != table[:, era - 1]))
