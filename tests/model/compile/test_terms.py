"""Scores, rules, lists, tiers and measures as tables, and the weeks they change."""

import datetime as dt
import math

import numpy as np
import pytest

from jaywalk.core.fixed import weekly_rate
from jaywalk.model.plan import CAP_NONE, CAP_ROLLING, CAP_YEAR, NEVER, Plan
from model.compile.made_scenarios import made_plan

MONDAY = dt.date(2027, 1, 11)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return made_plan()


def test_weeks_are_counted_from_the_first_whole_week_and_the_past_lies_before(plan: Plan) -> None:
    first = MONDAY - dt.timedelta(weeks=52)
    assert plan.week0 * 7 == (first - dt.date(1970, 1, 5)).days
    assert plan.n_weeks == 52 + 51
    for t in range(plan.n_weeks):
        day = first + dt.timedelta(weeks=t)
        assert plan.year[t] == day.isocalendar().year - first.isocalendar().year
        assert plan.month[t] == (day.year - 2027) * 12 + day.month - 1
    assert plan.month[52] == 0


def test_points_are_dated(plan: Plan) -> None:
    w, slot = plan.names.worlds.index("programme"), plan.names.slots.index("jaywalking/cameras")
    change = (dt.date(2027, 7, 12) - MONDAY).days // 7 + 52
    for t in range(52, plan.n_weeks):
        assert plan.points[w, plan.era[t], slot] == (-10 if t >= change else -5)
    assert int(np.abs(plan.points[plan.names.worlds.index("status_quo")]).max()) == 0


def test_caps_and_expiry_of_rules(plan: Plan) -> None:
    w = plan.names.worlds.index("programme")
    assert plan.names.rules == ("R1", "R2", "R3")
    assert plan.cap_kind.tolist() == [CAP_NONE, CAP_YEAR, CAP_ROLLING]
    assert plan.rule_cap[w, -1].tolist() == [0, 60, 10]
    assert plan.rule_expires[w].tolist() == [104, 104, 52]
    assert [plan.names.rules[r] if r >= 0 else None for r in plan.rule_of[w]] == [None, "R1", None, "R2", "R2", "R3"]


def test_list_terms(plan: Plan) -> None:
    for name in ("status_quo", "programme", "exact"):
        w = plan.names.worlds.index(name)
        assert (plan.list_term[w, -1, 0], plan.list_extend_by[w, -1, 0]) == (104, 104)
        assert plan.list_extend[w, -1, 0] / 2**32 == pytest.approx(0.35)
        assert plan.list_exit[w, -1, 0] == weekly_rate(0.1)
        assert plan.list_removal[w, -1, 0] == 1
        assert plan.list_on[w].tolist() == [0, 1, 0, 0, 0, 0]


def test_coupling_says_what_lists_and_tiers_do() -> None:
    found = {}
    for coupling in ("none", "lists", "tiers"):
        plan = made_plan(f"coupling={coupling}")
        w = plan.names.worlds.index("programme")
        deposits = 1 << plan.names.measures.index("deposits")
        fast = 1 << plan.names.measures.index("fast_track")
        found[coupling] = int(plan.list_points[w, -1, 0]), bool(np.any(plan.by_tier[w, -1] & deposits))
        assert bool(np.any(plan.by_tier[w, -1] & fast))
        assert int(plan.by_list[w, -1, 0]) == 1 << plan.names.measures.index("no_flights")
    assert found == {"none": (0, False), "lists": (-150, False), "tiers": (-150, True)}


def test_tiers_stand_from_the_lowest_up(plan: Plan) -> None:
    w = plan.names.worlds.index("programme")
    assert plan.names.tiers == ("C", "B", "A")
    assert plan.tier_low[w, -1].tolist() == [0, 900, 1010]
    assert plan.by_tier[w, -1].tolist() == [4, 0, 1]
    assert plan.restrictions == 0b110
    assert plan.severity.tolist() == [1, 3, 1]


def test_national_measures_hold_in_status_quo_and_in_the_past(plan: Plan) -> None:
    quo = plan.names.worlds.index("status_quo")
    assert set(plan.by_list[quo, :, 0].tolist()) == {2}
    assert int(plan.by_tier[quo].max()) == 0
    assert set(plan.by_list[plan.names.worlds.index("none")].ravel().tolist()) == {0}


def test_dated_measures_and_tiers_touch_everybody(plan: Plan) -> None:
    dated = made_plan(
        "measures.no_flights.starts=2027-03-15",
        "tiers.A={2027-01-04: 1010 points, 2027-05-03: 1020 points}",
    )
    w = dated.names.worlds.index("programme")
    starts = (dt.date(2027, 3, 15) - MONDAY).days // 7 + 52
    assert dated.full_touch[starts].tolist() == [1, 1]
    assert set(dated.by_list[w, : int(dated.era[starts - 1]) + 1, 0].tolist()) == {0}
    changed = (dt.date(2027, 5, 3) - MONDAY).days // 7 + 52
    old_town = int(dated.rollout[w, 0])
    review = old_town + -(-(changed - old_town) // 13) * 13
    assert dated.full_touch[review, 0] == 1
    touched = {(0, 0), (0, 1), (52, 0), (52, 1), (59, 0), (78, 1)}
    assert {(t, d) for t, d in zip(*np.nonzero(plan.full_touch), strict=True)} == touched


def test_worlds_without_a_score_have_no_rollout(plan: Plan) -> None:
    for name in ("none", "status_quo"):
        w = plan.names.worlds.index(name)
        assert plan.scored[w] == 0
        assert set(plan.rollout[w].tolist()) == {NEVER}


def test_start_points_have_their_mean_and_spread() -> None:
    status = "{worker: {share: {value: 0.72, range: [0.6, 0.8]}, points: 672 points}, "
    status += "other: {share: {value: 0.28, range: [0.2, 0.4]}, points: 640 points}}"
    start = f"{{source: guess, reference: rules, status: {status}, "
    start += "residency: {registered: 5 points, migrant: -15 points}, "
    plan = made_plan(f"score.start={start}sd: {{value: 38 points, range: [30, 50]}}}}")
    w = plan.names.worlds.index("programme")
    assert plan.start_group[0, 0] / 2**32 == pytest.approx(0.72)
    assert plan.start_group[0, 1] == 2**32 - 1
    assert plan.start_points[w, 0].tolist() == [672, 640]
    assert plan.start_residency[w, 0].tolist() == [5, -15]
    spread = [int(x) for x in plan.start_spread[w, 0]]
    assert sum(spread) == 0
    assert math.sqrt(sum(x * x for x in spread) / len(spread)) == pytest.approx(38.0, rel=0.003)


def test_tier_shares_of_a_normal_start_are_differences_of_phi() -> None:
    from scipy.stats import norm

    plan = made_plan("score.start={source: guess, points: 661 points, sd: {value: 44 points, range: [30, 50]}}")
    spread = plan.start_spread[plan.names.worlds.index("programme"), 0].astype(int) + 661
    for low, high in ((550, 600), (600, 700), (700, 750)):
        share = float(np.mean((spread >= low) & (spread < high)))
        exact = norm.cdf(high - 0.5, 661, 44) - norm.cdf(low - 0.5, 661, 44)
        assert share == pytest.approx(exact, abs=0.0005)


def test_score_moments_of_one_family_follow_the_tables() -> None:
    """Mean -p lambda E; variance p**2 lambda E + M**2 / k, with the tables' own rate and propensities."""
    from jaywalk.model.compile.quantiles import gamma_slice_means

    g = gamma_slice_means(0.7).astype(float) / 65536
    second = math.fsum((g * g).tolist()) / len(g)
    mean, variance = 0.0, 0.0
    for points, rate in ((-5, 0.08), (-2, 0.28)):
        expected = weekly_rate(rate) / 2**40 * 52.1775 * 2
        mean += points * expected
        variance += points**2 * expected
    variance += mean**2 * (second - 1)
    assert mean == pytest.approx(-1.92, abs=1e-6)
    assert variance == pytest.approx(11.51, abs=0.02)
