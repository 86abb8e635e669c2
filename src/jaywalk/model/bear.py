"""Stage 6, bear: what a restriction refuses, week by week.

Only the roster is visited: residents for whom a mode of travel is blocked in some world. Attempts are exogenous, the
same in every world; whether one is refused depends on the world's state, and whether it is made at all on whether
the resident already knows.
"""

import numpy as np

from jaywalk.core.arena import CASES, ROSTER_SIZE, SINK
from jaywalk.core.fixed import waiting
from jaywalk.core.jit import helper
from jaywalk.core.layout import KNOWN_SHIFT, MARKS, ROSTER, STATE, WHO
from jaywalk.core.philox import join64, philox4
from jaywalk.core.processes import DEMAND, NUMBER_BITS, SWITCH
from jaywalk.model.cases import told_now
from jaywalk.model.lives import lose_work
from jaywalk.model.quantities import F_MEASURES
from jaywalk.model.state import DONE, MORE_CASES
from jaywalk.model.tally import modes_in


@helper
def _tell(T, B, i, j, t, e):  # type: ignore[no-untyped-def]
    """Notices that arrive this week: whoever is told knows before setting out."""
    lines = B.lines
    for w in range(T.col_p.shape[0]):
        bit = np.uint32(1) << np.uint32(KNOWN_SHIFT + w)
        if T.col_p[w] < 0 or lines[i, MARKS] & bit or modes_in(T, w, e, lines[i, STATE + T.col_p[w]]) == 0:
            continue
        if told_now(T, B, i, j, w, t):
            lines[i, MARKS] = np.uint32(lines[i, MARKS] | bit)


@helper
def _travel(T, B, A, i, t, e, first_flow):  # type: ignore[no-untyped-def]
    """A week of attempts of one resident; False once no world blocks anything any more."""
    lines = B.lines
    n_worlds = T.col_p.shape[0]
    anywhere = np.uint32(0)
    for w in range(n_worlds):
        if T.col_p[w] < 0:
            continue
        modes = modes_in(T, w, e, lines[i, STATE + T.col_p[w]])
        anywhere |= modes
        if modes == 0:
            lines[i, MARKS] = np.uint32(lines[i, MARKS] & ~(np.uint32(1) << np.uint32(KNOWN_SHIFT + w)))
    if anywhere == 0:
        return False
    j = np.int64(B.first + i)
    week = np.uint32(T.week0 + t)
    cell = np.int64((lines[i, WHO] >> np.uint32(16)) & np.uint32(255))
    if T.has_contest:
        _tell(T, B, i, j, t, e)
    known = lines[i, MARKS]
    refused_in = np.uint32(0)
    for mode in range(T.demand.shape[1]):
        if not (anywhere >> np.uint32(mode)) & np.uint32(1):
            continue
        rate = T.demand[e, mode, cell]
        n = 0
        x = np.int64(0)
        while True:
            number = (mode << 8) | n
            u0, u1, _, _ = philox4(j, B.area, week, (DEMAND << NUMBER_BITS) | number, T.key[0], T.key[1])
            if u0 >= T.demand_gate[e, mode, cell]:  # the wait alone is longer than a week
                break
            x += waiting(join64(u0, u1))
            if x >= rate or n >= 255:
                break
            s0, _, _, _ = philox4(j, B.area, week, (SWITCH << NUMBER_BITS) | number, T.key[0], T.key[1])
            for w in range(n_worlds):
                if T.col_p[w] < 0 or not (
                    modes_in(T, w, e, lines[i, STATE + T.col_p[w]]) >> np.uint32(mode)
                ) & np.uint32(1):
                    continue
                if (known >> np.uint32(KNOWN_SHIFT + w)) & np.uint32(1) and s0 < T.switched[mode]:
                    continue
                A.flow[cell, first_flow + 2 * mode, w] += 1
                if not (modes_in(T, w, e, lines[i, STATE + T.col_t[w]]) >> np.uint32(mode)) & np.uint32(1):
                    A.flow[cell, first_flow + 2 * mode + 1, w] += 1
                refused_in |= np.uint32(1) << np.uint32(KNOWN_SHIFT + w)
            n += 1
    lines[i, MARKS] = np.uint32(lines[i, MARKS] | refused_in)
    if T.has_lives:
        lose_work(T, B, A, i, t, e, cell)
    return True


@helper
def bear(T, B, A, t):  # type: ignore[no-untyped-def]
    """Refused trips and lost work of everybody on the block's roster in week ``t``; says what room is short."""
    e = np.int64(T.era[t])
    first_flow = F_MEASURES + 2 * T.severity.shape[0] + T.list_points.shape[2]
    at = 0
    size = B.meta[ROSTER_SIZE]
    if T.has_lives and B.cases.shape[0] - B.meta[CASES] < size * T.col_p.shape[0]:
        return MORE_CASES
    sink = np.int64(0)
    for k in range(size):  # fetch all lines before looking at any
        sink += np.int64(B.lines[np.int64(B.roster[k]), WHO])
    B.meta[SINK] = sink
    while at < size:
        i = np.int64(B.roster[at])
        if _travel(T, B, A, i, t, e, first_flow):
            at += 1
        else:
            B.lines[i, MARKS] = np.uint32(B.lines[i, MARKS] & ~np.uint32(ROSTER))
            size -= 1
            B.roster[at] = B.roster[size]
    B.meta[ROSTER_SIZE] = size
    return DONE
