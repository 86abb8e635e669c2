"""Engine and plain model agree to the last bit on random plans in which people respond, lose jobs, and cameras move."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from jaywalk.engine import Options, RunOutput, execute
from jaywalk.model.plan import Plan
from model.test_redress_promises import nothing_to_lose
from reference.compare import differences
from reference.residents import people_of
from reference.simulate import simulate
from reference.tiny_city import tiny_cities
from reference.tiny_lives import MIXES, whole_case, with_parts, without_effect
from reference.tiny_plan import tiny_plan

SOAK = 120
ALL = MIXES[0]


def compare(seed: int) -> list[str]:
    plan, cities = whole_case(seed)
    options = Options(threads=1 + seed % 2, block_size=(64, 100, 65536)[seed % 3], keep_states=True, check=True)
    output = run(plan, cities, options)
    return differences(plan, simulate(plan, *people_of(cities)), output)


def run(plan: Plan, cities: Any, options: Options | None = None) -> RunOutput:
    return execute(plan, cities, options or Options(keep_states=True))


@pytest.mark.parametrize("seed", range(20))
def test_the_engine_does_what_the_plain_model_does(seed: int) -> None:
    assert compare(seed) == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20, SOAK))
def test_the_engine_does_what_the_plain_model_does_on_many_more(seed: int) -> None:
    assert compare(seed) == []


@pytest.mark.parametrize("seed", [4, 13, 18])
def test_threads_and_blocks_change_no_bit(seed: int) -> None:
    plan, cities = whole_case(seed, ALL)
    one = run(plan, cities, Options(threads=1, block_size=65536))
    other = run(plan, cities, Options(threads=2, block_size=50))
    assert np.array_equal(one.weekly, other.weekly)
    assert np.array_equal(one.monthly, other.monthly)
    assert np.array_equal(one.acts, other.acts)
    assert np.array_equal(one.digests.sum(axis=0), other.digests.sum(axis=0))
    for name in ("appeals", "placement"):
        assert sorted(one.exchange[name].tolist()) == sorted(other.exchange[name].tolist())


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("part", ["respond", "lives", "placement"])
def test_a_part_without_effect_changes_nothing(part: str, seed: int) -> None:
    """Every old counter and every digest is as without the part, and cameras stay."""
    cities: Any = tiny_cities(seed)
    plan = with_parts(tiny_plan(seed, cities), seed, (part,))
    without = replace(plan, names=replace(plan.names, parts=()))
    idle = {
        "respond": lambda: without_effect(plan),
        "lives": lambda: replace(plan, job_loss=np.zeros_like(plan.job_loss)),
        "placement": lambda: replace(plan, follow_strength=np.zeros_like(plan.follow_strength)),
    }[part]()
    silent, spoken = run(without, cities), run(idle, cities)
    assert_nothing_new(silent, spoken)
    if part == "placement":
        assert set(spoken.exchange["placement"][:, 4].tolist()) == {65536}


@pytest.mark.parametrize("seed", range(3))
def test_jobs_lost_change_no_act_where_the_poor_do_as_others(seed: int) -> None:
    cities: Any = tiny_cities(seed)
    plan = with_parts(tiny_plan(seed, cities), seed, ("lives",))
    plan = replace(
        plan, lost_extra=np.zeros_like(plan.lost_extra), market_vacancies=np.zeros_like(plan.market_vacancies)
    )
    silent = run(replace(plan, names=replace(plan.names, parts=())), cities)
    spoken = run(plan, cities)
    assert_nothing_new(silent, spoken)
    assert np.array_equal(spoken.acts, np.broadcast_to(spoken.acts[:, :, :, :1], spoken.acts.shape))


def assert_nothing_new(silent: RunOutput, spoken: RunOutput) -> None:
    """Two runs agree in every counter that both have."""
    names = [quantity.name for quantity in spoken.quantities]
    kept = [names.index(quantity.name) for quantity in silent.quantities]
    assert np.array_equal(spoken.weekly[..., kept], silent.weekly)
    assert np.array_equal(spoken.monthly, silent.monthly)
    assert np.array_equal(spoken.digests, silent.digests)
    assert np.array_equal(spoken.true_acts, silent.true_acts)


@pytest.mark.parametrize("seed", [3, 4, 13])
def test_cameras_that_follow_records_stay_within_their_bounds(seed: int) -> None:
    """No factor above the most or below its inverse, none that covers more than all there is."""
    plan, cities = whole_case(seed, ("placement",))
    rows = run(plan, cities).exchange["placement"].tolist()
    moved = 0
    for week, world, district, channel, factor in rows:
        slot = int(np.flatnonzero(plan.follow == channel + 1)[0])
        most = int(plan.follow_most[world, slot])
        covered = int(plan.coverage16[world, int(plan.era[week]), district, slot])
        assert (week - plan.n_past) % int(plan.follow_weeks[slot]) == 0 < week - plan.n_past
        assert 65536 * 65536 // most <= factor <= most
        assert covered * factor <= 1 << 32
        moved += factor != 65536
    assert moved > 0


def steady(plan: Plan) -> Plan:
    """Redress the same at all times and for heavy and light cases; everybody is told and tries once."""
    taken = {}
    for name in ("contest_on", "notice_reach", "notice_days", "window_weeks", "file", "decide_days", "overturn"):
        table = getattr(plan, name)
        taken[name] = np.repeat(table[:, :1], table.shape[1], axis=1)
    taken["notice_reach"] = np.full_like(taken["notice_reach"], 0xFFFFFFFF)
    taken["file"] = taken["file"][:, :, [0, 0, 2, 2]]
    for name in ("correct_days", "effect_review"):
        taken[name] = np.zeros_like(getattr(plan, name))
    review_share = np.full_like(plan.review_share, (1 << 56) // 60)
    return replace(
        plan, tries=np.ones_like(plan.tries), press=np.zeros_like(plan.press), review_share=review_share, **taken
    )


@pytest.mark.parametrize("seed", [2, 4, 13])
def test_more_reviews_make_nobody_wait_longer(seed: int) -> None:
    """Where nothing comes back to what people do: jobs may be lost and cameras follow, but nobody acts otherwise."""
    cities: Any = tiny_cities(seed)
    plan = steady(with_parts(tiny_plan(seed, cities), seed, ("contest", "lives", "placement")))
    plan = replace(nothing_to_lose(plan), lost_extra=np.zeros_like(plan.lost_extra))
    rows = [
        run(replace(plan, review_share=plan.review_share * more), cities).exchange["appeals"].tolist()
        for more in (1, 3)
    ]
    few, many = ({(*row[1:4], row[4] & 0xFFFF): (row[0], row[6]) for row in table} for table in rows)
    assert set(many) <= set(few)
    assert all(few[claim][0] == many[claim][0] and few[claim][1] >= many[claim][1] for claim in many)
    assert any(few[claim][1] > many[claim][1] for claim in many)
