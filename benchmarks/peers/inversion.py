"""Poisson numbers by inversion from one uniform each, in NumPy, for the few residents who act at all."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def acts_of(uniform: NDArray[np.floating[Any]], rate: NDArray[np.floating[Any]]) -> NDArray[np.int64]:
    """The number of acts for uniforms that lie at or above the probability of none."""
    count = np.ones(len(uniform), dtype=np.int64)
    term = np.exp(-rate)
    reached = term + term * rate
    term *= rate
    more = np.flatnonzero(uniform >= reached)
    while len(more):
        count[more] += 1
        term[more] *= rate[more] / count[more]
        reached[more] += term[more]
        more = more[(uniform[more] >= reached[more]) & (term[more] > 1e-12)]
    return count
