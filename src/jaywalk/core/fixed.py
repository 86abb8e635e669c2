"""Fixed-point numbers: how rates, probabilities and waiting times are held so that no bit depends on the machine.

Rates are in units of 2**-40 events a week, probabilities are 32- or 64-bit thresholds, propensities 16.16.
``waiting`` turns a uniform 64-bit word into a standard exponential waiting time in rate units. It is monotone in
the word: a higher rate keeps every event of a lower one. Between 4,096 nodes the logarithm is interpolated
linearly; the density of events is right to 1.3e-4 everywhere.
"""

import math
from typing import Final

import mpmath
import numpy as np
from numpy.typing import NDArray

from jaywalk.core.jit import helper

RATE_BITS: Final = 40
RATE_ONE: Final = 1 << RATE_BITS
WEEKS_PER_YEAR: Final = 52.1775
ONE32: Final = 1 << 32
ONE64: Final = 1 << 64


def _log_nodes() -> NDArray[np.int64]:
    with mpmath.workdps(40):
        return np.array(
            [int(mpmath.nint(mpmath.log(1 + mpmath.mpf(i) / 4096) * RATE_ONE)) for i in range(4097)],
            dtype=np.int64,
        )


LOG_NODES: Final = _log_nodes()
LN2: Final = int(LOG_NODES[4096])


@helper
def waiting(word):  # type: ignore[no-untyped-def]
    """Exponential waiting time, mean 2**40, for a uniform ``uint64`` word: ``-ln(1 - word / 2**64)``."""
    value = np.uint64(0) - np.uint64(word)
    if value == np.uint64(0):
        return np.int64(0)
    doublings = np.int64(1)
    while value < np.uint64(1 << 63):
        value = np.uint64(value << np.uint64(1))
        doublings += np.int64(1)
    node = np.int64((value >> np.uint64(51)) & np.uint64(4095))
    rest = np.int64((value >> np.uint64(19)) & np.uint64(0xFFFFFFFF))
    low = LOG_NODES[node]
    log = low + (((LOG_NODES[node + 1] - low) * rest) >> np.int64(32))
    return doublings * np.int64(LN2) - log


def threshold32(probability: float) -> int:
    """A probability as a 32-bit threshold: a word ``u`` decides yes if ``u < threshold`` (1 is held one short)."""
    _check(probability)
    return min(round(probability * ONE32), ONE32 - 1)


def threshold64(probability: float) -> int:
    """A probability as a 64-bit threshold (1 is held one short of certain)."""
    _check(probability)
    return min(int(probability * ONE64), ONE64 - 1)


def weekly_rate(per_year: float) -> int:
    """Events a year as events a week in rate units."""
    return round(per_year / WEEKS_PER_YEAR * RATE_ONE)


def _check(probability: float) -> None:
    if not 0.0 <= probability <= 1.0 or math.isnan(probability):
        message = f"a probability lies between 0 and 1, not {probability!r}"
        raise ValueError(message)
