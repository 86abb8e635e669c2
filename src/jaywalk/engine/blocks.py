"""Blocks: made from a city's residents, enlarged when a store runs short."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jaywalk.core.arena import (
    ENTRIES_LEFT,
    FREE_ENTRY,
    FREE_RECORD,
    META,
    RECORDS_LEFT,
    grow,
    new_calendar,
    new_records,
)
from jaywalk.core.directory import Directory
from jaywalk.core.layout import BUCKET, line_words
from jaywalk.model.deliver import ENTRIES_A_STRETCH
from jaywalk.model.plan import CLASSES, Plan
from jaywalk.model.settle import blank_states, settle
from jaywalk.model.state import Block, new_block
from jaywalk.population import City

ROOM = 64  # chunks kept free beyond what a stretch of work is sure to need


def make_block(
    plan: Plan, tables: Directory, cities: Sequence[City], district: int, low: int, high: int
) -> tuple[Block, NDArray[np.uint8]]:
    """A block of residents ``low`` to ``high - 1`` of a district, and their cells."""
    city = int(plan.district_city[district])
    number = int(plan.district_number[district])
    people = cities[city].block(number, low, high)
    n = high - low
    lines = np.empty((n, line_words(plan.n_columns, len(plan.names.worlds))), np.uint32)
    area = int(plan.city_code[city]) << 16 | number << 8
    settle(
        lines, people.cell, people.member, people.size, people.collective, low, area, city, tables.key,
        plan.attribute, plan.participates, plan.aware, plan.enrolled, plan.normal_quantile, plan.normal_cdf,
        plan.copula_common, plan.copula_own,
    )  # fmt: skip
    blank_states(lines, plan.n_columns)
    groups = (n + (low & 63) + 63) // 64
    # generous: pages that are never touched take no memory, and what does not grow is never copied
    records, record_links = new_records(max(2 * n // 5, min(n, 1024)) + 8 * ROOM)
    entries, entry_links = new_calendar(n // 16 + ENTRIES_A_STRETCH + ROOM)
    meta = np.zeros(META, np.int64)
    meta[FREE_RECORD] = meta[FREE_ENTRY] = 0
    meta[RECORDS_LEFT] = len(records)
    meta[ENTRIES_LEFT] = len(entries)
    block = new_block(
        lines=lines,
        gate=np.zeros((tables.layers, groups * 64), np.uint32),
        members=np.argsort(people.cell // 10, kind="stable").astype(np.uint16),
        records=records,
        record_links=record_links,
        entries=entries,
        entry_links=entry_links,
        heads=np.full(plan.n_weeks, -1, np.int32),
        fills=np.full(plan.n_weeks, BUCKET, np.int32),
        roster=np.zeros(n, np.uint16),
        meta=meta,
        digest=np.zeros(len(plan.names.worlds), np.uint64),
        first=low,
        district=district,
        city=city,
        area=area,
    )
    return block, people.cell.astype(np.uint8)


def more_records(block: Block, needed: int) -> None:
    """Enlarge a block's arena."""
    extra = max(len(block.records) // 4, needed + ROOM)
    data, links = grow(block.records, block.record_links, block.meta, FREE_RECORD, RECORDS_LEFT, extra)
    block.put("records", data)
    block.put("record_links", links)


def more_entries(block: Block, needed: int) -> None:
    """Enlarge a block's calendar."""
    extra = max(len(block.entries) // 8, needed + ROOM)
    data, links = grow(block.entries, block.entry_links, block.meta, FREE_ENTRY, ENTRIES_LEFT, extra)
    block.put("entries", data)
    block.put("entry_links", links)


def class_starts(cells: NDArray[np.uint8]) -> NDArray[np.int32]:
    """``int32[CL + 1]`` where each class begins in the block's members."""
    counts = np.bincount(cells // 10, minlength=CLASSES)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
