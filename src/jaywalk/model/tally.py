"""Stage 9, tally: what changed about a resident moves the counters, at the moment it changes.

Stocks are running sums: entry week in, exit week out. Nothing is ever counted from rows afterwards.
"""

import numpy as np

from jaywalk.core.jit import helper
from jaywalk.core.layout import (
    COLLECTIVE,
    HOME,
    HOUSEHOLD_SHIFT,
    KIND_SHIFT,
    MARKS,
    NO_TIER,
    PROPORTION_SHIFT,
    STATE,
    WHO,
    mix64,
)
from jaywalk.model.judge import measures_of
from jaywalk.model.quantities import (
    F_MEASURES,
    F_STARTS,
    F_WRONG_STARTS,
    Q_EXCESS,
    Q_KIND,
    Q_PARTICIPANTS,
    Q_PROPORTION,
    Q_RESTRICTED,
    Q_SCORE,
    Q_SPARED,
    Q_STRICT,
    Q_TIERS,
    Q_TOUCHED,
    Q_WRONG,
)

RESTRICTED_BIT = 30


@helper
def score_in(word):  # type: ignore[no-untyped-def]
    """The score held in a state word (0 where no programme scores the resident)."""
    return np.int64(word & np.uint32(0xFFFF)) - np.int64(32768)


@helper
def tier_in(word):  # type: ignore[no-untyped-def]
    """The tier held in a state word."""
    return np.int64((word >> np.uint32(16)) & np.uint32(15))


@helper
def lists_in(word):  # type: ignore[no-untyped-def]
    """The set of lists held in a state word."""
    return np.int64((word >> np.uint32(20)) & np.uint32(255))


@helper
def measures_in(T, w, e, word):  # type: ignore[no-untyped-def]
    """The set of measures that a state word puts in force."""
    return measures_of(T, w, e, lists_in(word), tier_in(word))


@helper
def modes_in(T, w, e, word):  # type: ignore[no-untyped-def]
    """The set of modes of travel that a state word blocks."""
    return T.listed_modes[w, e, lists_in(word)] | T.tier_modes[w, e, tier_in(word)]


@helper
def move_measures(T, A, w, cell, base, offset, old, new):  # type: ignore[no-untyped-def]
    """Move one of the four stocks of each measure whose bit differs."""
    changed = old ^ new
    number = 0
    while changed:
        if changed & np.uint32(1):
            if (new >> np.uint32(number)) & np.uint32(1):
                A.stock[cell, base + 4 * number + offset, w] += 1
                if offset < 2:
                    A.flow[cell, F_MEASURES + 2 * number + offset, w] += 1
            else:
                A.stock[cell, base + 4 * number + offset, w] -= 1
        changed = changed >> np.uint32(1)
        number += 1


@helper
def move_household(T, B, A, w, i, was, now):  # type: ignore[no-untyped-def]
    """Recount who is touched in the household of ``i``, whose restriction begins or ends."""
    if B.lines[i, WHO] & np.uint32(COLLECTIVE):
        return
    member = np.int64(B.lines[i, HOME] & np.uint32(255))
    size = np.int64((B.lines[i, HOME] >> np.uint32(8)) & np.uint32(255))
    column = STATE + T.col_p[w]
    others = 0
    for m in range(i - member, i - member + size):
        if m != i and (B.lines[m, column] >> np.uint32(RESTRICTED_BIT)) & np.uint32(1):
            others += 1
    restricted = others + (1 if now else 0)
    bit = np.uint32(1) << np.uint32(HOUSEHOLD_SHIFT + w)
    for m in range(i - member, i - member + size):
        cell = np.int64((B.lines[m, WHO] >> np.uint32(16)) & np.uint32(255))
        if m == i:
            before = not was and others > 0
            after = not now and others > 0
        else:
            free = not (B.lines[m, column] >> np.uint32(RESTRICTED_BIT)) & np.uint32(1)
            before = free and (others > 0 or was)
            after = free and (others > 0 or now)
            if T.has_respond:  # whom the restriction of another deters
                if restricted > (0 if free else 1):
                    B.lines[m, MARKS] = np.uint32(B.lines[m, MARKS] | bit)
                else:
                    B.lines[m, MARKS] = np.uint32(B.lines[m, MARKS] & ~bit)
        if before != after:
            A.stock[cell, Q_TOUCHED, w] += 1 if after else -1


@helper
def _count(A, w, quantity, cell, was, now):  # type: ignore[no-untyped-def]
    if was != now:
        A.stock[cell, quantity, w] += 1 if now else -1


@helper
def state_digest(p, t, x, j, area):  # type: ignore[no-untyped-def]
    """A 64-bit digest of one resident's three ledgers in one world."""
    a = mix64(np.uint64(p) | (np.uint64(t) << np.uint64(32)))
    return mix64(a ^ np.uint64(x) ^ (np.uint64(j) << np.uint64(32)) ^ (np.uint64(area) << np.uint64(17)))


@helper
def move_digest(B, w, j, old_p, old_t, old_x, new_p, new_t, new_x):  # type: ignore[no-untyped-def]
    """Move a block's digest of world ``w`` from a resident's old ledgers to the new ones."""
    plain = np.uint32(0x0FFFFFFF)
    if (old_p ^ new_p) & plain or (old_t ^ new_t) & plain or (old_x ^ new_x) & plain:
        B.digest[w] += state_digest(new_p & plain, new_t & plain, new_x & plain, j, B.area)
        B.digest[w] -= state_digest(old_p & plain, old_t & plain, old_x & plain, j, B.area)


@helper
def tally_world(T, B, A, w, i, t, j, cell, e_old, e_new, kind, proportion):  # type: ignore[no-untyped-def]
    """Move the counters of world ``w`` from the resident's old state (in the line) to the new one (in ``A.states``).

    Returns whether the resident is restricted now. The line itself is written when all worlds are counted,
    since one world's counters may read another's old state.
    """
    lines = B.lines
    cp, ct, cx = T.col_p[w], T.col_t[w], T.col_x[w]
    old_p = np.uint32(lines[i, STATE + cp])
    old_t = np.uint32(lines[i, STATE + ct])
    old_x = np.uint32(lines[i, STATE + cx])
    new_p = np.uint32(A.states[cp])
    new_t = np.uint32(A.states[ct])
    new_x = np.uint32(A.states[cx])
    restrictions = np.uint32(T.restrictions)
    p0, t0, x0 = measures_in(T, w, e_old, old_p), measures_in(T, w, e_old, old_t), measures_in(T, w, e_old, old_x)
    p1, t1, x1 = measures_in(T, w, e_new, new_p), measures_in(T, w, e_new, new_t), measures_in(T, w, e_new, new_x)
    tiers = T.tier_low.shape[2]
    lists = T.list_points.shape[2]
    base = Q_TIERS + tiers + lists
    wrong0, wrong1 = p0 & ~t0, p1 & ~t1
    strict0, strict1 = p0 & ~x0, p1 & ~x1
    missing0 = (~p0 & t0 & restrictions) | (~p0 & x0 & ~restrictions)
    missing1 = (~p1 & t1 & restrictions) | (~p1 & x1 & ~restrictions)
    move_measures(T, A, w, cell, base, 0, p0, p1)
    move_measures(T, A, w, cell, base, 1, wrong0, wrong1)
    move_measures(T, A, w, cell, base, 2, strict0, strict1)
    move_measures(T, A, w, cell, base, 3, missing0, missing1)

    was = (old_p >> np.uint32(RESTRICTED_BIT)) & np.uint32(1) == np.uint32(1)
    now = (p1 & restrictions) != 0
    wrongly_was = (wrong0 & restrictions) != 0
    wrongly_now = (wrong1 & restrictions) != 0
    _count(A, w, Q_RESTRICTED, cell, was, now)
    _count(A, w, Q_WRONG, cell, wrongly_was, wrongly_now)
    _count(A, w, Q_STRICT, cell, (strict0 & restrictions) != 0, (strict1 & restrictions) != 0)
    _count(A, w, Q_SPARED, cell, (missing0 & restrictions) != 0, (missing1 & restrictions) != 0)
    if now and not was:
        A.flow[cell, F_STARTS, w] += 1
    if wrongly_now and not wrongly_was:
        A.flow[cell, F_WRONG_STARTS, w] += 1
    kind_was = np.int64((old_p >> np.uint32(KIND_SHIFT)) & np.uint32(3))
    if kind_was != kind:
        if kind_was:
            A.stock[cell, Q_KIND + kind_was, w] -= 1
        if kind:
            A.stock[cell, Q_KIND + kind, w] += 1
    exact = T.exact_of[w]
    if exact >= 0:
        ce = T.col_p[exact]
        before = measures_in(T, exact, e_old, np.uint32(lines[i, STATE + ce]))
        after = measures_in(T, exact, e_new, np.uint32(A.states[ce]))
        _count(A, w, Q_EXCESS, cell, (p0 & ~before & restrictions) != 0, (p1 & ~after & restrictions) != 0)
        if T.has_factor:  # rightly, and yet not where everything is observed exactly: there the acts are others
            was_induced = (p0 & t0 & ~before & restrictions) != 0
            _count(A, w, T.q_induced, cell, was_induced, (p1 & t1 & ~after & restrictions) != 0)
    bit = np.uint32(1) << np.uint32(PROPORTION_SHIFT + w)
    out_was = (lines[i, MARKS] & bit) != 0
    _count(A, w, Q_PROPORTION, cell, out_was, proportion)
    if out_was != proportion:
        lines[i, MARKS] = np.uint32(lines[i, MARKS] ^ bit)
    if was != now:
        move_household(T, B, A, w, i, was, now)

    tier_was, tier_now = tier_in(old_p), tier_in(new_p)
    if tier_was != tier_now:
        if tier_was != NO_TIER:
            A.stock[cell, Q_TIERS + tier_was, w] -= 1
        else:
            A.stock[cell, Q_PARTICIPANTS, w] += 1
        if tier_now != NO_TIER:
            A.stock[cell, Q_TIERS + tier_now, w] += 1
        else:
            A.stock[cell, Q_PARTICIPANTS, w] -= 1
    A.stock[cell, Q_SCORE, w] += score_in(new_p) - score_in(old_p)
    entered = lists_in(new_p) & ~lists_in(old_p)
    left = lists_in(old_p) & ~lists_in(new_p)
    if entered | left:
        first_start = F_MEASURES + 2 * T.severity.shape[0]
        for number in range(lists):
            if (entered >> number) & 1:
                A.stock[cell, Q_TIERS + tiers + number, w] += 1
                A.flow[cell, first_start + number, w] += 1
            elif (left >> number) & 1:
                A.stock[cell, Q_TIERS + tiers + number, w] -= 1
    move_digest(B, w, j, old_p, old_t, old_x, new_p, new_t, new_x)
    return now
