"""Stage 5, judge: a ledger is a function of the record chain.

Points in force with their caps, the lists and their clocks, the score: all of it is computed anew from the chain
whenever something about a resident changes, for each column (one ledger of one world, or all three where they
cannot differ). Nothing is added up along the way, so removing a record or varying one leaves no trace.
"""

import numpy as np

from jaywalk.core.jit import helper
from jaywalk.core.layout import (
    NO_TIER,
    NUM_SHIFT,
    OCC_SHIFT,
    ORIGIN_MASK,
    ORIGIN_SHIFT,
    OTHERS,
    OWN,
    PRIM_SHIFT,
    REC_SHIFT,
    SEEDED_SHIFT,
    SHARED_SHIFT,
    SLOT_SHIFT,
)
from jaywalk.core.philox import philox4
from jaywalk.core.processes import NUMBER_BITS, START_SCORE
from jaywalk.model.plan import CAP_NONE, CAP_YEAR, COMBINE_FIRST, COMBINE_MAX, COMBINE_SUM


@helper
def slot_of(low):  # type: ignore[no-untyped-def]
    """The slot a record came through."""
    return np.int64((low >> np.uint64(SLOT_SHIFT)) & np.uint64(255))


@helper
def origin_of(low):  # type: ignore[no-untyped-def]
    """The origin of a record (``core.layout.ORIGINS``)."""
    return np.int64((low >> np.uint64(ORIGIN_SHIFT)) & np.uint64(ORIGIN_MASK))


@helper
def of_others(low):  # type: ignore[no-untyped-def]
    """Whether a copy is of a record that is not of the resident's own act."""
    return (low >> np.uint64(ORIGIN_SHIFT)) & np.uint64(OTHERS) != np.uint64(0)


@helper
def act_week_of(high):  # type: ignore[no-untyped-def]
    """The week of the act."""
    return np.int64(high & np.uint64(0xFFFF))


@helper
def rec_week_of(high):  # type: ignore[no-untyped-def]
    """The week the record is delivered."""
    return np.int64((high >> np.uint64(REC_SHIFT)) & np.uint64(0xFFFF))


@helper
def occurrence_of(low):  # type: ignore[no-untyped-def]
    """The occurrence of the act at its origin."""
    return np.int64((low >> np.uint64(OCC_SHIFT)) & np.uint64(0xFFF))


@helper
def number_of(high):  # type: ignore[no-untyped-def]
    """The record's number: in its pool, or the weeks left to a seeded one, or the occurrence."""
    return np.int64((high >> np.uint64(NUM_SHIFT)) & np.uint64(0xFFFFFF))


@helper
def primary_of(high):  # type: ignore[no-untyped-def]
    """The slot that saw the act first."""
    return np.int64((high >> np.uint64(PRIM_SHIFT)) & np.uint64(255))


@helper
def same_act(T, low, high, a, b):  # type: ignore[no-untyped-def]
    """Whether two own records are of one and the same act."""
    seeded = np.uint64(1) << np.uint64(SEEDED_SHIFT)
    return (
        origin_of(low[a]) == OWN
        and origin_of(low[b]) == OWN
        and not ((low[a] | low[b]) & seeded)
        and T.slot_act[slot_of(low[a])] == T.slot_act[slot_of(low[b])]
        and act_week_of(high[a]) == act_week_of(high[b])
        and primary_of(high[a]) == primary_of(high[b])
        and occurrence_of(low[a]) == occurrence_of(low[b])
    )


@helper
def _points_of(T, w, t, low, high, k):  # type: ignore[no-untyped-def]
    slot = slot_of(low[k])
    rule = np.int64(T.rule_of[w, slot])
    if rule < 0:
        return np.int64(0)
    binds = T.rule_binds[rule]
    when = act_week_of(high[k])
    if binds == 1:
        when = rec_week_of(high[k])
    elif binds == 2:
        when = np.int64(t)
    return np.int64(T.points[w, T.era[when], slot])


@helper
def outdone(T, w, t, held, low, high, n, k, combine):  # type: ignore[no-untyped-def]
    """Whether another record of the same act, through another channel, counts instead of record ``k``.

    ``held``: the bits of a record that say that it is among those to compare with.
    """
    rec = rec_week_of(high[k])
    slot = slot_of(low[k])
    mine = np.int64(0)
    if combine == COMBINE_MAX:
        mine = abs(_points_of(T, w, t, low, high, k))
    for o in range(n):
        if o == k or not low[o] & held or rec_week_of(high[o]) > t:
            continue
        if not same_act(T, low, high, k, o):
            continue
        other_rec = rec_week_of(high[o])
        earlier = other_rec < rec or (other_rec == rec and slot_of(low[o]) < slot)
        if combine == COMBINE_FIRST:
            if earlier:
                return True
        else:
            theirs = abs(_points_of(T, w, t, low, high, o))
            if theirs > mine or (theirs == mine and earlier):
                return True
    return False


@helper
def in_force(T, w, t, low, high):  # type: ignore[no-untyped-def]
    """Whether a record's points still count in world ``w`` (its delivery apart)."""
    rule = np.int64(T.rule_of[w, slot_of(low)])
    if rule < 0:
        return False
    clock = act_week_of(high)
    if T.rule_clock[rule]:
        clock = rec_week_of(high)
    return t < clock + np.int64(T.rule_expires[w, rule])


@helper
def _later_act(low, high, a, b):  # type: ignore[no-untyped-def]
    """Whether record ``a`` comes after ``b`` in the order in which a cap is filled."""
    for step in range(7):
        x = np.int64(0)
        y = np.int64(0)
        if step == 0:
            x, y = act_week_of(high[a]), act_week_of(high[b])
        elif step == 1:
            x, y = slot_of(low[a]), slot_of(low[b])
        elif step == 2:
            x, y = primary_of(high[a]), primary_of(high[b])
        elif step == 3:
            x, y = occurrence_of(low[a]), occurrence_of(low[b])
        elif step == 4:
            x, y = origin_of(low[a]), origin_of(low[b])
        elif step == 5:
            x, y = number_of(high[a]), number_of(high[b])
        else:
            x, y = rec_week_of(high[a]), rec_week_of(high[b])
        if x != y:
            return x > y
    return False


@helper
def points_in_force(T, column, w, t, since, low, high, n, order, credit):  # type: ignore[no-untyped-def]
    """Sum over rules of the capped points in force in a column; acts before week ``since`` do not count.

    A rule's points all have one sign, so that a yearly cap is the smaller of the cap and the year's sum, in whatever
    order its records came; only a cap over rolling years needs their order.
    """
    total = np.int64(0)
    rolling = 0
    sums = 0  # rule and year with their sum so far, from the far end of the scratch arrays
    far = order.shape[0] - 1
    e = np.int64(T.era[t])
    bit = np.uint64(1) << np.uint64(column)
    shared = np.uint64(1) << np.uint64(SHARED_SHIFT)
    for k in range(n):
        if not low[k] & bit or rec_week_of(high[k]) > t:
            continue
        slot = slot_of(low[k])
        word = T.rule_word[w, slot]
        week = act_week_of(high[k])
        if word == 0 or week < since:
            continue
        clock = rec_week_of(high[k]) if (word >> 8) & 1 else week
        if t >= clock + (word >> 16):
            continue
        rule = (word & 255) - 1
        if low[k] & shared:
            combine = T.slot_combine[slot]
            if combine != COMBINE_SUM and outdone(T, w, t, bit, low, high, n, k, combine):
                continue
        kind = (word >> 9) & 3
        when = week
        if (word >> 11) & 3 == 1:
            when = rec_week_of(high[k])
        elif (word >> 11) & 3 == 2:
            when = np.int64(t)
        value = np.int64(T.points[w, T.era[when], slot])
        if kind == CAP_NONE:
            total += value
        elif kind == CAP_YEAR:
            key = rule * 4096 + np.int64(T.year[week])
            at = 0
            while at < sums and order[far - at] != key:
                at += 1
            if at == sums:
                order[far - at] = key
                credit[far - at] = 0
                sums += 1
            credit[far - at] += value
        else:
            place = rolling
            while place > 0 and _later_act(low, high, order[place - 1], k):
                order[place] = order[place - 1]
                place -= 1
            order[place] = k
            rolling += 1
    for at in range(sums):
        cap = np.int64(T.rule_cap[w, e, order[far - at] // 4096])
        total += min(max(credit[far - at], -cap), cap)
    for at in range(rolling):
        k = order[at]
        rule = np.int64(T.rule_of[w, slot_of(low[k])])
        cap = np.int64(T.rule_cap[w, e, rule])
        week = act_week_of(high[k])
        used = np.int64(0)
        for earlier in range(at):
            o = order[earlier]
            if np.int64(T.rule_of[w, slot_of(low[o])]) == rule and act_week_of(high[o]) > week - 52:
                used += credit[earlier]
        value = _points_of(T, w, t, low, high, k)
        granted = min(abs(value), max(np.int64(0), cap - used))
        credit[at] = granted
        total += granted if value > 0 else -granted
    return total


@helper
def start_score(T, w, city, cell, j, area):  # type: ignore[no-untyped-def]
    """A participant's score before any record: status group, residency, and a keyed normal spread."""
    residency = (cell // 5) % 2
    if T.start_plain[w]:
        return np.int64(T.start_points[w, city, 0]) + np.int64(T.start_residency[w, city, residency])
    u0, u1, _, _ = philox4(j, area, 0, START_SCORE << NUMBER_BITS, T.key[0], T.key[1])
    groups = T.start_group.shape[1]
    group = 0
    while group < groups - 1 and u0 >= T.start_group[city, group]:
        group += 1
    return (
        np.int64(T.start_points[w, city, group])
        + np.int64(T.start_residency[w, city, residency])
        + np.int64(T.start_spread[w, city, np.int64(u1 >> np.uint32(20))])
    )


@helper
def tier_of(T, w, e, score):  # type: ignore[no-untyped-def]
    """The tier of a score: the highest whose lower edge it reaches."""
    tier = T.tier_low.shape[2] - 1
    while tier > 0 and score < T.tier_low[w, e, tier]:
        tier -= 1
    return np.int64(tier)


@helper
def reviewed_tier(T, w, e, score, old):  # type: ignore[no-untyped-def]
    """The tier after a review: up only where the score clears an edge by the hysteresis, down where it misses one so.

    Between the highest tier that is cleared and the highest that is not missed the old one stays: a higher score, or
    a higher tier before, never makes a lower one.
    """
    margin = np.int64(T.hysteresis[w])
    up, down = tier_of(T, w, e, score - margin), tier_of(T, w, e, score + margin)
    return min(max(np.int64(old), up), down)


@helper
def measures_of(T, w, e, lists, tier):  # type: ignore[no-untyped-def]
    """Set of measures that a ledger's lists and tier put in force."""
    mask = np.uint32(T.listed_measures[w, e, lists])
    if tier != NO_TIER:
        mask |= np.uint32(T.by_tier[w, e, tier])
    return mask
