"""The week as a table names every process of the registry once, and says what a scenario does."""

import json

import pytest

from jaywalk.cli import main
from jaywalk.core import processes
from jaywalk.results.week import BEFORE, STAGES


def test_the_stages_name_every_process_once() -> None:
    named = [process for stage in (BEFORE, *STAGES) for process in stage.processes]
    constants = {"NUMBER_BITS", "NUMBER_MASK", "LAYER_SHIFT", "OCCURRENCE_MASK"}
    registered = [name for name, value in vars(processes).items() if name.isupper() and isinstance(value, int)]
    assert sorted(named) == sorted(set(registered) - constants)


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
