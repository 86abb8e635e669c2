"""The table of slots is kept where it suffices, grows in layers where not, and is refused where neither can do."""

import numpy as np
import pytest

from jaywalk.engine import RunFault
from jaywalk.model.compile import CompileError
from jaywalk.model.compile.slots import STEPS
from promises.towns import monthly, states, usual, village

ACT, SLOT = "bill_late", "bill_late/utility_register"


def test_what_outgrows_its_slot_goes_on_in_further_layers_and_moves_nobody_else() -> None:
    """Ceilings a quarter of what is needed: the slot's events differ, all others keep their draws."""
    town, expected = usual()
    small = dict(town.plan.ceilings)
    small[SLOT] = {district: step - 2 * STEPS for district, step in small[SLOT].items()}
    grown = village(slot_table=small)
    assert grown.plan.layer_low.shape[0] == town.plan.layer_low.shape[0] + 2
    assert grown.plan.ceilings == small
    run = grown.run()
    s = grown.plan.names.slots.index(SLOT)
    reach = grown.plan.reach[:, :, :, s].max(axis=(0, 2, 3))
    low, length = grown.plan.layer_low[-1, :, s], grown.plan.layer_length[-1, :, s]
    assert ((low < reach) & (reach <= low + length)).all()
    mine, theirs = monthly(run, f"seen_{SLOT}").sum(), monthly(expected, f"seen_{SLOT}").sum()
    assert not np.array_equal(monthly(run, f"seen_{SLOT}"), monthly(expected, f"seen_{SLOT}"))
    assert abs(mine - theirs) < 6 * np.sqrt(theirs)


def test_a_table_made_for_more_keeps_every_draw_of_what_needs_less() -> None:
    """The same table, half the rate: what is left was there before."""
    town, expected = usual()
    run = village(f"acts.{ACT}.rate=0.2 per person-year", slot_table=town.plan.ceilings).run()
    assert run.plan.ceilings == town.plan.ceilings
    assert (monthly(run, f"seen_{SLOT}") <= monthly(expected, f"seen_{SLOT}")).all()
    mine, theirs = states(run), states(expected)
    same = mine["exact_p_score"] == theirs["exact_p_score"]
    assert 0.6 < same.mean() < 1.0
    assert (mine["exact_p_score"] >= theirs["exact_p_score"])[~same].mean() > 0.9


def test_what_no_layers_can_hold_is_refused() -> None:
    town, _ = usual()
    tiny = dict(town.plan.ceilings)
    tiny[SLOT] = dict.fromkeys(tiny[SLOT], -25 * STEPS)
    with pytest.raises(CompileError, match=f"{SLOT}: seen more than"):
        village(slot_table=tiny)


def test_a_rate_above_its_slots_ceiling_fails_the_run() -> None:
    town, _ = usual()
    reach = town.plan.reach.copy()
    reach[:, :, :, town.plan.names.slots.index(SLOT)] *= 3
    with pytest.raises(RunFault, match=f"above its slot's ceiling: {SLOT}"):
        town.run(reach=reach)


def test_the_order_of_a_kept_table_is_kept() -> None:
    town, _ = usual()
    names = list(town.plan.ceilings)
    backwards = {name: town.plan.ceilings[name] for name in reversed(names)}
    again = village(slot_table=backwards)
    assert again.plan.names.slots == tuple(reversed(names))
    # other places on the axis are other draws: such runs are never compared pairwise
    assert not np.array_equal(again.run().digests, town.run().digests)
