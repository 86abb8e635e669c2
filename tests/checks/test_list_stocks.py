"""How many are on a list: renewal, restarts, leaving by performance, prolongation; and who is there wrongly."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

import bayes
from checks.made_places import EVEN, YEAR, act, adults, guess, last, register, run, series

P, T = 0.01, 26
LAMBDA = -np.log1p(-P)  # events a week at which a week has one with chance P


def two_lists(**more: Any) -> dict[str, Any]:
    return {
        "lists": {
            "ignoring": {"on": "late", "through": ["desk"], "term": f"{T} weeks", "while_listed": "ignore"},
            "restarting": {"on": "late", "through": ["desk"], "term": f"{T} weeks", "while_listed": "restart"},
        }
    } | more


def test_a_list_that_ignores_holds_the_renewal_share_and_one_that_restarts_more() -> None:
    output = run({"late": act(LAMBDA * YEAR)}, {"desk": register("late")}, weeks=210, residents=60_000, **two_lists())
    n = adults(output)
    ignoring, restarting = P * T / (P * T + 1 - P), 1 - (1 - P) ** T
    assert ignoring == pytest.approx(0.2080, abs=5e-5)
    assert restarting == pytest.approx(0.2300, abs=5e-5)
    assert bayes.share(last(output, "listed_ignoring"), n, bayes.around(ignoring, 0.01)) == "holds"
    assert bayes.share(last(output, "listed_restarting"), n, bayes.around(restarting, 0.01)) == "holds"
    # the same within the first term already, counted from the first week that can have records
    assert bayes.share(last(output, "listed_restarting", week=14), n, bayes.around(1 - (1 - P) ** 14, 0.01)) == "holds"


def test_unlike_residents_fill_a_restarting_list_less() -> None:
    k = 0.7
    output = run(
        {"late": act(LAMBDA * YEAR)}, {"desk": register("late")}, weeks=40, residents=60_000, k=k, **two_lists()
    )
    expected = 1 - (1 + LAMBDA * T / k) ** -k
    assert bayes.share(last(output, "listed_restarting"), adults(output), bayes.around(expected, 0.01)) == "holds"


def test_performance_and_one_prolongation_make_the_mean_stay() -> None:
    """(1 - e**-hT) / (1 - e**-h) weeks, times 1 + q e**-hT; entries are so rare that none is ignored."""
    term, q, per_year = 52, 0.35, 1.0
    output = run(
        {"late": act(0.02)},
        {"desk": register("late")},
        weeks=320,
        residents=100_000,
        lists={
            "debt": {
                "on": "late",
                "through": ["desk"],
                "term": f"{term} weeks",
                "extend": {"chance": guess(q), "by": f"{term} weeks"},
                "exit": {"performed": guess(f"{per_year} per person-year"), "removal": "1 week"},
            }
        },
    )
    h = per_year / YEAR
    stay = (1 - np.exp(-h * term)) / (1 - np.exp(-h)) * (1 + q * np.exp(-h * term))
    # stock = entries a week x weeks of stay, once the longest stay is over; every fifth stay is a count of its own
    weeks = np.arange(2 * term, 320)
    entries = float(series(output, "listed_starts_debt").mean())
    stock = float(series(output, "listed_debt")[weeks].mean())
    assert stock == pytest.approx(entries * stay, rel=0.03)
    listed = last(output, "listed_debt")
    assert bayes.poisson(listed, bayes.around(0.02 / YEAR * adults(output) * stay, 0.02)) == "holds"


@pytest.mark.parametrize("past", ["8 weeks", "104 weeks"])
def test_a_national_list_is_as_full_at_the_start_as_it_ever_will_be(past: str) -> None:
    term, per_year, k = 80, 0.5, 0.7
    output = run(
        {"late": act(0.05)},
        {"desk": register("late", delay="4 weeks") | {"scope": "national"}},
        weeks=30,
        residents=150_000,
        k=k,
        time={"start": "2027-01-04", "end": "2027-08-01", "past": guess(past)},
        lists={
            "debt": {
                "scope": "national",
                "on": "late",
                "through": ["desk"],
                "term": f"{term} weeks",
                "exit": {"performed": guess(f"{per_year} per person-year"), "removal": "1 week"},
            }
        },
    )
    h = per_year / YEAR
    stay = (1 - np.exp(-h * term)) / (1 - np.exp(-h))
    # of somebody with x g entries a stay, x g / (1 + x g) of the time is spent on the list; the mean over g
    propensity = stats.gamma.ppf((np.arange(200_000) + 0.5) / 200_000, k, scale=1 / k)
    share = float(np.mean(0.05 / YEAR * stay * propensity / (1 + 0.05 / YEAR * stay * propensity)))
    for week in (0, 12, 29):
        assert (
            bayes.share(last(output, "listed_debt", week=week), adults(output), bayes.around(share, 0.02)) == "holds"
        ), week


# --- true and false at once -----------------------------------------------------------------------------------

P_TRUE, P_FALSE, WRONG = 0.01, 0.003, 0.9


@pytest.mark.parametrize("k", [EVEN, 0.7])
def test_those_wrongly_on_a_list_are_those_with_a_false_and_no_true_entry(k: float) -> None:
    """(1 - (1-p_f)**T) (1-p_t)**T; with unlike residents the true side is (1 + lambda T / k)**-k."""
    false, true = -np.log1p(-P_FALSE), -np.log1p(-P_TRUE)
    noise = false / WRONG  # acts of others, of which this share is booked on somebody else of the class
    real = true - (1 - WRONG) * noise
    output = run(
        {
            "late": act(real * YEAR, family="money"),
            "noise": act(noise * YEAR, family="traffic"),
        },
        {"good": register("late"), "bad": register("noise", document=WRONG)},
        weeks=45,
        residents=120_000,
        heterogeneity={
            "source": "guess",
            "range": "x/1.0001..x1.0001",
            "k": EVEN,
            "families": {"money": k},
            "copula": {"value": 0, "range": [0, 1]},
        },
        lists={
            "conduct": {
                "on": ["late", "noise"],
                "through": ["good", "bad"],
                "term": f"{T} weeks",
                "while_listed": "restart",
            }
        },
        measures={"barred": {"kind": "restriction", "for": {"list": "conduct"}, "domain": "travel"}},
    )
    free = np.exp(-true * T) if k == EVEN else (1 + real * T / k) ** -k * np.exp(-(1 - WRONG) * noise * T)
    expected = (1 - (1 - P_FALSE) ** T) * free
    if k == EVEN:
        assert expected == pytest.approx(0.0579, abs=5e-5)
    n = adults(output)
    wrong = last(output, "wrong_barred")
    assert bayes.share(wrong, n, bayes.around(expected, 0.01)) == "holds"
    assert wrong == last(output, "wrongly_restricted") == last(output, "wrong_someone_else")
    in_force = 1 - free * (1 - P_FALSE) ** T
    assert bayes.share(last(output, "in_force_barred"), n, bayes.around(in_force, 0.01)) == "holds"


def test_performing_ends_no_listing_that_rests_on_a_copy_of_somebody_elses_record() -> None:
    """Nearly every record is booked on somebody else of the class, and copied once the first listing is over."""
    output = run(
        {"late": act(0.5)},
        {
            "desk": register("late", document=0.9998)
            | {"copies": {"value": 1, "range": [0, 1]}, "copy_lag": "8 weeks", "delay": "0 days"}
        },
        weeks=60,
        residents=20_000,
        lists={
            name: {"on": "late", "through": ["desk"], "term": "6 weeks"} | leave
            for name, leave in (
                ("kept", {}),
                ("left", {"exit": {"performed": guess("30 per person-year"), "removal": "0 days"}}),
            )
        },
    )
    kept, left = series(output, "listed_kept").sum(), series(output, "listed_left").sum()
    assert kept > 10_000
    assert 0.99 * kept < left <= kept
