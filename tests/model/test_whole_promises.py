"""What the plain model promises of response, lives and placement, alone and with redress."""

from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from jaywalk.model.plan import PROSOCIAL, VIOLATION, Plan
from model.test_redress_promises import nothing_to_lose
from reference.bear import blocked_modes
from reference.lives import WORKING_CELLS
from reference.records import Ledger
from reference.residents import people_of
from reference.simulate import ReferenceRun, simulate
from reference.tables import Tables
from reference.tiny_city import tiny_cities
from reference.tiny_lives import alike, with_parts, without_feedback
from reference.tiny_plan import tiny_plan

WORLDS = ("status_quo", "programme", "exact")
STATUS_QUO, PROGRAMME, EXACT = range(3)
SEEDS = (3, 6)


def plan_of(seed: int, *parts: str) -> tuple[Plan, Any]:
    cities: Any = tiny_cities(seed)
    return with_parts(tiny_plan(seed, cities, n_weeks=28, worlds=WORLDS), seed, parts), cities


def run(plan: Plan, cities: Any) -> ReferenceRun:
    return simulate(plan, *people_of(cities))


def counted(found: ReferenceRun, name: str) -> Counter[tuple[int, int, int, int]]:
    """By week, district, cell and world."""
    return Counter(found.counters.cells[name]) if name in found.counters.cells else Counter()


def seen(found: ReferenceRun, plan: Plan, kind: int) -> list[Counter[tuple[int, int, int, int]]]:
    """Sightings through each slot of acts of a kind."""
    slots = [name for name, act in zip(plan.names.slots, plan.slot_act, strict=True) if plan.act_kind[act] == kind]
    return [counted(found, f"seen_{slot}") for slot in slots]


# --- nothing comes back to what people do --------------------------------------------------------------------


@cache
def redressed(seed: int) -> tuple[ReferenceRun, ReferenceRun]:
    """Without redress and with it, where jobs are lost and cameras follow records but nobody acts otherwise for it."""
    plan, cities = plan_of(seed, "contest", "lives", "placement")
    plan = nothing_to_lose(replace(plan, lost_extra=np.zeros_like(plan.lost_extra)))
    return run(replace(plan, contest_on=np.zeros_like(plan.contest_on)), cities), run(plan, cities)


@pytest.mark.parametrize("seed", [6, 8])
def test_a_decision_never_makes_anything_worse_nor_truer(seed: int) -> None:
    without, with_it = redressed(seed)
    better = 0
    for before, after in zip(without.states, with_it.states, strict=True):
        for mine, theirs in zip(before, after, strict=True):
            for old, new in zip(mine, theirs, strict=True):
                assert old[Ledger.T :] == new[Ledger.T :]
                assert new[Ledger.P].score >= old[Ledger.P].score
                assert new[Ledger.P].lists <= old[Ledger.P].lists
                better += new[Ledger.P] != old[Ledger.P]
    assert better > 0
    assert without.placement == with_it.placement


@pytest.mark.parametrize("seed", SEEDS)
def test_what_people_do_by_what_they_knew_at_the_start_is_the_same_in_exact(seed: int) -> None:
    """Without feedback and with the same numbers in both worlds X of the programme is P of exact, and acts are equal."""
    plan, cities = plan_of(seed, "respond")
    plan = without_feedback(alike(plan))
    found = run(plan, cities)
    for week in found.states:
        for mine in week:
            assert mine[PROGRAMME][Ledger.X] == mine[EXACT][Ledger.P]
    assert found.acts
    for table in found.acts.values():
        assert np.array_equal(table[:, :, PROGRAMME], table[:, :, EXACT])


@pytest.mark.parametrize("seed", SEEDS)
def test_redress_changes_no_act_without_feedback(seed: int) -> None:
    plan, cities = plan_of(seed, "contest", "respond")
    plan = without_feedback(plan)
    silent, heard = run(replace(plan, contest_on=np.zeros_like(plan.contest_on)), cities), run(plan, cities)
    assert sum(counted(heard, "corrected").values()) > 0
    for week, table in silent.acts.items():
        assert np.array_equal(table, heard.acts[week])
    for before, after in zip(silent.states, heard.states, strict=True):
        for mine, theirs in zip(before, after, strict=True):
            assert [state[Ledger.T :] for state in mine] == [state[Ledger.T :] for state in theirs]


# --- more of a cause, more of its effect ----------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_more_deterrence_never_adds_a_violation(seed: int) -> None:
    """Where nothing that happens comes back: sightings slot by slot and week by week, and expected acts."""
    plan, cities = plan_of(seed, "respond")
    plan = without_feedback(replace(plan, shift=np.zeros_like(plan.shift), sure=np.minimum(plan.sure, 0)))
    weak = run(replace(plan, fade=np.minimum(plan.fade, 0) // 4), cities)
    strong = run(replace(plan, fade=np.minimum(plan.fade, 0) - 9_000), cities)
    fewer = 0
    for less, more in zip(seen(strong, plan, VIOLATION), seen(weak, plan, VIOLATION), strict=True):
        assert less <= more
        fewer += more.total() - less.total()
    assert fewer > 0
    for week, table in strong.acts.items():
        assert (table <= weak.acts[week]).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_crowding_in_never_takes_a_good_act_away(seed: int) -> None:
    plan, cities = plan_of(seed, "respond")
    plan = without_feedback(plan)
    good = plan.act_kind == PROSOCIAL
    extra, none = plan.aware_extra.copy(), plan.aware_extra.copy()
    extra[:, good] = np.maximum(extra[:, good], 0)
    none[:, good] = 0
    crowded, plain = (run(replace(plan, aware_extra=table), cities) for table in (extra, none))
    for more, less in zip(seen(crowded, plan, PROSOCIAL), seen(plain, plan, PROSOCIAL), strict=True):
        assert less <= more
    for week, table in crowded.acts.items():
        assert (table >= plain.acts[week]).all()
        assert np.array_equal(table[..., ~good], plain.acts[week][..., ~good])


@pytest.mark.parametrize("seed", SEEDS)
def test_who_has_learned_of_the_programme_never_unlearns_it(seed: int) -> None:
    plan, cities = plan_of(seed, "contest", "respond")
    found = run(replace(plan, learns=plan.respond_on), cities)
    aware = found.counters.by_cell("aware")
    assert (np.diff(aware, axis=0) >= 0).all()
    assert not aware[..., STATUS_QUO].any()
    if plan.respond_on.any():
        assert aware[-1].sum() > aware[0].sum()
    assert not aware[:, :, :20].any()


# --- jobs and places ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [2, 5])
def test_only_those_who_are_shut_out_lose_a_job(seed: int) -> None:
    plan, cities = plan_of(seed, "lives")
    found, tables = run(plan, cities), Tables(plan)
    lost = 0
    before: frozenset[tuple[int, int]] = frozenset()
    for week, out in enumerate(found.working):
        for index, world in out - before:
            resident = found.town.residents[index]
            assert blocked_modes(tables, found.states[week][index][world][Ledger.P].measures)
            needed = plan.job_attribute
            assert resident.cell in WORKING_CELLS if needed < 0 else needed in resident.attributes
            lost += 1
        before = out
    flow, wrongly = counted(found, "jobs_lost"), counted(found, "jobs_lost_wrongly")
    # who is back at work can lose it again in the same week, and is then out of work at both ends
    assert 0 < lost <= flow.total()
    assert wrongly <= flow
    assert counted(found, "out_of_work").total() == sum(len(out) for out in found.working)


@pytest.mark.parametrize("seed", [2, 5])
def test_a_job_lost_is_a_place_more_a_week_later(seed: int) -> None:
    """Gained less displaced is what the vacancies of last week let in, as far as anybody applies."""
    plan, cities = plan_of(seed, "lives")
    plan = replace(
        plan,
        market_excludes=np.zeros_like(plan.market_excludes),
        market_vacancies=np.ones_like(plan.market_vacancies),
        market_from=np.minimum(plan.market_from, 3),
    )
    found = run(plan, cities)
    more = 0
    for placing in found.placings:
        district = [d for d in range(len(plan.district_city)) if plan.district_city[d] == placing.city]
        applied = sum(
            n
            for (week, d, _, world), n in counted(found, f"applications_market{placing.market}").items()
            if (week, world) == (placing.week, 0) and d in district
        )
        for world, given in enumerate(placing.by_world):
            vacancies = sum(
                n
                for (week, d, _, w), n in counted(found, "jobs_lost").items()
                if (week, w) == (placing.week - 1, world) and d in district
            )
            assert len(given) == min(placing.places + vacancies, applied)
            gained, displaced = len(given - placing.without), len(placing.without - given)
            assert gained - displaced == min(vacancies, max(0, applied - placing.places))
            more += gained - displaced
    assert more > 0
