"""Response, lives and opinion in scenarios: warnings, ready-made worlds, what the shipped files say."""

import sys
from pathlib import Path

import pytest

from jaywalk.cli import main
from jaywalk.engine.estimate import EstimateError, check_memory
from jaywalk.engine.output import Options
from jaywalk.model.compile import CompileError
from jaywalk.model.compile.worlds import vary, worlds_of_rates
from jaywalk.results.running import prepare
from jaywalk.results.week import consequences_table
from jaywalk.scenario import Scenario, ScenarioError, load, loads
from jaywalk.scenario.check_rights import report_warnings
from jaywalk.scenario.worlds import ready_made, worlds_run

HARBOUR = (Path(__file__).parent / "harbour.yaml").read_text("utf-8")


def harbour(*sets: str, text: str = HARBOUR) -> Scenario:
    return loads(text, name="harbour", sets=sets)


def said(scenario: Scenario, path: str) -> list[str]:
    return [problem.message for problem in report_warnings(scenario) if problem.path == path]


def test_a_restriction_of_travel_or_with_a_deposit_reaches_the_household_that_it_deters() -> None:
    for path in ("measures.no_tickets", "measures.deposits"):
        assert any("reaches the household" in words for words in said(harbour(), path))
        for change in ("response.household=0", "response.household=null", "response.enabled=false", "response=null"):
            assert not any("reaches the household" in words for words in said(harbour(change), path))
    assert not any("household" in words for words in said(harbour("measures.deposits.costs=null"), "measures.deposits"))


def test_a_tiers_foot_rests_on_weak_evidence() -> None:
    assert said(harbour(), "response.near_threshold") == ["the evidence that people mind a tier's foot is weak"]
    assert said(harbour("response.near_threshold.effect=0"), "response.near_threshold") == []


def test_lost_work_dated_after_the_end_is_a_warning() -> None:
    late = harbour("lives.job_loss.rate={2027-01-04: 0.05 per person-year, 2031-01-06: 0.1 per person-year}")
    assert any("begins after the end" in words for words in said(late, "lives.job_loss.rate.2031-01-06"))


def test_an_act_that_costs_and_earns_is_warned_about() -> None:
    both = HARBOUR.replace("on: blood_donation, through: [city_app]", "on: jaywalking, through: [phone_traces]")
    both = both.replace("through: [street_cameras, phone_traces]", "through: [street_cameras]")
    assert said(harbour(text=both), "acts.jaywalking") == [
        "its records cost and earn: none of them can be contested, since striking one could cost what it earned"
    ]
    assert said(harbour(), "acts.jaywalking") == []
    assert said(harbour("redress.enabled=false", text=both), "acts.jaywalking") == []


def test_worlds_without_a_channel_or_an_error_are_ready_made() -> None:
    scenario = harbour()
    made = ready_made(scenario)
    assert made["no_street_cameras"].without.channels == ["street_cameras"]
    assert made["no_wrong_person"].without.errors == ["wrong_person"]
    assert not set(made) & set(worlds_run(scenario))
    one, other = vary(scenario, ["no_plates", "no_copies"])
    assert one.parts_off == frozenset({("channels", "plates")})
    assert other.errors_off == frozenset({"copies"})
    assert one.programme
    assert one.scenario is scenario
    assert harbour("run=[programme, no_plates]").run == ["programme", "no_plates"]
    with pytest.raises(CompileError, match="ready-made no_street_cameras"):
        vary(scenario, ["no_cameraz"])


def test_a_world_of_the_files_own_goes_before_a_ready_made_one() -> None:
    own = HARBOUR.replace("  late: {delay: 1 week}", "  no_plates: {delay: 1 week}")
    assert "no_plates" not in ready_made(harbour(text=own))
    (world,) = vary(harbour(text=own), ["no_plates"])
    assert world.delay_weeks == 1
    assert not world.parts_off


def test_full_sight_sees_everything_and_is_for_small_cities(monkeypatch: pytest.MonkeyPatch) -> None:
    made = prepare("village", scale=0.2, worlds=["programme", "full_sight"], threads=1)
    plan = made.plan
    walking = plan.names.slots.index("jaywalking/street_cameras")
    act = plan.slot_act[walking]
    assert (plan.reach[-1, 0, 1, walking] == plan.act_rate[-1, 0, act]).all()
    assert (plan.reach[-1, 0, 0, walking] < plan.act_rate[-1, 0, act]).any()
    assert (plan.reach[0, 0, 1, walking] == plan.reach[0, 0, 0, walking]).all()  # the past is everybody's
    monkeypatch.setattr(sys.modules[check_memory.__module__], "FULL_SIGHT_RESIDENTS", 100)
    with pytest.raises(EstimateError, match="'full_sight' is for at most 100 residents"):
        check_memory(plan, made.cities, Options(threads=1))


def test_worlds_that_change_no_rate_make_no_slot() -> None:
    assert worlds_of_rates(load("beijing")) == ["none", "status_quo", "programme", "exact"]
    assert "dearer" in worlds_of_rates(harbour())


def test_the_shipped_cities_respond_and_the_village_does_not() -> None:
    for name in ("beijing", "hangzhou"):
        scenario = load(name)
        response = scenario.response
        assert response is not None
        assert response.deterrence is not None
        assert (response.deterrence.elasticity.value, response.deterrence.initial.value) == (-0.3, 0.641)
        assert response.near_threshold is not None
        assert response.near_threshold.effect.value == 0
        assert response.price is not None
        assert response.price.factor.value == 1
        assert response.shift is not None
        assert response.shift.value == 0
        assert all(channel.follows is None for channel in scenario.channels.values())
        assert {"no_response", "no_feedback"} <= set(scenario.worlds)
        assert not {"no_response", "no_feedback"} & set(worlds_run(scenario))
        off, alone = vary(scenario, ["no_response", "no_feedback"])
        assert off.scenario.response is not None
        assert not off.scenario.response.enabled
        assert alone.scenario.response is not None
        assert not alone.scenario.response.learns
    village = load("village")
    assert village.response is village.lives is village.opinion is None
    assert load("court-list").lives is not None


def test_show_names_what_residents_make_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    rows = {(row[0], row[1]): row[3] for row in consequences_table(harbour())}
    assert rows["response", "deterrence"] == "elasticity -0.3; 0.641 at first, fading over 26 weeks; certainty 0.3"
    assert rows["costs", "deposits"] == "a deposit of 500 yuan, 20 yuan a week"
    assert rows["work lost", ""].endswith("26 weeks, acts for want of money x2.5")
    assert rows["placement", "street_cameras"] == "strength 1, every 13 weeks, at most x4"
    assert rows["opinion", "stated approval"] == "80 % at first"
    assert main(["check", "hangzhou"]) == 0
    out = capsys.readouterr().out
    assert "perfect_redress, no_response, no_feedback" in out
    assert "Ready-made for --worlds: no_" in out


@pytest.mark.parametrize(
    ("change", "ok"),
    [
        ("response.deterrence.elasticity=0", True),
        ("response.own_record.effect=0", True),
        ("lives.job_loss.rate=0 per person-year", True),
        ("lives.enabled=false", True),
        ("response.deterrence.elasticity=-1.5", False),
        ("lives.out_of_work.lasts=26", False),
        ("opinion.approval=80 %", True),
        ("channels.street_cameras.coverage.follows.strength=0", True),
        ("channels.street_cameras.coverage.follows=null", True),
    ],
)
def test_neutral_numbers_may_be_set(change: str, ok: bool) -> None:
    if ok:
        harbour(change)
    else:
        with pytest.raises(ScenarioError):
            harbour(change)
