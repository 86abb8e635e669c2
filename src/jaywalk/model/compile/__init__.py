"""From a scenario and cities to a plan: every number that is not an integer operation is made here, once.

All arithmetic is correctly rounded (additions, multiplications, divisions, square roots, correctly rounded sums,
mpmath for single constants), so the same scenario makes the same plan, to the bit, on every machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from jaywalk.core.philox import draw_key
from jaywalk.model.compile.axes import MARKET_FAMILY, City, market_slot
from jaywalk.model.compile.bear import market_reach, market_tables, markets, travel_tables
from jaywalk.model.compile.digest import plan_hash
from jaywalk.model.compile.eras import full_touch
from jaywalk.model.compile.frame import Frame, make_frame
from jaywalk.model.compile.judge import list_tables, measure_tables, rule_tables, score_tables, tier_tables
from jaywalk.model.compile.limits import WORLDS, CompileError, at_most, check, refuse
from jaywalk.model.compile.lives import lives_tables
from jaywalk.model.compile.observe import Outcomes, arrival_tables, columns, outcome_tables, slot_tables
from jaywalk.model.compile.placement import highest_moves, placement_tables
from jaywalk.model.compile.redress import redress_tables
from jaywalk.model.compile.residents import look_alike_tables, name_tables, propensity_tables, share_tables
from jaywalk.model.compile.respond import highest_factors, respond_tables, sure_table
from jaywalk.model.compile.seeding import seed_tables
from jaywalk.model.compile.sightings import Sightings, attribute_number, compensator_rates, make_sightings
from jaywalk.model.compile.slots import Ceilings, SlotTable, make_slots
from jaywalk.model.compile.worlds import Variation, exact_of, worlds_of_rates
from jaywalk.model.plan import (
    COMBINE_FIRST,
    COMBINE_MAX,
    COMBINE_SUM,
    I32,
    I64,
    MARKET,
    PARTS,
    PROSOCIAL,
    PROTECTED,
    VIOLATION,
    Plan,
)
from jaywalk.scenario.people import FAMILIES
from jaywalk.scenario.schema import Scenario

__all__ = ["CompileError", "compile_plan", "known_slots", "plan_hash", "slot_ceilings"]

_KINDS = {"violation": VIOLATION, "prosocial": PROSOCIAL, "protected": PROTECTED}
ONE16 = 1 << 16
_COMBINE = {None: COMBINE_FIRST, "first": COMBINE_FIRST, "max": COMBINE_MAX, "sum": COMBINE_SUM}


def compile_plan(
    scenario: Scenario,
    cities: Sequence[City],
    *,
    seed: int,
    replicate: int = 0,
    worlds: Sequence[str] | None = None,
    slot_table: Ceilings | None = None,
) -> Plan:
    """Compile a scenario for cities to integer tables.

    Parameters
    ----------
    scenario
        What happens.
    cities
        Where; rates are means over the cities' residents at full scale, whatever is sampled.
    seed, replicate
        The draws' address; nothing else of the plan depends on them.
    worlds
        Names of the worlds to run; the scenario's own choice by default.
    slot_table
        ``Plan.ceilings`` of an earlier plan, to stay on the same draws.

    Returns
    -------
    Plan
        Tables for the kernels.

    Raises
    ------
    CompileError
        If the scenario does not fit the tables.
    """
    if not cities:
        refuse("a run needs a city")
    frame = make_frame(scenario, cities, worlds, slot_table or ())
    at_most(len(frame.worlds), WORLDS, "worlds")
    at_most(len(frame.axes.tiers), 14, "tiers")
    _same_residents(frame)
    sightings = make_sightings(frame)
    places = _places(frame)
    pair_names = frame.axes.pair_names()
    highest = _highest(frame, sightings, places)
    outcomes = Outcomes(frame)
    sure = sure_table(frame, outcomes)
    slots = make_slots(highest, _districts(frame), slot_table, _raised(frame, highest, sure))
    n_slots = len(slots.names)
    numbers = [slots.names.index(name) for name in pair_names]
    by_pair = dict(zip(frame.axes.pairs, numbers, strict=True))
    tables: dict[str, Any] = _slot_axes(frame, slots, sightings, numbers)
    tables |= _reach(frame, slots, sightings, numbers, places)
    tables |= outcome_tables(frame, outcomes, numbers, n_slots)
    tables |= arrival_tables(frame, outcomes, sightings, numbers, n_slots)
    tables |= slot_tables(frame, outcomes, numbers, n_slots)
    tables |= redress_tables(frame, by_pair, n_slots)
    tables |= lives_tables(frame)
    tables |= respond_tables(frame, sure, by_pair, n_slots, lives=len(tables["job_loss"]) > 0)
    tables |= placement_tables(frame, numbers, n_slots)
    tables |= columns(frame, outcomes, tables)
    tables |= score_tables(frame)
    tables |= rule_tables(frame, by_pair, n_slots)
    tables |= list_tables(frame, by_pair, n_slots)
    tables |= tier_tables(frame)
    tables |= measure_tables(frame)
    tables |= seed_tables(frame, tables, by_pair, n_slots)
    tables |= travel_tables(frame)
    tables |= market_tables(frame, tables["rollout"])
    tables |= propensity_tables(scenario)
    tables |= look_alike_tables(scenario)
    tables |= share_tables(frame, scenario)
    tables |= name_tables(frame, scenario)
    tables |= _acts(frame, places)
    tables["world_act_rate"] = _with_markets(tables["world_act_rate"], tables["act_rate"])
    eras = frame.eras
    plan = Plan(
        names=replace(frame.axes.names(cities, slots.names), parts=_parts(frame, tables)),
        n_weeks=eras.n_weeks,
        n_past=eras.n_past,
        week0=eras.week0,
        era=eras.era,
        year=eras.year,
        month=eras.month,
        full_touch=full_touch(eras, tables, len(frame.places)),
        key=np.array(draw_key(seed, replicate), np.uint32),
        city_code=np.array([city.code for city in cities], np.uint32),
        district_city=np.array([city for city, _ in frame.places], np.int32),
        district_number=np.array([d.number for city in cities for d in city.districts], np.int32),
        exact_of=np.array(exact_of(frame.worlds), np.int32),
        layer_low=slots.low,
        layer_length=slots.length,
        ceilings=slots.steps,
        **tables,
    )
    check(plan)
    return plan


def _parts(frame: Frame, tables: Mapping[str, Any]) -> tuple[str, ...]:
    """The parts of the model that some world of the run uses."""
    there = {
        "contest": bool(tables["contest_on"].any()),
        "respond": bool(tables["respond_on"].any()),
        "lives": len(tables["job_loss"]) > 0,
        "opinion": any(_asked(world) for world in frame.worlds),
        "placement": bool(tables["follow"].any()),
    }
    return tuple(part for part in PARTS if there.get(part, False))


def _asked(world: Variation) -> bool:
    """Whether residents of a world are asked what they think of its programme."""
    opinion = world.scenario.opinion
    return world.state and world.programme and opinion is not None and opinion.enabled


def slot_ceilings(
    scenario: Scenario, cities: Sequence[City], *, slot_table: Ceilings | None = None, also: Sequence[str] = ()
) -> dict[str, dict[str, int]]:
    """``Plan.ceilings`` of a scenario with all its worlds, without the rest of the plan. Parameters as `compile_plan`.

    Slots of the given table whose act or market the scenario has no more are left out. ``also`` names further worlds.
    """
    named = known_slots(scenario, slot_table or {})
    frame = make_frame(scenario, cities, list(dict.fromkeys([*worlds_of_rates(scenario), *also])), named)
    return make_slots(_highest(frame, make_sightings(frame), _places(frame)), _districts(frame), named).steps


def known_slots(scenario: Scenario, slot_table: Ceilings) -> dict[str, dict[str, int]]:
    """The slots of a table whose act or market is in the scenario, be it switched off."""
    mine = set(scenario.acts)
    places = {market_slot(name) for name, measure in scenario.measures.items() if measure.places is not None}
    return {slot: dict(n) for slot, n in slot_table.items() if slot in places or slot.partition("/")[0] in mine}


def _raised(frame: Frame, highest: Mapping[str, Sequence[int]], sure: I32) -> dict[str, list[int]]:
    """The largest rate of each slot by district with the largest factors on its act and on its camera's coverage."""
    acts, moves = highest_factors(frame, sure), highest_moves(frame)
    out = {}
    for slot, rates in highest.items():
        act, _, channel = slot.partition("/")
        raised = [-(-rate * acts.get(act, ONE16) >> 16) for rate in rates]
        # rounded up each time, as in ``heights``
        out[slot] = [-(-rate * moves.get(channel, ONE16) >> 16) for rate in raised]
    return out


def _with_markets(rates: I64, act_rate: I64) -> I64:
    """Rates of each world with those of applications, which are the same in all."""
    if not len(rates):
        return rates
    tail = act_rate[None, :, :, rates.shape[3] :]
    return np.concatenate([rates, np.broadcast_to(tail, (len(rates), *tail.shape[1:]))], axis=3)


def _places(frame: Frame) -> list[I64]:
    """Applications to each market, by district."""
    return [market_reach(frame, *pair) for pair in zip(frame.axes.markets, markets(frame), strict=True)]


def _districts(frame: Frame) -> list[str]:
    """Names of the districts in the slot table: those of another city may be called alike."""
    return [f"{frame.cities[city].id}/{name}" for city, name in frame.places]


def _highest(frame: Frame, sightings: Sightings, places: Sequence[I64]) -> dict[str, list[int]]:
    """The largest visible rate of each slot by district, in the order of a fresh table."""
    # places first: what is applied for needs no channel, and weeks in which few channels see can stop early
    highest = {
        market_slot(name): table.max(axis=1, initial=0).tolist()
        for name, table in zip(frame.axes.markets, places, strict=True)
    }
    reach = sightings.reach
    for p, name in enumerate(frame.axes.pair_names()):
        highest[name] = reach[:, :, :, p].max(axis=(0, 2, 3), initial=0).tolist()
    return highest


def _same_residents(frame: Frame) -> None:
    """Refuse worlds that change what all worlds of a run share: who the residents are."""
    for world in frame.worlds:
        other = world.scenario
        if other is frame.scenario:
            continue
        for part in ("cities", "time", "attributes", "heterogeneity", "participation", "awareness", "gallery", "names"):
            if getattr(other, part) != getattr(frame.scenario, part):
                refuse(
                    f"world {world.name} sets {part}, which all worlds of a run share; run it as a scenario of its own"
                )


def _acts(frame: Frame, places: Sequence[I64]) -> dict[str, Any]:
    """What acts are; applications for scarce places are acts too."""
    entries = []
    for name in frame.axes.acts:
        found = [s.acts[name] for s in frame.scenarios if name in s.acts]
        fixed = [(act.kind, act.family, act.eligible, act.gravity, act.combine) for act in found]
        if any(other != fixed[0] for other in fixed):
            refuse(f"acts.{name}: worlds of a run may set its rate only")
        entries.append(found[0])
    tail = markets(frame)
    rates = compensator_rates(frame)
    market_part = np.zeros((rates.shape[0], rates.shape[1], len(tail), rates.shape[3]), np.int64)
    for m in range(len(tail)):
        reach = places[m]
        for d, (city, _) in enumerate(frame.places):
            market_part[:, city, m] = reach[d]
    families = [FAMILIES.index(act.family) for act in entries] + [MARKET_FAMILY] * len(tail)
    attributes = [act.eligible.attribute for act in entries] + [market.eligible.attribute for market in tail]
    return {
        "act_kind": np.array([_KINDS[act.kind] for act in entries] + [MARKET] * len(tail), np.uint8),
        "act_family": np.array(families, np.uint8),
        "act_attribute": np.array([attribute_number(frame, name) for name in attributes], np.int32),
        "act_gravity": np.array([act.gravity for act in entries] + [1] * len(tail), np.uint8),
        "act_combine": np.array([_COMBINE[act.combine] for act in entries] + [COMBINE_FIRST] * len(tail), np.uint8),
        "act_rate": np.concatenate([rates, market_part], axis=2),
    }


def _slot_axes(frame: Frame, slots: SlotTable, sightings: Sightings, numbers: list[int]) -> dict[str, Any]:
    """Act, channel, market and leader of each slot; a slot kept from an earlier table may have lost its channel."""
    axes = frame.axes
    acts = list(axes.acts) + [market_slot(name) for name in axes.markets]
    act, channel, market = [], [], []
    for name in slots.names:
        first, _, second = name.partition("/")
        own = name if name in acts else first
        if own not in acts:
            refuse(f"slot table: {name} is of an act that the scenario has not; compile both on a table without it")
        act.append(acts.index(own))
        market.append(axes.markets.index(second) if own == name else -1)
        channel.append(-1 if own == name or second not in axes.channels else axes.channels.index(second))
    after = np.full(len(slots.names), -1, np.int32)
    for p, leader in enumerate(sightings.after.tolist()):
        if leader >= 0:
            after[numbers[p]] = numbers[leader]
    return {
        "slot_act": np.array(act, np.int32),
        "slot_channel": np.array(channel, np.int32),
        "slot_market": np.array(market, np.int32),
        "slot_after": after,
    }


def _reach(
    frame: Frame, slots: SlotTable, sightings: Sightings, numbers: list[int], places: Sequence[Any]
) -> dict[str, Any]:
    """Visible rates in slot order; applications are the same in every world."""
    reach = sightings.reach
    shape = reach.shape
    out = np.zeros((*shape[:3], len(slots.names), shape[4]), np.int64)
    sees = np.zeros((*shape[:3], len(slots.names), sightings.sees.shape[4]), np.uint64)
    out[:, :, :, numbers] = reach
    sees[:, :, :, numbers] = sightings.sees
    for name, table in zip(frame.axes.markets, places, strict=True):
        out[:, :, :, slots.names.index(market_slot(name))] = table[None, :, None, :]
    return {"reach": out, "sees": sees}
