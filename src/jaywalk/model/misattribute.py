"""Stage 4, misattribute: whose record a wrong identification becomes.

Strays are pooled as counts, and the k-th stray of a pool always goes to the member that the draw (pool, week, k)
names: one stray more adds one victim and moves none. Pools, not persons, are paired; who caused a record is known
only as a class, except inside households and name groups.
"""

import numpy as np

from jaywalk.core.fixed import waiting
from jaywalk.core.jit import helper, kernel
from jaywalk.core.layout import ATTRIBUTED, COPY, OUTSIDE, PHANTOM, STRAY, record_high, record_low
from jaywalk.core.philox import join64, philox4
from jaywalk.core.processes import (
    BAND_OUTSIDE,
    BAND_PHANTOM,
    BAND_STRAY,
    COUNT_OUTSIDE,
    COUNT_PHANTOM,
    COUNT_SEED,
    DEAL_OUTSIDE,
    DEAL_PHANTOM,
    DEAL_SEED,
    DEAL_STRAY,
    NUMBER_BITS,
    STATUS,
    TIMING_OUTSIDE,
    TIMING_PHANTOM,
    TIMING_SEED,
    TIMING_STRAY,
    VICTIM,
)
from jaywalk.model.judge import origin_of, slot_of
from jaywalk.model.locate import (
    adult_of_district,
    class_member,
    class_serial,
    name_member,
    name_position,
    sampled,
    scaled,
)
from jaywalk.model.observe import MADE, delay_weeks
from jaywalk.model.plan import (
    CLASSES,
    TARGET_DISTRICT,
    TARGET_FACE,
    TARGET_HOUSEHOLD,
    TARGET_NAME,
    TARGET_NAMESAKE,
)
from jaywalk.model.quantities import WIDE_PER_SLOT

KIND_STRAY, KIND_OUTSIDE, KIND_PHANTOM, KIND_SEED = range(4)
ENOUGH_TRIES = 4095
NAME_TRIES = 64
DEALT_FIELDS = 8  # block, position, low, high, pool, kind, k, week


@helper
def _look_alike(T, C, block, i, word):  # type: ignore[no-untyped-def]
    """Whether a drawn resident is in the gallery and alike enough to be taken."""
    district = C.block_district[block]
    area = (C.code << 16) | (np.int64(C.numbers[district - C.first_district]) << 8)
    j = C.block_first[block] + i
    _, _, e, w = philox4(j, area, 0, STATUS << NUMBER_BITS, T.key[0], T.key[1])
    cell = np.int64(C.cells[C.block_offset[block] + i])
    if cell < 20 or e >= C.enrolled[C.city, cell]:
        return False
    weight = np.uint64(C.look_alike[np.int64(w >> np.uint32(20))])
    return (np.uint64(word) * np.uint64(C.look_alike_top)) >> np.uint64(32) < weight


@helper
def _victim(T, C, target, cl, pool_class, k, address, week, deal, band):  # type: ignore[no-untyped-def]
    """Block and position of the k-th victim of a pool; block -1: nobody to deal to."""
    if target == TARGET_DISTRICT or target == TARGET_HOUSEHOLD:
        a, b, _, _ = philox4(k, address, week, deal << NUMBER_BITS, T.key[0], T.key[1])
        return adult_of_district(C, np.int64(C.index_of[pool_class - CLASSES]), a, b)
    blocks = C.class_before.shape[1] - 1
    if target == TARGET_FACE:
        if band:
            u, _, _, _ = philox4(k, address, week, band << NUMBER_BITS, T.key[0], T.key[1])
            age = cl // 2
            if u < C.band[age, 0]:
                age -= 1
            elif u >= C.band[age, 1]:
                age += 1
            if 0 <= age <= 6:
                near = age * 2 + cl % 2
                if C.class_before[near, blocks] > 0:
                    cl = near
        n = C.class_before[cl, blocks]
        if n == 0:
            return np.int64(-1), np.int64(0)
        for attempt in range(ENOUGH_TRIES + 1):
            a, b, c, _ = philox4(k, address, week, (deal << NUMBER_BITS) | attempt, T.key[0], T.key[1])
            block, i = class_member(C, cl, scaled(a, b, n))
            if attempt == ENOUGH_TRIES or _look_alike(T, C, block, i, c):
                return block, i
    n = C.class_before[cl, blocks]
    if n == 0:
        return np.int64(-1), np.int64(0)
    attempt = 0
    if target == TARGET_NAME:
        full = C.full_before[cl, C.full_before.shape[1] - 1]
        types = C.name_size.shape[1]
        while attempt < NAME_TRIES:
            a, b, c, _ = philox4(k, address, week, (deal << NUMBER_BITS) | attempt, T.key[0], T.key[1])
            kind = 0
            while kind < types - 1 and c >= C.name_weight[cl, kind]:
                kind += 1
            start = C.name_start[cl, kind]
            position = start + scaled(a, b, C.name_start[cl, kind + 1] - start)
            member = sampled(C, cl, name_member(T, C, cl, position, full))
            if member >= 0:
                return class_member(C, cl, member)
            attempt += 1
    a, b, _, _ = philox4(k, address, week, (deal << NUMBER_BITS) | attempt, T.key[0], T.key[1])
    return class_member(C, cl, scaled(a, b, n))


@helper
def _put(out, n, block, i, low, high, address, kind, k, t):  # type: ignore[no-untyped-def]
    if n < out.shape[0]:
        out[n, 0] = np.uint64(block)
        out[n, 1] = np.uint64(i)
        out[n, 2] = low
        out[n, 3] = high
        out[n, 4] = np.uint64(address)
        out[n, 5] = np.uint64(kind)
        out[n, 6] = np.uint64(k)
        out[n, 7] = np.uint64(t)
    return n + 1


@helper
def _deal_one(T, C, out, n, q, which, pool_class, kind, k, worlds, t, undealt):  # type: ignore[no-untyped-def]
    """Deal the k-th record of a pool to its victim in the worlds that have it."""
    target = T.target_b[q] if which else T.target_a[q]
    if kind == KIND_STRAY:
        deal, band, timing = DEAL_STRAY, BAND_STRAY, TIMING_STRAY
        origin = ATTRIBUTED if which == 0 and T.attributed_a[q] else STRAY
        if target == TARGET_NAMESAKE:
            target = np.uint8(3)
    elif kind == KIND_OUTSIDE:
        deal, band, timing, origin = DEAL_OUTSIDE, BAND_OUTSIDE, TIMING_OUTSIDE, OUTSIDE
    elif kind == KIND_PHANTOM:
        deal, band, timing, origin = DEAL_PHANTOM, BAND_PHANTOM, TIMING_PHANTOM, PHANTOM
    else:
        deal, band, timing, origin = DEAL_SEED, 0, TIMING_SEED, OUTSIDE
    if kind != KIND_STRAY and target == TARGET_NAMESAKE:
        target = np.uint8(TARGET_NAME)
    address = (C.code << 16) | (pool_class << 9) | (which << 8) | q
    week = np.uint32(T.week0 + t)
    block, i = _victim(T, C, target, pool_class, pool_class, k, address, week, deal, band)
    if block < 0:
        undealt[0] += 1
        return n
    e = np.int64(T.era[t])
    t0, t1, t2, t3 = philox4(k, address, week, timing << NUMBER_BITS, T.key[0], T.key[1])
    stale = np.int64(T.stale_weeks[q, np.int64(t2 >> np.uint32(24))])
    if kind == KIND_SEED:
        mask = 0
        for w in range(T.col_p.shape[0]):
            if (worlds >> w) & 1:
                mask |= 1 << T.col_p[w]
        residual = np.int64(T.seed_residual_false[q, np.int64(t3 >> np.uint32(22))])
        return _put(out, n, block, i, record_low(mask, q, origin, 1, stale, 0), record_high(0, 0, residual, q),
                    address, kind, k, t)  # fmt: skip
    weeks = t + 1 + delay_weeks(T, q, t0)
    done = 0
    for w in range(T.col_p.shape[0]):
        if not (worlds >> w) & 1 or (done >> w) & 1:
            continue
        extra = T.delay_extra[w, q]
        mask = 0
        copies = 0
        for v in range(w, T.col_p.shape[0]):
            if not (worlds >> v) & 1 or T.delay_extra[v, q] != extra:
                continue
            done |= 1 << v
            mask |= 1 << T.col_p[v]
            if origin == ATTRIBUTED and T.attributed_own[v, q]:
                mask |= (1 << T.col_t[v]) | (1 << T.col_x[v])
            if t1 < T.copy[e, C.city, v, q]:
                copies |= 1 << T.col_p[v]
        rec = weeks + np.int64(extra)
        n = _put(out, n, block, i, record_low(mask, q, origin, 0, stale, 0), record_high(t, rec, k, q),
                 address, kind, k, t)  # fmt: skip
        if copies:
            rec += np.int64(T.copy_lag[q])
            n = _put(out, n, block, i, record_low(copies, q, COPY, 0, stale, 0), record_high(t, rec, k, q),
                     address, kind, k, t)  # fmt: skip
    return n


@helper
def _arrivals(T, C, out, n, q, pool_class, kind, process, means, t, undealt):  # type: ignore[no-untyped-def]
    """Records that nobody in the city made: Poisson by gaps, so that a higher mean keeps every arrival of a lower."""
    top = np.int64(0)
    for w in range(means.shape[0]):
        if T.col_p[w] >= 0:
            top = max(top, means[w])
    if top == 0:
        return n
    address = (C.code << 16) | (pool_class << 9) | q
    x = np.int64(0)
    k = 0
    while True:
        a, b, _, _ = philox4(k, address, np.uint32(T.week0 + t), process << NUMBER_BITS, T.key[0], T.key[1])
        x += waiting(join64(a, b))
        if x >= top:
            return n
        worlds = 0
        for w in range(means.shape[0]):
            if T.col_p[w] >= 0 and x < means[w]:
                worlds |= 1 << w
        n = _deal_one(T, C, out, n, q, 0, pool_class, kind, k, worlds, t, undealt)
        k += 1


@kernel
def deal(T, C, pool, t, out, undealt):  # type: ignore[no-untyped-def]
    """Deal one city's week: the pools of strays, then arrivals from outside and phantoms.

    ``pool`` is ``int32[W, S, 2, CL + districts]``. Fills ``out`` (``uint64[capacity, 8]``) and returns how many
    rows there are; more than its length means: enlarge and call again.
    """
    n = 0
    undealt[0] = 0
    e = np.int64(T.era[t])
    for q in range(T.slot_act.shape[0]):
        if T.slot_market[q] >= 0:
            continue
        for which in range(2):
            for pool_class in range(pool.shape[3]):
                top = np.int64(0)
                for w in range(pool.shape[0]):
                    top = max(top, np.int64(pool[w, q, which, pool_class]))
                for k in range(top):
                    worlds = 0
                    for w in range(pool.shape[0]):
                        if k < pool[w, q, which, pool_class]:
                            worlds |= 1 << w
                    n = _deal_one(T, C, out, n, q, which, pool_class, KIND_STRAY, k, worlds, t, undealt)
        for pool_class in range(pool.shape[3]):
            n = _arrivals(T, C, out, n, q, pool_class, KIND_OUTSIDE, COUNT_OUTSIDE,
                          C.outside_mean[e, :, q, pool_class], t, undealt)  # fmt: skip
            n = _arrivals(T, C, out, n, q, pool_class, KIND_PHANTOM, COUNT_PHANTOM,
                          C.phantom_mean[e, :, q, pool_class], t, undealt)  # fmt: skip
    return n


@kernel
def count_dealt(T, C, rows, wide):  # type: ignore[no-untyped-def]
    """Count dealt records in ``wide`` int32[ND, threads, K, Q, W], by the cells of those they are about."""
    for row in range(rows.shape[0]):
        block = np.int64(rows[row, 0])
        district = np.int64(C.block_district[block])
        cell = np.int64(C.cells[C.block_offset[block] + np.int64(rows[row, 1])])
        low = rows[row, 2]
        quantity = slot_of(low) * WIDE_PER_SLOT + MADE + origin_of(low)
        for w in range(T.col_p.shape[0]):
            if T.col_p[w] >= 0 and (low >> np.uint64(T.col_p[w])) & np.uint64(1):
                wide[district, 0, cell, quantity, w] += 1


@kernel
def deal_seeds(T, C, out, undealt):  # type: ignore[no-untyped-def]
    """Deal the false listings that are running at the start already."""
    n = 0
    for q in range(T.slot_act.shape[0]):
        for pool_class in range(C.seed_mean.shape[2]):
            n = _arrivals(T, C, out, n, q, pool_class, KIND_SEED, COUNT_SEED, C.seed_mean[:, q, pool_class], 0, undealt)
    return n


@kernel
def deal_namesakes(T, C, rows, pool, t, out, undealt):  # type: ignore[no-untyped-def]
    """Deal strays inside the origin's own name group; those without a sampled namesake join their pool."""
    n = 0
    undealt[0] = 0
    week = np.uint32(T.week0 + t)
    for row in range(rows.shape[0]):
        j = np.int64(rows[row, 0] & np.uint64(0xFFFFFFFF))
        district = np.int64(rows[row, 0] >> np.uint64(32))
        packed = rows[row, 1]
        q = np.int64(packed & np.uint64(255))
        prim = np.int64((packed >> np.uint64(8)) & np.uint64(255))
        further = (packed >> np.uint64(16)) & np.uint64(1)
        which = np.int64((packed >> np.uint64(17)) & np.uint64(1))
        occ = np.int64((packed >> np.uint64(18)) & np.uint64(0xFFF))
        cell = np.int64((packed >> np.uint64(32)) & np.uint64(255))
        stale = np.int64((packed >> np.uint64(40)) & np.uint64(255))
        rec = np.int64(packed >> np.uint64(48))
        mask = np.int64(rows[row, 2] & np.uint64(0xFFFFFF))
        copies = np.int64((rows[row, 2] >> np.uint64(24)) & np.uint64(0xFFFFFF))
        worlds = np.int64(rows[row, 2] >> np.uint64(48))
        cl = cell // 10
        area = (C.code << 16) | (np.int64(C.numbers[district - C.first_district]) << 8)
        if further:
            area |= prim + 1
        full = C.full_before[cl, C.full_before.shape[1] - 1]
        own = C.full_before[cl, district - C.first_district] + class_serial(C, district, j, cl)
        position = name_position(T, C, cl, own, full)
        kind = 0
        types = C.name_size.shape[1]
        while kind < types - 1 and position >= C.name_start[cl, kind + 1]:
            kind += 1
        size = C.name_size[cl, kind]
        start = C.name_start[cl, kind] + (position - C.name_start[cl, kind]) // size * size
        length = min(start + size, C.name_start[cl, kind + 1]) - start
        victim = np.int64(-1)
        for attempt in range(NAME_TRIES):
            u, _, _, _ = philox4(
                j, area, week ^ np.uint32(attempt << 16), ((VICTIM + q) << NUMBER_BITS) | occ, T.key[0], T.key[1]
            )
            other = start + np.int64((np.uint64(u) * np.uint64(length)) >> np.uint64(32))
            if other == position:
                continue
            victim = sampled(C, cl, name_member(T, C, cl, other, full))
            if victim >= 0:
                break
        if victim < 0:
            for w in range(pool.shape[0]):
                if (worlds >> w) & 1:
                    pool[w, q, which, cl] += 1
            continue
        block, i = class_member(C, cl, victim)
        origin = ATTRIBUTED if which == 0 and T.attributed_a[q] else STRAY
        address = np.int64(area)
        n = _put(out, n, block, i, record_low(mask, q, origin, 0, stale, occ), record_high(t, rec, occ, prim),
                 address, 4, occ, t)  # fmt: skip
        if copies:
            lag = rec + np.int64(T.copy_lag[q])
            n = _put(out, n, block, i, record_low(copies, q, COPY, 0, stale, occ), record_high(t, lag, occ, prim),
                     address, 4, occ, t)  # fmt: skip
    return n
