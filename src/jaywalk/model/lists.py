"""The lists that somebody is on: spells that records found, renew and prolong.

Records struck from ledger P go on shaping its spells: without them a later record, ignored until then, would found a
longer one, and a decision would keep on the list whom it was to free. So a spell is made of all records that P ever
held, and what is left of them only says how far it still holds.
"""

import numpy as np

from jaywalk.core.fixed import waiting
from jaywalk.core.jit import helper
from jaywalk.core.layout import COPY, OWN, SEEDED_SHIFT, SHARED_SHIFT, STALE_SHIFT
from jaywalk.core.philox import join64, philox4
from jaywalk.core.processes import LIST_CHANCE, LIST_CHANCE_FALSE, NUMBER_BITS, REPAIR, REPAIR_FALSE
from jaywalk.model.judge import (
    act_week_of,
    number_of,
    occurrence_of,
    of_others,
    origin_of,
    outdone,
    primary_of,
    rec_week_of,
    slot_of,
)
from jaywalk.model.plan import COMBINE_FIRST, COMBINE_SUM

ENVELOPE = 32  # from this bit on: the lists whose spell runs, whoever carries it


@helper
def _stale(low):  # type: ignore[no-untyped-def]
    return np.int64((low >> np.uint64(STALE_SHIFT)) & np.uint64(255))


@helper
def _repaired_after(T, w, number, low, high, j, area, process, occurrence):  # type: ignore[no-untyped-def]
    """Weeks after which a listing founded by this record ends by repair: one draw for all ledgers and worlds."""
    never = np.int64(1) << np.int64(40)
    act, rec = act_week_of(high), rec_week_of(high)
    binds = T.repair_binds[number]
    e = T.era[act] if binds == 0 else T.era[rec]
    if binds != 2 and T.repair_rate[w, e, number] <= 0:
        return never
    u0, u1, _, _ = philox4(j, area, T.week0 + act, (process << NUMBER_BITS) | occurrence, T.key[0], T.key[1])
    x = waiting(join64(u0, u1))
    if binds != 2:
        return x // T.repair_rate[w, e, number] + np.int64(T.repair_removal[w, e, number])
    done = T.repair_sum[w, number]
    if done[T.n_weeks] - done[rec] <= x:
        return never
    low_end, high_end = rec, np.int64(T.n_weeks) - 1  # the first week by whose end enough has added up
    while low_end < high_end:
        middle = (low_end + high_end) // 2
        if done[middle + 1] - done[rec] > x:
            high_end = middle
        else:
            low_end = middle + 1
    return low_end - rec + np.int64(T.repair_removal[w, T.era[low_end], number])


@helper
def life_on_list(T, w, number, low, high, j, area, stale):  # type: ignore[no-untyped-def]
    """Weeks that a spell on list ``number`` founded by this record lasts (``stale``: in a ledger that keeps too long)."""
    life = np.int64(0)
    rec = rec_week_of(high)
    if (low >> np.uint64(SEEDED_SHIFT)) & np.uint64(1):
        life = number_of(high)
    else:
        e = T.era[rec]
        own = origin_of(low) == OWN or (origin_of(low) == COPY and not of_others(low))
        process = LIST_CHANCE + number if own else LIST_CHANCE_FALSE + number
        occurrence = occurrence_of(low) if own else number_of(high) & 4095
        u0, u1, u2, _ = philox4(
            j, area, T.week0 + act_week_of(high), (process << NUMBER_BITS) | occurrence, T.key[0], T.key[1]
        )
        life = np.int64(T.list_term[w, e, number])
        if u0 < T.list_extend[w, e, number]:
            life += np.int64(T.list_extend_by[w, e, number])
        hazard = T.list_exit[w, e, number]
        if hazard > 0 and (own or T.list_exit_false[number]):
            left = waiting(join64(u1, u2)) // hazard + np.int64(T.list_removal[w, e, number])
            life = min(life, left)
        if T.has_repair and (own or T.list_exit_false[number]):
            process = REPAIR + number if own else REPAIR_FALSE + number
            life = min(life, _repaired_after(T, w, number, low, high, j, area, process, occurrence))
    life = max(life, np.int64(1))
    if stale and T.stale_on[w, slot_of(low)]:
        life += _stale(low)
    return life


@helper
def _list_key(low, high):  # type: ignore[no-untyped-def]
    return (
        (np.uint64(rec_week_of(high)) << np.uint64(49))
        | (np.uint64(act_week_of(high)) << np.uint64(36))
        | (np.uint64(slot_of(low)) << np.uint64(28))
        | (np.uint64(origin_of(low)) << np.uint64(24))
        | np.uint64(number_of(high))
    )


@helper
def _before(low, high, a, b):  # type: ignore[no-untyped-def]
    ka = _list_key(low[a], high[a])
    kb = _list_key(low[b], high[b])
    if ka != kb:
        return ka < kb
    if primary_of(high[a]) != primary_of(high[b]):
        return primary_of(high[a]) < primary_of(high[b])
    if _stale(low[a]) != _stale(low[b]):
        return _stale(low[a]) < _stale(low[b])
    if occurrence_of(low[a]) != occurrence_of(low[b]):
        return occurrence_of(low[a]) < occurrence_of(low[b])
    return not of_others(low[a]) and of_others(low[b])


@helper
def lists_of(T, column, w, t, low, high, n, j, area, order, ends, begins):  # type: ignore[no-untyped-def]
    """Set of lists in force in a column, and from bit ``ENVELOPE`` on of those whose spell runs.

    ``begins[column, l]`` and ``ends[l]`` receive the last spell as far as it holds (end 0: none).
    """
    stale = T.column_stale[column] == 1
    bit = np.uint64(1) << np.uint64(column)
    held = T.column_held[column]
    lists = np.int64(0)
    found = 0
    for number in range(ends.shape[0]):
        ends[number] = 0
    for k in range(n):
        if not low[k] & held or rec_week_of(high[k]) > t:
            continue
        slot = slot_of(low[k])
        if T.list_on[w, slot] == 0:
            continue
        combine = T.slot_combine[slot]
        if (
            (low[k] >> np.uint64(SHARED_SHIFT)) & np.uint64(1)
            and combine != COMBINE_SUM
            and outdone(T, w, t, held, low, high, n, k, COMBINE_FIRST)
        ):
            continue
        place = found
        while place > 0 and _before(low, high, k, order[place - 1]):
            order[place] = order[place - 1]
            place -= 1
        order[place] = k
        found += 1
    if found == 0:
        return lists
    for number in range(ends.shape[0]):
        restart = T.list_restart[number] == 1
        end = np.int64(-1)
        own_end = np.int64(0)  # how far what is left carries the spell
        real = False
        for at in range(found):
            k = order[at]
            if not (T.list_on[w, slot_of(low[k])] >> np.uint32(number)) & np.uint32(1):
                continue
            rec = rec_week_of(high[k])
            there = low[k] & bit != np.uint64(0)
            if rec >= end:
                begins[column, number] = rec
                end = rec + life_on_list(T, w, number, low[k], high[k], j, area, stale)
                # a term that nothing renews is its founder's; one that is renewed rests on who is left
                own_end = end if there or not restart else np.int64(0)
                real = there
            elif restart:
                until = rec + life_on_list(T, w, number, low[k], high[k], j, area, stale)
                end = max(end, until)
                if there:
                    own_end = max(own_end, until)
            real = real or there
            if T.list_repeat[number] > 0:
                times = 0
                own_times = 0
                for earlier in range(at + 1):
                    o = order[earlier]
                    if (T.list_on[w, slot_of(low[o])] >> np.uint32(number)) & np.uint32(1):
                        if rec_week_of(high[o]) > rec - T.list_repeat_window[number]:
                            times += 1
                            own_times += 1 if low[o] & bit else 0
                if times >= T.list_repeat[number]:
                    end += np.int64(T.list_repeat_by[number])
                if there and own_times >= T.list_repeat[number]:
                    own_end += np.int64(T.list_repeat_by[number])
        if t < end:
            lists |= np.int64(1) << np.int64(ENVELOPE + number)
            if real and t < own_end:
                lists |= np.int64(1) << np.int64(number)
        ends[number] = max(min(end, own_end), np.int64(0)) if real else np.int64(0)
    return lists
