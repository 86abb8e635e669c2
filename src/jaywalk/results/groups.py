"""The reporting groups: how the 140 cells of a district add up to the 17 groups of the cube.

A group is one value of one axis (``female``, ``60+``, ``migrant``, ``income_lowest``); ``all`` is everybody. Every
resident is in five groups, one of each axis and ``all``, so the groups of one axis sum to ``all``.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from jaywalk.model.plan import AGES, CELLS, FIFTHS, RESIDENCIES, SEXES

ALL: Final = "all"

#: axis -> its groups, in the order of the cube
AXES: Final[dict[str, tuple[str, ...]]] = {
    "sex": SEXES,
    "age": AGES,
    "residency": RESIDENCIES,
    "income_fifth": tuple(f"income_{fifth}" for fifth in FIFTHS),
}

GROUPS: Final[tuple[str, ...]] = (ALL, *(group for axis in AXES.values() for group in axis))

#: group -> the axis it belongs to (``all`` has none)
AXIS_OF: Final[dict[str, str]] = {group: axis for axis, groups in AXES.items() for group in groups}


def membership() -> NDArray[np.bool_]:
    """Which cells belong to which group: ``[17 groups, 140 cells]``."""
    cell = np.arange(CELLS)
    position = {
        "sex": cell // 10 % 2,
        "age": cell // 20,
        "residency": cell // 5 % 2,
        "income_fifth": cell % 5,
    }
    rows = [np.ones(CELLS, dtype=np.bool_)]
    rows += [position[axis] == i for axis, groups in AXES.items() for i in range(len(groups))]
    return np.stack(rows)


def by_group(counts: NDArray[np.int64], *, adults: bool = False) -> NDArray[np.int64]:
    """Residents of each district and group from residents of each district and cell.

    Parameters
    ----------
    counts
        ``[districts, 140]`` residents of each cell.
    adults
        Count only residents of 18 and over.

    Returns
    -------
    NDArray[np.int64]
        ``[districts, 17]`` residents.
    """
    cells = counts.astype(np.int64)
    if adults:
        cells = np.where(np.arange(CELLS) >= CELLS // len(AGES), cells, 0)
    return cells @ membership().T.astype(np.int64)
