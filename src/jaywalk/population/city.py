"""A city of synthetic residents: margins in, people by serial number out."""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jaywalk.population import _kernels
from jaywalk.population.attributes import attribute_names, attribute_share
from jaywalk.population.district import BlockPeople, District, DistrictTables, district_tables
from jaywalk.population.margins import Margins, MarginsError, read_margins
from jaywalk.population.strata import district_people
from jaywalk.population.totals import whole_totals

#: Raised whenever the same margins and key would give other residents.
POPULATION_VERSION = 1


@dataclass(frozen=True, eq=False)
class City:
    """A city made from its margins; every resident is a function of (key, district, serial number).

    Attributes
    ----------
    id
        The city's id in the scenario.
    code
        16 bits of counter word 1.
    scale
        Share of the city that is simulated.
    districts
        In the order of the margins file.
    margins
        What it was made from.
    margins_hash
        16 hexadecimal digits over the margins, the population, and the version of the method.
    """

    id: str
    code: int
    scale: float
    districts: tuple[District, ...]
    margins: Margins
    margins_hash: str

    @classmethod
    def load(
        cls,
        city_id: str,
        margins: str | Path,
        *,
        key: tuple[int, int],
        code: int,
        scale: float = 1.0,
        population: int | None = None,
        districts: Sequence[str] | None = None,
    ) -> "City":
        """Read margins and make a city ready.

        Parameters
        ----------
        city_id
            The city's id.
        margins
            Name of shipped margins or path of a margins file.
        key
            The run's key, two 32-bit words.
        code
            The city's 16-bit code.
        scale
            Share of each district's residents to keep, above 0 and at most 1: its first households.
        population
            Residents of the city at full scale, if not as many as the margins say.
        districts
            Ids of the districts to keep; the others keep their residents, but are not in this city.

        Raises
        ------
        MarginsError
            If the margins cannot be used.
        ValueError
            If the scale or a district is impossible.
        """
        if not 0.0 < scale <= 1.0:
            raise ValueError(f"a scale is above 0 and at most 1, not {scale!r}")
        table = read_margins(margins)
        totals = whole_totals(table, population)
        unknown = sorted(set(districts or ()) - set(totals.ids))
        if unknown:
            raise MarginsError([f"{table.file}: no district '{unknown[0]}'; there are {', '.join(totals.ids)}"])
        made = []
        for number, people in enumerate(district_people(table, totals)):
            if districts is not None and totals.ids[number] not in districts:
                continue
            tables = district_tables(people, key=key, area=code << 16 | number << 8)
            made.append(_sample(totals.ids[number], number, totals.districts[number], tables, scale))
        text = f"population {POPULATION_VERSION} {table.digest()} {totals.population}"
        return cls(
            id=city_id,
            code=code,
            scale=scale,
            districts=tuple(made),
            margins=table,
            margins_hash=hashlib.blake2b(text.encode(), digest_size=8).hexdigest(),
        )

    @property
    def n(self) -> int:
        """Residents of the sample."""
        return sum(district.n for district in self.districts)

    @property
    def n_full(self) -> int:
        """Residents at full scale."""
        return sum(district.n_full for district in self.districts)

    def count(self, *, threads: int | None = None) -> None:
        """Count the residents of all districts at full scale now, several districts at a time.

        They are counted one by one otherwise, when first asked for; ``threads``: None for all.
        """
        with ThreadPoolExecutor(threads or os.cpu_count()) as crew:
            # the largest first, so that no thread is left with one at the end
            list(crew.map(District.count, sorted(self.districts, key=lambda district: -district.n_full)))

    def district(self, number: int) -> District:
        """The district with this number."""
        for district in self.districts:
            if district.number == number:
                return district
        raise ValueError(f"city '{self.id}' has no district number {number}")

    def block_bounds(self, district_number: int, target: int = 65536) -> list[tuple[int, int]]:
        """Stretches of whole households of at most ``target`` residents: see `District.block_bounds`."""
        return self.district(district_number).block_bounds(target)

    def block(self, district_number: int, low: int, high: int) -> BlockPeople:
        """Residents ``low`` to ``high - 1`` of a district: see `District.block`."""
        return self.district(district_number).block(low, high)

    @property
    def attributes(self) -> tuple[str, ...]:
        """Names of the attributes whose shares the margins give."""
        return attribute_names(self.margins)

    def attribute_share(self, name: str) -> NDArray[np.float64]:
        """Share of each cell that has an attribute, ``float64[140]``; minors have none."""
        return attribute_share(self.margins, name)


def _sample(district_id: str, number: int, n_full: int, tables: DistrictTables, scale: float) -> District:
    # the first households that hold the share, rounded, and always one
    households_full = int(tables.rotation[_kernels.LENGTH])
    wanted = max(1, int(scale * n_full + 0.5))
    if wanted >= n_full:
        n, households = n_full, households_full
    else:
        last, before = _kernels.household_at(np.int64(wanted - 1), tables.rotation, tables.types)
        households = int(last) + 1
        n = int(before) + int(tables.types[_type_at(int(last), tables), _kernels.SIZE])
    return District(district_id, number, n_full, n, households_full, households, tables)


def _type_at(position: int, tables: DistrictTables) -> int:
    length, step, offset = (int(x) for x in tables.rotation)
    rank = (position * step + offset) % length
    return int(np.searchsorted(tables.types[:, _kernels.END], rank, side="right"))
