"""Name groups: how many residents of the same sex and cohort share a name.

A table of types stands for the skewed distribution of the number of namesakes of a random resident of a city
of 21.9 million: mean 117, 21 % with 50 or more, 17 % with 100 or more, the largest about 4,600
(``name_expected_namesakes_beijing``, ``name_share_with_50plus_namesakes_beijing``). The shape between these
figures is assumed. A class of a city has its part of each group, in proportion to its size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jaywalk.core.fixed import ONE32

REFERENCE_RESIDENTS: Final = 21_893_095  # the city that the sizes below describe
# residents a name, and share of residents (in 10,000ths) who have such a name; the largest first
TYPES: Final = (
    (4600, 59),
    (1900, 140),
    (960, 235),
    (480, 350),
    (240, 400),
    (120, 516),
    (70, 400),
    (32, 700),
    (16, 800),
    (8, 1000),
    (4, 1200),
    (2, 1200),
    (1, 3000),
)


@dataclass(frozen=True, eq=False)
class NameGroups:
    """Runs of residents who share a name, for one class of a city.

    Attributes
    ----------
    size
        ``int64[T]`` members of each group of a type.
    start
        ``int64[T + 1]`` where the type begins in the keyed order of the class.
    weight
        ``uint32[T]`` cumulative share of count x size**2: whom a name from outside meets.
    """

    size: NDArray[np.int64]
    start: NDArray[np.int64]
    weight: NDArray[np.uint32]


def name_groups(residents: int) -> NameGroups:
    """Cut a class of this many residents into name groups of the standing shape.

    Types keep their share of the residents; sizes shrink with the class, to two at least (somebody who can be
    taken for a namesake has one). Whoever is left over has a name of their own.
    """
    shrunk = [
        (max(2, (size * residents + REFERENCE_RESIDENTS // 2) // REFERENCE_RESIDENTS), share * residents // 10_000)
        for size, share in TYPES[:-1]
    ]
    return _cut(residents, shrunk)


def stated_groups(residents: int, groups: Sequence[tuple[int, float]]) -> NameGroups:
    """Cut a class into groups as stated: pairs of (size, share of the residents)."""
    ordered = sorted(groups, reverse=True)
    return _cut(residents, [(size, int(share * residents)) for size, share in ordered if size > 1])


def _cut(residents: int, types: Sequence[tuple[int, int]]) -> NameGroups:
    sizes, starts, reached = [], [0], 0
    for size, members in types:
        reached += members // size * size
        sizes.append(size)
        starts.append(reached)
    if reached >= residents > 0:  # somebody always has a name of their own
        starts = [0] * len(starts)
    sizes.append(1)
    starts.append(residents)
    squares = [(starts[i + 1] - starts[i]) * size for i, size in enumerate(sizes)]
    total, running, weights = max(sum(squares), 1), 0, []
    for square in squares:
        running += square
        weights.append(min(running * ONE32 // total, ONE32 - 1))
    return NameGroups(
        size=np.array(sizes, dtype=np.int64),
        start=np.array(starts, dtype=np.int64),
        weight=np.array(weights, dtype=np.uint32),
    )
