"""A block's two stores that grow: the arena of record chains and the calendar of weeks to come.

Both are pools of 64-byte chunks with a list of the free ones. They cannot grow while a kernel runs: a kernel asks
before each stretch of work whether enough is free and returns early if not; Python then enlarges the pool and
calls again. A chunk's number never enters a draw, a digest or a result.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from jaywalk.core.jit import helper
from jaywalk.core.layout import BUCKET, CHUNK, HEAD, MARKS, NUM_SHIFT

# a block's counters, one int64 each
FREE_RECORD: Final = 0  # first free chunk of the arena, -1: none
RECORDS_LEFT: Final = 1
FREE_ENTRY: Final = 2
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
META: Final = 24

FAULT_ARENA: Final = 1
FAULT_CALENDAR: Final = 2
FAULT_CHAIN: Final = 4
FAULT_OCCURRENCE: Final = 8
FAULT_NUMBER: Final = 16
FAULT_CEILING: Final = 32
FAULTS: Final = {
    FAULT_ARENA: "the arena of records was full in the middle of a stretch",
    FAULT_CALENDAR: "the calendar was full in the middle of a stretch",
    FAULT_CHAIN: "a resident has more records in force than a chain may hold",
    FAULT_OCCURRENCE: "more than 511 acts of one kind by one resident in one week",
    FAULT_NUMBER: "a number of a dealt record does not fit its field",
    FAULT_CEILING: "a rate lies above its slot's ceiling",
}


def new_records(chunks: int) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """An empty arena: records ``uint64[chunks, 8]`` and links, all chunks on the free list in order."""
    return np.zeros((chunks, 2 * CHUNK), np.uint64), _links(0, chunks)


def new_calendar(chunks: int) -> tuple[NDArray[np.uint16], NDArray[np.int32]]:
    """An empty calendar: entries ``uint16[chunks, 32]`` and links."""
    return np.zeros((chunks, BUCKET), np.uint16), _links(0, chunks)


def _links(first: int, last: int) -> NDArray[np.int32]:
    links = np.arange(first + 1, last + 1, dtype=np.int32)
    if links.size:
        links[-1] = -1
    return links


def grow(
    data: NDArray[np.generic], links: NDArray[np.int32], meta: NDArray[np.int64], free: int, left: int, extra: int
) -> tuple[NDArray[np.generic], NDArray[np.int32]]:
    """The pool enlarged by ``extra`` chunks, put at the front of its free list."""
    old = len(data)
    larger = np.empty((old + extra, *data.shape[1:]), data.dtype)
    larger[:old] = data
    new_links = np.empty(old + extra, np.int32)
    new_links[:old] = links
    new_links[old:] = _links(old, old + extra)
    new_links[-1] = meta[free]
    meta[free] = old
    meta[left] += extra
    return larger, new_links


@helper
def take_record_chunk(links, meta):  # type: ignore[no-untyped-def]
    """A free chunk's number, -1 (and a fault) if there is none."""
    chunk = np.int64(meta[FREE_RECORD])
    if chunk < 0:
        meta[FAULT] |= FAULT_ARENA
    else:
        meta[FREE_RECORD] = np.int64(links[chunk])
        meta[RECORDS_LEFT] -= 1
    return chunk


@helper
def give_record_chunk(links, meta, chunk):  # type: ignore[no-untyped-def]
    """Put a chunk back on the free list."""
    links[chunk] = np.int32(meta[FREE_RECORD])
    meta[FREE_RECORD] = np.int64(chunk)
    meta[RECORDS_LEFT] += 1


@helper
def push_record(lines, records, links, meta, i, low, high):  # type: ignore[no-untyped-def]
    """Put a record at the front of resident ``i``'s chain."""
    fill = np.int64(lines[i, MARKS] & np.uint32(15))
    head = np.int64(lines[i, HEAD]) - 1
    if head < 0 or fill == CHUNK:
        chunk = take_record_chunk(links, meta)
        if chunk < 0:
            return
        links[chunk] = np.int32(head)
        lines[i, HEAD] = np.uint32(chunk + 1)
        head = chunk
        fill = np.int64(0)
    records[head, 2 * fill] = low
    records[head, 2 * fill + 1] = high
    lines[i, MARKS] = np.uint32((lines[i, MARKS] & np.uint32(0xFFFFFFF0)) | np.uint32(fill + 1))
    if (high >> np.uint64(NUM_SHIFT)) & np.uint64(0xFFFFFF) == np.uint64(0xFFFFFF):
        meta[FAULT] |= FAULT_NUMBER


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
