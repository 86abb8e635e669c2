"""Judging counts and means: is the truth inside a target interval, outside it, or can this sample not tell?

Counts are judged by a Bayes factor: the chance of the count where the truth lies evenly inside the target interval,
against its chance under a wide prior. By Markov's inequality, where the truth is inside (as drawn from the prior) a
verdict of ``misses`` comes at most once in 100 times; by the same, a wide-prior truth is called ``holds`` at most once
in 3 times by luck alone, so a test also states how much it has counted. Tests have fixed seeds: a verdict never changes
unless the model does.
"""

import math
from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

Verdict = Literal["holds", "inconclusive", "misses"]

FOR: Final = 3.0
AGAINST: Final = 1 / 100
FACTOR: Final = 30.0  # how far from a Poisson target's middle the wide prior reaches, either way


def _log(value: float) -> float:
    return math.log(value) if value > 0.0 else -math.inf


def judged(log_factor: float) -> Verdict:
    """A verdict from the logarithm of a Bayes factor for the target."""
    if log_factor >= math.log(FOR):
        return "holds"
    return "misses" if log_factor <= math.log(AGAINST) else "inconclusive"


def share(count: int, of: int, target: tuple[float, float]) -> Verdict:
    """Verdict on a binomial share: ``count`` of ``of``, against shares evenly between the target's ends."""
    low, high = target
    if not 0.0 <= low <= high <= 1.0:
        raise ValueError(f"a target of {target} is no interval of shares")
    wide = float(special.betaln(count + 0.5, of - count + 0.5) - special.betaln(0.5, 0.5))
    if low == high:
        if low in (0.0, 1.0):
            inside = 0.0 if count == of * low else -math.inf
        else:
            inside = count * math.log(low) + (of - count) * math.log1p(-low)
    else:
        mass = float(stats.beta.cdf(high, count + 1, of - count + 1) - stats.beta.cdf(low, count + 1, of - count + 1))
        inside = _log(mass) + float(special.betaln(count + 1, of - count + 1)) - math.log(high - low)
    return judged(inside - wide)


def poisson(count: int, target: tuple[float, float]) -> Verdict:
    """Verdict on a Poisson count, against means evenly between the target's ends."""
    low, high = target
    if not 0.0 < low <= high:
        raise ValueError(f"a target of {target} is no interval of means")
    middle = math.sqrt(low * high)
    a, b = middle / FACTOR, middle * FACTOR
    # both without the common 1 / count!
    if count > 0:
        mass = float(special.gammainc(count, b) - special.gammainc(count, a))
        wide = _log(mass) + float(special.gammaln(count))
    else:
        wide = _log(float(special.exp1(a) - special.exp1(b)))
    wide -= math.log(b / a)
    if low == high:
        inside = count * math.log(low) - low
    else:
        mass = float(special.gammainc(count + 1, high) - special.gammainc(count + 1, low))
        inside = _log(mass) + float(special.gammaln(count + 1)) - math.log(high - low)
    return judged(inside - wide)


def mean(sample: Sequence[float] | NDArray[np.float64], target: float, *, within: float) -> Verdict:
    """Verdict on a mean by its standard error: misses if the target's edge is 4.5 of them away (7 in a million).

    ``inconclusive`` if the sample could not tell a truth ``within`` of the target from one twice as far away.
    """
    values = np.asarray(sample, dtype=np.float64)
    error = float(values.std(ddof=1) / math.sqrt(len(values)))
    distance = abs(float(values.mean()) - target)
    if distance > within + 4.5 * error:
        return "misses"
    return "inconclusive" if error > within / 2 else "holds"


def variance(sample: Sequence[float] | NDArray[np.float64], target: float, *, within: float) -> Verdict:
    """The same for a variance: the mean of squared distances from the sample's mean."""
    values = np.asarray(sample, dtype=np.float64)
    squares = (values - values.mean()) ** 2 * (len(values) / (len(values) - 1))
    return mean(squares, target, within=within)


def around(value: float, share_of_it: float) -> tuple[float, float]:
    """The interval of this relative half-width around a value."""
    return value * (1.0 - share_of_it), value * (1.0 + share_of_it)
