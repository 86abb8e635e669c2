"""The same bits from any machine code: generic, bounds-checked, or none at all.

``golden.json`` holds the hash of the village's result. A change that is meant to change results renews it: run
``jaywalk run village --seed 1``, write the result hash it prints into the file, and say why in the changelog.
"""

import json
import os
from pathlib import Path

import pytest

import jaywalk
from promises.elsewhere import VILLAGE, last_line, tiny_program

GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text())

# plain functions instead of compiled ones; the registry of helpers expects to be told about them
UNCOMPILED = """
import numba

def plain(*_, **__):
    def keep(function):
        function.get_call_template = None
        return function
    return keep

numba.njit = plain
"""

CHECKED = """
import numba
import numpy as np

@numba.njit
def beyond(array, at):
    return array[at]

try:
    beyond(np.zeros(3), 7)
except IndexError:
    pass
else:
    raise SystemExit("bounds are not checked here")
"""


def features_of_numpy() -> list[str]:
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    return [name for name in __cpu_dispatch__ if __cpu_features__.get(name)]


def cache_home() -> Path:
    usual = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "jaywalk"
    return Path(os.environ.get("JAYWALK_CACHE_DIR", usual))


def test_the_village_is_what_it_was() -> None:
    result = jaywalk.run(GOLDEN["scenario"], seed=GOLDEN["seed"], scale=GOLDEN["scale"])
    assert result.manifest.result_hash == GOLDEN["result_hash"]


def test_generic_machine_code_and_plain_numpy_give_the_same_village() -> None:
    environment = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
    if features := features_of_numpy():
        environment["NPY_DISABLE_CPU_FEATURES"] = " ".join(features)
    assert last_line(VILLAGE, environment) == GOLDEN["result_hash"]


@pytest.fixture(scope="module")
def compiled() -> str:
    return last_line(tiny_program((3, 6), 12))


def test_no_kernel_reaches_beyond_an_array(compiled: str) -> None:
    # checked kernels need a cache of their own: nothing in a kernel's name says that it is one
    checked = {"NUMBA_BOUNDSCHECK": "1", "JAYWALK_CACHE_DIR": str(cache_home() / "bounds-checked")}
    checked["NUMBA_CACHE_DIR"] = ""
    assert last_line(CHECKED + tiny_program((3, 6), 12), checked) == compiled


def test_uncompiled_kernels_give_the_same(compiled: str) -> None:
    assert last_line(UNCOMPILED + tiny_program((3, 6), 12), {"NUMBA_DISABLE_JIT": "1"}) == compiled


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(7, 19))
def test_no_kernel_reaches_beyond_an_array_in_longer_runs(seed: int) -> None:
    checked = {
        "NUMBA_BOUNDSCHECK": "1",
        "JAYWALK_CACHE_DIR": str(cache_home() / "bounds-checked"),
        "NUMBA_CACHE_DIR": "",
    }
    program = tiny_program((seed,), 40)
    assert last_line(CHECKED + program, checked) == last_line(program)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(7, 13))
def test_uncompiled_kernels_give_the_same_in_longer_runs(seed: int) -> None:
    program = tiny_program((seed,), 30)
    assert last_line(UNCOMPILED + program, {"NUMBA_DISABLE_JIT": "1"}, timeout=1200) == last_line(program)
