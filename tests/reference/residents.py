"""Who residents are: what the population says of them, and the persistent states drawn once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jaywalk.core import processes as process
from reference.draws import Draws
from reference.tables import Tables

CELLS = 140
FAMILIES = 8


@dataclass(frozen=True)
class Person:
    """What the population hands over. ``district`` counts over all cities, ``serial`` within the district."""

    district: int
    serial: int
    cell: int
    household: int
    member: int
    size: int
    collective: bool


@dataclass(frozen=True)
class Resident:
    """A person with the states that never change."""

    index: int  # place in the order (district, serial) of the run
    person: Person
    city: int
    area: int  # counter word 1
    g: tuple[int, ...]  # propensity of each family, 16.16
    attributes: frozenset[int]
    participates: bool
    aware: bool
    enrolled: bool
    look_alike: int

    @property
    def cell(self) -> int:
        """0..139."""
        return self.person.cell

    @property
    def adult(self) -> bool:
        """18 or older."""
        return self.person.cell >= 20

    @property
    def person_class(self) -> int:
        """Age and sex, 0..13."""
        return self.person.cell // 10

    @property
    def age(self) -> int:
        """Age band, 0..6."""
        return self.person.cell // 20

    @property
    def residency(self) -> int:
        """0 registered, 1 migrant."""
        return self.person.cell // 5 % 2

    @property
    def serial(self) -> int:
        """Counter word 0."""
        return self.person.serial


def propensities(tables: Tables, draws: Draws, serial: int, area: int) -> tuple[int, ...]:
    """Mean-one propensity of each family: gamma margins joined by a Gaussian copula with one common piece."""
    pieces: list[int] = []
    for number in (0, 1):
        for word in draws(serial, area, 0, process.PROPENSITY, number):
            pieces += [word >> 16, word & 0xFFFF]
    common = tables.normal_quantile[pieces[0]]
    result = []
    for family in range(FAMILIES):
        own = tables.normal_quantile[pieces[family + 1]]
        z = (tables.copula_common * common + tables.copula_own * own) >> 16
        at = (z + 11 * 65536 // 2) * 65536 // (11 * 65536)
        index = tables.normal_cdf[min(max(at, 0), 65535)]
        result.append(tables.propensity[family][index])
    return tuple(result)


def make_resident(tables: Tables, draws: Draws, person: Person, index: int) -> Resident:
    """Draw the persistent states (week word 0)."""
    city = tables.district_city[person.district]
    area = tables.city_code[city] << 16 | tables.district_number[person.district] << 8
    adult = person.cell >= 20
    held = set()
    for attribute in range(tables.n_attributes):
        word = draws(person.serial, area, 0, process.ATTRIBUTE, attribute >> 2)[attribute & 3]
        if adult and word < tables.attribute[city][attribute][person.cell]:
            held.add(attribute)
    status = draws(person.serial, area, 0, process.STATUS)
    return Resident(
        index=index,
        person=person,
        city=city,
        area=area,
        g=propensities(tables, draws, person.serial, area),
        attributes=frozenset(held),
        participates=adult and status.w0 < tables.participates[city][person.cell],
        aware=adult and status.w1 < tables.aware[city][person.cell],
        enrolled=adult and status.w2 < tables.enrolled[city][person.cell],
        look_alike=tables.look_alike[status.w3 >> 20],
    )


def eligible(tables: Tables, resident: Resident, act: int) -> bool:
    """Whether the resident can do the act at all."""
    needed = tables.act_attribute[act]
    return resident.adult and (needed == -1 or needed in resident.attributes)


class Town:
    """All residents of a run and the ways a victim is looked up among them."""

    def __init__(
        self, tables: Tables, draws: Draws, people: Sequence[Person], full_counts: Sequence[Sequence[int]]
    ) -> None:
        ordered = sorted(people, key=lambda person: (person.district, person.serial))
        self.residents = [make_resident(tables, draws, person, index) for index, person in enumerate(ordered)]
        self.full_counts = [list(map(int, counts)) for counts in full_counts]  # [ND][K] at full scale
        self.sampled_counts = [[0] * CELLS for _ in range(tables.n_districts)]
        self.households: dict[tuple[int, int], list[Resident]] = {}
        self.adults: list[list[Resident]] = [[] for _ in range(tables.n_districts)]
        self.members: dict[tuple[int, int], list[Resident]] = {}  # (city, class), in (district, serial) order
        self.district_members: dict[tuple[int, int], list[Resident]] = {}  # (district, class)
        self.class_serial: list[int] = []  # place of a resident among the same class of the district
        for resident in self.residents:
            person = resident.person
            self.sampled_counts[person.district][person.cell] += 1
            self.households.setdefault((person.district, person.household), []).append(resident)
            if resident.adult:
                self.adults[person.district].append(resident)
            self.members.setdefault((resident.city, resident.person_class), []).append(resident)
            peers = self.district_members.setdefault((person.district, resident.person_class), [])
            self.class_serial.append(len(peers))
            peers.append(resident)

    def full_class(self, tables: Tables, city: int, person_class: int) -> list[tuple[int, int]]:
        """(district, full-scale count of the class) for the city's districts in order."""
        return [
            (district, sum(self.full_counts[district][person_class * 10 : person_class * 10 + 10]))
            for district in range(tables.n_districts)
            if tables.district_city[district] == city
        ]


def people_of(cities: Sequence[Any]) -> tuple[list[Person], list[list[int]]]:
    """Persons and full-scale counts by district and cell of cities that offer ``districts`` and ``block``."""
    people: list[Person] = []
    counts: list[list[int]] = []
    for city in cities:
        for district in city.districts:
            block = city.block(district.number, 0, int(district.n))
            columns = (block.cell, block.household, block.member, block.size, block.collective)
            for serial, (cell, household, member, size, collective) in enumerate(zip(*columns, strict=True)):
                person = Person(
                    len(counts), serial, int(cell), int(household), int(member), int(size), bool(collective)
                )
                people.append(person)
            counts.append([int(count) for count in district.counts_full])
    return people, counts
