"""One district made ready: its households in order, and the tables the kernels walk."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jaywalk.population import _kernels
from jaywalk.population.axes import CELLS, RESIDENCIES
from jaywalk.population.order import COUPLES, GOLDEN, ROOMS, guide_to, keyed_rotation, population_words
from jaywalk.population.strata import N_STREAMS, DistrictPeople, adult_stream, minor_stream

I64 = NDArray[np.int64]

_FIFTHS: Final = 5
_START_FIFTH: Final = N_STREAMS + 1  # number of the draw that says which fifth comes first


class DistrictTables(NamedTuple):
    """What the kernels need of a district: see the columns in the kernels' file."""

    rotation: I64
    types: I64
    type_guide: I64
    streams: I64
    ends: I64
    classes: I64


class BlockPeople(NamedTuple):
    """Residents of a stretch of a district, in the order of their serial numbers.

    Attributes
    ----------
    cell
        ``uint8``: ``((age * 2 + sex) * 2 + residency) * 5 + income fifth``.
    member
        ``uint8``: place inside the household, adults first.
    size
        ``uint8``: members of the household.
    household
        ``uint32``: the household's position in the district; members of one stand side by side.
    collective
        ``bool``: the household is a unit of a dormitory or barracks.
    """

    cell: NDArray[np.uint8]
    member: NDArray[np.uint8]
    size: NDArray[np.uint8]
    household: NDArray[np.uint32]
    collective: NDArray[np.bool_]


def district_tables(people: DistrictPeople, *, key: tuple[int, int], area: int) -> DistrictTables:
    """Lay a district's household types and streams out on their circles and draw where each begins.

    Parameters
    ----------
    people
        Numbers of households and residents.
    key
        The run's key.
    area
        Counter word 1 of the district.
    """
    types = _types(people, population_words(key, area, _START_FIFTH)[0] % _FIFTHS)
    households = int(types[-1, _kernels.END])
    rotation = keyed_rotation(households, GOLDEN, key=key, area=area, number=0)
    streams = np.zeros((N_STREAMS, 3), dtype=np.int64)
    ends = np.zeros((N_STREAMS, _kernels.MOST_CLASSES), dtype=np.int64)
    classes = np.zeros((N_STREAMS, _kernels.MOST_CLASSES), dtype=np.int64)
    for s, by_class in enumerate(people.streams):
        length = sum(by_class)
        streams[s] = keyed_rotation(length, _turn(s), key=key, area=area, number=1 + s).array()
        # women by age, then men by age: half a turn leads to the other sex of the same age
        order = [c for sex in (0, 1) for c in range(sex, len(by_class), 2) if by_class[c] > 0]
        end = 0
        for i in range(_kernels.MOST_CLASSES):
            end += by_class[order[i]] if i < len(order) else 0
            ends[s, i] = end
            classes[s, i] = order[i] if i < len(order) else 0
    guide = guide_to([int(end) for end in types[:, _kernels.END]], households)
    return DistrictTables(rotation.array(), types, guide, streams, ends, classes)


def _turn(stream: int) -> int:
    if stream in (adult_stream(r, 2) for r in range(len(RESIDENCIES))):
        return ROOMS
    return GOLDEN if stream >= minor_stream(0) else COUPLES


def _types(people: DistrictPeople, first_fifth: int) -> I64:
    rows: list[list[int]] = []
    for r in range(len(RESIDENCIES)):
        rows += [
            [n, size, size - minors, minors, 0, adult_stream(r, 0 if minors else 1), minor_stream(r), 0, r]
            for (size, minors), n in people.private[r].items()
        ]
        rows += [
            [n, size, size, 0, 1, adult_stream(r, 2), minor_stream(r), 0, r] for size, n in people.collective[r].items()
        ]
    _deal_fifths(rows, first_fifth)
    rows.sort(key=lambda row: (-row[0], row[1:]))
    end = 0
    for row in rows:
        end += row[_kernels.END]
        row[_kernels.END] = end
    return np.array(rows, dtype=np.int64).reshape(-1, _kernels.TYPE_COLUMNS)


def _deal_fifths(rows: list[list[int]], first: int) -> None:
    """Choose each type's first income fifth so that every fifth holds as many residents as any other.

    Two things are kept even: the whole district, where a type's last round of five may be incomplete, and the samples,
    where it is so for every type: on average the fifth a type begins with is two fifths of a household ahead.
    """
    whole, ahead = [0] * _FIFTHS, [0] * _FIFTHS
    for i, row in enumerate(sorted(rows, key=lambda row: (-row[_kernels.SIZE], row))):
        size, over = row[_kernels.SIZE], row[_kernels.END] % _FIFTHS
        tries = []
        for turn in range(_FIFTHS):
            start = (first + 2 * i + turn) % _FIFTHS
            rounds = [(f - start) % _FIFTHS for f in range(_FIFTHS)]
            after = [n + size * (place < over) for n, place in zip(whole, rounds, strict=True)]
            lead = [n + size * (2 - place) for n, place in zip(ahead, rounds, strict=True)]
            tries.append((12 * sum(n * n for n in after) + sum(n * n for n in lead), turn, start, after, lead))
        _, _, row[_kernels.FIFTH], whole, ahead = min(tries)


@dataclass(frozen=True, eq=False)
class District:
    """A district of a city, whole or the first part of its households.

    Attributes
    ----------
    id
        Its id in the margins file.
    number
        Its row in the margins file, from 0; enters every draw.
    n_full
        Residents at full scale.
    n
        Residents of the sample: whole households, the first ones of the order.
    households_full, households
        Households (collective units included) at full scale and in the sample.
    tables
        What the kernels walk.
    """

    id: str
    number: int
    n_full: int
    n: int
    households_full: int
    households: int
    tables: DistrictTables

    @cached_property
    def counts_full(self) -> I64:
        """Residents by cell at full scale, ``int64[140]``."""
        return self._count(self.households_full)

    @cached_property
    def counts(self) -> I64:
        """Residents by cell of the sample, ``int64[140]``."""
        return self.counts_full if self.n == self.n_full else self._count(self.households)

    def count(self) -> None:
        """Have `counts_full` ready: unlike asking for it, districts can do so at the same time."""
        if "counts_full" not in self.__dict__:
            self.__dict__["counts_full"] = self._count(self.households_full)

    def _count(self, households: int) -> I64:
        counts = np.zeros(CELLS, dtype=np.int64)
        _kernels.count_cells(np.int64(households), self.tables, counts)
        counts.flags.writeable = False
        return counts

    def first_serial(self, serial: int) -> int:
        """Serial number of the first member of a resident's household (the number of residents for the end)."""
        if serial >= self.n_full:
            return self.n_full
        return int(_kernels.household_at(np.int64(serial), self.tables.rotation, self.tables.types)[1])

    def block_bounds(self, target: int = 65536) -> list[tuple[int, int]]:
        """Cut the sample into stretches of whole households, at most ``target`` residents each.

        Only where a household alone has more is a stretch longer.

        Returns
        -------
        list of (int, int)
            First serial number and the one past the last, in order; together they are 0 to ``n``.
        """
        if target < 1:
            raise ValueError(f"a block holds at least one resident, not {target}")
        cuts = [0]
        while cuts[-1] + target < self.n:
            serial = cuts[-1] + target
            cut = self.first_serial(serial)
            while cut <= cuts[-1] and serial < self.n:
                serial += 1
                cut = self.first_serial(serial) if serial < self.n else self.n
            if cut == self.n:
                break
            cuts.append(cut)
        return list(zip(cuts, [*cuts[1:], self.n], strict=True))

    def block(self, low: int, high: int) -> BlockPeople:
        """Make the residents with serial numbers from ``low`` to ``high - 1``, any stretch of the full district."""
        if not 0 <= low <= high <= self.n_full:
            raise ValueError(f"district '{self.id}' has residents 0 to {self.n_full}, not {low} to {high}")
        n = high - low
        people = BlockPeople(
            cell=np.empty(n, dtype=np.uint8),
            member=np.empty(n, dtype=np.uint8),
            size=np.empty(n, dtype=np.uint8),
            household=np.empty(n, dtype=np.uint32),
            collective=np.empty(n, dtype=np.bool_),
        )
        if n:
            start, before = _kernels.household_at(np.int64(low), self.tables.rotation, self.tables.types)
            _kernels.fill_block(np.int64(low), np.int64(high), start, before, self.tables, people)
        return people
