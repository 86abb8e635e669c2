"""One quantity after another out of a cube that keeps all quantities of a place side by side.

A quantity picked alone touches every cache line of the cube. Here some are picked together, a stretch of rows at a
time, so that the cube is read once for all of them and not once for each.
"""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

TOGETHER: Final = 16  # quantities a turn: two cache lines of a row
_ROWS: Final = 2048  # rows a step, more or less: what a core's nearer caches hold


def stretches(n: int) -> list[tuple[int, int]]:
    """First and last + 1 of the quantities of each turn."""
    return [(low, min(low + TOGETHER, n)) for low in range(0, n, TOGETHER)]


def columns(values: Array, low: int, high: int) -> Array:
    """Quantities ``low`` to ``high - 1`` of ``[..., quantities]`` as ``[high - low, rows]``, row order kept.

    Parameters
    ----------
    values
        Of at least two dimensions, the quantities last.
    low, high
        Which quantities.
    """
    length = int(np.prod(values.shape[:-1], dtype=np.int64))
    out = np.empty((high - low, length), values.dtype)
    rows_each = length // max(len(values), 1)
    step = max(1, _ROWS // max(rows_each, 1))
    for start in range(0, len(values), step):
        rows = values[start : start + step, ..., low:high].reshape(-1, high - low)
        at = start * rows_each
        out[:, at : at + len(rows)] = rows.T
    return out


def each(values: Array) -> Iterator[tuple[int, Array]]:
    """Position and ``[rows]`` of every quantity of ``[..., quantities]``."""
    for low, high in stretches(values.shape[-1]):
        yield from enumerate(columns(values, low, high), low)
