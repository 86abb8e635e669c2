"""Lists that most people are on at the start: the seeded share where products of two 32-bit words need all 64 bits.

Shipped lists hold about one adult in a hundred; here it is four to nine in ten, on purpose.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from checks.made_places import EVEN, act, adults, guess, register, text
from jaywalk.core import processes
from jaywalk.engine import Options, execute
from jaywalk.model.compile.limits import SEED_LIMIT
from jaywalk.model.plan import Plan
from jaywalk.scenario.loading import loads
from promises.towns import compiled, weekly
from reference.compare import differences
from reference.draws import Draws
from reference.occur import reach_of
from reference.residents import Town, people_of
from reference.simulate import simulate
from reference.tables import Tables
from reference.tiny_city import tiny_cities
from reference.tiny_plan import tiny_plan

RESIDENTS = 300_000
ERROR = 1e-6  # both tails together: how often a right count would fail a test of one share
TERM = 100  # weeks


@pytest.mark.parametrize("share", [0.4, 0.5, 0.6, 0.75, 0.9])
def test_the_seeded_count_is_binomial_in_the_stationary_share(share: float) -> None:
    stock = share / (1 - share)  # listings a resident would begin during one stay
    place = compiled(
        loads(
            text(
                {"late": act(stock / TERM * 52.1775)},
                {"desk": register("late") | {"scope": "national"}},
                weeks=2,
                residents=RESIDENTS,
                k=EVEN,
                time={"start": "2027-01-04", "end": "2027-01-17", "past": guess("8 weeks")},
                lists={"debt": {"scope": "national", "on": "late", "through": ["desk"], "term": f"{TERM} weeks"}},
            ),
            name="place",
        )
    )
    # tallied from the first week of the past on: nothing but what was seeded is in force in it. Small blocks, whose
    # stores have room for more records than residents.
    output = place.run(weeks=2, block_size=1000, n_past=0, month=np.zeros(2, np.int16))
    listed = int(weekly(output, "listed_debt")[0, :, 0, 0].sum())
    low, high = stats.binom.interval(1 - ERROR, adults(output), share)
    assert low <= listed <= high, (listed, low, high)


def crowded(plan: Plan) -> Plan:
    """The plan with stays at the start so long that most of those who ever do the act are listed."""
    highest = plan.reach.max(axis=(0, 1, 2, 4)).astype(object) * int(plan.propensity.max()) >> 16
    room = np.array([int(SEED_LIMIT // max(top, 1) << 7) for top in highest], np.int64)
    return replace(plan, seed_stay=np.minimum(plan.seed_stay * 24, room))


def decisions(plan: Plan, people: Any) -> tuple[int, int]:
    """How many draws decide on a share above 1/3, and how many of them a signed 64-bit product would get wrong."""
    tables = Tables(plan)
    draws = Draws((tables.key[0], tables.key[1]))
    world = next(w for w in range(tables.n_worlds) if tables.keeps_state(w))
    high = wrong = 0
    for resident in Town(tables, draws, *people).residents:
        for slot in range(tables.n_slots):
            x = reach_of(tables, resident, 0, world, slot) * tables.seed_stay[slot] >> 8
            if not resident.adult or 2 * x <= 1 << 40:
                continue
            high += 1
            word = draws(resident.serial, resident.area, 0, processes.SEED_LIST + slot).w0
            product = word * (x & 0xFFFFFFFF)
            signed = product - (1 << 64) if product >= 1 << 63 else product
            kept = [(word << 8) + word * (x >> 32) + (low >> 32) < x for low in (product, signed)]
            wrong += kept[0] != kept[1]
    return high, wrong


def test_engine_and_plain_model_agree_where_lists_are_crowded() -> None:
    high = wrong = 0
    for seed in (30, 60, 64):
        cities: Any = tiny_cities(seed)
        plan, people = crowded(tiny_plan(seed, cities)), people_of(cities)
        output = execute(plan, cities, Options(threads=1, block_size=100, keep_states=True))
        assert differences(plan, simulate(plan, *people), output) == []
        reached = decisions(plan, people)
        high, wrong = high + reached[0], wrong + reached[1]
    assert high > 500
    assert wrong == 3  # one in each
