"""Commands on scenarios: checked, listed, sourced, begun; verdicts without a score."""

import json
from importlib.resources import files
from pathlib import Path

import pytest

from jaywalk.cli import main
from jaywalk.cli.exits import Exit
from jaywalk.scenario.loading import shipped


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario_passes_its_own_tests(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", name]) == 0
    assert f"{name}: no mistakes" in capsys.readouterr().out


def test_a_failed_test_of_a_scenario_says_what_differs_and_no_score(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = files("jaywalk").joinpath("library/scenarios/village.yaml").read_text("utf-8")
    assert "score: 998 points" in text
    path = tmp_path / "wrong.yaml"
    path.write_text(text.replace("score: 998 points", "score: 777 points"))
    assert main(["check", str(path)]) == Exit.TEST_FAILED
    said = capsys.readouterr().out
    assert "FAILED" in said
    assert "998" not in said


def test_all_mistakes_are_printed_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = files("jaywalk").joinpath("library/scenarios/village.yaml").read_text("utf-8")
    path = tmp_path / "broken.yaml"
    path.write_text(text.replace("gravity: 3", "gravity: 9").replace("domain: debts", "domian: debts"))
    assert main(["check", str(path)]) == Exit.REFUSED
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "3 mistakes:" in printed.err
    assert "broken.yaml:" in printed.err
    assert "Traceback" not in printed.err


def test_sources_counts_every_number_by_grade(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "beijing", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert sum(said["counts"].values()) == len(said["entries"])
    assert said["counts"]["what-if"] == 0
    assert (
        main(["sources", "beijing", "--set", "acts.jaywalking.rate=80 per person-year", "--grade", "what-if", "--json"])
        == 0
    )
    said = json.loads(capsys.readouterr().out)
    assert [entry["path"] for entry in said["entries"]] == ["acts.jaywalking.rate"]


def test_sources_prints_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "village"]) == 0
    assert "number\tvalue\trange\tunit\tgrade\tsource" in capsys.readouterr().out


def test_a_new_scenario_is_ready_to_check_and_overwrites_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "mine.yaml"]) == 0
    assert main(["check", "mine.yaml"]) == 0
    capsys.readouterr()
    assert main(["new", "mine.yaml"]) == Exit.OCCUPIED
    assert "nothing was written" in capsys.readouterr().err


def test_scenarios_are_listed_with_their_what_if_label(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios"]) == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert ["beijing", "what-if", "The announced Beijing programme"] in rows
    assert main(["scenarios", "--json"]) == 0
    assert {row["name"] for row in json.loads(capsys.readouterr().out)} == set(shipped())


def test_the_schema_is_json_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["$schema"].startswith("https://json-schema.org/")
