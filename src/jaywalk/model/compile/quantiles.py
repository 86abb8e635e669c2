"""Distributions as integer tables: normal, gamma, lognormal and exponential quantiles.

All arithmetic is IEEE addition, multiplication, division and square root in a stated order on top of
``elementary``, so the tables are the same bits on every machine. The tests hold them to mpmath.
"""

import math
from functools import cache
from typing import Final

import mpmath
import numpy as np
from numpy.typing import NDArray

from jaywalk.model.compile.elementary import F64, exponential, log1, logarithm
from jaywalk.model.compile.kept import on_disk

ONE16: Final = 1 << 16
PROPENSITY_SLICES: Final = 4096
NORMAL_SLICES: Final = 65536
DELAY_SLICES: Final = 1024
STALE_SLICES: Final = 256
CDF_LIMIT: Final = 5.5  # the table of the normal distribution ends here on either side
Z95: Final = 1.6448536269514722  # 95 % quantile of the normal distribution
SHAPES: Final = (0.02, 1000.0)  # shapes of gamma distributions that the series below serve well

_INVERSE_SQRT_2PI: Final = 0.3989422804014327


def normal_cdf(z: F64) -> F64:
    """Distribution function of the standard normal, by its series of positive terms (absolute error 1e-16)."""
    z = np.asarray(z, dtype=np.float64)
    size = np.abs(z)
    square = size * size
    term = size.copy()
    total = size.copy()
    k = 1
    while bool(np.any(term > 1e-18 * total)):
        term = term * square / (2 * k + 1)
        total = total + term
        k += 1
    half = total * (_INVERSE_SQRT_2PI * exponential(-0.5 * square))
    return np.where(z < 0, 0.5 - half, 0.5 + half)


def normal_quantile(u: F64) -> F64:
    """Quantiles of the standard normal for probabilities between 1e-8 and 1 - 1e-8.

    Halley's method from the nearest of 1,201 known points.
    """
    u = np.asarray(u, dtype=np.float64)
    lower = np.minimum(u, 1.0 - u)
    grid = np.arange(1201, dtype=np.float64) / 200.0 - 6.0
    z = grid[np.minimum(np.searchsorted(normal_cdf(grid), lower), 1200)]
    for _ in range(3):
        density = _INVERSE_SQRT_2PI * exponential(-0.5 * z * z)
        step = (normal_cdf(z) - lower) / density
        z = z - step / (1.0 + 0.5 * z * step)
    return np.where(u > 0.5, -z, z)


def midpoints(slices: int) -> F64:
    """The middle of each of ``slices`` equal parts of the unit interval."""
    return (np.arange(slices, dtype=np.float64) + 0.5) / slices


@cache
@on_disk
def normal_quantile_table() -> NDArray[np.int32]:
    """``[65536]`` 16.16: the normal quantile at the middle of each slice; antisymmetric to the bit."""
    half = normal_quantile(midpoints(NORMAL_SLICES)[: NORMAL_SLICES // 2])
    low = np.rint(half * ONE16).astype(np.int32)
    return _frozen(np.concatenate([low, -low[::-1]]))


@cache
@on_disk
def normal_cdf_table() -> NDArray[np.uint16]:
    """``[65536]`` 12-bit index of the slice into which the normal z falls, for z from -5.5 to 5.5."""
    z = (midpoints(NORMAL_SLICES) * 2.0 - 1.0) * CDF_LIMIT
    index = np.floor(normal_cdf(z) * PROPENSITY_SLICES)
    return _frozen(np.clip(index, 0, PROPENSITY_SLICES - 1).astype(np.uint16))


def gamma_cdf(shape: float, x: F64) -> F64:
    """Distribution function of Gamma(shape, 1) at x >= 0, by its series of positive terms."""
    x = np.asarray(x, dtype=np.float64)
    norm = float(mpmath.loggamma(mpmath.mpf(shape) + 1))
    safe = np.maximum(x, 1e-300)
    term = np.ones_like(safe)
    total = np.ones_like(safe)
    k = 1
    while bool(np.any(term > 1e-17 * total)):
        term = term * safe / (shape + k)
        total = total + term
        k += 1
    value = np.minimum(total * exponential(shape * logarithm(safe) - safe - norm), 1.0)
    return np.where(x > 0, value, 0.0)


def gamma_quantile(shape: float, u: F64) -> F64:
    """Quantiles of Gamma(shape, 1): Newton's method on ln x, kept inside a shrinking bracket."""
    u = np.asarray(u, dtype=np.float64)
    norm = float(mpmath.loggamma(mpmath.mpf(shape) + 1))
    # for small u: P(x) ~ x**shape / Gamma(shape + 1)
    y = np.minimum((logarithm(u) + norm) / shape, log1(shape + 1.0))
    low = y.copy()  # P(x) <= x**shape / Gamma(shape + 1): the quantile is never below
    low = np.minimum(low, (logarithm(u) + norm) / shape)
    high = np.full_like(y, log1(shape + 12.0 * math.sqrt(shape) + 60.0))
    for _ in range(60):
        x = exponential(y)
        error = gamma_cdf(shape, x) - u
        low = np.where(error <= 0, y, low)
        high = np.where(error >= 0, y, high)
        slope = shape * exponential(shape * y - x - norm)
        step = y - error / np.maximum(slope, 1e-300)
        inside = (step > low) & (step < high)
        following = np.where(inside, step, 0.5 * (low + high))
        done = bool(np.all(np.abs(following - y) < 1e-13))
        y = following
        if done:
            break
    return exponential(y)


@cache
@on_disk
def gamma_slice_means(shape: float, slices: int = PROPENSITY_SLICES) -> NDArray[np.uint32]:
    """Mean of Gamma(shape, 1 / shape) in each of ``slices`` equal parts, 16.16, with a mean of exactly 1.

    Parameters
    ----------
    shape : float
        k of the gamma distribution; infinity means that everybody is the same.
    slices : int
        Number of equal parts.

    Returns
    -------
    numpy.ndarray
        ``uint32[slices]``, never falling, with the sum ``slices << 16``.

    Raises
    ------
    ValueError
        If the shape is outside what the tables are made for.
    """
    if math.isinf(shape):
        return _frozen(np.full(slices, ONE16, dtype=np.uint32))
    if not SHAPES[0] <= shape <= SHAPES[1]:
        message = f"the shape of a gamma distribution must lie between {SHAPES[0]} and {SHAPES[1]}, not {shape!r}"
        raise ValueError(message)
    edges = gamma_quantile(shape, np.arange(1, slices, dtype=np.float64) / slices)
    below = np.concatenate([[0.0], gamma_cdf(shape + 1.0, edges), [1.0]])
    means = np.maximum.accumulate((below[1:] - below[:-1]) * slices)
    return _frozen(largest_remainder(means * ONE16, slices * ONE16).astype(np.uint32))


def largest_remainder(values: F64, total: int) -> NDArray[np.int64]:
    """Whole numbers near ``values`` with the sum ``total``; where values rise, so do the whole numbers."""
    whole = np.floor(values)
    rest = values - whole
    result = whole.astype(np.int64)
    missing = total - int(result.sum())
    # ties go to the later entry, so that a rising table keeps rising
    order = np.lexsort((np.arange(len(values)), rest))[::-1]
    turns, extra = divmod(missing, len(values))
    result += turns
    result[order[:extra]] += 1
    return result


@cache
@on_disk
def lognormal_days(median: float, p95: float | None) -> NDArray[np.uint16]:
    """``[1024]`` quantiles in whole days of a lognormal delay with this median and 95 % quantile.

    Without a 95 % quantile the delay is always the median.
    """
    if p95 is None or median <= 0.0 or p95 <= median:
        return _frozen(np.full(DELAY_SLICES, round(median), dtype=np.uint16))
    sigma = (log1(p95) - log1(median)) / Z95
    days = exponential(log1(median) + sigma * normal_quantile(midpoints(DELAY_SLICES)))
    return _frozen(np.minimum(np.rint(days), 65535.0).astype(np.uint16))


@cache
@on_disk
def stale_weeks(median: float, p95: float | None) -> NDArray[np.uint8]:
    """``[256]`` whole weeks by which a listing outlives its rightful end, from days: the mean is kept.

    Each slice takes the weeks by which the running sum of days passes another whole week, so that days that
    make no whole week are not lost.
    """
    if p95 is None or median <= 0.0 or p95 <= median:
        days = np.full(STALE_SLICES, float(median))
    else:
        sigma = (log1(p95) - log1(median)) / Z95
        days = exponential(log1(median) + sigma * normal_quantile(midpoints(STALE_SLICES)))
    weeks, carried = [], 0
    for day in np.rint(days * 256.0).astype(np.int64).tolist():
        carried += day
        whole = min(carried // (7 * 256), 255)
        carried -= whole * 7 * 256
        weeks.append(whole)
    return _frozen(np.array(weeks, dtype=np.uint8))


def _frozen(table: NDArray) -> NDArray:  # type: ignore[type-arg]
    table.setflags(write=False)
    return table
