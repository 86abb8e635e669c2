"""A city's census for the coordinator: where the members of each class live, and what comes from outside."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jaywalk.core.directory import Directory
from jaywalk.engine.blocks import class_starts
from jaywalk.model.locate import Census
from jaywalk.model.plan import CELLS, CLASSES, I64, TARGET_DISTRICT, TARGET_HOUSEHOLD, Plan
from jaywalk.model.state import Block
from jaywalk.population import City


def census(
    plan: Plan, city: int, source: City, blocks: Sequence[Block], cells: Sequence[NDArray[np.uint8]], counts: I64
) -> Census:
    """The census of one city from its blocks (in district and serial order) and their residents' cells."""
    districts = np.flatnonzero(plan.district_city == city)
    first = int(districts[0])
    starts = np.array([class_starts(cell) for cell in cells]).reshape(-1, CLASSES + 1)
    sizes = np.array([len(cell) for cell in cells], np.int64)
    per_class = np.diff(starts, axis=1).astype(np.int64)
    adults = [np.packbits(cell >= 20, bitorder="little") for cell in cells]
    words = [np.frombuffer(bits.tobytes() + b"\0" * (-len(bits) % 2), np.uint16) for bits in adults]
    marks = [_marks(cell) for cell in cells]
    n_adults = np.array([np.count_nonzero(cell >= 20) for cell in cells], np.int64)
    numbers = plan.district_number[districts].astype(np.int32)
    index_of = np.zeros(int(numbers.max()) + 1, np.int32)
    index_of[numbers] = np.arange(len(numbers))
    block_district = np.array([block.district for block in blocks], np.int32)
    by_district = [np.count_nonzero(block_district < d) for d in (*districts, districts[-1] + 1)]
    full = np.array([d.counts_full for d in source.districts], np.int64).reshape(-1, CLASSES, 10).sum(axis=2)
    sampled = counts[districts].reshape(-1, CLASSES, 10).sum(axis=2)
    pools = CLASSES + len(index_of)
    outside = _means(plan, districts, numbers, counts, plan.outside, pools)
    return Directory(
        "census",
        city=city,
        code=int(plan.city_code[city]),
        first_district=first,
        numbers=numbers,
        index_of=index_of,
        members=np.concatenate([block.members for block in blocks]),
        block_offset=_before(sizes),
        class_start=np.ascontiguousarray(starts, np.int32),
        class_before=np.ascontiguousarray(np.array([_before(per_class[:, c]) for c in range(CLASSES)])),
        adult_marks=np.concatenate(marks),
        mark_offset=_before(np.array([len(m) for m in marks], np.int64)),
        adult=np.concatenate(words),
        adult_offset=_before(np.array([len(w) for w in words], np.int64)),
        adult_before=_before(n_adults),
        block_first=np.array([block.first for block in blocks], np.int64),
        block_district=block_district,
        district_blocks=np.array(by_district, np.int64),
        full_before=np.ascontiguousarray(np.array([_before(full[:, c]) for c in range(CLASSES)])),
        sampled_before=np.ascontiguousarray(np.array([_before(sampled[:, c]) for c in range(CLASSES)])),
        outside_mean=outside,
        phantom_mean=_means(plan, districts, numbers, counts, plan.phantom, pools),
        seed_mean=_seed_means(plan, outside),
        look_alike=plan.look_alike,
        look_alike_top=plan.look_alike_top,
        enrolled=plan.enrolled,
        band=plan.band,
        name_size=np.ascontiguousarray(plan.name_size[city]),
        name_start=np.ascontiguousarray(plan.name_start[city]),
        name_weight=np.ascontiguousarray(plan.name_weight[city]),
        cells=np.concatenate(cells),
    )


def _before(values: NDArray[np.int64]) -> I64:
    return np.concatenate([[0], np.cumsum(values)]).astype(np.int64)


def _marks(cells: NDArray[np.uint8]) -> NDArray[np.int32]:
    adult = np.zeros(-(-len(cells) // 512) * 512, np.int64)
    adult[: len(cells)] = cells >= 20
    return _before(adult.reshape(-1, 512).sum(axis=1))[:-1].astype(np.int32)


def _means(plan: Plan, districts: I64, numbers: NDArray[np.int32], counts: I64, heads: I64, pools: int) -> I64:
    """Weekly arrivals of each pool in rate units, from rates a head in units of 2**-56."""
    eras, _, worlds, slots, _ = heads.shape
    means = np.zeros((eras, worlds, slots, pools), np.int64)
    for q in range(slots):
        local = plan.target_a[q] in (TARGET_DISTRICT, TARGET_HOUSEHOLD)
        for d, number in zip(districts, numbers, strict=True):
            arrivals = heads[:, d, :, q, :] * counts[d]
            if local:
                means[:, :, q, CLASSES + number] += arrivals.sum(axis=2) >> 16
            else:
                by_class = arrivals.reshape(eras, worlds, CLASSES, CELLS // CLASSES).sum(axis=3)
                means[:, :, q, :CLASSES] += by_class >> 16
    return means


def _seed_means(plan: Plan, outside: I64) -> I64:
    """False listings running at the start: arrivals a week times the mean stay."""
    means: I64 = (outside[plan.era[0]] * plan.seed_stay_false[None, :, None]) >> 8
    return means
