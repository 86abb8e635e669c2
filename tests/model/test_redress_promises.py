"""Redress in the plain model: a decision may free somebody or do nothing; it never makes anything worse, nor truer."""

from dataclasses import replace
from functools import cache
from random import Random

import numpy as np
import pytest

from jaywalk.model.plan import Plan
from reference.records import Ledger
from reference.residents import people_of
from reference.simulate import ReferenceRun, simulate
from reference.tiny_city import tiny_cities
from reference.tiny_plan import tiny_plan
from reference.tiny_redress import with_redress

SEEDS = (1, 2)


def nothing_to_lose(plan: Plan) -> Plan:
    """Contest only what cannot be to anybody's benefit: nobody appeals against points won.

    All slots of an act stand or fall together, because all records of the act are struck together.
    """
    contest_on = plan.contest_on.copy()
    for world in range(len(plan.col_p)):
        for slot in range(len(plan.slot_act)):
            rule = plan.rule_of[world, slot] >= 0 and (plan.points[world, :, slot] > 0).any()
            founds = [n for n in range(len(plan.list_restart)) if plan.list_on[world, slot] >> n & 1]
            if rule or (plan.list_points[world][:, founds] > 0).any():
                contest_on[world][:, plan.slot_act == plan.slot_act[slot]] = 0
    return replace(plan, contest_on=contest_on)


@cache
def case(seed: int) -> tuple[Plan, ReferenceRun, ReferenceRun]:
    """A plan, its run without redress and with it."""
    cities = tiny_cities(seed)
    plan = nothing_to_lose(with_redress(tiny_plan(seed, cities, n_weeks=30), Random(f"redress {seed}")))
    silent = replace(plan, contest_on=np.zeros_like(plan.contest_on))
    return plan, simulate(silent, *people_of(cities)), simulate(plan, *people_of(cities))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_decision_never_lowers_a_score_nor_lengthens_a_listing(seed: int) -> None:
    _, without, redressed = case(seed)
    better = 0
    for before, after in zip(without.states, redressed.states, strict=True):
        for mine, theirs in zip(before, after, strict=True):
            for old, new in zip(mine, theirs, strict=True):
                assert new[Ledger.P].score >= old[Ledger.P].score
                assert new[Ledger.P].lists <= old[Ledger.P].lists
                better += new[Ledger.P] != old[Ledger.P]
    assert better > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_rightful_and_what_was_seen_stay_as_they_are(seed: int) -> None:
    _, without, redressed = case(seed)
    for before, after in zip(without.states, redressed.states, strict=True):
        for mine, theirs in zip(before, after, strict=True):
            assert [state[Ledger.T :] for state in mine] == [state[Ledger.T :] for state in theirs]


@pytest.mark.parametrize("seed", SEEDS)
def test_only_what_was_in_the_ledger_is_struck_from_it(seed: int) -> None:
    plan, without, redressed = case(seed)
    struck = 0
    for resident in range(len(redressed.town.residents)):
        for world in range(len(plan.col_p)):
            entries = redressed.books.entries[resident][world]
            ghosts = [entry.record for entry in entries if entry.ghost]
            left = redressed.ledger(resident, world, Ledger.P)
            assert sorted(ghosts + left) == without.ledger(resident, world, Ledger.P)
            struck += len(ghosts)
    assert struck > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_every_appeal_is_decided_at_most_once_and_waits_until_then(seed: int) -> None:
    plan, _, redressed = case(seed)
    counters = redressed.counters

    def total(*names: str) -> int:
        return sum(sum(counters.cells[name].values()) for name in names if name in counters.cells)

    filed, decided = total("appeals_wrong", "appeals_right"), total("decided_wrong", "decided_right")
    served = [row for row in redressed.appeals if row[6] < plan.n_weeks]
    assert filed == len(redressed.appeals) > decided == len(served) > 0
    assert total("weeks_to_decision") == sum(row[6] - (row[0] >> 32) for row in served)
    last = sum(n for (week, *_), n in counters.cells["appeals_waiting"].items() if week == plan.n_weeks - 1)
    assert last == filed - decided
    assert total("corrected") <= total("overturned_wrong", "press_fixes")
    assert total("overturned_wrong") <= total("decided_wrong") <= total("appeals_wrong")
