"""A plan as a whole: the same bits again, only what was varied differs, and what cannot be held is refused."""

import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest

import jaywalk.model.compile
from jaywalk.model.compile import CompileError, compile_plan, plan_hash
from jaywalk.model.plan import Plan
from model.compile.made_scenarios import TEXT, made_city, made_plan, made_scenario


@pytest.fixture(scope="module")
def plan() -> Plan:
    return made_plan()


def differing(a: Plan, b: Plan) -> set[str]:
    """Fields in which two plans differ."""
    found = set()
    for field in dataclasses.fields(Plan):
        one, other = getattr(a, field.name), getattr(b, field.name)
        if field.name == "names":
            one, other = dataclasses.astuple(one), dataclasses.astuple(other)
        same = np.array_equal(one, other) if isinstance(one, np.ndarray) else one == other
        if not same:
            found.add(field.name)
    return found


def test_the_same_scenario_makes_the_same_plan(plan: Plan) -> None:
    again = made_plan()
    assert plan_hash(again) == plan_hash(plan)
    assert differing(again, plan) == set()


def test_seed_and_replicate_move_the_key_alone(plan: Plan) -> None:
    for seed, replicate in ((4, 0), (3, 1)):
        other = compile_plan(made_scenario(), [made_city()], seed=seed, replicate=replicate)
        assert differing(other, plan) == {"key"}
        assert plan_hash(other) != plan_hash(plan)


def test_every_table_has_the_shape_of_its_axes(plan: Plan) -> None:
    names = plan.names
    e, nc, nd = int(plan.era.max()) + 1, len(names.cities), len(names.districts)
    w, a, s, n = len(names.worlds), len(names.acts), len(names.slots), len(names.lists)
    assert plan.reach.shape == plan.outside.shape == plan.phantom.shape == (e, nd, w, s, 140)
    assert plan.sees.shape == (e, nd, w, s, 14)
    assert plan.miss.shape == plan.wrong_a.shape == plan.wrong_b.shape == (e, nc, w, s, 14)
    assert plan.both_h.shape == plan.copy.shape == (e, nc, w, s)
    assert plan.act_rate.shape == (e, nc, a, 140)
    assert plan.list_term.shape == plan.list_points.shape == plan.by_list.shape == (w, e, n)
    assert plan.points.shape == (w, e, s)
    assert plan.start_spread.shape == (w, nc, 4096)
    assert plan.full_touch.shape == (plan.n_weeks, nd)
    assert plan.attribute.shape == (nc, len(names.attributes), 140)
    assert plan.name_start.shape[2] == plan.name_size.shape[2] + 1
    assert plan.district_number.tolist() == [0, 2]


def test_each_table_has_the_type_the_plan_says(plan: Plan) -> None:
    types = {
        "U8": "uint8",
        "U16": "uint16",
        "U32": "uint32",
        "U64": "uint64",
        "I16": "int16",
        "I32": "int32",
        "I64": "int64",
    }
    for field in dataclasses.fields(Plan):
        value = getattr(plan, field.name)
        if isinstance(value, np.ndarray):
            declared = str(re.search(r"(uint|int)(\d+)", str(field.type)).group(0))  # type: ignore[union-attr]
            assert value.dtype == np.dtype(types.get(declared, declared)), field.name


def test_an_unused_act_changes_nothing(plan: Plan) -> None:
    act = "  littering:\n    {kind: violation, family: public_order, domain: traffic, eligible: all,\n"
    act += "     rate: {value: 20 per person-year, range: x/2..x2, source: guess}}\nchannels:\n"
    text = TEXT.replace("channels:\n", act, 1)
    more = compile_plan(made_scenario(text=text), [made_city()], seed=3, slot_table=plan.ceilings)
    acts = {"names", "act_kind", "act_family", "act_attribute", "act_gravity", "act_combine", "act_rate"}
    assert differing(more, plan) - acts == {"slot_act"}
    assert [more.names.acts[a] for a in more.slot_act] == [plan.names.acts[a] for a in plan.slot_act]


def test_a_channel_that_detects_nothing_leaves_the_others_as_they_are(plan: Plan) -> None:
    channel = "  drones:\n    kind: register\n    source: guess\n    sees: {donation: {value: 0, range: [0, 1]}}\n"
    channel += "    range: x/2..x2\n    identity: {}\n    delay: 1 week\ntravel:\n"
    text = TEXT.replace("travel:\n", channel, 1).replace("{kind: prosocial,", "{kind: prosocial, combine: first,")
    more = compile_plan(made_scenario(text=text), [made_city()], seed=3, slot_table=plan.ceilings)
    assert more.names.slots == (*plan.names.slots, "donation/drones")
    assert int(more.layer_length[..., -1].sum()) == 0
    for name in ("reach", "outside", "miss", "wrong_a"):
        assert np.array_equal(getattr(more, name)[:, :, :, :-1], getattr(plan, name))


def test_another_city_leaves_the_first_as_it_is(plan: Plan) -> None:
    text = TEXT.replace("harbour: {margins: village}", "harbour: {margins: village}\n  port: {margins: hangzhou}")
    both = compile_plan(made_scenario(text=text), [made_city(), made_city("port", 8)], seed=3, slot_table=plan.ceilings)
    for name in ("attribute", "participates", "enrolled", "start_group", "name_size", "name_start"):
        assert np.array_equal(getattr(both, name)[:1], getattr(plan, name)), name
    for name in ("reach", "sees", "outside", "phantom"):
        assert np.array_equal(getattr(both, name)[:, :2], getattr(plan, name)), name
    for name in ("miss", "wrong_a", "copy", "act_rate"):
        assert np.array_equal(getattr(both, name)[:, :1], getattr(plan, name)), name


def test_another_world_leaves_the_others_as_they_are(plan: Plan) -> None:
    text = TEXT + "worlds:\n  late: {delay: 2 weeks}\n  no_cameras: {without: {channels: [cameras]}}\n"
    text += "  sure: {without: {errors: [missed, copies]}}\n  strict: {set: {rules.R1.effect: -60 points}}\n"
    more = compile_plan(made_scenario(text=text), [made_city()], seed=3)
    assert more.names.worlds == (*plan.names.worlds, "late", "no_cameras", "sure", "strict")
    for field in dataclasses.fields(Plan):
        one, other = getattr(plan, field.name), getattr(more, field.name)
        if field.name in ("names", "n_columns"):
            continue
        if isinstance(one, np.ndarray) and one.shape != other.shape:
            axis = next(i for i, (n, m) in enumerate(zip(one.shape, other.shape, strict=True)) if n != m)
            other = np.take(other, range(4), axis=axis)
        assert np.array_equal(one, other), field.name
    late, cameras, sure, strict = range(4, 8)
    slot = more.names.slots.index("jaywalking/cameras")
    assert more.delay_extra[late].tolist() == [0, 2, 2, 2, 2, 2]
    assert int(more.reach[:, :, cameras, slot].max()) == 0
    assert int(more.miss[-1, :, sure].max()) == 0
    assert int(more.wrong_a[-1, :, sure].max()) > 0
    court = more.names.slots.index("default/court")
    assert more.points[strict, -1, court] == 2 * more.points[2, -1, court] == -60
    # without some errors the same is seen as in exact; with other rules it is another programme
    assert more.exact_of.tolist() == [-1, -1, 3, -1, -1, -1, 3, -1]


def test_a_world_that_changes_who_people_are_is_refused() -> None:
    for path, value, words in (
        ("participation.share", 0.5, "participation"),
        ("measures.no_flights.severity", 5, "severity"),
        ("channels.app.delay", "3 weeks", "delay"),
    ):
        text = TEXT + f"worlds:\n  other: {{set: {{{path}: {value}}}}}\n"
        with pytest.raises(CompileError, match=words):
            compile_plan(made_scenario(text=text), [made_city()], seed=3)


def test_a_choice_of_worlds_is_compiled_alone(plan: Plan) -> None:
    two = made_plan(worlds=["programme", "exact"])
    assert two.names.worlds == ("programme", "exact")
    assert np.array_equal(two.reach, plan.reach[:, :, 2:])
    with pytest.raises(CompileError, match="not a world"):
        made_plan(worlds=["programm"])
    with pytest.raises(CompileError, match="twice"):
        made_plan(worlds=["exact", "exact"])


def test_nothing_but_the_national_lists_is_seeded_and_only_where_there_is_a_past(plan: Plan) -> None:
    court = plan.names.slots.index("default/court")
    assert np.flatnonzero(plan.seed_stay).tolist() == [court]
    years = plan.seed_stay[court] / 256 / 52.1775
    delay = float(plan.delay_days[court].mean()) / 365.25
    # (1 - e**(-rho T)) / rho (1 + q e**(-rho T)), rho .1 a year, T 104 weeks, q .35: 2.33 years
    assert years - delay == pytest.approx(2.327, abs=0.02)
    assert plan.seed_stay_false[court] / 256 - delay * 52.1775 == pytest.approx(104 * 1.35, abs=0.2)
    assert int(made_plan("time.past=0 weeks").seed_stay.max()) == 0


def test_no_function_of_the_machines_mathematical_library_is_used() -> None:
    """``exp``, ``log`` and powers differ between machines; so do vectorised sums of doubles."""
    folder = Path(jaywalk.model.compile.__file__).parent
    functions = "exp|expm1|log|log1p|log2|log10|power|pow|sin|cos|tanh|erf|erfc|gamma|lgamma"
    sums = "dot|convolve|interp|mean"
    wrong = re.compile(rf"(np|math)\.({functions})\(|\*\* *0?\.|np\.({sums})\(")
    for path in sorted(folder.glob("*.py")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            assert not wrong.search(line), f"{path.name}:{number}: {line.strip()}"
