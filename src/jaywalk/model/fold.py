"""From cells to groups: the counters of a district as the sums that results keep."""

import numpy as np

from jaywalk.core.jit import inline, kernel

GROUP_COUNT = 17
CLASS_COUNT = 14  # sex and age
INNER_COUNT = 10  # residency and income fifth


@kernel
def fold(counters, out, first):  # type: ignore[no-untyped-def]
    """Add cells into groups: ``counters`` int[ND, threads, K, Q, W] -> ``out`` int64[ND, G, W, first + Q].

    Groups: everybody, two sexes, seven ages, two residencies, five income fifths. Each cell is added once to its class
    and once to its place in it; the groups follow from these 24 rows.
    """
    districts, threads, cells, quantities, worlds = counters.shape
    length = quantities * worlds
    flat = counters.reshape(districts * threads * cells * length)
    rows = np.zeros((CLASS_COUNT + INNER_COUNT, length), np.int64)
    groups = np.zeros((GROUP_COUNT, length), np.int64)
    for d in range(districts):
        rows[:] = 0
        for thread in range(threads):
            for cell in range(cells):
                begin = ((d * threads + thread) * cells + cell) * length
                row = flat[begin : begin + length]
                _add(rows[cell // 10], row)
                _add(rows[CLASS_COUNT + cell % 10], row)
        groups[:] = 0
        for c in range(CLASS_COUNT):
            _add(groups[0], rows[c])
            _add(groups[1 + c % 2], rows[c])
            _add(groups[3 + c // 2], rows[c])
        for c in range(INNER_COUNT):
            _add(groups[10 + c // 5], rows[CLASS_COUNT + c])
            _add(groups[12 + c % 5], rows[CLASS_COUNT + c])
        for group in range(GROUP_COUNT):
            for w in range(worlds):
                for q in range(quantities):
                    out[d, group, w, first + q] = groups[group, q * worlds + w]


@inline
def _add(to, values):  # type: ignore[no-untyped-def]
    for k in range(values.shape[0]):
        to[k] += values[k]


@kernel
def propensity_sums(lines, propensity, slot_attribute, family, needs, sums):  # type: ignore[no-untyped-def]
    """Add each eligible adult's propensity to ``sums`` (int64[A, K], 16.16): what the compensator needs.

    ``slot_attribute`` and ``family`` are those of the acts; only residents with all bits of ``needs`` are summed.
    """
    for i in range(lines.shape[0]):
        who = lines[i, 2]
        cell = np.int64((who >> np.uint32(16)) & np.uint32(255))
        if cell < 20 or (who & np.uint32(needs)) != np.uint32(needs):
            continue
        packed = np.uint64(lines[i, 0]) | (np.uint64(lines[i, 1]) << np.uint64(32))
        for act in range(sums.shape[0]):
            attribute = slot_attribute[act]
            if attribute < 0 or (who >> np.uint32(attribute)) & np.uint32(1):
                index = np.int64((packed >> np.uint64(12 * family[act])) & np.uint64(4095))
                sums[act, cell] += np.int64(propensity[family[act], index])
