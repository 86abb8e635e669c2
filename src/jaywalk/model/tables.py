"""The plan as the kernels take it: one named tuple of arrays, with a few tables that follow from the plan's."""

from typing import NamedTuple

import numpy as np

from jaywalk.model.plan import CAP_NONE, I32, I64, U8, U16, U32, U64, VIOLATION, I16, Plan


class Tables(NamedTuple):
    """Arrays of the plan (see ``Plan`` for their meaning), then what follows from them."""

    key: U32
    week0: int
    n_weeks: int
    era: U16
    year: I16
    full_touch: U8
    col_p: I32
    col_t: I32
    col_x: I32
    exact_of: I32
    layer_low: I64
    layer_length: I64
    reach: I64
    sees: U64
    slot_act: I32
    slot_market: I32
    slot_after: I32
    miss: U64
    wrong_a: U64
    wrong_b: U64
    both_h: U32
    copy: U32
    slot_camera: U8
    target_a: U8
    target_b: U8
    kept_a: U8
    kept_b: U8
    attributed_a: U8
    attributed_own: U8
    delay_days: U16
    delay_extra: I32
    copy_lag: I32
    stale_weeks: U8
    stale_on: U8
    scored: U8
    rollout: I32
    looks_back: U8
    floor: I16
    ceiling: I16
    start_group: U32
    start_points: I16
    start_residency: I16
    start_spread: I16
    rule_of: I16
    points: I16
    rule_binds: U8
    rule_cap: I16
    cap_kind: U8
    rule_expires: I32
    rule_clock: U8
    list_on: U32
    list_term: I32
    list_extend: U32
    list_extend_by: I32
    list_exit: I64
    list_exit_false: U8
    list_removal: I32
    list_restart: U8
    list_repeat: I32
    list_repeat_window: I32
    list_repeat_by: I32
    list_points: I16
    tier_low: I16
    hysteresis: I16
    review: I32
    by_tier: U32
    severity: U8
    act_kind: U8
    act_gravity: U8
    act_combine: U8
    demand: I64
    switched: U32
    market_measure: I32
    market_excludes: U32
    seed_stay: I64
    seed_residual: U16
    # what follows
    restrictions: int
    proportion_weeks: int
    slot_family: I32  # [S]
    slot_attribute: I32  # [S] -1: no attribute needed
    slot_rival: U8  # [S] 1: another primary slot sees the same act
    slot_multi: U8  # [S] 1: another slot, follow-ups included, sees the same act
    slot_combine: U8  # [S]
    slot_violation: U8  # [S]
    slot_gravity: I32  # [S]
    listed_measures: U32  # [W, E, 256] measures of a set of lists
    measure_modes: U32  # [M]
    world_class: I32  # [W] worlds judged by the same tables share a number
    column_world: I32  # [columns] the world whose tables judge the column
    column_stale: U8  # [columns] 1: staleness counts in this column
    keep_weeks: I32  # [S] weeks after which no rule of any world holds a record
    keep_from_record: U8  # [S] 1: those weeks count from the record, 0: from the act
    longest_window: int  # weeks that a list's repeat rule looks back
    uniform: U8  # [S] 1: every world that sees through the slot errs and delays alike
    any_list: U32  # [S] lists the slot founds in any world
    capped: U8  # 1 if any rule caps
    seed_world: int
    layers: int
    draws_layer: I64  # [NLAYER] 1 if any slot needs the layer


def tables(plan: Plan) -> Tables:
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
        if plan.col_p[w] >= 0 and plan.col_p[w] != plan.col_t[w]:
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
    derived = {
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
        "world_class": _world_classes(plan),
        "column_world": column_world,
        "column_stale": column_stale,
        "keep_weeks": keep,
        "keep_from_record": from_record,
        "longest_window": int(plan.list_repeat_window.max(initial=0)),
        "uniform": _uniform(plan),
        "any_list": np.bitwise_or.reduce(plan.list_on, axis=0).astype(np.uint32),
        "capped": np.uint8(np.any(plan.cap_kind != CAP_NONE)),
        "seed_world": seed_world,
        "layers": plan.layer_length.shape[0],
        "draws_layer": plan.layer_length.max(axis=1, initial=0).astype(np.int64),
    }
    fields = {name: derived[name] if name in derived else getattr(plan, name) for name in Tables._fields}
    return Tables(**{name: _contiguous(value) for name, value in fields.items()})


def _contiguous(value: object) -> object:
    return np.ascontiguousarray(value) if isinstance(value, np.ndarray) and value.ndim else value


def _uniform(plan: Plan) -> U8:
    """Slots whose errors, copies and delays are the same in every world that keeps any state."""
    worlds = [w for w in range(len(plan.names.worlds)) if plan.col_p[w] >= 0]
    same = np.ones(len(plan.names.slots), np.uint8)
    for s in range(len(same)):
        for table in (plan.miss[:, :, :, s], plan.wrong_a[:, :, :, s], plan.wrong_b[:, :, :, s],
                      plan.both_h[:, :, :, s], plan.copy[:, :, :, s]):  # fmt: skip
            if any(np.any(table[:, :, w] != table[:, :, worlds[0]]) for w in worlds):
                same[s] = 0
    return same


def _world_classes(plan: Plan) -> I32:
    """Number the worlds so that those with equal rules, lists, scores and terms share a number."""
    judged = (
        plan.scored, plan.rollout, plan.looks_back, plan.floor, plan.ceiling, plan.start_points,
        plan.start_residency, plan.start_spread, plan.rule_of, plan.points, plan.rule_cap, plan.rule_expires,
        plan.list_on, plan.list_term, plan.list_extend, plan.list_extend_by, plan.list_exit, plan.list_removal,
        plan.list_points, plan.stale_on,
    )  # fmt: skip
    seen: dict[bytes, int] = {}
    classes = []
    for w in range(len(plan.names.worlds)):
        text = b"|".join(np.ascontiguousarray(table[w]).tobytes() for table in judged)
        classes.append(seen.setdefault(text, len(seen)))
    return np.array(classes, np.int32)

