"""The addresses that `jaywalk show` prints are those that the plain reference model asks for."""

from collections import defaultdict
from random import Random
from typing import Any

import pytest

from jaywalk.core import processes
from jaywalk.results.draws import DRAWS, POOL, RECORD, SERIAL, Draw
from reference.draws import Draws, Words
from reference.residents import people_of
from reference.simulate import simulate
from reference.tiny_city import tiny_cities
from reference.tiny_lives import whole_case
from reference.tiny_plan import tiny_plan
from reference.tiny_redress import with_redress

Address = tuple[int, int, int, int]  # counters 0, 1, week, number
LONG_AGO = 0  # week word of what is drawn for good


def process_at(number: int) -> Draw | None:
    """The process of a number, which may be one of a range."""
    for draw in DRAWS:
        base = getattr(processes, draw.process)
        if base <= number < base + (256 if draw.one_per else 1):
            return draw
    return None


@pytest.fixture(scope="module")
def asked() -> dict[Draw, set[Address]]:
    """All draws of two random runs of the plain model."""
    found: dict[Draw, set[Address]] = defaultdict(set)
    plain = Draws.__call__

    def recorded(self: Draws, first: int, second: int, week: int, process: int, number: int = 0) -> Words:
        draw = process_at(process)
        assert draw is not None, f"process {process:#07x} is not printed"
        found[draw].add((first, second, week, number))
        return plain(self, first, second, week, process, number)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Draws, "__call__", recorded)
        for seed in (1, 2):
            cities: Any = tiny_cities(seed)
            plan = with_redress(tiny_plan(seed, cities), Random(seed))
            simulate(plan, *people_of(cities))
        plan, cities = whole_case(2, ("lives",))
        simulate(plan, *people_of(cities))
    return dict(found)


def test_all_but_the_population_is_asked_for(asked: dict[Draw, set[Address]]) -> None:
    # people of a tiny city come from a generator of their own
    assert {draw.process for draw in DRAWS} - {draw.process for draw in asked} == {"POPULATION"}


def test_what_holds_for_good_has_no_week_and_the_rest_has_one(asked: dict[Draw, set[Address]]) -> None:
    for draw, addresses in asked.items():
        weeks = {week for _, _, week, _ in addresses}
        if draw.week == "round":
            assert weeks == set(range(4))
        elif draw.week == "0":
            assert weeks == {LONG_AGO}, draw.process
        else:
            assert LONG_AGO not in weeks, draw.process


def test_tries_and_places_are_in_the_number_and_nothing_else_is(asked: dict[Draw, set[Address]]) -> None:
    for draw, addresses in asked.items():
        numbers = {number for *_, number in addresses}
        if draw.number == "0":
            assert numbers == {0}, draw.process
        elif draw.process == "PROPENSITY":
            assert numbers == {0, 1}
        elif draw.number.startswith(("layer << 9", "mode << 8")) or draw.process == "DEAL_STRAY":
            assert len(numbers) > 1, draw.process


def test_residents_and_pools_are_told_apart(asked: dict[Draw, set[Address]]) -> None:
    for draw, addresses in asked.items():
        low = {second & 0xFF for _, second, *_ in addresses}
        if draw.second == POOL:
            assert draw.first == RECORD
            assert min(first for first, *_ in addresses) == 0, draw.process
        elif draw.first == SERIAL and "slot" not in draw.second:
            assert low == {0}, draw.process
        elif draw.first == SERIAL:
            assert len(low) > 1, draw.process
