"""From cells to groups: the counters of a district as the sums that results keep."""

import numpy as np

from jaywalk.core.jit import kernel

GROUP_COUNT = 17


@kernel
def fold(threads, out):  # type: ignore[no-untyped-def]
    """Add cells into groups: ``threads`` int64[threads, Q, K, W] -> ``out`` int64[G, W, Q] (overwritten).

    Groups: everybody, two sexes, seven ages, two residencies, five income fifths.
    """
    n_threads, quantities, cells, worlds = threads.shape
    sums = np.zeros((cells, worlds), np.int64)
    groups = np.zeros((GROUP_COUNT, worlds), np.int64)
    for q in range(quantities):
        found = np.int64(0)
        for cell in range(cells):
            for w in range(worlds):
                sums[cell, w] = threads[0, q, cell, w]
        for thread in range(1, n_threads):
            for cell in range(cells):
                for w in range(worlds):
                    sums[cell, w] += threads[thread, q, cell, w]
        for cell in range(cells):
            for w in range(worlds):
                found |= sums[cell, w]
        for group in range(GROUP_COUNT):
            for w in range(worlds):
                groups[group, w] = 0
        if found:
            for cell in range(cells):
                outer = cell // 10
                for w in range(worlds):
                    value = sums[cell, w]
                    groups[0, w] += value
                    groups[1 + outer % 2, w] += value
                    groups[3 + outer // 2, w] += value
                    groups[10 + cell // 5 % 2, w] += value
                    groups[12 + cell % 5, w] += value
        for group in range(GROUP_COUNT):
            for w in range(worlds):
                out[group, w, q] = groups[group, w]


@kernel
def propensity_sums(lines, propensity, slot_attribute, family, sums):  # type: ignore[no-untyped-def]
    """Add each eligible adult's propensity to ``sums`` (int64[A, K], 16.16): what the compensator needs.

    ``slot_attribute`` and ``family`` are those of the acts.
    """
    for i in range(lines.shape[0]):
        who = lines[i, 2]
        cell = np.int64((who >> np.uint32(16)) & np.uint32(255))
        if cell < 20:
            continue
        packed = np.uint64(lines[i, 0]) | (np.uint64(lines[i, 1]) << np.uint64(32))
        for act in range(sums.shape[0]):
            attribute = slot_attribute[act]
            if attribute < 0 or (who >> np.uint32(attribute)) & np.uint32(1):
                index = np.int64((packed >> np.uint64(12 * family[act])) & np.uint64(4095))
                sums[act, cell] += np.int64(propensity[family[act], index])
