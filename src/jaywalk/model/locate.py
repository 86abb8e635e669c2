"""Where the members of a class, a district or a name group live: a number turned into a resident.

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
from jaywalk.core.jit import helper
from jaywalk.core.philox import philox4
from jaywalk.core.processes import NAME_ORDER, NUMBER_BITS

Census = Directory


@helper
def scaled(high, low, n):  # type: ignore[no-untyped-def]
    """``(64-bit word * n) >> 64`` for n below 2**32."""
    top = np.uint64(high) * np.uint64(n)
    bottom = (np.uint64(low) * np.uint64(n)) >> np.uint64(32)
    return np.int64((top + bottom) >> np.uint64(32))


@helper
def find(before, value):  # type: ignore[no-untyped-def]
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
def class_member(C, cl, member):  # type: ignore[no-untyped-def]
    """Block and position of the member-th resident of a class over the city, in index order."""
    block = find(C.class_before[cl], member)
    place = C.class_start[block, cl] + member - C.class_before[cl, block]
    return block, np.int64(C.members[C.block_offset[block] + place])


@helper
def adult_of_district(C, d, high, low):  # type: ignore[no-untyped-def]
    """Block and position of an evenly drawn adult of the city's d-th district; block -1: there is none."""
    first = C.adult_before[C.district_blocks[d]]
    n = C.adult_before[C.district_blocks[d + 1]] - first
    if n == 0:
        return np.int64(-1), np.int64(0)
    wanted = first + scaled(high, low, n)
    block = find(C.adult_before, wanted)
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
def sampled(C, cl, member):  # type: ignore[no-untyped-def]
    """The number among sampled members of a full-scale class member, -1 if the run does not hold it."""
    d = find(C.full_before[cl], member)
    serial = member - C.full_before[cl, d]
    if serial >= C.sampled_before[cl, d + 1] - C.sampled_before[cl, d]:
        return np.int64(-1)
    return C.sampled_before[cl, d] + serial


@helper
def class_serial(C, district, j, cl):  # type: ignore[no-untyped-def]
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
