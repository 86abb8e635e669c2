"""Response: how much more or less of each act somebody commits, as logarithms of factors in units of 2**-16.

Everything that deters adds to ``x`` of a violation, whose take-up is ``exp(elasticity x)``: the tables here hold
``elasticity x`` of each source, so that the kernels only add. What those who know do differently for good (a price, a
merit crowded out, lawful conduct chilled) comes on top, and so does want of money after lost work (see ``lives``).
With either part of the model all tables are there, those of the other without effect.
"""

import math
from typing import Any, Final

import numpy as np

from jaywalk.core.fixed import RATE_ONE
from jaywalk.model.compile.cells import ADULT, mean, spread
from jaywalk.model.compile.elementary import F64, exp1, log1, log1p1
from jaywalk.model.compile.frame import Frame
from jaywalk.model.compile.identity import Identity
from jaywalk.model.compile.judge import founding
from jaywalk.model.compile.lives import lost_extra
from jaywalk.model.compile.observe import Outcomes
from jaywalk.model.compile.sightings import covered, detection
from jaywalk.model.compile.worlds import AnyChannel, Variation, follows
from jaywalk.model.plan import CELLS, I32, I64, REPORTED_WEEKS, no_response
from jaywalk.scenario.channels import Camera
from jaywalk.scenario.response import Deterrence, Response

Slots = dict[tuple[str, str], int]

ONE: Final = 1 << 16
TABLE_ONE: Final = 1 << 24
LOG4: Final = log1(4.0)  # the largest |x|
STEP: Final = 256  # log-factors a step of the coarse table


def respond_tables(frame: Frame, sure: I32, slots: Slots, n_slots: int, lives: bool) -> dict[str, Any]:
    """The fields of a plan for response; of length 0 where no world responds to anything nor loses work.

    ``sure`` as `sure_table` makes it.
    """
    found = [response_of(world) for world in frame.worlds]
    if not lives and not any(response is not None for response in found):
        return no_response()
    shape = (len(frame.worlds),)
    own_weeks = max((own_record_weeks(response) for response in found), default=0)
    out: dict[str, Any] = {
        "respond_on": np.array([response is not None for response in found], np.uint8),
        "learns": np.array([response is not None and response.learns for response in found], np.uint8),
        "aware_slot": _aware_slots(frame, found, slots, n_slots),
        "limit": np.zeros(shape, np.int32),
        "fade": np.zeros((*shape, frame.eras.n_weeks), np.int32),
        "sure": sure,
        "own_fade": np.zeros((*shape, own_weeks), np.int32),
        "household": np.zeros(shape, np.int32),
        "news": np.zeros(shape, np.int32),
        "near": np.zeros(shape, np.int32),
        "near_points": np.zeros(shape, np.int16),
        "shift": np.zeros(shape, np.int32),
        "aware_extra": _aware_extra(frame, found),
        "acts_week": _acts_weeks(frame, found),
        "world_act_rate": _world_rates(frame),
    }
    for w, response in enumerate(found):
        if response is not None:
            _strengths(out, w, response)
    tops = log_tops(frame, sure)
    out["m_top"], out["exp_high"], out["exp_low"], out["exp_base"] = exp_tables(out, tops, lost_extra(frame))
    return out


def response_of(world: Variation) -> Response | None:
    """The response of a world's residents, if the programme is there to respond to."""
    response = world.scenario.response
    return response if world.state and world.programme and response is not None and response.enabled else None


def log_factor(x: float) -> int:
    """A log-factor in units of 2**-16."""
    return round(x * ONE)


def own_record_weeks(response: Response | None) -> int:
    """Weeks for which an own record counts."""
    if response is None or response.deterrence is None or response.own_record is None:
        return 0
    return response.own_record.counts_for.weeks


def _strengths(out: dict[str, Any], w: int, response: Response) -> None:
    out["shift"][w] = 0 if response.shift is None else log_factor(response.shift.value)
    deterrence = response.deterrence
    if deterrence is None:
        return
    eps = deterrence.elasticity.value
    out["limit"][w] = log_factor(abs(eps) * LOG4)
    tau, b = deterrence.fades_over.days / 7.0, deterrence.initial.value
    out["fade"][w] = [log_factor(eps * b * exp1(-n / tau)) for n in range(out["fade"].shape[1])]
    own = response.own_record
    if own is not None:
        tau, b = own.fades_over.days / 7.0, own.effect.value
        weeks = own.counts_for.weeks
        out["own_fade"][w, :weeks] = [log_factor(eps * b * exp1(-k / tau)) for k in range(weeks)]
    for name in ("household", "news"):
        strength = getattr(response, name)
        out[name][w] = 0 if strength is None else log_factor(eps * strength.value)
    if response.near_threshold is not None:
        out["near"][w] = log_factor(eps * response.near_threshold.effect.value)
        out["near_points"][w] = int(response.near_threshold.within.value)


def _aware_slots(frame: Frame, found: list[Response | None], slots: Slots, n_slots: int) -> Any:
    """Slots whose records tell somebody that there is a programme: they have a rule, or found a list of the city."""
    out = np.zeros((len(frame.worlds), n_slots), np.uint8)
    for w, world in enumerate(frame.worlds):
        if found[w] is None:
            continue
        for act, channel in scored_pairs(world):
            if (act, channel) in slots:
                out[w, slots[act, channel]] = 1
        for name, entry in world.scenario.lists.items():
            if entry.scope == "city":
                out[w, founding(world, name, slots)] = 1
    return out


def scored_pairs(world: Variation) -> list[tuple[str, str]]:
    """Pairs of act and channel that a rule of the world is for."""
    if not world.scored:
        return []
    rules = [rule for rule in world.scenario.rules if rule.enabled and world.has("rules", rule.id)]
    return [(rule.on, name) for rule in rules for name in rule.through]


def _aware_extra(frame: Frame, found: list[Response | None]) -> Any:
    """``int32[W, A, K]`` what those who know do differently for good."""
    names = _act_names(frame)
    out = np.zeros((len(frame.worlds), len(names), CELLS), np.int32)
    adults = all_adults(frame)
    city = frame.cities[0].id
    for w, (world, response) in enumerate(zip(frame.worlds, found, strict=True)):
        if response is None:
            continue
        taking, scored = _scored_acts(world)
        for a, name in enumerate(names):
            act = world.scenario.acts.get(name)
            if act is None:
                continue
            extra = np.zeros(CELLS)
            if act.kind == "violation" and name in taking and response.price is not None:
                extra[:] = log1(response.price.factor.value)
            elif act.kind == "prosocial" and name in scored and name in response.crowding:
                beta = np.maximum(spread(response.crowding[name], city, adults), -0.95)
                extra = np.array([log1p1(value) for value in beta.tolist()])
            elif act.kind == "protected" and response.chilling is not None:
                extra = -spread(response.chilling, city, adults)
            out[w, a] = np.where(ADULT, [log_factor(value) for value in extra.tolist()], 0)
    return out


def _scored_acts(world: Variation) -> tuple[set[str], set[str]]:
    """Acts that a rule takes points for, and acts that a rule is for at all."""
    rules = [rule for rule in world.scenario.rules if world.scored and rule.enabled and world.has("rules", rule.id)]
    taking = {rule.on for rule in rules if any(points.points < 0 for points in rule.effect.values)}
    return taking, {rule.on for rule in rules}


def _act_names(frame: Frame) -> list[str]:
    return [*frame.axes.acts, *(f"places/{name}" for name in frame.axes.markets)]


def all_adults(frame: Frame) -> F64:
    """``[140]`` adults of all cities together."""
    return np.array([math.fsum(column) for column in zip(*(counts.tolist() for counts in frame.adults), strict=True)])


def _acts_weeks(frame: Frame, found: list[Response | None]) -> Any:
    """Weeks in which expected acts are summed: every so many from the start on, and those that are always reported."""
    said = {response.acts_every.weeks for response in found if response is not None and response.acts_every is not None}
    every = min(said, default=1)
    weeks = np.arange(frame.eras.n_weeks) - frame.eras.n_past
    return ((weeks >= 0) & ((weeks % every == 0) | np.isin(weeks, REPORTED_WEEKS))).astype(np.uint8)


def _world_rates(frame: Frame) -> I64:
    """``int64[W, E, NC, A, K]`` rates of acts in each world as it is in each era; applications are added later."""
    acts = frame.axes.acts
    out = np.zeros((len(frame.worlds), frame.eras.number, len(frame.cities), len(acts), CELLS), np.int64)
    known: dict[tuple[int, int, str], I64] = {}
    for w in range(len(frame.worlds)):
        for e in range(frame.eras.number):
            scenario = frame.world_in(e, w).scenario
            for c in range(len(frame.cities)):
                for a, name in enumerate(acts):
                    entry = scenario.acts.get(name)
                    if entry is None or not entry.enabled:
                        continue
                    key = (id(scenario), c, name)
                    if key not in known:
                        weekly = frame.weekly(scenario, entry.rate, entry.eligible, c)
                        known[key] = np.rint(weekly * RATE_ONE).astype(np.int64)
                    out[w, e, c, a] = known[key]
    return out


# --- certainty: how likely an act is to be seen and booked on whoever did it -----------------------------------------


def sure_table(frame: Frame, outcomes: Outcomes) -> I32:
    """``int32[W, E, ND, A]`` elasticity x certainty x ln((p + q) / (p before + q)) of violations."""
    acts = _act_names(frame)
    out = np.zeros((len(frame.worlds), frame.eras.number, len(frame.places), len(acts)), np.int32)
    certainty = _Certainty(frame, outcomes)
    for w, response in enumerate(response_of(world) for world in frame.worlds):
        if response is None or response.deterrence is None or response.deterrence.certainty.value == 0.0:
            continue
        deterrence, floor = response.deterrence, response.deterrence.certainty_floor.value
        weight = deterrence.elasticity.value * deterrence.certainty.value
        for e, week in enumerate(frame.eras.weeks):
            now, before = frame.world_in(e, w), frame.past[w]
            for a, name in enumerate(frame.axes.acts):
                act = now.scenario.acts.get(name)
                if act is None or not act.enabled or act.kind != "violation":
                    continue
                for d, place in enumerate(frame.places):
                    then = certainty.of(before, name, place, week) + floor
                    ratio = (certainty.of(now, name, place, week) + floor) / then if then > 0.0 else 1.0
                    out[w, e, d, a] = log_factor(weight * log1(ratio)) if ratio > 0.0 else 0
    return out


class _Certainty:
    """Chance that an act is seen by some channel and booked on whoever did it: the mean over a city's eligible adults."""

    def __init__(self, frame: Frame, outcomes: Outcomes) -> None:
        self._frame, self._outcomes = frame, outcomes
        self._known: dict[tuple[int, str, str, int], tuple[float, float]] = {}
        self._seen: dict[tuple[int, str], list[tuple[str, AnyChannel]]] = {}

    def of(self, world: Variation, act: str, place: tuple[int, str], week: int) -> float:
        """Chance in a district in a week: channels see independently, one that follows only where its leader failed."""
        missed = 1.0
        entry = world.scenario.acts.get(act)
        if entry is None or not entry.enabled:
            return 0.0
        for name, channel in self._seeing(world, act):
            here = covered(self._frame, world, channel, place[0], place[1], week)
            leader = follows(channel)
            if leader is not None:
                first = world.channel(leader)
                if first is None or act not in first.sees:
                    continue
                seen, _ = self._chances(world, act, leader, place[0])
                _, none = self._misses(world, leader, place[0])
                here *= covered(self._frame, world, first, place[0], place[1], week) * seen * none
            detected, right = self._chances(world, act, name, place[0])
            missed *= 1.0 - min(here * detected * right, 1.0)
        return 1.0 - missed

    def _seeing(self, world: Variation, act: str) -> list[tuple[str, AnyChannel]]:
        key = (id(world), act)
        if key not in self._seen:
            channels = [(name, world.channel(name)) for name in self._frame.axes.channels]
            self._seen[key] = [(name, found) for name, found in channels if found is not None and act in found.sees]
        return self._seen[key]

    def _chances(self, world: Variation, act: str, name: str, city: int) -> tuple[float, float]:
        """Mean detection and chance to be booked rightly, over those who are eligible."""
        key = (id(world), act, name, city)
        if key not in self._known:
            frame, entry = self._frame, world.scenario.acts[act]
            who = frame.eligible(world.scenario, entry.eligible, city) * frame.adults[city]
            detected = mean(detection(frame, world, act, name, city), who)
            right, _ = self._misses(world, name, city, who)
            self._known[key] = detected, right
        return self._known[key]

    def _misses(self, world: Variation, name: str, city: int, who: F64 | None = None) -> tuple[float, float]:
        """Chance that a sighting is booked on whoever did it, and that it finds nobody."""
        identity = self._outcomes.of(world, name, city)
        weights = self._frame.adults[city] if who is None else who
        camera = isinstance(world.channel(name), Camera)
        right, none = rightly(identity, camera=camera, kept=self._outcomes.kinds[name].kept)
        return mean(right, weights), mean(none, weights)


def rightly(identity: Identity, *, camera: bool, kept: bool) -> tuple[F64, F64]:
    """``[140]`` chance that a sighting makes a record of whoever did the act, and that it makes none."""
    miss, wrong = (
        np.repeat(table, CELLS // len(table)) for table in (identity.miss, identity.wrong_a + identity.wrong_b)
    )
    if camera:
        return (1.0 - miss) * (1.0 - identity.both * wrong), miss * (1.0 - wrong)
    none = np.minimum(miss, 1.0)
    return np.maximum(1.0 - none - (0.0 if kept else wrong), 0.0), none


# --- tables of the exponential ---------------------------------------------------------------------------------------


def log_tops(frame: Frame, sure: I32) -> I64:
    """``int64[W, A]`` the largest log-factor that can come about.

    Layers are laid out and opportunities drawn up to it, so it is no larger than need be: what can only deter is left
    out. ``sure`` as in ``sure_table``.
    """
    found = [response_of(world) for world in frame.worlds]
    extra = _aware_extra(frame, found).max(axis=2, initial=0).astype(np.int64)
    lost = lost_extra(frame)
    out: I64 = np.maximum(extra, 0) + np.maximum(lost if len(lost) else np.zeros_like(extra), 0)
    for w, (world, response) in enumerate(zip(frame.worlds, found, strict=True)):
        if response is None or response.deterrence is None:
            continue
        limit = log_factor(abs(response.deterrence.elasticity.value) * LOG4)
        provoked = _provoked(response, response.deterrence)
        for a, name in enumerate(frame.axes.acts):
            act = world.scenario.acts.get(name)
            if act is not None and act.kind == "violation":
                out[w, a] += min(provoked + max(int(sure[w, :, :, a].max(initial=0)), 0), limit)
    return out


def _provoked(response: Response, deterrence: Deterrence) -> int:
    """How far the terms of deterrence can together raise a log-factor, but for how sure an act is to be recorded."""
    eps = deterrence.elasticity.value
    strengths = [deterrence.initial.value]
    strengths += [strength.value for strength in (response.household, response.news) if strength is not None]
    if response.near_threshold is not None:
        strengths.append(response.near_threshold.effect.value)
    raised = sum(max(log_factor(eps * strength), 0) for strength in strengths)
    if response.own_record is not None and eps * response.own_record.effect.value > 0:
        raised += log_factor(abs(eps) * LOG4)  # there may be any number of records
    return raised


def highest_factors(frame: Frame, sure: I32) -> dict[str, int]:
    """Act to the largest 16.16 factor on it in any world (1 and more); empty where nothing has factors."""
    tops = log_tops(frame, sure)
    if not tops.any():
        return {}
    return {name: _factor_above(int(top)) for name, top in zip(_act_names(frame), tops.max(axis=0), strict=True)}


def _factor_above(log: int) -> int:
    """A 16.16 factor that the tables never exceed."""
    return math.ceil(exp1(log / ONE) * ONE * (1.0 + 1e-6)) if log > 0 else ONE


def exp_tables(tables: dict[str, Any], tops: Any, lost: Any) -> tuple[I64, Any, Any, int]:
    """``m_top`` and the two factors of the exponential, coarse and fine, for all that a log-factor can be."""
    lost_top = int(lost.max(initial=0)) if len(lost) else 0
    least = -int(tables["limit"].max(initial=0)) + min(int(tables["aware_extra"].min(initial=0)), 0)
    most = max(int(tops.max(initial=0)), 0) + lost_top
    first, last = least >> 8, most >> 8
    high = [round(exp1(k / STEP) * TABLE_ONE) for k in range(first, last + 1)]
    low = [round(exp1(f / ONE) * TABLE_ONE) for f in range(STEP)]
    factors = [[max(ONE, (high[(int(top) >> 8) - first] * low[int(top) & 255]) >> 32) for top in row] for row in tops]
    m_top: I64 = np.array(factors, np.int64)
    return m_top, np.array(high, np.uint64), np.array(low, np.uint64), -first
