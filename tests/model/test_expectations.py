"""A scenario's own tests: verdicts, and nothing but verdicts."""

import inspect
import typing

import pytest

from jaywalk.model import expectations
from jaywalk.model.expectations import Verdict, run_expectations
from jaywalk.scenario.schema import Scenario
from model.compile.made_scenarios import TEXT, made_scenario

SIBLINGS = TEXT.replace(
    "donation: 0.9}", "donation: 0.9, jaywalking: {value: 0.1, range: [0, 1], source: guess}}"
).replace("through: [cameras, phones]", "through: [cameras, phones, app]")


def verdict(test: str, *sets: str, text: str = TEXT) -> Verdict:
    """Verdict on one test."""
    scenario = made_scenario(*sets, text=f"{text}tests:\n  - {{name: one, {test}}}\n")
    (found,) = run_expectations(scenario)
    return found


def record(week: int, channel: str = "cameras", act: str = "jaywalking", **more: object) -> str:
    """One given record as text."""
    rest = "".join(f", {key}: {value}" for key, value in more.items())
    return f"{{week: {week}, channel: {channel}, act: {act}{rest}}}"


def given(*records: str) -> str:
    """Given records as text."""
    return f"given: [{', '.join(records)}], resident: {{district: old_town}}"


@pytest.mark.parametrize(
    ("records", "expect"),
    [
        # each case: the records, and what must hold
        ([record(10)], "{week: 20, score: 995 points, tier: B}"),
        # not delivered before its week, and not in force after its term
        ([record(10, recorded=15)], "[{week: 14, score: 1000 points}, {week: 15, score: 995 points}]"),
        # an act before the rollout (week 7) does not count
        ([record(5)], "{week: 20, score: 1000 points}"),
        # dated points by the act's week: 2027-07-12 is week 26
        ([record(25, recorded=30), record(26, recorded=30)], "{week: 40, score: 985 points}"),
        # cap of the ISO year
        ([record(w) for w in range(27, 35)], "{week: 40, score: 940 points}"),
        # cap of a rolling year
        ([record(w, "app", "donation") for w in (10, 20, 30)], "{week: 40, score: 1010 points}"),
        # ledgers
        (
            [record(10, truth="someone_else")],
            "[{week: 20, score: 995 points}, {week: 20, score: 1000 points, ledger: T}]",
        ),
        ([record(10, truth="nobody")], "{week: 20, score: 1000 points, ledger: X}"),
        # the list costs points while it lasts, tiers fall at reviews (weeks 20, 33)
        (
            [record(10, "court", "default")],
            (
                "[{week: 11, score: 820 points, lists: [debt], tier: B, measures: [no_flights]},"
                " {week: 20, tier: C, measures: [no_flights, deposits]}]"
            ),
        ),
        # a national list is older than the programme, which does not count its points before the rollout
        ([record(2, "court", "default")], "[{week: 5, lists: [debt]}, {week: 10, score: 850 points}]"),
    ],
)
def test_what_the_programme_says_is_what_the_test_expects(records: list[str], expect: str) -> None:
    assert verdict(f"{given(*records)}, expect: {expect}") == Verdict("one", True)


def test_a_tier_rises_at_a_review_only() -> None:
    donations = given(*(record(w, "app", "donation") for w in (10, 11)))
    assert verdict(f"{donations}, expect: [{{week: 19, tier: B}}, {{week: 20, tier: A}}]").passed
    # with a margin of one point the edge itself is not enough
    late = verdict(f"{donations}, expect: {{week: 20, tier: A}}", "score.hysteresis=1 points")
    assert late.message == "week 20, ledger P: the tier is not A; tiers change at reviews only"


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        ("{week: 20, score: 990 points}", "the score differs; the first rule at work is R2"),
        ("{week: 9, score: 990 points}", "the score differs although no rule is at work"),
        ("{week: 3, score: 1000 points}", "the programme gives no score there"),
        ("{week: 20, lists: [debt]}", "list debt is not in force"),
        ("{week: 20, tier: A}", "the tier is not A"),
        ("{week: 20, measures: [no_flights]}", "measure no_flights is not in force"),
    ],
)
def test_the_first_difference_is_named(expect: str, message: str) -> None:
    found = verdict(f"{given(record(10))}, expect: {expect}")
    assert not found.passed
    assert message in found.message


def test_no_verdict_tells_a_score() -> None:
    for points in range(900, 1100, 7):
        found = verdict(f"{given(record(10))}, expect: {{week: 20, score: {points} points}}")
        assert "995" not in found.message
        assert not any(part.strip(",;:").isdigit() and int(part.strip(",;:")) > 52 for part in found.message.split())


def test_the_only_public_function_takes_a_scenario() -> None:
    functions = [f for name, f in inspect.getmembers(expectations, inspect.isfunction)
                 if f.__module__ == expectations.__name__ and not name.startswith("_")]  # fmt: skip
    assert functions == [run_expectations]
    assert typing.get_type_hints(run_expectations) == {"scenario": Scenario, "return": tuple[Verdict, ...]}
    assert set(Verdict.__dataclass_fields__) == {"name", "passed", "message"}


def test_several_sightings_of_one_act_count_once_or_all_as_declared() -> None:
    both = given(record(10, recorded=12), record(10, "app"))
    for combine, points in (("first", 995), ("max", 995), ("sum", 990)):
        assert verdict(
            f"{both}, expect: {{week: 20, score: {points} points}}", f"acts.jaywalking.combine={combine}", text=SIBLINGS
        ).passed
