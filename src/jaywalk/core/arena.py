"""A block's two stores that grow: the arena of record chains and the calendar of weeks to come.

A resident's chain lies in one piece of the arena: a segment of whole units of 32 bytes, two records each, exchanged
for a larger one when it is full. Pieces given back wait on a list of their size. The calendar is a pool of chunks of
64 bytes. Neither can grow while a kernel runs: a kernel asks before each stretch of work whether enough is left and
returns early if not; Python then enlarges the store and calls again. Where a chain lies never enters a draw, a digest
or a result.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from jaywalk.core.jit import helper
from jaywalk.core.layout import BUCKET, COUNT_BITS, COUNT_MASK, HEAD, LONGEST_CHAIN, NUM_SHIFT, UNIT, UNIT_WORDS
from jaywalk.core.memory import empty, growing, zeros

# a block's counters, one int64 each
RECORD_TOP: Final = 0  # units of the arena ever used
LONGEST: Final = 1  # class of the longest segment so far
FREE_ENTRY: Final = 2  # first free chunk of the calendar, -1: none
ENTRIES_LEFT: Final = 3
ROSTER_SIZE: Final = 4
RESUME: Final = 5  # where the week goes on after a pool was enlarged
FAULT: Final = 6  # a bit for each thing that must never happen
SINK: Final = 7  # swallows the loads that only fetch lines
CLAIMS: Final = 8
NAMESAKES: Final = 9
RECORDS_MADE: Final = 10
JUDGED: Final = 11
HITS: Final = 12
POINTS: Final = 13
CYCLES: Final = 14  # spent in each phase of a week, from here on
CASES: Final = 24  # rows of cases
META: Final = 32

FAULT_ARENA: Final = 1
FAULT_CALENDAR: Final = 2
FAULT_CHAIN: Final = 4
FAULT_OCCURRENCE: Final = 8
FAULT_NUMBER: Final = 16
FAULT_CEILING: Final = 32
FAULT_CASES: Final = 64
FAULTS: Final = {
    FAULT_ARENA: "the arena of records was full in the middle of a stretch",
    FAULT_CALENDAR: "the calendar was full in the middle of a stretch",
    FAULT_CHAIN: "a resident has more records in force than a chain may hold",
    FAULT_OCCURRENCE: "more than 511 acts of one kind by one resident in one week",
    FAULT_NUMBER: "a number of a dealt record does not fit its field",
    FAULT_CEILING: "a rate lies above its slot's ceiling",
    FAULT_CASES: "the cases of a block were full in the middle of a stretch",
}

# segments come in these lengths, in units
SEGMENT_UNITS: Final = np.array([1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512], np.int64)
SEGMENT_CLASSES: Final = len(SEGMENT_UNITS)
MOST_UNITS: Final = int(SEGMENT_UNITS[-1])
# the shortest that holds so many units, and the longest within so many
CLASS_HOLDING: Final = np.searchsorted(SEGMENT_UNITS, np.arange(MOST_UNITS + 2)).astype(np.int64)
CLASS_WITHIN: Final = (np.searchsorted(SEGMENT_UNITS, np.arange(MOST_UNITS + 2), side="right") - 1).astype(np.int64)


def new_records(units: int) -> NDArray[np.uint64]:
    """An empty arena of so many units: pages that are never touched take no memory."""
    return growing(units * UNIT_WORDS)


def new_calendar(chunks: int) -> tuple[NDArray[np.uint16], NDArray[np.int32]]:
    """An empty calendar: entries ``uint16[chunks, 32]`` and links, all chunks on the free list in order."""
    return zeros((chunks, BUCKET), np.uint16), _links(0, chunks)


def _links(first: int, last: int) -> NDArray[np.int32]:
    links = np.arange(first + 1, last + 1, dtype=np.int32)
    if links.size:
        links[-1] = -1
    return links


def grow_records(arena: NDArray[np.uint64], used: int, extra: int) -> NDArray[np.uint64]:
    """The arena enlarged by ``extra`` units; the ``used`` ones are kept."""
    larger = growing(len(arena) + extra * UNIT_WORDS)
    larger[: used * UNIT_WORDS] = arena[: used * UNIT_WORDS]
    return larger


def grow_calendar(
    data: NDArray[np.uint16], links: NDArray[np.int32], meta: NDArray[np.int64], extra: int
) -> tuple[NDArray[np.uint16], NDArray[np.int32]]:
    """The calendar enlarged by ``extra`` chunks, put at the front of its free list."""
    old = len(data)
    larger = empty((old + extra, BUCKET), np.uint16)
    larger[:old] = data
    new_links = np.empty(old + extra, np.int32)
    new_links[:old] = links
    new_links[old:] = _links(old, old + extra)
    new_links[-1] = meta[FREE_ENTRY]
    meta[FREE_ENTRY] = old
    meta[ENTRIES_LEFT] += extra
    return larger, new_links


def units_for(meta: NDArray[np.int64], pushes: int) -> int:
    """Units that so many pushes can take at most: each could exchange a segment for the next longer one."""
    longest = min(int(meta[LONGEST]) + 1, SEGMENT_CLASSES - 1)
    return pushes * int(SEGMENT_UNITS[longest])


@helper
def room_for(records, meta, pushes):  # type: ignore[no-untyped-def]
    """Whether the arena is sure to hold so many more records."""
    longest = min(np.int64(meta[LONGEST]) + 1, np.int64(SEGMENT_CLASSES - 1))
    left = np.int64(records.shape[0]) // UNIT_WORDS - np.int64(meta[RECORD_TOP])
    return left >= pushes * SEGMENT_UNITS[longest]


@helper
def _take(records, free, meta, kind):  # type: ignore[no-untyped-def]
    """First unit of a segment of class ``kind``, -1 (and a fault) if there is no room."""
    start = np.int64(free[kind])
    if start >= 0:
        free[kind] = np.int64(records[start * UNIT_WORDS]) - 1
        return start
    start = np.int64(meta[RECORD_TOP])
    if (start + SEGMENT_UNITS[kind]) * UNIT_WORDS > records.shape[0] or start >= 1 << (32 - COUNT_BITS):
        meta[FAULT] |= FAULT_ARENA
        return np.int64(-1)
    meta[RECORD_TOP] = start + SEGMENT_UNITS[kind]
    meta[LONGEST] = max(np.int64(meta[LONGEST]), np.int64(kind))
    return start


@helper
def _give(records, free, start, units):  # type: ignore[no-untyped-def]
    """Put units back, as segments as long as possible."""
    while units > 0:
        kind = CLASS_WITHIN[units]
        records[start * UNIT_WORDS] = np.uint64(free[kind] + 1)
        free[kind] = start
        start += SEGMENT_UNITS[kind]
        units -= SEGMENT_UNITS[kind]


@helper
def push_record(lines, records, free, meta, i, low, high):  # type: ignore[no-untyped-def]
    """Put a record at the end of resident ``i``'s chain."""
    head = np.int64(lines[i, HEAD])
    count = head & COUNT_MASK
    start = head >> COUNT_BITS
    if count & (UNIT - 1) == 0:
        units = count // UNIT
        held = SEGMENT_UNITS[CLASS_HOLDING[units]] if units > 0 else np.int64(0)
        if units == held:
            if count >= LONGEST_CHAIN:
                meta[FAULT] |= FAULT_CHAIN
                return
            longer = _take(records, free, meta, CLASS_HOLDING[units + 1])
            if longer < 0:
                return
            for k in range(units * UNIT_WORDS):
                records[longer * UNIT_WORDS + k] = records[start * UNIT_WORDS + k]
            _give(records, free, start, units)
            start = longer
    at = start * UNIT_WORDS + 2 * count
    records[at] = low
    records[at + 1] = high
    lines[i, HEAD] = np.uint32((start << COUNT_BITS) | (count + 1))
    if (high >> np.uint64(NUM_SHIFT)) & np.uint64(0xFFFFFF) == np.uint64(0xFFFFFF):
        meta[FAULT] |= FAULT_NUMBER


@helper
def shorten(lines, records, free, i, kept):  # type: ignore[no-untyped-def]
    """Let resident ``i``'s chain end after its first ``kept`` records; units that nobody needs any more go back."""
    head = np.int64(lines[i, HEAD])
    count = head & COUNT_MASK
    start = head >> COUNT_BITS
    before = SEGMENT_UNITS[CLASS_HOLDING[(count + UNIT - 1) // UNIT]]
    after = np.int64(0)
    if kept > 0:
        after = SEGMENT_UNITS[CLASS_HOLDING[(kept + UNIT - 1) // UNIT]]
    _give(records, free, start + after, before - after)
    lines[i, HEAD] = np.uint32((start << COUNT_BITS) | kept) if kept > 0 else np.uint32(0)


@helper
def push_entry(entries, links, heads, fills, meta, week, i):  # type: ignore[no-untyped-def]
    """Note in the calendar that resident ``i`` is to be looked at in ``week`` (weeks past the end: nothing)."""
    if week >= heads.shape[0]:
        return
    head = np.int64(heads[week])
    fill = np.int64(fills[week])
    if head < 0 or fill == BUCKET:
        chunk = np.int64(meta[FREE_ENTRY])
        if chunk < 0:
            meta[FAULT] |= FAULT_CALENDAR
            return
        meta[FREE_ENTRY] = np.int64(links[chunk])
        meta[ENTRIES_LEFT] -= 1
        links[chunk] = np.int32(head)
        heads[week] = np.int32(chunk)
        head = chunk
        fill = np.int64(0)
    entries[head, fill] = np.uint16(i)
    fills[week] = np.int32(fill + 1)
