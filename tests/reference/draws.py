"""Draws: Philox 4x32-10 and waiting times written out in plain Python integers."""

from functools import lru_cache
from typing import Final, NamedTuple

import mpmath

MASK32: Final = (1 << 32) - 1
ONE64: Final = 1 << 64


class Words(NamedTuple):
    """The four 32-bit words of one call."""

    w0: int
    w1: int
    w2: int
    w3: int

    @property
    def first64(self) -> int:
        """Words 0 and 1 as one 64-bit word, the first one high."""
        return self.w0 << 32 | self.w1

    @property
    def last64(self) -> int:
        """Words 2 and 3 as one 64-bit word."""
        return self.w2 << 32 | self.w3

    @property
    def middle64(self) -> int:
        """Words 1 and 2 as one 64-bit word."""
        return self.w1 << 32 | self.w2


def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> Words:
    """Philox 4x32-10 as published (Salmon and others, SC11)."""
    x0, x1, x2, x3 = counter
    k0, k1 = key
    for _ in range(10):
        low = 0xD2511F53 * x0
        high = 0xCD9E8D57 * x2
        x0, x1, x2, x3 = (high >> 32) ^ x1 ^ k0, high & MASK32, (low >> 32) ^ x3 ^ k1, low & MASK32
        k0 = (k0 + 0x9E3779B9) & MASK32
        k1 = (k1 + 0xBB67AE85) & MASK32
    return Words(x0, x1, x2, x3)


def log_nodes() -> list[int]:
    """``ln(1 + i / 4096)`` in units of 2**-40, rounded to nearest, for i = 0..4096."""
    with mpmath.workdps(50):
        return [int(mpmath.nint(mpmath.log(1 + mpmath.mpf(i) / 4096) * 2**40)) for i in range(4097)]


_NODES: Final = log_nodes()


def waiting(word: int) -> int:
    """Exponential waiting time of mean 2**40 for a uniform 64-bit word: ``-ln(1 - word / 2**64)``.

    The remaining probability ``1 - word / 2**64`` is written as ``m / 2**d`` with m in [1, 2); its logarithm is
    interpolated between 4,096 nodes.
    """
    if word == 0:
        return 0
    remaining = ONE64 - word
    doublings = 65 - remaining.bit_length()
    mantissa = remaining << (doublings - 1)  # in [2**63, 2**64)
    node, rest = divmod((mantissa - (1 << 63)) >> 19, 1 << 32)
    log = _NODES[node] + ((_NODES[node + 1] - _NODES[node]) * rest >> 32)
    return doublings * _NODES[4096] - log


class Draws:
    """All draws of a run: a function of the address alone, so asking twice gives the same words."""

    def __init__(self, key: tuple[int, int]) -> None:
        self._words = lru_cache(maxsize=1 << 18)(lambda *counter: philox(counter, key))

    def __call__(self, first: int, second: int, week: int, process: int, number: int = 0) -> Words:
        """Words at (counter 0, counter 1, absolute week, process, number within the process)."""
        if not 0 <= number < 1 << 12:
            message = f"number {number} does not fit in 12 bits"
            raise OverflowError(message)
        return self._words(first, second, week, process << 12 | number)
