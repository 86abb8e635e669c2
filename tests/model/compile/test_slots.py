"""The slot table: who keeps which stretch of the axis of opportunities."""

import numpy as np
import pytest

from jaywalk.core.fixed import weekly_rate
from jaywalk.model.compile import CompileError, compile_plan, slot_ceilings
from jaywalk.model.compile.slots import NOTHING, SMALLEST, STEPS, ceiling, make_slots, step_for
from jaywalk.model.plan import Plan
from model.compile.made_scenarios import TEXT, made_city, made_plan, made_scenario


@pytest.fixture(scope="module")
def plan() -> Plan:
    return made_plan()


def test_a_ceiling_is_the_next_quarter_power_of_two_in_each_district(plan: Plan) -> None:
    somewhere_else = False
    for s, slot in enumerate(plan.names.slots):
        for d, district in enumerate(plan.names.districts):
            highest = int(plan.reach[:, d, :, s].max())
            step = plan.ceilings[slot][f"harbour/{district}"]
            if highest:
                assert ceiling(step - 1) < highest <= ceiling(step) == plan.layer_length[0, d, s]
            else:
                assert step == NOTHING
                assert plan.layer_length[0, d, s] == 0
        somewhere_else |= len(set(plan.ceilings[slot].values())) > 1
    assert somewhere_else  # cameras do not cover all districts alike


def test_ceilings_double_in_four_equal_steps() -> None:
    for step in range(-40, 52 - STEPS):
        assert ceiling(step + STEPS) == pytest.approx(2 * ceiling(step), abs=1)
        assert ceiling(step + 1) / ceiling(step) == pytest.approx(2**0.25, rel=1e-5)
    assert ceiling(0) == weekly_rate(1.0)


def test_slots_stand_in_the_order_of_acts_and_markets_first(plan: Plan) -> None:
    assert plan.names.slots == (
        "places/fast_track",
        "default/court",
        "red_light/plates",
        "jaywalking/cameras",
        "jaywalking/phones",
        "donation/app",
    )
    assert plan.slot_market.tolist() == [0] + [-1] * 5


def test_less_of_an_act_moves_nothing(plan: Plan) -> None:
    less = made_plan("acts.jaywalking.rate=50 per person-year", slot_table=plan.ceilings)
    assert less.ceilings == plan.ceilings
    assert np.array_equal(less.layer_length, plan.layer_length)
    s = plan.names.slots.index("jaywalking/cameras")
    others = [n for n in range(len(plan.names.slots)) if n != s]
    assert np.array_equal(less.reach[:, :, :, others], plan.reach[:, :, :, others])


def test_growth_beyond_a_slot_goes_into_layers(plan: Plan) -> None:
    slot = "jaywalking/cameras"
    s = plan.names.slots.index(slot)
    more = made_plan(
        "acts.jaywalking.rate={value: 450 per person-year, range: [1, 500], source: guess}", slot_table=plan.ceilings
    )
    assert more.ceilings == plan.ceilings
    assert np.array_equal(more.layer_length[0], plan.layer_length[0])
    layers = more.layer_length.shape[0]
    assert layers > 1
    for layer in range(1, layers):
        assert (
            more.layer_low[layer, :, s] == more.layer_low[layer - 1, :, s] + more.layer_length[layer - 1, :, s]
        ).all()
        assert int(more.layer_length[layer].sum()) == int(more.layer_length[layer, :, s].sum())
    top = more.layer_low[-1, :, s] + more.layer_length[-1, :, s]
    highest = more.reach[:, :, :, s].max(axis=(0, 2, 3))
    assert ((more.layer_low[-1, :, s] < highest) & (highest <= top)).all()


def test_new_pairs_come_after_the_old_ones(plan: Plan) -> None:
    more = made_plan("channels.plates.sees={red_light: {value: 0.3, range: [0, 1], source: guess}, "
                     "default: {value: 0.1, range: [0, 1], source: guess}}",
                     "acts.default.combine=first", slot_table=plan.ceilings)  # fmt: skip
    assert more.names.slots[:6] == plan.names.slots
    assert more.names.slots[6] == "default/plates"
    assert more.slot_market.tolist() == [0] + [-1] * 6
    assert np.array_equal(more.layer_length[..., :6], plan.layer_length)


def test_a_slot_kept_without_its_channel_is_empty(plan: Plan) -> None:
    fewer = made_plan(
        "channels.app.enabled=false", "rules.R3.enabled=false", "tiers.A=1000 points", slot_table=plan.ceilings
    )
    s = plan.names.slots.index("donation/app")
    assert fewer.names.slots == plan.names.slots
    assert int(fewer.reach[:, :, :, s].max()) == 0
    assert fewer.slot_channel[s] == -1
    for name in ("reach", "miss", "wrong_a", "outside"):
        others = [n for n in range(len(plan.names.slots)) if n != s]
        assert np.array_equal(getattr(fewer, name)[:, :, :, others], getattr(plan, name)[:, :, :, others])


@pytest.mark.parametrize(
    "off",
    [
        ["acts.donation.enabled=false", "rules.R3.enabled=false", "tiers.A=1000 points"],
        ["measures.fast_track.enabled=false"],
        ["measures.no_flights.enabled=false"],
        ["channels.cameras.enabled=false"],
    ],
    ids=lambda sets: sets[0],
)
def test_what_is_switched_off_keeps_its_stretch(plan: Plan, off: list[str]) -> None:
    less = made_plan(*off, slot_table=plan.ceilings)
    assert less.ceilings == plan.ceilings
    for name in ("layer_low", "layer_length"):
        assert np.array_equal(getattr(less, name), getattr(plan, name))
    families = [plan.act_family[a] for a in plan.slot_act]
    assert [less.act_family[a] for a in less.slot_act] == families


def test_a_channel_that_follows_one_switched_off_sees_nothing(plan: Plan) -> None:
    camera, phone = (plan.names.slots.index(f"jaywalking/{name}") for name in ("cameras", "phones"))
    worlds = "worlds:\n  off: {set: {channels.cameras.enabled: false}}\n  gone: {without: {channels: [cameras]}}\n"
    alone = made_plan("channels.cameras.enabled=false", slot_table=plan.ceilings)
    assert not alone.reach[:, :, :, [camera, phone]].any()
    assert not alone.sees[:, :, :, [camera, phone]].any()
    varied = compile_plan(made_scenario(text=TEXT + worlds), [made_city()], seed=3)
    assert varied.slot_after[phone] == camera
    for name in ("off", "gone"):
        assert not varied.reach[:, :, varied.names.worlds.index(name), [camera, phone]].any()
        assert not varied.sees[:, :, varied.names.worlds.index(name), camera].any()


def test_ceilings_alone_are_those_of_the_plan(plan: Plan) -> None:
    cities = [made_city()]
    assert slot_ceilings(made_scenario(), cities) == plan.ceilings
    tripled = made_scenario("acts.default.rate={value: 0.8 per person-year, range: [0, 1], source: guess}")
    assert slot_ceilings(tripled, cities) != plan.ceilings
    assert slot_ceilings(tripled, cities, slot_table=plan.ceilings) == plan.ceilings
    assert list(slot_ceilings(made_scenario(), cities, slot_table={"littering/cameras": {}})) == list(plan.ceilings)


def test_a_table_of_another_scenario_is_refused() -> None:
    with pytest.raises(CompileError, match="littering"):
        made_plan(slot_table={"littering/cameras": {}})


def test_an_empty_stretch_grows_without_moving_others() -> None:
    rate = ceiling(2)
    given = {"a/x": {"north": NOTHING, "south": 2}, "b/y": {"north": 2, "south": 2}}
    table = make_slots({"a/x": [rate, rate], "b/y": [rate, 0]}, ["north", "south"], given)
    assert table.length[0].tolist() == [[0, rate], [rate, rate]]
    assert not table.low[1].any()
    assert table.length[1].tolist() == [[rate, 0], [0, 0]]


def test_a_district_that_a_table_has_not_is_laid_out_afresh() -> None:
    table = make_slots({"a/x": [ceiling(5), ceiling(7)]}, ["north", "south"], {"a/x": {"south": 9}})
    assert table.steps == {"a/x": {"north": 5, "south": 9}}


def test_a_table_beyond_all_ceilings_is_refused() -> None:
    with pytest.raises(CompileError, match="a/x has a ceiling"):
        make_slots({"a/x": [1]}, ["north"], {"a/x": {"north": SMALLEST - 1}})


def test_a_rate_beyond_all_slots_is_refused() -> None:
    with pytest.raises(CompileError, match="a/x"):
        step_for(ceiling(13 * STEPS) + 1, "a/x")
    with pytest.raises(CompileError, match="times as often"):
        make_slots({"a/x": [ceiling(10 * STEPS)]}, ["north"], {"a/x": {"north": 0}})
