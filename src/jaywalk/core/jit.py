"""Numba's settings in one place: what every kernel is compiled with, and where its machine code is kept.

Numba's own cache misses a change in a helper that was inlined from another file. Here the cache directory
carries a hash of every kernel source, so that a stale kernel can never run.
"""

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba as nb
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core import config as _numba_config
from numba.extending import intrinsic
from numba.np import arrayobj

F = TypeVar("F", bound=Callable[..., Any])

_PACKAGE = Path(__file__).resolve().parents[1]


def kernel_sources() -> list[Path]:
    """Every file whose text can end up in machine code, sorted by name."""
    return sorted([*(_PACKAGE / "core").glob("*.py"), *(_PACKAGE / "model").glob("*.py")])


def kernel_hash() -> str:
    """A 16-digit hash of all kernel sources: the model version's first part."""
    digest = hashlib.blake2b(digest_size=8)
    for path in kernel_sources():
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _cache_home() -> Path:
    base = os.environ.get("JAYWALK_CACHE_DIR")
    if base:
        return Path(base)
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "jaywalk"


if not os.environ.get("NUMBA_CACHE_DIR"):
    _cache = _cache_home() / f"kernels-{kernel_hash()}"
    _numba_config.CACHE_DIR = str(_cache)


def _plain_index(context: Any, builder: Any, kind: Any, index: Any, size: Any) -> Any:
    """An index as the kernels mean it: from the front of the array, never from its end.

    Python's negative indices cost three instructions for each index of each access, a sixth of a run's time. No
    kernel uses one: the run with bounds checks in the tests would stop at it. Other people's functions keep theirs.
    """
    if "7jaywalk" not in builder.function.name:  # as names of packages are written in machine code
        return _python_index(context, builder, kind, index, size)
    return context.cast(builder, index, kind, types.intp if kind.signed else types.uintp)


_python_index = arrayobj.fix_integer_index
arrayobj.fix_integer_index = _plain_index

_OPTIONS: dict[str, Any] = {"nogil": True, "cache": True, "error_model": "numpy"}


def kernel(function: F) -> F:
    """Compile a kernel that Python calls: releases the interpreter lock, kept on disk."""
    return cast("F", nb.njit(**_OPTIONS)(function))


def inline(function: F) -> F:
    """Compile a helper into its callers before they are typed: for loops that only vectorise as one piece."""
    return cast("F", nb.njit(inline="always", **_OPTIONS)(function))


def helper(function: F) -> F:
    """Compile a helper that stays a function of its own inside the kernels.

    A constant argument is taken as any other number: Numba would otherwise compile a helper anew for every
    combination of arguments that happen to be constants where it is called.
    """
    compiled = nb.njit(**_OPTIONS)(function)
    call_template = compiled.get_call_template

    def without_constants(args: Any, kws: Any) -> Any:
        plain = {name: nb.types.unliteral(value) for name, value in dict(kws).items()}
        return call_template(tuple(nb.types.unliteral(value) for value in args), plain)

    compiled.get_call_template = without_constants
    return cast("F", compiled)


if _numba_config.DISABLE_JIT:

    def lowest_bit(mask: Any) -> int:
        """Number of the lowest bit set."""
        return (int(mask) & -int(mask)).bit_length() - 1

    def cycles() -> int:
        """A clock that runs while a kernel runs."""
        return time.perf_counter_ns()

else:

    @intrinsic  # type: ignore[untyped-decorator]
    def lowest_bit(_context: Any, mask: Any) -> Any:  # noqa: ARG001 (its type is in the signature below)
        """Number of the lowest bit set in a 32-bit word that is not 0."""

        def code(_target: Any, builder: Any, _signature: Any, args: Any) -> Any:
            return builder.zext(builder.cttz(args[0], ir.Constant(ir.IntType(1), 1)), ir.IntType(64))

        return types.int64(types.uint32), code

    @intrinsic  # type: ignore[untyped-decorator]
    def cycles(_context: Any) -> Any:
        """The processor's cycle counter: how a kernel learns what its stages cost. Never part of a result."""

        def code(_target: Any, builder: Any, _signature: Any, _args: Any) -> Any:
            counter = ir.FunctionType(ir.IntType(64), [])
            return builder.call(cgutils.get_or_insert_function(builder.module, counter, "llvm.readcyclecounter"), [])

        return types.int64(), code
