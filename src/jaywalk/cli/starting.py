"""Starting fast: what a command does before it imports the simulator, in a process that is the command's own.

A library must leave alone what belongs to its caller, so none of this happens on ``import jaywalk``. A command owns
its process, and a short run spends most of its time on imports.
"""

import contextlib
import gc
import importlib
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector out of a stretch that makes many objects to stay; afterwards it passes them over."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def numba_without_scipy() -> None:
    """Import Numba's arrays as where SciPy is not installed.

    Numba looks for SciPy's linear algebra as soon as it loads its first kernel, and finding it takes longer than a
    small run. No kernel multiplies matrices, and Jaywalk does not require SciPy.
    """
    if "scipy" in sys.modules or "numba.np.arraymath" in sys.modules:
        return
    sys.modules["scipy"] = None  # type: ignore[assignment]  # how an import is made to fail
    try:
        # first the whole of it, as its own modules expect
        importlib.import_module("numba")
        importlib.import_module("numba.np.arraymath")
    finally:
        del sys.modules["scipy"]
