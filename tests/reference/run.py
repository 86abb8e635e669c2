"""What the stages of a run share: the plan, the draws, the town, all records and the counters."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from numpy.typing import NDArray

from reference.counters import Counters
from reference.draws import Draws
from reference.records import Books
from reference.residents import Town
from reference.tables import Tables

if TYPE_CHECKING:
    from reference.cases import Office
    from reference.judge import State
    from reference.lives import Jobs
    from reference.observe import Sighting
    from reference.placement import Placement
    from reference.respond import Minds


class Pool(NamedTuple):
    """Stray records of one city, slot, target and class, dealt together."""

    city: int
    slot: int
    which: int  # 0 target a, 1 target b
    pool_class: int  # 0..13 a class; 14 + n the district of number n in the city


class Dealt(NamedTuple):
    """One dealt record: its pool, its number in the pool, its victim and the worlds it exists in."""

    week: int
    kind: str  # stray, outside, phantom, seed
    pool: Pool
    k: int
    victim: int  # index of the resident, -1: nobody to deal to
    worlds: tuple[int, ...]


class Placing(NamedTuple):
    """Scarce places of a week: applicants (resident, occ) who got one, without scores and in each world."""

    week: int
    city: int
    market: int
    places: int
    without: frozenset[tuple[int, int]]
    by_world: tuple[frozenset[tuple[int, int]], ...]


@dataclass
class Run:
    """The state of the simulation."""

    tables: Tables
    draws: Draws
    town: Town
    books: Books
    counters: Counters
    office: "Office"
    minds: "Minds"
    jobs: "Jobs"
    placement: "Placement"
    p_states: list[list["State"]] = field(default_factory=list)  # [resident][world]: ledger P of this week
    acts: dict[int, NDArray[Any]] = field(default_factory=dict)  # week: [ND, len(GROUPS), W, A]
    pools: dict[Pool, list[int]] = field(default_factory=dict)  # this week's strays a world
    pool_history: dict[tuple[int, Pool], tuple[int, ...]] = field(default_factory=dict)
    arrivals: dict[tuple[int, str, Pool], tuple[int, ...]] = field(default_factory=dict)
    dealt: list[Dealt] = field(default_factory=list)
    placings: list[Placing] = field(default_factory=list)
    namesakes: list[tuple["Sighting", int, int]] = field(default_factory=list)  # this week's: sighting, which, world
    undealt: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))  # (week, world)

    def city_districts(self, city: int) -> list[int]:
        """Districts of a city, in order."""
        return [d for d in range(self.tables.n_districts) if self.tables.district_city[d] == city]

    def stray(self, pool: Pool, world: int) -> None:
        """Count one more stray of a pool in a world."""
        self.pools.setdefault(pool, [0] * self.tables.n_worlds)[world] += 1
