"""`jaywalk run` from end to end: summary, folder, same bits on any threads, clean ends."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import jaywalk
from jaywalk.cli import main
from jaywalk.cli.exits import Exit
from jaywalk.results.running import estimate, prepare
from jaywalk.scenario.loading import loads

GIB = 1 << 30
COMMAND = [sys.executable, "-c", "import sys; from jaywalk.cli import main; sys.exit(main())"]


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, jaywalk.Result]:
    out = tmp_path_factory.mktemp("runs") / "village"
    return out, jaywalk.run("village", seed=3, out=out)


def test_a_run_is_kept_whole_and_read_back_equal(village: tuple[Path, jaywalk.Result]) -> None:
    out, result = village
    read = jaywalk.Result.load(out)
    assert read == result
    assert read.name == result.name
    assert read.manifest.scenario.hash == jaywalk.load("village").hash
    assert sorted(p.name for p in out.iterdir()) == [
        "blocks.npy",
        "digests.npy",
        "exchange",
        "manifest.json",
        "result.nc",
        "scenario.json",
    ]


def test_the_kept_scenario_is_the_same_scenario_again(village: tuple[Path, jaywalk.Result]) -> None:
    _, result = village
    assert loads(result.scenario_json, name="village").hash == result.manifest.scenario.hash


def test_threads_change_no_bit(village: tuple[Path, jaywalk.Result]) -> None:
    _, result = village
    assert jaywalk.run("village", seed=3, threads=1) == result
    assert jaywalk.run("village", seed=4, threads=1) != result


def test_fewer_worlds_leave_the_others_as_they_are(village: tuple[Path, jaywalk.Result]) -> None:
    _, result = village
    fewer = jaywalk.run("village", seed=3, worlds=["none", "status_quo", "programme"])
    assert dict(fewer.world_hashes) == {world: result.world_hashes[world] for world in fewer.worlds}


def test_a_run_adds_up(village: tuple[Path, jaywalk.Result]) -> None:
    _, result = village
    data = result.dataset
    assert int(data["residents"].sel(group="all").sum()) == 2000
    counts = result.manifest.host.counts
    assert counts["points"] >= counts["hits"] > 0 < counts["judged"]
    assert int((data["wrongly_restricted"] - data["restricted"]).max()) <= 0
    kinds = data["wrong_nothing_happened"] + data["wrong_someone_else"] + data["wrong_misapplied"]
    assert (kinds == data["wrongly_restricted"]).all()
    assert int(data["restricted"].sel(world="none").sum()) == 0
    assert int(data["restricted"].sel(world="programme").sum()) > 0
    for groups in (("female", "male"), ("registered", "migrant")):
        total = data["restricted"].sel(group=list(groups)).sum("group")
        assert (total == data["restricted"].sel(group="all")).all()


def test_the_group_names_are_the_engines() -> None:
    from jaywalk.engine.output import GROUPS as ENGINES
    from jaywalk.results.groups import GROUPS

    assert GROUPS == ENGINES


def test_run_prints_a_summary_and_names_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["run", "village", "--seed", "3", "--progress", "none"]) == 0
    out = capsys.readouterr().out
    assert "What-if: A fictional village" in out
    assert "Compared with 'status_quo'" in out
    assert "are assumed" in out
    assert "no verdict" in out.replace("\n", " ")
    folder = Path(out.rsplit("Result: ", 1)[1].split(" ")[0])
    assert folder.parent == Path("runs")
    assert main(["run", "village", "--seed", "3", "--quiet"]) == 0  # the same run replaces itself
    assert capsys.readouterr().out.strip() == str(folder)


def test_replicates_are_kept_side_by_side_and_differ(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["run", "village", "--scale", "0.3", "--replicates", "2", "--out", str(tmp_path / "r"), "--quiet"]
    assert main(arguments) == 0
    first, second = (jaywalk.Result.open(path) for path in capsys.readouterr().out.split())
    assert first != second
    assert (first.manifest.run.replicate, second.manifest.run.replicate) == (0, 1)


def test_set_changes_the_run_and_is_named(tmp_path: Path) -> None:
    result = jaywalk.run("village", scale=0.3, sets=["channels.village_app.enabled=false"])
    assert result.manifest.scenario.sets == ("channels.village_app.enabled=false",)
    assert "--set channels.village_app.enabled=false" in result.manifest.run.command
    assert result != jaywalk.run("village", scale=0.3)


def test_progress_as_json_tells_every_stage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "r")
    assert main(["run", "village", "--scale", "0.3", "--progress", "json", "--out", out]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert list(dict.fromkeys(line["stage"] for line in lines)) == [
        "cities",
        "plan",
        "estimate",
        "people",
        "past",
        "weeks",
        "keep",
    ]


def test_kept_states_have_one_row_a_resident_and_no_name(tmp_path: Path) -> None:
    result = jaywalk.run("village", scale=0.3, keep_states=True, out=tmp_path / "r")
    tables = list(jaywalk.Result.load(tmp_path / "r").states or ())
    assert sum(len(table["serial"]) for table in tables) == result.manifest.size.residents
    ledgers = {f"{world}_{ledger}" for world in result.worlds for ledger in "ptx"}
    columns = {name.rsplit("_", 1)[0] for name in tables[0]} - {"district", "serial", "cell"}
    assert columns <= ledgers


def test_a_run_that_cannot_fit_is_refused_with_advice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "large"
    arguments = ["run", "beijing", "--memory-limit", "1GiB", "--threads", "2", "--progress", "none", "--out", str(out)]
    assert main(arguments) == Exit.TOO_LARGE
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert not out.exists()
    scale = re.search(r"Try --scale (\S+);", said)
    assert scale is not None, said
    fits = estimate(prepare("beijing", scale=float(scale[1]), threads=2))
    assert 0.7 * GIB < fits.memory <= GIB


def test_the_advice_is_of_the_whole_city_whatever_the_scale_of_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    advice = set()
    for scale in ("1", "0.5"):
        arguments = ["run", "beijing", "--scale", scale, "--threads", "1", "--memory-limit", "1500MiB"]
        assert main([*arguments, "--progress", "none"]) == Exit.TOO_LARGE
        advice |= set(re.findall(r"Try --scale (\S+);", capsys.readouterr().err))
    assert len(advice) == 1


def test_no_scale_is_advised_where_none_would_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "beijing", "--memory-limit", "210MiB", "--progress", "none"]) == Exit.TOO_LARGE
    said = capsys.readouterr().err
    assert "--scale" not in said
    assert "No scale would do" in said


def test_small_runs_are_said_to_take_what_starting_and_counting_take() -> None:
    small, smaller = (estimate(prepare("beijing", scale=scale, threads=2)).seconds for scale in (0.002, 0.001))
    assert small < 1.2 * smaller
    assert 3 < smaller < 10
    assert 1 < estimate(prepare("village", threads=2)).seconds < 3


def test_an_occupied_folder_is_refused_before_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert main(["run", "village", "--out", str(tmp_path), "--progress", "none"]) == Exit.OCCUPIED
    assert "nothing was written" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


def test_ctrl_c_ends_a_run_with_one_line_and_nothing_half_written(tmp_path: Path) -> None:
    out = tmp_path / "run"
    arguments = [*COMMAND, "run", "beijing", "--scale", "0.01", "--progress", "json", "--out", str(out)]
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=tmp_path)
    assert process.stderr is not None
    for line in process.stderr:
        if json.loads(line)["stage"] == "past":
            break
    time.sleep(0.2)
    os.kill(process.pid, signal.SIGINT)
    printed, said = process.communicate(timeout=120)
    assert process.returncode == 130
    assert printed == ""
    assert said.rstrip().splitlines()[-1] == "Interrupted; nothing half-written is left."
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []
