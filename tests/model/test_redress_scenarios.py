"""Engine and plain model agree to the last bit on random scenarios with redress, compiled as any other scenario is."""

from random import Random

import pytest

from jaywalk.engine import Options, execute
from model.test_reference_equality import compiled
from reference.compare import differences
from reference.redress_scenarios import random_redress_scenario
from reference.residents import people_of
from reference.simulate import simulate

SOAK = 60


def compare(seed: int) -> list[str]:
    plan, cities = compiled(random_redress_scenario(Random(seed)), seed)
    assert "contest" in plan.names.parts
    output = execute(plan, cities, Options(threads=2, block_size=64, keep_states=True))
    return differences(plan, simulate(plan, *people_of(cities)), output)


@pytest.mark.parametrize("seed", range(20))
def test_any_scenario_with_redress_gives_the_same_in_both_models(seed: int) -> None:
    assert compare(seed) == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20, SOAK))
def test_many_scenarios_with_redress_give_the_same_in_both_models(seed: int) -> None:
    assert compare(seed) == []
