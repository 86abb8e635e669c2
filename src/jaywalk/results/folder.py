"""A folder that appears whole or not at all.

Files are written into a hidden sibling (``.NAME.partial-PID``) that is renamed into place when the last one is on
disk. A crash, a kill or Ctrl-C leaves the old state; what a killed process left behind is removed by the next
writer to the same place.
"""

import contextlib
import glob
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from jaywalk.results.errors import NotAResult, OccupiedFolder, ResultError
from jaywalk.results.manifest import read_manifest


def check_target(target: Path, *, run_name: str | None = None, replace: bool = False) -> None:
    """Refuse a place that holds anything but nothing, an empty folder, or a result that may be replaced.

    What killed writers to this place left behind is tidied first.

    Parameters
    ----------
    target
        Where a result is to go.
    run_name
        The run that is to go there: the same run may always replace itself.
    replace
        Whether any other Jaywalk result there may be replaced. A foreign folder never is.

    Raises
    ------
    OccupiedFolder
        Something else is there.
    """
    target = target.absolute()
    _sweep(target)
    if not target.exists() and not target.is_symlink():
        return
    if target.is_symlink() or not target.is_dir():
        raise OccupiedFolder(target, "is not a folder; nothing was written.", "Choose another --out.")
    if not any(target.iterdir()):
        return
    try:
        there = read_manifest(target)
    except ResultError as err:
        kind = "is not a Jaywalk result" if isinstance(err, NotAResult) else "holds a result that cannot be read"
        raise OccupiedFolder(target, f"{kind}; nothing was written.", "Choose another --out.") from None
    if not replace and there.name != run_name:
        raise OccupiedFolder(
            target,
            f"holds another result ({there.name}); nothing was written.",
            "Choose another --out, or say --replace.",
        )


@contextlib.contextmanager
def whole_or_nothing(target: Path) -> Iterator[Path]:
    """Write into the folder this yields; on leaving without an error it becomes ``target``.

    An existing ``target`` is replaced: call `check_target` first.
    """
    target = target.absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.parent / f".{target.name}.partial-{os.getpid()}"
    partial.mkdir()
    try:
        yield partial
        _to_disk(partial)
        _rename(partial, target)
    except BaseException:  # Ctrl-C as well: nothing half-written stays
        shutil.rmtree(partial, ignore_errors=True)
        raise


def _rename(partial: Path, target: Path) -> None:
    if target.exists() and any(target.iterdir()):
        old = target.parent / f".{target.name}.replaced-{os.getpid()}"
        target.replace(old)
        try:
            partial.replace(target)
        except BaseException:  # Ctrl-C as well: what stood there comes back
            old.replace(target)
            raise
        shutil.rmtree(old, ignore_errors=True)
    else:
        partial.replace(target)
    _sync(target.parent)


def _to_disk(folder: Path) -> None:
    # the rename must not reach the disk before what it renames
    for path in [*folder.rglob("*"), folder]:
        _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(target: Path) -> None:
    """Remove what killed writers to ``target`` left; bring back a result whose replacement was cut short."""
    pattern = re.compile(rf"\.{re.escape(target.name)}\.(partial|replaced)-(\d+)")
    for path in sorted(target.parent.glob(f".{glob.escape(target.name)}.*")):
        found = pattern.fullmatch(path.name)
        if found is None or _alive(int(found[2])):
            continue
        if found[1] == "replaced" and not target.exists():
            path.replace(target)
        else:
            shutil.rmtree(path, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return pid != os.getpid()
