"""The ledgers of a resident, judged the general way: lists, acts seen by several channels, caps over rolling years.

Columns that hold the same records and are judged by the same tables are judged once.
"""

import numpy as np

from jaywalk.core.arena import push_entry
from jaywalk.core.jit import helper
from jaywalk.core.layout import BLANK_STATE, NO_TIER, STATE
from jaywalk.model.judge import points_in_force, rec_week_of, slot_of, start_score
from jaywalk.model.lists import lists_of
from jaywalk.model.score import tier_now

ALL_OR_NONE = np.uint64(1 << 63)


@helper
def _agreement(A, t, n):  # type: ignore[no-untyped-def]
    """Columns that hold all of the delivered records, and columns that hold some."""
    every = ~np.uint64(0)
    some = np.uint64(0)
    for k in range(n):
        if rec_week_of(A.high[k]) <= t:
            every &= A.low[k]
            some |= A.low[k]
    return every, some


@helper
def _twin(T, A, column, w, t, n, lists_met):  # type: ignore[no-untyped-def]
    """An earlier column that holds the same records and is judged by the same tables, -1 if there is none."""
    signature = np.uint64(0)
    marks = np.uint64(0)
    for k in range(n):
        marks |= A.low[k]
        bit = (A.low[k] >> np.uint64(column)) & np.uint64(1)
        signature |= (bit if rec_week_of(A.high[k]) <= t else np.uint64(0)) << np.uint64(k)
    A.signatures[column] = signature
    twin = -1
    if marks & T.column_held[column] & ~(np.uint64(1) << np.uint64(column)):
        A.signatures[column] = ~np.uint64(0)  # what was struck shapes this column's lists alone
        return twin
    for earlier in range(column):
        v = T.column_world[earlier]
        if (
            v >= 0
            and A.signatures[earlier] == signature
            and T.world_class[v] == T.world_class[w]
            and (not lists_met or T.column_stale[earlier] == T.column_stale[column])
        ):
            twin = earlier
    return twin


@helper
def judge_columns(T, B, A, i, t, n, j, cell, participates, founds):  # type: ignore[no-untyped-def]
    """Score, lists and tier of every column into scratch; whether any spell on a list is running."""
    columns = T.column_world.shape[0]
    spell = False
    lists_met = False
    for k in range(n):
        if T.any_list[slot_of(A.low[k])]:
            lists_met = True
    every, some = _agreement(A, t, n)
    for column in range(columns):
        w = T.column_world[column]
        if w < 0:
            continue
        rollout = np.int64(T.rollout[w, B.district])
        judged = T.scored[w] == 1 and participates and t >= rollout
        e = np.int64(T.era[t])
        twin = -1
        if not judged and not lists_met:
            A.signatures[column] = ~np.uint64(0)
            A.lists[column] = 0
            A.scores[column] = 0
            A.states[column] = BLANK_STATE
            continue
        if not lists_met and ((every ^ some) >> np.uint64(column)) & np.uint64(1) == 0:
            # all or none of the records: the commonest case, told from two words
            A.signatures[column] = ALL_OR_NONE | ((some >> np.uint64(column)) & np.uint64(1))
            for earlier in range(column):
                v = T.column_world[earlier]
                if v >= 0 and A.signatures[earlier] == A.signatures[column] and T.world_class[v] == T.world_class[w]:
                    twin = earlier
        elif n < 63:
            twin = _twin(T, A, column, w, t, n, lists_met)
        else:
            A.signatures[column] = ~np.uint64(0)
        if twin >= 0:
            A.lists[column] = A.lists[twin]
            for number in range(A.ends.shape[0]):
                A.begins[column, number] = A.begins[twin, number]
            A.scores[column] = A.scores[twin]
        else:
            lists = np.int64(0)
            if lists_met:
                lists = lists_of(T, column, w, t, A.low, A.high, n, j, B.area, A.order, A.ends, A.begins)
                if founds:
                    for number in range(A.ends.shape[0]):
                        if A.ends[number] > t:
                            push_entry(B.entries, B.entry_links, B.heads, B.fills, B.meta, A.ends[number], i)
            score = np.int64(0)
            if judged:
                since = np.int64(-1) if T.looks_back[w] else rollout
                score = start_score(T, w, B.city, cell, j, B.area)
                if n > 0:
                    score += points_in_force(T, column, w, t, since, A.low, A.high, n, A.order, A.credit)
                for number in range(A.ends.shape[0]):
                    if (lists >> number) & 1:
                        score += np.int64(T.list_points[w, e, number])
                score = min(max(score, np.int64(T.floor[w])), np.int64(T.ceiling[w]))
            if lists:  # be it one that nothing carries any more: its records stay together
                spell = True
            A.lists[column] = lists & 0xFF
            A.scores[column] = score
        tier = np.int64(NO_TIER)
        if judged:
            old = np.int64((B.lines[i, STATE + column] >> np.uint32(16)) & np.uint32(15))
            tier = tier_now(T, B, i, old, w, e, A.scores[column], rollout, t)
        A.states[column] = (A.scores[column] + 32768) | (tier << 16) | (A.lists[column] << 20)
    return spell
