"""Lives: work that is lost while a mode of travel is blocked, and found again.

Who loses work leaves a vacancy in the city, and while out of work commits other acts (see ``respond``). One draw a
resident and week serves all worlds.
"""

import numpy as np

from jaywalk.core.arena import CASES
from jaywalk.core.fixed import waiting
from jaywalk.core.jit import helper
from jaywalk.core.layout import OUT_OF_WORK, STATE, WHO
from jaywalk.core.philox import join64, philox4
from jaywalk.core.processes import JOB_LOSS, NUMBER_BITS
from jaywalk.model.cases import BACK, drop_case, push_case
from jaywalk.model.quantities import JOBS_LOST, JOBS_LOST_WRONGLY
from jaywalk.model.tally import modes_in

WORKING_CELLS = (20, 120)  # ages 18 to 59: who works where no attribute says so


@helper
def _works(T, B, i, cell):  # type: ignore[no-untyped-def]
    """Whether the resident is somebody who has work to lose."""
    first, end = WORKING_CELLS
    if T.job_attribute < 0:
        return first <= cell < end
    return cell >= first and (B.lines[i, WHO] >> np.uint32(T.job_attribute)) & np.uint32(1) != np.uint32(0)


@helper
def lose_work(T, B, A, i, t, e, cell):  # type: ignore[no-untyped-def]
    """Work that resident ``i`` loses in week ``t``, in each world that blocks a mode of travel to them."""
    if not _works(T, B, i, cell):
        return
    lines = B.lines
    wait = np.int64(-1)
    for w in range(T.col_p.shape[0]):
        hazard = T.job_loss[w, e, cell]
        if T.col_p[w] < 0 or hazard <= 0 or B.since[i, w] & np.uint16(OUT_OF_WORK):
            continue
        if modes_in(T, w, e, lines[i, STATE + T.col_p[w]]) == 0:
            continue
        if wait < 0:
            week = np.uint32(T.week0 + t)
            u0, u1, _, _ = philox4(np.int64(B.first + i), B.area, week, JOB_LOSS << NUMBER_BITS, T.key[0], T.key[1])
            wait = waiting(join64(u0, u1))
        if wait >= hazard:
            continue
        B.since[i, w] = np.uint16(B.since[i, w] | np.uint16(OUT_OF_WORK))
        A.stock[cell, T.q_out_of_work, w] += 1
        A.flow[cell, T.f_lives + JOBS_LOST, w] += 1
        if modes_in(T, w, e, lines[i, STATE + T.col_t[w]]) == 0:
            A.flow[cell, T.f_lives + JOBS_LOST_WRONGLY, w] += 1
        A.vacancies[w] += 1
        # also if it lasts beyond the end: who is out of work is found by these rows
        push_case(B, i, w, BACK, 0, t + 1 + np.int64(T.lost_weeks[w]), np.uint64(0), np.uint64(0))


@helper
def back_to_work(T, B, A, t):  # type: ignore[no-untyped-def]
    """Those whose weeks without work are over in week ``t``."""
    at = 0
    while at < B.meta[CASES]:
        word = np.int64(B.cases[at, 0])
        if (word >> 20) & 15 != BACK or word >> 32 != t:
            at += 1
            continue
        i, w = word & 0xFFFF, (word >> 16) & 15
        drop_case(B, at)
        B.since[i, w] = np.uint16(B.since[i, w] & ~np.uint16(OUT_OF_WORK))
        A.stock[np.int64((B.lines[i, WHO] >> np.uint32(16)) & np.uint32(255)), T.q_out_of_work, w] -= 1
