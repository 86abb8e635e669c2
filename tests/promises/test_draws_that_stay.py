"""A draw is addressed by what it decides: what was not varied keeps its draws."""

from typing import Any

import numpy as np
import pytest

from jaywalk.core.layout import COPY, ORIGIN_SHIFT
from jaywalk.engine import run as engine_run
from jaywalk.engine.coordinator import Coordinator
from jaywalk.model.misattribute import DEALT_FIELDS, deal
from promises.towns import monthly, states, usual, village

TRIPLED = {
    "bill_late": "1.2 per person-year",
    "red_light": "9 per person-year",
    "blood_donation": "0.9 per person-year",
}
ROW = ("week", "pool", "kind", "number", "serial")
OUTCOMES = ("seen", "right", "missed", "other", "both")


@pytest.mark.parametrize("act", TRIPLED)
def test_one_act_three_times_as_frequent_leaves_all_others_their_draws(act: str) -> None:
    town, expected = usual()
    more = village(
        f"acts.{act}.rate.range=x/4..x4", f"acts.{act}.rate.value={TRIPLED[act]}", slot_table=town.plan.ceilings
    )
    run = more.run()
    assert run.plan.names.slots == expected.plan.names.slots
    for slot in town.plan.names.slots:
        mine, theirs = monthly(run, f"seen_{slot}"), monthly(expected, f"seen_{slot}")
        if slot.startswith(f"{act}/"):
            # a higher rate keeps every act of the lower
            assert (mine >= theirs).all()
            assert mine.sum() > 2 * theirs.sum()
            continue
        for outcome in OUTCOMES:
            assert np.array_equal(monthly(run, f"{outcome}_{slot}"), monthly(expected, f"{outcome}_{slot}")), slot
        for origin in ("own", "copy", "stray", "outside", "phantom", "attributed"):
            assert np.array_equal(monthly(run, f"made_{origin}_{slot}"), monthly(expected, f"made_{origin}_{slot}")), (
                slot
            )
    dealt = [set(zip(*(o.exchange[name].tolist() for name in ROW), strict=True)) for o in (run, expected)]
    slots = [s for s, name in enumerate(town.plan.names.slots) if name.startswith(f"{act}/")]
    others = [{row for row in rows if row[2] == 4 or row[1] & 255 not in slots} for rows in dealt]
    assert others[0] == others[1]


def test_a_smaller_scale_has_the_same_residents() -> None:
    whole, part = village(), village(scale=0.3)
    for large, small in zip(whole.cities[0].districts, part.cities[0].districts, strict=True):
        assert 0.25 * large.n < small.n < 0.35 * large.n
        mine, theirs = small.block(0, small.n), large.block(0, small.n)
        for name in ("cell", "member", "size", "household", "collective"):
            assert np.array_equal(getattr(mine, name), getattr(theirs, name))


def test_a_smaller_scale_keeps_what_residents_do_and_what_is_seen_of_them() -> None:
    """Under exact observation a resident's ledger is made of own draws alone: it must be the same at any scale."""
    sets = ("channels.plates.owner_liability=error",)
    whole = states(village(*sets).run())
    for scale in (0.5, 0.1):
        part = states(village(*sets, scale=scale).run())
        where = {
            key: row for row, key in enumerate(zip(whole["district"].tolist(), whole["serial"].tolist(), strict=True))
        }
        rows = [where[key] for key in zip(part["district"].tolist(), part["serial"].tolist(), strict=True)]
        for name in ("cell", "exact_p_score", "exact_p_tier", "exact_p_lists"):
            assert np.array_equal(part[name], whole[name][rows]), (name, scale)
        assert len(set(part["exact_p_score"].tolist())) > 5


@pytest.fixture(scope="module")
def dealer() -> Coordinator:
    """The coordinator of a run of the village, long enough for what is dealt below."""
    held: list[Coordinator] = []

    class Kept(Coordinator):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            held.append(self)

    patch = pytest.MonkeyPatch()
    patch.setattr(engine_run, "Coordinator", Kept)
    town = village()
    town.run(weeks=61)
    patch.undo()
    return held[0]


def dealt(dealer: Coordinator, pool: Any) -> set[tuple[int, ...]]:
    """Records dealt in week 60 from pools of these sizes, without second records of the same act."""
    rows = np.zeros((4096, DEALT_FIELDS), np.uint64)
    n = int(deal(dealer.tables, dealer.censuses[0], pool, 60, rows, np.zeros(1, np.int64)))
    assert n <= len(rows)
    found = {tuple(int(word) for word in row) for row in rows[:n]}
    return {row for row in found if row[2] >> ORIGIN_SHIFT & 15 != COPY}


@pytest.mark.parametrize("size", [0, 1, 7])
def test_one_more_stray_is_one_more_victim_and_moves_none(dealer: Coordinator, size: int) -> None:
    plan = dealer.plan
    programme = plan.names.worlds.index("programme")
    shape = (len(plan.names.worlds), len(plan.names.slots), 2, 14 + int(plan.district_number.max()) + 1)
    cases = 0
    for slot, target in enumerate(plan.target_a):
        if target == 0:
            continue
        pools = range(14, shape[3]) if target >= 4 and target != 6 else range(2, 14)
        for pool_class in pools:
            pool = np.zeros(shape, np.int32)
            pool[programme, slot, 0, pool_class] = size
            before = dealt(dealer, pool)
            pool[programme, slot, 0, pool_class] += 1
            after = dealt(dealer, pool)
            assert before <= after
            (one,) = after - before
            assert one[6] == size
            cases += 1
    assert cases > 40


def test_a_stray_more_in_one_world_is_the_same_victim_as_in_another(dealer: Coordinator) -> None:
    plan = dealer.plan
    slot = plan.names.slots.index("jaywalking/street_cameras")
    quo, programme = plan.names.worlds.index("status_quo"), plan.names.worlds.index("programme")
    pool = np.zeros(
        (len(plan.names.worlds), len(plan.names.slots), 2, 14 + int(plan.district_number.max()) + 1), np.int32
    )
    pool[programme, slot, 0, 5] = 9
    alone = dealt(dealer, pool)
    pool[quo, slot, 0, 5] = 4
    both = dealt(dealer, pool)
    assert {(row[0], row[1], row[6]) for row in alone} == {(row[0], row[1], row[6]) for row in both}
