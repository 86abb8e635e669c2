"""From a serial number to a resident: the loops that make people in blocks, in integers only.

A district's households stand in the order of a rotation: the household at position ``p`` has the rank
``(p * step + offset) mod n``, and the rank says its type. Adults and minors of one kind form streams, and the
``t``-th person of a stream has, by a rotation of that stream, a rank that says age and sex. How many ranks of a
prefix fall below a bound is a sum of floors, found in the time of Euclid's algorithm; so any block can be made
without walking to it from the start.
"""

import numpy as np

from jaywalk.core.jit import helper, kernel

# columns of the table of household types
END = 0  # ranks below this and not below the type before are of this type
SIZE = 1
ADULTS = 2
MINORS = 3
COLLECTIVE = 4
ADULT_STREAM = 5
MINOR_STREAM = 6
FIFTH = 7  # income fifth of the type's first household
RESIDENCY = 8
TYPE_COLUMNS = 9

# entries of a rotation
LENGTH = 0
STEP = 1
OFFSET = 2

MOST_CLASSES = 12  # adult ages x sex
GUIDE = 1024  # stretches of a stream's ranks


@helper
def floor_sum(n, modulus, step, offset):  # type: ignore[no-untyped-def]
    """Sum of ``(i * step + offset) // modulus`` for i from 0 to n - 1; nothing may be negative."""
    result = np.int64(0)
    m, a, b = modulus, step, offset
    while True:
        if a >= m:
            result += n * (n - 1) // 2 * (a // m)
            a %= m
        if b >= m:
            result += n * (b // m)
            b %= m
        top = a * n + b
        if top < m:
            return result
        n = top // m
        b = top % m
        m, a = a, m


@helper
def ranks_below(n, rotation, bound):  # type: ignore[no-untyped-def]
    """How many of the first ``n`` ranks of a rotation are below ``bound``."""
    if n == 0:
        return np.int64(0)
    m, a, b = rotation[0], rotation[1], rotation[2]
    return floor_sum(n, m, a, b + m) - floor_sum(n, m, a, b + m - bound)


@helper
def residents_before(position, rotation, types):  # type: ignore[no-untyped-def]
    """Residents in the first ``position`` households of a district."""
    result = np.int64(0)
    below = np.int64(0)
    for k in range(types.shape[0]):
        upto = ranks_below(position, rotation, types[k, 0])
        result += (upto - below) * types[k, 1]
        below = upto
    return result


@kernel
def household_at(serial, rotation, types):  # type: ignore[no-untyped-def]
    """The household of a resident: its position, and the serial number of its first member."""
    low, high = np.int64(0), rotation[0]  # residents_before(low) <= serial < residents_before(high)
    before = np.int64(0)
    while high - low > 1:
        middle = (low + high) // 2
        have = residents_before(middle, rotation, types)
        if have <= serial:
            low = middle
            before = have
        else:
            high = middle
    return low, before


@helper
def start_at(position, rotation, types, streams, seen, ranks):  # type: ignore[no-untyped-def]
    """Fill ``seen`` (households of each type so far) and ``ranks`` (next rank of each stream)."""
    serials = np.zeros(streams.shape[0], dtype=np.int64)
    below = np.int64(0)
    for k in range(types.shape[0]):
        upto = ranks_below(position, rotation, types[k, 0])
        seen[k] = upto - below
        below = upto
        serials[types[k, 5]] += seen[k] * types[k, 2]
        serials[types[k, 6]] += seen[k] * types[k, 3]
    for s in range(streams.shape[0]):
        if streams[s, 0] > 0:
            ranks[s] = (serials[s] % streams[s, 0] * streams[s, 1] + streams[s, 2]) % streams[s, 0]


@kernel
def fill_block(low, high, start, before, district, people):  # type: ignore[no-untyped-def]
    """Make the residents with serial numbers ``low`` to ``high - 1``.

    One iteration of the outer loop is a household: its type from its rank, its income fifth from how many of
    the type came before, then its adults and its minors, each the next of their stream.
    """
    rotation, types, type_guide, streams, ends, classes = district
    cells, member, size, household, collective = people
    seen = np.zeros(types.shape[0], dtype=np.int64)
    ranks = np.zeros(streams.shape[0], dtype=np.int64)
    start_at(start, rotation, types, streams, seen, ranks)
    n = rotation[0]
    shift = type_guide[0]
    rank = (start * rotation[1] + rotation[2]) % n
    position = start
    serial = before
    while serial < high:
        k = type_guide[1 + (rank >> shift)]
        while rank >= types[k, 0]:
            k += 1
        fifth = (types[k, 7] + seen[k]) % 5
        seen[k] += 1
        n_adults = types[k, 2]
        for i in range(types[k, 1]):
            s = types[k, 5] if i < n_adults else types[k, 6]
            r = ranks[s]
            c = 0
            while r >= ends[s, c]:
                c += 1
            r += streams[s, 1]
            if r >= streams[s, 0]:
                r -= streams[s, 0]
            ranks[s] = r
            if low <= serial < high:
                at = serial - low
                cells[at] = (classes[s, c] * 2 + types[k, 8]) * 5 + fifth
                member[at] = i
                size[at] = types[k, 1]
                household[at] = position
                collective[at] = types[k, 4] != 0
            serial += 1
        position += 1
        rank += rotation[1]
        if rank >= n:
            rank -= n


@helper
def class_guides(streams, ends):  # type: ignore[no-untyped-def]
    """For each stream the shift, then for each stretch of ranks the class its first rank is of: see `guide_to`."""
    guides = np.zeros((streams.shape[0], 1 + GUIDE), dtype=np.int64)
    for s in range(streams.shape[0]):
        shift = 0
        while streams[s, 0] >> shift >= GUIDE:
            shift += 1
        guides[s, 0] = shift
        c = 0
        for stretch in range(GUIDE):
            while c < MOST_CLASSES - 1 and stretch << shift >= ends[s, c]:
                c += 1
            guides[s, 1 + stretch] = c
    return guides


@kernel
def count_cells(n_households, district, counts):  # type: ignore[no-untyped-def]
    """Add the residents of a district's first households to ``counts`` by cell, keeping nobody."""
    rotation, types, type_guide, streams, ends, classes = district
    seen = np.zeros(types.shape[0], dtype=np.int64)
    ranks = np.zeros(streams.shape[0], dtype=np.int64)
    start_at(np.int64(0), rotation, types, streams, seen, ranks)
    guides = class_guides(streams, ends)
    n = rotation[0]
    shift = type_guide[0]
    rank = rotation[2]
    for _ in range(n_households):
        k = type_guide[1 + (rank >> shift)]
        while rank >= types[k, 0]:
            k += 1
        fifth = (types[k, 7] + seen[k]) % 5
        seen[k] += 1
        n_adults = types[k, 2]
        own = types[k, 8] * 5 + fifth
        for part in range(2):
            s = types[k, 5 + part]
            r = ranks[s]
            step, length, near = streams[s, 1], streams[s, 0], guides[s, 0]
            for _ in range(n_adults if part == 0 else types[k, 3]):
                c = guides[s, 1 + (r >> near)]
                while r >= ends[s, c]:
                    c += 1
                counts[classes[s, c] * 10 + own] += 1
                r += step
                if r >= length:
                    r -= length
            ranks[s] = r
        rank += rotation[1]
        if rank >= n:
            rank -= n
