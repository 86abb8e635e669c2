"""The judge of counts says what it says it says."""

import numpy as np
import pytest

import bayes


@pytest.mark.parametrize("truth", [0.001, 0.2, 0.5])
def test_true_shares_are_seldom_said_to_miss(truth: float) -> None:
    rng = np.random.default_rng(1)
    verdicts = [bayes.share(int(count), 5000, bayes.around(truth, 0.02)) for count in rng.binomial(5000, truth, 500)]
    assert verdicts.count("misses") <= 5
    assert verdicts.count("holds") > 250


@pytest.mark.parametrize("truth", [3.0, 400.0, 30000.0])
def test_true_means_of_counts_are_seldom_said_to_miss(truth: float) -> None:
    rng = np.random.default_rng(2)
    verdicts = [bayes.poisson(int(count), bayes.around(truth, 0.01)) for count in rng.poisson(truth, 500)]
    assert verdicts.count("misses") <= 5
    assert verdicts.count("holds") > 200


def test_what_is_off_misses_and_what_is_small_cannot_tell() -> None:
    assert bayes.share(2300, 10000, bayes.around(0.2, 0.02)) == "misses"
    assert bayes.share(0, 10000, (0.01, 0.02)) == "misses"
    assert bayes.share(1, 1, (0.4, 0.6)) == "inconclusive"
    assert bayes.poisson(1300, bayes.around(1000, 0.02)) == "misses"
    assert bayes.poisson(0, (20.0, 30.0)) == "misses"
    assert bayes.share(0, 100, (0.0, 0.0)) == "holds"
    assert bayes.share(1, 100, (0.0, 0.0)) == "misses"


def test_means_and_variances_have_three_answers_too() -> None:
    rng = np.random.default_rng(3)
    values = rng.normal(5.0, 2.0, 40000)
    assert bayes.mean(values, 5.0, within=0.05) == "holds"
    assert bayes.mean(values, 5.2, within=0.05) == "misses"
    assert bayes.mean(values[:100], 5.0, within=0.05) == "inconclusive"
    assert bayes.variance(values, 4.0, within=0.1) == "holds"
    assert bayes.variance(values, 5.0, within=0.1) == "misses"


@pytest.mark.parametrize("target", [(-0.1, 0.2), (0.5, 0.4)])
def test_what_is_no_interval_is_refused(target: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="no interval"):
        bayes.share(1, 2, target)
    with pytest.raises(ValueError, match="no interval"):
        bayes.poisson(1, target)
