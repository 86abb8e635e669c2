"""Runs in processes of their own, where Numba and NumPy can be told to make other machine code."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

TESTS = Path(__file__).parents[1]

VILLAGE = """
import jaywalk
print(jaywalk.run("village", seed=1, threads=1).manifest.result_hash)
"""

TINY = """
import hashlib
import numpy as np
from jaywalk.engine import Options, execute
from reference.tiny_city import tiny_cities
from reference.tiny_lives import MIXES, with_parts
from reference.tiny_plan import tiny_plan

digest = hashlib.blake2b(digest_size=16)
for seed in (SEEDS):
    cities = tiny_cities(seed)
    plan = tiny_plan(seed, cities, n_weeks=WEEKS)
    for parts in ((), MIXES[0]):
        run = execute(with_parts(plan, seed, parts), cities, Options(threads=1, block_size=64, keep_states=True))
        for array in (run.weekly, run.monthly, run.true_acts, run.acts, run.digests, *run.exchange.values()):
            digest.update(np.ascontiguousarray(array).tobytes())
print(digest.hexdigest())
"""


def tiny_program(seeds: tuple[int, ...], weeks: int) -> str:
    """A program that runs tiny plans, without parts of the model and with all, and prints one hash of what they give."""
    return TINY.replace("(SEEDS)", repr(seeds)).replace("WEEKS", str(weeks))


def last_line(program: str, environment: Mapping[str, str] | None = None, *, timeout: int = 900) -> str:
    """What a program prints last, run with these variables set."""
    paths = [str(TESTS), str(TESTS.parent / "src")]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)} | dict(environment or {}),
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1]
