"""Lives: how often work is lost while travel is blocked, for how long, and what want of money makes people do."""

from typing import Any

import numpy as np

from jaywalk.core.fixed import RATE_ONE
from jaywalk.model.compile.cells import ADULT, spread
from jaywalk.model.compile.elementary import F64, log1
from jaywalk.model.compile.frame import Frame
from jaywalk.model.compile.limits import refuse
from jaywalk.model.compile.sightings import attribute_number
from jaywalk.model.compile.worlds import Variation
from jaywalk.model.plan import CELLS, NEVER, no_lives
from jaywalk.scenario.lives import Lives

ONE = 1 << 16
WORKING = range(20, 120)  # cells of ages 18 to 59
MOST_HAZARD = 64.0  # a week: sooner than any week is long


def lives_tables(frame: Frame) -> dict[str, Any]:
    """The fields of a plan for work lost; of length 0 where no world of the run knows of it."""
    if all(lives_of(world) is None for world in frame.worlds):
        return no_lives()
    shape = (len(frame.worlds), frame.eras.number)
    rate = np.zeros((*shape, CELLS), np.int64)
    known: dict[int, F64] = {}
    for w in range(shape[0]):
        for e, week in enumerate(frame.eras.weeks):
            world = frame.world_in(e, w)
            lives = lives_of(world)
            hazard = None if lives is None else lives.job_loss.rate.in_week(week)
            if lives is None or hazard is None:
                continue
            if id(hazard) not in known:
                weights = _at_work(frame, world, lives)
                cells = np.where(weights > 0.0, spread(hazard, frame.cities[0].id, weights), 0.0)
                known[id(hazard)] = np.minimum(cells / 52.1775, MOST_HAZARD)
            rate[w, e] = np.rint(known[id(hazard)] * RATE_ONE).astype(np.int64)
    weeks = np.ones(shape[0], np.int32)
    for w in range(shape[0]):
        lives = _first(frame, w)
        weeks[w] = 1 if lives is None else min(max(lives.out_of_work.lasts.weeks, 1), NEVER)
    return {
        "job_loss": rate,
        "job_attribute": _attribute(frame),
        "lost_weeks": weeks,
        "lost_extra": lost_extra(frame),
        "market_vacancies": _vacancies(frame),
    }


def lives_of(world: Variation) -> Lives | None:
    """What being shut out does to lives in a world, if it keeps records at all."""
    lives = world.scenario.lives
    return lives if world.state and lives is not None and lives.enabled else None


def lost_extra(frame: Frame) -> Any:
    """``int32[W, A]`` log-factor, in units of 2**-16, on what is done for want of money; of length 0 without lives."""
    if all(lives_of(world) is None for world in frame.worlds):
        return np.zeros((0, 0), np.int32)
    out = np.zeros((len(frame.worlds), len(frame.axes.acts) + len(frame.axes.markets)), np.int32)
    for w, world in enumerate(frame.worlds):
        lives = _first(frame, w)
        if lives is None:
            continue
        log = round(log1(lives.out_of_work.money_acts.value) * ONE)
        for a, name in enumerate(frame.axes.acts):
            act = world.scenario.acts.get(name)
            if act is not None and act.family == "money" and act.kind == "violation":
                out[w, a] = log
    return out


def _first(frame: Frame, world: int) -> Lives | None:
    """A world's lives, or where it has none those of its past: who is out of work at the start comes back."""
    return lives_of(frame.worlds[world]) or lives_of(frame.past[world])


def _at_work(frame: Frame, world: Variation, lives: Lives) -> F64:
    """``[140]`` adults of all cities who have work to lose."""
    who = lives.job_loss.who
    out = np.zeros(CELLS)
    for c, adults in enumerate(frame.adults):
        if who is None:
            cells = np.zeros(CELLS)
            cells[WORKING] = 1.0
        else:
            cells = frame.held(world.scenario, who, c)
        out = out + np.where(ADULT, cells * adults, 0.0)
    return out


def _attribute(frame: Frame) -> int:
    said = {lives.job_loss.who for scenario in frame.scenarios if (lives := scenario.lives) is not None}
    if len(said) > 1:
        refuse("lives.job_loss.who must be the same in all worlds of a run")
    return attribute_number(frame, next(iter(said)))


def _vacancies(frame: Frame) -> Any:
    measures = frame.scenario.measures
    takes = [(places := measures[name].places) is not None and places.vacancies for name in frame.axes.markets]
    return np.array(takes, np.uint8)
