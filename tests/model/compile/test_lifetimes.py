"""Stays on a list against the closed forms of renewal theory."""

import itertools
import math

import numpy as np
import pytest

from jaywalk.core.fixed import RATE_ONE, WEEKS_PER_YEAR, weekly_rate
from jaywalk.model.compile.lifetimes import Terms, delay_weeks, no_delay, residual_table, with_delay
from jaywalk.model.compile.quantiles import lognormal_days


def test_a_fixed_term_stays_its_weeks() -> None:
    stay, residual = residual_table(Terms(term=26).survival(performs=True))
    assert stay == 26 << 8
    # uniform on 1..26
    assert float(residual.mean()) == pytest.approx(13.5, abs=0.02)
    assert int(residual.min()) == 1
    assert int(residual.max()) == 26


def test_mean_stay_with_performance_and_one_extension() -> None:
    """``(1 - e**(-rho T)) / rho (1 + q e**(-rho T))`` years; weeks are whole, so half a week apart at most."""
    rho, q, years = 0.1, 0.35, 104 / WEEKS_PER_YEAR
    closed = (1 - math.exp(-rho * years)) / rho * (1 + q * math.exp(-rho * years))
    terms = Terms(term=104, extend=q, extend_by=104, exit_rate=weekly_rate(rho), removal=0)
    with_removal = Terms(term=104, extend=q, extend_by=104, exit_rate=weekly_rate(rho), removal=1)
    low, high = terms.mean(performs=True), with_removal.mean(performs=True)
    assert low < closed * WEEKS_PER_YEAR < high
    assert high - low < 1.0
    assert terms.mean(performs=False) == pytest.approx(104 * (1 + q), abs=1e-9)


def test_what_is_left_of_a_stay_is_survival_over_the_mean() -> None:
    terms = Terms(term=40, extend=0.5, extend_by=20, exit_rate=RATE_ONE // 100, removal=2)
    survival = terms.survival(performs=True)
    mean = math.fsum(survival[1:])
    _, residual = residual_table(survival)
    for r in (1, 10, 40, 55):
        share = float(np.mean(residual >= r))
        assert share == pytest.approx(math.fsum(survival[r:]) / mean, abs=1.5 / 1024)


def test_days_become_weeks_without_bias() -> None:
    days = lognormal_days(21.0, 91.0)
    shares = delay_weeks(days)
    assert math.fsum(shares) == pytest.approx(1.0)
    assert math.fsum(k * p for k, p in enumerate(shares)) == pytest.approx(float(days.mean()) / 7)


def test_records_on_their_way_lengthen_the_stay_by_their_delay() -> None:
    survival = Terms(term=30, extend=0.2, extend_by=10).survival(performs=True)
    days = lognormal_days(21.0, 91.0)
    joint = with_delay(survival, delay_weeks(days))
    assert math.fsum(joint[1:]) == pytest.approx(math.fsum(survival[1:]) + float(days.mean()) / 7)
    assert all(a >= b - 1e-12 for a, b in itertools.pairwise(joint))
    assert with_delay(survival, delay_weeks(no_delay()))[: len(survival)] == pytest.approx(survival)
