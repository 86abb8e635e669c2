"""Redress in scenarios: what is warned about, what is a regime, which worlds run, and what the shipped files say."""

from pathlib import Path

import pytest

from jaywalk.cli import main
from jaywalk.scenario import Scenario, load, loads
from jaywalk.scenario.check_redress import regime_warnings
from jaywalk.scenario.check_rights import report_warnings, rights_warnings
from jaywalk.scenario.template import template
from jaywalk.scenario.worlds import worlds_run

HARBOUR = (Path(__file__).parent / "harbour.yaml").read_text("utf-8")


def said(scenario: Scenario) -> dict[str, list[str]]:
    """Warnings by path, without what each goes on to name."""
    found: dict[str, list[str]] = {}
    for problem in rights_warnings(scenario):
        found.setdefault(problem.path, []).append(problem.message.partition(":")[0])
    return found


def harbour(*sets: str, text: str = HARBOUR) -> Scenario:
    return loads(text, name="harbour", sets=sets)


def test_who_is_told_and_heard_is_not_warned_about() -> None:
    assert said(harbour()) == {
        "measures.deposits": ["it reaches the household", "it restricts housing for records of another domain"],
        "measures.no_tickets": ["it reaches the household", "it restricts travel for records of another domain"],
    }


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("redress.enabled=false", {"a restriction without notice", "a restriction without appeal"}),
        ("redress=null", {"a restriction without notice", "a restriction without appeal"}),
        ("redress.notice.reaches=0", {"a restriction without notice"}),
        ("redress.notice=null", {"a restriction without notice"}),
        ("redress.appeal.reviews=0 per week", {"a restriction without appeal"}),
        ("rules.driving.expires=null", {"a restriction without end"}),
    ],
)
def test_a_restriction_without_notice_appeal_or_end(change: str, words: set[str]) -> None:
    assert words <= set(said(harbour(change))["measures.deposits"])


def test_a_list_without_term_is_a_restriction_without_end() -> None:
    scenario = harbour("lists.court_debt.term=null", "lists.court_debt.extend=null")
    assert "a restriction without end" in said(scenario)["measures.no_tickets"]
    assert "a restriction without end" not in said(harbour())["measures.no_tickets"]


def test_a_domain_is_that_of_the_acts_or_their_family() -> None:
    for domain, ok in (("money", True), ("debts", True), ("travel", False)):
        text = HARBOUR.replace("    rate: {value: 0.01 per", "    domain: debts\n    rate: {value: 0.01 per")
        scenario = harbour(f"measures.no_tickets.domain={domain}", text=text)
        assert ("measures.no_tickets" not in said(scenario)) is ok


def test_protected_conduct_scored_is_warned_about() -> None:
    scenario = harbour("acts.red_light.kind=protected")
    assert said(scenario)["rules[1].on"] == ["protected conduct is scored"]
    assert any("is lawful" in problem.message for problem in rights_warnings(scenario))
    listed = harbour("acts.court_default.kind=protected")
    assert said(listed)["lists.court_debt.on"] == ["protected conduct is listed"]


def test_a_channel_that_never_errs_is_warned_about() -> None:
    perfect = HARBOUR.replace("identity: {other_driver: 0.1}", "identity: {}")
    assert "'plates' is declared perfect" in said(harbour(text=perfect))["channels.plates"][0]
    wide = perfect.replace("identity: {}", "identity: {unreadable: {value: 0, range: [0, 0.1]}}")
    assert "channels.plates" not in said(harbour(text=wide))


def test_a_regime_after_the_end_is_a_warning_and_a_date_of_another_kind_a_mistake() -> None:
    scenario = harbour("redress.appeal.tries={2027-01-04: 1, 2031-01-06: 2}")
    (late,) = regime_warnings(scenario)
    assert late.path == "redress.appeal.tries.2031-01-06"
    assert "begins after the end, 2029-12-30" in late.message
    assert late in report_warnings(scenario)


def test_nothing_restricts_where_tiers_do_not() -> None:
    scenario = load("beijing", sets=["coupling=lists", "redress.enabled=false"])
    paths = {problem.path for problem in rights_warnings(scenario)}
    assert "measures.no_tickets" not in paths
    assert "measures.debtors_stay" in paths


def test_shipped_scenarios_tell_hear_and_end() -> None:
    for name in ("beijing", "hangzhou", "court-list"):
        words = " ".join(str(problem) for problem in rights_warnings(load(name)))
        assert "without" not in words
        assert "protected" not in words
        assert "perfect" not in words
    assert {p.path.rpartition(".")[2] for p in regime_warnings(load("beijing"))} == {"2023-05-01"}
    assert load("village").redress is None


def test_perfect_redress_runs_only_if_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("beijing", "hangzhou", "court-list"):
        scenario = load(name)
        assert "perfect_redress" in scenario.worlds
        assert "perfect_redress" not in worlds_run(scenario)
    assert worlds_run(harbour()) == ["none", "status_quo", "programme", "exact", "no_cameras", "dearer", "late"]
    assert main(["check", "hangzhou"]) == 0
    assert "only if asked for with --worlds: perfect_redress" in capsys.readouterr().out


def test_numbers_of_redress_are_in_the_ledger() -> None:
    entries = {entry.path: entry for entry in load("beijing").numbers()}
    reviews = entries["redress.appeal.reviews"]
    assert (reviews.role, reviews.unit, reviews.value, reviews.low) == ("design", "per week", 172, 57)
    assert entries["redress.appeal.filed_by.wrongly_restricted"].source == "appeal_uptake_given_wrongful"
    assert entries["lists.court_debt.repair.performed.2020-12-07"].grade == "assumed"
    assert entries["redress.appeal.windows.rail"].grade == "documented"
    changed = {e.path: e for e in load("beijing", sets=["redress.appeal.reviews=0 per week"]).numbers()}
    assert changed["redress.appeal.reviews"].grade == "what-if"


def test_the_template_has_redress_and_holds() -> None:
    scenario = loads(template("my_city"), name="my_city")
    assert scenario.redress is not None
    assert "without notice" not in " ".join(str(problem) for problem in rights_warnings(scenario))


def test_dates_before_the_first_of_redress_are_no_mistake() -> None:
    scenario = harbour("redress.appeal.overturns.right={2028-01-03: 0.05}")
    assert scenario.redress is not None
    assert scenario.redress.appeal.overturns.right.in_week(0) is None
