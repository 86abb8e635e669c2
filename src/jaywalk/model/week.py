"""A week of one block, stage after stage, in one call that needs no lock.

The stores of a block cannot grow inside a kernel: where one runs short the call returns early with its number, and
goes on where it stopped when it is called again.
"""

from typing import Final

import numpy as np

from jaywalk.core.arena import ENTRIES_LEFT, META, RECORDS_LEFT, RESUME
from jaywalk.core.jit import kernel
from jaywalk.model.bear import bear
from jaywalk.model.deliver import ENTRIES_A_STRETCH, deliver, judge_resident, nothing_to_judge
from jaywalk.model.observe import enter_record
from jaywalk.model.occur import occur

DONE: Final = 0
MORE_RECORDS: Final = 1
MORE_ENTRIES: Final = 2
MORE_ROOM: Final = 3

PHASE: Final = META - 1  # in a block's counters: the phase of the week that is under way

INSERT, DELIVER, EVERYBODY, OCCUR, BEAR = range(5)


@kernel
def week_of_block(T, B, A, dealt, t):  # type: ignore[no-untyped-def]
    """Run week ``t`` of a block; ``dealt`` holds the records that the coordinator dealt to it.

    ``dealt`` is ``uint64[n, 3]``: position in the block and the two words of the record. Returns ``DONE`` or the store
    that must grow before the same call is repeated.
    """
    if B.meta[PHASE] == INSERT:
        if B.meta[RECORDS_LEFT] < dealt.shape[0] + 8:
            return MORE_RECORDS
        if B.meta[ENTRIES_LEFT] < dealt.shape[0] + 8:
            return MORE_ENTRIES
        for k in range(dealt.shape[0]):
            a, low, high = dealt[k, 0], dealt[k, 1], dealt[k, 2]
            enter_record(
                T, B, A,
                np.int64(a),
                np.int64(low & np.uint64(0xFFFFFF)),
                np.int64((low >> np.uint64(24)) & np.uint64(255)),
                np.int64((low >> np.uint64(32)) & np.uint64(15)),
                np.int64((low >> np.uint64(36)) & np.uint64(15)),
                np.int64((low >> np.uint64(40)) & np.uint64(255)),
                np.int64((low >> np.uint64(48)) & np.uint64(0xFFF)),
                np.int64(high & np.uint64(0xFFFF)),
                np.int64((high >> np.uint64(16)) & np.uint64(0xFFFF)),
                np.int64((high >> np.uint64(32)) & np.uint64(0xFFFFFF)),
                np.int64(high >> np.uint64(56)),
                False,
            )  # fmt: skip
        B.meta[PHASE] = DELIVER
    if B.meta[PHASE] == DELIVER:
        if not deliver(T, B, A, t):
            return MORE_ENTRIES
        B.meta[PHASE] = EVERYBODY
        B.meta[RESUME] = 0
    if B.meta[PHASE] == EVERYBODY:
        if T.full_touch[t, B.district]:
            n = B.lines.shape[0]
            for i in range(np.int64(B.meta[RESUME]), n):
                if i % 32 == 0 and B.meta[ENTRIES_LEFT] < ENTRIES_A_STRETCH:
                    B.meta[RESUME] = i
                    return MORE_ENTRIES
                if not nothing_to_judge(T, B, i, t):
                    judge_resident(T, B, A, i, t)
        B.meta[PHASE] = OCCUR
        B.meta[RESUME] = 0
    if B.meta[PHASE] == OCCUR:
        short = occur(T, B, A, t, np.int64(B.meta[RESUME]))
        if short:
            return short
        B.meta[PHASE] = BEAR
    bear(T, B, A, t)
    B.meta[PHASE] = INSERT
    B.meta[RESUME] = 0
    return DONE
