"""One finished run: its counters as labelled datasets, its manifest, and where it is kept."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jaywalk.results import store
from jaywalk.results.cube import Cube
from jaywalk.results.errors import DamagedResult
from jaywalk.results.hashes import result_hash, world_hashes
from jaywalk.results.labelled import acts_dataset, monthly_dataset, weekly_dataset, world_acts_dataset
from jaywalk.results.manifest import Manifest, read_manifest
from jaywalk.results.opinion import opinion_dataset
from jaywalk.results.parts import Parts
from jaywalk.results.snapshot import StateTable

if TYPE_CHECKING:
    import xarray as xr

    from jaywalk.results.summary import Summary


class Result:
    """One finished run of one scenario.

    Made by `jaywalk.run`, or read from a folder with `Result.load` (checks every byte) or `Result.open` (checks that
    all files are there, reads when asked). Two results are equal when their `result_hash` is: same counters and same
    exchanges, to the bit, wherever and however they were computed.

    Examples
    --------
    >>> result = jaywalk.Result.load("runs/village")             # doctest: +SKIP
    >>> result.dataset["restricted"].sel(world="programme", group="all").sum("district")  # doctest: +SKIP
    """

    def __init__(self, manifest: Manifest, parts: Parts, *, folder: Path | None = None) -> None:
        self._manifest = manifest
        self._parts = parts
        self._folder = folder

    # --- where it is kept ---------------------------------------------------------------------------------------

    @classmethod
    def open(cls, folder: str | Path) -> "Result":
        """A result whose numbers are read when first asked for.

        Raises
        ------
        NotAResult, NewerFormat, DamagedResult
            The folder is no complete result, of a later format, or lacks a file.
        """
        path = Path(folder)
        manifest = read_manifest(path)
        store.check_sizes(path, manifest)
        return cls(manifest, store.StoredParts(path, manifest), folder=path)

    @classmethod
    def load(cls, folder: str | Path) -> "Result":
        """A result read and checked whole: the files' hashes and the hash of what was counted.

        Raises
        ------
        NotAResult, NewerFormat, DamagedResult
            The folder is no complete result, of a later format, or not what was written.
        """
        result = cls.open(folder)
        result.verify()
        return result

    def save(self, folder: str | Path, *, replace: bool = False) -> Path:
        """Write the result to ``folder``, whole or not at all.

        Parameters
        ----------
        folder
            A new or empty folder, or one that holds the same run.
        replace
            Also replace another Jaywalk result. A folder of anything else is never touched.

        Raises
        ------
        OccupiedFolder
            ``folder`` holds something else.
        """
        path = Path(folder)
        self._manifest = store.write(path, self._manifest, self._parts, replace=replace)
        # exchange arrays and states are on disk now; the counters stay at hand
        self._parts = store.StoredParts(path, self._manifest, self.cube)
        self._folder = path
        return path

    def verify(self) -> None:
        """Compute all hashes again.

        Raises
        ------
        DamagedResult
            One differs from the manifest's.
        """
        where = self._folder or Path(self.name)
        if self._folder is not None:
            store.check_content(self._folder, self._manifest)
        worlds = world_hashes(self.cube)
        if worlds != dict(self._manifest.world_hashes) or (
            result_hash(self.cube, self.exchange, worlds) != self.result_hash
        ):
            raise DamagedResult(where, "its numbers are not those its result_hash was made of.", "Run it again.")

    @property
    def folder(self) -> Path | None:
        """Where it is kept; None while it is only in memory."""
        return self._folder

    # --- what it is ---------------------------------------------------------------------------------------------

    @property
    def manifest(self) -> Manifest:
        """What was run, how, on what, with which hashes."""
        return self._manifest

    @property
    def name(self) -> str:
        """The run's name: scenario and a hash of everything that decides its numbers."""
        return self._manifest.name

    @property
    def worlds(self) -> tuple[str, ...]:
        """Names of the worlds, in the order of the ``world`` axis."""
        return self._manifest.run.worlds

    @property
    def comparator(self) -> str | None:
        """The world others are compared with: ``status_quo``, or ``none`` where that did not run."""
        return self._manifest.run.comparator

    @property
    def result_hash(self) -> str:
        """Hash of all counters and exchanges; the same on any host, executor, thread count and block size."""
        return self._manifest.result_hash

    @property
    def world_hashes(self) -> Mapping[str, str]:
        """One hash a world; unchanged when worlds are added to the run."""
        return self._manifest.world_hashes

    # --- its numbers --------------------------------------------------------------------------------------------

    @property
    def cube(self) -> Cube:
        """The counters as plain arrays."""
        return self._parts.cube

    @cached_property
    def dataset(self) -> "xr.Dataset":
        """Weekly quantities over week, district, group and world, each with ``units``, ``long_name`` and ``kind``."""
        return weekly_dataset(self.cube, self._manifest.attributes())

    @cached_property
    def monthly(self) -> "xr.Dataset":
        """Monthly quantities: sightings by outcome and records by origin, over month, district, group and world."""
        return monthly_dataset(self.cube, self._manifest.attributes())

    @cached_property
    def acts(self) -> "xr.Dataset":
        """Expected true acts over week, district, group and act, free of sampling noise."""
        return acts_dataset(self.cube, self._manifest.attributes())

    @cached_property
    def acts_by_world(self) -> "xr.Dataset":
        """Expected true acts by world, over evaluated week, district, group, world and act.

        No weeks where nobody responds to the programme: then `acts` holds for every world.
        """
        return world_acts_dataset(self.cube, self._manifest.attributes())

    @cached_property
    def opinion(self) -> "xr.Dataset":
        """Stated approval over week, group and world, for worlds with a programme whose scenario has `opinion`."""
        return opinion_dataset(self.cube, self._manifest.reckoned, self._manifest.attributes())

    @property
    def exchange(self) -> Mapping[str, NDArray[Any]]:
        """The weekly exchange arrays by name."""
        return self._parts.exchange

    @property
    def digests(self) -> NDArray[np.uint64]:
        """``[blocks, worlds, weeks]`` 64-bit digest of each block's state in each week."""
        return self._parts.digests

    @property
    def blocks(self) -> NDArray[np.int64]:
        """``[blocks, 4]`` city, district, first and last + 1 serial number of each block."""
        return self._parts.blocks

    @property
    def states(self) -> Iterable[StateTable] | None:
        """Final states, a table a block; None unless the run kept them."""
        return self._parts.states

    @property
    def scenario_json(self) -> str:
        """The scenario as it ran, changes applied, as JSON that the loader reads."""
        return self._parts.scenario

    def summary(self) -> "Summary":
        """What the run says in natural frequencies, with its comparator, its limits and its assumed share."""
        from jaywalk.results.summary import summarise

        return summarise(self.manifest, self.cube)

    # --- equality -----------------------------------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        return self.result_hash == other.result_hash if isinstance(other, Result) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.result_hash)

    def __repr__(self) -> str:
        facts = self._manifest
        return (
            f"<Result {self.name}: {facts.size.residents:,} residents x {facts.time.weeks} weeks x "
            f"{len(self.worlds)} worlds, {self.result_hash[:12]}>"
        )
