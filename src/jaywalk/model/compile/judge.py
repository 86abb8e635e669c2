"""What records are worth: scores, rules, lists, tiers and measures, by world and era."""

from typing import Any, Final

import numpy as np

from jaywalk.core.fixed import RATE_ONE
from jaywalk.model.compile.cells import cumulative32, thresholds32
from jaywalk.model.compile.frame import Frame
from jaywalk.model.compile.limits import at_most, refuse, whole_points
from jaywalk.model.compile.quantiles import midpoints, normal_quantile
from jaywalk.model.compile.worlds import Variation
from jaywalk.model.plan import CAP_NONE, CAP_ROLLING, CAP_YEAR, NEVER
from jaywalk.scenario.quantities import week_of
from jaywalk.scenario.scoring import ListEntry, Measure, Rule, Score, Start

BINDS: Final = {"acts": 0, "records": 1, "in_force": 2}
CLOCKS: Final = {"act": 0, "record": 1}
SPREAD_SLICES: Final = 4096
SD_LIMIT: Final = 5000.0


def score_tables(frame: Frame) -> dict[str, Any]:
    """Scale and start of the score, rollout and reviews."""
    n_worlds, n_cities = len(frame.worlds), len(frame.cities)
    scores = [world.scenario.score if world.scored else None for world in frame.worlds]
    starts = [score.start if score is not None else None for score in scores]
    shares = _status_shares(starts)
    groups = len(shares)
    out: dict[str, Any] = {
        "scored": np.array([score is not None for score in scores], dtype=np.uint8),
        "looks_back": np.array([score is not None and score.looks_back for score in scores], dtype=np.uint8),
        "floor": np.zeros(n_worlds, np.int16),
        "ceiling": np.zeros(n_worlds, np.int16),
        "hysteresis": np.zeros(n_worlds, np.int16),
        "review": np.full(n_worlds, NEVER, np.int32),
        "start_group": np.stack([cumulative32(shares)] * n_cities),
        "start_points": np.zeros((n_worlds, n_cities, groups), np.int16),
        "start_residency": np.zeros((n_worlds, n_cities, 2), np.int16),
        "start_spread": np.zeros((n_worlds, n_cities, SPREAD_SLICES), np.int16),
        "rollout": rollout_weeks(frame),
    }
    normal = normal_quantile(midpoints(SPREAD_SLICES))
    for w, score in enumerate(scores):
        if score is None:
            continue
        _scale(out, w, score)
        out["start_points"][w] = [whole_points(points, "score.start") for _, _, points in score.start.groups()]
        for r, residency in enumerate(("registered", "migrant")):
            out["start_residency"][w, :, r] = score.start.residency_points(residency)  # type: ignore[arg-type]
        if score.start.sd is not None:
            if score.start.sd.value > SD_LIMIT:
                refuse(f"score.start.sd: at most {SD_LIMIT:g} points")
            out["start_spread"][w] = np.rint(normal * score.start.sd.value).astype(np.int16)
    return out


def _scale(out: dict[str, Any], w: int, score: Score) -> None:
    out["floor"][w] = whole_points(score.floor.value, "score.floor")
    out["ceiling"][w] = whole_points(score.ceiling.value, "score.ceiling")
    if score.hysteresis is not None:
        out["hysteresis"][w] = whole_points(score.hysteresis.value, "score.hysteresis")
    if score.review.weeks < 1:
        refuse("score.review: reviews are at least a week apart")
    out["review"][w] = min(score.review.weeks, NEVER)


def _status_shares(starts: list[Start | None]) -> list[float]:
    found = [[share for _, share, _ in start.groups()] for start in starts if start is not None]
    if any(shares != found[0] for shares in found):
        refuse("score.start.status: the groups' shares must be the same in all worlds of a run")
    return found[0] if found else [1.0]


def rollout_weeks(frame: Frame) -> Any:
    """``int32[W, ND]`` week t in which the programme begins: never before the worlds part."""
    eras = frame.eras
    out = np.full((len(frame.worlds), len(frame.places)), NEVER, np.int32)
    for w, world in enumerate(frame.worlds):
        if not world.programme:
            continue
        for d, (city, district) in enumerate(frame.places):
            week = world.scenario.rollout_week(frame.cities[city].id, district)
            if week is not None and week - eras.week0 < eras.n_weeks:
                out[w, d] = max(week - eras.week0, eras.n_past)
    return out


def rule_tables(frame: Frame, slots: dict[tuple[str, str], int], n_slots: int) -> dict[str, Any]:
    """Points of each slot by era, caps and expiry of each rule."""
    names, eras = frame.axes.rules, frame.eras
    n_worlds, n_rules = len(frame.worlds), len(names)
    rule_of = np.full((n_worlds, n_slots), -1, np.int16)
    points = np.zeros((n_worlds, eras.number, n_slots), np.int16)
    cap = np.zeros((n_worlds, eras.number, n_rules), np.int16)
    expires = np.full((n_worlds, n_rules), NEVER, np.int32)
    kinds: dict[str, tuple[int, int, int]] = {}
    for w, world in enumerate(frame.worlds):
        for rule in world.scenario.rules:
            if not rule.enabled:
                continue
            kind = (BINDS[rule.binds], _cap_kind(rule), CLOCKS[rule.clock])
            if kinds.setdefault(rule.id, kind) != kind:
                refuse(f"rule {rule.id}: binds, clock and the year of its cap must be the same in all worlds of a run")
            if not world.scored or not world.has("rules", rule.id):
                continue
            r = names.index(rule.id)
            if rule.expires is not None:
                expires[w, r] = min(rule.expires.weeks, NEVER)
            for e, week in enumerate(eras.weeks):
                if rule.cap is not None:
                    most = rule.cap.most.in_week(week)
                    cap[w, e, r] = abs(whole_points(most.value, f"rule {rule.id}: cap")) if most is not None else 0
            for name in rule.through:
                slot = slots.get((rule.on, name))
                if slot is None:
                    continue
                if rule_of[w, slot] >= 0:
                    refuse(f"rules {names[rule_of[w, slot]]} and {rule.id} both score {rule.on} seen by {name}")
                rule_of[w, slot] = r
                for e, week in enumerate(eras.weeks):
                    effect = rule.effect.in_week(week)
                    points[w, e, slot] = whole_points(effect.value, f"rule {rule.id}") if effect is not None else 0
    _one_sign(frame, rule_of, points)
    return {
        "rule_of": rule_of,
        "points": points,
        "rule_binds": np.array([kinds[name][0] for name in names], np.uint8),
        "rule_cap": cap,
        "cap_kind": np.array([kinds[name][1] for name in names], np.uint8),
        "rule_expires": expires,
        "rule_clock": np.array([kinds[name][2] for name in names], np.uint8),
    }


def _one_sign(frame: Frame, rule_of: Any, points: Any) -> None:
    for w in range(len(frame.worlds)):
        for r, name in enumerate(frame.axes.rules):
            of_rule = points[w][:, rule_of[w] == r]
            if bool(np.any(of_rule > 0)) and bool(np.any(of_rule < 0)):
                refuse(f"rule {name}: points must not change their sign")


def _cap_kind(rule: Rule) -> int:
    if rule.cap is None:
        return CAP_NONE
    return CAP_ROLLING if rule.cap.year == "rolling" else CAP_YEAR


def list_tables(frame: Frame, slots: dict[tuple[str, str], int], n_slots: int) -> dict[str, Any]:
    """What founds each list, how long it lasts and what it costs."""
    names, eras = frame.axes.lists, frame.eras
    n_worlds, n_lists = len(frame.worlds), len(names)
    at_most(n_lists, 32, "lists")
    shape = (n_worlds, eras.number, n_lists)
    out: dict[str, Any] = {
        "list_on": np.zeros((n_worlds, n_slots), np.uint32),
        "list_term": np.zeros(shape, np.int32),
        "list_extend": np.zeros(shape, np.uint32),
        "list_extend_by": np.zeros(shape, np.int32),
        "list_exit": np.zeros(shape, np.int64),
        "list_removal": np.zeros(shape, np.int32),
        "list_points": np.zeros(shape, np.int16),
    }
    kinds: dict[str, tuple[int, int, int, int, int]] = {}
    for w in range(n_worlds):
        for name, entry in frame.worlds[w].scenario.lists.items():
            kind = _list_kind(entry)
            if kinds.setdefault(name, kind) != kind:
                refuse(f"lists.{name}: 'while_listed', 'per_repeat', 'false_too' must be the same in all worlds")
        world = frame.worlds[w]
        for n, name in enumerate(names):
            for slot in founding(world, name, slots):
                out["list_on"][w, slot] |= np.uint32(1 << n)
            for e, week in enumerate(eras.weeks):
                entry_now = frame.world_in(e, w).scenario.lists.get(name)
                if entry_now is not None and entry_now.enabled:
                    _terms(out, (w, e, n), world, entry_now, week)
    fixed = np.array([kinds[name] for name in names], dtype=np.int64).reshape(n_lists, 5)
    return out | {
        "list_exit_false": fixed[:, 0].astype(np.uint8),
        "list_restart": fixed[:, 1].astype(np.uint8),
        "list_repeat": fixed[:, 2].astype(np.int32),
        "list_repeat_window": fixed[:, 3].astype(np.int32),
        "list_repeat_by": fixed[:, 4].astype(np.int32),
    }


def founding(world: Variation, name: str, slots: dict[tuple[str, str], int]) -> list[int]:
    """Slots whose records put residents on a list in a world; none where the world lacks the list."""
    entry = world.scenario.lists.get(name)
    if entry is None or not entry.enabled or not world.has("lists", name):
        return []
    if entry.scope == "city" and not world.programme:
        return []
    pairs = ((act, channel) for act in entry.on for channel in entry.through)
    return [slots[pair] for pair in pairs if pair in slots]


def _list_kind(entry: ListEntry) -> tuple[int, int, int, int, int]:
    repeat, window, by = 0, 0, 0
    extend = entry.extend
    if extend is not None and extend.per_repeat is not None and extend.within is not None:
        repeat, window, by = extend.per_repeat, extend.within.weeks, extend.by.weeks
    false_too = entry.exit is not None and entry.exit.false_too
    return int(false_too), int(entry.while_listed == "restart"), repeat, window, by


def _terms(out: dict[str, Any], at: tuple[int, int, int], world: Variation, entry: ListEntry, week: int) -> None:
    # without a term a list lasts until it is left
    term = entry.term.in_week(week) if entry.term is not None else None
    endless = entry.term is None
    out["list_term"][at] = NEVER if endless else min(max(term.weeks, 1), NEVER) if term is not None else 1
    if entry.extend is not None and entry.extend.chance is not None:
        out["list_extend"][at] = thresholds32(np.array([entry.extend.chance.value]))[0]
        out["list_extend_by"][at] = entry.extend.by.weeks
    if entry.exit is not None:
        out["list_exit"][at] = round(entry.exit.performed.per_week * RATE_ONE)
        # the first judgement after the performance is a week later on average half of the time: at least one
        out["list_removal"][at] = max(entry.exit.removal.weeks, 1)
    points = entry.points.in_week(week) if entry.points is not None else None
    if points is not None and world.scored and world.scenario.coupling != "none":
        out["list_points"][at] = whole_points(points.value, "lists: points")


def tier_tables(frame: Frame) -> dict[str, Any]:
    """Tiers' thresholds and the measures of each tier and list."""
    axes, eras = frame.axes, frame.eras
    n_worlds, n_tiers = len(frame.worlds), len(axes.tiers)
    low = np.zeros((n_worlds, eras.number, n_tiers), np.int16)
    by_tier = np.zeros((n_worlds, eras.number, n_tiers), np.uint32)
    by_list = np.zeros((n_worlds, eras.number, len(axes.lists)), np.uint32)
    at_most(len(axes.measures), 32, "measures")
    for w, world in enumerate(frame.worlds):
        if world.scored and world.scenario.tiers_low_to_high != axes.tiers:
            refuse("the tiers and their order must be the same in all worlds of a run")
        for e, week in enumerate(eras.weeks):
            if world.scored:
                for n, tier in enumerate(axes.tiers):
                    at = world.scenario.tiers[tier]
                    low[w, e, n] = whole_points((at.in_week(week) or at.first).value, f"tier {tier}")
            then = frame.world_in(e, w)
            for m, name in enumerate(axes.measures):
                measure = then.scenario.measures.get(name)
                if measure is None or not then.has("measures", name) or not _in_force(measure, week):
                    continue
                bit = np.uint32(1 << m)
                if measure.for_.list_ is not None:
                    if measure.for_.list_ in axes.lists:
                        by_list[w, e, axes.lists.index(measure.for_.list_)] |= bit
                elif then.scored and (measure.kind == "benefit" or then.scenario.coupling == "tiers"):
                    for tier in measure.for_.tiers(axes.tiers):
                        by_tier[w, e, axes.tiers.index(tier)] |= bit
        if world.scored and bool(np.any(low[w][:, 1:] <= low[w][:, :-1])):
            refuse("the tiers must keep their order on all dates")
    return {"tier_low": low, "by_tier": by_tier, "by_list": by_list}


def _in_force(measure: Measure, week: int) -> bool:
    if not measure.enabled or (measure.starts is not None and week < week_of(measure.starts)):
        return False
    return measure.ends is None or week < week_of(measure.ends)


def measure_tables(frame: Frame) -> dict[str, Any]:
    """Which measures restrict, and how hard; the same in all worlds."""
    restrictions, severity = 0, np.ones(len(frame.axes.measures), np.uint8)
    for m, name in enumerate(frame.axes.measures):
        known = [s.measures[name] for s in frame.scenarios if name in s.measures]
        found = {(measure.kind, measure.severity) for measure in known if measure.enabled}
        found = found or {(measure.kind, measure.severity) for measure in known}
        if len(found) > 1:
            refuse(f"measures.{name}: kind and severity must be the same in all worlds of a run")
        kind, severity[m] = next(iter(found))
        restrictions |= int(kind == "restriction") << m
    proportion = frame.scenario.proportion
    weeks = proportion.weeks.weeks if proportion is not None else 4
    return {"restrictions": restrictions, "severity": severity, "proportion_weeks": weeks}
