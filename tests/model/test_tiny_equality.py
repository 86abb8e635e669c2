"""Engine and plain model agree to the last bit on random plans, made without any scenario.

Tiny plans reach corners that few scenarios do: any mix of targets, caps, clocks and list options, worlds in any order,
delays that differ by world, samples of a fifth.
"""

from typing import Any

import pytest

from jaywalk.engine import Options, execute
from reference.compare import differences
from reference.residents import people_of
from reference.simulate import simulate
from reference.tiny_city import tiny_cities
from reference.tiny_plan import tiny_plan

SOAK = 150


def compare(seed: int) -> list[str]:
    cities: Any = tiny_cities(seed)
    plan = tiny_plan(seed, cities)
    options = Options(
        threads=1 + seed % 2, block_size=(64, 100, 65536)[seed % 3], keep_states=True, check=seed % 5 == 0
    )
    output = execute(plan, cities, options)
    return differences(plan, simulate(plan, *people_of(cities)), output)


@pytest.mark.parametrize("seed", range(20))
def test_the_engine_does_what_the_plain_model_does(seed: int) -> None:
    assert compare(seed) == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20, SOAK))
def test_the_engine_does_what_the_plain_model_does_on_many_more(seed: int) -> None:
    assert compare(seed) == []
