"""A queue served one by one, and how many of those who contest are heard: against the formulas."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

import bayes
from checks.made_places import YEAR, act, adults, points_only, register, series
from checks.made_redress import contested
from jaywalk.engine import RunOutput


def tiered(act_name: str, channel: str) -> dict[str, Any]:
    """One point an act for ever, in a tier that everybody is in."""
    return points_only(rule=(act_name, channel, -1)) | {"tiers": {"upper": "2000 points", "lower": "0 points"}}


@pytest.mark.parametrize("rho", [0.5, 0.75])
def test_one_review_a_week_leaves_the_mean_queue_of_the_formula(rho: float) -> None:
    """Claims Poisson(rho) a week: rho**2 / (2 (1 - rho)) wait when the week's review is done."""
    weeks, grown = 3000, 1700
    output = contested(
        {"late": act(rho / grown * YEAR)},
        {"desk": register("late")},
        weeks=weeks,
        residents=2_000,
        by={"reviews": 1.0},
        **tiered("late", "desk"),
    )
    filed = series(output, "appeals_right")
    # what was left is what waits at the next week's end, less what came in it: a decision comes a week after service
    left = series(output, "appeals_waiting")[1:] - filed[1:]
    rate = float(rho / grown * adults(output))
    assert bayes.poisson(int(filed.sum()), bayes.around(rate * (weeks - 1), 0.03)) == "holds"
    expected = rate**2 / (2 * (1 - rate))
    # a queue remembers about 1 / (1 - rho)**2 weeks
    spread = left.std() * np.sqrt(2 / (1 - rate) ** 2 / len(left))
    assert abs(left.mean() - expected) < 3.5 * spread
    # exactly: what is left is what was left and what came, less one
    queue, lefts = 0, []
    for n in filed:
        queue = max(0, queue + int(n) - 1)
        lefts.append(queue)
    assert np.abs(left - np.array(lefts[:-1])).max() <= 1  # a share for each adult, rounded


WRONG = 0.4
FILES_WRONG, FILES_RIGHT, HEARD_WRONG, HEARD_RIGHT = 0.6, 0.2, 0.7, 0.1


def judged() -> RunOutput:
    """Records of which a known share is wrong; the wrongly and the rightly recorded contest and win unlike shares."""
    return contested(
        {"noise": act(0.01 * YEAR)},
        {"desk": register("noise", document=WRONG)},
        weeks=60,
        residents=40_000,
        by={
            "reviews": 10_000.0,
            "files": (FILES_WRONG, FILES_WRONG, FILES_RIGHT, FILES_RIGHT),
            "overturns": (HEARD_WRONG, HEARD_RIGHT),
        },
        **tiered("noise", "desk"),
    )


def test_the_share_heard_is_the_mean_over_those_who_contest() -> None:
    """(phi a_w o_f + (1 - phi) a_r o_t) / (phi a_w + (1 - phi) a_r)."""
    output = judged()
    decided = int(series(output, "decided_wrong").sum() + series(output, "decided_right").sum())
    heard = int(series(output, "overturned_wrong").sum() + series(output, "overturned_right").sum())
    wrong, right = WRONG * FILES_WRONG, (1 - WRONG) * FILES_RIGHT
    expected = (wrong * HEARD_WRONG + right * HEARD_RIGHT) / (wrong + right)
    assert bayes.share(heard, decided, bayes.around(expected, 0.02)) == "holds"
    filed = [int(series(output, f"appeals_{side}").sum()) for side in ("wrong", "right")]
    assert bayes.share(filed[0], sum(filed), bayes.around(wrong / (wrong + right), 0.02)) == "holds"


def test_claims_come_by_chance_alone() -> None:
    """Claims a week are Poisson: their variance is their mean."""
    filed = series(judged(), "appeals_wrong")[1:]
    low, high = stats.chi2.ppf([0.0005, 0.9995], len(filed) - 1) / (len(filed) - 1)
    assert low < filed.var(ddof=1) / filed.mean() < high
