"""The coordinator: once a week it sums what the blocks publish, deals, and hands each block its part.

What it hands out is kept with the result: with it, any block can be run again alone, exactly.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jaywalk.core.directory import Directory
from jaywalk.engine.placement import Placement
from jaywalk.engine.reviews import Reviews
from jaywalk.engine.workers import Tallies
from jaywalk.model.locate import Census
from jaywalk.model.misattribute import DEALT_FIELDS, count_dealt, deal, deal_namesakes, deal_seeds
from jaywalk.model.places import count_claims, place, places_of_week
from jaywalk.model.plan import Plan
from jaywalk.model.quantities import F_MEASURES, Q_RESTRICTED
from jaywalk.model.state import Block

ROWS = 4096
FIRST_ADULT_CELL: Final = 20
# what is kept of each dealt record, in the order of its columns
KEPT: Final = (
    ("week", np.uint16),
    ("district", np.uint16),
    ("serial", np.uint32),
    ("record_low", np.uint64),
    ("record_high", np.uint64),
    ("pool", np.uint32),
    ("kind", np.uint8),
    ("number", np.uint32),
)


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
        self._kept: dict[str, list[NDArray[np.generic]]] = {name: [] for name, _ in KEPT}
        self._cutoffs: list[tuple[int, int, int, NDArray[np.int64]]] = []
        self._expected = self._expectations(counts)
        self.reviews = Reviews(plan, censuses, counts) if tables.has_contest else None
        self.placement = Placement(plan, counts) if tables.has_placement else None
        # int64[ND, W] share of a district's adults who are restricted, 16.16: what its residents hear of in a week
        self.news = np.zeros((len(plan.names.districts), len(plan.names.worlds)), np.int64)
        self._adults = counts[:, FIRST_ADULT_CELL:].sum(axis=1)[:, None]
        # int64[NC, W] work lost last week, which others may have
        self._vacancies = np.zeros((len(plan.names.cities), len(plan.names.worlds)), np.int64)

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
        claims, strays, appeals = tallies.published()
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
                count_dealt(self.tables, census, rows[:n], tallies.wide)
            rows = self._filled(
                c, lambda rows, census=census, pool=pool: deal(self.tables, census, pool, t, rows, self._undealt)
            )
            self.undealt += int(self._undealt[0])
            self._hand_out(c, rows, out)
            count_dealt(self.tables, census, rows, tallies.wide)
        if len(claims):
            self._places(t, claims, tallies)
        if self.tables.has_lives:
            self._vacancies = tallies.vacancies.sum(axis=1)
            tallies.vacancies[:] = 0
        if self.reviews is not None:
            self.reviews.week(t, appeals)
        if self.tables.has_respond:
            restricted = tallies.stock[:, :, :, Q_RESTRICTED].sum(axis=(1, 2))
            self.news[:] = np.where(self._adults > 0, (restricted << 16) // np.maximum(self._adults, 1), 0)
        if self.placement is not None:
            self.placement.week(t, tallies.sighted.sum(axis=1))
            tallies.sighted[:] = 0
        return out

    def share(self, blocks: Sequence[Block]) -> None:
        """Let all blocks read what is the same for a whole district."""
        for block in blocks:
            block.put("news", self.news[block.district])
            if self.placement is not None:
                block.put("cover", self.placement.cover[block.district])

    def decisions(self, t: int) -> dict[int, NDArray[np.uint64]]:
        """Decisions on appeals that take effect in week ``t``, by block."""
        return {} if self.reviews is None else self.reviews.decisions(t)

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
        district = census.block_district[local]
        serial = census.block_first[local] + rows[:, 1].astype(np.int64)
        for (name, kind), column in zip(
            KEPT,
            (rows[:, 7], district, serial, rows[:, 2], rows[:, 3], rows[:, 4], rows[:, 5], rows[:, 6]),
            strict=True,
        ):
            self._kept[name].append(column.astype(kind))

    def _places(self, t: int, claims: NDArray[np.uint32], tallies: Tallies) -> None:
        plan = self.plan
        worlds = len(plan.names.worlds)
        none = np.zeros(worlds, np.int64)
        first = F_MEASURES + 2 * len(plan.names.measures) + len(plan.names.lists) + 2 * len(plan.names.modes)
        city = plan.district_city[claims[:, 2].astype(np.int64)]
        for c in range(len(plan.names.cities)):
            for market in range(len(plan.names.markets)):
                rows = claims[(city == c) & (claims[:, 0] == market)]
                if not len(rows):
                    continue
                quantity = first + 3 * market
                count_claims(tallies.flow, rows, np.arange(len(rows)), quantity, -1)
                week = t - int(plan.market_from[market])
                if week < 0:
                    continue
                expected = self._expected[int(plan.era[t]), c, market]
                places = places_of_week(week, int(plan.market_places[market]), expected)
                open_to = self.tables.has_lives and plan.market_vacancies[market]
                extra = self._vacancies[c] if open_to else none
                placed = place(rows, places, int(plan.market_bonus[market]), extra)
                for w in range(worlds):
                    count_claims(tallies.flow, rows, placed.gained[w], quantity + 1, w)
                    count_claims(tallies.flow, rows, placed.displaced[w], quantity + 2, w)
                self._cutoffs.append((t, c, market, placed.cutoff))

    def exchange(self) -> dict[str, NDArray[np.generic]]:
        """Everything that was handed out, as arrays by name."""
        out: dict[str, NDArray[np.generic]] = {}
        for name, kind in KEPT:  # one after another: they are the largest arrays of a run after the residents
            parts = self._kept.pop(name)
            out[name] = np.concatenate(parts) if parts else np.zeros(0, kind)
        cutoffs = np.array([(t, c, m, *cut) for t, c, m, cut in self._cutoffs], np.int64)
        if not len(cutoffs):
            cutoffs = np.zeros((0, 3 + len(self.plan.names.worlds)), np.int64)
        appeals = {} if self.reviews is None else {"appeals": self.reviews.exchange()}
        moved = {} if self.placement is None else {"placement": self.placement.exchange()}
        return out | {"place_cutoffs": cutoffs} | appeals | moved
