"""Quantities, strata, dates: what the words of the language mean."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from jaywalk.scenario.people import Eligible
from jaywalk.scenario.quantities import (
    Dated,
    Duration,
    Points,
    Probability,
    Rate,
    Term,
    monday_of,
    week_of,
)
from jaywalk.scenario.scoring import For
from jaywalk.scenario.strata import AGES, bands, cell, cells_of
from jaywalk.scenario.units import WEEKS_PER_YEAR


@pytest.mark.parametrize(
    ("written", "days", "weeks"),
    [
        ("1 day", 1, 0),
        ("3 working days", 4.2, 1),
        ("180 days", 180, 26),
        ("104 weeks", 728, 104),
        ("1 year", 365.25, 52),
    ],
)
def test_times_are_days_and_rounded_weeks(written: str, days: float, weeks: int) -> None:
    time = Duration.model_validate(written)
    assert time.days == pytest.approx(days)
    assert time.weeks == weeks


def test_rates_are_per_person_year() -> None:
    assert Rate.model_validate("90 per person-year").value == 90
    assert Rate.model_validate("1 per person-week").value == WEEKS_PER_YEAR
    assert Rate.model_validate("52.1775 per person-year").per_week == pytest.approx(1)


@pytest.mark.parametrize(
    "written", [True, None, "5", "5 points per year", "1e999 per person-year", [1], "per person-year"]
)
def test_nothing_else_is_a_rate(written: object) -> None:
    with pytest.raises(ValidationError):
        Rate.model_validate(written)


@pytest.mark.parametrize(("written", "value"), [(0.05, 0.05), ("5 %", 0.05), (0, 0), (1, 1), ("0.5", 0.5)])
def test_probabilities(written: object, value: float) -> None:
    assert Probability.model_validate(written).value == pytest.approx(value)


@pytest.mark.parametrize("written", [1.01, -0.1, "101 %", True, ".inf", float("nan")])
def test_what_is_no_probability(written: object) -> None:
    with pytest.raises(ValidationError):
        Probability.model_validate(written)


def test_ranges_take_the_unit_of_the_value() -> None:
    time = Duration.model_validate({"value": "3 weeks", "range": [1, "60 days"]})
    assert (time.low, time.high) == (7, 60)
    factor = Rate.model_validate({"value": "10 per person-year", "range": "x/2..x4"})
    assert (factor.low, factor.high) == (5, 40)
    share = Probability.model_validate({"value": 0.8, "range": "x/2..x2"})
    assert (share.low, share.high) == (0.4, 1.0)
    negative = Points.model_validate({"value": "-150 points", "range": [-150, -50]})
    assert (negative.low, negative.high) == (-150, -50)


def test_points_are_whole_and_signed() -> None:
    assert Points.model_validate("-5 points").points == -5
    assert Points.model_validate("1 point").points == 1
    with pytest.raises(ValidationError, match="whole"):
        Points.model_validate("0.5 points")


def test_multipliers_and_values_of_their_own_by_cell() -> None:
    share = Probability.model_validate(
        {"value": 0.2, "by": {"sex": {"male": 2}}, "where": {"age": {"60+": 0.6}, "city": {"b": 0.1}}}
    )
    man, woman = cell(2, 1, 0, 0), cell(2, 0, 0, 0)
    assert share.cells()[man] == pytest.approx(0.4)
    assert share.cells()[woman] == pytest.approx(0.2)
    assert share.cells("b")[man] == pytest.approx(0.2)
    assert share.cells()[cell(6, 1, 0, 0)] == 0.6
    assert set(share.fixed()) == set(cells_of([6]))
    assert share.multipliers()[man] == 2


@pytest.mark.parametrize(
    ("text", "expected"), [("18-34", (1, 2, 3)), ("60+", (6,)), ("18+", (1, 2, 3, 4, 5, 6)), ("0-17", (0,))]
)
def test_ages_are_made_of_bands(text: str, expected: tuple[int, ...]) -> None:
    assert bands(text) == expected


@pytest.mark.parametrize("text", ["18-33", "60", "34-18", "", "+", "old", "18-", "-34", "18-60+"])
def test_other_ages_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="age bands"):
        bands(text)


def test_cells_count_up_in_the_order_of_the_axes() -> None:
    assert [cell(a, s, r, f) for a in range(len(AGES)) for s in range(2) for r in range(2) for f in range(5)] == list(
        range(140)
    )


def test_eligible_cells_hold_no_minors() -> None:
    assert len(Eligible().cells()) == 120
    assert len(Eligible(age="18-55", sex="female").cells()) == 40


@given(st.dates(min_value=date(1970, 1, 5), max_value=date(2100, 1, 1)))
def test_a_midweek_date_holds_from_the_next_monday(day: date) -> None:
    monday = monday_of(week_of(day))
    assert monday.weekday() == 0
    assert 0 <= (monday - day).days < 7


def test_dated_values_hold_from_their_weeks_on() -> None:
    points = Dated[Points].model_validate({"2028-07-05": "-10 points", "2027-01-04": "-5 points"})
    assert [value.points for value in points.values] == [-5, -10]
    week = week_of(date(2028, 7, 3))
    assert points.in_week(week_of(date(2026, 1, 5))) is None
    assert points.in_week(week).points == -5  # type: ignore[union-attr]
    assert points.in_week(week + 1).points == -10  # type: ignore[union-attr]
    assert points.change_weeks == [week_of(date(2027, 1, 4)), week + 1]


def test_an_undated_value_always_holds() -> None:
    term = Dated[Term].model_validate("104 weeks")
    assert term.steps == [(None, term.first)]
    assert term.in_week(0) == term.first


def test_tiers_or_lower_and_or_higher() -> None:
    ladder = ("D", "C", "B", "A")
    assert For(tier="C", reach="lower").tiers(ladder) == ("D", "C")
    assert For(tier="B", reach="higher").tiers(ladder) == ("B", "A")
    assert For(tier="B").tiers(ladder) == ("B",)
