"""The same plan on other machines, in other samples and after other plans."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from jaywalk.core.philox import draw_key
from jaywalk.model.compile import compile_plan, plan_hash
from jaywalk.population import City
from jaywalk.scenario.loading import load
from model.compile.made_scenarios import made_plan

HERE = Path(__file__).parents[2]
PROGRAM = """
from jaywalk.model.compile import plan_hash
from model.compile.made_scenarios import made_plan
print(plan_hash(made_plan()))
"""


def hash_elsewhere(**environment: str) -> str:
    """Hash of the made plan in a process of its own."""
    paths = [str(HERE), str(HERE.parent / "src"), *([os.environ["PYTHONPATH"]] if "PYTHONPATH" in os.environ else [])]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_the_plan_does_not_depend_on_the_processors_features() -> None:
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    features = [name for name in __cpu_dispatch__ if __cpu_features__.get(name)]
    if not features:
        pytest.skip("NumPy uses no features that can be turned off here")
    expected = plan_hash(made_plan())
    assert hash_elsewhere(NPY_DISABLE_CPU_FEATURES=" ".join(features), NUMBA_CPU_NAME="generic") == expected


def test_the_plan_does_not_depend_on_the_hash_seed_or_the_locale() -> None:
    assert hash_elsewhere(PYTHONHASHSEED="7", LC_ALL="C") == plan_hash(made_plan())


def test_a_sample_has_the_plan_of_the_whole() -> None:
    scenario = load("village")
    plans = []
    for scale in (1.0, 0.3):
        city = City.load("village", "village", key=draw_key(5), code=11, scale=scale)
        plans.append(compile_plan(scenario, [city], seed=5))
    assert plan_hash(plans[0]) == plan_hash(plans[1])
