"""Occur: the opportunities of a resident's week, as points on an axis of slots."""

from collections.abc import Iterator
from dataclasses import dataclass

from jaywalk.core import processes as process
from reference.draws import Draws, waiting
from reference.residents import Resident, eligible
from reference.tables import Tables


@dataclass(frozen=True)
class Opportunity:
    """A point: the slot it falls in, its occurrence number and its level above 0 within the slot."""

    slot: int
    occ: int
    level: int


def propensity_of(tables: Tables, resident: Resident, slot: int) -> int:
    """16.16 propensity of the slot's act; 0 for who cannot do it."""
    act = tables.slot_act[slot]
    return resident.g[tables.act_family[act]] if eligible(tables, resident, act) else 0


def reach_of(tables: Tables, resident: Resident, week: int, world: int, slot: int) -> int:
    """Rate at which the slot's channel sees the resident in the world, in units of 2**-40 a week."""
    reach = tables.reach[tables.era[week]][resident.person.district][world][slot][resident.cell]
    return int(reach * propensity_of(tables, resident, slot) >> 16)


def opportunities(tables: Tables, draws: Draws, resident: Resident, week: int) -> Iterator[Opportunity]:
    """All points of the week, layer by layer, from the lowest up."""
    g = [propensity_of(tables, resident, slot) for slot in range(tables.n_slots)]
    district = resident.person.district
    for layer in range(tables.n_layers):
        lengths = [tables.layer_length[layer][district][slot] * g[slot] >> 16 for slot in range(tables.n_slots)]
        total = sum(lengths)
        seen_in_slot = [0] * tables.n_slots
        x = first_gap(tables, draws, resident, week, layer)
        gap = 0
        while x < total:
            slot, below = 0, 0
            while x >= below + lengths[slot]:
                below += lengths[slot]
                slot += 1
            occurrence = seen_in_slot[slot]
            seen_in_slot[slot] += 1
            low = tables.layer_low[layer][district][slot] * g[slot] >> 16
            yield Opportunity(slot, layer << process.LAYER_SHIFT | occurrence, low + x - below)
            gap += 1
            if gap > process.OCCURRENCE_MASK:
                message = "more than 511 opportunities in a week"
                raise OverflowError(message)
            number = layer << process.LAYER_SHIFT | gap
            x += waiting(draws(resident.serial, resident.area, tables.absolute(week), process.POINT, number).first64)


def first_gap(tables: Tables, draws: Draws, resident: Resident, week: int, layer: int) -> int:
    """The gap below the first point: high word from the gate that four residents share, low word their own."""
    serial, wk = resident.serial, tables.absolute(week)
    gate = draws(16 * (serial >> 6) + (serial & 15), resident.area, wk, process.GATE, layer)[serial >> 4 & 3]
    own = draws(serial, resident.area, wk, process.POINT, layer << process.LAYER_SHIFT)
    return waiting(gate << 32 | own.w0)
