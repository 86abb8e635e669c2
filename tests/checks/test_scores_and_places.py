"""Moments of the score, tiers of a normal start, and who gains and who loses a scarce place."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

import bayes
from checks.made_places import YEAR, act, adults, guess, last, register, run, scores, series

WINDOW = 104
YEARS = WINDOW / YEAR


def rules(*, sd: float = 0.0) -> dict[str, Any]:
    start: dict[str, Any] = {"points": "5000 points"}
    if sd:
        start["sd"] = guess(f"{sd} points")
    both = (("late", "desk", -5), ("crossing", "patrol", -2))
    return {
        "score": {"start": start, "floor": "0 points", "ceiling": "10000 points", "review": "13 weeks"},
        "tiers": {"everybody": "0 points"},
        "rules": [
            {
                "id": f"rule_{name}",
                "on": name,
                "through": [channel],
                "effect": f"{points} points",
                "clock": "record",
                "expires": f"{WINDOW} weeks",
            }
            for name, channel, points in both
        ],
    }


@pytest.mark.parametrize("together", [True, False], ids=["one family", "two families"])
@pytest.mark.parametrize("sd", [0.0, 3.0])
def test_the_score_has_the_moments_of_a_window_of_points(together: bool, sd: float) -> None:
    """-5 at .08 and -2 at .28 a year, two years, k = .7: mean -1.92, variance 11.51 where one propensity drives both."""
    k = 0.7
    output = run(
        {"late": act(0.08, "money"), "crossing": act(0.28, "money" if together else "public_order")},
        {"desk": register("late"), "patrol": register("crossing")},
        weeks=WINDOW + 12,
        residents=100_000,
        k=k,
        **rules(sd=sd),
    )
    parts = np.array([5 * 0.08, 2 * 0.28])
    spread = (parts.sum() ** 2 if together else (parts**2).sum()) / k
    mean, variance = -parts.sum() * YEARS, (25 * 0.08 + 4 * 0.28) * YEARS + spread * YEARS**2
    if together:
        assert -parts.sum() * 2 == pytest.approx(-1.92)
        assert (25 * 0.08 + 4 * 0.28) * 2 + spread * 4 == pytest.approx(11.51, abs=0.005)
    # a whole number of points adds the twelfth of rounding
    variance += sd**2 + (1 / 12 if sd else 0)
    found = scores(output)
    assert bayes.mean(found, mean, within=0.04) == "holds"
    assert bayes.variance(found, variance, within=0.5) == "holds"


def test_tiers_of_a_normal_start_are_its_areas() -> None:
    sd, edges = 50.0, {"A": 1060, "B": 1000, "C": 930, "D": 0}
    output = run(
        {"late": act(0)},
        {"desk": register("late")},
        weeks=3,
        residents=60_000,
        score={
            "start": {"points": "1000 points", "sd": guess(f"{sd} points")},
            "floor": "0 points",
            "ceiling": "3000 points",
            "review": "1 week",
        },
        rules=[{"id": "late", "on": "late", "through": ["desk"], "effect": "-1 points"}],
        tiers={name: f"{low} points" for name, low in edges.items()},
    )
    n, above = adults(output), 1.0
    for name, low in reversed(edges.items()):
        # whole points: half of one belongs to the tier above
        higher = {"A": None, "B": 1060, "C": 1000, "D": 930}[name]
        share = above - (0.0 if higher is None else stats.norm.sf((higher - 0.5 - 1000) / sd))
        above -= share
        assert bayes.share(last(output, f"tier_{name}"), n, bayes.around(share, 0.005)) == "holds", (name, low)


def market(well_scored: float) -> dict[str, Any]:
    return {
        "score": {
            "start": {
                "status": {
                    "high": {
                        "share": {"value": well_scored, "source": "guess", "range": [0, 1]},
                        "points": "1100 points",
                    },
                    "low": {
                        "share": {"value": 1 - well_scored, "source": "guess", "range": [0, 1]},
                        "points": "1000 points",
                    },
                }
            },
            "floor": "0 points",
            "ceiling": "1300 points",
            "review": "1 week",
        },
        "rules": [{"id": "late", "on": "late", "through": ["desk"], "effect": "-1 points"}],
        "tiers": {"A": "1050 points", "B": "0 points"},
        "measures": {
            "first": {
                "kind": "benefit",
                "for": {"tier": "A"},
                "domain": "jobs",
                "places": {
                    "applications": guess("1 per person-year"),
                    "eligible": "all",
                    "per_application": 0.3,
                    "bonus": 1,
                },
            }
        },
        "run": ["none", "programme"],
    }


@pytest.mark.parametrize(("share", "of_200"), [(0.1, 14.0), (0.5, 30.0)])
def test_strict_priority_displaces_as_many_as_it_serves(share: float, of_200: float) -> None:
    """pi n (1 - q/n) where the well-scored find room (14 of 200), q (1 - pi) where they fill all places (30 of 200)."""
    output = run({"late": act(0)}, {"desk": register("late")}, weeks=260, residents=14_000, k=0.7, **market(share))
    n, gained, displaced = (series(output, f"{name}_first") for name in ("applications", "gained", "displaced"))
    assert np.array_equal(gained, displaced)
    assert not series(output, "gained_first", "none").any()
    assert np.array_equal(n, series(output, "applications_first", "none"))
    expected_n = adults(output) / YEAR
    q = 0.3 * expected_n
    paper = share * 200 * (1 - 0.3) if share <= 0.3 else 60 * (1 - share)
    assert paper == pytest.approx(of_200)
    mean = float(np.minimum(share * (n - q), q * (1 - share)).mean())
    assert mean == pytest.approx(of_200 * expected_n / 200, rel=0.03)
    assert bayes.mean(displaced.astype(np.float64), mean, within=0.04 * mean) == "holds"
