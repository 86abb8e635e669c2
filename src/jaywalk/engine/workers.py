"""Threads: each takes blocks one after another from the week's list, and counts into arrays of its own."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from jaywalk.core.arena import CASES, FAULT, FAULTS, ROSTER_SIZE
from jaywalk.core.directory import Directory
from jaywalk.core.layout import BUCKET
from jaywalk.core.memory import zeros
from jaywalk.engine.blocks import more_cases, more_entries, more_records
from jaywalk.engine.output import RunFault, Stopped
from jaywalk.model.cases import CASES_A_STRETCH
from jaywalk.model.deliver import ENTRIES_A_STRETCH
from jaywalk.model.occur import TILE
from jaywalk.model.plan import CLASSES, Plan
from jaywalk.model.quantities import Quantities
from jaywalk.model.state import (
    DONE,
    MORE_CASES,
    MORE_ENTRIES,
    MORE_RECORDS,
    Block,
    Counters,
    new_counters,
    scratch,
)
from jaywalk.model.week import week_of_block

Handed = dict[int, NDArray[np.uint64]]  # rows by block
NOTHING = np.zeros((0, 3), np.uint64)
APPEAL_FIELDS = 5
NEEDED = max(8 * TILE, ENTRIES_A_STRETCH, BUCKET)


class Tallies:
    """The counters of all threads: by district, and ``pools`` and ``vacancies`` by city."""

    def __init__(self, plan: Plan, quantities: Quantities, threads: int) -> None:
        names = plan.names
        worlds, districts, cells = len(names.worlds), len(names.districts), 140
        shape = (districts, threads)
        self.stock = zeros((*shape, cells, len(quantities.stocks), worlds), np.int64)
        self.flow = zeros((*shape, cells, len(quantities.flows), worlds), np.int32)
        self.wide = zeros((*shape, cells, len(quantities.wide), worlds), np.int32)
        self.pools = [
            np.zeros((threads, worlds, len(names.slots), 2, pool_classes(plan, c)), np.int32)
            for c in range(len(names.cities))
        ]
        factors = not {"respond", "lives"}.isdisjoint(names.parts)
        followed = worlds if "placement" in names.parts else 0
        acts = len(names.acts) if factors else 0
        self.acts = zeros((*shape, cells, worlds, acts), np.int64)
        self.common = zeros((districts, 2, worlds, cells, acts), np.int64)
        self.known = zeros((districts, worlds, plan.n_weeks + 2, acts), np.int64)
        self.sighted = zeros((*shape, followed, len(names.slots)), np.int64)
        self._scratch = [scratch(plan.n_columns, len(names.lists), worlds, acts) for _ in range(threads)]
        self.vacancies = np.zeros((len(names.cities), threads, worlds if "lives" in names.parts else 0), np.int64)
        self._claims = [np.zeros((16 * TILE, 6), np.uint32) for _ in range(threads)]
        self._namesakes = [np.zeros((16 * TILE, 3), np.uint64) for _ in range(threads)]
        self._appeals = [np.zeros((0, APPEAL_FIELDS), np.uint64) for _ in range(threads)]
        self._counts = [np.zeros(3, np.int64) for _ in range(threads)]
        self._plan = plan
        self._views: list[list[Counters]] = [[] for _ in range(threads)]
        for thread in range(threads):
            self._make_views(thread)

    def _make_views(self, thread: int) -> None:
        self._views[thread] = [
            new_counters(
                stock=self.stock[d, thread],
                flow=self.flow[d, thread],
                wide=self.wide[d, thread],
                pool=self.pools[int(self._plan.district_city[d])][thread],
                claims=self._claims[thread],
                namesakes=self._namesakes[thread],
                appeals=self._appeals[thread],
                acts=self.acts[d, thread],
                common=self.common[d],
                known=self.known[d],
                sighted=self.sighted[d, thread],
                vacancies=self.vacancies[int(self._plan.district_city[d]), thread],
                counts=self._counts[thread],
                **self._scratch[thread],
            )
            for d in range(len(self._plan.names.districts))
        ]

    def counters(self, thread: int, district: int) -> Counters:
        """The counters that a thread uses for blocks of a district."""
        return self._views[thread][district]

    def more_room(self, thread: int) -> None:
        """Enlarge a thread's lists of claims and namesakes."""
        self._claims[thread] = np.concatenate([self._claims[thread], np.zeros_like(self._claims[thread])])
        self._namesakes[thread] = np.concatenate([self._namesakes[thread], np.zeros_like(self._namesakes[thread])])
        self._make_views(thread)

    def room_for_appeals(self, thread: int, appeals: int) -> bool:
        """Enlarge a thread's list of appeals to hold so many more; False if it does already."""
        needed = int(self._counts[thread][2]) + appeals
        if needed <= len(self._appeals[thread]):
            return False
        larger = np.zeros((needed + needed // 2, APPEAL_FIELDS), np.uint64)
        larger[: len(self._appeals[thread])] = self._appeals[thread]
        self._appeals[thread] = larger
        self._make_views(thread)
        return True

    def published(self) -> tuple[NDArray[np.uint32], NDArray[np.uint64], NDArray[np.uint64]]:
        """The week's claims, namesake strays and appeals of all threads; the lists are emptied."""
        claims = np.concatenate([rows[: n[0]] for rows, n in zip(self._claims, self._counts, strict=True)])
        strays = np.concatenate([rows[: n[1]] for rows, n in zip(self._namesakes, self._counts, strict=True)])
        appeals = np.concatenate([rows[: n[2]] for rows, n in zip(self._appeals, self._counts, strict=True)])
        for n in self._counts:
            n[:] = 0
        return claims, strays, appeals


def pool_classes(plan: Plan, city: int) -> int:
    """Pools of one channel and act in a city: the classes, then its districts by number."""
    numbers = plan.district_number[plan.district_city == city]
    return CLASSES + int(numbers.max()) + 1


class Workers:
    """A fixed crew of threads for one run."""

    def __init__(self, tables: Directory, tallies: Tallies, blocks: list[Block], threads: int) -> None:
        self.tables = tables
        self.tallies = tallies
        self.blocks = blocks
        self.threads = threads
        self.stop = threading.Event()
        self.crew = ThreadPoolExecutor(threads)
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let the threads end."""
        self.crew.shutdown(wait=True, cancel_futures=True)

    def week(self, t: int, dealt: Handed, decisions: Handed, order: list[int]) -> None:
        """Run week ``t`` of every block with what the coordinator hands it."""
        queue = iter(order)
        try:
            futures = [
                self.crew.submit(self._work, thread, t, dealt, decisions, queue) for thread in range(self.threads)
            ]
            for future in futures:
                future.result()
        except BaseException:  # Ctrl-C as well: the other threads must stop before it goes on
            self.stop.set()
            raise

    def _work(self, thread: int, t: int, dealt: Handed, decisions: Handed, queue: Iterator[int]) -> None:
        while True:
            with self._lock:
                number = next(queue, -1)
            if number < 0:
                return
            if self.stop.is_set():
                raise Stopped("the run was stopped")
            self._block(thread, t, number, dealt.get(number, NOTHING), decisions.get(number, NOTHING))

    def _block(
        self, thread: int, t: int, number: int, dealt: NDArray[np.uint64], decisions: NDArray[np.uint64]
    ) -> None:
        block = self.blocks[number]
        counters = self.tallies.counters(thread, block.district)
        handed = len(dealt) + len(decisions)
        while True:
            status = week_of_block(self.tables, block, counters, dealt, decisions, t)
            if status == DONE:
                break
            if status == MORE_RECORDS:
                more_records(block, NEEDED // 8 + handed)
            elif status == MORE_ENTRIES:
                more_entries(block, NEEDED // 8 + handed + int(block.meta[CASES]) // BUCKET)
            elif status == MORE_CASES:
                rows = max(CASES_A_STRETCH, int(block.meta[ROSTER_SIZE])) * len(block.digest)
                more_cases(block, rows + handed)
            else:
                if not self.tallies.room_for_appeals(thread, int(block.meta[CASES])):
                    self.tallies.more_room(thread)
                counters = self.tallies.counters(thread, block.district)
        if block.meta[FAULT]:
            raise RunFault("; ".join(text for bit, text in FAULTS.items() if block.meta[FAULT] & bit))
