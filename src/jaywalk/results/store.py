"""A result as a folder: written whole or not at all, read with every damage named.

==================  ==================================================================================
file                content
==================  ==================================================================================
``manifest.json``   what it is, how it was made, hashes, sizes (written last)
``result.nc``       the counter cube, netCDF-4
``scenario.json``   the scenario as it ran, changes applied; YAML reads it too
``exchange/*.npy``  weekly exchange arrays: with them any block can be computed again alone
``digests.npy``     ``[blocks, worlds, weeks]`` digest of each block's state
``blocks.npy``      ``[blocks, 4]`` city, district, first and last + 1 serial number
``states.parquet``  final states, only with ``--keep-states``
==================  ==================================================================================
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from jaywalk.results.cube import Cube
from jaywalk.results.errors import DamagedResult
from jaywalk.results.folder import check_target, whole_or_nothing
from jaywalk.results.manifest import MANIFEST_NAME, FileFacts, Manifest, manifest_text
from jaywalk.results.netcdf import FILE as CUBE_FILE
from jaywalk.results.netcdf import read_cube, write_cube
from jaywalk.results.parts import Parts
from jaywalk.results.snapshot import FILE as STATES_FILE
from jaywalk.results.snapshot import StateTable, write_states

SCENARIO_FILE: Final = "scenario.json"
EXCHANGE_FOLDER: Final = "exchange"


def write(target: Path, manifest: Manifest, parts: Parts, *, replace: bool = False) -> Manifest:
    """Write a result to ``target`` and return its manifest, the files' sizes and hashes filled in.

    Raises
    ------
    OccupiedFolder
        ``target`` holds something that is not this run's result.
    """
    check_target(target, run_name=manifest.name, replace=replace)
    with whole_or_nothing(target) as folder:
        write_cube(folder / CUBE_FILE, parts.cube, manifest.attributes(), threads=manifest.host.threads)
        (folder / SCENARIO_FILE).write_text(parts.scenario, encoding="utf-8")
        np.save(folder / "digests.npy", parts.digests, allow_pickle=False)
        np.save(folder / "blocks.npy", parts.blocks, allow_pickle=False)
        if parts.exchange:
            (folder / EXCHANGE_FOLDER).mkdir()
        for name, values in parts.exchange.items():
            np.save(folder / EXCHANGE_FOLDER / f"{name}.npy", values, allow_pickle=False)
        if parts.states is not None:
            write_states(folder / STATES_FILE, parts.states)
        done = manifest.model_copy(update={"files": {name: _facts(folder / name) for name in _files(folder)}})
        (folder / MANIFEST_NAME).write_text(manifest_text(done), encoding="utf-8")
    return done


class StoredParts:
    """The parts of a result in a folder, each read when first asked for and then kept."""

    def __init__(self, folder: Path, manifest: Manifest, cube: Cube | None = None) -> None:
        self.folder = folder
        self._manifest = manifest
        self._cube = cube
        self._exchange: dict[str, NDArray[Any]] | None = None

    @property
    def cube(self) -> Cube:
        """The counters."""
        if self._cube is None:
            try:
                self._cube = read_cube(self.folder / CUBE_FILE)
            except (OSError, KeyError, ValueError, TypeError) as err:
                raise DamagedResult(self.folder, f"{CUBE_FILE} cannot be read ({err}).", "Run it again.") from None
        return self._cube

    @property
    def exchange(self) -> Mapping[str, NDArray[Any]]:
        """The weekly exchange arrays, mapped from disk."""
        if self._exchange is None:
            prefix = f"{EXCHANGE_FOLDER}/"
            names = [name for name in self._manifest.files if name.startswith(prefix)]
            self._exchange = {name.removeprefix(prefix).removesuffix(".npy"): self._array(name) for name in names}
        return self._exchange

    @property
    def digests(self) -> NDArray[np.uint64]:
        """``[blocks, worlds, weeks]`` digests."""
        return self._array("digests.npy")

    @property
    def blocks(self) -> NDArray[np.int64]:
        """``[blocks, 4]`` city, district, first and last + 1 serial number."""
        return self._array("blocks.npy")

    @property
    def scenario(self) -> str:
        """The scenario as it ran, as JSON."""
        return (self.folder / SCENARIO_FILE).read_text(encoding="utf-8")

    @property
    def states(self) -> Iterable[StateTable] | None:
        """The final states, a table a block; None if the run did not keep them."""
        from jaywalk.results.snapshot import read_states

        path = self.folder / STATES_FILE
        return read_states(path) if path.exists() else None

    def _array(self, name: str) -> NDArray[Any]:
        try:
            # an empty array has nothing to map
            array: NDArray[Any] = np.load(self.folder / name, mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError) as err:
            raise DamagedResult(self.folder, f"{name} cannot be read ({err}).", "Run it again.") from None
        return array


def check_sizes(folder: Path, manifest: Manifest) -> None:
    """Every file named by the manifest is there at its full length.

    Raises
    ------
    DamagedResult
        One is not.
    """
    for name, facts in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise DamagedResult(folder, f"{name} is missing.", "Run it again.")
        if (size := path.stat().st_size) != facts.bytes:
            raise DamagedResult(folder, f"{name} has {size:,} bytes instead of {facts.bytes:,}.", "Run it again.")


def check_content(folder: Path, manifest: Manifest) -> None:
    """Every file named by the manifest holds what was written.

    Raises
    ------
    DamagedResult
        One does not.
    """
    check_sizes(folder, manifest)
    for name, facts in manifest.files.items():
        if _facts(folder / name).hash != facts.hash:
            raise DamagedResult(folder, f"{name} is not what was written (its hash differs).", "Run it again.")


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _facts(path: Path) -> FileFacts:
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return FileFacts(bytes=path.stat().st_size, hash=digest.hexdigest())
