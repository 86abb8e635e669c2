"""Numbers of a scenario over the 140 cells of a city.

``by`` multiplies and keeps the value as the mean over those concerned; ``where`` states values outright.
All sums are correctly rounded, so the same numbers come out in any order and on any machine.
"""

import math
from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jaywalk.core.fixed import ONE32, ONE64
from jaywalk.model.compile.elementary import F64
from jaywalk.model.compile.limits import refuse
from jaywalk.model.plan import CELLS, CLASSES
from jaywalk.scenario.quantities import Varied

ADULT: Final = np.arange(CELLS) >= 20
A_CLASS: Final = CELLS // CLASSES  # cells a class


def spread(quantity: Varied, city: str, weights: F64) -> F64:
    """Value of a varied quantity in each cell, its mean over ``weights`` kept.

    Parameters
    ----------
    quantity
        The number with its multipliers and outright values.
    city
        Which city's value.
    weights
        ``[140]`` people concerned in each cell.
    """
    fixed = quantity.fixed()
    factors = np.array(quantity.multipliers(city), dtype=np.float64)
    counted = weights.copy()
    counted[list(fixed)] = 0.0
    people = math.fsum(counted.tolist())
    weighted = math.fsum((counted * factors).tolist())
    value = quantity.base(city).value
    out = factors * (value * people / weighted) if weighted > 0.0 else factors * value
    for cell, stated in fixed.items():
        out[cell] = stated
    return out


def share(quantity: Varied, city: str, weights: F64, what: str) -> F64:
    """The same for a probability: refused where multipliers push a cell above 1."""
    out = spread(quantity, city, weights)
    if float(out.max()) > 1.0 + 1e-12:
        refuse(f"{what}: with its multipliers the share exceeds 1 in a cell ({float(out.max()):.3g})")
    return np.minimum(out, 1.0)


def by_class(cells: F64, what: str) -> F64:
    """``[14]`` values of a quantity that differs by age and sex only."""
    table = cells.reshape(CLASSES, A_CLASS)
    if bool(np.any(table != table[:, :1])):
        refuse(f"{what} may differ by age and sex only")
    return table[:, 0].copy()


def class_means(cells: F64, weights: F64) -> F64:
    """``[14]`` means over the people of each class (plain means where there is nobody)."""
    out = np.empty(CLASSES)
    for c in range(CLASSES):
        part = slice(c * A_CLASS, (c + 1) * A_CLASS)
        people = math.fsum(weights[part].tolist())
        if people > 0.0:
            out[c] = math.fsum((cells[part] * weights[part]).tolist()) / people
        else:
            out[c] = math.fsum(cells[part].tolist()) / A_CLASS
    return out


def mean(cells: F64, weights: F64) -> float:
    """Mean over people (0 where there is nobody)."""
    people = math.fsum(weights.tolist())
    return math.fsum((cells * weights).tolist()) / people if people > 0.0 else 0.0


def thresholds32(probabilities: F64) -> NDArray[np.uint32]:
    """Probabilities as 32-bit thresholds (1 is held one short)."""
    return np.minimum(np.rint(probabilities * ONE32), ONE32 - 1).astype(np.uint32)


def thresholds64(probabilities: F64) -> NDArray[np.uint64]:
    """Probabilities as 64-bit thresholds (1 is held one short)."""
    flat = [min(int(p * ONE64), ONE64 - 1) for p in probabilities.ravel().tolist()]
    return np.array(flat, dtype=np.uint64).reshape(probabilities.shape)


def cumulative32(shares: Iterable[float]) -> NDArray[np.uint32]:
    """Cumulative shares as 32-bit thresholds; the last holds everybody."""
    parts = list(shares)
    total = math.fsum(parts)
    sums = [math.fsum(parts[: i + 1]) / total for i in range(len(parts))]
    out = thresholds32(np.array(sums))
    out[-1] = ONE32 - 1
    return out
