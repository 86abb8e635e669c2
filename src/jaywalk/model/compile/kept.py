"""Tables that a few numbers decide, kept on disk beside the compiled kernels.

A quantile table takes longer to make than a small run has. Its file is named after a hash of everything it comes
from: the sources that make it, the libraries they use, and the arguments. Inside stands a hash of the content, so
that a damaged file is no table. Files appear whole, and deleting them costs time and nothing else.
"""

import contextlib
import functools
import hashlib
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import mpmath
import numpy as np
from numba.core import config
from numpy.typing import NDArray

# the kernels' folder is set where they are: before it is asked for
import jaywalk.core.jit  # noqa: F401

Table = TypeVar("Table", bound=NDArray[Any])

SOURCES: Final = ("elementary.py", "kept.py", "quantiles.py")
_DIGEST_BYTES: Final = 16


def folder() -> Path:
    """Where the tables are kept."""
    return Path(config.CACHE_DIR) / "tables"


def on_disk(function: Callable[..., Table]) -> Callable[..., Table]:
    """Keep what a function makes of its arguments: numbers in, one array out, and nothing else read."""

    @functools.wraps(function)
    def kept(*arguments: float | None, **named: float | None) -> Table:
        path = folder() / f"{function.__name__}-{key(function.__name__, arguments, named)}.npy"
        table = _read(path)
        if table is None:
            made = function(*arguments, **named)
            _write(path, made)
            return made
        table.setflags(write=False)
        return table  # type: ignore[return-value]

    return kept


def key(name: str, arguments: tuple[float | None, ...], named: dict[str, float | None]) -> str:
    """Hash of everything that a table comes from, 32 hexadecimal digits."""
    digest = hashlib.blake2b(_origin(), digest_size=_DIGEST_BYTES)
    digest.update(f"{name} {arguments!r} {sorted(named.items())!r}".encode())
    return digest.hexdigest()


@functools.cache
def _origin() -> bytes:
    digest = hashlib.blake2b(f"{np.__version__} {mpmath.__version__} {sys.byteorder}".encode())
    for source in SOURCES:
        digest.update(Path(__file__).with_name(source).read_bytes())
    return digest.digest()


def _read(path: Path) -> NDArray[Any] | None:
    try:
        content = path.read_bytes()
        digest, body = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
        if hashlib.blake2b(body, digest_size=_DIGEST_BYTES).digest() != digest:
            return None
        table: NDArray[Any] = np.load(io.BytesIO(body), allow_pickle=False)
    except (OSError, ValueError):
        return None
    return table


def _write(path: Path, table: NDArray[Any]) -> None:
    body = io.BytesIO()
    np.save(body, table, allow_pickle=False)
    content = body.getvalue()
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(hashlib.blake2b(content, digest_size=_DIGEST_BYTES).digest() + content)
        partial.replace(path)
    except OSError:
        # a full disk or a folder of somebody else: the table is made anew next time
        with contextlib.suppress(OSError):
            partial.unlink()
