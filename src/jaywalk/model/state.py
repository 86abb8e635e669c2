"""What a kernel is handed: a block of residents, and the counters and scratch space of the thread that works on it.

Fields of a block: ``lines`` uint32[n, 16 or 32]; ``gate`` uint32[layers, groups of 64 * 64], thresholds of the gate from
the group that holds the first resident on; ``members`` uint16[n], positions sorted by class, then serial; ``records``
and ``record_links``, ``entries`` and ``entry_links``, the two stores; ``heads`` and ``fills`` int32[n_weeks], the
calendar's first chunk of each week and the entries in it; ``roster`` uint16[n], residents for whom a mode of travel is
blocked in some world; ``meta`` int64, counters of the block; ``digest`` uint64[W]; ``first``, the serial number of the
first resident; ``district``, ``city``; ``area``, counter word 1.

Fields of counters: ``stock``, ``flow``, ``wide`` int64[quantities, K, W], since one act moves several worlds' counters
and these stand side by side; ``pool`` int32[W, S, 2, pool classes], strays of this week; ``claims`` uint32[capacity, 6]
and ``namesakes`` uint64[capacity, 3] with ``counts`` int64[2] of them; the rest is scratch for one resident's chain
(``low``, ``high``, ``order``, ``credit``), lists (``ends``; ``begins`` by column), columns (``states``, ``scores``,
``lists``, ``signatures``) and for a tile of the gate (``words``, ``hits``).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jaywalk.core.directory import Directory
from jaywalk.model.judge import LONGEST_CHAIN

Block = Directory
Counters = Directory


def new_block(**fields: NDArray[Any] | int) -> Block:
    """A block of residents."""
    return Directory("block", **fields)


def new_counters(**fields: NDArray[Any] | int) -> Counters:
    """Counters of one thread for one district."""
    return Directory("counters", **fields)


def scratch(columns: int, lists: int) -> dict[str, NDArray[Any]]:
    """The scratch arrays of one thread."""
    return {
        "low": np.zeros(LONGEST_CHAIN, np.uint64),
        "high": np.zeros(LONGEST_CHAIN, np.uint64),
        "order": np.zeros(LONGEST_CHAIN, np.int64),
        "credit": np.zeros(LONGEST_CHAIN, np.int64),
        "ends": np.zeros(max(lists, 1), np.int64),
        "begins": np.zeros((max(columns, 1), max(lists, 1)), np.int64),
        "states": np.zeros(max(columns, 1), np.int64),
        "scores": np.zeros(max(columns, 1), np.int64),
        "lists": np.zeros(max(columns, 1), np.int64),
        "signatures": np.zeros(max(columns, 1), np.uint64),
        "words": np.zeros((4, 256), np.uint32),
        "hits": np.zeros(1024, np.int64),
    }
