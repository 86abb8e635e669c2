"""A folder is a whole result or none; damage is named."""

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from jaywalk.results import store
from jaywalk.results.errors import DamagedResult, NewerFormat, NotAResult, OccupiedFolder
from jaywalk.results.result import Result
from results.made_runs import make


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    return make().save(tmp_path / "run")


def _manifest(folder: Path, **changes: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_what_is_read_is_what_was_written(saved: Path) -> None:
    made, read = make(), Result.load(saved)
    assert read == made
    assert read.worlds == made.worlds
    for part in ("weekly", "monthly", "true_acts", "counts"):
        np.testing.assert_array_equal(getattr(read.cube, part), getattr(made.cube, part))
    assert read.cube.labels.names() == made.cube.labels.names()
    assert read.cube.quantities == made.cube.quantities
    np.testing.assert_array_equal(read.cube.labels.months, made.cube.labels.months)
    np.testing.assert_array_equal(read.exchange["victim"], made.exchange["victim"])
    np.testing.assert_array_equal(read.digests, made.digests)
    assert read.exchange["empty"].size == 0
    assert read.manifest.model_dump(exclude={"files", "host"}) == made.manifest.model_dump(exclude={"files", "host"})


def test_equal_numbers_are_equal_results_and_others_are_not(saved: Path) -> None:
    assert Result.open(saved) == make()
    assert Result.open(saved) != make(seed=1)
    assert len({Result.open(saved), make(), make(seed=1)}) == 2


def test_integers_stay_integers_with_units_in_the_file(saved: Path) -> None:
    import xarray as xr

    with xr.open_dataset(saved / "result.nc", engine="h5netcdf") as file:
        restricted = file["restricted"]
        assert restricted.dims == ("week", "district", "group", "world")
        assert restricted.dtype.kind == "i"
        assert restricted.attrs["units"] == "residents"
        assert file.attrs["label"] == "what-if: a made-up programme"
        assert str(file["week"].values[0]).startswith("2017-12-04")
    for group, variable in (("monthly", "seen_jaywalking.street_cameras"), ("acts", "true_acts")):
        with xr.open_dataset(saved / "result.nc", engine="h5netcdf", group=group) as part:
            assert part[variable].attrs["units"]


@pytest.mark.parametrize("victim", ["result.nc", "digests.npy", "exchange/week.npy", "scenario.json"])
def test_a_lost_cut_or_changed_file_is_named(saved: Path, victim: str) -> None:
    path = saved / victim
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    Result.open(saved)  # sizes agree: opening does not read
    with pytest.raises(DamagedResult, match=f"{victim} is not what was written"):
        Result.load(saved)
    path.write_bytes(data[:-1])
    with pytest.raises(DamagedResult, match=f"{victim} has .* bytes instead of"):
        Result.open(saved)
    path.unlink()
    with pytest.raises(DamagedResult, match=f"{victim} is missing"):
        Result.open(saved)


def test_numbers_that_do_not_make_the_result_hash_are_refused(saved: Path) -> None:
    _manifest(saved, result_hash="0" * 64)
    with pytest.raises(DamagedResult, match="not those its result_hash was made of"):
        Result.load(saved)


def test_a_folder_without_a_manifest_is_no_result(tmp_path: Path, saved: Path) -> None:
    with pytest.raises(NotAResult, match="no such folder"):
        Result.open(tmp_path / "nowhere")
    (saved / "manifest.json").unlink()
    with pytest.raises(NotAResult, match="never completed"):
        Result.open(saved)


def test_an_incomplete_cut_or_foreign_manifest_is_refused(saved: Path) -> None:
    _manifest(saved, complete=False)
    with pytest.raises(NotAResult, match="never completed"):
        Result.open(saved)
    _manifest(saved, complete=True, run={"seed": 1})
    with pytest.raises(DamagedResult, match=r"run\.replicate: field required"):
        Result.open(saved)
    _manifest(saved, format="something else")
    with pytest.raises(NotAResult, match="not that of a Jaywalk result"):
        Result.open(saved)
    (saved / "manifest.json").write_text('{"format": "jaywalk-res')
    with pytest.raises(DamagedResult, match="cannot be read"):
        Result.open(saved)


def test_a_newer_format_is_refused_with_advice(saved: Path) -> None:
    _manifest(saved, format_version=99)
    with pytest.raises(NewerFormat, match=r"format 99; this Jaywalk reads up to 1.*Install"):
        Result.open(saved)


def test_a_foreign_folder_is_never_overwritten(tmp_path: Path) -> None:
    mine = tmp_path / "thesis"
    mine.mkdir()
    (mine / "chapter.txt").write_text("years of work")
    for replace in (False, True):
        with pytest.raises(OccupiedFolder, match="not a Jaywalk result; nothing was written"):
            make().save(mine, replace=replace)
    assert [p.name for p in mine.iterdir()] == ["chapter.txt"]
    (tmp_path / "file").write_text("x")
    with pytest.raises(OccupiedFolder, match="is not a folder"):
        make().save(tmp_path / "file", replace=True)


def test_the_same_run_replaces_itself_and_another_only_when_told(saved: Path) -> None:
    make().save(saved)
    with pytest.raises(OccupiedFolder, match="holds another result"):
        make(seed=1, scale=1.0).save(saved)
    other = make(seed=1, scale=1.0)
    other.save(saved, replace=True)
    assert Result.load(saved) == other
    assert [p.name for p in saved.parent.iterdir()] == [saved.name]


def test_a_failed_write_leaves_what_was_there(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "manifest_text", interrupted)
    with pytest.raises(KeyboardInterrupt):
        make().save(saved)
    with pytest.raises(KeyboardInterrupt):
        make().save(saved.parent / "new")
    monkeypatch.undo()
    assert Result.load(saved) == make()
    assert [p.name for p in saved.parent.iterdir()] == [saved.name]


@pytest.mark.parametrize("where", ["_to_disk", "_rename", "rmtree"])
@pytest.mark.parametrize("there", [False, True])
def test_a_kill_at_a_weak_point_leaves_the_old_or_the_new_whole(tmp_path: Path, where: str, *, there: bool) -> None:
    target = tmp_path / "run"
    if there:
        make().save(target)
    code = textwrap.dedent(f"""
        import os, signal, shutil, sys
        sys.path.insert(0, {str(Path(__file__).parents[1])!r})
        from results.made_runs import make
        from jaywalk.results import folder
        def die(*a, **k):
            os.kill(os.getpid(), signal.SIGKILL)
        owner = shutil if {where!r} == "rmtree" else folder
        setattr(owner, {where!r}, die)
        make(seed=1, scale=1.0).save({str(target)!r}, replace=True)
    """)
    died = subprocess.run([sys.executable, "-c", code], check=False, env={**os.environ, "PYTHONWARNINGS": ""})
    assert died.returncode == (0 if where == "rmtree" and not there else -signal.SIGKILL)
    if where == "rmtree":
        assert Result.load(target) == make(seed=1, scale=1.0)
    elif there:
        assert Result.load(target) == make()
    else:
        assert not target.exists()
    make(seed=1, scale=1.0).save(target, replace=True)  # the next writer sweeps up
    assert [p.name for p in tmp_path.iterdir()] == ["run"]


def test_a_replacement_cut_between_its_two_renames_is_undone_by_the_next_writer(tmp_path: Path) -> None:
    target = make().save(tmp_path / "run")
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], check=True, capture_output=True)
    target.rename(tmp_path / f".run.replaced-{int(dead.stdout)}")
    with pytest.raises(OccupiedFolder, match="holds another result"):
        make(seed=1, scale=1.0).save(target)
    assert Result.load(target) == make()


def test_states_are_kept_as_one_row_group_a_block(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    from jaywalk.results.snapshot import read_states, write_states

    tables = [{"district": np.array(["a", "a"], dtype=object), "score": np.array([1, i])} for i in range(3)]
    write_states(tmp_path / "states.parquet", tables)
    with pq.ParquetFile(tmp_path / "states.parquet") as file:
        assert file.num_row_groups == 3
    back = list(read_states(tmp_path / "states.parquet"))
    assert [t["score"].tolist() for t in back] == [[1, 0], [1, 1], [1, 2]]
