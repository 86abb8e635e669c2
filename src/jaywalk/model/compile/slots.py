"""The slot table: each visible pair has a fixed stretch of the axis of opportunities, a power of two a year long.

A table made once is kept where it suffices, so that scenarios built on one another share their draws: new pairs
come after the old ones, and what grows beyond its stretch goes into further layers, each twice the last.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from jaywalk.core.fixed import weekly_rate
from jaywalk.model.compile.limits import LAYERS, SLOTS, at_most, refuse
from jaywalk.model.plan import I64

SMALLEST: Final = -30  # 2**-30 a year: one event in the whole country in a generation
LARGEST: Final = 13
NOTHING: Final = -64  # a slot of no length, for what only looks after others


@dataclass(frozen=True, eq=False)
class SlotTable:
    """Slots in order, with the power of two of their ceiling in events a year at g = 1.

    Attributes
    ----------
    powers
        Slot name to power; ``NOTHING`` stands for an empty stretch.
    low, length
        ``int64[NLAYER, S]`` where each layer begins and how long it is, in rate units.
    """

    powers: dict[str, int]
    low: I64
    length: I64

    @property
    def names(self) -> tuple[str, ...]:
        """Slot names in order."""
        return tuple(self.powers)


def ceiling(power: int) -> int:
    """A ceiling of ``2**power`` events a year in rate units."""
    return 0 if power == NOTHING else weekly_rate(2.0**power)


def power_for(rate: int, slot: str) -> int:
    """The smallest power of two whose ceiling holds a rate."""
    if rate <= 0:
        return NOTHING
    for power in range(SMALLEST, LARGEST + 1):
        if ceiling(power) >= rate:
            return power
    return refuse(f"{slot}: more than {2**LARGEST} visible events a year of one resident")


def make_slots(
    highest: Mapping[str, int], given: Mapping[str, int] | None = None, top: Mapping[str, int] | None = None
) -> SlotTable:
    """Lay out the slots.

    Parameters
    ----------
    highest
        Slot name to the largest visible rate at g = 1 over all worlds and dates, in rate units, in the order of a
        fresh table: markets, then pairs in the order of acts and of channels.
    given
        Powers of an earlier table, in its order.
    top
        Slot name to the largest rate that factors on acts and moved cameras may raise it to; the rate itself where
        it has none. It decides on layers only: no stretch is longer because of them.
    """
    raised = {slot: max(rate, (top or {}).get(slot, rate)) for slot, rate in highest.items()}
    powers = dict(given or {})
    for slot, power in powers.items():
        if power != NOTHING and not SMALLEST <= power <= LARGEST:
            refuse(f"slot table: {slot} has a ceiling of 2**{power} a year")
    for slot, rate in highest.items():
        if slot not in powers:
            powers[slot] = power_for(rate, slot)
    at_most(len(powers), SLOTS, "pairs of an act and a channel")
    layers = max((_layers(powers[slot], rate, slot) for slot, rate in raised.items()), default=1)
    low = np.zeros((layers, len(powers)), dtype=np.int64)
    length = np.zeros((layers, len(powers)), dtype=np.int64)
    for s, (slot, power) in enumerate(powers.items()):
        length[0, s] = ceiling(power)
        rate = raised.get(slot, 0)
        if power == NOTHING and layers > 1:
            # an empty stretch cannot double; made longer, it would move those after it
            length[1, s] = ceiling(power_for(rate, slot))
            continue
        for layer in range(1, _layers(power, rate, slot)):
            low[layer, s] = ceiling(power + layer - 1)
            length[layer, s] = ceiling(power + layer) - ceiling(power + layer - 1)
    return SlotTable(powers=powers, low=low, length=length)


def _layers(power: int, rate: int, slot: str) -> int:
    if power == NOTHING:
        return 1 if rate <= 0 else 2
    needed = 1
    while ceiling(power + needed - 1) < rate:
        needed += 1
        if needed > LAYERS:
            refuse(f"{slot}: seen more than {2 ** (LAYERS - 1)} times as often as its slot was made for")
    return needed
