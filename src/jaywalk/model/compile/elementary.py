"""Exponential and logarithm that give the same bits on every machine.

The functions of a machine's mathematical library differ by units in the last place, and one changed threshold
changes everything after it. These use only additions, multiplications, divisions and exact scalings by powers
of two, which IEEE 754 fixes to the bit, in a stated order. They are right to about two units in the last place.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]

_LN2: Final = 0.6931471805599453
_LN2_HIGH: Final = 0.693147180369123816490  # 33 leading bits: a multiple of it by a small integer is exact
_LN2_LOW: Final = 1.90821492927058770002e-10
_SQRT_HALF: Final = 0.7071067811865476
_EXP_TERMS: Final = 14
_LOG_TERMS: Final = 12


def exponential(x: F64) -> F64:
    """``e ** x`` for an array of doubles; below -708 the result is 0.

    The argument is reduced to ``n ln 2 + r`` with ``|r| <= ln 2 / 2``; ``e ** r`` is its Taylor polynomial.
    """
    x = np.asarray(x, dtype=np.float64)
    safe = np.clip(x, -708.0, 700.0)
    n = np.rint(safe / _LN2)
    r = (safe - n * _LN2_HIGH) - n * _LN2_LOW
    value = np.ones_like(r)
    for k in range(_EXP_TERMS, 0, -1):
        value = 1.0 + (r * value) / k
    result: F64 = np.ldexp(value, n.astype(np.int32))
    result[x < -708.0] = 0.0
    return result


def logarithm(x: F64) -> F64:
    """Natural logarithm of an array of positive doubles.

    ``x = m 2**e`` with m around 1; ``ln m = 2 artanh((m - 1) / (m + 1))`` by its series.
    """
    x = np.asarray(x, dtype=np.float64)
    m, e = np.frexp(x)
    low = m < _SQRT_HALF
    m = np.where(low, m * 2.0, m)
    e = np.where(low, e - 1, e).astype(np.float64)
    s = (m - 1.0) / (m + 1.0)
    square = s * s
    series = np.zeros_like(s)
    for k in range(_LOG_TERMS, 0, -1):
        series = square * (series + 1.0 / (2 * k + 1))
    result: F64 = e * _LN2_HIGH + (2.0 * (s + s * series) + e * _LN2_LOW)
    return result


def exp1(x: float) -> float:
    """``e ** x`` of one number."""
    return float(exponential(np.array([x]))[0])


def log1(x: float) -> float:
    """Natural logarithm of one positive number."""
    return float(logarithm(np.array([x]))[0])


def power1(base: float, exponent: float) -> float:
    """``base ** exponent`` of a non-negative base."""
    if base == 0.0:
        return 1.0 if exponent == 0.0 else 0.0
    return exp1(exponent * log1(base))


def log1p1(x: float) -> float:
    """``ln(1 + x)`` for x above -1, also where x is tiny."""
    if abs(x) > 0.25:
        return log1(1.0 + x)
    s = x / (2.0 + x)
    square = s * s
    series = 0.0
    for k in range(30, 0, -1):
        series = square * (series + 1.0 / (2 * k + 1))
    return 2.0 * (s + s * series)


def expm1_1(x: float) -> float:
    """``e ** x - 1``, also where x is tiny."""
    if abs(x) > 0.5:
        return exp1(x) - 1.0
    value = 0.0
    for k in range(22, 0, -1):
        value = (x + x * value) / k
    return value
