"""Arrays that begin where a cache line begins.

What NumPy allocates starts 16 bytes behind a line's beginning, so that a resident's line of 64 bytes would lie in two
of the processor's, and each look at it would wait twice.
"""

import os
from ctypes import CDLL
from math import prod
from mmap import mmap
from typing import Any, Final

import numpy as np
from numpy.typing import DTypeLike, NDArray

CACHE_LINE: Final = 64


def empty(shape: int | tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
    """An aligned array whose content is arbitrary."""
    return _aligned(np.empty(_nbytes(shape, dtype) + CACHE_LINE, np.uint8), shape, dtype)


def zeros(shape: int | tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
    """An aligned array of zeros; pages that are never touched take no memory."""
    return _aligned(np.zeros(_nbytes(shape, dtype) + CACHE_LINE, np.uint8), shape, dtype)


def growing(words: int) -> NDArray[np.uint64]:
    """Zeros for a store that fills from its beginning, on pages of the usual size.

    NumPy asks for large pages, and then the last, half-filled one of each of some hundred stores takes a megabyte.
    """
    return np.frombuffer(mmap(-1, max(words, 1) * 8), np.uint64, words)


def give_back() -> None:
    """Let the C library return what was freed to the system, where it can: it would keep it for later."""
    trim = getattr(CDLL(None), "malloc_trim", None) if os.name == "posix" else None
    if trim is not None:
        trim(0)


def aligned(array: NDArray[Any]) -> NDArray[Any]:
    """The array itself if it is contiguous and aligned, else a copy that is."""
    if array.flags.c_contiguous and array.ctypes.data % CACHE_LINE == 0:
        return array
    out = empty(array.shape, array.dtype)
    out[...] = array
    return out


def _nbytes(shape: int | tuple[int, ...], dtype: DTypeLike) -> int:
    count = shape if isinstance(shape, int) else prod(shape)
    return int(count) * np.dtype(dtype).itemsize


def _aligned(raw: NDArray[np.uint8], shape: int | tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
    first = -raw.ctypes.data % CACHE_LINE
    return raw[first : first + _nbytes(shape, dtype)].view(dtype).reshape(shape)
