"""What a result consists of, wherever it is kept: in memory right after a run, or in a folder."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from jaywalk.results.cube import Cube
from jaywalk.results.snapshot import StateTable


class Parts(Protocol):
    """The numbers of a result. Arrays are read-only by agreement."""

    @property
    def cube(self) -> Cube:
        """The counters."""

    @property
    def exchange(self) -> Mapping[str, NDArray[Any]]:
        """The weekly exchange arrays by name."""

    @property
    def digests(self) -> NDArray[np.uint64]:
        """``[blocks, worlds, weeks]`` digest of each block's state."""

    @property
    def blocks(self) -> NDArray[np.int64]:
        """``[blocks, 4]`` city, district, first and last + 1 serial number."""

    @property
    def scenario(self) -> str:
        """The scenario as it ran, as JSON."""

    @property
    def states(self) -> Iterable[StateTable] | None:
        """The final states, a table a block; None if the run did not keep them."""


@dataclass(frozen=True, eq=False)
class MemoryParts:
    """The parts of a run that has just ended."""

    cube: Cube
    exchange: Mapping[str, NDArray[Any]]
    digests: NDArray[np.uint64]
    blocks: NDArray[np.int64]
    scenario: str
    states: Iterable[StateTable] | None = None
