"""The order of households and people: rotations whose every prefix holds every kind in its share.

Position ``p`` of a rotation of ``n`` things has rank ``(p * step + offset) mod n``. With a step near ``n`` times a
badly approximable number the ranks of any stretch lie evenly on the circle, so that the number of ranks in an
interval differs from its share by a few, however long the stretch. A sample of a city is therefore its first
households, and it grows by adding to them.

Source: H. Niederreiter, "Random Number Generation and Quasi-Monte Carlo Methods", SIAM 1992, chapter 3: the
discrepancy of a rotation is bounded by the sum of the partial quotients of step / n.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jaywalk.core.philox import philox4
from jaywalk.core.processes import NUMBER_BITS, POPULATION

_UNIT: Final = 1 << 64
#: 1 / golden ratio: neighbours in the order have nothing to do with each other.
GOLDEN: Final = 11400714819323198485
#: Half a turn and a 1/41.24 part more: the next person of the stream has the other sex and nearly the same age.
COUPLES: Final = _UNIT // 2 + int(_UNIT * 100 / 4124)
#: A 1/30.6 turn: the next person has the same sex and nearly the same age, as in a dormitory.
ROOMS: Final = int(_UNIT * 10 / 306)

_CANDIDATES: Final = 48


@dataclass(frozen=True)
class Rotation:
    """Rank of position p: ``(p * step + offset) mod length``; a permutation of ``length`` things."""

    length: int
    step: int
    offset: int

    def array(self) -> NDArray[np.int64]:
        """The three numbers as the kernels take them."""
        return np.array([self.length, self.step, self.offset], dtype=np.int64)


def partial_quotients(step: int, length: int) -> int:
    """Sum of the partial quotients of ``step / length``: small means evenly spread."""
    result, a, b = 0, length, step
    while b:
        result += a // b
        a, b = b, a % b
    return result


def best_step(length: int, turn: int) -> int:
    """The step coprime to ``length``, near ``turn / 2**64`` of it, that spreads most evenly."""
    if length <= 1:
        return 0
    near = turn * length // _UNIT
    reach = min(_CANDIDATES, max(1, length // 64))
    candidates = [
        step for step in range(max(1, near - reach), min(length - 1, near + reach) + 1) if math.gcd(step, length) == 1
    ]
    while not candidates:
        reach *= 2
        candidates = [
            step
            for step in range(max(1, near - reach), min(length - 1, near + reach) + 1)
            if math.gcd(step, length) == 1
        ]
    return min(candidates, key=lambda step: (partial_quotients(step, length), abs(step - near), step))


def keyed_rotation(length: int, turn: int, *, key: tuple[int, int], area: int, number: int) -> Rotation:
    """A rotation with an offset drawn for a city's district: process POPULATION, number as given.

    Parameters
    ----------
    length
        How many things are put in order.
    turn
        The part of a full turn from one to the next, in units of 2**-64.
    key
        The run's key, two 32-bit words.
    area
        Counter word 1: ``city_code << 16 | district_number << 8``.
    number
        Which of the district's rotations: 0 households, 1 to 8 streams.
    """
    if length == 0:
        return Rotation(0, 0, 0)
    high, low, _, _ = population_words(key, area, number)
    return Rotation(length, best_step(length, turn), ((high << 32 | low) * length) >> 64)


def population_words(key: tuple[int, int], area: int, number: int) -> tuple[int, int, int, int]:
    """The four words of a draw of process POPULATION."""
    last = POPULATION << NUMBER_BITS | number
    words = philox4(np.uint32(0), np.uint32(area), np.uint32(0), np.uint32(last), np.uint32(key[0]), np.uint32(key[1]))
    return int(words[0]), int(words[1]), int(words[2]), int(words[3])


def guide_to(ends: Sequence[int], length: int) -> NDArray[np.int64]:
    """A table that finds the interval of a rank: ``guide[1 + (rank >> guide[0])]`` is it or one before it."""
    shift = max(0, length.bit_length() - 10)
    buckets = (max(length - 1, 0) >> shift) + 1
    guide = np.empty(buckets + 1, dtype=np.int64)
    guide[0] = shift
    k = 0
    for bucket in range(buckets):
        while k < len(ends) - 1 and ends[k] <= bucket << shift:
            k += 1
        guide[1 + bucket] = k
    return guide
