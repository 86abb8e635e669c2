"""Engine and plain model agree to the last bit on random plans in which records are contested and struck."""

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest

from jaywalk.engine import Options, execute
from jaywalk.model.plan import no_contest
from reference.compare import differences
from reference.residents import people_of
from reference.simulate import simulate
from reference.tiny_city import tiny_cities
from reference.tiny_plan import tiny_plan
from reference.tiny_redress import with_redress

SOAK = 150


def compare(seed: int) -> list[str]:
    cities: Any = tiny_cities(seed)
    plan = with_redress(tiny_plan(seed, cities), Random(f"redress {seed}"))
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


@pytest.mark.parametrize("seed", range(4))
def test_redress_that_nobody_has_changes_nothing(seed: int) -> None:
    """No slot open to contest: every old counter and every digest is as without the part, the new counters are 0."""
    cities: Any = tiny_cities(seed)
    plain = tiny_plan(seed, cities)
    some = with_redress(plain, Random(f"redress {seed}"))
    taken = {name: getattr(some, name) for name in no_contest() if not name.startswith("repair")}
    taken["contest_on"] = np.zeros_like(some.contest_on)
    without, idle = execute(plain, cities), execute(replace(plain, names=some.names, **taken), cities)
    names = [quantity.name for quantity in idle.quantities]
    kept = [names.index(quantity.name) for quantity in without.quantities]
    assert np.array_equal(idle.weekly[..., kept], without.weekly)
    assert not np.delete(idle.weekly, kept, axis=-1).any()
    assert np.array_equal(idle.monthly, without.monthly)
    assert np.array_equal(idle.digests, without.digests)
    assert len(idle.exchange["appeals"]) == 0


@pytest.mark.parametrize("seed", range(4))
def test_lists_can_be_repaired_where_nobody_can_contest(seed: int) -> None:
    cities: Any = tiny_cities(seed)
    plain = tiny_plan(seed, cities)
    some = with_redress(plain, Random(f"redress {seed}"))
    plan = replace(plain, **{name: getattr(some, name) for name in no_contest() if name.startswith("repair")})
    output = execute(plan, cities, Options(keep_states=True))
    assert differences(plan, simulate(plan, *people_of(cities)), output) == []


@pytest.mark.parametrize("seed", [3, 10, 14])
def test_threads_and_blocks_change_no_bit_of_redress(seed: int) -> None:
    cities: Any = tiny_cities(seed)
    plan = with_redress(tiny_plan(seed, cities), Random(f"redress {seed}"))
    one = execute(plan, cities, Options(threads=1, block_size=65536))
    other = execute(plan, cities, Options(threads=2, block_size=50))
    assert np.array_equal(one.weekly, other.weekly)
    assert np.array_equal(one.monthly, other.monthly)
    assert np.array_equal(one.digests.sum(axis=0), other.digests.sum(axis=0))
    assert sorted(one.exchange["appeals"].tolist()) == sorted(other.exchange["appeals"].tolist()) != []
