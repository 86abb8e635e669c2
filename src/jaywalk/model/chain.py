"""A resident's chain of records: brought to scratch, and kept as short as what may still matter.

Pruning is invisible: a record goes only when no rule, list or combination of channels can meet it again.
"""

import numpy as np

from jaywalk.core.arena import shorten
from jaywalk.core.jit import helper
from jaywalk.core.layout import COUNT_BITS, COUNT_MASK, HEAD, SHARED_SHIFT, UNIT_WORDS
from jaywalk.model.judge import act_week_of, rec_week_of, same_act, slot_of
from jaywalk.model.plan import COMBINE_SUM


@helper
def gather(B, A, i):  # type: ignore[no-untyped-def]
    """Copy a resident's chain into scratch; the number of records."""
    head = np.int64(B.lines[i, HEAD])
    n = head & COUNT_MASK
    at = (head >> COUNT_BITS) * UNIT_WORDS
    for k in range(n):
        A.low[k] = B.records[at + 2 * k]
        A.high[k] = B.records[at + 2 * k + 1]
    return n


@helper
def spent(T, t, low, high):  # type: ignore[no-untyped-def]
    """Whether no rule of any world can count this record any more."""
    slot = slot_of(low)
    if t < rec_week_of(high) + np.int64(T.keep_delivered[slot]):  # a notice of it may still arrive, or it still deters
        return False
    clock = rec_week_of(high) if T.keep_from_record[slot] else act_week_of(high)
    return t >= clock + np.int64(T.keep_weeks[slot])


@helper
def prune(T, B, A, i, t, n, spell):  # type: ignore[no-untyped-def]
    """Drop the records that can never matter again, so that chains stay short.

    Records that found lists go together or not at all: one that was ignored while an earlier one held the list must
    not be met alone. The same holds for records of one act through several channels, of which one may stand back
    behind another; and they are struck together.
    """
    lists_done = not spell
    for k in range(n):
        if T.any_list[slot_of(A.low[k])]:
            if not spent(T, t, A.low[k], A.high[k]) or rec_week_of(A.high[k]) > t - T.longest_window:
                lists_done = False
    kept = 0
    for k in range(n):
        slot = slot_of(A.low[k])
        keep = not spent(T, t, A.low[k], A.high[k]) or (T.any_list[slot] != 0 and not lists_done)
        together = T.has_contest or T.slot_combine[slot] != COMBINE_SUM
        if not keep and together and (A.low[k] >> np.uint64(SHARED_SHIFT)) & np.uint64(1):
            for o in range(n):
                if o != k and same_act(T, A.low, A.high, k, o):
                    listed = T.any_list[slot_of(A.low[o])] != 0 and not lists_done
                    if listed or not spent(T, t, A.low[o], A.high[o]):
                        keep = True
        A.order[k] = 1 if keep else 0
        kept += A.order[k]
    if kept == n:
        return
    at = (np.int64(B.lines[i, HEAD]) >> COUNT_BITS) * UNIT_WORDS
    for k in range(n):
        if A.order[k]:
            B.records[at] = A.low[k]
            B.records[at + 1] = A.high[k]
            at += 2
    shorten(B.lines, B.records, B.record_free, i, kept)
