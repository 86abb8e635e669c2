"""The slot table: each visible pair has a stretch of the axis of opportunities, in each district as long as it needs.

A ceiling is a power of two a year in quarter steps: fine enough that few points fall where no world takes them up,
coarse enough that a number may move within its slot. A table made once is kept where it suffices, so that scenarios
built on one another share their draws: new pairs come after the old ones, and what grows beyond its stretch goes into
further layers, each twice the last.
"""

import bisect
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from jaywalk.core.fixed import weekly_rate
from jaywalk.model.compile.limits import LAYERS, SLOTS, at_most, refuse
from jaywalk.model.plan import I64

STEPS: Final = 4  # to a doubling
SMALLEST: Final = -30 * STEPS  # 2**-30 a year: one event in the whole country in a generation
LARGEST: Final = 13 * STEPS
NOTHING: Final = -64 * STEPS  # a stretch of no length, for what only looks after others
_ROOTS: Final = (1.0, 1.189207115002721, 1.4142135623730951, 1.681792830507429)  # 2**(n/4), the nearest doubles

Ceilings = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, eq=False)
class SlotTable:
    """Slots in order, with their ceilings in events a year at g = 1.

    Attributes
    ----------
    steps
        Slot name, then district, to the ceiling in quarter powers of two; ``NOTHING`` stands for an empty stretch.
    low, length
        ``int64[NLAYER, ND, S]`` where each layer begins and how long it is, in rate units.
    """

    steps: dict[str, dict[str, int]]
    low: I64
    length: I64

    @property
    def names(self) -> tuple[str, ...]:
        """Slot names in order."""
        return tuple(self.steps)


def ceiling(step: int) -> int:
    """A ceiling of ``2**(step / 4)`` events a year in rate units."""
    return 0 if step == NOTHING else weekly_rate(math.ldexp(_ROOTS[step % STEPS], step // STEPS))


_CEILINGS: Final = [ceiling(step) for step in range(SMALLEST, LARGEST + 1)]


def step_for(rate: int, slot: str) -> int:
    """The lowest ceiling that holds a rate."""
    if rate <= 0:
        return NOTHING
    at = bisect.bisect_left(_CEILINGS, rate)
    if at == len(_CEILINGS):
        refuse(f"{slot}: more than {2 ** (LARGEST // STEPS)} visible events a year of one resident")
    return SMALLEST + at


def make_slots(
    highest: Mapping[str, Sequence[int]],
    districts: Sequence[str],
    given: Ceilings | None = None,
    top: Mapping[str, Sequence[int]] | None = None,
) -> SlotTable:
    """Lay out the slots.

    Parameters
    ----------
    highest
        Slot name to the largest visible rate at g = 1 in each district over all worlds and dates, in rate units, in
        the order of a fresh table: markets, then pairs in the order of acts and of channels.
    districts
        Names of the districts.
    given
        Ceilings of an earlier table, in its order; districts it has not are laid out afresh.
    top
        As ``highest``, the largest rates that factors on acts and moved cameras may raise them to; the rates
        themselves where there are none. They decide on layers only: no stretch is longer because of them.
    """
    raised = {slot: (top or {}).get(slot, rates) for slot, rates in highest.items()}
    earlier = given or {}
    steps: dict[str, dict[str, int]] = {}
    nowhere = [0] * len(districts)
    for slot in [*earlier, *(slot for slot in highest if slot not in earlier)]:
        kept = earlier.get(slot, {})
        for step in kept.values():
            if step != NOTHING and not SMALLEST <= step <= LARGEST:
                refuse(f"slot table: {slot} has a ceiling of 2**{step / STEPS:g} a year")
        rates = zip(districts, highest.get(slot, nowhere), strict=True)
        steps[slot] = {d: kept[d] if d in kept else step_for(rate, slot) for d, rate in rates}
    at_most(len(steps), SLOTS, "pairs of an act and a channel")
    layers = max(
        (
            _layers(step, rate, slot)
            for slot, rates in raised.items()
            for step, rate in zip(steps[slot].values(), rates, strict=True)
        ),
        default=1,
    )
    low = np.zeros((layers, len(districts), len(steps)), dtype=np.int64)
    length = np.zeros((layers, len(districts), len(steps)), dtype=np.int64)
    for s, (slot, by_district) in enumerate(steps.items()):
        for d, (step, rate) in enumerate(zip(by_district.values(), raised.get(slot, nowhere), strict=True)):
            length[0, d, s] = ceiling(step)
            if step == NOTHING and layers > 1:
                # an empty stretch cannot double; made longer, it would move those after it
                length[1, d, s] = ceiling(step_for(rate, slot))
                continue
            for layer in range(1, _layers(step, rate, slot)):
                low[layer, d, s] = ceiling(step + STEPS * (layer - 1))
                length[layer, d, s] = ceiling(step + STEPS * layer) - low[layer, d, s]
    return SlotTable(steps=steps, low=low, length=length)


def _layers(step: int, rate: int, slot: str) -> int:
    if step == NOTHING:
        return 1 if rate <= 0 else 2
    needed = 1
    while ceiling(step + STEPS * (needed - 1)) < rate:
        needed += 1
        if needed > LAYERS:
            refuse(f"{slot}: seen more than {2 ** (LAYERS - 1)} times as often as its slot was made for")
    return needed
