"""Counters by quantity, week, district, cell and world."""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from reference.residents import CELLS, Resident

GROUPS = (
    "all",
    "female",
    "male",
    *("0-17", "18-24", "25-29", "30-34", "35-55", "56-59", "60+"),
    "registered",
    "migrant",
    *("lowest", "second", "third", "fourth", "highest"),
)


def groups_of(cell: int) -> tuple[int, ...]:
    """Places in ``GROUPS`` that residents of a cell belong to."""
    age, sex, residency, fifth = cell // 20, cell // 10 % 2, cell // 5 % 2, cell % 5
    return 0, 1 + sex, 3 + age, 10 + residency, 12 + fifth


class Counters:
    """Sparse sums; what was never added is 0."""

    def __init__(self, n_weeks: int, n_districts: int, n_worlds: int) -> None:
        self.shape = (n_weeks, n_districts, n_worlds)
        self.cells: dict[str, dict[tuple[int, int, int, int], int]] = defaultdict(lambda: defaultdict(int))

    def add(self, name: str, week: int, resident: Resident, world: int, amount: int = 1) -> None:
        """Add to a quantity at the resident's district and cell."""
        if amount:
            self.cells[name][week, resident.person.district, resident.cell, world] += amount

    def by_cell(self, name: str) -> NDArray[np.int64]:
        """The quantity as [n_weeks, ND, K, W]."""
        weeks, districts, worlds = self.shape
        table = np.zeros((weeks, districts, CELLS, worlds), dtype=np.int64)
        for at, amount in self.cells.get(name, {}).items():
            table[at] += amount
        return table

    def by_group(self, name: str) -> NDArray[np.int64]:
        """The quantity as [n_weeks, ND, len(GROUPS), W]."""
        weeks, districts, worlds = self.shape
        table = np.zeros((weeks, districts, len(GROUPS), worlds), dtype=np.int64)
        for (week, district, cell, world), amount in self.cells.get(name, {}).items():
            for group in groups_of(cell):
                table[week, district, group, world] += amount
        return table
