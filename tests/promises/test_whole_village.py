"""The village with every part of the model keeps what the village without them promises, as far as it can."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from jaywalk.engine import Options, RunOutput, execute
from promises.test_one_act_less import changed, moved, seen, with_one_less
from promises.towns import (
    assert_same_states,
    assert_same_worlds,
    day_marks,
    states,
    usual,
    weekly,
)
from promises.whole_village import NO_FEEDBACK, NO_REDRESS, NO_RESPONSE, NO_WANT, PARTS, STILL, whole_village

PARTING = (*NO_RESPONSE, *NO_WANT, *STILL)  # what people do and what is looked at depends on nothing that happens


@cache
def whole() -> RunOutput:
    """The village with everything, on one thread."""
    return whole_village().run()


def assert_same(one: RunOutput, other: RunOutput) -> None:
    assert np.array_equal(one.weekly, other.weekly)
    assert np.array_equal(one.monthly, other.monthly)
    assert np.array_equal(one.acts, other.acts)
    assert np.array_equal(day_marks(one), day_marks(other))
    for name in ("appeals", "placement", "place_cutoffs"):
        assert sorted(one.exchange[name].tolist()) == sorted(other.exchange[name].tolist())
    assert_same_states(one, other)


def test_everything_happens() -> None:
    run = whole()
    assert run.plan.names.parts == ("contest", "respond", "lives", "opinion", "placement")
    w = run.plan.names.worlds.index("programme")
    for name in ("aware", "induced", "out_of_work", "jobs_lost", "jobs_lost_wrongly", "corrected", "press_fixes"):
        assert weekly(run, name)[:, :, 0, w].any(), name
    assert len(set(run.exchange["placement"][:, 4].tolist())) > 10
    assert (run.acts[:, :, :, w] != run.acts[:, :, :, 0]).any()


@pytest.mark.parametrize("block_size", [37, 400])
def test_threads_and_blocks_change_no_bit(block_size: int) -> None:
    assert_same(whole_village().run(threads=2, block_size=block_size), whole())


def test_looking_at_everybody_every_week_changes_no_bit() -> None:
    town = whole_village()
    assert_same(town.run(full_touch=np.ones_like(town.plan.full_touch)), whole())


def test_a_run_that_counts_all_stocks_again_every_week_finds_them_right() -> None:
    town = whole_village()
    execute(town.plan, town.cities, Options(threads=1, block_size=300, check=True))


def test_a_shorter_run_is_the_beginning_of_a_longer_one() -> None:
    town = whole_village()
    weeks = town.plan.n_past + 25
    by_week = {"acts_week": town.plan.acts_week[:weeks], "fade": town.plan.fade[:, :weeks]}
    start = town.run(weeks=weeks, **by_week)
    assert np.array_equal(start.weekly, whole().weekly[:25])
    assert np.array_equal(start.acts, whole().acts[:25])


def test_a_world_alone_is_the_world_among_others() -> None:
    alone = whole_village(worlds=["programme", "exact"]).run()
    assert_same_worlds(alone, whole(), ["programme", "exact"])


def test_parts_that_are_switched_off_are_as_if_they_were_not_there() -> None:
    off = ("redress.enabled=false", "response.enabled=false", "lives.enabled=false", "opinion.enabled=false")
    follows = tuple(part.replace("=", "=null #", 1).split(" #")[0] for part in PARTS if "follows" in part)
    run = whole_village(*off, *follows).run()
    _, expected = usual()
    assert run.plan.names.parts == ()
    assert np.array_equal(run.weekly, expected.weekly)
    assert np.array_equal(run.digests, expected.digests)


# --- who depends on what ----------------------------------------------------------------------------------------


def test_x_of_the_programme_is_exact_where_nothing_comes_back() -> None:
    """Jobs may be lost and records contested; what is seen of whom is the same in both."""
    run = whole_village(*PARTING).run()
    table = states(run)
    for part in ("score", "tier", "lists"):
        assert np.array_equal(table[f"programme_x_{part}"], table[f"exact_x_{part}"]), part
    unheard = states(whole_village(*PARTING, *NO_REDRESS).run())
    for part in ("score", "tier", "lists"):
        assert np.array_equal(unheard[f"programme_x_{part}"], unheard[f"exact_p_{part}"]), part
        for ledger in "tx":
            assert np.array_equal(table[f"programme_{ledger}_{part}"], unheard[f"programme_{ledger}_{part}"])
    assert (table["programme_p_score"] >= unheard["programme_p_score"]).all()
    assert not (table["programme_p_lists"] & ~unheard["programme_p_lists"]).any()


@pytest.mark.parametrize("sets", [NO_RESPONSE, NO_FEEDBACK], ids=["no response", "no feedback"])
def test_without_feedback_redress_changes_no_act(sets: tuple[str, ...]) -> None:
    """With cameras that follow what they find, still: what they find is not what is kept."""
    with_it = whole_village(*sets, *NO_WANT).run()
    without = whole_village(*sets, *NO_WANT, *NO_REDRESS).run()
    assert np.array_equal(with_it.acts, without.acts)
    assert np.array_equal(with_it.exchange["placement"], without.exchange["placement"])
    mine, theirs = states(with_it), states(without)
    for ledger in "tx":
        for part in ("score", "tier", "lists"):
            assert np.array_equal(mine[f"programme_{ledger}_{part}"], theirs[f"programme_{ledger}_{part}"])
    assert total_of(with_it, "corrected") > 0


def total_of(run: RunOutput, name: str) -> int:
    return int(weekly(run, name)[:, :, 0, run.plan.names.worlds.index("programme")].sum())


def test_who_knows_nothing_and_meets_nothing_acts_as_ever() -> None:
    """Nobody aware, no feedback: the programme's acts are those of the status quo, to the bit."""
    run = whole_village("awareness.share=0", *NO_FEEDBACK, *NO_WANT).run()
    worlds = run.plan.names.worlds
    assert np.array_equal(run.acts[:, :, :, worlds.index("programme")], run.acts[:, :, :, worlds.index("status_quo")])
    assert np.array_equal(run.acts[:, :, :, worlds.index("programme")], run.acts[:, :, :, worlds.index("none")])
    # who responds needs room for more of each act; on the same room nothing else differs
    room = {"layer_low": run.plan.layer_low, "layer_length": run.plan.layer_length}
    assert_same_worlds(run, whole_village("awareness.share=0", *NO_RESPONSE, *NO_WANT).run(**room))


def test_more_deterrence_never_adds_a_sighting_of_a_violation() -> None:
    """Without feedback and with cameras that stay: month by month, in every group."""
    weak, strong = (
        whole_village(*NO_FEEDBACK, *NO_WANT, *STILL, f"response.deterrence.initial={b}").run() for b in (0.1, 1.2)
    )
    w = weak.plan.names.worlds.index("programme")
    fewer = 0
    for slot in weak.plan.names.slots:
        act = slot.partition("/")[0]
        if act in ("blood_donation", "volunteering", "places"):
            continue
        less, more = (
            run.monthly[:, :, :, w, [q.name for q in run.monthly_quantities].index(f"seen_{slot}")]
            for run in (strong, weak)
        )
        assert (less <= more).all(), slot
        fewer += int((more - less)[:, :, 0].sum())
    assert fewer > 50
    assert (strong.acts[:, :, :, w] <= weak.acts[:, :, :, w]).all()


# --- one record less --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slot", ["court_default/court_register", "fare_evasion/fare_staff"])
def test_one_act_seen_less_touches_one_victim_one_review_and_two_places(slot: str) -> None:
    """Everybody is told and has one try: a claim less gives its review to another, each week to one more at most."""
    told = (
        "redress.notice.reaches=1",
        "redress.appeal.filed_by={wrongly_restricted: 0.5, wrongly_scored: 0.5, rightly_listed: 0.3, rightly_scored: 0.3}",
        "redress.press=null",
    )
    town: Any = whole_village(*PARTING, *told)
    expected = town.run()
    run = with_one_less(town, expected, slot)
    # the one who acted and a victim, who may each lose work a week and leave or take a place
    assert changed(run, expected, "x") <= 1
    assert changed(run, expected, "t") <= 1
    for other in town.plan.names.slots:
        if other.partition("/")[0] != slot.partition("/")[0]:
            assert seen(run, other) == seen(expected, other)
    w = town.plan.names.worlds.index("programme")
    mine, theirs = ({tuple(row) for row in served(output, w)} for output in (run, expected))
    by_week = np.bincount([row[-2] for row in mine ^ theirs if row[-2] < 65535] or [0])
    assert by_week.max() <= 2 * 2  # of each of two records: a claim that is served, another that is not
    for name in ("appeals_wrong", "appeals_right", "jobs_lost"):
        assert moved(run, expected, name).max() <= 2, name
    # a vacancy, and priority for one more or less
    for name in ("gained_fast_track", "displaced_fast_track"):
        assert moved(run, expected, name).max() <= 4, name
    others = [n for n, world in enumerate(town.plan.names.worlds) if world != "programme"]
    assert np.array_equal(run.digests[:, others], expected.digests[:, others])


def served(output: RunOutput, world: int) -> list[list[int]]:
    rows = output.exchange["appeals"].tolist()
    return [row for row in rows if row[4] & 0xFF == world]


def test_the_villages_without_and_with_the_parts_have_the_same_people() -> None:
    _, expected = usual()
    mine, theirs = states(whole()), states(expected)
    assert np.array_equal(mine["cell"], theirs["cell"])
    assert np.array_equal(whole().true_acts, expected.true_acts)
    assert whole_village().plan.n_past == expected.plan.n_past
