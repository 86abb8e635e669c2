"""Name groups: a keyed order of each class of a city, cut into runs of residents who share a name."""

from typing import NamedTuple

from jaywalk.core import processes as process
from reference.residents import Resident
from reference.run import Run


class NameOrder:
    """A keyed permutation of 0..n-1: a balanced Feistel network of four rounds, walked until it lands inside."""

    def __init__(self, run: Run, city: int, person_class: int) -> None:
        self.run = run
        self.where = run.tables.city_code[city] << 16 | person_class
        self.n = sum(count for _, count in run.town.full_class(run.tables, city, person_class))
        self.half = 1
        while 4**self.half < self.n:
            self.half += 1

    def _round(self, value: int, number: int) -> int:
        draw = self.run.draws(value, self.where, number, process.NAME_ORDER)
        return draw.w0 & ((1 << self.half) - 1)

    def _forward(self, value: int) -> int:
        left, right = value >> self.half, value & ((1 << self.half) - 1)
        for number in range(4):
            left, right = right, left ^ self._round(right, number)
        return left << self.half | right

    def _backward(self, value: int) -> int:
        left, right = value >> self.half, value & ((1 << self.half) - 1)
        for number in reversed(range(4)):
            left, right = right ^ self._round(left, number), left
        return left << self.half | right

    def position(self, member: int) -> int:
        """Place in the name order of the class's member number ``member``."""
        value = self._forward(member)
        while value >= self.n:
            value = self._forward(value)
        return value

    def member(self, position: int) -> int:
        """The member at a place of the name order."""
        value = self._backward(position)
        while value >= self.n:
            value = self._backward(value)
        return value


class Group(NamedTuple):
    """Places ``start``..``stop - 1`` of the name order: residents who share a name."""

    start: int
    stop: int


def group_of(run: Run, city: int, person_class: int, position: int) -> Group:
    """The name group at a place of the name order."""
    starts = run.tables.name_start[city][person_class]
    for kind, size in enumerate(run.tables.name_size[city][person_class]):
        if starts[kind] <= position < starts[kind + 1]:
            first = starts[kind] + (position - starts[kind]) // size * size
            return Group(first, min(first + size, starts[kind + 1]))
    message = f"no name group at {position}"
    raise AssertionError(message)


def full_number(run: Run, resident: Resident) -> int:
    """The resident's number among the class at full scale, in order of district and serial."""
    before = 0
    for district, count in run.town.full_class(run.tables, resident.city, resident.person_class):
        if district == resident.person.district:
            return before + run.town.class_serial[resident.index]
        before += count
    raise AssertionError


def sampled_member(run: Run, city: int, person_class: int, number: int) -> Resident | None:
    """The resident with a full-scale number in the class, if this run has that resident."""
    for district, count in run.town.full_class(run.tables, city, person_class):
        if number < count:
            here = run.town.district_members.get((district, person_class), [])
            return here[number] if number < len(here) else None
        number -= count
    raise AssertionError
