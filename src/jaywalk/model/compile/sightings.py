"""What channels see: visible rates of acts, and the chance of seeing an act that somebody else saw.

A primary sighting happens at rate x coverage x detection. City channels see nothing before the programme
reaches the district; what a world leaves out sees nothing after the worlds part.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from jaywalk.core.fixed import RATE_ONE
from jaywalk.model.compile.cells import by_class, share, thresholds64
from jaywalk.model.compile.elementary import F64
from jaywalk.model.compile.frame import Frame
from jaywalk.model.compile.limits import refuse
from jaywalk.model.compile.worlds import AnyChannel, Variation, follows
from jaywalk.model.plan import CELLS, CLASSES, I32, I64, U64
from jaywalk.scenario.channels import Device


@dataclass(frozen=True, eq=False)
class Sightings:
    """Visible rates by era, district, world, pair of act and channel.

    Attributes
    ----------
    rate
        ``float64[E, ND, W, P, 140]`` sightings a week of an eligible resident at g = 1.
    sees
        ``uint64[E, ND, W, P, 14]`` chance of seeing an act already seen.
    after
        ``int32[P]`` pair whose outcome "none" sends this one looking, -1: none.
    """

    rate: F64
    sees: U64
    after: I32

    @cached_property
    def reach(self) -> I64:
        """The rates in rate units."""
        return np.rint(self.rate * RATE_ONE).astype(np.int64)


def make_sightings(frame: Frame) -> Sightings:
    """Visible rates of every pair; ``rate`` is 0 for channels that only look after others."""
    eras, places, pairs = frame.eras, frame.places, frame.axes.pairs
    shape = (eras.number, len(places), len(frame.worlds), len(pairs))
    rate = np.zeros((*shape, CELLS))
    sees = np.zeros((*shape, CLASSES), dtype=np.uint64)
    tables = _Detection(frame)
    for w in range(len(frame.worlds)):
        for p, (act, name) in enumerate(pairs):
            for e, week in enumerate(eras.weeks):
                world = frame.world_in(e, w)
                channel = world.channel(name)
                if channel is None or act not in channel.sees:
                    continue
                if not world.scenario.acts[act].enabled:
                    continue
                for d, (city, district) in enumerate(places):
                    here = covered(frame, world, channel, city, district, week)
                    if here <= 0.0:
                        continue
                    cells, classes = tables.of(world, act, name, city)
                    sees[e, d, w, p] = tables.chance(classes, here)
                    if follows(channel) is None:
                        rate[e, d, w, p] = cells * here
    return Sightings(rate=rate, sees=sees, after=_after(frame))


def covered(frame: Frame, world: Variation, channel: AnyChannel, city: int, district: str, week: int) -> float:
    """Share of a district that a channel covers in a week: a city's channel nothing before the programme is there."""
    name = frame.cities[city].id
    if channel.scope == "city":
        from_week = world.scenario.rollout_week(name, district)
        if from_week is None or week < from_week:
            return 0.0
    return 1.0 if world.full_sight else channel.covers(name, district, week)


class _Detection:
    """Rate x detection by cell and detection by class, made once for each scenario, pair and city."""

    def __init__(self, frame: Frame):
        self._frame = frame
        self._known: dict[tuple[int, str, str, int, bool], tuple[F64, F64]] = {}
        self._chances: dict[tuple[bytes, float], U64] = {}

    def of(self, world: Variation, act: str, name: str, city: int) -> tuple[F64, F64]:
        scenario = world.scenario
        key = (id(scenario), act, name, city, world.full_sight)
        if key not in self._known:
            frame, entry = self._frame, scenario.acts[act]
            concerned = frame.eligible(scenario, entry.eligible, city) * frame.adults[city]
            detected = _detected(frame, world, act, name, city, concerned)
            cells = frame.weekly(scenario, entry.rate, entry.eligible, city) * detected
            rivals = [c for a, c in frame.axes.pairs if a == act]
            classes = np.zeros(CLASSES)
            if len(rivals) > 1:
                classes = by_class(
                    detected, f"channels.{name}: where several channels see {act}, detection and adoption"
                )
            self._known[key] = cells, classes
        return self._known[key]

    def chance(self, classes: F64, covered: float) -> U64:
        key = (classes.tobytes(), covered)
        if key not in self._chances:
            self._chances[key] = thresholds64(np.minimum(classes * covered, 1.0))
        return self._chances[key]


def detection(frame: Frame, world: Variation, act: str, name: str, city: int) -> F64:
    """``[140]`` chance that a channel that covers a place sees an act of an eligible resident there."""
    scenario = world.scenario
    concerned = frame.eligible(scenario, scenario.acts[act].eligible, city) * frame.adults[city]
    return _detected(frame, world, act, name, city, concerned)


def _detected(frame: Frame, world: Variation, act: str, name: str, city: int, concerned: F64) -> F64:
    if world.full_sight:
        return np.ones(CELLS)
    channel, where = world.scenario.channels[name], frame.cities[city].id
    detected = share(channel.sees[act], where, concerned, f"channels.{name}.sees.{act}")
    if isinstance(channel, Device) and channel.adoption is not None:
        detected = detected * share(channel.adoption, where, frame.adults[city], f"channels.{name}.adoption")
    return detected


def _after(frame: Frame) -> I32:
    """Pairs that others follow; the same in all worlds."""
    pairs = frame.axes.pairs
    numbers = {pair: n for n, pair in enumerate(pairs)}
    out = np.full(len(pairs), -1, dtype=np.int32)
    for p, (act, name) in enumerate(pairs):
        leaders = {
            follows(scenario.channels[name])
            for scenario in frame.scenarios
            if name in scenario.channels and scenario.channels[name].enabled and act in scenario.channels[name].sees
        }
        if len(leaders) > 1:
            refuse(f"channels.{name}.after must be the same in all worlds of a run")
        leader = next(iter(leaders), None)
        if leader is None:
            continue
        if (act, leader) not in numbers:
            refuse(f"channels.{name} looks for {act} after {leader}, which never sees it")
        out[p] = numbers[(act, leader)]
    for p, (_, name) in enumerate(pairs):
        if out[p] >= 0 and out[out[p]] >= 0:
            refuse(f"channels.{name} follows a channel that follows another itself")
    return out


def compensator_rates(frame: Frame) -> I64:
    """``int64[E, NC, A, 140]`` rates of acts themselves, in rate units: what is committed, seen or not."""
    out = np.zeros((frame.eras.number, len(frame.cities), len(frame.axes.acts), CELLS), dtype=np.int64)
    for a, act in enumerate(frame.axes.acts):
        entry = frame.scenario.acts.get(act)
        if entry is None or not entry.enabled:
            continue
        for c in range(len(frame.cities)):
            weekly = frame.weekly(frame.scenario, entry.rate, entry.eligible, c)
            out[:, c, a] = np.rint(weekly * RATE_ONE).astype(np.int64)
    return out


def attribute_number(frame: Frame, attribute: str | None) -> int:
    """Number of an attribute, -1 for none."""
    return -1 if attribute is None else frame.axes.attributes.index(attribute)
