"""Stage 1, deliver, and what it sets off: everybody for whom something is due this week is judged again.

The calendar says only who; what has changed follows from the chain and the week. An entry is two bytes, serves all
worlds, and looking at a resident once too often changes nothing.
"""

import numpy as np

from jaywalk.core.arena import (
    CASES,
    ENTRIES_LEFT,
    FREE_ENTRY,
    JUDGED,
    ROSTER_SIZE,
    SINK,
    push_entry,
)
from jaywalk.core.jit import helper
from jaywalk.core.layout import (
    ATTRIBUTED,
    BLANK_STATE,
    BUCKET,
    COUNT_BITS,
    COUNT_MASK,
    HEAD,
    HOME,
    KIND_SHIFT,
    LARGE_COLUMNS,
    LARGE_LINE,
    MARKS,
    OUTSIDE,
    PARTICIPATES,
    PHANTOM,
    ROSTER,
    SMALL_COLUMNS,
    STATE,
    STRAY,
    TOUCHED,
    UNIT_WORDS,
    WHO,
)
from jaywalk.core.memory import CACHE_LINE
from jaywalk.model.cases import CASES_A_STRETCH, open_cases
from jaywalk.model.chain import gather, prune
from jaywalk.model.columns import judge_columns
from jaywalk.model.judge import (
    act_week_of,
    in_force,
    origin_of,
    rec_week_of,
    slot_of,
)
from jaywalk.model.quantities import Q_SCORE
from jaywalk.model.respond import learn
from jaywalk.model.score import (
    DELIVERED_NOW,
    FOUNDS_LISTS,
    MANY_CHANNELS,
    SPENT,
    plain_columns,
    survey,
)
from jaywalk.model.state import DONE, MORE_CASES, MORE_ENTRIES
from jaywalk.model.tally import RESTRICTED_BIT, measures_in, move_digest, score_in, tally_world

ENTRIES_A_STRETCH = 32 * 16  # calendar chunks that judging one chunk of residents can at most take


@helper
def _note_expiries(T, B, A, i, t, n):  # type: ignore[no-untyped-def]
    """Enter in the calendar when the points of a record delivered now run out; whether one founds a list."""
    founds = False
    for k in range(n):
        if rec_week_of(A.high[k]) != t:
            continue
        slot = slot_of(A.low[k])
        if T.any_list[slot]:
            founds = True
        last = np.int64(-1)
        for w in range(T.col_p.shape[0]):
            rule = np.int64(T.rule_of[w, slot])
            if not T.scored[w] or rule < 0:
                continue
            clock = rec_week_of(A.high[k]) if T.rule_clock[rule] else act_week_of(A.high[k])
            week = clock + np.int64(T.rule_expires[w, rule])
            if week > t and week != last:
                push_entry(B.entries, B.entry_links, B.heads, B.fills, B.meta, week, i)
                last = week
    return founds


@helper
def _kind_and_gravity(T, A, w, t, n):  # type: ignore[no-untyped-def]
    """How a wrong came about, judged by ledger P's records that matter now; the gravest act among them."""
    column = T.col_p[w]
    truth = T.col_t[w]
    lists = A.lists[column]
    kind = 3
    gravity = np.int64(1)
    phantom = False
    someone = False
    for k in range(n):
        if not (A.low[k] >> np.uint64(column)) & np.uint64(1) or rec_week_of(A.high[k]) > t:
            continue
        slot = slot_of(A.low[k])
        if not T.slot_violation[slot]:
            continue
        matters = in_force(T, w, t, A.low[k], A.high[k])
        founded = np.int64(T.list_on[w, slot]) & lists
        for number in range(A.ends.shape[0]):
            # a record of an earlier spell is over and done with, dropped or not
            if (founded >> number) & 1 and rec_week_of(A.high[k]) >= A.begins[column, number]:
                matters = True
        if not matters:
            continue
        gravity = max(gravity, np.int64(T.slot_gravity[slot]))
        if (A.low[k] >> np.uint64(truth)) & np.uint64(1):
            continue
        origin = origin_of(A.low[k])
        if origin == STRAY or origin == OUTSIDE or origin == ATTRIBUTED:
            someone = True
        elif origin == PHANTOM:
            phantom = True
    if someone:
        kind = 2
    elif phantom:
        kind = 1
    return kind, gravity


@helper
def _severity(T, mask):  # type: ignore[no-untyped-def]
    severity = np.int64(1)
    for number in range(T.severity.shape[0]):
        if (mask >> np.uint32(number)) & np.uint32(1):
            severity = max(severity, np.int64(T.severity[number]))
    return severity


@helper
def _restricted_since(T, B, i, w, t, begins):  # type: ignore[no-untyped-def]
    """First week of the present restriction in world ``w``; noted in the line when one begins."""
    words = B.lines.shape[1]
    base = STATE + (LARGE_COLUMNS if words == LARGE_LINE else SMALL_COLUMNS)
    at = base + w // 2
    shift = np.uint32(16 * (w % 2))
    if begins:
        rest = B.lines[i, at] & ~(np.uint32(0xFFFF) << shift)
        B.lines[i, at] = np.uint32(rest | (np.uint32(t) << shift))
        return np.int64(t)
    return np.int64((B.lines[i, at] >> shift) & np.uint32(0xFFFF))


@helper
def judge_resident(T, B, A, i, t):  # type: ignore[no-untyped-def]
    """Judge one resident in every world, move the counters, write the line. Twice in a week: nothing happens."""
    lines = B.lines
    home = lines[i, HOME]
    stamp = np.uint32(t + 1)
    if home >> np.uint32(16) == stamp:
        return
    lines[i, HOME] = np.uint32((home & np.uint32(0xFFFF)) | (stamp << np.uint32(16)))
    B.meta[JUDGED] += 1
    who = lines[i, WHO]
    cell = np.int64((who >> np.uint32(16)) & np.uint32(255))
    participates = (who & np.uint32(PARTICIPATES)) != 0
    j = np.int64(B.first + i)
    flags = survey(T, B, i, t)
    plain = flags & (FOUNDS_LISTS | MANY_CHANNELS) == 0 and T.rolling_caps == 0
    n = 0
    if not plain or flags & (DELIVERED_NOW | SPENT):
        n = gather(B, A, i)
    founds = False
    if flags & DELIVERED_NOW:
        founds = _note_expiries(T, B, A, i, t, n)
        if T.has_contest:
            open_cases(T, B, A, i, t, j, cell, n)
        if T.has_respond:
            learn(T, B, A, i, t, cell, n)
    if lines[i, MARKS] & np.uint32(TOUCHED):  # what was struck ends spells earlier
        lines[i, MARKS] = np.uint32(lines[i, MARKS] & ~np.uint32(TOUCHED))
        founds = True
    spell = False
    if plain:
        plain_columns(T, B, A, i, t, j, cell, participates)
    else:
        spell = judge_columns(T, B, A, i, t, n, j, cell, participates, founds)
    e_new = np.int64(T.era[t])
    e_old = np.int64(T.era[t - 1]) if t > 0 else e_new
    if _any_change(lines, A, i) or e_old != e_new:
        _changes(T, B, A, i, t, j, cell, e_old, e_new)
    if flags & SPENT:
        prune(T, B, A, i, t, n, spell)


@helper
def _any_change(lines, A, i):  # type: ignore[no-untyped-def]
    """Whether any column's state differs from the line's; a restriction is looked at again in any case."""
    states = A.states
    differs = np.uint32(0)
    for column in range(states.shape[0]):
        word = lines[i, STATE + column]
        differs |= (word ^ np.uint32(states[column])) & np.uint32(0x0FFFFFFF)
        differs |= word & np.uint32(1 << RESTRICTED_BIT)
    return differs != np.uint32(0)


@helper
def _changes(T, B, A, i, t, j, cell, e_old, e_new):  # type: ignore[no-untyped-def]
    """Move the counters from a resident's old states to the new ones, world by world, and write the line."""
    lines = B.lines
    held = np.uint32(0x0FFFFFFF)
    blocked = False
    restrictions = np.uint32(T.restrictions)
    for w in range(T.col_p.shape[0]):
        cp = T.col_p[w]
        if cp < 0:
            continue
        ct, cx = T.col_t[w], T.col_x[w]
        old_p, new_p = np.uint32(lines[i, STATE + cp]), np.uint32(A.states[cp])
        old_t, new_t = np.uint32(lines[i, STATE + ct]), np.uint32(A.states[ct])
        old_x, new_x = np.uint32(lines[i, STATE + cx]), np.uint32(A.states[cx])
        differs = ((old_p ^ new_p) | (old_t ^ new_t) | (old_x ^ new_x)) & held
        was = (old_p >> np.uint32(RESTRICTED_BIT)) & np.uint32(1) == np.uint32(1)
        if e_old == e_new and not was and differs <= np.uint32(0xFFFF):
            # no tier, no list and nothing dated has changed: at most the score has
            if differs:
                A.stock[cell, Q_SCORE, w] += score_in(new_p) - score_in(old_p)
                move_digest(B, w, j, old_p, old_t, old_x, new_p, new_t, new_x)
            continue
        mask = measures_in(T, w, e_new, new_p)
        truth = measures_in(T, w, e_new, new_t)
        restricted = (mask & restrictions) != 0
        kind = np.int64(0)
        beyond = False
        if restricted:
            found, gravity = _kind_and_gravity(T, A, w, t, gather(B, A, i))
            if mask & ~truth & restrictions:
                kind = np.int64(found)
            since = _restricted_since(T, B, i, w, t, not was)
            weeks = gravity * np.int64(T.proportion_weeks) // _severity(T, mask & restrictions) + 1
            beyond = t - since >= weeks
            if not beyond:
                push_entry(B.entries, B.entry_links, B.heads, B.fills, B.meta, since + weeks, i)
            for number in range(T.measure_modes.shape[0]):
                if (mask >> np.uint32(number)) & np.uint32(1) and T.measure_modes[number]:
                    blocked = True
        tally_world(T, B, A, w, i, t, j, cell, e_old, e_new, kind, beyond)
        A.states[cp] |= kind << np.int64(KIND_SHIFT)
        if restricted:
            A.states[cp] |= np.int64(1) << np.int64(RESTRICTED_BIT)
    for column in range(T.column_world.shape[0]):
        if T.column_world[column] >= 0:
            lines[i, STATE + column] = np.uint32(A.states[column])
    if blocked and not lines[i, MARKS] & np.uint32(ROSTER):
        lines[i, MARKS] = np.uint32(lines[i, MARKS] | np.uint32(ROSTER))
        B.roster[B.meta[ROSTER_SIZE]] = np.uint16(i)
        B.meta[ROSTER_SIZE] += 1


@helper
def nothing_to_judge(T, B, i, t):  # type: ignore[no-untyped-def]
    """Whether a resident without any record and without a score cannot change in week ``t``."""
    if B.lines[i, HEAD] != 0:
        return False
    scores = (B.lines[i, WHO] & np.uint32(PARTICIPATES)) != 0
    for column in range(T.column_world.shape[0]):
        w = T.column_world[column]
        if w < 0:
            continue
        if B.lines[i, STATE + column] != np.uint32(BLANK_STATE):
            return False
        if scores and T.scored[w] and t >= T.rollout[w, B.district]:
            return False
    return True


@helper
def deliver(T, B, A, t):  # type: ignore[no-untyped-def]
    """Judge all who are in the calendar for week ``t``. Returns ``DONE`` or the store that must grow first."""
    sink = np.int64(0)
    while B.heads[t] >= 0:
        if B.meta[ENTRIES_LEFT] < ENTRIES_A_STRETCH:
            return MORE_ENTRIES
        if T.has_contest and not room_for_cases(T, B):
            return MORE_CASES
        chunk = np.int64(B.heads[t])
        fill = np.int64(B.fills[t])
        # the lines and the records are scattered: fetch them all before looking at any
        for k in range(fill):
            sink += np.int64(B.lines[np.int64(B.entries[chunk, k]), HEAD])
        for k in range(fill):
            head = np.int64(B.lines[np.int64(B.entries[chunk, k]), HEAD])
            begin = (head >> COUNT_BITS) * UNIT_WORDS
            for at in range(begin, begin + 2 * (head & COUNT_MASK), CACHE_LINE // 8):
                sink += np.int64(B.records[at] & np.uint64(1))
        for k in range(fill):
            A.hits[k] = np.int64(B.entries[chunk, k])
        B.heads[t] = B.entry_links[chunk]
        B.fills[t] = np.int32(BUCKET)
        B.entry_links[chunk] = np.int32(B.meta[FREE_ENTRY])
        B.meta[FREE_ENTRY] = chunk
        B.meta[ENTRIES_LEFT] += 1
        for k in range(fill):
            judge_resident(T, B, A, A.hits[k], t)
    B.meta[SINK] = sink
    return DONE


@helper
def room_for_cases(T, B):  # type: ignore[no-untyped-def]
    """Whether the cases have room for all that judging one chunk of residents can open."""
    return B.cases.shape[0] - B.meta[CASES] >= CASES_A_STRETCH * T.col_p.shape[0]
