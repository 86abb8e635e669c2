"""Redress as tables: what can be contested, by whom, in what time, against numbers worked out by hand."""

from datetime import date

import numpy as np
import pytest

from jaywalk.model.compile import CompileError, compile_plan, plan_hash
from jaywalk.model.plan import Plan
from jaywalk.scenario.quantities import week_of
from model.compile.made_scenarios import TEXT, made_city, made_plan, made_scenario

REDRESS = """
redress:
  binds: in_force
  source: guess
  range: x/2..x2
  notice: {reaches: {2026-05-04: 0.5, 2027-07-07: 0.7}, after: 10 days}
  appeal:
    window: 8 weeks
    windows: {debt: 15 days}
    filed_by:
      wrongly_restricted: {value: 0.15, range: [0.02, 0.4], by: {age: {60+: 0.6}, residency: {migrant: 0.7}}}
      wrongly_scored: {value: 0.03, range: [0.01, 0.1], where: {sex: {female: 0.05}}}
      rightly_listed: 0.002
      rightly_scored: 0.0005
    tries: {2026-05-04: 1, 2027-07-07: 2}
    again: 0.25
    reviews: {2026-05-04: 3 per week, 2027-07-07: 1000000 per week}
    decides_in: {median: 60 days, p95: 330 days}
    overturns: {wrong: 0.8, right: 0.0625}
    corrected_in: 3 working days
  press: {fixes: 0.001 per person-week}
worlds:
  kinder:
    set: {redress.appeal.overturns.wrong: 1, redress.appeal.effect: next_review, redress.press.fixes: 0 per person-week}
  mute: {set: {redress.enabled: false}}
"""
REPAIR = "{performed: {2027-03-01: {value: 0.5 per person-year, range: [0, 1], source: guess}}, removal: 2 weeks}"
WORLDS = ("none", "status_quo", "programme", "exact", "kinder", "mute")
ONE32 = 1 << 32


def plan_of(*sets: str, worlds: tuple[str, ...] = WORLDS) -> Plan:
    return compile_plan(made_scenario(*sets, text=TEXT + REDRESS), [made_city()], seed=3, worlds=worlds)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of()


def contested(plan: Plan, world: str, day: str) -> set[str]:
    """Slots whose records can be contested in a world on a day."""
    on = plan.contest_on[plan.names.worlds.index(world), era(plan, day)]
    return {plan.names.slots[s] for s in np.flatnonzero(on)}


def era(plan: Plan, day: str) -> int:
    return int(plan.era[week_of(date.fromisoformat(day)) - plan.week0])


def test_what_may_cost_points_or_a_listing_can_be_contested_and_merits_cannot(plan: Plan) -> None:
    scored = {"default/court", "jaywalking/cameras", "jaywalking/phones"}
    for world in ("programme", "exact", "kinder"):
        assert contested(plan, world, "2027-03-08") == scored
    assert contested(plan, "status_quo", "2027-03-08") == {"default/court"}
    assert contested(plan, "none", "2027-03-08") == contested(plan, "mute", "2027-03-08") == set()
    assert plan.names.parts == ("contest",)
    assert plan.redress_binds == 2


def test_the_past_is_the_scenarios_own_in_every_world_for_national_lists_alone(plan: Plan) -> None:
    for world in WORLDS[1:]:
        assert contested(plan, world, "2026-06-01") == {"default/court"}
    kinder, mute = WORLDS.index("kinder"), WORLDS.index("mute")
    before, after = era(plan, "2026-06-01"), era(plan, "2027-03-08")
    assert plan.overturn[kinder, before].tolist() == [round(0.8 * ONE32), ONE32 // 16]
    assert plan.overturn[kinder, after].tolist() == [ONE32 - 1, ONE32 // 16]
    assert plan.effect_review[kinder, before] == 0
    assert plan.effect_review[kinder, after] == 1
    assert plan.press[kinder, before] == round(0.001 * 2**40)
    assert plan.press[kinder, after] == plan.press[mute, after] == 0


def test_what_has_not_begun_counts_as_nothing(plan: Plan) -> None:
    first, later, last = (era(plan, day) for day in ("2026-03-02", "2026-06-01", "2027-08-02"))
    programme = WORLDS.index("programme")
    assert plan.notice_reach[programme, [first, later, last]].tolist() == [0, ONE32 // 2, round(0.7 * ONE32)]
    assert plan.review_share[programme, first].tolist() == [0]
    assert plan.tries[programme, [first, later, last]].tolist() == [1, 1, 2]
    assert plan.again[programme, last] == ONE32 // 4
    late = plan_of("redress.appeal.overturns.right={2027-03-01: 0.0625}")
    assert contested(late, "programme", "2027-02-01") == set()
    assert contested(late, "programme", "2027-03-01") != set()


def test_days_and_windows(plan: Plan) -> None:
    at = (WORLDS.index("programme"), era(plan, "2027-03-08"))
    weeks = dict(zip(plan.names.slots, plan.window_weeks[at].tolist(), strict=True))
    assert weeks["default/court"] == 3  # a fifteenth day is in a third week
    assert weeks["jaywalking/cameras"] == 8
    assert plan.notice_days[at] == 10
    assert plan.correct_days[at] == 4
    assert abs(int(plan.decide_days[at][512]) - 60) <= 1
    assert abs(int(plan.decide_days[at][972]) - 330) <= 3


def test_who_files_keeps_its_mean_over_all_adults(plan: Plan) -> None:
    heads = sum(district.counts_full for district in made_city().districts).astype(float)
    heads[:20] = 0
    files = plan.file[WORLDS.index("programme"), era(plan, "2027-03-08")] / ONE32
    assert (files[:, :20] == 0).all()
    assert float((files[0] * heads).sum() / heads.sum()) == pytest.approx(0.15, rel=1e-6)
    middle, old, migrant = ((5 * 2) * 2) * 5, ((6 * 2) * 2) * 5, ((5 * 2) * 2 + 1) * 5
    assert files[0, old] / files[0, middle] == pytest.approx(0.6, rel=1e-6)
    assert files[0, migrant] / files[0, middle] == pytest.approx(0.7, rel=1e-6)
    assert files[1, middle] == pytest.approx(0.05)
    assert files[1, middle + 10] == pytest.approx(0.03)
    assert files[2:, middle].tolist() == pytest.approx([0.002, 0.0005], rel=1e-6)


def test_reviews_are_shared_out_by_adults_at_full_scale(plan: Plan) -> None:
    adults = sum(int(district.counts_full[20:].sum()) for district in made_city().districts)
    at = (WORLDS.index("programme"), era(plan, "2027-03-08"))
    assert plan.review_share[at].tolist() == [round(3 / adults * 2**56)]
    assert plan.review_share[WORLDS.index("programme"), era(plan, "2027-08-02"), 0] == 32 << 56  # no appeal waits


def test_a_world_that_sees_perfectly_has_a_ledger_p_of_its_own_where_true_records_fall(plan: Plan) -> None:
    exact, mute = WORLDS.index("exact"), WORLDS.index("mute")
    assert plan.perfect.tolist() == [0, 0, 0, 1, 0, 0]
    assert plan.col_x[exact] == plan.col_t[exact] == plan.col_p[exact] + 1
    assert plan.n_columns == 3 + 3 + 2 + 3 + 3
    assert plan.col_p[mute] >= 0
    plain = made_plan(worlds=("exact",))
    assert plain.col_p[0] == plain.col_t[0]


def test_without_redress_or_with_it_switched_off_nothing_of_it_is_there() -> None:
    plain, off = made_plan(), plan_off()
    assert plain.names.parts == off.names.parts == ()
    assert plain.contest_on.shape == (0, 0, 0)
    assert plan_hash(plain) == plan_hash(off)


def plan_off() -> Plan:
    """The plan of the scenario with redress that is switched off, and no world that has any."""
    text = TEXT + REDRESS.partition("worlds:")[0]
    for dated in ("{2026-05-04: 0.5, 2027-07-07: 0.7}", "{2026-05-04: 1, 2027-07-07: 2}"):
        text = text.replace(dated, dated.split()[-1].rstrip("}"))
    text = text.replace("{2026-05-04: 3 per week, 2027-07-07: 1000000 per week}", "3 per week")
    return compile_plan(made_scenario("redress.enabled=false", text=text), [made_city()], seed=3)


def test_repair_adds_up_over_the_weeks_in_which_it_is_in_force() -> None:
    plan = plan_of(f"lists.debt.repair={REPAIR}", worlds=("status_quo", "programme"))
    hazard = round(0.5 / 52.1775 * 2**40)
    first = week_of(date(2027, 3, 1)) - plan.week0
    assert plan.repair_sum.shape == (2, 1, plan.n_weeks + 1)
    assert plan.repair_sum[1, 0, [first, first + 1, plan.n_weeks]].tolist() == [
        0,
        hazard,
        hazard * (plan.n_weeks - first),
    ]
    assert plan.repair_rate[:, era(plan, "2027-02-01")].tolist() == [[0], [0]]
    assert plan.repair_rate[:, era(plan, "2027-03-01")].tolist() == [[hazard], [hazard]]
    assert plan.repair_removal[0].max() == 2
    assert plan.repair_binds.tolist() == [1]
    assert plan_of().repair_rate.shape == (0, 0, 0)


def test_repair_needs_no_contest() -> None:
    plan = made_plan(f"lists.debt.repair={REPAIR}")
    assert plan.names.parts == ()
    assert plan.repair_rate.any()


def test_all_worlds_of_a_run_are_bound_alike() -> None:
    text = TEXT + REDRESS + "  bound: {set: {redress.binds: acts}}\n"
    with pytest.raises(CompileError, match=r"redress\.binds must be the same"):
        compile_plan(made_scenario(text=text), [made_city()], seed=3, worlds=("programme", "bound"))


def test_what_chances_and_slots_are_drawn_does_not_depend_on_redress() -> None:
    plain, plan = made_plan(), plan_of(worlds=("none", "status_quo", "programme", "exact"))
    assert plan.ceilings == plain.ceilings
    assert plan.key.tolist() == plain.key.tolist()
