"""The plain model keeps the model's own promises: equality with it would mean little otherwise."""

from collections import Counter
from functools import cache

import pytest

from jaywalk.model.plan import Plan
from reference.records import Ledger, Origin
from reference.residents import people_of
from reference.simulate import ReferenceRun, simulate
from reference.tiny_city import tiny_cities
from reference.tiny_plan import tiny_plan

SEEDS = (3, 4, 5)
WORLDS = ("none", "programme", "exact", "late")
PROGRAMME, EXACT, LATE = 1, 2, 3


@cache
def case(seed: int) -> tuple[Plan, ReferenceRun]:
    cities = tiny_cities(seed)
    plan = tiny_plan(seed, cities, n_weeks=26, worlds=WORLDS)
    return plan, simulate(plan, *people_of(cities))


def total(run: ReferenceRun, prefix: str, slot: str, world: int) -> int:
    return sum(amount for (_, _, _, w), amount in run.counters.cells.get(f"{prefix}_{slot}", {}).items() if w == world)


@pytest.mark.parametrize("seed", SEEDS)
def test_ledger_x_of_the_programme_is_ledger_p_of_exact(seed: int) -> None:
    _, run = case(seed)
    for resident in range(len(run.town.residents)):
        assert run.ledger(resident, PROGRAMME, Ledger.X) == run.ledger(resident, EXACT, Ledger.P)
        for week in run.states:
            assert week[resident][PROGRAMME][Ledger.X] == week[resident][EXACT][Ledger.P]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_world_a_week_late_has_every_record_a_week_later(seed: int) -> None:
    plan, run = case(seed)
    for resident in range(len(run.town.residents)):
        for ledger in Ledger:
            prompt = run.ledger(resident, PROGRAMME, ledger)
            shifted = [r if r.seeded else r._replace(rec_week=r.rec_week + 1) for r in prompt]
            kept = [record for record in shifted if record.rec_week < plan.n_weeks]
            # a copy goes with its record: it is lost if the record comes too late, never earlier
            assert Counter(kept) - Counter(run.ledger(resident, LATE, ledger)) == Counter()


@pytest.mark.parametrize("seed", SEEDS)
def test_every_sighting_has_one_outcome_and_every_record_one_origin(seed: int) -> None:
    plan, run = case(seed)
    for world in (PROGRAMME, EXACT, LATE):
        for slot in plan.names.slots:
            right, missed, other, both = (
                total(run, name, slot, world) for name in ("right", "missed", "other", "both")
            )
            assert total(run, "seen", slot, world) == right + missed + other + both
            assert total(run, "made_own", slot, world) == right + both
    strays = sum(
        total(run, kind, slot, w) for kind in ("other", "both") for slot in plan.names.slots for w in range(len(WORLDS))
    )
    dealt = sum(
        total(run, kind, slot, w)
        for kind in ("made_stray", "made_attributed")
        for slot in plan.names.slots
        for w in range(len(WORLDS))
    )
    undealt = sum(len(deal.worlds) for deal in run.dealt if deal.kind == "stray" and deal.victim == -1)
    assert strays == dealt + undealt > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_the_rightful_ledger_holds_only_the_rightful(seed: int) -> None:
    plan, run = case(seed)
    rightful = {Origin.OWN, Origin.ATTRIBUTED}
    for resident in range(len(run.town.residents)):
        for world in (PROGRAMME, EXACT, LATE):
            p, t, x = (Counter(run.ledger(resident, world, ledger)) for ledger in Ledger)
            assert {record.origin for record in t | x} <= rightful
            assert t <= p
            # a channel sent looking after a miss writes into P and T what X holds already
            assert all(plan.slot_after[record.slot] != -1 for record in t - x)


@pytest.mark.parametrize("seed", SEEDS)
def test_gained_places_are_displaced_ones_unless_applicants_are_shut_out(seed: int) -> None:
    _, run = case(seed)
    for placing in run.placings:
        assert len(placing.without) <= placing.places
        for given in placing.by_world:
            assert len(given - placing.without) <= len(placing.without - given)
        assert placing.by_world[0] == placing.without  # the world without ledgers prefers nobody
