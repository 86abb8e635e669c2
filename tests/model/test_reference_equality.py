"""Engine and plain model agree to the last bit on random scenarios, compiled as any other scenario is."""

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings

from jaywalk.core.philox import city_code, draw_key
from jaywalk.engine import Options, execute
from jaywalk.model.compile import compile_plan
from jaywalk.model.plan import Plan
from jaywalk.population import City
from jaywalk.scenario.loading import loads
from reference.compare import differences
from reference.records import Ledger
from reference.residents import people_of
from reference.scenarios import random_scenario, scenario_texts
from reference.simulate import ReferenceRun, simulate

EXAMPLES, SOAK = 20, 60
# a failing scenario is small already; to make it simpler would take a run of the plain model for each attempt
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
SLOW = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=PHASES,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)


def compiled(text: str, seed: int) -> tuple[Plan, list[City]]:
    """Plan and about 300 residents."""
    scenario = loads(text, name="random")
    scale = 0.15 / len(scenario.cities)
    cities = [
        City.load(name, scenario.margins(name), key=draw_key(seed), code=city_code(name), scale=scale)
        for name in scenario.cities
    ]
    return compile_plan(scenario, cities, seed=seed), cities


def compare(text: str, seed: int = 1) -> list[str]:
    """All differences, the promise that ledger X of the programme is ledger P of exact among them."""
    plan, cities = compiled(text, seed)
    output = execute(plan, cities, Options(threads=2, block_size=64, keep_states=True))
    reference = simulate(plan, *people_of(cities))
    return [*differences(plan, reference, output), *broken_promises(plan, reference)]


def broken_promises(plan: Plan, reference: ReferenceRun) -> list[str]:
    """Where perfect identification in the programme's own ledger and in the world `exact` differ."""
    programme, exact = (plan.names.worlds.index(world) for world in ("programme", "exact"))
    return [
        f"week {week}, resident {index}: X of programme is not P of exact"
        for week, states in enumerate(reference.states)
        for index, mine in enumerate(states)
        if mine[programme][Ledger.X] != mine[exact][Ledger.P]
    ]


@SLOW
@given(text=scenario_texts())
def test_any_scenario_gives_the_same_in_both_models(text: str) -> None:
    note(text)
    assert compare(text) == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(SOAK))
def test_many_scenarios_and_seeds_give_the_same_in_both_models(seed: int) -> None:
    assert compare(random_scenario(Random(seed)), seed) == []


def test_a_scenario_drawn_is_a_scenario_read() -> None:
    for seed in range(40):
        text: Any = random_scenario(Random(seed))
        assert loads(text, name="random").synthetic
