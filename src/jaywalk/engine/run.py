"""A run: people are made, a past is lived through, weeks are counted."""

import os
import resource
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from jaywalk.core.arena import CYCLES, FAULT_CEILING, FAULTS, HITS, JUDGED, POINTS
from jaywalk.core.directory import Directory
from jaywalk.core.layout import AWARE, line_words
from jaywalk.core.memory import empty, give_back
from jaywalk.engine.blocks import make_block
from jaywalk.engine.census import census
from jaywalk.engine.coordinator import Coordinator
from jaywalk.engine.estimate import check_memory
from jaywalk.engine.output import GROUPS, Options, Progress, ProgressCallback, RunFault, RunOutput
from jaywalk.engine.recount import check_stocks
from jaywalk.engine.states import final_states
from jaywalk.engine.true_acts import TrueActs, by_stretch
from jaywalk.engine.workers import Tallies, Workers
from jaywalk.model.fold import fold, propensity_sums
from jaywalk.model.heights import reach_top
from jaywalk.model.plan import CELLS, Plan
from jaywalk.model.quantities import Quantities
from jaywalk.model.respond import settle_awareness
from jaywalk.model.settle import gate_thresholds, seed_lists
from jaywalk.model.state import Block
from jaywalk.model.tables import tables
from jaywalk.model.week import PHASES
from jaywalk.population import City

_EPOCH = np.datetime64("1970-01-05")


def execute(
    plan: Plan, cities: Sequence[City], options: Options | None = None, progress: ProgressCallback | None = None
) -> RunOutput:
    """Run a plan.

    Parameters
    ----------
    plan
        The compiled scenario.
    cities
        The plan's cities, in its order.
    options
        Threads, memory and block size: none of them changes a result.
    progress
        Called now and then with how far the run is.

    Raises
    ------
    EstimateError
        If the run cannot fit into memory.
    RunFault
        If something happened that must never happen.
    """
    options = options or Options()
    _check_ceilings(plan)
    check_memory(plan, cities, options)
    return _Run(plan, cities, options, progress or _quiet).result()


def _check_ceilings(plan: Plan) -> None:
    """No reach may lie above the layers of its slot: opportunities would be lost without a trace."""
    held = plan.layer_low + plan.layer_length
    beyond = reach_top(plan).max(axis=(0, 3), initial=0) > held.max(axis=0, initial=0)
    for slot in range(beyond.shape[1]):
        if beyond[:, slot].any():
            raise RunFault(f"{FAULTS[FAULT_CEILING]}: {plan.names.slots[slot]}")


def _quiet(_: Progress) -> None:
    return


class _Run:
    def __init__(self, plan: Plan, cities: Sequence[City], options: Options, progress: ProgressCallback) -> None:
        self.plan = plan
        self.cities = cities
        self.options = options
        self.progress = progress
        self.threads = options.threads or os.cpu_count() or 1
        self.tables: Directory = tables(plan)
        restricting = tuple(bool(plan.restrictions >> m & 1) for m in range(len(plan.names.measures)))
        self.quantities = Quantities(plan.names, restricting)
        self.tallies = Tallies(plan, self.quantities, self.threads)
        self.timings: dict[str, float] = {}
        self.blocks: list[Block] = []
        self.table: list[tuple[int, int, int, int]] = []
        self.true_acts: NDArray[np.int64]
        self.acts: TrueActs | None = None

    def result(self) -> RunOutput:
        plan = self.plan
        began = time.perf_counter()
        counts = self._people()
        self.timings["population"] = time.perf_counter() - began
        first_blocks, censuses = self._censuses(counts)
        give_back()
        coordinator = Coordinator(plan, self.tables, censuses, first_blocks, counts)
        coordinator.share(self.blocks)
        workers = Workers(self.tables, self.tallies, self.blocks, self.threads)
        try:
            weekly, monthly, digests = self._weeks(workers, coordinator)
        finally:
            workers.close()
        self.timings["total"] = time.perf_counter() - began
        tallied = slice(plan.n_past, plan.n_weeks)
        dates = _EPOCH + 7 * (plan.week0 + np.arange(plan.n_weeks))[tallied].astype("timedelta64[D]")
        months = dates[0].astype("datetime64[M]") + np.arange(len(monthly))
        return RunOutput(
            plan=plan,
            counts=counts,
            week_dates=dates,
            month_dates=months,
            quantities=self.quantities.stocks + self.quantities.flows,
            weekly=weekly,
            monthly_quantities=self.quantities.wide,
            monthly=monthly,
            true_acts=self.true_acts,
            era=plan.era[tallied].astype(np.int64),
            digests=digests,
            blocks=np.array(self.table, np.int64).reshape(-1, 4),
            exchange=coordinator.exchange(),
            timings=self.timings,
            peak_memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            facts={
                "hits": sum(int(b.meta[HITS]) for b in self.blocks),
                "points": sum(int(b.meta[POINTS]) for b in self.blocks),
                "judged": sum(int(b.meta[JUDGED]) for b in self.blocks),
                "undealt": coordinator.undealt,
            },
            states=final_states(plan, self.blocks) if self.options.keep_states else None,
            **({} if self.acts is None else {"acts": self.acts.acts, "acts_weeks": self.acts.weeks}),
        )

    def _people(self) -> NDArray[np.int64]:
        """Make all blocks, their gates, and those who are on a list already."""
        plan = self.plan
        jobs = []
        for d in range(len(plan.names.districts)):
            city = int(plan.district_city[d])
            number = int(plan.district_number[d])
            for low, high in self.cities[city].block_bounds(number, self.options.block_size):
                jobs.append((d, low, high))
                self.table.append((city, d, low, high))
        # one piece for all: the lines of a block alone are often too few for large pages of memory
        residents = sum(high - low for _, low, high in jobs)
        lines = empty((residents, line_words(plan.n_columns, len(plan.names.worlds))), np.uint32)
        places = np.cumsum([0] + [high - low for _, low, high in jobs])
        counts = np.zeros((len(plan.names.districts), CELLS), np.int64)
        kinds = 2 if self.tables.has_factor else 1  # everybody, and those who know of the programme from the start
        sums = np.zeros((kinds, len(plan.names.districts), len(plan.names.acts), CELLS), np.int64)
        lock = threading.Lock()
        done = 0

        def make(number: int) -> tuple[Block, NDArray[np.uint8]]:
            nonlocal done
            job = jobs[number]
            held = lines[places[number] : places[number + 1]]
            block, cells = make_block(plan, self.tables, self.cities, held, *job)
            part = np.zeros((kinds, *sums.shape[2:]), np.int64)
            for kind in range(kinds):
                propensity_sums(
                    block.lines,
                    plan.propensity,
                    plan.act_attribute.astype(np.int64),
                    plan.act_family.astype(np.int64),
                    AWARE if kind else 0,
                    part[kind],
                )
            with lock:
                counts[job[0]] += np.bincount(cells, minlength=CELLS)
                sums[:, job[0]] += part
                done += 1
                self.progress(Progress("people", done, len(jobs)))
            return block, cells

        with ThreadPoolExecutor(self.threads) as pool:
            made = list(pool.map(make, range(len(jobs))))
        self.blocks = [block for block, _ in made]
        self._cells = [cells for _, cells in made]
        for block in self.blocks:
            seed_lists(self.tables, block, self.tallies.counters(0, block.district))
            if self.tables.has_respond:
                settle_awareness(self.tables, block, self.tallies.counters(0, block.district))
        self.true_acts = by_stretch(plan, sums[0])
        if self.tables.has_factor:
            firsts = {block.district: block for block in reversed(self.blocks)}
            blocks = [firsts[d] for d in range(len(plan.names.districts))]
            self.acts = TrueActs(plan, self.tables, sums[0], sums[1], blocks)
        return counts

    def _censuses(self, counts: NDArray[np.int64]) -> tuple[list[int], list[Directory]]:
        first_blocks, out = [], []
        for city, source in enumerate(self.cities):
            mine = [number for number, row in enumerate(self.table) if row[0] == city]
            first_blocks.append(mine[0])
            blocks = [self.blocks[number] for number in mine]
            out.append(census(self.plan, city, source, blocks, [self._cells[number] for number in mine], counts))
        del self._cells
        return first_blocks, out

    def _weeks(
        self, workers: Workers, coordinator: Coordinator
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint64]]:
        plan, tallies = self.plan, self.tallies
        n_stock, n_flow = len(self.quantities.stocks), len(self.quantities.flows)
        districts, worlds = len(plan.names.districts), len(plan.names.worlds)
        tallied = plan.n_weeks - plan.n_past
        weekly = np.zeros((tallied, districts, len(GROUPS), worlds, n_stock + n_flow), np.int64)
        months = int(plan.month[plan.n_weeks - 1]) + 1
        monthly = np.zeros((months, districts, len(GROUPS), worlds, len(self.quantities.wide)), np.int64)
        digests = np.zeros((len(self.blocks), worlds, plan.n_weeks), np.uint64)
        # the largest blocks first, so that no thread is left with one at the end
        order = sorted(range(len(self.blocks)), key=lambda number: -len(self.blocks[number].lines))
        active = np.full(districts, -1, np.int64)
        usable = self._usable_slots()
        dealt = coordinator.seeds()
        began = time.perf_counter()
        coordinating = 0.0
        crew = self._crew = workers.crew
        for t in range(plan.n_weeks):
            if t == plan.n_past:
                self.timings["past"] = time.perf_counter() - began
                began = time.perf_counter()
                coordinating = 0.0
                tallies.flow[:] = 0
                tallies.wide[:] = 0
                for block in workers.blocks:
                    block.meta[CYCLES : CYCLES + len(PHASES)] = 0
            era = int(plan.era[t])
            stale = usable[era] != active
            if stale.any():
                regate = [block for block in workers.blocks if stale[block.district]]
                list(crew.map(lambda b, e=era: gate_thresholds(self.tables, b, usable[e, b.district]), regate))
                active[:] = usable[era]
            if self.acts is not None:
                self.acts.before(t, tallies)
            workers.week(t, dealt, coordinator.decisions(t), order)
            marked = time.perf_counter()
            if self.acts is not None:
                self.acts.week(t, tallies)
            dealt = coordinator.week(t, tallies)
            if self.options.check:
                stock = np.transpose(tallies.stock.sum(axis=1), (0, 3, 2, 1))
                waiting = None if coordinator.reviews is None else coordinator.reviews.waiting()
                check_stocks(plan, self.quantities, workers.blocks, stock, t, waiting)
            for number, block in enumerate(workers.blocks):
                digests[number, :, t] = block.digest
            if t >= plan.n_past:
                self._close_week(weekly[t - plan.n_past], n_stock)
                last = t + 1 == plan.n_weeks or plan.month[t + 1] != plan.month[t]
                if last:
                    self._close_month(monthly[int(plan.month[t])])
            coordinating += time.perf_counter() - marked
            self.progress(
                Progress("past", t + 1, plan.n_past)
                if t < plan.n_past
                else Progress("weeks", t + 1 - plan.n_past, tallied)
            )
        self.timings["tallied"] = time.perf_counter() - began
        self.timings["stage_coordinate"] = coordinating
        self._stage_timings(workers.blocks, self.timings["tallied"] - coordinating)
        self.blocks = workers.blocks
        return weekly, monthly, digests

    def _stage_timings(self, blocks: Sequence[Block], seconds: float) -> None:
        """Share the tallied weeks' time among the stages by the cycles that the kernels spent in each."""
        spent = np.array([block.meta[CYCLES : CYCLES + len(PHASES)] for block in blocks]).sum(axis=0)
        for phase, cycles in zip(PHASES, spent, strict=True):
            self.timings[f"stage_{phase}"] = seconds * float(cycles) / max(float(spent.sum()), 1.0)

    def _usable_slots(self) -> NDArray[np.int64]:
        """By era and district, one more than the last slot that any world can use."""
        reach = self.plan.reach
        used = reach.any(axis=(2, 4))
        slots = np.arange(1, reach.shape[3] + 1)
        active: NDArray[np.int64] = np.where(used, slots, 0).max(axis=2, initial=0).astype(np.int64)
        return active

    def _fold(self, counters: NDArray[np.int64] | NDArray[np.int32], out: NDArray[np.int64], first: int) -> None:
        """Fold the counters of all districts into ``out``, shared among the threads."""
        bounds = np.linspace(0, len(out), self.threads + 1).astype(np.int64)
        parts = [slice(low, high) for low, high in pairwise(bounds) if low < high]
        list(self._crew.map(lambda part: fold(counters[part], out[part], first), parts))

    def _close_week(self, out: NDArray[np.int64], n_stock: int) -> None:
        self._fold(self.tallies.stock, out, 0)
        self._fold(self.tallies.flow, out, n_stock)
        self.tallies.flow[:] = 0

    def _close_month(self, out: NDArray[np.int64]) -> None:
        self._fold(self.tallies.wide, out, 0)
        self.tallies.wide[:] = 0
