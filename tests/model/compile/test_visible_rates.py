"""Rates and what channels see of them."""

import math

import numpy as np
import pytest

from jaywalk.core.fixed import WEEKS_PER_YEAR
from jaywalk.model.plan import Plan
from model.compile.made_scenarios import made_city, made_plan, per_year

COUNTS = np.stack([d.counts_full for d in made_city().districts])
CITY = COUNTS.sum(axis=0)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return made_plan()


def test_a_rate_is_the_mean_over_the_eligible(plan: Plan) -> None:
    stated = {"default": 0.08, "red_light": 3.0, "jaywalking": 90.0, "donation": 0.3, "places/fast_track": 0.5}
    driver = plan.attribute[0, 0] / 2**32
    for a, act in enumerate(plan.names.acts):
        rate = plan.act_rate[0, 0, a].astype(float)
        weight = CITY * (driver if plan.act_attribute[a] == 0 else 1.0) * (rate > 0)
        mean = math.fsum(rate * weight) / math.fsum(weight)
        assert per_year(mean) == pytest.approx(stated[act], rel=1e-8)


def test_multipliers_keep_their_ratio(plan: Plan) -> None:
    rate = plan.act_rate[0, 0, plan.names.acts.index("default")].reshape(14, 2, 5)
    assert bool(np.all(rate[:2] == 0))
    assert rate[4, 0, 0] / rate[4, 0, 4] == pytest.approx(4.0, rel=1e-8)


def test_an_attribute_keeps_its_share_of_adults(plan: Plan) -> None:
    adults = CITY[20:].astype(float)
    held = plan.attribute[0, 0, 20:] / 2**32
    assert math.fsum(held * adults) / math.fsum(adults) == pytest.approx(0.5, rel=1e-8)
    assert held[10] / held[0] == pytest.approx(1.6, rel=1e-8)
    assert int(plan.attribute[0, 0, :20].max()) == 0


def test_seen_is_rate_times_coverage_times_detection(plan: Plan) -> None:
    slot, act = plan.names.slots.index("jaywalking/cameras"), plan.names.acts.index("jaywalking")
    world, last = plan.names.worlds.index("programme"), int(plan.era[-1])
    for d, coverage in ((0, 0.4), (1, 0.2)):
        seen = plan.reach[last, d, world, slot].astype(float)
        assert np.allclose(seen, plan.act_rate[last, 0, act] * coverage * 0.1, rtol=1e-8, atol=1.0)


def test_city_channels_see_nothing_before_the_rollout_and_in_status_quo(plan: Plan) -> None:
    slot = plan.names.slots.index("jaywalking/cameras")
    programme, quo = (plan.names.worlds.index(w) for w in ("programme", "status_quo"))
    assert int(plan.reach[:, :, quo, slot].max()) == 0
    for t in range(plan.n_weeks):
        for d in range(2):
            seen = int(plan.reach[plan.era[t], d, programme, slot].max()) > 0
            assert seen == (t >= plan.rollout[programme, d])


def test_the_rollout_and_mid_week_dates_hold_from_the_next_monday(plan: Plan) -> None:
    # weeks tallied from Monday 2027-01-11; Wednesday 2027-07-07 holds from Monday 2027-07-12
    assert plan.n_past == 52
    programme = plan.names.worlds.index("programme")
    assert plan.rollout[programme].tolist() == [52 + 7, 52 + 26]


def test_nobody_acts_in_the_world_without_anything(plan: Plan) -> None:
    none = plan.names.worlds.index("none")
    for s, slot in enumerate(plan.names.slots):
        assert (int(plan.reach[:, :, none, s].max()) > 0) == slot.startswith("places/")
    assert plan.col_p[none] == plan.col_t[none] == plan.col_x[none] == -1


def test_all_worlds_share_their_past(plan: Plan) -> None:
    """The same is seen in the past of all; in that of ``exact`` nobody is mistaken for another."""
    status_quo, programme, exact = (plan.names.worlds.index(w) for w in ("status_quo", "programme", "exact"))
    for e in range(int(plan.era[plan.n_past - 1]) + 1):
        for table in (plan.reach, plan.sees):
            assert np.array_equal(table[e, :, exact], table[e, :, status_quo])
        for table in (plan.reach, plan.sees, plan.outside, plan.phantom, plan.miss, plan.wrong_a, plan.copy):
            assert np.array_equal(table[e, :, programme], table[e, :, status_quo])
        for table in (plan.outside, plan.phantom, plan.miss, plan.wrong_a, plan.copy):
            assert not table[e, :, exact].any()


def test_exact_sees_what_the_programme_sees(plan: Plan) -> None:
    programme, exact = (plan.names.worlds.index(w) for w in ("programme", "exact"))
    assert np.array_equal(plan.reach[:, :, programme], plan.reach[:, :, exact])
    assert np.array_equal(plan.sees[:, :, programme], plan.sees[:, :, exact])
    assert plan.exact_of[programme] == exact
    assert plan.exact_of.tolist().count(-1) == len(plan.exact_of) - 1


def test_a_channel_that_looks_after_another_only_follows(plan: Plan) -> None:
    camera, phone = (plan.names.slots.index(f"jaywalking/{name}") for name in ("cameras", "phones"))
    assert plan.slot_after.tolist()[phone] == camera
    assert int(plan.reach[:, :, :, phone].max()) == 0
    programme = plan.names.worlds.index("programme")
    assert plan.sees[plan.era[-1], 0, programme, phone, 4] / 2**64 == pytest.approx(0.3)
    assert int(plan.sees[0].max()) == 0


def test_demand_for_travel_is_the_mean_over_adults(plan: Plan) -> None:
    demand = plan.demand[0, 0].astype(float)
    assert per_year(math.fsum(demand * CITY) / math.fsum(CITY[20:])) == pytest.approx(2.0, rel=1e-6)
    assert plan.switched[0] / 2**32 == pytest.approx(0.2)
    assert plan.measure_modes.tolist() == [0, 1, 0]


def test_places_follow_the_expected_applications(plan: Plan) -> None:
    assert plan.market_places.tolist() == [round(0.3 * 65536)]
    assert plan.market_from.tolist() == [59]
    slot = plan.names.slots.index("places/fast_track")
    assert bool(np.all(plan.reach[:, :, :, slot] == plan.reach[:1, :, :1, slot]))
    assert plan.reach[0, 0, 0, slot, 50] * WEEKS_PER_YEAR / 2**40 == pytest.approx(0.5, rel=1e-8)
