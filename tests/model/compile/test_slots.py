"""The slot table: who keeps which stretch of the axis of opportunities."""

import numpy as np
import pytest

from jaywalk.model.compile import CompileError, compile_plan, slot_ceilings
from jaywalk.model.compile.slots import NOTHING, ceiling, make_slots, power_for
from jaywalk.model.plan import Plan
from model.compile.made_scenarios import TEXT, made_city, made_plan, made_scenario


@pytest.fixture(scope="module")
def plan() -> Plan:
    return made_plan()


def test_a_ceiling_is_the_next_power_of_two(plan: Plan) -> None:
    for s, slot in enumerate(plan.names.slots):
        highest = int(plan.reach[:, :, :, s].max())
        if highest:
            power = plan.ceilings[slot]
            assert ceiling(power - 1) < highest <= ceiling(power) == plan.slot_ceiling[s]
        else:
            assert plan.ceilings[slot] == NOTHING
            assert plan.slot_ceiling[s] == 0


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
        assert more.layer_low[layer, s] == more.layer_low[layer - 1, s] + more.layer_length[layer - 1, s]
        assert int(more.layer_length[layer].sum()) == int(more.layer_length[layer, s])
    top = int(more.layer_low[-1, s] + more.layer_length[-1, s])
    assert int(more.layer_low[-1, s]) < int(more.reach[:, :, :, s].max()) <= top


def test_new_pairs_come_after_the_old_ones(plan: Plan) -> None:
    more = made_plan("channels.plates.sees={red_light: {value: 0.3, range: [0, 1], source: guess}, "
                     "default: {value: 0.1, range: [0, 1], source: guess}}",
                     "acts.default.combine=first", slot_table=plan.ceilings)  # fmt: skip
    assert more.names.slots[:6] == plan.names.slots
    assert more.names.slots[6] == "default/plates"
    assert more.slot_market.tolist() == [0] + [-1] * 6
    assert np.array_equal(more.layer_length[:, :6], plan.layer_length)


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
    assert list(slot_ceilings(made_scenario(), cities, slot_table={"littering/cameras": 3})) == list(plan.ceilings)


def test_a_table_of_another_scenario_is_refused() -> None:
    with pytest.raises(CompileError, match="littering"):
        made_plan(slot_table={"littering/cameras": 3})


def test_an_empty_stretch_grows_without_moving_others() -> None:
    rate = ceiling(2)
    table = make_slots({"a/x": rate, "b/y": rate}, {"a/x": NOTHING, "b/y": 2})
    assert table.length[0].tolist() == [0, rate]
    assert table.low[1].tolist() == [0, 0]
    assert table.length[1].tolist() == [rate, 0]


def test_a_rate_beyond_all_slots_is_refused() -> None:
    with pytest.raises(CompileError, match="a/x"):
        power_for(ceiling(13) + 1, "a/x")
    with pytest.raises(CompileError, match="times as often"):
        make_slots({"a/x": ceiling(10)}, {"a/x": 0})
