"""Every command ends with its documented code, says what is wrong in one message, and never a traceback."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from jaywalk.cli import main
from jaywalk.cli.exits import MEANING, Exit
from results.made_runs import make

DOCS = Path(__file__).parents[2] / "docs" / "cli.md"
COMMAND = [sys.executable, "-c", "import sys; from jaywalk.cli import main; sys.exit(main())"]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return make().save(tmp_path / "run")


def test_the_documented_exit_codes_are_the_codes() -> None:
    rows = re.findall(r"^\| (\d+) \| (\w+) \| (.*) \|$", DOCS.read_text("utf-8"), flags=re.MULTILINE)
    assert [(int(code), name, text) for code, name, text in rows] == [(c.value, c.name, MEANING[c]) for c in Exit]


def test_every_command_is_documented() -> None:
    import typer

    from jaywalk.cli.app import app

    commands = typer.main.get_command(app).commands
    described = set(re.findall(r"^\| `([a-z]+)", DOCS.read_text("utf-8"), flags=re.MULTILINE))
    assert set(commands) == described


def test_help_answers_at_once() -> None:
    subprocess.run([*COMMAND, "--help"], check=True, capture_output=True)
    times = []
    for _ in range(5):
        before = os.times()
        out = subprocess.run([*COMMAND, "--help"], check=True, capture_output=True, text=True).stdout
        after = os.times()
        times.append(after.children_user + after.children_system - before.children_user - before.children_system)
    assert "run" in out
    # processor time, since the tests share their machine; 0.1 s on a quiet one
    assert min(times) < 0.2


def test_help_imports_no_heavy_library() -> None:
    heavy = ("numpy", "numba", "xarray", "pydantic", "rich")
    code = f"import sys, jaywalk.cli.app; print([m for m in {heavy} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert out.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["walk"], Exit.USAGE, "No such command"),
        (["run", "village", "--scale", "0"], Exit.USAGE, "no share of the residents"),
        (["run", "village", "--memory-limit", "much"], Exit.USAGE, "no amount of memory"),
        (["run", "village", "--replicate", "1", "--replicates", "2"], Exit.USAGE, "either --replicate"),
        (["run", "vilage"], Exit.REFUSED, "did you mean 'village'"),
        (["run", "village", "--set", "acts.jaywalking.rat=3"], Exit.REFUSED, "rat"),
        (["margins", "check", "atlantis"], Exit.REFUSED, "atlantis"),
        (["summary", "nowhere"], Exit.UNREADABLE, "no such folder"),
        (["cite", "."], Exit.UNREADABLE, "not a Jaywalk result"),
        (["export", "run", "--csv", "-", "--quantity", "happiness"], Exit.USAGE, "no weekly quantity 'happiness'"),
        (["export", "run", "--csv", "-", "--world", "utopia"], Exit.USAGE, "no world 'utopia'"),
    ],
)
def test_a_mistake_ends_with_its_code_and_one_message(
    run: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: Exit, said: str
) -> None:
    assert main(arguments) == code
    printed = capsys.readouterr()
    assert said in printed.err
    assert "Traceback" not in printed.err
    assert printed.out == ""


def test_a_defect_keeps_its_traceback(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("jaywalk.results.manifest.read_manifest", broken)
    with pytest.raises(ZeroDivisionError):
        main(["cite", "run"])


def test_ctrl_c_is_one_line(run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("jaywalk.results.manifest.read_manifest", interrupted)
    assert main(["cite", "run"]) == 130
    assert capsys.readouterr().err == "\nInterrupted; nothing half-written is left.\n"


def test_a_closed_pipe_is_no_error_message(run: Path) -> None:
    code = f"{COMMAND[0]} -c {COMMAND[2]!r} export {run} --csv - | head -n 1 >/dev/null; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", code], check=True, capture_output=True, text=True)
    assert done.stderr == ""
    assert done.stdout.strip() in {"141", "0"}


def test_a_summary_in_a_pipe_has_tables_that_programs_can_read(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", "run"]) == 0
    out = capsys.readouterr().out
    rows = [line.split("\t") for line in out.splitlines() if "\t" in line]
    worlds = [row for row in rows if row[0] in {"none", "status_quo", "programme", "exact"}]
    assert len(worlds) == 4
    assert all(re.fullmatch(r"\d+(\.\d+)?", cell) for row in worlds for cell in row[1:])


def test_a_summary_as_json_has_the_words_and_hashes(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", "run", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["format"] == "jaywalk-summary/1"
    assert said["label"] == "a made-up programme"
    assert said["assumed_share"] == 0.5
    assert said["worlds"]["programme"]["everybody"]["adults"] > 0


def test_export_adds_up_to_the_counters(run: Path, tmp_path: Path) -> None:
    target = tmp_path / "weekly.csv"
    assert (
        main(
            ["export", "run", "--csv", str(target), "--world", "exact", "--group", "female", "--quantity", "restricted"]
        )
        == 0
    )
    header, *rows = target.read_text().splitlines()
    assert header == "week,city,district,group,world,restricted"
    made = make().cube
    assert sum(int(row.rsplit(",", 1)[1]) for row in rows) == made.of("restricted", world="exact", group="female").sum()


@pytest.mark.parametrize("part", ["monthly", "acts"])
def test_other_parts_are_exported_too(run: Path, capsys: pytest.CaptureFixture[str], part: str) -> None:
    assert main(["export", "run", "--csv", "-", "--part", part]) == 0
    assert capsys.readouterr().out.startswith(("month,", "week,"))


def test_verify_names_the_hash_and_finds_damage(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "run"]) == 0
    assert make().result_hash in capsys.readouterr().out
    with (run / "result.nc").open("r+b") as file:
        file.seek(-9, 2)
        file.write(b"damaged!!")
    assert main(["verify", "run"]) == Exit.UNREADABLE
    assert "result.nc is not what was written" in capsys.readouterr().err


def test_cite_says_how_to_reproduce(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cite", "run"]) == 0
    text = capsys.readouterr().out
    assert "Reproduce: jaywalk run harbour --scale 0.5 --seed 1" in text
    assert make().result_hash in text
    assert "a made-up programme" in text
    assert main(["cite", "run", "--bibtex"]) == 0
    assert capsys.readouterr().out.startswith("@misc{harbour-")


def test_margins_check_says_what_came_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["margins", "check", "village"]) == 0
    assert "2,000 residents" in capsys.readouterr().out


def test_version_names_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["version"]) == 0
    assert capsys.readouterr().out.startswith("jaywalk 0.")
