"""Scenarios built on one another are on the same draws: what changes one act leaves the records of all others."""

from pathlib import Path

import numpy as np
import pytest

import jaywalk
from jaywalk.results.running import prepare

RAISED = "acts.bill_late.rate=1.2 per person-year"


def seen(result: jaywalk.Result, world: str = "programme") -> dict[str, np.ndarray]:
    """Sightings by month, district and group of one world, by act and channel."""
    cube = result.cube
    at = cube.labels.worlds.index(world)
    names = enumerate(quantity.name for quantity in cube.monthly_quantities)
    return {name: cube.monthly[..., at, n] for n, name in names if name.startswith("seen_")}


def weekly(result: jaywalk.Result, name: str) -> np.ndarray:
    """A weekly counter by district, group and world."""
    counts: np.ndarray = result.cube.weekly[..., [q.name for q in result.cube.quantities].index(name)]
    return counts


@pytest.fixture(scope="module")
def village() -> jaywalk.Result:
    return jaywalk.run("village", scale=0.5)


def changed(village: jaywalk.Result, other: jaywalk.Result) -> set[str]:
    before, after = seen(village), seen(other)
    assert list(before) == list(after)
    return {name for name, counts in before.items() if not np.array_equal(counts, after[name])}


def test_raising_one_act_changes_no_other(village: jaywalk.Result) -> None:
    raised = jaywalk.run("village", scale=0.5, sets=[RAISED])
    assert changed(village, raised) == {"seen_bill_late.utility_register"}
    assert raised.manifest.run.slot_table == village.manifest.run.slot_table


def test_a_leader_switched_off_takes_its_follower_along(village: jaywalk.Result) -> None:
    without = jaywalk.run("village", scale=0.5, sets=["channels.street_cameras.enabled=false"])
    cameras = {"seen_jaywalking.street_cameras", "seen_jaywalking.phone_traces"}
    assert changed(village, without) == cameras
    assert all(not seen(without)[name].any() and seen(village)[name].any() for name in cameras)


def test_a_list_switched_off_changes_no_other(village: jaywalk.Result) -> None:
    sets = ["lists.court_debt.enabled=false", "measures.no_tickets.enabled=false"]
    without = jaywalk.run("village", scale=0.5, sets=sets)
    assert np.array_equal(weekly(without, "listed_metro_record"), weekly(village, "listed_metro_record"))
    assert weekly(village, "listed_court_debt").any()
    assert not weekly(without, "listed_court_debt").any()


def test_a_file_built_on_another_and_its_worlds_stay_on_its_draws(tmp_path: Path) -> None:
    rate = "{value: 1.2 per person-year, range: x/2..x2, source: raised}"
    first = tmp_path / "dearer.yaml"
    first.write_text(f"extends: village\ntitle: Dearer\nacts: {{bill_late: {{rate: {rate}}}}}\n", "utf-8")
    second = tmp_path / "again.yaml"
    second.write_text(
        "extends: dearer.yaml\ntitle: Again\nacts: {red_light: {enabled: false}}\n"
        "rules: {driving: {enabled: false}}\nworlds: {more: {set: {acts.bill_late.rate: 3 per person-year}}}\n",
        "utf-8",
    )
    table = prepare("village", scale=0.1).plan.ceilings
    for path in (first, second):
        assert prepare(path, scale=0.1).plan.ceilings == table
        assert (
            prepare(jaywalk.load(path).with_set("acts.petition.rate=4 per person-year"), scale=0.1).plan.ceilings
            == table
        )


def test_a_world_left_out_leaves_the_table() -> None:
    table = prepare("village", scale=0.1).plan.ceilings
    assert prepare("village", scale=0.1, worlds=["status_quo", "none"]).plan.ceilings == table


def test_an_act_taken_out_takes_its_slot_along() -> None:
    sets = ["acts.bill_late=null", "channels.utility_register=null", "rules.bills=null"]
    table = prepare("village", scale=0.1).plan.ceilings
    fewer = prepare("village", scale=0.1, sets=sets).plan.ceilings
    assert fewer == {slot: power for slot, power in table.items() if slot != "bill_late/utility_register"}


def test_cities_of_a_base_need_not_run() -> None:
    assert list(prepare("court-list", scale=0.01).plan.ceilings) == ["court_default/court_register"]


def test_cameras_off_in_beijing() -> None:
    off = prepare("beijing", scale=0.01, sets=["channels.street_cameras.enabled=false"]).plan
    for channel in ("street_cameras", "phone_traces"):
        slots = [n for n, slot in enumerate(off.names.slots) if slot.endswith(channel)]
        assert slots
        assert not off.reach[:, :, :, slots].any()
        assert not off.sees[:, :, :, slots].any()
