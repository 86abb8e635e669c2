"""Engine and plain model agree to the last bit on random scenarios with every part of the model."""

from random import Random

import pytest

from jaywalk.engine import Options, execute
from model.test_reference_equality import compiled
from reference.compare import differences
from reference.residents import people_of
from reference.simulate import simulate
from reference.whole_scenarios import random_whole_scenario

SOAK = 60


def compare(seed: int) -> list[str]:
    plan, cities = compiled(random_whole_scenario(Random(seed)), seed)
    assert {"respond", "lives", "placement"} & set(plan.names.parts)
    output = execute(plan, cities, Options(threads=2, block_size=64, keep_states=True, check=seed % 3 == 0))
    return differences(plan, simulate(plan, *people_of(cities)), output)


@pytest.mark.parametrize("seed", range(12))
def test_any_scenario_with_all_parts_gives_the_same_in_both_models(seed: int) -> None:
    assert compare(seed) == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(12, SOAK))
def test_many_scenarios_with_all_parts_give_the_same_in_both_models(seed: int) -> None:
    assert compare(seed) == []
