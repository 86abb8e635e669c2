"""`extends`, `--set` and worlds: new scenarios, never changes to one; and the hash of what is said."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from jaywalk.evidence import ledger
from jaywalk.scenario import Scenario, ScenarioError, load, loads, shipped
from jaywalk.scenario.export import json_schema, roles
from jaywalk.scenario.template import template

HARBOUR = (Path(__file__).parent / "harbour.yaml").read_text("utf-8")


def harbour(*sets: str) -> Scenario:
    return loads(HARBOUR, name="harbour", sets=sets)


def refused(text: str, *sets: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        loads(text, name="child", sets=sets)
    return str(caught.value)


def test_a_scenario_cannot_be_changed() -> None:
    scenario = harbour()
    with pytest.raises(ValidationError):
        scenario.title = "Another"  # type: ignore[misc]


def test_set_makes_another_scenario_and_leaves_this_one() -> None:
    scenario = harbour()
    other = scenario.with_set("acts.red_light.rate=3 per person-year")
    assert scenario.acts["red_light"].rate.value == 1
    assert other.acts["red_light"].rate.value == 3
    assert other.hash != scenario.hash
    assert scenario.hash == harbour().hash
    assert other.what_if_paths == {"acts.red_light.rate"}


def test_set_on_a_long_number_keeps_its_multipliers() -> None:
    rate = harbour("acts.jaywalking.rate=3 per person-year").acts["jaywalking"].rate
    assert rate.value == 3
    assert rate.by is not None
    assert rate.range is None


def test_values_set_are_graded_what_if() -> None:
    grades = {entry.path: entry.grade for entry in ledger(harbour("rules.driving.effect=-9 points"))}
    assert grades["rules[1].effect"] == "what-if"
    assert grades["rules[2].effect"] == "documented"


@pytest.mark.parametrize("path", ["rules[1].effect", "rules.driving.effect", "rules.1.effect"])
def test_entries_of_lists_go_by_number_or_id(path: str) -> None:
    assert harbour(f"{path}=-7 points").rules[1].effect.first.points == -7


def test_later_sets_apply_to_earlier_ones() -> None:
    assert harbour("coupling=lists", "coupling=tiers").coupling == "tiers"


@pytest.mark.parametrize(
    ("assignment", "words"),
    [
        ("coupling", "is not an assignment"),
        ("=tiers", "is not an assignment"),
        ("couplin=tiers", "did you mean 'coupling'"),
        ("acts.jay.rate=1 per person-year", "there is no 'jay' to set"),
        ("rules[9].effect=-1 points", "'9' is not in this list"),
        ("acts..rate=1", "is not a path"),
        ("coupling=sometimes", "is not one of none, lists, tiers"),
        ("acts.red_light.rate=90", "needs its unit"),
        ("synthetic=false", "must be true"),
        ("tests[0].expect=null", "tests are written in the scenario's own file"),
        ("acts.red_light.note=110101199003072316", "looks like the data of a person"),
        ("title={a: *b}", "aliases"),
    ],
)
def test_sets_are_checked_like_the_file(assignment: str, words: str) -> None:
    if assignment.startswith("couplin="):
        text = HARBOUR.replace("score: {start", "coupling: tiers\nscore: {start")
        assert words in refused(text, assignment)
    else:
        assert words in refused(HARBOUR, assignment)


def test_setting_null_deletes() -> None:
    assert harbour("worlds.late=null").worlds.keys() == {"no_cameras", "dearer"}


def test_extends_takes_all_and_lays_its_own_on_it() -> None:
    child = loads(
        "extends: village\ntitle: Another village\nrules:\n  bills: null\n  court: {effect: -40 points}\n"
        "lists: {metro_record: {points: null}}\ncoupling: tiers\n"
    )
    parent = load("village")
    assert [rule.id for rule in child.rules] == [rule.id for rule in parent.rules if rule.id != "bills"]
    assert child.rules[0].effect.first.points == -40
    assert child.rules[0].expires == parent.rules[0].expires
    assert child.lists["metro_record"].points is None
    assert child.acts == parent.acts
    assert child.hash != parent.hash


def test_entries_with_ids_merge_by_id_and_new_ones_come_last() -> None:
    child = loads(
        "extends: village\nacts: {bill_late: {combine: first}}\nrules:\n  - {id: court, expires: 52 weeks}\n"
        "  - {id: shouting, on: fare_evasion, through: [fare_staff], effect: -1 point, expires: 4 weeks}\n"
    )
    assert [rule.id for rule in child.rules][-1] == "shouting"
    assert child.rules[0].expires is not None
    assert child.rules[0].expires.weeks == 52


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("extends: villlage\n", "did you mean 'village'?"),
        ("extends: village\nacts: {jaywalk: null}\n", "did you mean 'jaywalking'?"),
        ("extends: village\nrules: {bill: null}\n", "did you mean 'bills'?"),
        ("extends: child\n", "goes round in a circle"),
        ("extends: [village]\n", "names one scenario"),
        ("- extends\n", "a table of keys"),
        ("", "the file is empty"),
        ("title: a\n---\ntitle: b\n", "one file holds one document"),
        ("%YAML 1.1\n---\ntitle: a\n", "YAML 1.2"),
        ("a: " + "[" * 40 + "]" * 40, "nested deeper"),
        ("a: !!str b\n", "tags"),
    ],
)
def test_what_cannot_be_built_on(text: str, words: str) -> None:
    assert words in refused(text)


def test_tests_stay_with_the_file_they_are_written_in() -> None:
    assert load("village").tests
    assert loads("extends: village\ntitle: Another village\n").tests == []


def test_files_extend_files_beside_them(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(HARBOUR, "utf-8")
    (tmp_path / "child.yaml").write_text("extends: base.yaml\ntitle: A child\n", "utf-8")
    child = load(tmp_path / "child.yaml")
    assert (child.name, child.title) == ("child", "A child")
    (tmp_path / "loop.yaml").write_text("extends: loop.yaml\n", "utf-8")
    with pytest.raises(ScenarioError, match="circle"):
        load(tmp_path / "loop.yaml")


def test_a_mistake_in_the_base_is_named_there(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(HARBOUR.replace("delay: 3 weeks", "delay: 3 fortnights"), "utf-8")
    (tmp_path / "child.yaml").write_text("extends: base.yaml\ntitle: A child\n", "utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path / "child.yaml")
    assert caught.value.problems[0].file == "base.yaml"


def test_the_hash_is_of_what_is_said() -> None:
    plain = harbour().hash
    assert loads("# a comment\n\n" + HARBOUR.replace("\n", "   # here too\n", 1)).hash == plain
    flow = HARBOUR.replace("  driver: {margin: licence}\n", "  driver:\n    margin: 'licence'\n")
    assert loads(flow).hash == plain
    assert loads(HARBOUR.replace("sees: {jaywalking: 0.05}", "sees: {jaywalking: 5 %}")).hash == plain
    assert loads(HARBOUR.replace("phone_traces]}}", "phone_traces] }}")).hash == plain
    assert loads(HARBOUR.replace("range: [30, 180]", "range: [30, 181]")).hash != plain


@settings(max_examples=15)
@given(st.randoms(use_true_random=False))
def test_the_order_of_keys_without_meaning_is_none(random: object) -> None:
    head, _, _ = HARBOUR.partition("attributes:")
    lines = [line for line in head.splitlines() if not line.startswith("  ") and line != "evidence:"]
    rest = HARBOUR.replace(head, "")
    evidence = "evidence:\n" + "".join(f"{line}\n" for line in head.splitlines() if line.startswith("  "))
    random.shuffle(lines)  # type: ignore[attr-defined]
    assert loads("\n".join(lines) + "\n" + rest + evidence).hash == harbour().hash


def test_the_order_of_acts_numbers_the_draws() -> None:
    first, second = (
        "  driver: {margin: licence}\n",
        "  rider: {share: {value: 0.4, range: [0.2, 0.6], source: guess}}\n",
    )
    assert first + second in HARBOUR
    assert loads(HARBOUR.replace(first + second, second + first)).hash != harbour().hash


@pytest.mark.parametrize("name", shipped())
def test_shipped_scenarios_load_and_say_what_is_assumed(name: str) -> None:
    scenario = load(name)
    assert scenario.name == name
    assert scenario.label is not None
    assert scenario.synthetic
    assert 0 < ledger(scenario).assumed_share <= 1


def test_the_story_is_there() -> None:
    scenario = load("beijing")
    assert scenario.time.weeks == 213
    assert scenario.time.past_weeks == 104
    assert sum(city.population or 0 for city in scenario.cities.values()) == 31_361_095
    assert {"rail_air_staff", "metro_staff", "pay_app", "phone_traces", "street_cameras"} <= set(scenario.channels)
    assert scenario.measures["green_channel_jobs"].places is not None
    assert scenario.rollout_week("hangzhou", "xihu") == scenario.time.first_week + 1
    assert scenario.rollout_week("beijing", "yanqing") is not None
    assert scenario.run == ["none", "status_quo", "programme", "exact"]
    assert scenario.channels["court_register"].identity.namesake == pytest.approx(0.005, rel=0.01)  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["my-city", "a", "2030", "true", "härbör: 3", "null"])
def test_the_template_loads(name: str) -> None:
    assert loads(template(name), name="new").cities.keys() == {"village"}


def references(node: object) -> set[str]:
    """Everything that a JSON Schema refers to."""
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*(references(below) for below in node.values()))
    return set().union(*(references(below) for below in node)) if isinstance(node, list) else set()


def test_the_schema_says_what_is_design_and_what_is_world() -> None:
    schema = json_schema()
    assert schema["$defs"]["Points"]["x-role"] == "design"
    assert schema["$defs"]["Rate"]["x-role"] == "world"
    assert roles()["Term"] == "design"
    assert set(Scenario.model_fields) == set(schema["$defs"]["Scenario"]["properties"])
    assert set(Scenario.model_fields) | {"extends"} == set(schema["$defs"]["PatchScenario"]["properties"])
    names = {reference.removeprefix("#/$defs/") for reference in references(schema)}
    assert names <= set(schema["$defs"])
