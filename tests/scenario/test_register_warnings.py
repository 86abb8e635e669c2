"""A number that names a row of the register and disagrees with it is warned about, where the two can be compared."""

import json
from pathlib import Path

import pytest

from jaywalk.cli import main
from jaywalk.scenario import Scenario, load, shipped
from jaywalk.scenario.check_register import compared, register_warnings
from jaywalk.scenario.loading import loads

HEAD = "extends: beijing\ntitle: One number off\n"
DERIVED = "where it is derived from that, name evidence of its own that says how"

OFF = {
    "awareness: {share: {value: 0.3, range: [0.1, 0.5], source: awareness_of_own_pilot}}": (
        "off.yaml:3:20: awareness.share: 0.3, but 'awareness_of_own_pilot' (documented) says 0.11"
    ),
    "lists: {court_debt: {term: 52 weeks}}": (
        "off.yaml:3:28: lists.court_debt.term: 364 days, but 'defaulter_listing_duration' (recalled) says 730.5 to "
        "1826.25 days"
    ),
    "rules: {utility: {effect: -25 points}}": (
        "off.yaml:3:27: rules[1].effect: -25 points, but 'rongcheng_points_utility_fees_late' (documented) says -20 "
        "points"
    ),
    "lists: {rail: {term: {value: 60 days, reference: rail_ban_duration}}}": (
        "off.yaml:3:22: lists.rail.term: 60 days, but 'rail_ban_duration' (documented) says 180 days"
    ),
    "cities: {beijing: {population: 20000000}}": (
        "off.yaml:3:32: cities.beijing.population: 20000000, but 'beijing_population' (documented) says 21893095"
    ),
    "channels: {street_cameras: {identity: {miss: {value: 0.5, range: [0, 1], source: five_video_identification}}}}": (
        "off.yaml:3:46: channels.street_cameras.identity.miss: 0.5, but 'five_video_identification' (documented) says "
        "0.6 to 0.99"
    ),
    "acts: {charity_gift: {rate: {value: 9 per person-year, range: [1, 9], source: blood_donation_rate}}}": (
        "off.yaml:3:29: acts.charity_gift.rate: 9 per person-year, but 'blood_donation_rate' (documented) says 0.009 "
        "to 0.012 per person-year"
    ),
}

AGREEING = {
    "rounded": "lists: {court_debt: {term: 104 weeks}}",
    "inside the range that is left of one": (
        "channels: {street_cameras: {identity: {miss: {value: 0.39, range: [0, 1], source: five_video_identification}}}}"
    ),
    "of another unit": (
        "acts: {fare_evasion: {rate: {value: 5 per person-year, range: [1, 9], source: fare_evasion_shanghai}}}"
    ),
    "an assumed row": "acts: {vandalism: {rate: {value: 5 per person-year, range: [1, 9], source: vandalism_rate}}}",
    "inherited, for another number": "rules: {utility: {cap: 90 points per year}}",
    "derived, with evidence that says how": (
        "evidence: {mine: {kind: assumption, why: Half of what was published for Rongcheng}}\n"
        "rules: {utility: {effect: -10 points, reference: mine}}"
    ),
}


def scenario(text: str) -> Scenario:
    return loads(HEAD + text, name="off")


@pytest.mark.parametrize("text", OFF)
def test_a_number_that_disagrees_is_named_with_its_place_and_both_figures(text: str) -> None:
    assert [str(warning) for warning in register_warnings(scenario(text))] == [f"{OFF[text]}; {DERIVED}"]


@pytest.mark.parametrize("why", AGREEING)
def test_what_agrees_or_cannot_be_compared_is_let_be(why: str) -> None:
    assert register_warnings(scenario(AGREEING[why])) == []


@pytest.mark.parametrize("name", shipped())
def test_no_shipped_number_disagrees(name: str) -> None:
    assert register_warnings(load(name)) == []


def test_enough_is_compared_for_that_to_mean_something() -> None:
    assert compared(load("beijing")) >= 16


def test_what_is_set_for_a_run_is_a_what_if_and_not_warned_about() -> None:
    assert register_warnings(load("beijing", sets=["lists.rail.term=60 days", "rules.utility.effect=-1 points"])) == []


def test_check_says_so_and_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "off.yaml"
    path.write_text(HEAD + "rules: {utility: {effect: -25 points}}\n", "utf-8")
    assert main(["check", str(path)]) == 0
    printed = capsys.readouterr()
    assert "Warning: off.yaml:3:27: rules[1].effect: -25 points, but" in printed.err
    assert "off: no mistakes" in printed.out
    assert main(["check", str(path), "--json"]) == 0
    (warning,) = [said for said in json.loads(capsys.readouterr().out)["warnings"] if "effect" in said]
    assert "says -20 points" in warning
