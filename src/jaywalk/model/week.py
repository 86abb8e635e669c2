"""A week of one block, stage after stage, in one call that needs no lock.

The stores of a block cannot grow inside a kernel: where one runs short the call returns early with its number, and
goes on where it stopped when it is called again.
"""

from typing import Final

import numpy as np

from jaywalk.core.arena import CASES, CYCLES, ENTRIES_LEFT, META, RESUME, room_for
from jaywalk.core.jit import cycles, helper, kernel
from jaywalk.core.layout import BUCKET, COPY, OTHERS
from jaywalk.model.bear import bear
from jaywalk.model.contest import contest, settle_cases
from jaywalk.model.deliver import ENTRIES_A_STRETCH, deliver, judge_resident, nothing_to_judge, room_for_cases
from jaywalk.model.lives import back_to_work
from jaywalk.model.observe import enter_record
from jaywalk.model.occur import occur
from jaywalk.model.respond import acts
from jaywalk.model.state import DONE, MORE_CASES, MORE_ENTRIES, MORE_RECORDS

PHASE: Final = META - 1  # in a block's counters: the phase of the week that is under way

INSERT, DELIVER, EVERYBODY, ACTS, OCCUR, BEAR, CONTEST = range(7)
PHASES: Final = ("insert", "deliver", "everybody", "acts", "occur", "bear", "contest")


@kernel
def week_of_block(T, B, A, dealt, decisions, t):  # type: ignore[no-untyped-def]
    """Run week ``t`` of a block with the records dealt to it and the decisions on its residents' appeals.

    ``dealt`` is ``uint64[n, 3]``: position in the block and the two words of the record. So is ``decisions``: position
    0-15, world 16-19, try 20, wrong 21 and the week of filing from 32; the record's identity. Returns ``DONE`` or the
    store that must grow before the same call is repeated.
    """
    while True:
        phase = B.meta[PHASE]
        began = cycles()
        short = _phase(T, B, A, dealt, decisions, t, phase)
        B.meta[CYCLES + phase] += cycles() - began
        if short != DONE:
            return short
        B.meta[RESUME] = 0
        if phase == CONTEST:
            B.meta[PHASE] = INSERT
            return DONE
        B.meta[PHASE] = phase + 1


@helper
def _phase(T, B, A, dealt, decisions, t, phase):  # type: ignore[no-untyped-def]
    """One phase of a week, from where it was left."""
    if phase == INSERT:
        return _insert(T, B, A, dealt, decisions, t)
    if phase == DELIVER:
        return deliver(T, B, A, t)
    if phase == EVERYBODY:
        return _everybody(T, B, A, t)
    if phase == ACTS:
        if T.has_factor and T.acts_week[t]:
            acts(T, B, A, t)
        return DONE
    if phase == OCCUR:
        return occur(T, B, A, t, np.int64(B.meta[RESUME]))
    if phase == BEAR:
        return bear(T, B, A, t)
    if T.has_contest:
        return contest(T, B, A, t)
    return DONE


@helper
def _insert(T, B, A, dealt, decisions, t):  # type: ignore[no-untyped-def]
    """Enter the records that the coordinator dealt to this block; then what was decided takes effect."""
    if not room_for(B.records, B.meta, dealt.shape[0] + 8):
        return MORE_RECORDS
    struck = np.int64(B.meta[CASES]) + decisions.shape[0]  # at most, and all of them are judged this week
    if B.meta[ENTRIES_LEFT] < dealt.shape[0] + struck // BUCKET + 8:
        return MORE_ENTRIES
    if T.has_contest and B.cases.shape[0] - B.meta[CASES] < decisions.shape[0] + 8:
        return MORE_CASES
    for k in range(dealt.shape[0]):
        a, low, high = dealt[k, 0], dealt[k, 1], dealt[k, 2]
        origin = np.int64((low >> np.uint64(32)) & np.uint64(15))
        if origin == COPY:  # nobody's own act is dealt
            origin |= OTHERS
        enter_record(
            T,
            B,
            A,
            np.int64(a),
            np.int64(low & np.uint64(0xFFFFFF)),
            np.int64((low >> np.uint64(24)) & np.uint64(255)),
            origin,
            np.int64((low >> np.uint64(36)) & np.uint64(15)),
            np.int64((low >> np.uint64(40)) & np.uint64(255)),
            np.int64((low >> np.uint64(48)) & np.uint64(0xFFF)),
            np.int64(high & np.uint64(0xFFFF)),
            np.int64((high >> np.uint64(16)) & np.uint64(0xFFFF)),
            np.int64((high >> np.uint64(32)) & np.uint64(0xFFFFFF)),
            np.int64(high >> np.uint64(56)),
            False,
        )
    if T.has_lives:
        back_to_work(T, B, A, t)
    if T.has_contest:
        settle_cases(T, B, A, decisions, t)
    return DONE


@helper
def _everybody(T, B, A, t):  # type: ignore[no-untyped-def]
    """Judge all residents where a rollout or a dated measure may have changed anybody's state."""
    if not T.full_touch[t, B.district]:
        return DONE
    for i in range(np.int64(B.meta[RESUME]), B.lines.shape[0]):
        if i % 32 == 0 and B.meta[ENTRIES_LEFT] < ENTRIES_A_STRETCH:
            B.meta[RESUME] = i
            return MORE_ENTRIES
        if i % 32 == 0 and T.has_contest and not room_for_cases(T, B):
            B.meta[RESUME] = i
            return MORE_CASES
        if not nothing_to_judge(T, B, i, t):
            judge_resident(T, B, A, i, t)
    return DONE
