"""What has no effect changes no bit: parts that nobody uses, channels that see nothing, worlds beside others."""

from importlib import resources

import pytest

from jaywalk.scenario.loading import loads
from promises.towns import (
    WORLDS,
    Town,
    assert_same_run,
    assert_same_worlds,
    compiled,
    states,
    usual,
    village,
    weekly,
)

IDLE_ACT = (
    "acts.loitering={kind: violation, family: public_order, domain: order, eligible: all,"
    " rate: {value: 40 per person-year, range: x/2..x2, source: raised}}"
)
BLIND = (
    "channels.drones={{kind: device, source: raised, range: x/2..x2, sees: {{{act}: {{value: 0, range: [0, 0.1]}}}},"
    " identity: {{crowd: 0.3}}, delay: 1 week}}"
)
OWN_WORLDS = """
late: {delay: 1 week}
blind: {without: {channels: [street_cameras, phone_traces]}}
dearer: {set: {rules.driving.effect: -20 points}}
"""


@pytest.mark.parametrize("act", ["jaywalking", "petition"])
def test_a_channel_that_never_sees_changes_no_bit(act: str) -> None:
    town, expected = usual()
    run = village(BLIND.format(act=act), slot_table=town.plan.ceilings).run()
    assert f"{act}/drones" in run.plan.names.slots
    assert_same_worlds(expected, run)


@pytest.mark.parametrize(
    "sets",
    [
        ("rules.walking.title=Walking over red lights",),
        ("acts.petition.rate=40 per person-year",),
        ("awareness.share.value=0.4",),
        ("measures.gym.domain=sports",),
        ("measures.gym_hours={kind: benefit, for: {tier: B or higher}, domain: leisure, ends: 2027-02-01}",),
    ],
    ids=["a title", "an unseen act's rate", "awareness without response", "a measure's domain", "one more measure"],
)
def test_a_change_without_effect_changes_nothing_of_what_happens(sets: tuple[str, ...]) -> None:
    _, expected = usual()
    run = village(*sets).run()
    assert (run.digests == expected.digests).all()
    mine, theirs = states(run), states(expected)
    assert all((mine[name] == theirs[name]).all() for name in theirs)


def test_a_further_world_leaves_the_others_as_they_are() -> None:
    _, expected = usual()
    wider = village(worlds_file=OWN_WORLDS)
    assert wider.plan.names.worlds == (*WORLDS, "late", "blind", "dearer")
    assert_same_worlds(expected, wider.run())


@pytest.mark.parametrize("worlds", [("programme",), ("exact", "programme"), ("status_quo", "none")])
def test_a_world_alone_is_the_world_among_others(worlds: tuple[str, ...]) -> None:
    town, expected = usual()
    few = village(worlds=worlds, slot_table=town.plan.ceilings).run()
    for world in worlds:
        if world == "none":
            continue
        names = {q.name for q in few.quantities} - {"excess"}
        for name in names:
            assert (
                weekly(few, name)[..., worlds.index(world)] == weekly(expected, name)[..., WORLDS.index(world)]
            ).all(), name
        at, there = worlds.index(world), WORLDS.index(world)
        assert (few.monthly[..., at, :] == expected.monthly[..., there, :]).all()
        assert (few.digests[:, at] == expected.digests[:, there]).all()


def test_a_city_more_changes_nobody_in_the_first() -> None:
    town, expected = usual()
    text = (resources.files("jaywalk.library") / "scenarios" / "village.yaml").read_text()
    text = text.replace("old_town", "village/old_town").replace("new_town", "village/new_town")
    text = text.replace("village: {margins: village}", "village: {margins: village}\n  other: {margins: village}")
    run = compiled(loads(text, name="village"), slot_table=town.plan.ceilings).run()
    n = len(town.plan.names.districts)
    assert len(run.plan.names.districts) == 2 * n
    assert (run.counts[:n] == expected.counts).all()
    assert (run.digests[:n] == expected.digests).all()
    assert (run.weekly[:, :n] == expected.weekly).all()
    assert (run.monthly[:, :n] == expected.monthly).all()
    assert (run.weekly[:, n:] != expected.weekly).any()


@pytest.fixture(scope="module")
def blind() -> Town:
    """No channel detects anything."""
    paths = (
        ("court_register", "court_default"),
        ("utility_register", "bill_late"),
        ("plates", "red_light"),
        ("street_cameras", "jaywalking"),
        ("phone_traces", "jaywalking"),
        ("fare_staff", "fare_evasion"),
        ("village_app", "blood_donation"),
        ("village_app", "volunteering"),
    )
    sets = [f"channels.{channel}.sees.{act}={{value: 0, range: [0, 1], source: raised}}" for channel, act in paths]
    return village(*sets)


def test_where_nothing_is_seen_nothing_is_recorded_of_anybody(blind: Town) -> None:
    run = blind.run()
    assert len(run.exchange["week"]) == 0
    assert not run.monthly.any()
    for name in ("restricted", "wrongly_restricted", "spared", "excess", "touched", "listed_court_debt"):
        assert not weekly(run, name).any(), name
    score = states(run)["programme_p_score"]
    assert set(score.tolist()) == {0, 1000}
    assert run.true_acts.any()
    _, expected = usual()
    slots = [name for name in expected.plan.names.acts if not name.startswith("places/")]
    for act in slots:
        mine, theirs = (r.true_acts[..., r.plan.names.acts.index(act)] for r in (run, expected))
        assert (mine[-1] == theirs[-1]).all(), act


def test_detection_of_nothing_in_one_world_is_that_world_without_the_channel() -> None:
    town = village(
        worlds_file="""
shut: {without: {channels: [plates]}}
unseeing: {set: {channels.plates.sees.red_light: {value: 0, range: [0, 1], source: raised}}}
"""
    )
    run = town.run()
    shut, unseeing = (town.plan.names.worlds.index(world) for world in ("shut", "unseeing"))
    assert (run.weekly[..., shut, :] == run.weekly[..., unseeing, :]).all()
    assert (run.monthly[..., shut, :] == run.monthly[..., unseeing, :]).all()
    assert (run.digests[:, shut] == run.digests[:, unseeing]).all()
    assert_same_run(run, town.run(threads=2))
