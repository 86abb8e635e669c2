"""Contest: appeals against records of ledger P, decisions upon them, and records struck.

What is struck goes from ledger P of one world alone. Whether a record still counts does not depend on what else was
struck (spells are those of all records that P ever held), so that the order of rows never matters.
"""

import numpy as np

from jaywalk.core.arena import CASES, push_entry
from jaywalk.core.jit import helper
from jaywalk.core.layout import (
    COUNT_BITS,
    GHOST_BITS,
    HEAD,
    ID_LOW,
    KIND_SHIFT,
    KNOWN_SHIFT,
    MARKS,
    PARTICIPATES,
    STATE,
    TOUCHED,
    UNIT_WORDS,
    WHO,
    mix64,
)
from jaywalk.model.cases import (
    CORRECT,
    DECIDE_1,
    DECIDE_2,
    FILE,
    FILE_1,
    FILE_2,
    PRESS,
    TOLD,
    UNKNOWN,
    case_word,
    contest_draw,
    drop_case,
    era_bound,
    push_case,
    weeks_of,
)
from jaywalk.model.chain import gather
from jaywalk.model.judge import act_week_of, in_force, rec_week_of, same_act, slot_of
from jaywalk.model.lists import ENVELOPE, lists_of
from jaywalk.model.quantities import (
    APPEALS_RIGHT,
    APPEALS_WRONG,
    CORRECTED,
    DECIDED_RIGHT,
    DECIDED_WRONG,
    OVERTURNED_RIGHT,
    OVERTURNED_WRONG,
    PRESS_FIXES,
    WEEKS_TO_DECISION,
)
from jaywalk.model.state import DONE, MORE_ROOM
from jaywalk.model.tally import RESTRICTED_BIT

GONE, POINTED, LISTED = range(3)  # how a record counts


@helper
def _cell(B, i):  # type: ignore[no-untyped-def]
    return np.int64((B.lines[i, WHO] >> np.uint32(16)) & np.uint32(255))


@helper
def _is(low, high, id_low, id_high):  # type: ignore[no-untyped-def]
    return high == id_high and (low & np.uint64(ID_LOW)) == id_low


@helper
def _find(T, A, w, n, id_low, id_high):  # type: ignore[no-untyped-def]
    """Where in the chain ledger P of world ``w`` holds the record, -1 if it does not any more."""
    for k in range(n):
        if (A.low[k] >> np.uint64(T.col_p[w])) & np.uint64(1) and _is(A.low[k], A.high[k], id_low, id_high):
            return np.int64(k)
    return np.int64(-1)


@helper
def _standing(T, B, A, w, i, t, k, n):  # type: ignore[no-untyped-def]
    """How the k-th record of the chain in scratch counts in ledger P: only what counts can be struck."""
    low, high = A.low[k], A.high[k]
    rec = rec_week_of(high)
    slot = slot_of(low)
    if rec > t:
        return GONE
    founds = np.int64(T.list_on[w, slot])
    if founds:
        j = np.int64(B.first + i)
        column = T.col_p[w]
        running = lists_of(T, column, w, t, A.low, A.high, n, j, B.area, A.order, A.ends, A.begins) >> ENVELOPE
        for number in range(A.ends.shape[0]):
            if (founds & running) >> number & 1 and A.begins[column, number] <= rec:
                return LISTED
    rollout = np.int64(T.rollout[w, B.district])
    if not T.scored[w] or t < rollout or not B.lines[i, WHO] & np.uint32(PARTICIPATES):
        return GONE
    if in_force(T, w, t, low, high) and (T.looks_back[w] or act_week_of(high) >= rollout):
        return POINTED
    return GONE


@helper
def _strike(T, B, A, i, w, t, wrong_only, id_low, id_high):  # type: ignore[no-untyped-def]
    """Strike a record from ledger P, with all that is of the same act; returns whether it was there and counted.

    Records of one act go together: another channel's would otherwise take the place of the one struck. ``wrong_only``
    asks for the press's case: nothing is struck unless the record counts.
    """
    n = gather(B, A, i)
    k = _find(T, A, w, n, id_low, id_high)
    if k < 0:
        return False
    counts = _standing(T, B, A, w, i, t, k, n) != GONE
    if wrong_only and not counts:
        return False
    cell = _cell(B, i)
    if counts and not (A.low[k] >> np.uint64(T.col_t[w])) & np.uint64(1):
        A.flow[cell, T.f_contest + CORRECTED, w] += 1
    bit = np.uint64(1) << np.uint64(T.col_p[w])
    ghost = np.uint64(1) << np.uint64(GHOST_BITS[w])
    at = (np.int64(B.lines[i, HEAD]) >> COUNT_BITS) * UNIT_WORDS
    place = np.uint64(B.first + i) | (np.uint64(B.area) << np.uint64(32))
    for o in range(n):
        if A.low[o] & bit and (_is(A.low[o], A.high[o], id_low, id_high) or same_act(T, A.low, A.high, k, o)):
            B.records[at + 2 * o] = (A.low[o] & ~bit) | ghost
            # what counts no more may as well have been dropped before. Record by record: of several cases of one act that
            # are due in a week, whichever comes first strikes them all
            if _standing(T, B, A, w, i, t, o, n) != GONE or rec_week_of(A.high[o]) > t:
                struck = A.low[o] & np.uint64(ID_LOW)
                B.digest[w] += mix64(struck ^ mix64(A.high[o] ^ place) ^ np.uint64(0xC0))
    B.lines[i, MARKS] = np.uint32(B.lines[i, MARKS] | np.uint32(TOUCHED))
    push_entry(B.entries, B.entry_links, B.heads, B.fills, B.meta, t, i)
    return counts


@helper
def _effective(T, B, w, slot, t, due):  # type: ignore[no-untyped-def]
    """The week in which a correction due in ``due`` takes effect: points may fall off at reviews only."""
    rollout = np.int64(T.rollout[w, B.district])
    if T.effect_review[w, T.era[t]] and T.list_on[w, slot] == 0 and T.scored[w] and due >= rollout:
        review = np.int64(T.review[w])
        return rollout + (due - rollout + review - 1) // review * review
    return due


@helper
def _decide(T, B, A, word, low, high, t):  # type: ignore[no-untyped-def]
    """One decision; the office does not know whether the record is still there."""
    word = np.int64(word)
    i, w, second, right = word & 0xFFFF, (word >> 16) & 15, (word >> 20) & 1, 1 - ((word >> 21) & 1)
    cell, j, slot = _cell(B, i), np.int64(B.first + i), slot_of(low)
    A.stock[cell, T.q_contest, w] -= 1
    A.flow[cell, T.f_contest + (DECIDED_RIGHT if right else DECIDED_WRONG), w] += 1
    A.flow[cell, T.f_contest + WEEKS_TO_DECISION, w] += t - (word >> 32)
    e = era_bound(T, high, t)
    struck, _, correct, _ = contest_draw(T, B, j, low, high, DECIDE_2 if second else DECIDE_1)
    if struck < T.overturn[w, e, right]:
        A.flow[cell, T.f_contest + (OVERTURNED_RIGHT if right else OVERTURNED_WRONG), w] += 1
        due = _effective(T, B, w, slot, t, t + weeks_of(T.correct_days[w, e], correct))
        if due == t:
            _strike(T, B, A, i, w, t, False, low, high)
        elif due < T.n_weeks:
            push_case(B, i, w, CORRECT, second, due, low, high)
    elif not second and T.tries[w, T.era[t]] == 2:
        files, _, within, _ = contest_draw(T, B, j, low, high, FILE_2)
        due = t + 1 + ((np.int64(within) * np.int64(T.window_weeks[w, e, slot])) >> 32)
        if files < T.again_top[w] and due < T.n_weeks:
            push_case(B, i, w, FILE, 1, due, low, high)


@helper
def settle_cases(T, B, A, decisions, t):  # type: ignore[no-untyped-def]
    """Decisions of week ``t``, corrections that are due, and what the press has found out, in this order."""
    for k in range(decisions.shape[0]):
        _decide(T, B, A, decisions[k, 0], decisions[k, 1], decisions[k, 2], t)
    for phase in range(CORRECT, PRESS + 1):
        at = 0
        while at < B.meta[CASES]:
            word = np.int64(B.cases[at, 0])
            if (word >> 20) & 15 != phase or word >> 32 != t:
                at += 1
                continue
            i, w = word & 0xFFFF, (word >> 16) & 15
            low, high = B.cases[at, 1], B.cases[at, 2]
            drop_case(B, at)
            if phase == CORRECT:
                _strike(T, B, A, i, w, t, False, low, high)
            elif (B.lines[i, STATE + T.col_p[w]] >> np.uint32(KIND_SHIFT)) & np.uint32(3):
                if _strike(T, B, A, i, w, t, True, low, high):
                    A.flow[_cell(B, i), T.f_contest + PRESS_FIXES, w] += 1


@helper
def _file_now(T, B, A, i, w, second, low, high, t):  # type: ignore[no-untyped-def]
    """Whose week to file has come files or not; an appeal goes to the coordinator."""
    n = gather(B, A, i)
    k = _find(T, A, w, n, low, high)
    if k < 0:
        return
    slot = slot_of(low)
    e = era_bound(T, high, t)
    if not T.contest_on[w, e, slot]:
        return
    counts = _standing(T, B, A, w, i, t, k, n)
    if counts == GONE:
        return
    cell, j = _cell(B, i), np.int64(B.first + i)
    restricted = (B.lines[i, STATE + T.col_p[w]] >> np.uint32(RESTRICTED_BIT)) & np.uint32(1)
    heavy = counts == LISTED or restricted != np.uint32(0)
    wrong = (A.low[k] >> np.uint64(T.col_t[w])) & np.uint64(1) == np.uint64(0)
    files, _, _, place = contest_draw(T, B, j, low, high, FILE_2 if second else FILE_1)
    chance = np.int64(T.again[w, e])
    if not second:
        chance = np.int64(T.file[w, e, (0 if wrong else 2) + (0 if heavy else 1), cell])
    if np.int64(files) >= chance:
        return
    _, time, _, _ = contest_draw(T, B, j, low, high, DECIDE_2 if second else DECIDE_1)
    at = A.counts[2]
    A.counts[2] = at + 1
    A.appeals[at, 0] = (np.uint64(t) << np.uint64(32)) | np.uint64(place)
    A.appeals[at, 1] = (np.uint64(B.district) << np.uint64(32)) | np.uint64(j)
    A.appeals[at, 2] = low
    A.appeals[at, 3] = high
    who = np.int64(cell << 16) | (np.int64(512) if wrong else np.int64(0)) | (np.int64(second) << 8) | np.int64(w)
    A.appeals[at, 4] = (np.uint64(time) << np.uint64(32)) | np.uint64(who)
    A.flow[cell, T.f_contest + (APPEALS_WRONG if wrong else APPEALS_RIGHT), w] += 1
    A.stock[cell, T.q_contest, w] += 1


@helper
def contest(T, B, A, t):  # type: ignore[no-untyped-def]
    """The end of week ``t``: who has come to know, says when to file; whose week has come, files."""
    if A.counts[2] + B.meta[CASES] > A.appeals.shape[0]:
        return MORE_ROOM
    at = 0
    while at < B.meta[CASES]:
        word = np.int64(B.cases[at, 0])
        i, w, phase = word & 0xFFFF, (word >> 16) & 15, (word >> 20) & 15
        second, due = (word >> 24) & 1, word >> 32
        keep = True
        low, high = B.cases[at, 1], B.cases[at, 2]
        known = (B.lines[i, MARKS] >> np.uint32(KNOWN_SHIFT + w)) & np.uint32(1)
        if (phase == UNKNOWN and known) or (phase == TOLD and due == t):
            _, _, within, _ = contest_draw(T, B, np.int64(B.first + i), low, high, FILE_1)
            e = era_bound(T, high, t)
            phase = np.int64(FILE)
            due = t + ((np.int64(within) * np.int64(T.window_weeks[w, e, slot_of(low)])) >> 32)
            B.cases[at, 0] = case_word(i, w, phase, second, due)
            keep = due < T.n_weeks
        if keep and phase == FILE and due == t:
            keep = False
            _file_now(T, B, A, i, w, second, low, high, t)
        if keep:
            at += 1
        else:
            drop_case(B, at)
    return DONE
