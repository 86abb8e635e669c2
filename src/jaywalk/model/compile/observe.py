"""Outcomes of sightings by era, city, world and slot, and the records that nobody in the city made."""

from typing import Any, Final

import numpy as np

from jaywalk.core.fixed import RATE_BITS
from jaywalk.model.compile.cells import thresholds32, thresholds64
from jaywalk.model.compile.frame import Frame
from jaywalk.model.compile.identity import Identity, Kind, identity_of, kind_of
from jaywalk.model.compile.limits import SUM_LIMIT, refuse
from jaywalk.model.compile.quantiles import DELAY_SLICES, STALE_SLICES, lognormal_days, stale_weeks
from jaywalk.model.compile.sightings import Sightings
from jaywalk.model.compile.worlds import AnyChannel, Variation
from jaywalk.model.plan import CELLS, CLASSES
from jaywalk.scenario.channels import Device, Spell

ARRIVAL_BITS: Final = 56
COPY_LAG: Final = 4  # weeks, where a scenario states none: the next monthly cycle


class Outcomes:
    """Identities of all channels, made once for each world, channel and city.

    Parameters
    ----------
    frame
        The compile step's frame.
    """

    def __init__(self, frame: Frame):
        self.frame = frame
        self.kinds: dict[str, Kind] = {name: kind_of(frame, name) for name in frame.axes.channels}
        self._known: dict[tuple[str, str, int], Identity] = {}

    def of(self, world: Variation, name: str, city: int) -> Identity:
        """Identity of a channel in a world and city."""
        key = (world.name, name, city)
        if key not in self._known:
            self._known[key] = identity_of(self.frame, world, name, city, self.kinds[name])
        return self._known[key]


def outcome_tables(frame: Frame, outcomes: Outcomes, numbers: list[int], n_slots: int) -> dict[str, Any]:
    """Thresholds of the outcomes: miss, wrong persons, both, copies."""
    shape = (frame.eras.number, len(frame.cities), len(frame.worlds), n_slots)
    out: dict[str, Any] = {
        "miss": np.zeros((*shape, CLASSES), np.uint64),
        "wrong_a": np.zeros((*shape, CLASSES), np.uint64),
        "wrong_b": np.zeros((*shape, CLASSES), np.uint64),
        "both_h": np.zeros(shape, np.uint32),
        "copy": np.zeros(shape, np.uint32),
    }
    done: dict[int, tuple[Any, ...]] = {}
    for w in range(len(frame.worlds)):
        for e in range(frame.eras.number):
            world = frame.world_in(e, w)
            for p, (act, name) in enumerate(frame.axes.pairs):
                channel = world.channel(name)
                if channel is None or act not in channel.sees:
                    continue
                for c in range(len(frame.cities)):
                    identity = outcomes.of(world, name, c)
                    if id(identity) not in done:
                        done[id(identity)] = _thresholds(identity)
                    s = numbers[p]
                    for table, value in zip(out.values(), done[id(identity)], strict=True):
                        table[e, c, w, s] = value
    return out


def _thresholds(identity: Identity) -> tuple[Any, ...]:
    both, copy = thresholds32(np.array([identity.both, identity.copy]))
    return thresholds64(identity.miss), thresholds64(identity.wrong_a), thresholds64(identity.wrong_b), both, copy


def arrival_tables(
    frame: Frame, outcomes: Outcomes, sightings: Sightings, numbers: list[int], n_slots: int
) -> dict[str, Any]:
    """Arrivals per head and week of records made by people from elsewhere, and by nobody."""
    shape = (frame.eras.number, len(frame.places), len(frame.worlds), n_slots, CELLS)
    outside, phantom = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    scale = float(1 << ARRIVAL_BITS)
    for w in range(len(frame.worlds)):
        for e in range(frame.eras.number):
            world = frame.world_in(e, w)
            for p, (act, name) in enumerate(frame.axes.pairs):
                if not bool(np.any(sightings.rate[e, :, w, p])):
                    continue
                for c in range(len(frame.cities)):
                    identity = outcomes.of(world, name, c)
                    who = world.scenario.acts[act].eligible.attribute
                    held = np.ones(CELLS) if who is None else frame.held(world.scenario, who, c)
                    for table, factor in ((outside, identity.outside), (phantom, identity.phantom)):
                        if not bool(np.any(factor)):
                            continue
                        heads = factor * held * scale
                        for d, (city, _) in enumerate(frame.places):
                            if city == c:
                                table[e, d, w, numbers[p]] = np.rint(sightings.rate[e, d, w, p] * heads).astype(
                                    np.int64
                                )
    _bounded(frame, outside)
    _bounded(frame, phantom)
    return {"outside": outside, "phantom": phantom}


def _bounded(frame: Frame, table: Any) -> None:
    people = [[int(n) for n in district.counts_full] for city in frame.cities for district in city.districts]
    most = table.max(axis=(0, 2, 3))
    for d, (_, name) in enumerate(frame.places):
        total = sum(n * int(rate) for n, rate in zip(people[d], most[d].tolist(), strict=True))
        if total >= SUM_LIMIT:
            refuse(
                f"district {name}: one channel makes about {total >> ARRIVAL_BITS} records a week of one act that no "
                f"resident did; a run holds up to {(SUM_LIMIT >> ARRIVAL_BITS) - 1}. Lower coverage, visitors or phantoms"
            )
        if total >> (ARRIVAL_BITS - RATE_BITS) >= SUM_LIMIT:
            refuse(f"district {name}: too many records are made there of what no resident did")


def slot_tables(frame: Frame, outcomes: Outcomes, numbers: list[int], n_slots: int) -> dict[str, Any]:
    """What is the same in all worlds of each slot: targets, delays, copies' lag, staleness; and what worlds add."""
    n_worlds = len(frame.worlds)
    out: dict[str, Any] = {
        name: np.zeros(n_slots, np.uint8)
        for name in ("slot_camera", "target_a", "target_b", "kept_a", "kept_b", "attributed_a")
    }
    out |= {
        "attributed_own": np.zeros((n_worlds, n_slots), np.uint8),
        "delay_days": np.zeros((n_slots, DELAY_SLICES), np.uint16),
        "delay_extra": np.zeros((n_worlds, n_slots), np.int32),
        "copy_lag": np.ones(n_slots, np.int32),
        "stale_weeks": np.zeros((n_slots, STALE_SLICES), np.uint8),
        "stale_on": np.zeros((n_worlds, n_slots), np.uint8),
    }
    for p, (_, name) in enumerate(frame.axes.pairs):
        s, kind = numbers[p], outcomes.kinds[name]
        out["slot_camera"][s] = kind.camera
        out["target_a"][s], out["target_b"][s] = kind.target(0), kind.target(1)
        out["kept_a"][s] = out["kept_b"][s] = kind.kept
        out["attributed_a"][s] = kind.attributed
        timings = [
            _timing(s.channels[name]) for s in frame.scenarios if name in s.channels and s.channels[name].enabled
        ]
        if any(timing != timings[0] for timing in timings):
            refuse(
                f"channels.{name}: delay, copy_lag and stale must be the same in all worlds; a world may add 'delay'"
            )
        delay, lag, stale = timings[0]
        out["delay_days"][s] = lognormal_days(*delay)
        out["copy_lag"][s] = lag
        if stale is not None:
            out["stale_weeks"][s] = stale_weeks(*stale)
        for w, world in enumerate(frame.worlds):
            if world.state:
                out["delay_extra"][w, s] = world.delay_weeks
            channel = world.channel(name)
            if channel is None:
                continue
            out["stale_on"][w, s] = channel.stale is not None and world.errs("stale")
            out["attributed_own"][w, s] = (
                kind.attributed and isinstance(channel, Device) and channel.owner_liability == "kept"
            )
    return out


Days = tuple[float, float | None]


def _timing(channel: AnyChannel) -> tuple[Days, int, Days | None]:
    lag = COPY_LAG if channel.copy_lag is None else max(channel.copy_lag.weeks, 1)
    return _days(channel.delay), lag, None if channel.stale is None else _days(channel.stale)


def _days(spell: Spell) -> Days:
    return spell.median.days, None if spell.p95 is None else spell.p95.days


def columns(frame: Frame, outcomes: Outcomes, tables: dict[str, Any]) -> dict[str, Any]:
    """Columns of state: none for a world without any; for one free of errors one, or two with redress; else three."""
    p: list[int] = []
    t: list[int] = []
    x: list[int] = []
    perfect: list[int] = []
    n = 0
    for w, world in enumerate(frame.worlds):
        perfect.append(int(world.state and is_clean(frame, outcomes, w) and not bool(tables["stale_on"][w].any())))
        if not world.state:
            for ledger in (p, t, x):
                ledger.append(-1)
            continue
        if perfect[w]:
            # true records can be struck as well: then P goes its own way
            own = int(bool(tables["contest_on"][w : w + 1].any()))
            p.append(n)
            for ledger in (t, x):
                ledger.append(n + own)
            n += 1 + own
            continue
        p.append(n)
        t.append(n + 1)
        x.append(n + 2)
        n += 3
    return {
        "col_p": np.array(p, np.int32),
        "col_t": np.array(t, np.int32),
        "col_x": np.array(x, np.int32),
        "n_columns": n,
        "perfect": np.array(perfect, np.uint8),
    }


def is_clean(frame: Frame, outcomes: Outcomes, world: int) -> bool:
    """Whether nothing a world ever identifies, the past included, is missing, wrong or superfluous."""
    for e in range(frame.eras.number):
        then = frame.world_in(e, world)
        for name in frame.axes.channels:
            channel = then.channel(name)
            if channel is None:
                continue
            # what the law books on the owner is in every ledger alike
            lawful = isinstance(channel, Device) and channel.owner_liability == "kept"
            if any(not outcomes.of(then, name, c).clean(lawful=lawful) for c in range(len(frame.cities))):
                return False
    return True
