"""Cases: what may come of a record of ledger P that can be contested, from its delivery on.

A row of ``B.cases`` is one record of one world and the next thing that may happen to it: word 0 holds the position in
the block 0-15, the world 16-19, what the row waits for 20-23, the try 24 and the week 32-47; words 1 and 2 are the
record's identity. Who is out of work has such a row too, without a record. Rows are in no order. All draws are the
record's own, the same in every world and whenever it arrived there: what a world's regime does with them is all that
differs.
"""

from typing import Final

import numpy as np

from jaywalk.core.arena import CASES, FAULT, FAULT_CASES
from jaywalk.core.fixed import waiting
from jaywalk.core.jit import helper
from jaywalk.core.layout import COUNT_BITS, COUNT_MASK, HEAD, ID_LOW, SEEDED_SHIFT, UNIT_WORDS
from jaywalk.core.philox import join64, philox4
from jaywalk.core.processes import CONTEST, NUMBER_BITS, NUMBER_MASK
from jaywalk.model.judge import act_week_of, number_of, origin_of, rec_week_of, slot_of
from jaywalk.model.quantities import FALSE_CONTESTABLE, NOTICES

# what a record's draws decide
FILE_1: Final = 0  # words: files, is told, when within the window, place in the queue
DECIDE_1: Final = 1  # words: struck or not, time to decide, time to correct, rest of the notice's days
FILE_2: Final = 2  # the same for a second try
DECIDE_2: Final = 3
PRESS_COMES: Final = 4  # words 0-1: when the press takes up a wrongful case

# what a row waits for
UNKNOWN, TOLD, FILE, CORRECT, PRESS = range(5)
BACK: Final = 5  # no record: who lost work finds some again

CASES_A_STRETCH: Final = 32 * 16  # rows for each world that judging one chunk of residents can at most take


@helper
def contest_draw(T, B, j, low, high, what):  # type: ignore[no-untyped-def]
    """Four words of resident ``j``'s record; its identity is enough to draw them."""
    seeded = np.int64((low >> np.uint64(SEEDED_SHIFT)) & np.uint64(1))
    process = CONTEST + 16 * (origin_of(low) + 8 * seeded) + what
    number = (process << NUMBER_BITS) | (number_of(high) & NUMBER_MASK)
    week = np.uint32(T.week0 + act_week_of(high))
    return philox4(j, B.area | slot_of(low), week, number, T.key[0], T.key[1])


@helper
def era_bound(T, high, stage):  # type: ignore[no-untyped-def]
    """The era whose regime binds a record in a step that is made in week ``stage``."""
    week = np.int64(stage)
    if T.redress_binds == 0:
        week = act_week_of(high)
    elif T.redress_binds == 1:
        week = rec_week_of(high)
    return np.int64(T.era[week])


@helper
def weeks_of(days, word):  # type: ignore[no-untyped-def]
    """Whole weeks of some days, without bias: the rest of a week rounds up with its probability."""
    rest = ((np.int64(days) % 7) << 32) // 7
    return np.int64(days) // 7 + (1 if np.int64(word) < rest else 0)


@helper
def notice_week(T, B, j, w, e, low, high):  # type: ignore[no-untyped-def]
    """The week in which a notice that reaches its person arrives."""
    _, _, _, rest = contest_draw(T, B, j, low, high, DECIDE_1)
    return rec_week_of(high) + weeks_of(T.notice_days[w, e], rest)


@helper
def push_case(B, i, w, phase, attempt, due, low, high):  # type: ignore[no-untyped-def]
    """Put down that something may happen to a record of resident ``i`` (``attempt`` 0 or 1: the first try, the second)."""
    at = np.int64(B.meta[CASES])
    if at >= B.cases.shape[0]:
        B.meta[FAULT] |= FAULT_CASES
        return
    B.cases[at, 0] = case_word(i, w, phase, attempt, due)
    B.cases[at, 1] = low & np.uint64(ID_LOW)
    B.cases[at, 2] = high
    B.meta[CASES] = at + 1


@helper
def case_word(i, w, phase, attempt, due):  # type: ignore[no-untyped-def]
    """The first word of a row."""
    place = np.int64(i) | (np.int64(w) << 16) | (np.int64(phase) << 20)
    return np.uint64(place | (np.int64(attempt) << 24) | (np.int64(due) << 32))


@helper
def drop_case(B, at):  # type: ignore[no-untyped-def]
    """Take a row out: the last one comes into its place."""
    last = np.int64(B.meta[CASES]) - 1
    for word in range(3):
        B.cases[at, word] = B.cases[last, word]
    B.meta[CASES] = last


@helper
def _met_before(A, k, column):  # type: ignore[no-untyped-def]
    """Whether the ledger holds a record equal to the k-th before it in the chain: equal records are one case."""
    for o in range(k):
        if A.high[o] == A.high[k] and (A.low[o] ^ A.low[k]) & np.uint64(ID_LOW) == np.uint64(0):
            if (A.low[o] >> np.uint64(column)) & np.uint64(1):
                return True
    return False


@helper
def open_cases(T, B, A, i, t, j, cell, n):  # type: ignore[no-untyped-def]
    """What begins with the records delivered in week ``t``: notices, doubts, and the press on the trail of errors."""
    for k in range(n):
        low, high = A.low[k], A.high[k]
        slot = slot_of(low)
        if rec_week_of(high) != t or not T.contest_any[slot]:
            continue
        files, told, _, _ = contest_draw(T, B, j, low, high, FILE_1)
        e = era_bound(T, high, t)
        wait = np.int64(-1)
        for w in range(T.col_p.shape[0]):
            column = T.col_p[w]
            if column < 0 or not (low >> np.uint64(column)) & np.uint64(1):
                continue
            if not T.contest_open[w, e, slot] or _met_before(A, k, column):
                continue
            wrong = 0 if (low >> np.uint64(T.col_t[w])) & np.uint64(1) else 1
            A.flow[cell, T.f_contest + FALSE_CONTESTABLE, w] += wrong
            if wrong and T.press[w, e] > 0:
                if wait < 0:
                    p0, p1, _, _ = contest_draw(T, B, j, low, high, PRESS_COMES)
                    wait = waiting(join64(p0, p1))
                due = t + 1 + wait // T.press[w, e]
                if due < T.n_weeks:
                    push_case(B, i, w, PRESS, 0, due, low, high)
            noticed = told < T.notice_reach[w, e]
            if noticed:
                A.flow[cell, T.f_contest + NOTICES, w] += 1
            if files >= T.candidate[w, wrong]:
                continue
            if noticed:
                week = notice_week(T, B, j, w, e, low, high)
                if week < T.n_weeks:
                    push_case(B, i, w, TOLD, 0, week, low, high)
            else:
                push_case(B, i, w, UNKNOWN, 0, 0, low, high)


@helper
def told_now(T, B, i, j, w, t):  # type: ignore[no-untyped-def]
    """Whether a notice of some record that ledger P of world ``w`` holds arrives in week ``t``."""
    head = np.int64(B.lines[i, HEAD])
    begin = (head >> COUNT_BITS) * UNIT_WORDS
    for at in range(begin, begin + 2 * (head & COUNT_MASK), 2):
        low, high = B.records[at], B.records[at + 1]
        rec = rec_week_of(high)
        slot = slot_of(low)
        if rec > t or not (low >> np.uint64(T.col_p[w])) & np.uint64(1):
            continue
        if t > rec + T.keep_notice or not T.contest_any[slot]:
            continue
        e = era_bound(T, high, rec)
        whole = rec + np.int64(T.notice_days[w, e]) // 7
        if t < whole or t > whole + 1 or not T.contest_open[w, e, slot]:
            continue
        _, told, _, _ = contest_draw(T, B, j, low, high, FILE_1)
        if told < T.notice_reach[w, e] and notice_week(T, B, j, w, e, low, high) == t:
            return True
    return False
