"""Blocks: made from a city's residents, enlarged when a store runs short."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jaywalk.core.arena import (
    CASES,
    ENTRIES_LEFT,
    META,
    RECORD_TOP,
    SEGMENT_CLASSES,
    grow_calendar,
    grow_records,
    new_calendar,
    new_records,
    units_for,
)
from jaywalk.core.directory import Directory
from jaywalk.core.layout import BUCKET, UNIT_WORDS
from jaywalk.core.memory import zeros
from jaywalk.model.cases import CASES_A_STRETCH
from jaywalk.model.deliver import ENTRIES_A_STRETCH
from jaywalk.model.plan import CLASSES, Plan
from jaywalk.model.settle import blank_states, settle
from jaywalk.model.state import Block, new_block
from jaywalk.population import City

BLOCK_RESIDENTS = 1 << 16
ROOM = 64  # chunks kept free beyond what a stretch of work is sure to need


def make_block(
    plan: Plan, tables: Directory, cities: Sequence[City], lines: NDArray[np.uint32], district: int, low: int, high: int
) -> tuple[Block, NDArray[np.uint8]]:
    """A block of residents ``low`` to ``high - 1`` of a district, in ``lines``, and their cells."""
    city = int(plan.district_city[district])
    number = int(plan.district_number[district])
    people = cities[city].block(number, low, high)
    n = high - low
    if n > BLOCK_RESIDENTS:  # a position has 16 bits in the calendar, the roster and the cases
        raise ValueError(f"a block holds at most {BLOCK_RESIDENTS:,} residents, not {n:,}; make block_size smaller")
    area = int(plan.city_code[city]) << 16 | number << 8
    settle(
        lines, people.cell, people.member, people.size, people.collective, low, area, city, tables.key,
        plan.attribute, plan.participates, plan.aware, plan.enrolled, plan.normal_quantile, plan.normal_cdf,
        plan.copula_common, plan.copula_own,
    )  # fmt: skip
    blank_states(lines, plan.n_columns)
    groups = (n + (low & 63) + 63) // 64
    # generous: pages that are never touched take no memory, and what does not grow is never copied
    records = new_records(9 * n // 4 + 1024 + 8 * ROOM)
    entries, entry_links = new_calendar(n // 16 + ENTRIES_A_STRETCH + ROOM)
    worlds = len(plan.names.worlds)
    rows = CASES_A_STRETCH * worlds + n // 64 if tables.has_contest else 0
    cases = np.zeros((rows + (n // 64 if tables.has_lives else 0), 3), np.uint64)
    meta = np.zeros(META, np.int64)
    meta[ENTRIES_LEFT] = len(entries)
    block = new_block(
        lines=lines,
        gate=zeros((tables.layers, groups * 64), np.uint32),
        members=np.argsort(people.cell // 10, kind="stable").astype(np.uint16),
        records=records,
        record_free=np.full(SEGMENT_CLASSES, -1, np.int64),
        entries=entries,
        entry_links=entry_links,
        heads=np.full(plan.n_weeks, -1, np.int32),
        fills=np.full(plan.n_weeks, BUCKET, np.int32),
        roster=np.zeros(n, np.uint16),
        cases=cases,
        since=zeros((n if tables.has_factor else 0, worlds), np.uint16),
        news=np.zeros(0, np.int64),
        cover=np.zeros((0, 0), np.int64),
        meta=meta,
        digest=np.zeros(worlds, np.uint64),
        first=low,
        district=district,
        city=city,
        area=area,
    )
    return block, people.cell.astype(np.uint8)


def more_records(block: Block, pushes: int) -> None:
    """Enlarge a block's arena so that it is sure to hold so many more records."""
    extra = max(len(block.records) // UNIT_WORDS // 4, units_for(block.meta, pushes) + ROOM)
    block.put("records", grow_records(block.records, int(block.meta[RECORD_TOP]), extra))


def more_entries(block: Block, needed: int) -> None:
    """Enlarge a block's calendar."""
    extra = max(len(block.entries) // 8, needed + ROOM)
    data, links = grow_calendar(block.entries, block.entry_links, block.meta, extra)
    block.put("entries", data)
    block.put("entry_links", links)


def more_cases(block: Block, needed: int) -> None:
    """Enlarge a block's cases so that so many more rows fit."""
    used = int(block.meta[CASES])
    larger = np.zeros((max(3 * len(block.cases) // 2, used + needed), 3), np.uint64)
    larger[:used] = block.cases[:used]
    block.put("cases", larger)


def class_starts(cells: NDArray[np.uint8]) -> NDArray[np.int32]:
    """``int32[CL + 1]`` where each class begins in the block's members."""
    counts = np.bincount(cells // 10, minlength=CLASSES)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
