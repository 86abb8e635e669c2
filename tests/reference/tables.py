"""The plan as nested lists of Python integers, so that nothing here overflows or wraps."""

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from jaywalk.model.plan import Plan


class Tables:
    """Every field of a plan under its own name, arrays turned into lists; and the axes' lengths."""

    def __init__(self, plan: Plan) -> None:
        for field in fields(plan):
            value = getattr(plan, field.name)
            setattr(self, field.name, value.tolist() if isinstance(value, np.ndarray) else value)
        self.n_cities = len(self.city_code)
        self.n_districts = len(self.district_city)
        self.n_worlds = len(self.col_p)
        self.n_slots = len(self.slot_act)
        self.n_layers = len(self.layer_length)
        self.n_lists = len(self.list_restart)
        self.n_measures = len(self.severity)
        self.n_rules = len(self.cap_kind)
        self.n_modes = len(self.switched)
        self.n_markets = len(self.market_measure)
        self.n_attributes = len(self.attribute[0])

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """The plan's fields, whose nested lists are not typed any further."""

    def keeps_state(self, world: int) -> bool:
        """Whether the world has ledgers at all."""
        return bool(self.col_p[world] >= 0)

    def is_clean(self, world: int) -> bool:
        """Whether the plan promises that P, T and X of the world are always the same, but for what was struck from P."""
        return bool(self.keeps_state(world) and self.perfect[world])

    @property
    def has_contest(self) -> bool:
        """Whether records can be contested in some world."""
        return "contest" in self.names.parts

    @property
    def has_respond(self) -> bool:
        """Whether residents of some world respond to the programme."""
        return "respond" in self.names.parts

    @property
    def has_lives(self) -> bool:
        """Whether work can be lost in some world."""
        return "lives" in self.names.parts

    @property
    def has_placement(self) -> bool:
        """Whether a camera goes where records are."""
        return "placement" in self.names.parts

    def contests(self, world: int) -> bool:
        """Whether records can ever be contested in the world."""
        return self.has_contest and any(any(slots) for slots in self.contest_on[world])

    def absolute(self, week: int) -> int:
        """Counter word 2 of week ``week`` of the run."""
        return int(self.week0) + week
