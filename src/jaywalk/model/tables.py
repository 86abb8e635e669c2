"""The plan as the kernels take it: one directory of arrays, with a few tables that follow from the plan's.

Beside the plan's own arrays (see ``Plan``) the directory holds what follows from them::

    restrictions
    proportion_weeks
    slot_family [S]
    slot_attribute [S] -1: no attribute needed
    slot_rival [S] 1: another primary slot sees the same act
    slot_multi [S] 1: another slot, follow-ups included, sees the same act
    slot_combine [S]
    slot_violation [S]
    slot_gravity [S]
    listed_measures [W, E, 256] measures of a set of lists
    world_class [W] worlds judged by the same tables share a number
    column_world [columns] the world whose tables judge the column
    column_stale [columns] 1: staleness counts in this column
    keep_weeks [S] weeks after which no rule of any world holds a record
    keep_from_record [S] 1: those weeks count from the record, 0: from the act
    longest_window weeks that a list's repeat rule looks back
    any_list [S] lists the slot founds in any world
    seed_world
    layers
    start_plain [W] 1: everybody of a residency starts with the same score
    reach [E, ND, S, K, W] the plan's, worlds side by side; 0 where a world keeps no records (markets: world 0 for all)
    rule_word [W, S] rule + 1 0-7, clock 8, kind of cap 9-10, binds 11-12, weeks in force from 16; 0: no points
    rolling_caps 1: some rule's cap runs over rolling years
    slot_word [S] keep_weeks 0-15, keep_from_record 16, founds a list in some world 17, combined with other channels 18,
        keep_delivered from 32
    keep_delivered [S] weeks from the record on for which it is kept in any case: it may be told of, or deters
    class_world [classes] first scored world of each class
    class_columns [classes] the columns that the class judges, as a set; class_list, class_size: as numbers
    listed_modes [W, E, 256] modes of travel that a set of lists blocks; tier_modes [W, E, 16] that a tier does
    demand_gate [E, M, K] words from which on no trip is attempted in a week
    slot_needs [S] the bit of the attribute that the act needs, 0: none
    draws_layer [NLAYER, ND] not 0 where some slot needs the layer
    column_held [columns] bits of a record that the column's lists look at: its own, and the ghosts of ledger P
    has_repair 1: some list can be left by repair

and, where the run has the part (``has_contest`` 1)::

    q_contest, f_contest its first stock and flow
    contest_any [S] 1: records through the slot can be contested somewhere and at some time
    contest_open [W, E, S] 1: one that counts from now on can be, now or, if the week of the step binds, later
    candidate [W, 2] the largest chance of filing: right, wrong
    again_top [W] the largest chance of a second try
    keep_notice weeks for which a record may still be told of

and for the parts ``respond``, ``lives`` and ``placement`` (``has_respond``, ``has_lives``, ``has_placement`` 1)::

    has_factor 1: acts have factors (respond or lives)
    q_respond, q_lives, f_respond, f_lives their first stock and flow; q_aware, q_induced, q_out_of_work single stocks
    own_weeks weeks for which an own record deters
    act_needs [A] the bit of the attribute that the act needs, 0: none
    extra_alike [W, A] 1: what those who know do differently for good is the same for all adults
    all_alike 1: that is so of every act in every world
    for_the_workless [NLAYER, ND] 1: only those out of work take up opportunities as high as the layer
    reach_top [E, ND, S, K] above it no world takes up an opportunity, whatever its factors (of length 0 without any)
"""

from typing import Any, Final

import numpy as np

from jaywalk.core.directory import Directory
from jaywalk.core.fixed import ONE32, RATE_ONE
from jaywalk.core.layout import GHOST_BITS, NO_TIER
from jaywalk.core.memory import aligned
from jaywalk.model.heights import for_the_workless, reach_top
from jaywalk.model.plan import CAP_ROLLING, COMBINE_SUM, I32, I64, U8, U32, U64, VIOLATION, Plan
from jaywalk.model.quantities import Quantities
from jaywalk.model.respond import FIRST_ADULT_CELL

IN_FORCE: Final = 2  # binds: the week of the step itself

PLAN_FIELDS: Final = (
    "key",
    "week0",
    "n_weeks",
    "era",
    "year",
    "full_touch",
    "col_p",
    "col_t",
    "col_x",
    "exact_of",
    "perfect",
    "propensity",
    "layer_low",
    "layer_length",
    "sees",
    "slot_act",
    "slot_market",
    "slot_after",
    "miss",
    "wrong_a",
    "wrong_b",
    "both_h",
    "copy",
    "slot_camera",
    "target_a",
    "target_b",
    "kept_a",
    "kept_b",
    "attributed_a",
    "attributed_own",
    "delay_days",
    "delay_extra",
    "copy_lag",
    "stale_weeks",
    "stale_on",
    "scored",
    "rollout",
    "looks_back",
    "floor",
    "ceiling",
    "start_group",
    "start_points",
    "start_residency",
    "start_spread",
    "rule_of",
    "points",
    "rule_binds",
    "rule_cap",
    "cap_kind",
    "rule_expires",
    "rule_clock",
    "list_on",
    "list_term",
    "list_extend",
    "list_extend_by",
    "list_exit",
    "list_exit_false",
    "list_removal",
    "list_restart",
    "list_repeat",
    "list_repeat_window",
    "list_repeat_by",
    "list_points",
    "tier_low",
    "hysteresis",
    "review",
    "by_tier",
    "severity",
    "measure_modes",
    "act_kind",
    "act_family",
    "act_attribute",
    "act_gravity",
    "act_combine",
    "demand",
    "switched",
    "market_measure",
    "market_excludes",
    "seed_stay",
    "seed_residual",
    "seed_residual_false",
    "contest_on",
    "redress_binds",
    "notice_reach",
    "notice_days",
    "window_weeks",
    "file",
    "again",
    "tries",
    "overturn",
    "correct_days",
    "effect_review",
    "press",
    "repair_sum",
    "repair_rate",
    "repair_removal",
    "repair_binds",
    "respond_on",
    "learns",
    "aware_slot",
    "limit",
    "fade",
    "sure",
    "own_fade",
    "household",
    "news",
    "near",
    "near_points",
    "aware_extra",
    "shift",
    "m_top",
    "exp_high",
    "exp_low",
    "exp_base",
    "acts_week",
    "job_loss",
    "job_attribute",
    "lost_weeks",
    "lost_extra",
    "market_vacancies",
    "follow",
    "follow_weeks",
    "follow_strength",
    "follow_most",
    "coverage16",
)


def tables(plan: Plan) -> Directory:
    """The kernels' view of a plan."""
    names = plan.names
    n_worlds, n_slots = len(names.worlds), len(names.slots)
    n_eras = plan.points.shape[1]
    act = plan.slot_act
    rival = np.zeros(n_slots, np.uint8)
    for s in range(n_slots):
        for other in range(n_slots):
            if other != s and act[other] == act[s] and plan.slot_after[s] < 0 and plan.slot_after[other] < 0:
                rival[s] = 1
    listed = np.zeros((n_worlds, n_eras, 256), np.uint32)
    for bits in range(256):
        for number in range(plan.by_list.shape[2]):
            if bits >> number & 1:
                listed[:, :, bits] |= plan.by_list[:, :, number]
    column_world = np.full(max(plan.n_columns, 1), -1, np.int32)
    column_stale = np.zeros(max(plan.n_columns, 1), np.uint8)
    for w in range(n_worlds):
        for column in (plan.col_x[w], plan.col_t[w], plan.col_p[w]):
            if column >= 0:
                column_world[column] = w
        if plan.col_p[w] >= 0 and not plan.perfect[w]:
            column_stale[plan.col_p[w]] = 1
    keep = np.zeros(n_slots, np.int32)
    from_record = np.zeros(n_slots, np.uint8)
    multi = np.array([np.count_nonzero(act == act[s]) > 1 for s in range(n_slots)], np.uint8)
    for s in range(n_slots):
        for w in range(n_worlds):
            if plan.scored[w] and plan.rule_of[w, s] >= 0:
                keep[s] = max(keep[s], plan.rule_expires[w, plan.rule_of[w, s]])
                from_record[s] |= plan.rule_clock[plan.rule_of[w, s]]
    seed_world = next((w for w in range(n_worlds) if plan.col_p[w] >= 0), -1)
    any_list = np.bitwise_or.reduce(plan.list_on, axis=0).astype(np.uint32)
    slot_word = keep.astype(np.int64) | (from_record.astype(np.int64) << 16)
    contested = _contest(plan)
    delivered = np.full(n_slots, contested["keep_notice"] + 1, np.int32)
    delivered[plan.act_kind[act] == VIOLATION] = max(contested["keep_notice"] + 1, plan.own_fade.shape[1])
    slot_word |= delivered.astype(np.int64) << 32
    slot_word[any_list > 0] |= 1 << 17
    slot_word[plan.act_combine[act] != COMBINE_SUM] |= 1 << 18
    world_class = _world_classes(plan)
    scored = [w for w in range(n_worlds) if plan.scored[w] and plan.col_p[w] >= 0]
    class_world = np.array(
        sorted({next(v for v in scored if world_class[v] == world_class[w]) for w in scored}), np.int32
    )
    class_columns = np.zeros(len(class_world), np.uint64)
    for column, w in enumerate(column_world.tolist()):
        if w in scored:
            class_columns[world_class[class_world] == world_class[w]] |= np.uint64(1 << column)
    class_list = np.zeros((len(class_world), len(column_world)), np.int32)
    class_size = np.zeros(len(class_world), np.int64)
    for number, columns in enumerate(class_columns):
        held = [column for column in range(len(column_world)) if int(columns) >> column & 1]
        class_list[number, : len(held)] = held
        class_size[number] = len(held)
    derived: dict[str, Any] = {
        "restrictions": plan.restrictions,
        "proportion_weeks": plan.proportion_weeks,
        "slot_family": plan.act_family[act].astype(np.int32),
        "slot_attribute": plan.act_attribute[act].astype(np.int32),
        "slot_rival": rival,
        "slot_multi": multi,
        "slot_combine": plan.act_combine[act].astype(np.uint8),
        "slot_violation": (plan.act_kind[act] == VIOLATION).astype(np.uint8),
        "slot_gravity": plan.act_gravity[act].astype(np.int32),
        "listed_measures": listed,
        "world_class": world_class,
        "column_world": column_world,
        "column_stale": column_stale,
        "keep_weeks": keep,
        "keep_from_record": from_record,
        "longest_window": int(plan.list_repeat_window.max(initial=0)),
        "any_list": any_list,
        "seed_world": seed_world,
        "rule_word": _rule_words(plan),
        "rolling_caps": int(np.any(plan.cap_kind == CAP_ROLLING)),
        "slot_word": slot_word,
        "class_world": class_world,
        "class_columns": class_columns,
        "class_list": class_list,
        "class_size": class_size,
        "listed_modes": _modes(plan, listed),
        "tier_modes": _modes(plan, _by_tier(plan)),
        "demand_gate": gate_words(plan.demand),
        "start_plain": np.array(
            [not plan.start_spread[w].any() and plan.start_points.shape[2] == 1 for w in range(n_worlds)], np.uint8
        ),
        "reach": _reach(plan),
        "slot_needs": np.array(
            [1 << a if (a := int(plan.act_attribute[number])) >= 0 else 0 for number in act], np.uint32
        ),
        "layers": plan.layer_length.shape[0],
        "draws_layer": plan.layer_length.max(axis=2, initial=0).astype(np.int64),
        "column_held": _column_held(plan, len(column_world)),
        "has_repair": int(plan.repair_rate.any() or plan.repair_sum.any()),
        "keep_delivered": delivered,
        **contested,
        **_responding(plan),
    }
    fields = {name: getattr(plan, name) for name in PLAN_FIELDS} | derived
    fields["propensity"] = plan.propensity.astype(np.int32)
    return Directory("tables", **{name: _contiguous(value) for name, value in fields.items()})


def _contiguous(value: Any) -> Any:
    return aligned(value) if isinstance(value, np.ndarray) and value.ndim else int(value)


def _reach(plan: Plan) -> I64:
    """Each point on the axis is held against the reach of all worlds: they stand side by side."""
    reach = np.moveaxis(plan.reach, 2, -1).copy()
    watched = plan.slot_market < 0
    for w in range(len(plan.names.worlds)):
        if plan.col_p[w] < 0:
            reach[:, :, watched, :, w] = 0
    return reach


def _by_tier(plan: Plan) -> U32:
    """Measures by tier, with none for those whom nothing scores."""
    out = np.zeros((*plan.by_tier.shape[:2], NO_TIER + 1), np.uint32)
    out[:, :, : plan.by_tier.shape[2]] = plan.by_tier
    return out


def _modes(plan: Plan, measures: U32) -> U32:
    """Modes of travel that sets of measures block."""
    out = np.zeros_like(measures)
    for number, modes in enumerate(plan.measure_modes):
        out[(measures >> np.uint32(number)) & 1 == 1] |= np.uint32(modes)
    return out


def gate_words(rates: I64) -> U32:
    """32-bit words from which on the first wait is sure to be longer than a week at these rates.

    A filter only: what it lets through is looked at exactly, so the exponential function may round as it likes on the
    side of letting through.
    """
    share = -np.expm1(-rates / float(RATE_ONE)) * float(ONE32)
    return np.minimum(share * (1.0 + 2e-8) + 64.0, float(ONE32 - 1)).astype(np.uint32)


def _rule_words(plan: Plan) -> I64:
    """What judging needs to know of a slot's rule, in one word: see ``judge.points_in_force``."""
    words = np.zeros(plan.rule_of.shape, np.int64)
    for (w, s), rule in np.ndenumerate(plan.rule_of):
        if rule >= 0:
            words[w, s] = (
                (int(rule) + 1)
                | int(plan.rule_clock[rule]) << 8
                | int(plan.cap_kind[rule]) << 9
                | int(plan.rule_binds[rule]) << 11
                | int(plan.rule_expires[w, rule]) << 16
            )
    return words


def _column_held(plan: Plan, columns: int) -> U64:
    held = np.uint64(1) << np.arange(columns, dtype=np.uint64)
    for w, column in enumerate(plan.col_p.tolist()):
        if column >= 0:
            held[column] |= np.uint64(1) << np.uint64(GHOST_BITS[w])
    return held


def _contest(plan: Plan) -> dict[str, Any]:
    """What follows from the tables of contest; of length 0 without that part."""
    on, has = plan.contest_on, "contest" in plan.names.parts
    quantities = Quantities(plan.names, (False,) * len(plan.names.measures))
    opened = on
    if has and plan.redress_binds == IN_FORCE:
        opened = np.maximum.accumulate(on[:, ::-1], axis=1)[:, ::-1]
    filing = plan.file.reshape(len(plan.file), plan.file.shape[1], 2, -1) if has else np.zeros((0, 0, 2, 0), np.uint32)
    days = plan.notice_days[on.any(axis=(1, 2))] if has else plan.notice_days
    return {
        "has_contest": int(has),
        "q_contest": quantities.first_stock("contest"),
        "f_contest": quantities.first_flow("contest"),
        "contest_any": on.any(axis=(0, 1)).astype(np.uint8),
        "contest_open": opened,
        "candidate": filing.max(axis=(1, 3), initial=0)[:, ::-1],
        "again_top": plan.again.max(axis=1, initial=0),
        "keep_notice": int(days.max()) // 7 + 2 if days.size else -1,
    }


def _responding(plan: Plan) -> dict[str, Any]:
    """What follows from the tables of response, lives and placement."""
    parts = plan.names.parts
    quantities = Quantities(plan.names, (False,) * len(plan.names.measures))
    moved = bool({"respond", "lives", "placement"} & set(parts))
    return {
        "has_respond": int("respond" in parts),
        "has_lives": int("lives" in parts),
        "has_placement": int("placement" in parts),
        "has_factor": int("respond" in parts or "lives" in parts),
        "q_respond": quantities.first_stock("respond"),
        "f_respond": quantities.first_flow("respond"),
        "q_lives": quantities.first_stock("lives"),
        "f_lives": quantities.first_flow("lives"),
        "q_aware": quantities.stock("aware"),
        "q_induced": quantities.stock("induced"),
        "q_out_of_work": quantities.stock("out_of_work"),
        "own_weeks": plan.own_fade.shape[1],
        "act_needs": np.array([1 << a if a >= 0 else 0 for a in plan.act_attribute.tolist()], np.uint32),
        "extra_alike": _alike(plan.aware_extra),
        "all_alike": int(_alike(plan.aware_extra).all()),
        "for_the_workless": for_the_workless(plan),
        "reach_top": reach_top(plan) if moved else np.zeros((0, 0, 0, 0), np.int64),
    }


def _alike(extra: I32) -> U8:
    adults = extra[:, :, FIRST_ADULT_CELL:]
    alike: U8 = (adults == adults[:, :, :1]).all(axis=2).astype(np.uint8)
    return alike


def _world_classes(plan: Plan) -> I32:
    """Number the worlds so that those with equal rules, lists, scores and terms share a number."""
    judged = (
        plan.scored, plan.rollout, plan.looks_back, plan.floor, plan.ceiling, plan.start_points,
        plan.start_residency, plan.start_spread, plan.rule_of, plan.points, plan.rule_cap, plan.rule_expires,
        plan.list_on, plan.list_term, plan.list_extend, plan.list_extend_by, plan.list_exit, plan.list_removal,
        plan.list_points, plan.stale_on,
        *((plan.repair_sum, plan.repair_rate, plan.repair_removal) if len(plan.repair_rate) else ()),
    )  # fmt: skip
    seen: dict[bytes, int] = {}
    classes = []
    for w in range(len(plan.names.worlds)):
        text = b"|".join(np.ascontiguousarray(table[w]).tobytes() for table in judged)
        classes.append(seen.setdefault(text, len(seen)))
    return np.array(classes, np.int32)
