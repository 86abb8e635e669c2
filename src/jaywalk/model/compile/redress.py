"""Redress: what can be contested, by whom, in what time and with what success; and repair of what founded a list.

A regime is that of an era: which era binds a record, the kernels ask of the act, the record or the week itself. In the
untallied past every world has the regime of the scenario itself, for national lists alone.
"""

import math
from itertools import accumulate
from typing import Any, Final

import numpy as np

from jaywalk.core.fixed import RATE_ONE
from jaywalk.model.compile.cells import ADULT, share, thresholds32
from jaywalk.model.compile.elementary import F64
from jaywalk.model.compile.frame import Frame
from jaywalk.model.compile.judge import BINDS, founding
from jaywalk.model.compile.limits import refuse
from jaywalk.model.compile.quantiles import DELAY_SLICES, lognormal_days
from jaywalk.model.compile.worlds import Variation
from jaywalk.model.plan import CELLS, NEVER, no_contest
from jaywalk.scenario.quantities import Dated, Duration, Probability
from jaywalk.scenario.redress import Appeal, Redress, Repair

Slots = dict[tuple[str, str], int]

REVIEW_ONE: Final = 1 << 56  # one review a week for each adult
MOST_REVIEWS: Final = 32.0  # for each adult, a week: more than could be filed
MOST_HAZARD: Final = 64.0  # a week: sooner than any week is long, and sums over all weeks fit
MOST_DAYS: Final = 65535


def redress_tables(frame: Frame, slots: Slots, n_slots: int) -> dict[str, Any]:
    """The fields of a plan for contest and repair; of length 0 where no world of the run knows them."""
    out = no_contest()
    on = contest_on(frame, slots, n_slots)
    if bool(on.any()):
        out |= _contest(frame, slots, n_slots, on)
    return out | _repairs(frame)


def redress_of(world: Variation) -> Redress | None:
    """The redress of a world, if it has any."""
    redress = world.scenario.redress
    return redress if world.state and redress is not None and redress.enabled else None


def contest_on(frame: Frame, slots: Slots, n_slots: int) -> Any:
    """``uint8[W, E, S]`` slots whose records can be contested: those that may cost somebody points or a listing."""
    out = np.zeros((len(frame.worlds), frame.eras.number, n_slots), np.uint8)
    costly: dict[int, list[int]] = {}
    for w in range(len(frame.worlds)):
        for e, week in enumerate(frame.eras.weeks):
            world = frame.world_in(e, w)
            redress = redress_of(world)
            if redress is None or not _begun(redress.appeal, week):
                continue
            key = id(world)
            if key not in costly:
                costly[key] = _costly(world, slots)
            out[w, e, costly[key]] = 1
    return out


def _begun(appeal: Appeal, week: int) -> bool:
    parts: list[Dated[Any]] = [appeal.window, appeal.overturns.wrong, appeal.overturns.right]
    return all(part.in_week(week) is not None for part in [*parts, *appeal.filed_by.all().values()])


def _costly(world: Variation, slots: Slots) -> list[int]:
    """Slots of acts that never earn anything, which a rule takes points for or which found a black list.

    A record that is struck takes with it what other channels recorded of the same act. Where any of them earns points
    or a place on a list that is good to be on, that could lower a score: such an act cannot be contested at all.
    """
    found: set[int] = set()
    if world.scored:
        for rule in world.scenario.rules:
            taken = all(points.points <= 0 for points in rule.effect.values)
            if rule.enabled and taken and world.has("rules", rule.id):
                found.update(slots[rule.on, name] for name in rule.through if (rule.on, name) in slots)
    for name, entry in world.scenario.lists.items():
        gives = entry.points is not None and any(points.points > 0 for points in entry.points.values)
        if entry.colour == "black" and not gives:
            found.update(founding(world, name, slots))
    merits = {act for act, entry in world.scenario.acts.items() if entry.kind == "prosocial"}
    merits |= _earning(world, slots)
    return sorted(found - {slot for (act, _), slot in slots.items() if act in merits})


def _earning(world: Variation, slots: Slots) -> set[str]:
    """Acts of which some record earns points, or founds a list that gives points or a benefit."""
    out = {
        rule.on
        for rule in world.scenario.rules
        if world.scored and rule.enabled and world.has("rules", rule.id)
        if any(points.points > 0 for points in rule.effect.values)
    }
    measures = world.scenario.measures
    benefits = [m for name, m in measures.items() if m.enabled and m.kind == "benefit" and world.has("measures", name)]
    good = {measure.for_.list_ for measure in benefits}
    for name, entry in world.scenario.lists.items():
        gives = entry.points is not None and any(points.points > 0 for points in entry.points.values)
        if gives or entry.colour == "red" or name in good:
            founding_slots = set(founding(world, name, slots))
            out |= {act for (act, _), slot in slots.items() if slot in founding_slots}
    return out


def _contest(frame: Frame, slots: Slots, n_slots: int, on: Any) -> dict[str, Any]:
    shape = (len(frame.worlds), frame.eras.number)
    adults = _all_adults(frame)
    heads = math.fsum(adults.tolist())
    out: dict[str, Any] = {
        "contest_on": on,
        "redress_binds": _binds(frame),
        "notice_reach": np.zeros(shape, np.uint32),
        "notice_days": np.zeros(shape, np.uint16),
        "window_weeks": np.ones((*shape, n_slots), np.int32),
        "file": np.zeros((*shape, 4, CELLS), np.uint32),
        "again": np.zeros(shape, np.uint32),
        "tries": np.ones(shape, np.uint8),
        "decide_days": np.zeros((*shape, DELAY_SLICES), np.uint16),
        "overturn": np.zeros((*shape, 2), np.uint32),
        "correct_days": np.zeros(shape, np.uint16),
        "effect_review": np.zeros(shape, np.uint8),
        "press": np.zeros(shape, np.int64),
        "review_share": np.zeros((*shape, len(frame.cities)), np.int64),
    }
    known: dict[tuple[int, str], F64] = {}
    for w in range(shape[0]):
        for e, week in enumerate(frame.eras.weeks):
            world = frame.world_in(e, w)
            redress = redress_of(world)
            if redress is None:
                continue
            at, appeal, notice = (w, e), redress.appeal, redress.notice
            if notice is not None:
                out["notice_reach"][at] = _chance(notice.reaches, week)
                out["notice_days"][at] = _days(notice.after, week)
            out["window_weeks"][at] = _windows(world, appeal, week, slots, n_slots)
            for k, (name, who) in enumerate(appeal.filed_by.all().items()):
                files = who.in_week(week)
                if files is not None:
                    key = (id(files), name)
                    if key not in known:
                        what = f"redress.appeal.filed_by.{name}"
                        known[key] = np.where(ADULT, share(files, frame.cities[0].id, adults, what), 0.0)
                    out["file"][at][k] = thresholds32(known[key])
            tries = None if appeal.tries is None else appeal.tries.in_week(week)
            out["tries"][at] = 1 if tries is None else int(tries.value)
            out["again"][at] = _chance(appeal.again, week)
            spell = appeal.decides_in.in_week(week)
            if spell is not None:
                out["decide_days"][at] = lognormal_days(
                    spell.median.days, None if spell.p95 is None else spell.p95.days
                )
            out["overturn"][at] = [_chance(appeal.overturns.wrong, week), _chance(appeal.overturns.right, week)]
            out["correct_days"][at] = _days(appeal.corrected_in, week)
            out["effect_review"][at] = appeal.effect == "next_review"
            out["press"][at] = 0 if redress.press is None else _hazard(redress.press.fixes, week)
            reviews = appeal.reviews.in_week(week)
            if reviews is not None and heads > 0:
                out["review_share"][at] = round(min(reviews.value / heads, MOST_REVIEWS) * REVIEW_ONE)
    return out


def _all_adults(frame: Frame) -> F64:
    """``[140]`` adults of all cities: who files is a mean over them together, as reviews are for them together."""
    return np.array([math.fsum(column) for column in zip(*(counts.tolist() for counts in frame.adults), strict=True)])


def _binds(frame: Frame) -> int:
    said = {redress.binds for scenario in frame.scenarios if (redress := scenario.redress) is not None}
    if len(said) > 1:
        refuse("redress.binds must be the same in all worlds of a run")
    return BINDS[next(iter(said))]


def _windows(world: Variation, appeal: Appeal, week: int, slots: Slots, n_slots: int) -> Any:
    """Weeks to appeal in, by slot: the shortest window of the lists that it founds, else the general one."""
    general = appeal.window.in_week(week)
    out = np.full(n_slots, 1 if general is None else _whole_weeks(general), np.int32)
    own: dict[int, int] = {}
    for name, dated in appeal.windows.items():
        window = dated.in_week(week)
        for slot in [] if window is None else founding(world, name, slots):
            own[slot] = min(own.get(slot, NEVER), _whole_weeks(window))
    for slot, weeks in own.items():
        out[slot] = weeks
    return out


def _whole_weeks(term: Duration | None) -> int:
    """A window of a day more than a week is open in two weeks."""
    return 1 if term is None else min(max(1, math.ceil(term.days / 7 - 1e-9)), NEVER)


def _chance(dated: "Dated[Probability] | None", week: int) -> int:
    found = None if dated is None else dated.in_week(week)
    return 0 if found is None else int(thresholds32(np.array([found.value]))[0])


def _days(dated: "Dated[Duration] | None", week: int) -> int:
    found = None if dated is None else dated.in_week(week)
    return 0 if found is None else min(round(found.days), MOST_DAYS)


def _hazard(dated: Any, week: int) -> int:
    found = dated.in_week(week)
    return 0 if found is None else round(min(found.per_week, MOST_HAZARD) * RATE_ONE)


def _repairs(frame: Frame) -> dict[str, Any]:
    """Repair by world, era and list, and its hazard added up over the weeks."""
    names, eras = frame.axes.lists, frame.eras
    rate = np.zeros((len(frame.worlds), eras.number, len(names)), np.int64)
    removal = np.ones(rate.shape, np.int32)
    binds: dict[str, int] = {}
    for w in range(len(frame.worlds)):
        for e, week in enumerate(eras.weeks):
            world = frame.world_in(e, w)
            for n, name in enumerate(names):
                entry = world.scenario.lists.get(name)
                if entry is None or not entry.enabled or entry.repair is None or not world.state:
                    continue
                kind = BINDS[entry.repair.binds]
                if binds.setdefault(name, kind) != kind:
                    refuse(f"lists.{name}.repair.binds must be the same in all worlds of a run")
                rate[w, e, n] = _hazard(entry.repair.performed, week)
                removal[w, e, n] = _removal(entry.repair, week)
    if not bool(rate.any()):
        return {}
    by_week = rate[:, eras.era.astype(np.int64)].transpose(0, 2, 1)
    sums = [[[0, *accumulate(row.tolist())] for row in world] for world in by_week]
    return {
        "repair_rate": rate,
        "repair_removal": removal,
        "repair_sum": np.array(sums, np.int64).reshape(len(frame.worlds), len(names), eras.n_weeks + 1),
        "repair_binds": np.array([binds.get(name, 0) for name in names], np.uint8),
    }


def _removal(repair: Repair, week: int) -> int:
    found = repair.removal.in_week(week)
    return 1 if found is None else min(max(found.weeks, 1), NEVER)
