"""Response, lives and placement for tiny plans: strong effects, jobs easily lost, cameras that soon follow records."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import product
from random import Random
from typing import Any, Final

import mpmath
import numpy as np
from numpy.typing import NDArray

from jaywalk.model.plan import MARKET, PARTS, PROSOCIAL, PROTECTED, VIOLATION, Plan
from reference.residents import CELLS
from reference.tiny_city import TinyCity, tiny_cities
from reference.tiny_plan import tiny_plan
from reference.tiny_redress import with_redress

ONE: Final = 1 << 16
RATE: Final = 1 << 40
MOST_LAYERS: Final = 8
# all parts together, each alone, and pairs that meet in the same state
MIXES: Final = (
    ("contest", "respond", "lives", "placement"),
    ("respond",),
    ("lives",),
    ("placement",),
    ("contest", "respond", "lives", "placement"),
    ("respond", "lives"),
    ("contest", "lives"),
    ("contest", "respond"),
    ("respond", "placement"),
)

Array = NDArray[Any]


def whole_case(seed: int, parts: Iterable[str] | None = None, **fixed: Any) -> tuple[Plan, tuple[TinyCity, ...]]:
    """A random plan with the parts that the seed gives, or with these, and its cities."""
    cities = tiny_cities(seed)
    mix = MIXES[seed % len(MIXES)] if parts is None else tuple(parts)
    return with_parts(tiny_plan(seed, cities, **fixed), seed, mix), cities


def with_parts(plan: Plan, seed: int, parts: Iterable[str]) -> Plan:
    """The plan with some parts of the model, each drawn for itself."""
    makers: dict[str, Callable[[Plan, Random], Plan]] = {
        "contest": with_redress,
        "respond": with_response,
        "lives": with_lives,
        "placement": with_placement,
    }
    for part, make in makers.items():
        if part in parts:
            plan = make(plan, Random(f"{part} {seed}"))
    return with_layers(with_exponentials(plan))


def adding(plan: Plan, part: str, **fields: Any) -> Plan:
    """The plan with one part more."""
    parts = tuple(name for name in PARTS if name in (*plan.names.parts, part))
    return replace(plan, names=replace(plan.names, parts=parts), **fields)


class _Maker:
    """Random integers for arrays over the axes of a plan."""

    def __init__(self, plan: Plan, random: Random) -> None:
        self.random = random
        self.worlds, self.eras, self.slots = plan.points.shape
        self.acts, self.districts = len(plan.act_kind), len(plan.district_city)
        self.alike = random.random() < 0.5  # whether all worlds have the same numbers

    def whole(self, *shape: int, low: int, high: int) -> Array:
        """Integers of any kind, both ends included."""
        n = int(np.prod(shape))
        return np.array([self.random.randint(low, high) for _ in range(n)], np.int64).reshape(shape)

    def by_world(self, *shape: int, low: int, high: int) -> Array:
        """The same with the worlds as the first axis; 0 for all now and then."""
        if self.random.random() < 0.15:
            return np.zeros((self.worlds, *shape), np.int64)
        if self.alike:
            return np.repeat(self.whole(1, *shape, low=low, high=high), self.worlds, axis=0)
        return self.whole(self.worlds, *shape, low=low, high=high)


def with_response(plan: Plan, random: Random) -> Plan:
    """Everything that changes what people do, mostly deterring and sometimes the contrary."""
    make = _Maker(plan, random)
    on = np.array([plan.scored[w] and random.random() < 0.85 for w in range(make.worlds)], np.uint8)
    aware = [
        [bool(plan.rule_of[w, s] >= 0 or plan.list_on[w, s]) and random.random() < 0.8 for s in range(make.slots)]
        for w in range(make.worlds)
    ]
    fade = np.sort(make.by_world(plan.n_weeks, low=-40_000, high=15_000), axis=1)
    extra = np.zeros((make.worlds, make.acts, CELLS), np.int64)
    for a, kind in enumerate(plan.act_kind):
        low, high = {VIOLATION: (0, 30_000), PROSOCIAL: (-40_000, 25_000), PROTECTED: (-60_000, 0)}.get(kind, (0, 0))
        extra[:, a] = make.by_world(CELLS, low=low, high=high)
    every = random.choice((1, 1, 2, 5))
    weeks = np.arange(plan.n_weeks) - plan.n_past
    rates = make.whole(make.worlds, make.eras, len(plan.city_code), make.acts, CELLS, low=0, high=RATE // 3)
    return adding(
        plan,
        "respond",
        respond_on=on,
        learns=on * np.array([random.random() < 0.8 for _ in range(make.worlds)], np.uint8),
        aware_slot=np.array(aware, np.uint8),
        limit=make.by_world(low=5_000, high=random.choice((30_000, 90_852))).astype(np.int32),
        fade=fade.astype(np.int32),
        sure=make.by_world(make.eras, make.districts, make.acts, low=-20_000, high=8_000).astype(np.int32),
        own_fade=make.by_world(random.choice((1, 4, 60)), low=-20_000, high=12_000).astype(np.int32),
        household=make.by_world(low=-40_000, high=25_000).astype(np.int32),
        news=make.by_world(low=-120_000, high=60_000).astype(np.int32),
        near=make.by_world(low=-30_000, high=20_000).astype(np.int32),
        near_points=make.by_world(low=1, high=15).astype(np.int16),
        aware_extra=extra.astype(np.int32),
        shift=make.by_world(low=-ONE // 3, high=ONE).astype(np.int32),
        acts_week=((weeks >= 0) & (weeks % every == 0)).astype(np.uint8),
        world_act_rate=rates if random.random() < 0.5 else np.repeat(plan.act_rate[None], make.worlds, axis=0),
    )


def with_lives(plan: Plan, random: Random) -> Plan:
    """Jobs are lost within weeks, and found again within weeks."""
    make = _Maker(plan, random)
    family = random.randrange(5)
    money = (plan.act_family == family) & (plan.act_kind != MARKET)
    extra = np.zeros((make.worlds, make.acts), np.int64)
    extra[:, money] = make.by_world(1, low=0, high=random.choice((20_000, 70_000)))
    vacancies = np.zeros(len(plan.market_measure), np.uint8)
    if len(vacancies) and random.random() < 0.8:
        vacancies[random.randrange(len(vacancies))] = 1
    fields = {} if "respond" in plan.names.parts else silent(plan, make)
    return adding(
        plan,
        "lives",
        job_loss=make.by_world(make.eras, CELLS, low=0, high=RATE // random.choice((2, 8))),
        job_attribute=random.choice((-1, -1, 0, 1, 2)),
        lost_weeks=make.by_world(low=1, high=random.choice((2, 10))).astype(np.int32).clip(1),
        lost_extra=extra.astype(np.int32),
        market_vacancies=vacancies,
        **fields,
    )


def silent(plan: Plan, make: _Maker) -> dict[str, Any]:
    """The tables of response where nobody responds."""
    weeks = np.arange(plan.n_weeks) - plan.n_past

    def none(dtype: type[np.generic], *shape: int) -> Array:
        return np.zeros((make.worlds, *shape), dtype)

    return {
        "respond_on": none(np.uint8),
        "learns": none(np.uint8),
        "aware_slot": none(np.uint8, make.slots),
        "limit": none(np.int32),
        "fade": none(np.int32, plan.n_weeks),
        "sure": none(np.int32, make.eras, make.districts, make.acts),
        "own_fade": none(np.int32, 0),
        "household": none(np.int32),
        "news": none(np.int32),
        "near": none(np.int32),
        "near_points": none(np.int16),
        "aware_extra": none(np.int32, make.acts, CELLS),
        "shift": none(np.int32),
        "acts_week": ((weeks >= 0) & (weeks % 3 == 0)).astype(np.uint8),
        "world_act_rate": np.repeat(plan.act_rate[None], make.worlds, axis=0),
    }


def with_placement(plan: Plan, random: Random) -> Plan:
    """One or two channels follow what they find; the cameras of several acts are one channel."""
    make = _Maker(plan, random)
    cameras = np.flatnonzero(plan.slot_camera)
    together = plan.slot_channel.copy()
    if len(cameras) and random.random() < 0.7:
        acts = plan.slot_act[cameras].tolist()
        together[[s for s, a in zip(cameras, acts, strict=True) if acts.count(a) == 1]] = plan.slot_channel[cameras[0]]
    channels = [c for c in np.unique(together[plan.slot_channel >= 0]) if c >= 0]
    chosen = random.sample(channels, min(len(channels), random.randint(1, 2)))
    follow, weeks = np.zeros(make.slots, np.uint8), np.zeros(make.slots, np.int32)
    strength = np.zeros((make.worlds, make.slots), np.int64)
    most = np.full_like(strength, ONE)
    coverage = np.zeros((make.worlds, make.eras, make.districts, make.slots), np.int64)
    for channel in chosen:
        slots = np.flatnonzero(together == channel)
        follow[slots] = channel + 1
        weeks[slots] = random.randint(1, 8)
        strength[:, slots] = make.by_world(1, low=ONE // 4, high=ONE) if random.random() < 0.6 else ONE
        most[:, slots] = make.by_world(1, low=ONE, high=4 * ONE).clip(ONE)
        for w in range(make.worlds):
            for d in range(make.districts):
                shares = make.whole(make.eras, 1, low=ONE // 8, high=ONE)
                seen = plan.reach[:, d, w][:, slots].any(axis=(1, 2)) | plan.sees[:, d, w][:, slots].any(axis=(1, 2))
                coverage[w, :, d][:, slots] = shares * seen[:, None]
    return adding(
        plan,
        "placement",
        slot_channel=together,
        follow=follow,
        follow_weeks=weeks,
        follow_strength=strength,
        follow_most=most,
        coverage16=coverage,
    )


def without_feedback(plan: Plan) -> Plan:
    """Nothing that happens to anybody changes what people do: only what they knew from the start."""
    fields = ("own_fade", "household", "news", "near", "learns")
    return replace(plan, **{name: np.zeros_like(getattr(plan, name)) for name in fields})


def without_effect(plan: Plan) -> Plan:
    """A response whose every number is 0."""
    fields = ("fade", "sure", "own_fade", "household", "news", "near", "aware_extra", "shift", "lost_extra")
    return replace(plan, **{name: np.zeros_like(getattr(plan, name)) for name in fields})


def alike(plan: Plan) -> Plan:
    """Every world that responds does so as the first one."""
    first = int(np.flatnonzero(plan.respond_on)[0]) if plan.respond_on.any() else 0
    names = ("limit", "fade", "sure", "own_fade", "household", "news", "near", "near_points", "aware_extra", "shift")
    names += ("learns", "aware_slot", "respond_on", "m_top", "world_act_rate", "lost_weeks", "lost_extra", "job_loss")
    tables = {name: getattr(plan, name).copy() for name in names if len(getattr(plan, name))}
    for table in tables.values():
        table[plan.scored == 1] = table[first]
    return replace(plan, **tables)


def with_exponentials(plan: Plan) -> Plan:
    """Tables of the exponential as far as the effects go, and the largest factor of each act."""
    if not {"respond", "lives"} & set(plan.names.parts):
        return plan
    worlds, acts = len(plan.col_p), len(plan.act_kind)
    highest, lowest = np.zeros((2, worlds, acts), np.int64)
    if "respond" in plan.names.parts:
        on = plan.respond_on[:, None].astype(np.int64)
        both = on * plan.limit[:, None] * (plan.act_kind == VIOLATION)
        highest += both + on * plan.aware_extra.max(axis=2).clip(0)
        lowest -= both - on * plan.aware_extra.min(axis=2).clip(None, 0)
    if "lives" in plan.names.parts:
        highest += plan.lost_extra.clip(0)
        lowest += plan.lost_extra.clip(None, 0)
    base = -(int(lowest.min()) >> 8)
    with mpmath.workdps(40):

        def fixed(x: mpmath.mpf) -> int:
            return int(mpmath.nint(mpmath.exp(x) * 2**24))

        steps = range(-base, (int(highest.max()) >> 8) + 1)
        high = [fixed(mpmath.mpf(step) / 256) for step in steps]
        low = [fixed(mpmath.mpf(rest) / 65536) for rest in range(256)]
    top = [[high[(int(v) >> 8) + base] * low[int(v) & 255] >> 32 for v in row] for row in highest]
    return replace(
        plan,
        exp_high=np.array(high, np.uint64),
        exp_low=np.array(low, np.uint64),
        exp_base=base,
        m_top=np.array(top, np.int64),
    )


def with_layers(plan: Plan) -> Plan:
    """Layers on top of a slot, twice as high each, until they hold all that is seen of its act at most.

    Where eight are not enough the reach is halved.
    """
    top = np.full((len(plan.col_p), len(plan.slot_act)), ONE, np.int64)
    if {"respond", "lives"} & set(plan.names.parts):
        top = np.maximum(plan.m_top[:, plan.slot_act], ONE)
        top[:, plan.slot_market >= 0] = ONE
    if "placement" in plan.names.parts:
        follows = plan.follow > 0
        top[:, follows] = (top[:, follows] * plan.follow_most[:, follows] >> 16) + 1
    lengths, lows = plan.layer_length.tolist(), plan.layer_low.tolist()
    reach = plan.reach.copy()
    districts, slots = plan.layer_length.shape[1:]
    for d, s in product(range(districts), range(slots)):
        base = lengths[0][d][s]
        if base == 0:
            continue
        n = sum(layer[d][s] > 0 for layer in lengths)
        while True:
            held = base << (n - 1)
            needed = max(-(-int(reach[:, d, w, s].max()) * int(top[w, s]) // ONE) for w in range(len(top)))
            if needed <= held:
                break
            if n == MOST_LAYERS:
                reach[:, d, :, s] >>= 1
                continue
            if n == len(lengths):
                for table in (lengths, lows):
                    table.append([[0] * slots for _ in range(districts)])
            lows[n][d][s] = lengths[n][d][s] = base << (n - 1)
            n += 1
    return replace(
        plan,
        reach=reach,
        layer_length=np.array(lengths, np.int64),
        layer_low=np.array(lows, np.int64),
    )
