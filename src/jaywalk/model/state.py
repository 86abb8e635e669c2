"""What a kernel is handed: a block of residents, and the counters and scratch space of the thread that works on it.

Fields of a block: ``lines`` uint32[n, 16 or 32]; ``gate`` uint32[layers, groups of 64 * 64], thresholds of the gate
from the group that holds the first resident on; ``members`` uint16[n], positions sorted by class, then serial;
``records`` with ``record_free`` (first free segment of each class, -1: none), ``entries`` with ``entry_links``, the two
stores; ``heads`` and ``fills`` int32[n_weeks], the calendar's first chunk of each week and the entries in it;
``roster`` uint16[n], residents for whom a mode of travel is blocked in some world; ``cases`` uint64[capacity, 3] (see
``cases``), of length 0 where nothing can be contested nor work be lost; ``since`` uint16[n, W], the week + 1 in which a
resident came to know of the programme with bit 15: out of work (of length 0 without parts respond and lives); what the
coordinator hands to all blocks of a district before a week, ``news`` int64[W], the share restricted, and ``cover``
int64[W, S], the factor on coverage, both 16.16; ``meta`` int64, counters of the block; ``digest`` uint64[W];
``first``, the serial number of the first resident; ``district``, ``city``; ``area``, counter word 1.

Fields of counters: ``stock`` int64[K, quantities, W], ``flow`` and ``wide`` int32[K, quantities, W]: one act moves
several counters of one cell in several worlds, and these stand side by side; ``pool`` int32[W, S, 2, pool classes],
strays of this week; ``claims`` uint32[capacity, 6], ``namesakes`` uint64[capacity, 3] and ``appeals`` uint64[capacity,
5] (week of filing with place in the queue, district with serial number, the record's identity in two words, time to
decide with cell 16, wrong 9, try 8 and world 0) with ``counts`` int64[3] of them; ``acts`` int64[K, W, A], what
expected acts are beside those of the two kinds of residents that are ``common``: of their factors, and of those of the
weeks since which others have ``known``, there is a table a district (see ``respond``); ``sighted`` int64[W, S],
sightings of this week in which somebody was identified, ``vacancies`` int64[W], work lost in the city (all of length 0
without their parts); the rest is scratch for one resident's chain (``low``, ``high``, ``order``, ``credit``, ``caps``,
``parts``), lists (``ends``; ``begins`` by column), columns (``states``, ``scores``, ``lists``, ``signatures``) and for a
tile of the gate: its ``words``, the ``hits`` with ``serial`` numbers and ``draws`` of their points, the acts ``found``
(position, slot, occurrence, worlds) with the draws of identity and timing (``looks``); ``own`` deterrence by own
records (world, family) of the resident ``owner``, and the propensities ``of_family`` and to ``each`` act.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from jaywalk.core.directory import Directory
from jaywalk.core.layout import LONGEST_CHAIN

FOUND: Final = 512  # acts of a tile that are looked at together
FAMILIES: Final = 5  # of propensities, held in a line: 12 bits each; behind them that of applications, 1 for all

# what a kernel answers: done, or the store that must grow before it goes on
DONE: Final = 0
MORE_RECORDS: Final = 1
MORE_ENTRIES: Final = 2
MORE_ROOM: Final = 3
MORE_CASES: Final = 4

Block = Directory
Counters = Directory


def new_block(**fields: NDArray[Any] | int) -> Block:
    """A block of residents."""
    return Directory("block", **fields)


def new_counters(**fields: NDArray[Any] | int) -> Counters:
    """Counters of one thread for one district."""
    return Directory("counters", **fields)


def scratch(columns: int, lists: int, worlds: int, acts: int) -> dict[str, NDArray[Any]]:
    """The scratch arrays of one thread; ``acts`` 0: nothing changes how often anybody acts."""
    return {
        "low": np.zeros(LONGEST_CHAIN, np.uint64),
        "high": np.zeros(LONGEST_CHAIN, np.uint64),
        "order": np.zeros(LONGEST_CHAIN, np.int64),
        "credit": np.zeros(LONGEST_CHAIN, np.int64),
        "caps": np.zeros(LONGEST_CHAIN, np.int64),
        "parts": np.zeros((LONGEST_CHAIN, max(columns, 1)), np.int64),
        "ends": np.zeros(max(lists, 1), np.int64),
        "begins": np.zeros((max(columns, 1), max(lists, 1)), np.int64),
        "states": np.zeros(max(columns, 1), np.int64),
        "scores": np.zeros(max(columns, 1), np.int64),
        "lists": np.zeros(max(columns, 1), np.int64),
        "signatures": np.zeros(max(columns, 1), np.uint64),
        "words": np.zeros((4, 256), np.uint32),
        "hits": np.zeros(1024, np.int64),
        "serial": np.zeros(1024, np.uint32),
        "draws": np.zeros((3, 1024), np.uint32),
        "found": np.zeros((4, FOUND), np.int64),
        "serial_found": np.zeros(FOUND, np.uint32),
        "process_found": np.zeros(FOUND, np.uint32),
        "looks": np.zeros((8, FOUND + 1), np.uint32),
        "owner": np.zeros(1, np.int64),
        "own": np.zeros((worlds if acts else 0, FAMILIES), np.int64),
        "each": np.zeros(acts, np.int64),
        "of_family": np.zeros(FAMILIES + 1 if acts else 0, np.int64),
    }
