"""Waiting times and thresholds: exact integers, monotone, and close to what they stand for."""

import random
from itertools import pairwise

import mpmath
import numpy as np
import pytest

from jaywalk.core.fixed import LN2, LOG_NODES, RATE_ONE, threshold32, threshold64, waiting, weekly_rate
from reference.draws import log_nodes
from reference.draws import waiting as plain_waiting

EDGES = [
    *(0, 1, 2, 3, (1 << 32) - 1, 1 << 32, (1 << 52) - 1, 1 << 52, (1 << 63) - 1, 1 << 63, (1 << 63) + 1),
    *((1 << 64) - (1 << n) for n in range(1, 64)),
    *((1 << 64) - (1 << n) - 1 for n in range(1, 64)),
    (1 << 64) - 1,
]


def words(n: int, seed: int = 1) -> list[int]:
    """Words of every size, so that the rare large waits and the tiny ones are met too."""
    source = random.Random(seed)
    small = [source.getrandbits(64) >> source.randrange(64) for _ in range(n)]
    return sorted({*EDGES, *small, *((1 << 64) - 1 - word for word in small)})


def kernel(word: int) -> int:
    return int(waiting(np.uint64(word)))


def test_the_logarithm_table_is_right_to_the_last_bit() -> None:
    assert LOG_NODES.tolist() == log_nodes()
    with mpmath.workdps(60):
        assert int(mpmath.nint(mpmath.ln(2) * RATE_ONE)) == LN2


def test_waiting_equals_the_plain_one() -> None:
    for word in words(3000):
        assert kernel(word) == plain_waiting(word)


def test_waiting_is_monotone() -> None:
    waits = [kernel(word) for word in words(3000)]
    assert waits == sorted(waits)
    source = random.Random(2)
    for _ in range(200):
        start = source.getrandbits(64) >> source.randrange(30)
        near = [kernel(min(start + step, (1 << 64) - 1)) for step in range(0, 1 << 12, 17)]
        assert all(low <= high for low, high in pairwise(near))


def test_waiting_ends() -> None:
    assert kernel(0) == 0
    assert kernel((1 << 64) - 1) == 64 * LN2  # ln 2**64: the longest wait there is


def test_waiting_is_the_logarithm_it_stands_for() -> None:
    with mpmath.workdps(50):
        for word in words(1500, seed=3):
            exact = -mpmath.log(1 - mpmath.mpf(word) / 2**64) * RATE_ONE
            # linear interpolation between 4,096 nodes: at most h**2 / 8 off, and one unit for each rounding
            assert abs(kernel(word) - exact) <= RATE_ONE / (8 * 4096**2) + 64


def test_the_mean_wait_is_one() -> None:
    # midpoints of 2**16 equal slices, each tail refined: the integral of -ln(1 - u) over [0, 1)
    slices = 1 << 16
    step = (1 << 64) // slices
    total = sum(kernel(i * step + step // 2) for i in range(slices))
    mean = total / slices / RATE_ONE
    assert mean == pytest.approx(1.0, abs=2e-5)


def test_a_higher_rate_keeps_every_event_of_a_lower_one() -> None:
    source = random.Random(4)
    gaps = [kernel(source.getrandbits(64)) for _ in range(2000)]
    points = np.cumsum(np.array(gaps, dtype=np.int64))
    low, high = points[points < 900 * RATE_ONE], points[points < 1800 * RATE_ONE]
    assert set(low.tolist()) <= set(high.tolist())


@pytest.mark.parametrize(("probability", "threshold"), [(0.0, 0), (0.5, 1 << 31), (1.0, (1 << 32) - 1), (2e-8, 86)])
def test_thresholds_of_32_bits(probability: float, threshold: int) -> None:
    assert threshold32(probability) == threshold


@pytest.mark.parametrize(
    ("probability", "threshold"), [(0.0, 0), (0.5, 1 << 63), (1.0, (1 << 64) - 1), (0.25, 1 << 62)]
)
def test_thresholds_of_64_bits(probability: float, threshold: int) -> None:
    assert threshold64(probability) == threshold


@pytest.mark.parametrize("probability", [-0.01, 1.01, float("nan"), float("inf")])
def test_a_threshold_refuses_what_is_no_probability(probability: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        threshold32(probability)
    with pytest.raises(ValueError, match="between 0 and 1"):
        threshold64(probability)


def test_a_yearly_rate_becomes_a_weekly_one() -> None:
    assert weekly_rate(52.1775) == RATE_ONE
    assert weekly_rate(0.0) == 0
