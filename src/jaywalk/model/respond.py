"""How residents respond: the factor on their acts, and what makes them aware.

In the kernels a factor never adds a draw. Opportunities are the same in every world; a factor moves the height up to
which a resident takes them up there. Logarithms of factors are in units of 2**-16, factors 16.16: 65536 is as without a
programme. All exponentials are in tables, so no bit depends on a machine's exponential function.

The state of a week is what the line holds once everybody has been judged. Deterrence by own records is not stored
anywhere: it is summed along the chain when it is asked for.
"""

import numpy as np

from jaywalk.core.arena import SINK
from jaywalk.core.jit import helper, kernel
from jaywalk.core.layout import (
    AWARE,
    COUNT_BITS,
    COUNT_MASK,
    G_HIGH,
    G_LOW,
    HEAD,
    HOUSEHOLD_SHIFT,
    MARKS,
    NO_TIER,
    OUT_OF_WORK,
    SINCE_MASK,
    STATE,
    UNIT_WORDS,
    WHO,
)
from jaywalk.model.judge import rec_week_of, slot_of
from jaywalk.model.plan import MARKET, VIOLATION

ONE16 = 1 << 16
FIRST_ADULT_CELL = 20
STRETCH = 256  # residents whose chains are fetched together


@helper
def live(T, B, w, t):  # type: ignore[no-untyped-def]
    """Whether the programme of world ``w`` is there, and residents respond to it."""
    return T.respond_on[w] == 1 and t >= T.rollout[w, B.district]


@helper
def factor_of(T, total):  # type: ignore[no-untyped-def]
    """A log-factor as a factor, 16.16."""
    high = T.exp_high[(total >> 8) + T.exp_base]
    return np.int64((high * T.exp_low[total & 255]) >> np.uint64(32))


@helper
def own_sums(T, B, A, i, t):  # type: ignore[no-untyped-def]
    """Deterrence by resident ``i``'s own records, by world and family, into ``A.own``; whether there is any.

    Where there is none nothing is written. A record counts that is in P and is rightly theirs; one that was struck
    from P does not deter any more.
    """
    own, records = A.own, B.records
    worlds = own.shape[0]
    found = False
    head = np.int64(B.lines[i, HEAD])
    begin = (head >> COUNT_BITS) * UNIT_WORDS
    for k in range(head & COUNT_MASK):
        low, high = records[begin + 2 * k], records[begin + 2 * k + 1]
        rec = rec_week_of(high)
        ago = t - rec
        slot = slot_of(low)
        if ago < 0 or ago >= T.own_weeks or not T.slot_violation[slot]:
            continue
        family = np.int64(T.slot_family[slot])
        for w in range(worlds):
            if T.col_p[w] < 0 or not T.respond_on[w] or rec < T.rollout[w, B.district]:
                continue
            if (low >> np.uint64(T.col_p[w])) & (low >> np.uint64(T.col_t[w])) & np.uint64(1):
                if not found:
                    own[:] = 0
                    found = True
                own[w, family] += T.own_fade[w, ago]
    return found


@helper
def near_edge(T, B, i, w, e):  # type: ignore[no-untyped-def]
    """Whether resident ``i``'s score in P(w) is near the foot of its tier."""
    word = B.lines[i, STATE + T.col_p[w]]
    tier = np.int64((word >> np.uint32(16)) & np.uint32(15))
    if tier == NO_TIER or tier == 0:
        return False
    score = np.int64(word & np.uint32(0xFFFF)) - 32768
    return score - np.int64(T.tier_low[w, e, tier]) < np.int64(T.near_points[w])


@helper
def log_factor(T, B, w, a, cell, e, t, since, own, marked, close):  # type: ignore[no-untyped-def]
    """The log-factor on act ``a`` of somebody in ``cell`` with this word of ``B.since``.

    ``own``: the sum over own records of the act's family; ``marked``: another member of the household is restricted;
    ``close``: the score is near the foot of its tier.
    """
    total = np.int64(0)
    if T.act_kind[a] == MARKET:  # who applies for a place does so whatever becomes of them
        return total
    if live(T, B, w, t):
        known = np.int64(since) & SINCE_MASK
        if T.act_kind[a] == VIOLATION:
            if known:
                first = max(np.int64(T.rollout[w, B.district]), known - 1)
                total += np.int64(T.fade[w, t - first]) + np.int64(T.sure[w, e, B.district, a])
            total += own
            if marked:
                total += np.int64(T.household[w])
            total += (np.int64(T.news[w]) * B.news[w]) >> 16
            if close:
                total += np.int64(T.near[w])
            limit = np.int64(T.limit[w])
            total = min(max(total, -limit), limit)
        if known:
            total += np.int64(T.aware_extra[w, a, cell])
    if np.int64(since) & OUT_OF_WORK:
        total += np.int64(T.lost_extra[w, a])
    return total


@helper
def factor(T, B, A, i, w, a, cell, e, t):  # type: ignore[no-untyped-def]
    """The factor on resident ``i``'s act ``a`` in world ``w``."""
    own = np.int64(0)
    marked = False
    close = False
    if T.act_kind[a] == VIOLATION and live(T, B, w, t):
        if B.lines[i, HEAD]:
            if A.owner[0] != i:  # once a resident: their other opportunities of the week ask again
                if not own_sums(T, B, A, i, t):
                    A.own[:] = 0
                A.owner[0] = i
            own = A.own[w, np.int64(T.act_family[a])]
        marked = (B.lines[i, MARKS] >> np.uint32(HOUSEHOLD_SHIFT + w)) & np.uint32(1) == np.uint32(1)
        close = T.near[w] != 0 and near_edge(T, B, i, w, e)
    return factor_of(T, log_factor(T, B, w, a, cell, e, t, B.since[i, w], own, marked, close))


@helper
def taken(T, B, A, i, cell, slot, r, g, e, t):  # type: ignore[no-untyped-def]
    """Worlds in which resident ``i`` takes up an opportunity at height ``r`` where a channel sees it."""
    if r >= (T.reach_top[e, B.district, slot, cell] * g) >> 16:
        return 0
    worlds = 0
    a = np.int64(T.slot_act[slot])
    reach = T.reach[e, B.district, slot, cell]
    for w in range(reach.shape[0]):
        plain = (reach[w] * g) >> 16
        moved = B.cover[w, slot] if T.has_placement else np.int64(ONE16)
        if not T.has_factor:
            if r < (plain * moved) >> 16:
                worlds |= 1 << w
        elif r < (((plain * T.m_top[w, a]) >> 16) * moved) >> 16:
            m = factor(T, B, A, i, w, a, cell, e, t)
            if r < (((plain * m) >> 16) * moved) >> 16:
                worlds |= 1 << w
    return worlds


@helper
def learn(T, B, A, i, t, cell, n):  # type: ignore[no-untyped-def]
    """Whom a record delivered in week ``t`` tells of the programme; the chain is in scratch, before it is pruned."""
    if cell < FIRST_ADULT_CELL:
        return
    for w in range(T.col_p.shape[0]):
        if T.col_p[w] < 0 or not T.learns[w] or t < T.rollout[w, B.district] or B.since[i, w] & np.uint16(SINCE_MASK):
            continue
        for k in range(n):
            if rec_week_of(A.high[k]) != t or not (A.low[k] >> np.uint64(T.col_p[w])) & np.uint64(1):
                continue
            if T.aware_slot[w, slot_of(A.low[k])]:
                B.since[i, w] = np.uint16(B.since[i, w] | np.uint16(t + 1))
                A.stock[cell, T.q_aware, w] += 1
                break


@kernel
def settle_awareness(T, B, A):  # type: ignore[no-untyped-def]
    """Who knows from the start, wherever people respond."""
    for i in range(B.lines.shape[0]):
        who = B.lines[i, WHO]
        if not who & np.uint32(AWARE):
            continue
        cell = np.int64((who >> np.uint32(16)) & np.uint32(255))
        for w in range(T.col_p.shape[0]):
            if T.respond_on[w]:
                B.since[i, w] = np.uint16(1)
                A.stock[cell, T.q_aware, w] += 1


@helper
def compensated(T, w, a, m):  # type: ignore[no-untyped-def]
    """The factor on acts, seen or not: some of the violations forgone are committed where nobody sees them."""
    if T.act_kind[a] == VIOLATION:
        return m + (((ONE16 - m) * np.int64(T.shift[w])) >> 16)
    return m


@kernel
def common_factors(T, B, t, common, known):  # type: ignore[no-untyped-def]
    """Factors on acts of those who have met with nothing yet: no record, nobody restricted at home, no work lost.

    ``common``: int64[2, W, K, A] of those who know nothing, and of those who knew from the start; ``known``: int64[W,
    weeks, A] by the word of ``B.since``, for acts on which all who know differ alike (``extra_alike``).
    """
    e = np.int64(T.era[t])
    nothing = np.int64(0)
    for w in range(common.shape[1]):
        for a in range(common.shape[3]):
            for aware in range(2):
                since = aware if T.respond_on[w] else 0
                for cell in range(common.shape[2]):
                    total = log_factor(T, B, w, a, cell, e, t, since, nothing, False, False)
                    common[aware, w, cell, a] = compensated(T, w, a, factor_of(T, total))
            for since in range(t + 2 if T.respond_on[w] else 1):
                total = log_factor(T, B, w, a, FIRST_ADULT_CELL, e, t, since, nothing, False, False)
                known[w, since, a] = compensated(T, w, a, factor_of(T, total))


@helper
def acts(T, B, A, t):  # type: ignore[no-untyped-def]
    """What expected acts are more or less than those of the two common kinds of residents, into ``A.acts``.

    Most residents are of one of these kinds and are not looked at further: their sums of propensities are known.
    """
    e = np.int64(T.era[t])
    worlds = T.col_p.shape[0]
    anywhere = False
    for w in range(worlds):
        anywhere = anywhere or T.near[w] != 0
    sink = np.uint64(0)
    for first in range(0, B.lines.shape[0], STRETCH):
        end = min(first + STRETCH, B.lines.shape[0])
        for i in range(first, end):  # the chains are scattered: fetch them all before looking at any
            sink += B.records[(np.int64(B.lines[i, HEAD]) >> COUNT_BITS) * UNIT_WORDS]
        for i in range(first, end):
            who = B.lines[i, WHO]
            cell = np.int64((who >> np.uint32(16)) & np.uint32(255))
            if cell < FIRST_ADULT_CELL:
                continue
            aware = np.uint16(1) if who & np.uint32(AWARE) else np.uint16(0)
            marks = (B.lines[i, MARKS] >> np.uint32(HOUSEHOLD_SHIFT)) & np.uint32(255)
            deterred = B.lines[i, HEAD] != np.uint32(0) and own_sums(T, B, A, i, t)
            other = marks
            for w in range(worlds):
                other |= np.uint32(B.since[i, w] ^ (aware & np.uint16(0 - T.respond_on[w])))
            if anywhere or deterred or other != np.uint32(0):
                _acts_of(T, B, A, i, t, e, who, cell, aware, deterred)
    B.meta[SINK] = np.int64(sink & np.uint64(1))


@helper
def _acts_of(T, B, A, i, t, e, who, cell, aware, deterred):  # type: ignore[no-untyped-def]
    """The part of a resident who is of neither kind."""
    packed = np.uint64(B.lines[i, G_LOW]) | (np.uint64(B.lines[i, G_HIGH]) << np.uint64(32))
    each, of_family = A.each, A.of_family
    for family in range(of_family.shape[0]):
        of_family[family] = T.propensity[family, np.int64((packed >> np.uint64(12 * family)) & np.uint64(4095))]
    for a in range(each.shape[0]):
        each[a] = 0 if T.act_needs[a] & ~who else of_family[T.act_family[a]]
    for w in range(T.col_p.shape[0]):
        if T.col_p[w] < 0:
            continue
        responds = live(T, B, w, t)
        since = B.since[i, w]
        week = np.int64(since) & SINCE_MASK
        marked = responds and (B.lines[i, MARKS] >> np.uint32(HOUSEHOLD_SHIFT + w)) & np.uint32(1) == np.uint32(1)
        close = responds and T.near[w] != 0 and near_edge(T, B, i, w, e)
        special = marked or close or np.int64(since) & OUT_OF_WORK != 0
        if not special and not deterred and week == (np.int64(aware) if T.respond_on[w] else 0):
            continue
        sums, common, known = A.acts[cell, w], A.common[np.int64(aware), w, cell], A.known[w, week]
        for a in range(each.shape[0]):
            sums[a] += each[a] * (known[a] - common[a])
        if not special and not deterred and T.all_alike:
            continue
        for a in range(each.shape[0]):  # acts on which this resident is not like all who have known since that week
            own = np.int64(0)
            if deterred and T.act_kind[a] == VIOLATION:
                own = A.own[w, np.int64(T.act_family[a])]
            if special or own != 0 or not T.extra_alike[w, a]:
                total = log_factor(T, B, w, a, cell, e, t, since, own, marked, close)
                sums[a] += each[a] * (compensated(T, w, a, factor_of(T, total)) - known[a])
