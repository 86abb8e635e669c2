"""Reviews: the queue of appeals of each city and world, served in the order in which they were filed.

How many appeals a week are served does not depend on who waits; what is not used is lost. What a world's queue does
touches no other world.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jaywalk.model.locate import Census
from jaywalk.model.plan import CELLS, I64, U64, Plan

UNSERVED: Final = 65535  # in place of the weeks of service and decision
SHARE_SHIFT: Final = 40  # from units of 2**-56 a week and adult to 16.16 a week
FIRST_ADULT_CELL: Final = 20


class Reviews:
    """The appeals of a run, from filing to decision.

    Parameters
    ----------
    plan
        What is run.
    censuses
        Where the residents of each city live.
    counts
        ``int64[ND, K]`` sampled residents.
    """

    def __init__(self, plan: Plan, censuses: Sequence[Census], counts: I64) -> None:
        self.plan = plan
        cities, worlds = len(plan.names.cities), len(plan.names.worlds)
        adults = counts[:, FIRST_ADULT_CELL:].sum(axis=1)
        self.adults = [int(adults[plan.district_city == c].sum()) for c in range(cities)]
        # district and first serial number of every block, in the order of blocks
        self._starts = np.concatenate(
            [
                (census.block_district.astype(np.uint64) << np.uint64(32)) | census.block_first.astype(np.uint64)
                for census in censuses
            ]
        )
        self._queues = {(c, w): np.zeros((0, 5), np.uint64) for c in range(cities) for w in range(worlds)}
        self._capacity = dict.fromkeys(self._queues, 0)  # reviews of all weeks so far, 16.16
        self._due: dict[int, list[U64]] = {}  # served, by week of decision
        self._served: list[U64] = []

    def week(self, s: int, appeals: U64) -> None:
        """Take in the appeals filed in week ``s`` and serve as many as there are reviews."""
        city = self.plan.district_city[(appeals[:, 1] >> np.uint64(32)).astype(np.int64)]
        world = (appeals[:, 4] & np.uint64(255)).astype(np.int64)
        for (c, w), waiting in self._queues.items():
            queue = np.concatenate([waiting, appeals[(city == c) & (world == w)]])
            places = self._places(s, c, w)
            if len(queue):
                queue = queue[np.lexsort((queue[:, 3], queue[:, 2], queue[:, 1], queue[:, 0]))]
                self._serve(s, w, queue[:places])
            self._queues[c, w] = queue[places:]

    def _places(self, s: int, city: int, world: int) -> int:
        """Reviews of a week: whole ones, whose sum over the weeks follows the share of adults."""
        share = int(self.plan.review_share[world, int(self.plan.era[s]), city])
        before = self._capacity[city, world]
        after = before + ((share * self.adults[city] + (1 << (SHARE_SHIFT - 1))) >> SHARE_SHIFT)
        self._capacity[city, world] = after
        return (after >> 16) - (before >> 16)

    def _serve(self, s: int, world: int, rows: U64) -> None:
        if not len(rows):
            return
        word = (rows[:, 4] >> np.uint64(32)).astype(np.int64)
        days = self.plan.decide_days[world, int(self.plan.era[s])][word >> 22].astype(np.int64)
        rest = ((days % 7) << 22) // 7
        decided = s + 1 + days // 7 + ((word & 0x3FFFFF) < rest)
        self._served.append(_with_weeks(rows, np.full(len(rows), s, np.uint64), decided.astype(np.uint64)))
        for week in np.unique(decided).tolist():
            self._due.setdefault(week, []).append(rows[decided == week])

    def decisions(self, t: int) -> dict[int, U64]:
        """Decisions of week ``t`` by block: see ``week.week_of_block``."""
        due = self._due.pop(t, [])
        if not due:
            return {}
        rows = np.concatenate(due)
        block = np.searchsorted(self._starts, rows[:, 1], side="right") - 1
        position = rows[:, 1] - self._starts[block]
        world, second, wrong = (
            rows[:, 4] >> np.uint64(at) & np.uint64(bits) for at, bits in ((0, 255), (8, 1), (9, 1))
        )
        out = np.empty((len(rows), 3), np.uint64)
        out[:, 0] = position | world << np.uint64(16) | second << np.uint64(20) | wrong << np.uint64(21)
        out[:, 0] |= (rows[:, 0] >> np.uint64(32)) << np.uint64(32)
        out[:, 1:] = rows[:, 2:4]
        order = np.lexsort((world, rows[:, 3], rows[:, 2], position, block))
        out, block = out[order], block[order]
        numbers, starts = np.unique(block, return_index=True)
        pieces = np.split(out, starts[1:])
        return {int(n): np.ascontiguousarray(piece) for n, piece in zip(numbers, pieces, strict=True)}

    def waiting(self) -> I64:
        """``int64[ND, W, K]`` appeals filed and not yet decided."""
        out = np.zeros((len(self.plan.names.districts), len(self.plan.names.worlds), CELLS), np.int64)
        for rows in (*self._queues.values(), *(rows for due in self._due.values() for rows in due)):
            district = (rows[:, 1] >> np.uint64(32)).astype(np.int64)
            word = rows[:, 4].astype(np.int64)
            np.add.at(out, (district, word & 255, word >> 16 & 255), 1)
        return out

    def exchange(self) -> NDArray[np.uint64]:
        """``uint64[n, 7]`` every appeal with the weeks of its service and decision; at the end those never served."""
        left = [
            _with_weeks(rows, np.full(len(rows), UNSERVED, np.uint64), np.full(len(rows), UNSERVED, np.uint64))
            for rows in self._queues.values()
        ]
        return np.concatenate([*self._served, *left])


def _with_weeks(rows: U64, served: U64, decided: U64) -> U64:
    return np.concatenate([rows, served[:, None], decided[:, None]], axis=1)
