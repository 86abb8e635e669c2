"""Cities of a few hundred residents made by a plain random generator, behind the face of a real city."""

from dataclasses import dataclass
from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jaywalk.core.philox import city_code
from reference.residents import CELLS

I64 = NDArray[np.int64]


class TinyPeople(NamedTuple):
    """A stretch of residents in serial order."""

    cell: NDArray[np.uint8]
    member: NDArray[np.uint8]
    size: NDArray[np.uint8]
    household: NDArray[np.uint32]
    collective: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class TinyDistrict:
    """A district with all its residents at full scale; the run has the first ``n``."""

    id: str
    number: int
    n: int
    people: TinyPeople

    @property
    def n_full(self) -> int:
        """Residents at full scale."""
        return len(self.people.cell)

    @property
    def counts_full(self) -> I64:
        """Residents by cell at full scale."""
        return np.bincount(self.people.cell, minlength=CELLS).astype(np.int64)

    @property
    def counts(self) -> I64:
        """Residents by cell in the sample."""
        return np.bincount(self.people.cell[: self.n], minlength=CELLS).astype(np.int64)

    def block_bounds(self, target: int = 65536) -> list[tuple[int, int]]:
        """Stretches of whole households of about ``target`` residents."""
        bounds, low = [], 0
        for serial in range(1, self.n + 1):
            ends = serial == self.n or self.people.member[serial] == 0
            if ends and (serial == self.n or serial - low >= target):
                bounds.append((low, serial))
                low = serial
        return bounds

    def block(self, low: int, high: int) -> TinyPeople:
        """Residents ``low`` to ``high - 1``."""
        people = self.people
        return TinyPeople(
            people.cell[low:high],
            people.member[low:high],
            people.size[low:high],
            people.household[low:high],
            people.collective[low:high],
        )


@dataclass(frozen=True, eq=False)
class TinyCity:
    """A city of districts."""

    id: str
    code: int
    scale: float
    districts: tuple[TinyDistrict, ...]
    margins_hash: str = "0" * 16

    def district(self, number: int) -> TinyDistrict:
        """The district with this number."""
        return next(district for district in self.districts if district.number == number)

    def block_bounds(self, district_number: int, target: int = 65536) -> list[tuple[int, int]]:
        """See `TinyDistrict.block_bounds`."""
        return self.district(district_number).block_bounds(target)

    def block(self, district_number: int, low: int, high: int) -> TinyPeople:
        """See `TinyDistrict.block`."""
        return self.district(district_number).block(low, high)


def tiny_people(random: Random, households: int) -> TinyPeople:
    """Households of 1 to 5 with adults first, and some collective ones."""
    cell, member, size, household, together = [], [], [], [], []
    # few kinds of residents, so that classes are large enough for somebody to be mistaken for somebody else
    ages = random.sample(range(1, 7), random.randint(2, 6))
    for number in range(households):
        collective = random.random() < 0.08
        n = random.randint(3, 8) if collective else random.choice((1, 1, 2, 2, 3, 3, 4, 5))
        adults = n if collective else random.randint(1, n)
        residency, fifth = random.randint(0, 1), random.randint(0, 4)
        for place in range(n):
            age = random.choice(ages) if place < adults else 0
            cell.append(((age * 2 + random.randint(0, 1)) * 2 + residency) * 5 + fifth)
            member.append(place)
            size.append(n)
            household.append(number)
            together.append(collective)
    return TinyPeople(
        np.array(cell, dtype=np.uint8),
        np.array(member, dtype=np.uint8),
        np.array(size, dtype=np.uint8),
        np.array(household, dtype=np.uint32),
        np.array(together, dtype=np.bool_),
    )


def tiny_cities(seed: int) -> tuple[TinyCity, ...]:
    """One or two cities of one to three districts, sampled in full or in part."""
    random = Random(f"tiny cities {seed}")
    names = ("aa", "bb")[: random.choice((1, 2, 2))]
    cities = []
    for name in names:
        share = random.choice((1.0, 0.9, 0.6, 0.2))
        districts = []
        for number in sorted(random.sample(range(16), random.choice((1, 2, 2)))):
            households = random.randint(15, 40) * (3 if share < 0.5 else 1)
            people = tiny_people(random, households)
            kept = max(1, round(share * households))
            n = int(np.searchsorted(people.household, kept))
            districts.append(TinyDistrict(f"{name}{number}", number, n, people))
        cities.append(TinyCity(name, city_code(name), share, tuple(districts)))
    return tuple(cities)
