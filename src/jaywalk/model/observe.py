"""Stage 3, observe: which channels see an act, and whom each of them takes the person to be.

A channel is a statistical error model and nothing else: no face, number or name exists here, only the probability
that the right resident, nobody, only another or both are written down, and where another's record goes.
"""

import numpy as np

from jaywalk.core.arena import push_entry, push_record
from jaywalk.core.jit import helper
from jaywalk.core.layout import (
    ATTRIBUTED,
    COPY,
    ENROLLED,
    HOME,
    ORIGIN_MASK,
    ORIGIN_SHIFT,
    OTHERS,
    OWN,
    STRAY,
    WHO,
    mix64,
    record_high,
    record_low,
)
from jaywalk.core.philox import join64, philox, philox4
from jaywalk.core.processes import IDENTITY, NUMBER_BITS, SECONDARY, TIMING, VICTIM
from jaywalk.model.plan import (
    CLASSES,
    TARGET_DISTRICT,
    TARGET_HOUSEHOLD,
    TARGET_NAMESAKE,
)
from jaywalk.model.quantities import WIDE_PER_SLOT

SEEN, RIGHT, MISSED, OTHER, BOTH, MADE = range(6)
ONE16 = 1 << 16


@helper
def delay_weeks(T, q, word):  # type: ignore[no-untyped-def]
    """Whole weeks of a delay drawn in days, without bias: the rest of a week rounds up with its probability."""
    days = np.int64(T.delay_days[q, np.int64(word >> np.uint32(22))])
    rest = np.int64(word & np.uint32(0x3FFFFF))
    return days // 7 + (1 if rest < ((days % 7) << 22) // 7 else 0)


@helper
def ledger_bits(T, w, mask):  # type: ignore[no-untyped-def]
    """Which of P, T, X of world ``w`` a column mask holds: independent of what other worlds are in the run."""
    p = (np.int64(mask) >> np.int64(T.col_p[w])) & 1
    t = (np.int64(mask) >> np.int64(T.col_t[w])) & 1
    x = (np.int64(mask) >> np.int64(T.col_x[w])) & 1
    return p | (t << 1) | (x << 2)


@helper
def enter_record(T, B, A, i, mask, q, origin, flags, stale, occ, act_week, rec_week, num, prim, count=True):  # type: ignore[no-untyped-def]
    """Make a record: count it, and put it into the chain and the calendar if it is delivered within the run.

    The coordinator counts what it deals itself, in the week of the act (``count`` False).
    """
    if mask == 0:
        return
    cell = np.int64((B.lines[i, WHO] >> np.uint32(16)) & np.uint32(255))
    j = np.int64(B.first + i)
    low = record_low(mask, q, origin, flags, stale, occ)
    high = record_high(act_week, rec_week, num, prim)
    plain = low & ~(np.uint64(OTHERS) << np.uint64(ORIGIN_SHIFT))  # whose act a copy is of is no part of a ledger
    content = mix64(
        (plain >> np.uint64(24)) ^ (np.uint64(j) << np.uint64(40)) ^ mix64(high ^ (np.uint64(B.area) << np.uint64(17)))
    )
    for w in range(T.col_p.shape[0]):
        if T.col_p[w] < 0:
            continue
        bits = ledger_bits(T, w, mask)
        if count and bits & 1:
            A.wide[cell, q * WIDE_PER_SLOT + MADE + (origin & ORIGIN_MASK), w] += 1
        if bits and rec_week < T.n_weeks:
            B.digest[w] += mix64(content ^ np.uint64(bits))
    if rec_week < T.n_weeks:
        push_record(B.lines, B.records, B.record_free, B.meta, i, low, high)
        push_entry(B.entries, B.entry_links, B.heads, B.fills, B.meta, rec_week, i)


@helper
def _household_victim(T, B, i, word):  # type: ignore[no-untyped-def]
    """Position of another adult of the household, -1 if there is none."""
    member = np.int64(B.lines[i, HOME] & np.uint32(255))
    size = np.int64((B.lines[i, HOME] >> np.uint32(8)) & np.uint32(255))
    adults = 0
    for m in range(i - member, i - member + size):
        if m != i and (B.lines[m, WHO] >> np.uint32(16)) & np.uint32(255) >= np.uint32(20):
            adults += 1
    if adults == 0:
        return np.int64(-1)
    chosen = np.int64((np.uint64(word) * np.uint64(adults)) >> np.uint64(32))
    for m in range(i - member, i - member + size):
        if m != i and (B.lines[m, WHO] >> np.uint32(16)) & np.uint32(255) >= np.uint32(20):
            if chosen == 0:
                return np.int64(m)
            chosen -= 1
    return np.int64(-1)


@helper
def _pool_class(T, B, cell, target):  # type: ignore[no-untyped-def]
    if target == TARGET_DISTRICT or target == TARGET_HOUSEHOLD:
        return CLASSES + ((B.area >> 8) & 255)
    return cell // 10


@helper
def draw_looks(T, B, A, found, t):  # type: ignore[no-untyped-def]
    """The draws of identity and timing of each act found in a tile, through the channel that sees it first."""
    area = np.uint32(B.area)
    week = np.uint32(T.week0 + t)
    k0, k1 = T.key[0], T.key[1]
    serial, number = A.serial_found, A.process_found
    looks = A.looks
    for k in range(found):
        serial[k] = np.uint32(B.first + A.found[0, k])
        number[k] = np.uint32((A.found[1, k] << NUMBER_BITS) + A.found[2, k])
    identity = np.uint32(IDENTITY << NUMBER_BITS)
    for k in range(found):
        a, b, c, d = philox(serial[k], area, week, np.uint32(identity + number[k]), k0, k1)
        looks[0, k] = a
        looks[1, k] = b
        looks[2, k] = c
        looks[3, k] = d
    timing = np.uint32(TIMING << NUMBER_BITS)
    for k in range(found):
        a, b, c, d = philox(serial[k], area, week, np.uint32(timing + number[k]), k0, k1)
        looks[4, k] = a
        looks[5, k] = b
        looks[6, k] = c
        looks[7, k] = d


@helper
def _look(T, B, A, j, q, prim, occ, t):  # type: ignore[no-untyped-def]
    """The same draws for a channel that sees the act beside slot ``prim``: into the last place of the scratch."""
    area = B.area | (prim + 1)
    week = np.uint32(T.week0 + t)
    at = A.looks.shape[1] - 1
    looks = A.looks
    a, b, c, d = philox4(j, area, week, ((IDENTITY + q) << NUMBER_BITS) | occ, T.key[0], T.key[1])
    looks[0, at] = a
    looks[1, at] = b
    looks[2, at] = c
    looks[3, at] = d
    a, b, c, d = philox4(j, area, week, ((TIMING + q) << NUMBER_BITS) | occ, T.key[0], T.key[1])
    looks[4, at] = a
    looks[5, at] = b
    looks[6, at] = c
    looks[7, at] = d
    return at


@helper
def identify(T, B, A, i, j, cell, q, prim, further, shared, occ, worlds, at, t):  # type: ignore[no-untyped-def]
    """What channel slot ``q`` makes of an act it sees, in each of ``worlds``: records, strays, counters.

    ``prim`` is the slot that saw the act first; ``further`` tells a sighting by another channel, ``2`` one that a
    miss of the first set looking; ``shared`` is 1 where several saw it; ``at`` is the place of the draws in
    ``A.looks``. Returns the set of worlds in which nobody was identified.
    """
    e = np.int64(T.era[t])
    week = np.uint32(T.week0 + t)
    area = B.area | (prim + 1) if further else B.area
    cl = cell // 10
    looks = A.looks
    miss_word = join64(looks[0, at], looks[1, at])
    wrong_word = join64(looks[2, at], looks[3, at])
    t0, t1, t2, t3 = looks[4, at], looks[5, at], looks[6, at], looks[7, at]
    enrolled = (B.lines[i, WHO] & np.uint32(ENROLLED)) != 0
    n_worlds = T.col_p.shape[0]
    right = 0
    first = 0  # worlds in which target a receives a record
    second = 0
    none = 0
    for w in range(n_worlds):
        if not (worlds >> w) & 1:
            continue
        clean = T.perfect[w] == 1
        found = miss_word >= T.miss[e, B.city, w, q, cl]
        wrong_a = T.wrong_a[e, B.city, w, q, cl]
        to_a = wrong_word < wrong_a
        to_b = not to_a and wrong_word < wrong_a + T.wrong_b[e, B.city, w, q, cl]
        own = False
        if T.slot_camera[q]:
            found = found and enrolled
            if found:
                to_a = to_a and t3 < T.both_h[e, B.city, w, q]
            own = found and not to_a
        elif to_a:
            own = found and T.kept_a[q] == 1
        elif to_b:
            own = found and T.kept_b[q] == 1
        else:
            own = found
        other = to_a or to_b
        if clean and not own and not other:
            own = True
        A.wide[cell, q * WIDE_PER_SLOT + SEEN, w] += 1
        outcome = MISSED
        if own:
            outcome = BOTH if other else RIGHT
        elif other:
            outcome = OTHER
        A.wide[cell, q * WIDE_PER_SLOT + outcome, w] += 1
        if outcome == MISSED:
            none |= 1 << w
        elif T.has_placement:
            A.sighted[w, q] += 1
        if own:
            right |= 1 << w
        if to_a:
            first |= 1 << w
        if to_b:
            second |= 1 << w
    stale = np.int64(T.stale_weeks[q, np.int64(t2 >> np.uint32(24))])
    weeks = t + 1 + delay_weeks(T, q, t0)
    victim_a = np.int64(-1)
    victim_b = np.int64(-1)
    if (first and T.target_a[q] == TARGET_HOUSEHOLD) or (second and T.target_b[q] == TARGET_HOUSEHOLD):
        v0, _, _, _ = philox4(j, area, week, ((VICTIM + q) << NUMBER_BITS) | occ, T.key[0], T.key[1])
        if T.target_a[q] == TARGET_HOUSEHOLD:
            victim_a = _household_victim(T, B, i, v0)
        if T.target_b[q] == TARGET_HOUSEHOLD:
            victim_b = _household_victim(T, B, i, v0)
    done = 0
    for w in range(n_worlds):
        if not (worlds >> w) & 1 or (done >> w) & 1:
            continue
        extra = T.delay_extra[w, q]
        mask = 0
        copies = 0
        to_first = 0
        to_second = 0
        to_first_worlds = 0
        to_second_worlds = 0
        copies_first = 0
        copies_second = 0
        for v in range(w, n_worlds):
            if not (worlds >> v) & 1 or T.delay_extra[v, q] != extra:
                continue
            done |= 1 << v
            p, tr, x = 1 << T.col_p[v], 1 << T.col_t[v], 1 << T.col_x[v]
            kept_law = T.attributed_a[q] == 1 and T.attributed_own[v, q] == 1 and (first >> v) & 1 == 1
            own = (right >> v) & 1 == 1
            copied = t1 < T.copy[e, B.city, v, q]
            if own:
                mask |= p | tr
            if further != 2 and (own or not kept_law):
                mask |= x
            if own and copied:
                copies |= p
            if (first >> v) & 1:
                bits = (p | tr | x) if kept_law else p
                to_first |= bits
                to_first_worlds |= 1 << v
                if copied:
                    copies_first |= p
            if (second >> v) & 1:
                to_second |= p
                to_second_worlds |= 1 << v
                if copied:
                    copies_second |= p
        rec = weeks + np.int64(extra)
        lag = rec + np.int64(T.copy_lag[q])
        enter_record(T, B, A, i, mask, q, OWN, 2 * shared, stale, occ, t, rec, occ, prim)
        enter_record(T, B, A, i, copies, q, COPY, 0, stale, occ, t, lag, occ, prim)
        if to_first:
            origin = ATTRIBUTED if T.attributed_a[q] else STRAY
            if victim_a >= 0:
                enter_record(T, B, A, victim_a, to_first, q, origin, 0, stale, occ, t, rec, occ, prim)
                enter_record(T, B, A, victim_a, copies_first, q, COPY | OTHERS, 0, stale, occ, t, lag, occ, prim)
            else:
                _stray(T, B, A, j, cell, q, prim, further, occ, t, rec, stale, 0, T.target_a[q],
                       to_first, to_first_worlds, copies_first)  # fmt: skip
        if to_second:
            if victim_b >= 0:
                enter_record(T, B, A, victim_b, to_second, q, STRAY, 0, stale, occ, t, rec, occ, prim)
                enter_record(T, B, A, victim_b, copies_second, q, COPY | OTHERS, 0, stale, occ, t, lag, occ, prim)
            else:
                _stray(T, B, A, j, cell, q, prim, further, occ, t, rec, stale, 1, T.target_b[q],
                       to_second, to_second_worlds, copies_second)  # fmt: skip
    return none


@helper
def _stray(T, B, A, j, cell, q, prim, further, occ, t, rec, stale, which, target, mask, worlds, copies):  # type: ignore[no-untyped-def]
    """Send a record that found no victim at the origin to its pool, or to the origin's namesakes."""
    if target == TARGET_NAMESAKE:
        at = A.counts[1]
        A.counts[1] += 1
        A.namesakes[at, 0] = np.uint64(j) | (np.uint64(B.district) << np.uint64(32))
        A.namesakes[at, 1] = (
            np.uint64(q)
            | (np.uint64(prim) << np.uint64(8))
            | (np.uint64(1 if further else 0) << np.uint64(16))
            | (np.uint64(which) << np.uint64(17))
            | (np.uint64(occ) << np.uint64(18))
            | (np.uint64(cell) << np.uint64(32))
            | (np.uint64(stale) << np.uint64(40))
            | (np.uint64(rec) << np.uint64(48))
        )
        A.namesakes[at, 2] = (
            np.uint64(mask) | (np.uint64(copies) << np.uint64(24)) | (np.uint64(worlds) << np.uint64(48))
        )
        return
    pool = _pool_class(T, B, cell, target)
    for w in range(T.col_p.shape[0]):
        if (worlds >> w) & 1:
            A.pool[w, q, which, pool] += 1


@helper
def sight(T, B, A, i, j, cell, s, occ, worlds, at, t):  # type: ignore[no-untyped-def]
    """An act of resident ``i`` that slot ``s`` would see first in ``worlds``: all channels, then those that follow.

    ``at`` is the place of its draws in ``A.looks``.
    """
    e = np.int64(T.era[t])
    week = np.uint32(T.week0 + t)
    cl = cell // 10
    area = B.area | (s + 1)
    n_slots = T.slot_act.shape[0]
    if T.slot_rival[s]:
        for o in range(s):
            worlds &= ~_further(T, B, j, area, week, e, cl, s, o, occ, worlds)
    if worlds == 0:
        return
    shared = 0
    if T.slot_rival[s]:
        for o in range(s + 1, n_slots):
            if _further(T, B, j, area, week, e, cl, s, o, occ, worlds):
                shared = 1
    none = identify(T, B, A, i, j, cell, s, s, 0, shared, occ, worlds, at, t)
    if T.slot_rival[s]:
        for o in range(s + 1, n_slots):
            seeing = _further(T, B, j, area, week, e, cl, s, o, occ, worlds)
            if seeing:
                look = _look(T, B, A, j, o, s, occ, t)
                missed = identify(T, B, A, i, j, cell, o, s, 1, shared, occ, seeing, look, t)
                _follow(T, B, A, i, j, cell, o, s, shared, occ, missed, t)
    if T.slot_multi[s]:
        _follow(T, B, A, i, j, cell, s, s, shared, occ, none, t)


@helper
def _further(T, B, j, area, week, e, cl, s, o, occ, worlds):  # type: ignore[no-untyped-def]
    """Worlds among ``worlds`` in which slot ``o`` sees the act that slot ``s`` saw first."""
    if T.slot_act[o] != T.slot_act[s] or T.slot_after[o] >= 0:
        return 0
    u0, u1, _, _ = philox4(j, area, week, ((SECONDARY + o) << NUMBER_BITS) | occ, T.key[0], T.key[1])
    seeing = 0
    for w in range(T.col_p.shape[0]):
        if (worlds >> w) & 1 and _sees(T, B, e, w, o, cl, join64(u0, u1)):
            seeing |= 1 << w
    return seeing


@helper
def _sees(T, B, e, w, o, cl, word):  # type: ignore[no-untyped-def]
    """Whether slot ``o`` sees an act in world ``w``, where its cameras are this week."""
    sees = T.sees[e, B.district, w, o, cl]
    if T.has_placement and B.cover[w, o] != ONE16:
        return word >> np.uint64(4) < (sees >> np.uint64(20)) * np.uint64(B.cover[w, o])
    return word < sees


@helper
def _follow(T, B, A, i, j, cell, q, s, shared, occ, none, t):  # type: ignore[no-untyped-def]
    """Channels that go looking where slot ``q`` identified nobody."""
    if none == 0:
        return
    e = np.int64(T.era[t])
    cl = cell // 10
    for f in range(T.slot_act.shape[0]):
        if T.slot_after[f] != q:
            continue
        u0, u1, _, _ = philox4(
            j, B.area | (s + 1), np.uint32(T.week0 + t), ((SECONDARY + f) << NUMBER_BITS) | occ, T.key[0], T.key[1]
        )
        seeing = 0
        for w in range(T.col_p.shape[0]):
            if (none >> w) & 1 and _sees(T, B, e, w, f, cl, join64(u0, u1)):
                seeing |= 1 << w
        if seeing:
            identify(T, B, A, i, j, cell, f, s, 2, shared, occ, seeing, _look(T, B, A, j, f, s, occ, t), t)
