"""Tiers with hysteresis: who has more points, or had a higher tier, never has a lower one."""

from typing import NamedTuple

import numba as nb
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from jaywalk.model.judge import reviewed_tier, tier_of


class Edges(NamedTuple):
    """What a review reads of the kernels' tables."""

    tier_low: NDArray[np.int16]
    hysteresis: NDArray[np.int16]


@nb.njit  # type: ignore[untyped-decorator]
def reviewed(edges: Edges, score: int, old: int) -> int:
    """The tier after a review."""
    return reviewed_tier(edges, 0, 0, score, old)  # type: ignore[no-any-return]


@nb.njit  # type: ignore[untyped-decorator]
def plain(edges: Edges, score: int) -> int:
    """The tier of a score alone."""
    return tier_of(edges, 0, 0, score)  # type: ignore[no-any-return]


@st.composite
def programmes(draw: st.DrawFn) -> Edges:
    """Tiers from low to high; an edge may lie within the hysteresis of the next."""
    lows = sorted(draw(st.lists(st.integers(-50, 150), min_size=1, max_size=6, unique=True)))
    return Edges(np.array([[lows]], np.int16), np.array([draw(st.integers(0, 40))], np.int16))


@settings(max_examples=300, deadline=None)
@given(edges=programmes(), data=st.data())
def test_a_review_is_monotone_in_score_and_in_the_tier_before(edges: Edges, data: st.DataObject) -> None:
    tiers = edges.tier_low.shape[2]
    low, high = sorted(data.draw(st.tuples(st.integers(-100, 200), st.integers(-100, 200))))
    before, above = sorted(data.draw(st.tuples(st.integers(0, tiers - 1), st.integers(0, tiers - 1))))
    tier = reviewed(edges, low, before)
    assert tier <= reviewed(edges, high, before)
    assert tier <= reviewed(edges, low, above)
    assert reviewed(edges, low, tier) == tier, "a second review of the same score changes nothing"


@settings(max_examples=300, deadline=None)
@given(edges=programmes(), score=st.integers(-100, 200), data=st.data())
def test_a_tier_is_left_only_beyond_an_edge_by_the_hysteresis(edges: Edges, score: int, data: st.DataObject) -> None:
    lows, margin = edges.tier_low[0, 0].tolist(), int(edges.hysteresis[0])
    old = data.draw(st.integers(0, len(lows) - 1))
    tier = reviewed(edges, score, old)
    if tier > old:
        assert score >= lows[tier] + margin
    elif tier < old:
        assert score < lows[old] - margin
        assert tier == 0 or score >= lows[tier] - margin
    if margin == 0:
        assert tier == plain(edges, score)
