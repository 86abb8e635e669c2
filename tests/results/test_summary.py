"""The summary adds up, names its comparator and its assumptions, and reads as natural frequencies."""

import dataclasses

import pytest

from jaywalk.results import prose
from jaywalk.results.making import make_result
from jaywalk.results.result import Result
from jaywalk.results.summary import comparator_of, focus_world
from results.made_runs import NAMES, make, make_output, make_request


def _with(**weekly: dict[str, int]) -> Result:
    """A run whose weekly counters are zero but for these: quantity -> residents of ``all`` by world, every week."""
    output = make_output()
    output.weekly[:] = 0
    names = [q.name for q in output.quantities]
    for quantity, by_world in weekly.items():
        for world, value in by_world.items():
            output.weekly[:, 0, 0, NAMES.worlds.index(world), names.index(quantity)] = value
    return make_result(output, make_request())


def test_averages_are_over_all_weeks_and_districts() -> None:
    made = make()
    everybody = made.summary().worlds["programme"].everybody
    weekly = made.dataset["restricted"].sel(world="programme", group="all").sum("district")
    assert everybody.restricted == pytest.approx(float(weekly.mean()))
    assert everybody.adults == int(made.dataset["adults"].sel(group="all").sum())


def test_the_headline_is_a_natural_frequency_beside_its_comparator() -> None:
    result = _with(
        restricted={"programme": 58, "status_quo": 29, "exact": 50},
        wrongly_restricted={"programme": 12, "status_quo": 6},
        strictly_wrongly_restricted={"programme": 6},
    )
    assert result.summary().worlds["programme"].everybody.adults == 5811
    text = str(result.summary())
    assert (
        "In the 6 weeks, of 10,000 adults 100 were under a restriction in an average week in the world 'programme'; "
        "for 21 of them nothing in their own records would have brought it (10 if all that they were seen doing were on "
        "record). Compared with 'status_quo' (50 restricted, 10 wrongly) that is 50 more restricted and 11 more wrongly so."
    ) in text
    assert text.startswith("Harbour City points\nWhat-if: a made-up programme\n")
    assert "Of the scenario's 40 numbers 50 % are assumed (10 documented, 10 recalled, 20 assumed)." in text
    assert "no verdict on a law, an agency or a person" in text


def test_rare_events_grow_the_base_for_the_whole_sentence() -> None:
    output = make_output()
    output.counts = output.counts * 100
    output.weekly[:] = 0
    names = [q.name for q in output.quantities]
    output.weekly[:, 0, 0, 2, names.index("restricted")] = 5811
    output.weekly[:, 0, 0, 2, names.index("wrongly_restricted")] = 6
    text = str(make_result(output, make_request()).summary())
    assert "of 100,000 adults 1,000 were under a restriction" in text
    assert "for 1 of them nothing in their own records" in text
    assert prose.frequency(1, 1_000_000, 1_000_000) == "1"
    assert prose.frequency(1, 31_000_000, 1_000_000) == "fewer than 1"
    assert prose.frequency(0, 10, 10_000) == "none"


def test_nobody_wrongly_restricted_is_said_as_that() -> None:
    text = str(_with(restricted={"programme": 58}).summary())
    assert "each of them for what their own records carry" in text


def test_few_cases_are_said_to_be_few() -> None:
    text = str(_with(restricted={"programme": 58}, wrongful_starts={"programme": 2}).summary())
    assert "Only 12 wrongful restrictions began in this run" in text


def test_kinds_of_wrong_are_of_a_hundred() -> None:
    text = str(_with(wrong_someone_else={"programme": 3}, wrong_nothing_happened={"programme": 1}).summary())
    assert "Of 100 wrongly restricted, 75 for what someone else did and 25 although nothing happened." in text


def test_benefits_and_places_have_both_sides() -> None:
    text = str(
        _with(
            in_force_fast_track={"programme": 58},
            wrong_fast_track={"programme": 6},
            missing_fast_track={"programme": 12},
            applications_jobs={"programme": 100},
            gained_jobs={"programme": 7},
            displaced_jobs={"programme": 7},
        ).summary()
    )
    assert "Fast track: 100 of 10,000 adults had it, 10 of them undue; 21 had earned it" in text
    assert "Jobs: of 600 applications 42 gained a place by priority and 42 lost theirs to them" in text


def test_the_focus_is_the_programme_or_the_first_own_world() -> None:
    assert focus_world(("none", "status_quo", "programme", "exact")) == "programme"
    assert focus_world(("none", "status_quo", "no_cameras", "exact")) == "no_cameras"
    assert comparator_of(("none", "status_quo", "programme")) == "status_quo"
    assert comparator_of(("none", "programme")) == "none"
    assert comparator_of(("programme",)) is None
    assert comparator_of(("none", "status_quo")) == "none"


def test_tables_have_the_groups_the_scenario_asks_for() -> None:
    summary = make().summary()
    assert len(prose.group_table(summary)) == 1 + 1 + 2 + 6 + 2 + 5  # no adult is under 18
    fewer = dataclasses.replace(summary, axes=("sex",))
    assert [row[1] for row in prose.group_table(fewer)[1:]] == ["all", "female", "male"]
    assert len(prose.world_table(summary)) == 5
    assert {row[0] for row in prose.channel_table(summary)[1:]} == set(NAMES.channels)


def test_records_booked_on_an_owner_are_said() -> None:
    output = make_output()
    output.monthly[:] = 0
    names = [q.name for q in output.monthly_quantities]
    for quantity, count in (("seen", 50), ("made_own", 40), ("made_attributed", 7)):
        at = names.index(f"{quantity}_jaywalking/street_cameras")
        output.monthly[0, 0, 0, NAMES.worlds.index("programme"), at] = count
    weekly = [q.name for q in output.quantities].index("wrong_someone_else")
    output.weekly[:, 0, 0, NAMES.worlds.index("programme"), weekly] = 3
    summary = make_result(output, make_request()).summary()
    header, row = prose.channel_table(summary)
    assert dict(zip(header, row, strict=True)) == {
        "channel": "street_cameras",
        "sightings": "50",
        "missed": "0",
        "own records": "40",
        "copies": "0",
        "on another resident": "0",
        "on the owner": "7",
        "from outside": "0",
        "of nobody": "0",
    }
    assert "booked on a registered owner for what someone else did: street_cameras 7." in str(summary)
