"""Hashes that name a run's content: the same on every host, with any number of threads, blocks or executors.

An array is hashed as its label, its type as little-endian, its shape, and its bytes in row order. BLAKE2b-256
throughout, printed as 64 hexadecimal digits.
"""

import hashlib
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from jaywalk.results.columns import each
from jaywalk.results.cube import Cube

Array = NDArray[Any]

#: quantities of one world that depend on another world of the run
BETWEEN_WORLDS: Final = frozenset({"excess"})


class ContentHash:
    """A running hash over labelled arrays and texts; the label and shape are part of what is hashed."""

    def __init__(self, purpose: str) -> None:
        self._digest = hashlib.blake2b(digest_size=32, person=b"jaywalk")
        self.text("purpose", purpose)

    def text(self, label: str, value: str) -> None:
        """Add a labelled text."""
        for part in (label, value):
            data = part.encode()
            self._digest.update(len(data).to_bytes(8, "little"))
            self._digest.update(data)

    def array(self, label: str, value: Array) -> None:
        """Add a labelled array of integers, booleans, dates or fixed-width bytes."""
        if value.dtype.kind not in "iubMS":
            raise TypeError(f"{label}: only integers, dates and bytes have a canonical form, not {value.dtype}")
        little = np.ascontiguousarray(value.astype(value.dtype.newbyteorder("<"), copy=False))
        self.text(label, f"{little.dtype.str} {'x'.join(map(str, value.shape))}")
        # bytes in place, not copied: while it takes them in, other threads run
        self._digest.update(little.reshape(-1).view(np.uint8).data)

    def hexdigest(self) -> str:
        """The hash so far, as 64 hexadecimal digits."""
        return self._digest.hexdigest()


def _labels(content: ContentHash, cube: Cube) -> None:
    la = cube.labels
    content.array("weeks", la.weeks.astype("datetime64[D]").astype(np.int64))
    content.array("months", la.months.astype("datetime64[D]").astype(np.int64))
    content.array("era", la.era.astype(np.int64))
    for label in ("cities", "districts", "groups", "acts", "slots"):
        content.text(label, "\n".join(getattr(la, label)))


def _world(cube: Cube, world: int) -> str:
    content = ContentHash("world")
    _labels(content, cube)
    for part, quantities, values in (
        ("weekly", cube.quantities, cube.weekly),
        ("monthly", cube.monthly_quantities, cube.monthly),
    ):
        mine = values[:, :, :, world]
        for i, column in each(mine):
            name = quantities[i].name
            if name not in BETWEEN_WORLDS and column.any():
                content.array(f"{part} {name}", column.reshape(mine.shape[:-1]))
    return content.hexdigest()


def world_hashes(cube: Cube, *, threads: int | None = None) -> dict[str, str]:
    """One hash a world over its own counters. Adding a world to a run leaves the others' hashes as they are.

    What counts a difference between two worlds is left out, and so is a quantity that is zero throughout: it may
    belong to a measure that only another world has.

    Parameters
    ----------
    cube
        The counters.
    threads
        Threads to use, None: all.
    """
    worlds = cube.labels.worlds
    with ThreadPoolExecutor(threads or os.cpu_count()) as crew:
        return dict(zip(worlds, crew.map(lambda world: _world(cube, world), range(len(worlds))), strict=True))


def result_hash(cube: Cube, exchange: Mapping[str, Array], worlds: Mapping[str, str] | None = None) -> str:
    """The hash of everything a run counted and exchanged.

    Parameters
    ----------
    cube
        The counters.
    exchange
        The weekly exchange arrays by name.
    worlds
        The run's `world_hashes`, if they are known already.
    """
    content = ContentHash("result")
    _labels(content, cube)
    for name, value in (worlds or world_hashes(cube)).items():
        content.text(f"world {name}", value)
    for label, quantities, values in (
        ("weekly", cube.quantities, cube.weekly),
        ("monthly", cube.monthly_quantities, cube.monthly),
    ):
        for i, q in enumerate(quantities):
            if q.name in BETWEEN_WORLDS:
                content.array(f"{label} {q.name}", values[..., i])
    content.array("true_acts", cube.true_acts)
    content.array("counts", cube.counts)
    if len(cube.acts):
        content.array("acts", cube.acts)
        content.array("acts_weeks", cube.acts_weeks)
    for name in sorted(exchange):
        content.array(f"exchange {name}", exchange[name])
    return content.hexdigest()
