"""What measures do to people: blocked travel, and scarce places that the well scored get first."""

import math
from typing import Any

import numpy as np

from jaywalk.core.fixed import ONE32, RATE_ONE
from jaywalk.model.compile.cells import ADULT, spread, thresholds32
from jaywalk.model.compile.elementary import F64
from jaywalk.model.compile.frame import Frame
from jaywalk.model.compile.limits import refuse
from jaywalk.model.plan import CELLS, I64, NEVER
from jaywalk.scenario.scoring import Market


def travel_tables(frame: Frame) -> dict[str, Any]:
    """Attempts to travel by mode, and which measures block which mode; the same in all worlds."""
    modes, eras, travel = frame.axes.modes, frame.eras, frame.scenario.travel
    demand = np.zeros((eras.number, len(modes), CELLS), np.int64)
    switched = np.zeros(len(modes))
    # demand is the same for a cell of any city: its mean is kept over all cities together
    adults = np.array([math.fsum(column) for column in zip(*(counts.tolist() for counts in frame.adults), strict=True)])
    for m, name in enumerate(modes):
        if travel is None or name not in travel.modes:
            refuse(f"travel.modes.{name} must be the same in all worlds of a run")
        mode = travel.modes[name]
        switched[m] = mode.switched.value
        weekly = np.where(ADULT, spread(mode.attempts, frame.cities[0].id, adults), 0.0) / 52.1775
        for e, week in enumerate(eras.weeks):
            factor = travel.factor.in_week(week) if travel.factor is not None else None
            demand[e, m] = np.rint(weekly * (factor.value if factor is not None else 1.0) * RATE_ONE).astype(np.int64)
    blocks = np.zeros(len(frame.axes.measures), np.uint32)
    for n, measure in enumerate(frame.axes.measures):
        found = {tuple(s.measures[measure].blocks) for s in frame.scenarios if measure in s.measures}
        if len(found) > 1:
            refuse(f"measures.{measure}.blocks must be the same in all worlds of a run")
        for mode_name in next(iter(found)):
            blocks[n] |= np.uint32(1 << modes.index(mode_name))
    return {"demand": demand, "switched": thresholds32(switched), "measure_modes": blocks}


def markets(frame: Frame) -> list[Market]:
    """Scarce places, which all worlds of a run share."""
    out = []
    for name in frame.axes.markets:
        entries = [s.measures[name].places if name in s.measures else None for s in frame.scenarios]
        if entries[0] is None or any(entry != entries[0] for entry in entries):
            refuse(f"measures.{name}.places must be the same in all worlds of a run")
        out.append(entries[0])
    return out


def market_rates(frame: Frame, market: Market, city: int) -> F64:
    """``[140]`` applications a week of an eligible resident at g = 1."""
    return frame.weekly(frame.scenario, market.applications, market.eligible, city)


def market_reach(frame: Frame, name: str, market: Market) -> I64:
    """``int64[ND, 140]`` the same by district in rate units; nobody applies where the measure is switched off."""
    if not frame.scenario.measures[name].enabled:
        return np.zeros((len(frame.places), CELLS), np.int64)
    by_city = [np.rint(market_rates(frame, market, c) * RATE_ONE).astype(np.int64) for c in range(len(frame.cities))]
    return np.stack([by_city[city] for city, _ in frame.places])


def market_tables(frame: Frame, rollout: Any) -> dict[str, Any]:
    """Places, bonus and exclusions of each market; places are dealt from the first rollout on."""
    found, measures = markets(frame), frame.axes.measures
    first = int(rollout.min(initial=NEVER))
    excludes = []
    for market in found:
        bits = 0
        for other in market.shut_out:
            # one that is switched off shuts nobody out
            if other in measures:
                bits |= 1 << measures.index(other)
        excludes.append(bits)
    return {
        "market_measure": np.array([measures.index(name) for name in frame.axes.markets], np.int32),
        "market_excludes": np.array(excludes, np.uint32),
        "market_bonus": thresholds32(np.array([market.bonus.value for market in found])),
        "market_places": np.array([_places(market) for market in found], np.uint32),
        "market_from": np.full(len(found), first, np.int32),
    }


def _places(market: Market) -> int:
    places = round(market.per_application.value * 65536)
    if not 0 <= places < ONE32:
        refuse("measures: places per application")
    return places
