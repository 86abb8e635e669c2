"""What a plan can hold, and the error that says which part of a scenario exceeds it."""

from typing import Final, NoReturn

import numpy as np

from jaywalk.model.heights import reach_top
from jaywalk.model.plan import Plan

WORLDS: Final = 8
COLUMNS: Final = 22
LISTS: Final = 8
TIERS: Final = 14
MEASURES: Final = 32
SLOTS: Final = 255
LAYERS: Final = 8
MODES: Final = 16
INT16: Final = (1 << 15) - 1
SUM_LIMIT: Final = 1 << 62  # sums of arrivals over a city stay below
PRODUCT_LIMIT: Final = 1 << 63  # an opportunity's height times a factor stays below
SEED_LIMIT: Final = 1 << 50  # largest seeded stock of one resident: far beyond any list, and no product overflows


class CompileError(ValueError):
    """A scenario that is well formed but does not fit the tables of a plan."""


def refuse(message: str) -> NoReturn:
    """Raise a ``CompileError``."""
    raise CompileError(message)


def at_most(number: int, limit: int, what: str) -> None:
    """Refuse more than ``limit`` of something."""
    if number > limit:
        refuse(f"a run holds at most {limit} {what}; the scenario makes {number}")


def whole_points(value: float, what: str) -> int:
    """Points as a 16-bit whole number."""
    if value != int(value) or abs(value) > INT16:
        refuse(f"{what}: points are whole and between -{INT16} and {INT16}, not {value!r}")
    return int(value)


def check(plan: Plan) -> None:
    """Refuse a plan whose numbers could overflow in the kernels."""
    names = plan.names
    at_most(len(names.worlds), WORLDS, "worlds")
    at_most(plan.n_columns, COLUMNS, "columns of state (three a world that differs, one a world free of errors)")
    at_most(len(names.lists), LISTS, "lists")
    at_most(len(names.tiers), TIERS, "tiers")
    at_most(len(names.measures), MEASURES, "measures")
    at_most(len(names.slots), SLOTS, "pairs of an act and a channel")
    at_most(len(names.modes), MODES, "modes of travel")
    at_most(plan.layer_length.shape[0], LAYERS, "layers of opportunities")
    if len(set(plan.city_code.tolist())) < len(plan.city_code):
        refuse("two cities have the same code; give one of them another with 'code'")
    tops = reach_top(plan)
    for s, slot in enumerate(names.slots):
        both = plan.wrong_a[:, :, :, s].astype(object) + plan.wrong_b[:, :, :, s].astype(object)
        if both.max() >= 1 << 64:
            refuse(f"{slot}: the ways to a wrong person add up to more than 1")
        ceilings = (plan.layer_low[:, :, s] + plan.layer_length[:, :, s]).max(axis=0)
        if bool(np.any(tops[:, :, s].max(axis=(0, 2), initial=0) > ceilings)):
            refuse(f"{slot}: what is seen exceeds the ceiling of its slot")
        _factors_fit(plan, s)
        highest = int(plan.reach[:, :, :, s].max(initial=0)) * int(plan.propensity.max()) >> 16
        if highest * int(plan.seed_stay[s]) >> 8 >= SEED_LIMIT:
            refuse(f"{slot}: somebody would be on its list more than a thousand times over at the start")


def _factors_fit(plan: Plan, s: int) -> None:
    """Heights times factors, as the kernels multiply them, fit into 64 bits."""
    height = int(plan.reach[:, :, :, s].max(initial=0)) * int(plan.propensity.max()) >> 16
    raising = [plan.m_top[:, plan.slot_act[s]]] if len(plan.m_top) else []
    raising += [plan.follow_most[:, s]] if len(plan.follow_most) else []
    for factors in raising:
        factor = int(np.max(factors, initial=0))
        if height * factor >= PRODUCT_LIMIT:
            refuse(f"{plan.names.slots[s]}: seen too often for what raises it; lower its rate, coverage or 'most'")
        height = max(height, height * factor >> 16)
