"""The coordinator: once a week it sums what the blocks publish, deals, and hands each block its part.

What it hands out is kept with the result: with it, any block can be run again alone, exactly.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jaywalk.core.directory import Directory
from jaywalk.core.layout import ORIGIN_SHIFT, SLOT_SHIFT
from jaywalk.engine.workers import Tallies
from jaywalk.model.locate import Census
from jaywalk.model.misattribute import DEALT_FIELDS, deal, deal_namesakes, deal_seeds
from jaywalk.model.observe import MADE
from jaywalk.model.places import place, places_of_week
from jaywalk.model.plan import Plan
from jaywalk.model.quantities import F_MEASURES, WIDE_PER_SLOT

ROWS = 4096


class Coordinator:
    """Deals strays and places between blocks, week by week."""

    def __init__(
        self,
        plan: Plan,
        tables: Directory,
        censuses: Sequence[Census],
        first_block: Sequence[int],
        counts: NDArray[np.int64],
    ) -> None:
        self.plan = plan
        self.tables = tables
        self.censuses = censuses
        self.first_block = first_block
        self._room = dict.fromkeys(range(len(censuses)), ROWS)
        self._undealt = np.zeros(1, np.int64)
        self.undealt = 0
        self._kept: list[NDArray[np.uint64]] = []
        self._cutoffs: list[tuple[int, int, int, NDArray[np.int64]]] = []
        self._expected = self._expectations(counts)

    def _expectations(self, counts: NDArray[np.int64]) -> dict[tuple[int, int, int], int]:
        """Expected applications a week by era, city and market, in rate units."""
        plan, expected = self.plan, {}
        for slot, market in enumerate(plan.slot_market):
            if market < 0:
                continue
            for era in range(plan.reach.shape[0]):
                for city in range(len(plan.names.cities)):
                    districts = np.flatnonzero(plan.district_city == city)
                    total = sum(
                        int(n) * int(rate)
                        for d in districts
                        for n, rate in zip(counts[d], plan.reach[era, d, 0, slot], strict=True)
                    )
                    expected[era, city, int(market)] = total
        return expected

    def seeds(self) -> dict[int, NDArray[np.uint64]]:
        """False listings that run at the start already, by block."""
        out: dict[int, NDArray[np.uint64]] = {}
        for c, census in enumerate(self.censuses):
            rows = self._filled(c, lambda rows, census=census: deal_seeds(self.tables, census, rows, self._undealt))
            self._hand_out(c, rows, out)
        return out

    def week(self, t: int, tallies: Tallies) -> dict[int, NDArray[np.uint64]]:
        """Deal what week ``t`` published; records by block, for the start of the next week."""
        claims, strays = tallies.published()
        out: dict[int, NDArray[np.uint64]] = {}
        city_of = self.plan.district_city
        stray_city = city_of[(strays[:, 0] >> np.uint64(32)).astype(np.int64)]
        order = np.lexsort((strays[:, 1], strays[:, 0]))
        strays, stray_city = strays[order], stray_city[order]
        for c, census in enumerate(self.censuses):
            pool = tallies.pools[c].sum(axis=0, dtype=np.int32)
            tallies.pools[c][:] = 0
            own = np.ascontiguousarray(strays[stray_city == c])
            if len(own):
                fresh = pool.copy()
                rows = np.zeros((2 * len(own), DEALT_FIELDS), np.uint64)
                n = deal_namesakes(self.tables, census, own, fresh, t, rows, self._undealt)
                pool = fresh
                self._hand_out(c, rows[:n], out)
                self._count(c, rows[:n], tallies)
            rows = self._filled(
                c, lambda rows, census=census, pool=pool: deal(self.tables, census, pool, t, rows, self._undealt)
            )
            self.undealt += int(self._undealt[0])
            self._hand_out(c, rows, out)
            self._count(c, rows, tallies)
        if len(claims):
            self._places(t, claims, tallies)
        return out

    def _filled(self, city: int, dealing) -> NDArray[np.uint64]:  # type: ignore[no-untyped-def]
        while True:
            rows = np.zeros((self._room[city], DEALT_FIELDS), np.uint64)
            n = int(dealing(rows))
            if n <= len(rows):
                return rows[:n]
            self._room[city] = n + n // 4

    def _hand_out(self, city: int, rows: NDArray[np.uint64], out: dict[int, NDArray[np.uint64]]) -> None:
        if not len(rows):
            return
        census = self.censuses[city]
        local = rows[:, 0].astype(np.int64)
        order = np.argsort(local, kind="stable")
        blocks, starts = np.unique(local[order], return_index=True)
        for block, part in zip(blocks, np.split(order, starts[1:]), strict=True):
            number = self.first_block[city] + int(block)
            piece = np.ascontiguousarray(rows[part, 1:4])
            out[number] = np.concatenate([out[number], piece]) if number in out else piece
        kept = np.empty((len(rows), DEALT_FIELDS), np.uint64)
        kept[:, 0] = census.block_district[local].astype(np.uint64)
        kept[:, 1] = (census.block_first[local] + rows[:, 1].astype(np.int64)).astype(np.uint64)
        kept[:, 2:] = rows[:, 2:]
        self._kept.append(kept)

    def _count(self, city: int, rows: NDArray[np.uint64], tallies: Tallies) -> None:
        """Count the records dealt this week, by the cells of those they are about."""
        if not len(rows):
            return
        plan, census = self.plan, self.censuses[city]
        block = rows[:, 0].astype(np.int64)
        district = census.block_district[block].astype(np.int64)
        cell = census.cells[census.block_offset[block] + rows[:, 1].astype(np.int64)].astype(np.int64)
        low = rows[:, 2]
        slot = (low >> np.uint64(SLOT_SHIFT)).astype(np.int64) & 255
        origin = (low >> np.uint64(ORIGIN_SHIFT)).astype(np.int64) & 15
        for w in range(len(plan.names.worlds)):
            if plan.col_p[w] < 0:
                continue
            has = (low >> np.uint64(plan.col_p[w])) & np.uint64(1) == 1
            quantity = slot[has] * WIDE_PER_SLOT + MADE + origin[has]
            np.add.at(tallies.wide, (district[has], 0, quantity, cell[has], w), 1)

    def _places(self, t: int, claims: NDArray[np.uint32], tallies: Tallies) -> None:
        plan = self.plan
        worlds = len(plan.names.worlds)
        first = F_MEASURES + 2 * len(plan.names.measures) + len(plan.names.lists) + 2 * len(plan.names.modes)
        city = plan.district_city[claims[:, 2].astype(np.int64)]
        for c in range(len(plan.names.cities)):
            for market in range(len(plan.names.markets)):
                rows = claims[(city == c) & (claims[:, 0] == market)]
                if not len(rows):
                    continue
                districts = rows[:, 2].astype(np.int64)
                cells = (rows[:, 5] & 255).astype(np.int64)
                flow = tallies.flow[:, 0]
                for w in range(worlds):
                    np.add.at(flow, (districts, first + 3 * market, cells, w), 1)
                week = t - int(plan.market_from[market])
                if week < 0:
                    continue
                expected = self._expected[int(plan.era[t]), c, market]
                places = places_of_week(week, int(plan.market_places[market]), expected)
                placed = place(rows, places, int(plan.market_bonus[market]), worlds)
                for w in range(worlds):
                    gained, lost = placed.gained[w], placed.displaced[w]
                    np.add.at(flow, (districts[gained], first + 3 * market + 1, cells[gained], w), 1)
                    np.add.at(flow, (districts[lost], first + 3 * market + 2, cells[lost], w), 1)
                self._cutoffs.append((t, c, market, placed.cutoff))

    def exchange(self) -> dict[str, NDArray[np.generic]]:
        """Everything that was handed out, as arrays by name."""
        rows = np.concatenate(self._kept) if self._kept else np.zeros((0, DEALT_FIELDS), np.uint64)
        cutoffs = np.array([(t, c, m, *cut) for t, c, m, cut in self._cutoffs], np.int64)
        if not len(cutoffs):
            cutoffs = np.zeros((0, 3 + len(self.plan.names.worlds)), np.int64)
        return {
            "week": rows[:, 7].astype(np.uint16),
            "district": rows[:, 0].astype(np.uint16),
            "serial": rows[:, 1].astype(np.uint32),
            "record_low": np.ascontiguousarray(rows[:, 2]),
            "record_high": np.ascontiguousarray(rows[:, 3]),
            "pool": rows[:, 4].astype(np.uint32),
            "kind": rows[:, 5].astype(np.uint8),
            "number": rows[:, 6].astype(np.uint32),
            "place_cutoffs": cutoffs,
        }
