"""Searches in a gallery: the figures of the identification check and how they move."""

import math

import pytest

from jaywalk.model.compile.identification import false_hit, false_match_rate, outcomes


def test_a_rate_holds_at_the_gallery_it_was_measured_in() -> None:
    hit = false_hit(0.026, 20_800_000, 20_800_001, policy="fixed_threshold")
    assert hit == pytest.approx(0.026, rel=1e-12)
    assert false_match_rate(0.026, 20.8e6) == pytest.approx(1.266e-9, rel=1e-3)


def test_a_small_gallery_finds_hardly_anybody_at_a_fixed_threshold() -> None:
    fixed = false_hit(0.002, 1_600_000, 21_900_000, policy="fixed_threshold")
    assert fixed == pytest.approx(0.027, abs=0.0005)
    assert false_hit(0.026, 20.8e6, 2_000, policy="fixed_threshold") == pytest.approx(2.53e-6, rel=0.01)
    assert false_hit(0.026, 20.8e6, 2_000, policy="fixed_fpir") == pytest.approx(0.026)
    assert false_hit(0.026, 20.8e6, 1, policy="fixed_threshold") == 0.0


def test_false_share_of_the_identification_check() -> None:
    """FNIR .2, F .0383, visitors .08, h 0: 1.355 % of identifications are false."""
    miss, false, v = 0.2, 0.0383, 0.08
    share = outcomes(miss, false, 0.0)
    wrong = (1 - v) * share["other only"] + v * false
    assert wrong / (wrong + (1 - v) * share["right"]) == pytest.approx(0.01355, abs=5e-6)


@pytest.mark.parametrize(("miss", "false", "both"), [(0.2, 0.03, 0.02), (0.0, 0.5, 0.3), (1.0, 0.1, 0.0)])
def test_outcomes_are_exhaustive(miss: float, false: float, both: float) -> None:
    assert math.fsum(outcomes(miss, false, both).values()) == pytest.approx(1.0)


def test_nobody_is_wrong_without_misses_and_without_both() -> None:
    assert outcomes(0.0, 0.5, 0.0)["other only"] == 0.0


def test_more_misses_at_the_same_threshold_mean_fewer_right_and_more_strays() -> None:
    few, many = outcomes(0.1, 0.03, 0.02), outcomes(0.4, 0.03, 0.02)
    assert many["right"] < few["right"]
    assert many["other only"] > few["other only"]
