"""Philox 4x32-10: the counter-based generator behind every draw.

Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11.
Stateless: a draw is a function of a 64-bit key and four 32-bit counter words, so it can be made in any order, on
any thread, and again years later. The published known-answer vectors are in the tests.
"""

import hashlib

import numpy as np

from jaywalk.core.jit import helper, inline

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint32(0x9E3779B9)
_W1 = np.uint32(0xBB67AE85)
_S32 = np.uint64(32)


@inline
def philox(c0, c1, c2, c3, k0, k1):  # type: ignore[no-untyped-def]
    """Four 32-bit words for one counter: all arguments and results are ``uint32``."""
    x0 = np.uint32(c0)
    x1 = np.uint32(c1)
    x2 = np.uint32(c2)
    x3 = np.uint32(c3)
    a = np.uint32(k0)
    b = np.uint32(k1)
    for _ in range(10):
        p0 = _M0 * np.uint64(x0)
        p1 = _M1 * np.uint64(x2)
        y0 = np.uint32(np.uint32(p1 >> _S32) ^ x1 ^ a)
        y2 = np.uint32(np.uint32(p0 >> _S32) ^ x3 ^ b)
        x1 = np.uint32(p1)
        x3 = np.uint32(p0)
        x0 = y0
        x2 = y2
        a = np.uint32(a + _W0)
        b = np.uint32(b + _W1)
    return x0, x1, x2, x3


@helper
def philox4(c0, c1, c2, c3, k0, k1):  # type: ignore[no-untyped-def]
    """The same as a function of its own, for code outside the hot path."""
    return philox(c0, c1, c2, c3, k0, k1)


@helper
def join64(high, low):  # type: ignore[no-untyped-def]
    """Two 32-bit words as one 64-bit word."""
    return (np.uint64(high) << np.uint64(32)) | np.uint64(low)


def draw_key(seed: int, replicate: int = 0) -> tuple[int, int]:
    """The 64-bit key of a run as two 32-bit words: BLAKE2b-64 of study seed and replicate."""
    text = f"jaywalk draws seed={seed} replicate={replicate}".encode()
    value = int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")
    return value & 0xFFFFFFFF, value >> 32


def city_code(city: str) -> int:
    """A city's 16 bits of counter word 1: from its id, so that adding a city changes nobody."""
    return int.from_bytes(hashlib.blake2b(city.encode(), digest_size=2).digest(), "little")
