"""Rotations: permutations, evenly spread in every prefix, countable without walking."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from jaywalk.population import _kernels
from jaywalk.population.order import COUPLES, GOLDEN, ROOMS, best_step, guide_to, keyed_rotation, partial_quotients

KEY = (123, 456)


@settings(max_examples=60)
@given(st.integers(1, 3000), st.sampled_from([GOLDEN, COUPLES, ROOMS]))
def test_a_rotation_meets_every_rank_once(length: int, turn: int) -> None:
    rotation = keyed_rotation(length, turn, key=KEY, area=7 << 16, number=1)
    assert 0 <= rotation.offset < length
    ranks = {(p * rotation.step + rotation.offset) % length for p in range(length)}
    assert len(ranks) == length


@settings(max_examples=100)
@given(st.data())
def test_ranks_below_counts_what_walking_counts(data: st.DataObject) -> None:
    length = data.draw(st.integers(1, 400))
    step = data.draw(st.integers(0, length - 1))
    offset = data.draw(st.integers(0, length - 1))
    n = data.draw(st.integers(0, length))
    bound = data.draw(st.integers(0, length))
    expected = sum((p * step + offset) % length < bound for p in range(n))
    array = np.array([length, step, offset], dtype=np.int64)
    assert _kernels.ranks_below(np.int64(n), array, np.int64(bound)) == expected


def test_sums_of_floors_hold_for_the_largest_districts() -> None:
    length = 1 << 28
    step = best_step(length, GOLDEN)
    array = np.array([length, step, 5], dtype=np.int64)
    half = int(_kernels.ranks_below(np.int64(length), array, np.int64(length // 2)))
    assert half == length // 2
    n = 10_000_019
    assert abs(int(_kernels.ranks_below(np.int64(n), array, np.int64(length // 3))) - n / 3) < 20


@given(st.integers(2, 10**7))
def test_steps_are_coprime_and_well_spread(length: int) -> None:
    step = best_step(length, GOLDEN)
    assert math.gcd(step, length) == 1
    assert partial_quotients(step, length) <= 4 * length.bit_length() + 8


@settings(max_examples=50)
@given(st.lists(st.integers(1, 900), min_size=1, max_size=40))
def test_the_guide_never_points_past_the_interval(widths: list[int]) -> None:
    ends = [int(end) for end in np.cumsum(widths)]
    guide = guide_to(ends, ends[-1])
    for rank in range(ends[-1]):
        interval = next(k for k, end in enumerate(ends) if rank < end)
        assert guide[1 + (rank >> int(guide[0]))] <= interval
