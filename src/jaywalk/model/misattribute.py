"""Stage 4, misattribute: whose record a wrong identification becomes.

Strays are pooled as counts, and the k-th stray of a pool always goes to the member that the draw (pool, week, k)
names: one stray more adds one victim and moves none. Pools, not persons, are paired; who caused a record is known
only as a class, except inside households and name groups.

A census is a directory of one city that says where the members of each class live, so that a number can be turned
into a resident. Its fields::

    city
    code
    first_district
    numbers [districts of the city] their numbers in counter word 1
    index_of [largest number + 1] district of the city by number
    members all blocks' residents sorted by (block, class, serial): position in the block
    block_offset [blocks + 1] into members
    class_start [blocks, CL + 1] inside a block's part of members
    class_before [CL, blocks + 1] sampled members of the class before each block
    adult_marks adults before each 512 residents of a block, blocks one after another
    mark_offset [blocks + 1]
    adult [ceil(n / 16)] per block: one bit a resident, blocks one after another
    adult_offset [blocks + 1]
    adult_before [blocks + 1] adults before each block over the city
    block_first [blocks] serial number of the block's first resident
    block_district [blocks] district of all cities
    district_blocks [districts of the city + 1]
    full_before [CL, districts + 1] members of the class at full scale before each district
    sampled_before [CL, districts + 1]
    outside_mean [E, W, S, CL + districts]
    phantom_mean [E, W, S, CL + districts]
    seed_mean [W, S, CL + districts]
    look_alike
    look_alike_top
    enrolled [NC, K]
    band
    name_size [CL, T]
    name_start
    name_weight
    cells unused positions are never read: cell of each resident, blocks one after another
"""

import numpy as np

from jaywalk.core.directory import Directory
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
    NAME_ORDER,
    NUMBER_BITS,
    STATUS,
    TIMING_OUTSIDE,
    TIMING_PHANTOM,
    TIMING_SEED,
    TIMING_STRAY,
    VICTIM,
)
from jaywalk.model.observe import delay_weeks
from jaywalk.model.plan import (
    CLASSES,
    TARGET_DISTRICT,
    TARGET_FACE,
    TARGET_HOUSEHOLD,
    TARGET_NAME,
    TARGET_NAMESAKE,
)

KIND_STRAY, KIND_OUTSIDE, KIND_PHANTOM, KIND_SEED = range(4)
ENOUGH_TRIES = 4095
NAME_TRIES = 64
DEALT_FIELDS = 8  # block, position, low, high, pool, kind, k, week


Census = Directory


@helper
def _scaled(high, low, n):  # type: ignore[no-untyped-def]
    """``(64-bit word * n) >> 64`` for n below 2**32."""
    top = np.uint64(high) * np.uint64(n)
    bottom = (np.uint64(low) * np.uint64(n)) >> np.uint64(32)
    return np.int64((top + bottom) >> np.uint64(32))


@helper
def _find(before, value):  # type: ignore[no-untyped-def]
    """Largest b with ``before[b] <= value``, among those whose span is not empty."""
    low = np.int64(0)
    high = np.int64(before.shape[0] - 1)
    while high - low > 1:
        middle = (low + high) // 2
        if before[middle] <= value:
            low = middle
        else:
            high = middle
    return low


@helper
def _class_member(C, cl, member):  # type: ignore[no-untyped-def]
    """Block and position of the member-th resident of a class over the city, in index order."""
    block = _find(C.class_before[cl], member)
    place = C.class_start[block, cl] + member - C.class_before[cl, block]
    return block, np.int64(C.members[C.block_offset[block] + place])


@helper
def _adult_of_district(C, d, high, low):  # type: ignore[no-untyped-def]
    """Block and position of an evenly drawn adult of the city's d-th district; block -1: there is none."""
    first = C.adult_before[C.district_blocks[d]]
    n = C.adult_before[C.district_blocks[d + 1]] - first
    if n == 0:
        return np.int64(-1), np.int64(0)
    wanted = first + _scaled(high, low, n)
    block = _find(C.adult_before, wanted)
    left = wanted - C.adult_before[block]
    marks = C.adult_marks[C.mark_offset[block] : C.mark_offset[block + 1]]
    at = np.int64(marks.shape[0] - 1)
    while marks[at] > left:
        at -= 1
    left -= marks[at]
    i = at * 512
    while True:
        word = C.adult[C.adult_offset[block] + (i >> 4)]
        if (word >> np.uint16(i & 15)) & np.uint16(1):
            if left == 0:
                return block, i
            left -= 1
        i += 1


@helper
def _round(T, C, cl, half, number):  # type: ignore[no-untyped-def]
    word, _, _, _ = philox4(half, (C.code << 16) | cl, number, NAME_ORDER << NUMBER_BITS, T.key[0], T.key[1])
    return np.int64(word)


@helper
def _half_bits(n):  # type: ignore[no-untyped-def]
    bits = 1
    while (np.int64(1) << np.int64(2 * bits)) < n:
        bits += 1
    return np.int64(bits)


@helper
def name_position(T, C, cl, member, n):  # type: ignore[no-untyped-def]
    """Place of a class member in the keyed order of names (a Feistel network, walked until inside)."""
    h = _half_bits(n)
    mask = (np.int64(1) << h) - 1
    x = np.int64(member)
    while True:
        left, right = x >> h, x & mask
        for number in range(4):
            left, right = right, left ^ (_round(T, C, cl, right, number) & mask)
        x = (left << h) | right
        if x < n:
            return x


@helper
def name_member(T, C, cl, position, n):  # type: ignore[no-untyped-def]
    """The class member at a place in the keyed order of names: the inverse of ``name_position``."""
    h = _half_bits(n)
    mask = (np.int64(1) << h) - 1
    x = np.int64(position)
    while True:
        left, right = x >> h, x & mask
        for back in range(4):
            left, right = right ^ (_round(T, C, cl, left, 3 - back) & mask), left
        x = (left << h) | right
        if x < n:
            return x


@helper
def _sampled(C, cl, member):  # type: ignore[no-untyped-def]
    """The number among sampled members of a full-scale class member, -1 if the run does not hold it."""
    d = _find(C.full_before[cl], member)
    serial = member - C.full_before[cl, d]
    if serial >= C.sampled_before[cl, d + 1] - C.sampled_before[cl, d]:
        return np.int64(-1)
    return C.sampled_before[cl, d] + serial


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
        return _adult_of_district(C, np.int64(C.index_of[pool_class - CLASSES]), a, b)
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
            block, i = _class_member(C, cl, _scaled(a, b, n))
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
            position = start + _scaled(a, b, C.name_start[cl, kind + 1] - start)
            member = _sampled(C, cl, name_member(T, C, cl, position, full))
            if member >= 0:
                return _class_member(C, cl, member)
            attempt += 1
    a, b, _, _ = philox4(k, address, week, (deal << NUMBER_BITS) | attempt, T.key[0], T.key[1])
    return _class_member(C, cl, _scaled(a, b, n))


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
        own = C.full_before[cl, district - C.first_district] + _class_serial(C, district, j, cl)
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
            victim = _sampled(C, cl, name_member(T, C, cl, other, full))
            if victim >= 0:
                break
        if victim < 0:
            for w in range(pool.shape[0]):
                if (worlds >> w) & 1:
                    pool[w, q, which, cl] += 1
            continue
        block, i = _class_member(C, cl, victim)
        origin = ATTRIBUTED if which == 0 and T.attributed_a[q] else STRAY
        address = np.int64(area)
        n = _put(out, n, block, i, record_low(mask, q, origin, 0, stale, occ), record_high(t, rec, occ, prim),
                 address, 4, occ, t)  # fmt: skip
        if copies:
            lag = rec + np.int64(T.copy_lag[q])
            n = _put(out, n, block, i, record_low(copies, q, COPY, 0, stale, occ), record_high(t, lag, occ, prim),
                     address, 4, occ, t)  # fmt: skip
    return n


@helper
def _class_serial(C, district, j, cl):  # type: ignore[no-untyped-def]
    """How many members of its class come before a resident in its district."""
    d = district - C.first_district
    block = C.district_blocks[d]
    while block + 1 < C.district_blocks[d + 1] and C.block_first[block + 1] <= j:
        block += 1
    i = j - C.block_first[block]
    part = C.members[
        C.block_offset[block] + C.class_start[block, cl] : C.block_offset[block] + C.class_start[block, cl + 1]
    ]
    low = np.int64(0)
    high = np.int64(part.shape[0])
    while low < high:
        middle = (low + high) // 2
        if np.int64(part[middle]) < i:
            low = middle + 1
        else:
            high = middle
    return C.class_before[cl, block] + low - C.sampled_before[cl, d]
