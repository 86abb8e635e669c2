"""The tables against mpmath, and the promises the model makes of them."""

import math

import mpmath
import numpy as np
import pytest

from jaywalk.model.compile import quantiles
from jaywalk.model.compile.elementary import exp1, expm1_1, exponential, log1p1, logarithm


def test_exponential_and_logarithm_are_right_to_two_units_in_the_last_place() -> None:
    with mpmath.workdps(40):
        for x in np.linspace(-650.0, 650.0, 301):
            assert abs(mpmath.mpf(exp1(float(x))) / mpmath.exp(mpmath.mpf(float(x))) - 1) < 4.5e-16
        points = np.concatenate([10.0 ** np.arange(-300, 300, 7), np.linspace(0.6, 1.9, 131)])
        for x, value in zip(points.tolist(), logarithm(points).tolist(), strict=True):
            exact = mpmath.log(mpmath.mpf(x))
            assert abs(value - exact) <= 4.5e-16 * abs(exact)
        for x in (1e-12, -3e-9, 0.2, -0.24, 0.4):
            assert abs(log1p1(x) / float(mpmath.log1p(x)) - 1) < 1e-15
            assert abs(expm1_1(x) / float(mpmath.expm1(x)) - 1) < 1e-15


def test_exponential_underflows_to_zero() -> None:
    assert exponential(np.array([-800.0]))[0] == 0.0


def test_normal_quantiles_agree_with_mpmath_and_are_antisymmetric() -> None:
    table = quantiles.normal_quantile_table()
    assert np.array_equal(table, -table[::-1])
    assert bool(np.all(np.diff(table) >= 0))
    with mpmath.workdps(30):
        for i in [*range(40), *range(40, 32768, 977)]:
            exact = mpmath.sqrt(2) * mpmath.erfinv((2 * mpmath.mpf(i) + 1) / 65536 - 1) * 65536
            assert abs(int(table[i]) - exact) <= 0.5001


def test_normal_cdf_gives_every_slice_its_share() -> None:
    table = quantiles.normal_cdf_table()
    assert bool(np.all(np.diff(table.astype(int)) >= 0))
    assert table[0] == 0
    assert table[-1] == 4095
    z = (quantiles.midpoints(65536) * 2 - 1) * 5.5
    for i in range(0, 65536, 1709):
        assert table[i] == math.floor(mpmath.ncdf(float(z[i])) * 4096)


@pytest.mark.parametrize("shape", [0.05, 0.3, 0.7, 1.5, 40.0])
def test_propensities_have_mean_one_exactly_and_the_right_variance(shape: float) -> None:
    table = quantiles.gamma_slice_means(shape)
    assert int(table.sum(dtype=np.int64)) == 4096 << 16
    assert bool(np.all(np.diff(table.astype(np.int64)) >= 0))
    second = math.fsum((g / 65536) ** 2 for g in table.tolist()) / 4096
    # slices lose the variance inside the last one: less than 1 % for any shape in use
    assert second - 1 == pytest.approx(1 / shape, rel=0.01)


def test_slice_means_agree_with_mpmath() -> None:
    shape = 0.7
    table = quantiles.gamma_slice_means(shape)
    with mpmath.workdps(25):
        for i in (0, 17, 1000, 2048, 4000, 4095):
            low, high = (_gamma_quantile(shape, mpmath.mpf(j) / 4096) for j in (i, i + 1))
            exact = (mpmath.gammainc(shape + 1, low, high, regularized=True)) * 4096 * 65536
            assert abs(int(table[i]) - exact) <= 1.0


def _gamma_quantile(shape: float, u: mpmath.mpf) -> mpmath.mpf:
    if u == 0:
        return mpmath.mpf(0)
    if u == 1:
        return mpmath.inf
    low, high = mpmath.mpf(0), mpmath.mpf(200)
    for _ in range(90):
        middle = (low + high) / 2
        below = mpmath.gammainc(shape, 0, middle, regularized=True) < u
        low, high = (middle, high) if below else (low, middle)
    return low


def test_no_heterogeneity_makes_everybody_the_same() -> None:
    assert set(quantiles.gamma_slice_means(math.inf).tolist()) == {65536}


def test_a_shape_the_tables_are_not_made_for_is_refused() -> None:
    with pytest.raises(ValueError, match="shape of a gamma distribution"):
        quantiles.gamma_slice_means(1e-4)


def test_delays_keep_their_median_and_95_percent_quantile() -> None:
    days = quantiles.lognormal_days(21.0, 91.0)
    assert bool(np.all(np.diff(days.astype(int)) >= 0))
    assert abs(int(days[511]) - 21) <= 1
    assert abs(int(days[972]) - 91) <= 1
    assert set(quantiles.lognormal_days(28.0, None).tolist()) == {28}


def test_stale_weeks_keep_the_mean_in_days() -> None:
    assert set(quantiles.stale_weeks(7.0, None).tolist()) == {1}
    assert float(quantiles.stale_weeks(3.0, None).mean()) * 7 == pytest.approx(3.0, abs=0.03)


def test_whole_numbers_by_largest_remainder_keep_the_total() -> None:
    values = np.array([0.2, 0.2, 0.3, 1.3, 2.0])
    whole = quantiles.largest_remainder(values, 4)
    assert whole.tolist() == [0, 0, 0, 2, 2]
