"""The week as a table names every process of the registry once with its address, and says what a scenario does."""

import json

import pytest

from jaywalk.cli import main
from jaywalk.core import processes
from jaywalk.results.draws import DRAWS
from jaywalk.results.week import BEFORE, STAGES


def test_the_stages_name_every_process_once() -> None:
    named = [process for stage in (BEFORE, *STAGES) for process in stage.processes]
    constants = {"NUMBER_BITS", "NUMBER_MASK", "LAYER_SHIFT", "OCCURRENCE_MASK"}
    registered = [name for name, value in vars(processes).items() if name.isupper() and isinstance(value, int)]
    assert sorted(named) == sorted(set(registered) - constants)


def test_every_process_of_the_stages_has_its_address() -> None:
    named = [process for stage in (BEFORE, *STAGES) for process in stage.processes]
    assert sorted(draw.process for draw in DRAWS) == sorted(named)
    ranges = {name for name in named if getattr(processes, name) >= 0x1000}
    assert {draw.process for draw in DRAWS if draw.one_per} == ranges


def test_show_prints_every_process_with_its_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "court-list", "--json"]) == 0
    shown = {row["process"]: row for row in json.loads(capsys.readouterr().out)["draws"]}
    assert list(shown) == [draw.process.lower() for draw in DRAWS]
    assert shown["identity"]["registered"] == "0x01000 + slot"
    for name, row in shown.items():
        assert int(row["registered"].partition(" ")[0], 16) == getattr(processes, name.upper())
        assert int(row["words"].partition(":")[0]) in range(1, 5)
        assert len(row["counter 0; 1; week; number"].split("; ")) == 4


def test_show_prints_stages_acts_and_consequences(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "village", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [row["stage"] for row in shown["stages"]] == ["before", *(stage.name for stage in STAGES)]
    walking = next(row for row in shown["acts"] if row["act"] == "jaywalking")
    assert walking["seen by"] == "street_cameras 10 %, phone_traces 30 %"
    rule = next(row for row in shown["consequences"] if row["name"] == "walking")
    assert rule["effect"] == "-2 points from 2027-01-04, -5 points from 2027-07-05, for 52 weeks"
    assert main(["show", "village"]) == 0
    assert "jaywalking\tviolation\t90\t" in capsys.readouterr().out
