"""How often: Poisson for a known propensity, negative binomial over residents; expected acts to fixed point."""

import numpy as np
import pytest

import bayes
from checks.made_places import YEAR, act, adults, points_only, register, run, scores
from jaywalk.engine import RunOutput
from promises.towns import total

WEEKS = 105  # records of the last week are not delivered any more
PER_YEAR = 0.6
MU = PER_YEAR * (WEEKS - 1) / YEAR


def counted(k: float) -> RunOutput:
    return run(
        {"late": act(PER_YEAR)},
        {"desk": register("late")},
        weeks=WEEKS,
        k=k,
        residents=60_000,
        **points_only(r=("late", "desk", -1)),
    )


@pytest.mark.parametrize("k", [0.7, 3.0])
def test_counts_of_residents_are_negative_binomial(k: float) -> None:
    counts = -scores(counted(k))
    assert bayes.mean(counts, MU, within=0.03) == "holds"
    assert bayes.variance(counts, MU + MU**2 / k, within=0.2) == "holds"
    for n in range(4):
        # P(n + 1) / P(n) = (n + k) / (n + 1) * mu / (mu + k)
        p = (1 + MU / k) ** -k
        for i in range(n):
            p *= (i + k) / (i + 1) * MU / (MU + k)
        assert bayes.share(int((counts == n).sum()), len(counts), bayes.around(p, 0.015)) == "holds", n


def test_counts_of_residents_who_are_all_alike_are_poisson() -> None:
    counts = -scores(counted(100_000.0))
    assert bayes.variance(counts, MU, within=0.05) == "holds"
    p = np.exp(-MU)
    for n in range(4):
        assert bayes.share(int((counts == n).sum()), len(counts), bayes.around(p, 0.015)) == "holds", n
        p *= MU / (n + 1)


@pytest.mark.parametrize("k", [0.7, 100_000.0])
def test_what_is_seen_is_poisson_about_the_expected_acts(k: float) -> None:
    output = counted(k)
    expected = int(output.true_acts[0, :, 0, 0].sum()) * WEEKS / 2**24
    assert bayes.poisson(total(output, "seen_late/desk", "programme"), bayes.around(expected, 0.001)) == "holds"
    n = adults(output)
    # the mean propensity of so many residents is 1 within its own error
    assert abs(expected / (n * PER_YEAR * WEEKS / YEAR) - 1) < 4.5 / np.sqrt(k * n) + 1e-4


def test_coverage_and_detection_thin_what_is_seen() -> None:
    half = run(
        {"late": act(PER_YEAR)},
        {"desk": register("late", detection=0.25) | {"coverage": 0.4}},
        weeks=WEEKS,
        k=0.7,
        residents=60_000,
        **points_only(r=("late", "desk", -1)),
    )
    counts = -scores(half)
    mu = MU * 0.1
    assert bayes.share(int((counts == 0).sum()), len(counts), bayes.around((1 + mu / 0.7) ** -0.7, 0.005)) == "holds"
    whole = counted(0.7)
    assert np.array_equal(half.true_acts, whole.true_acts)
