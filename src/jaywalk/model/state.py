"""What a kernel is handed: a block of residents, and the counters and scratch space of the thread that works on it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jaywalk.model.plan import I32, I64, U16, U32, U64


class Block(NamedTuple):
    """Residents of one stretch of a district, in the order of their serial numbers, and what is due for them."""

    lines: U32  # [n, 16 or 32]
    gate: U32  # [layers, groups * 64] thresholds of the gate, from the group of 64 that holds the first resident
    members: U16  # [n] positions sorted by class, then serial
    records: U64
    record_links: I32
    entries: U16
    entry_links: I32
    heads: I32  # [n_weeks] first calendar chunk of each week, -1: none
    fills: I32  # [n_weeks] entries in it
    roster: U16  # [n] residents for whom a mode of travel is blocked in some world
    meta: I64
    digest: U64  # [W]
    first: int  # serial number of the first resident
    district: int
    city: int
    area: int  # counter word 1


class Counters(NamedTuple):
    """Counters of one thread for one district and one city, and its scratch space."""

    stock: I64  # [W, stocks, K] running
    flow: I64  # [W, flows, K] of this week
    wide: I64  # [W, wide, K] of this month
    pool: I32  # [W, S, 2, pool classes] strays of this week
    claims: U32  # [capacity, 6]
    namesakes: U64  # [capacity, 3]
    counts: I64  # [2] claims and namesakes published so far this week
    low: U64  # scratch: the chain of one resident
    high: U64
    order: I64
    credit: I64
    ends: I64
    states: I64  # [columns]
    scores: I64  # [columns]
    lists: I64  # [columns]
    signatures: U64  # [columns]
    words: U32  # [4, 256] the gate's draws
    hits: I64


def scratch(columns: int, lists: int) -> dict[str, NDArray[np.generic]]:
    """The scratch arrays of one thread."""
    from jaywalk.model.judge import LONGEST_CHAIN

    return {
        "low": np.zeros(LONGEST_CHAIN, np.uint64),
        "high": np.zeros(LONGEST_CHAIN, np.uint64),
        "order": np.zeros(LONGEST_CHAIN, np.int64),
        "credit": np.zeros(LONGEST_CHAIN, np.int64),
        "ends": np.zeros(max(lists, 1), np.int64),
        "states": np.zeros(max(columns, 1), np.int64),
        "scores": np.zeros(max(columns, 1), np.int64),
        "lists": np.zeros(max(columns, 1), np.int64),
        "signatures": np.zeros(max(columns, 1), np.uint64),
        "words": np.zeros((4, 256), np.uint32),
        "hits": np.zeros(1024, np.int64),
    }
