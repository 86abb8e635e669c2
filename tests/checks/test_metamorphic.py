"""What must follow when a scenario is changed in a known way, whatever its numbers are."""

import re
from dataclasses import fields, replace
from importlib import resources
from typing import Any

import numpy as np
import pytest

from jaywalk.engine import Options, execute
from jaywalk.engine.output import GROUPS
from jaywalk.scenario.loading import loads
from promises.towns import (
    Ints,
    assert_same_states,
    compiled,
    day_marks,
    exchanged,
    states,
    total,
    usual,
    village,
    weekly,
)
from reference.tiny_city import TinyCity, tiny_cities
from reference.tiny_lives import MIXES, with_parts
from reference.tiny_plan import tiny_plan

RENAMED = {
    "jaywalking": "crossing",
    "court_default": "unpaid_judgment",
    "street_cameras": "eyes",
    "phone_traces": "ears",
    "court_register": "docket",
    "court_debt": "debt_roll",
    "no_tickets": "grounded",
    "fast_track": "priority",
    "walking": "on_foot",
    "driver": "licensed",
    "fast_train": "bullet",
}


def test_what_parts_are_called_is_in_no_number() -> None:
    _, expected = usual()
    text = (resources.files("jaywalk.library") / "scenarios" / "village.yaml").read_text()
    for name, other in RENAMED.items():
        text = re.sub(rf"(?<![\w-]){name}(?![\w-])", other, text)
    run = compiled(loads(text, name="village")).run()
    assert "on_foot" in run.plan.names.rules
    assert "crossing/eyes" in run.plan.names.slots
    assert np.array_equal(run.weekly, expected.weekly)
    assert np.array_equal(run.monthly, expected.monthly)
    assert np.array_equal(run.digests, expected.digests)
    assert np.array_equal(exchanged(run), exchanged(expected))
    assert_same_states(run, expected)


def test_where_nobody_acts_every_record_is_false() -> None:
    """Phantoms and visitors without a single sighting: nobody is restricted but wrongly, and T and X are empty."""
    town = village("rules.walking.effect=-30 points", "rules.walking.cap=300 points per year")
    silent = np.where(town.plan.slot_market[None, None, None, :, None] >= 0, town.plan.reach, 0)
    run = town.run(reach=silent, phantom=town.plan.phantom * 30)
    slots = town.plan.names.slots
    for origin in ("own", "attributed"):
        assert sum(total(run, f"made_{origin}_{slot}", "programme") for slot in slots) == 0
    assert sum(total(run, f"seen_{slot}", "programme") for slot in slots) == 0
    assert sum(total(run, f"made_phantom_{slot}", "programme") for slot in slots) > 500
    assert np.array_equal(weekly(run, "restricted"), weekly(run, "wrongly_restricted"))
    assert np.array_equal(weekly(run, "restricted"), weekly(run, "strictly_wrongly_restricted"))
    assert weekly(run, "restricted").any()
    assert weekly(run, "wrong_nothing_happened").any()
    assert not weekly(run, "spared").any()
    table = states(run)
    for ledger in "tx":
        assert set(table[f"programme_{ledger}_score"].tolist()) == {0, 1000}
        assert not table[f"programme_{ledger}_lists"].any()
    assert len(set(table["programme_p_score"].tolist())) > 5


# --- groups under other names -----------------------------------------------------------------------------------

FIFTHS = np.array([3, 0, 4, 1, 2])  # the new number of each income fifth
CELLS = np.arange(140)
# residencies change places too; sex and age stay, for strays are dealt inside them
MOVED = CELLS // 10 * 10 + (1 - CELLS // 5 % 2) * 5 + FIFTHS[CELLS % 5]


def relabelled(city: TinyCity) -> TinyCity:
    districts = tuple(
        replace(d, people=d.people._replace(cell=MOVED[d.people.cell].astype(np.uint8))) for d in city.districts
    )
    return replace(city, districts=districts)


@pytest.mark.parametrize("parts", [(), MIXES[0]], ids=["plain", "all parts"])
@pytest.mark.parametrize("seed", range(4))
def test_groups_under_other_names_have_the_same_results_under_those(seed: int, parts: tuple[str, ...]) -> None:
    cities: Any = tiny_cities(seed)
    plan = with_parts(tiny_plan(seed, cities), seed, parts)
    changed: dict[str, Any] = {}
    for field in fields(plan):
        table = getattr(plan, field.name)
        if isinstance(table, np.ndarray) and table.shape[-1:] == (140,):
            moved = np.empty_like(table)
            moved[..., MOVED] = table
            changed[field.name] = moved
    assert {"reach", "attribute", "enrolled", "outside", "phantom", "demand", "act_rate"} <= set(changed)
    if parts:
        assert {"file", "aware_extra", "world_act_rate", "job_loss"} <= set(changed)
    changed["start_residency"] = np.ascontiguousarray(plan.start_residency[..., ::-1])
    options = Options(threads=1, block_size=100, keep_states=True)
    straight = execute(plan, cities, options)
    others: Any = tuple(relabelled(city) for city in cities)
    turned = execute(replace(plan, **changed), others, options)
    order: Ints = np.arange(len(GROUPS))
    order[[10, 11]] = 11, 10
    order[12:] = 12 + FIFTHS
    assert np.array_equal(turned.weekly[:, :, order], straight.weekly)
    assert np.array_equal(turned.monthly[:, :, order], straight.monthly)
    if parts:
        assert np.array_equal(turned.acts[:, :, order], straight.acts)
    assert np.array_equal(turned.digests, straight.digests)
    assert np.array_equal(day_marks(turned), day_marks(straight))
    assert not np.array_equal(turned.weekly, straight.weekly)


# --- what nobody can see -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("parts", [(), MIXES[0]], ids=["plain", "all parts"])
@pytest.mark.parametrize("seed", range(3))
def test_a_layer_more_than_anybody_reaches_changes_no_bit(seed: int, parts: tuple[str, ...]) -> None:
    """Points above all that is taken up: more draws, of a process of their own."""
    cities: Any = tiny_cities(seed)
    plan = with_parts(tiny_plan(seed, cities), seed, parts)
    top = (plan.layer_low + plan.layer_length).max(axis=0)[None]
    higher = replace(
        plan,
        layer_low=np.concatenate([plan.layer_low, top]),
        layer_length=np.concatenate([plan.layer_length, top]),
    )
    one, other = (execute(p, cities, Options(threads=1, keep_states=True)) for p in (plan, higher))
    assert np.array_equal(one.weekly, other.weekly)
    assert np.array_equal(one.monthly, other.monthly)
    assert np.array_equal(one.digests, other.digests)
    assert np.array_equal(one.acts, other.acts)
    # only those out of work are asked in the layer, if it is theirs alone
    assert other.facts["points"] > one.facts["points"] or "lives" in parts
