"""Redress in the engine: a decision frees or does nothing, truth stays what it is, and how a run is cut is no matter.

That the engine does what the plain model does is in ``test_redress_equality``; here is what it promises by itself, on
more plans than the plain model could be asked about.
"""

from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

import numpy as np
import pytest

from jaywalk.engine import Options, RunOutput, execute
from jaywalk.model.plan import Plan, no_contest
from reference.tiny_city import tiny_cities
from reference.tiny_plan import tiny_plan
from reference.tiny_redress import with_redress

SEEDS = range(40)
NO_TIER = 15


@cache
def cities_of(seed: int) -> Any:
    return tiny_cities(seed)


@cache
def contested(seed: int) -> Plan:
    """A plan in which only what is to somebody's harm can be contested, and lower tiers are never easier to bear.

    Reviews are without hysteresis: who moves by two tiers at once needs to clear one edge, who moves by one needs to
    clear the nearer edge by the margin, so that a worse past can mean a better tier, with redress and without.
    """
    plan = with_redress(tiny_plan(seed, cities_of(seed)), Random(f"contest {seed}"))
    on, by_tier = plan.contest_on.copy(), plan.by_tier.copy()
    for w in range(len(plan.col_p)):
        for s in range(len(plan.slot_act)):
            founds = [n for n in range(len(plan.list_restart)) if plan.list_on[w, s] >> n & 1]
            useful = plan.rule_of[w, s] >= 0 and (plan.points[w, :, s] > 0).any()
            if useful or (plan.list_points[w][:, founds] > 0).any():
                on[w][:, plan.slot_act == plan.slot_act[s]] = 0  # all records of an act are struck together
    for tier in range(by_tier.shape[2] - 2, -1, -1):
        by_tier[:, :, tier] |= by_tier[:, :, tier + 1] & np.uint32(plan.restrictions)
    return replace(plan, contest_on=on, by_tier=by_tier, hysteresis=np.zeros_like(plan.hysteresis))


def without(plan: Plan) -> Plan:
    """The same plan, knowing nothing of redress but what repairs a listing."""
    kept = ("repair_sum", "repair_rate", "repair_removal", "repair_binds")
    absent = {name: value for name, value in no_contest().items() if name not in kept}
    return replace(plan, names=replace(plan.names, parts=()), **absent)


def run(plan: Plan, seed: int, *, weeks: int | None = None, threads: int = 1, block_size: int = 65536) -> RunOutput:
    if weeks is not None:
        by_week = {name: getattr(plan, name)[:weeks] for name in ("era", "year", "month", "full_touch")}
        plan = replace(plan, n_weeks=weeks, n_past=min(plan.n_past, weeks - 1), **by_week)
    options = Options(threads=threads, block_size=block_size, keep_states=True, check=True)
    return execute(plan, cities_of(seed), options)


@cache
def both(seed: int) -> tuple[RunOutput, RunOutput]:
    """The run without redress and with it."""
    plan = contested(seed)
    return run(without(plan), seed), run(plan, seed)


def column(output: RunOutput, name: str) -> np.ndarray:
    """One column of all residents' final states, in the order of residents."""
    assert output.states is not None
    order = np.lexsort(
        (
            np.concatenate([table["serial"] for table in output.states]),
            np.concatenate([table["district"] for table in output.states]),
        )
    )
    return np.concatenate([table[name] for table in output.states])[order]


def of_world(output: RunOutput, w: int, ledger: str) -> list[np.ndarray]:
    name = output.plan.names.worlds[w]
    return [column(output, f"{name}_{ledger}_{part}").astype(np.int64) for part in ("score", "tier", "lists")]


def living(plan: Plan) -> list[int]:
    return [w for w in range(len(plan.col_p)) if plan.col_p[w] >= 0]


def old_counters(output: RunOutput, names: set[str]) -> dict[str, np.ndarray]:
    found = {q.name: output.weekly[..., k] for k, q in enumerate(output.quantities)}
    found |= {q.name: output.monthly[..., k] for k, q in enumerate(output.monthly_quantities)}
    return {name: table for name, table in found.items() if name in names}


def count(output: RunOutput, name: str) -> int:
    return int(output.weekly[:, :, 0, :, [q.name for q in output.quantities].index(name)].sum())


# --- a part that does nothing ---------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS[:12])
def test_redress_that_nobody_uses_changes_no_bit(seed: int) -> None:
    plan = contested(seed)
    idle = replace(
        plan,
        file=np.zeros_like(plan.file),
        notice_reach=np.zeros_like(plan.notice_reach),
        press=np.zeros_like(plan.press),
    )
    absent, present = both(seed)[0], run(idle, seed)
    names = {q.name for q in (*absent.quantities, *absent.monthly_quantities)}
    for name, table in old_counters(absent, names).items():
        assert np.array_equal(table, old_counters(present, {name})[name]), name
    assert np.array_equal(absent.digests, present.digests)
    assert np.array_equal(absent.true_acts, present.true_acts)
    for w in living(plan):
        for ledger in "ptx":
            assert all(map(np.array_equal, of_world(absent, w, ledger), of_world(present, w, ledger)))
    for name in ("week", "district", "serial", "record_high", "pool", "kind", "number", "place_cutoffs"):
        assert np.array_equal(absent.exchange[name], present.exchange[name]), name
    assert not len(present.exchange["appeals"])


def test_a_run_without_redress_has_none_of_its_counters() -> None:
    absent, present = both(0)
    mine = {q.name for q in present.quantities} - {q.name for q in absent.quantities}
    assert mine == {
        "appeals_waiting", "notices", "false_contestable", "appeals_wrong", "appeals_right", "decided_wrong",
        "decided_right", "overturned_wrong", "overturned_right", "weeks_to_decision", "corrected", "press_fixes",
    }  # fmt: skip
    assert "appeals" not in absent.exchange


# --- what a decision can do -----------------------------------------------------------------------------------


def masks(plan: Plan, w: int, tier: np.ndarray, lists: np.ndarray, week: int) -> np.ndarray:
    """Restrictions in force at the end of a week."""
    e = int(plan.era[week])
    tiers = plan.by_tier[w, e][np.minimum(tier, plan.by_tier.shape[2] - 1)]
    mask = np.where(tier < NO_TIER, tiers, 0).astype(np.int64)
    for number in range(plan.by_list.shape[2]):
        mask |= np.where(lists >> number & 1, int(plan.by_list[w, e, number]), 0)
    return mask & plan.restrictions


@pytest.mark.parametrize("seed", SEEDS)
def test_no_score_falls_and_no_restriction_comes_by_a_decision(seed: int) -> None:
    plan = contested(seed)
    for weeks in (plan.n_weeks, plan.n_weeks * 2 // 3, plan.n_weeks // 2):
        if weeks == plan.n_weeks:
            absent, present = both(seed)
        else:
            absent, present = run(without(plan), seed, weeks=weeks), run(plan, seed, weeks=weeks)
        for w in living(plan):
            (score, tier, lists), (better, higher, fewer) = of_world(absent, w, "p"), of_world(present, w, "p")
            assert (better >= score).all()
            assert not (fewer & ~lists).any()
            assert (higher >= tier).all()
            before, after = masks(plan, w, tier, lists, weeks - 1), masks(plan, w, higher, fewer, weeks - 1)
            assert not (after & ~before).any()


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_rightful_and_what_was_seen_stay_as_they_are(seed: int) -> None:
    absent, present = both(seed)
    for w in living(contested(seed)):
        for ledger in "tx":
            assert all(map(np.array_equal, of_world(absent, w, ledger), of_world(present, w, ledger)))


@pytest.mark.parametrize("seed", SEEDS[:12])
def test_ledgers_of_a_world_free_of_errors_part_by_decisions_alone(seed: int) -> None:
    plan, (_, present) = contested(seed), both(seed)
    for w in living(plan):
        if not plan.perfect[w]:
            continue
        assert all(map(np.array_equal, of_world(present, w, "t"), of_world(present, w, "x")))
        if not plan.contest_on[w].any():
            assert all(map(np.array_equal, of_world(present, w, "p"), of_world(present, w, "t")))


def test_decisions_do_change_something() -> None:
    changed = struck = 0
    for seed in SEEDS[:12]:
        absent, present = both(seed)
        struck += count(present, "corrected") + count(present, "overturned_right")
        changed += not np.array_equal(absent.digests, present.digests)
    assert struck > 100
    assert changed > 6


# --- how a run is cut -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS[:8])
def test_threads_and_blocks_are_no_matter(seed: int) -> None:
    plan = with_redress(tiny_plan(seed, cities_of(seed)), Random(f"cut {seed}"))
    first = run(plan, seed)
    for threads, block_size in ((2, 65536), (1, 64), (2, 97)):
        other = run(plan, seed, threads=threads, block_size=block_size)
        assert np.array_equal(first.weekly, other.weekly)
        assert np.array_equal(first.monthly, other.monthly)
        assert np.array_equal(first.exchange["appeals"], other.exchange["appeals"])
        assert np.array_equal(first.digests.sum(axis=0, dtype=np.uint64), other.digests.sum(axis=0, dtype=np.uint64))


@pytest.mark.parametrize("seed", SEEDS[:8])
def test_redress_in_one_world_is_no_matter_to_the_others(seed: int) -> None:
    plan = contested(seed)
    chosen = [w for w in living(plan) if plan.contest_on[w].any()]
    if not chosen:
        return
    alone = plan.contest_on.copy()
    alone[[w for w in range(len(alone)) if w != chosen[0]]] = 0
    one, every = run(replace(plan, contest_on=alone), seed), both(seed)[1]
    for k, q in enumerate(every.quantities):
        if q.name != "excess":  # it compares with another world
            assert np.array_equal(one.weekly[..., chosen[0], k], every.weekly[..., chosen[0], k]), q.name
