"""Redress for places to calculate in: tables of a compiled plan set by hand, every chance and every delay known."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from checks.made_places import ADULT_CELL, EVEN, text
from jaywalk.engine import RunOutput
from jaywalk.model.plan import CELLS, Plan
from jaywalk.scenario.loading import loads
from promises.towns import Town, compiled
from reference.tiny_redress import columns_of

ONE32 = 1 << 32
RATE = 1 << 40


def chance(p: float) -> int:
    """A 32-bit threshold; one is as near to certain as that goes."""
    return min(round(p * ONE32), ONE32 - 1)


def redress(
    plan: Plan,
    adults: int,
    *,
    reviews: float,
    reaches: float = 1.0,
    files: Sequence[float] = (1.0, 1.0, 1.0, 1.0),
    again: float = 0.0,
    decides: int = 0,
    overturns: Sequence[float] = (0.0, 0.0),
    corrected: int = 0,
    press: float = 0.0,
) -> dict[str, Any]:
    """Fields of a plan in which every record of every channel can be contested from the week in which it arrives.

    ``reviews`` is for all ``adults`` together, ``decides`` and ``corrected`` are days, ``press`` is a hazard a week;
    ``files`` is by wrong heavy, wrong light, right heavy, right light, ``overturns`` by wrong, right.
    """
    worlds, eras, slots = plan.points.shape
    cities = len(plan.city_code)
    on = np.zeros((worlds, eras, slots), np.uint8)
    on[:] = (plan.col_p >= 0)[:, None, None] & (plan.slot_channel >= 0)
    col_p, col_t, col_x, columns = columns_of(plan, on)
    shape = (worlds, eras)
    return {
        "names": replace(plan.names, parts=("contest",)),
        "col_p": col_p,
        "col_t": col_t,
        "col_x": col_x,
        "n_columns": columns,
        "contest_on": on,
        "redress_binds": 1,
        "notice_reach": np.full(shape, chance(reaches), np.uint32),
        "notice_days": np.zeros(shape, np.uint16),
        "window_weeks": np.ones((worlds, eras, slots), np.int32),
        "file": np.tile(np.array([[chance(p)] for p in files], np.uint32), (worlds, eras, 1, CELLS)),
        "again": np.full(shape, chance(again), np.uint32),
        "tries": np.full(shape, 2 if again else 1, np.uint8),
        "decide_days": np.full((worlds, eras, 1024), decides, np.uint16),
        "overturn": np.tile(np.array([chance(p) for p in overturns], np.uint32), (worlds, eras, 1)),
        "correct_days": np.full(shape, corrected, np.uint16),
        "effect_review": np.zeros(shape, np.uint8),
        "press": np.full(shape, round(press * RATE), np.int64),
        "review_share": np.full((*shape, cities), round(reviews / adults * (1 << 56)), np.int64),
    }


@cache
def town_of(scenario: str, scale: float) -> Town:
    """A scenario compiled once for all ways to contest in it."""
    return compiled(loads(scenario, name="place"), seed=1, scale=scale)


def contested(
    acts: dict[str, Any],
    channels: dict[str, Any],
    *,
    weeks: int,
    residents: int,
    by: dict[str, Any],
    scale: float = 1.0,
    adults: int | None = None,
    **more: Any,
) -> RunOutput:
    """Run a scenario with redress ``by`` these numbers; reviews are for ``adults``, unless given those of the run."""
    town = town_of(text(acts, channels, weeks=weeks, residents=residents, k=EVEN, **more), scale)
    sampled = sum(int(d.counts[ADULT_CELL:].sum()) for city in town.cities for d in city.districts)
    return town.run(**redress(town.plan, adults or sampled, **by))


def appeals(output: RunOutput) -> np.ndarray:
    """Every claim in the order of the queue: filed and place, who, identity, time and kind, served, decided."""
    rows = output.exchange["appeals"].astype(np.uint64)
    return rows[np.lexsort((rows[:, 3], rows[:, 2], rows[:, 1], rows[:, 0]))]
