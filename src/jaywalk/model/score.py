"""The commonest ledgers, judged in one pass: no list, no act held by several channels, caps by calendar year.

What this file does is what ``judge.points_in_force`` does, for all columns that are judged by the same tables at
once; whoever has a record that asks for more goes the general way. The tests hold both to the reference model.
"""

from typing import Final

import numpy as np

from jaywalk.core.arena import push_entry
from jaywalk.core.jit import helper
from jaywalk.core.layout import (
    BLANK_STATE,
    COUNT_BITS,
    COUNT_MASK,
    HEAD,
    NO_TIER,
    REC_SHIFT,
    SHARED_SHIFT,
    SLOT_SHIFT,
    STATE,
    UNIT_WORDS,
)
from jaywalk.model.judge import reviewed_tier, start_score, tier_of
from jaywalk.model.plan import CAP_NONE

# slot words, see ``tables``
KEEP_FROM_RECORD: Final = 1 << 16
FOUNDS_LISTS: Final = 1 << 17
STANDS_BACK: Final = 1 << 18
# what a survey finds, beside the slot words
DELIVERED_NOW: Final = 1 << 20
SPENT: Final = 1 << 21
MANY_CHANNELS: Final = 1 << 22
UNCAPPED: Final = 1 << 40


@helper
def survey(T, B, i, t):  # type: ignore[no-untyped-def]
    """What a look along resident ``i``'s chain finds: the slot words of all records and the flags above, in one."""
    flags = np.int64(0)
    head = np.int64(B.lines[i, HEAD])
    begin = (head >> COUNT_BITS) * UNIT_WORDS
    records, words = B.records, T.slot_word
    for at in range(begin, begin + 2 * (head & COUNT_MASK), 2):
        low, high = records[at], records[at + 1]
        word = words[np.int64((low >> np.uint64(SLOT_SHIFT)) & np.uint64(255))]
        rec = np.int64((high >> np.uint64(REC_SHIFT)) & np.uint64(0xFFFF))
        clock = rec if word & KEEP_FROM_RECORD else np.int64(high & np.uint64(0xFFFF))
        many = word & STANDS_BACK and (low >> np.uint64(SHARED_SHIFT)) & np.uint64(1)
        flags |= word & ~np.int64(0xFFFF)
        flags |= DELIVERED_NOW if rec == t else 0
        flags |= SPENT if t >= rec + (word >> 32) and t >= clock + (word & 0xFFFF) else 0
        flags |= MANY_CHANNELS if many else 0
    return flags


@helper
def tier_now(T, B, i, old, w, e, score, rollout, t):  # type: ignore[no-untyped-def]
    """The tier in week ``t`` after tier ``old``; where the next review will change it, that goes into the calendar."""
    if old != NO_TIER and t != rollout and reviewed_tier(T, w, e, score, old) == old:
        return old  # the commonest case: no review would change it
    review = np.int64(T.review[w])
    if t == rollout or old == NO_TIER:
        tier = tier_of(T, w, e, score)
    elif (t - rollout) % review == 0:
        tier = reviewed_tier(T, w, e, score, old)
    else:
        tier = old
    if reviewed_tier(T, w, e, score, tier) != tier:
        due = rollout + ((t - rollout) // review + 1) * review
        push_entry(B.entries, B.entry_links, B.heads, B.fills, B.meta, due, i)
    return tier


@helper
def _sum_class(T, B, A, i, c, w, e, t, since):  # type: ignore[no-untyped-def]
    """Points in force by rule and year for the columns of class ``c``, with each rule's cap in ``A.caps``.

    ``A.credit`` receives the sums over records that all columns hold, ``A.parts`` by column what only some hold.
    Returns how many sums there are, and whether there are any parts.
    """
    buckets = 0
    apart = False
    keys, credit, parts, caps = A.order, A.credit, A.parts, A.caps
    columns, members, size = T.class_columns[c], T.class_list[c], T.class_size[c]
    words, era, year, points = T.rule_word[w], T.era, T.year, T.points[w]
    head = np.int64(B.lines[i, HEAD])
    begin = (head >> COUNT_BITS) * UNIT_WORDS
    records = B.records
    key = np.int64(-1)
    at = 0
    for place in range(begin, begin + 2 * (head & COUNT_MASK), 2):
        low, high = records[place], records[place + 1]
        held = low & columns
        slot = np.int64((low >> np.uint64(SLOT_SHIFT)) & np.uint64(255))
        word = words[slot]
        week = np.int64(high & np.uint64(0xFFFF))
        rec = np.int64((high >> np.uint64(REC_SHIFT)) & np.uint64(0xFFFF))
        clock = rec if (word >> 8) & 1 else week
        if (held == np.uint64(0)) | (word == 0) | (rec > t) | (week < since) | (t >= clock + (word >> 16)):
            continue
        binds = (word >> 11) & 3
        when = week
        if binds == 1:
            when = rec
        elif binds == 2:
            when = np.int64(t)
        value = np.int64(points[era[when], slot])
        wanted = np.int64(0)
        if (word >> 9) & 3 != CAP_NONE:
            wanted = (word & 255) * 4096 + np.int64(year[week])
        if wanted != key:  # a chain is in order of time, and most have one kind of record: the last place fits mostly
            key = wanted
            at = 0
            while at < buckets and keys[at] != key:
                at += 1
            if at == buckets:
                keys[at] = key
                credit[at] = 0
                caps[at] = T.rule_cap[w, e, (word & 255) - 1] if key else UNCAPPED
                for number in range(size):
                    parts[at, number] = 0
                buckets += 1
        if held == columns:
            credit[at] += value
        else:
            apart = True
            for number in range(size):
                parts[at, number] += value if (held >> np.uint64(members[number])) & np.uint64(1) else 0
    return buckets, apart


@helper
def plain_columns(T, B, A, i, t, j, cell, participates):  # type: ignore[no-untyped-def]
    """Score and tier of every column into scratch, for a resident without a record that founds a list."""
    e = np.int64(T.era[t])
    states, lists = A.states, A.lists
    for column in range(states.shape[0]):
        lists[column] = 0
        states[column] = BLANK_STATE
    if not participates:
        return
    for c in range(T.class_world.shape[0]):
        w = np.int64(T.class_world[c])
        rollout = np.int64(T.rollout[w, B.district])
        if t < rollout:
            continue
        since = np.int64(-1) if T.looks_back[w] else rollout
        start = start_score(T, w, B.city, cell, j, B.area)
        lowest, highest = np.int64(T.floor[w]), np.int64(T.ceiling[w])
        buckets, apart = _sum_class(T, B, A, i, c, w, e, t, since)
        score = start
        for at in range(buckets):
            score += min(max(A.credit[at], -A.caps[at]), A.caps[at])
        score = min(max(score, lowest), highest)
        # the last column's old tier and score: columns mostly agree
        known, known_score, tier = np.int64(-1), np.int64(0), np.int64(0)
        for number in range(T.class_size[c]):
            member = np.int64(T.class_list[c, number])
            if apart:
                score = start
                for at in range(buckets):
                    score += min(max(A.credit[at] + A.parts[at, number], -A.caps[at]), A.caps[at])
                score = min(max(score, lowest), highest)
            old = np.int64((B.lines[i, STATE + member] >> np.uint32(16)) & np.uint32(15))
            if old != known or score != known_score:
                tier = tier_now(T, B, i, old, w, e, score, rollout, t)
                known = old
                known_score = score
            states[member] = (score + 32768) | (tier << 16)
