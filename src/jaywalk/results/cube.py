"""The counter cube of one finished run: plain arrays with their labels, nothing that needs a heavy library.

Every table, share and sentence is a function of the cube. The labelled xarray datasets of a `Result` are views
on it, made when first asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from jaywalk.model.quantities import Quantity
from jaywalk.results.groups import ALL, by_group

I64 = NDArray[np.int64]
Dates = NDArray[np.datetime64]

#: true acts are stored in events a week in units of 2**-24
TRUE_ACT_UNIT: Final = 1 << 24


@dataclass(frozen=True, eq=False)
class Labels:
    """What the entries of the cube's axes are called.

    Attributes
    ----------
    weeks
        Mondays of the tallied weeks.
    months
        First days of the tallied months.
    era
        ``[weeks]`` stretch between dated values that each week belongs to: the first axis of ``true_acts``.
    cities, districts, district_city
        Names, and the city of each district as a position in ``cities``.
    groups, worlds, acts, channels
        Names.
    slots
        Pairs of an act and the channel that sees it.
    act_kind, act_family
        ``violation``, ``prosocial``, ``protected`` or ``market`` of each act, and its family.
    slot_act, slot_channel
        Positions in ``acts`` and ``channels`` (-1: applications for a market of scarce places).
    restrictions, benefits, lists, tiers, modes, markets
        Names, as they end the names of quantities.
    """

    weeks: Dates
    months: Dates
    era: NDArray[np.int32]
    cities: tuple[str, ...]
    districts: tuple[str, ...]
    district_city: tuple[int, ...]
    groups: tuple[str, ...]
    worlds: tuple[str, ...]
    acts: tuple[str, ...]
    channels: tuple[str, ...]
    slots: tuple[str, ...]
    slot_act: tuple[int, ...]
    slot_channel: tuple[int, ...]
    restrictions: tuple[str, ...]
    benefits: tuple[str, ...]
    lists: tuple[str, ...]
    tiers: tuple[str, ...]
    modes: tuple[str, ...]
    markets: tuple[str, ...]
    act_kind: tuple[str, ...] = ()
    act_family: tuple[str, ...] = ()

    def names(self) -> dict[str, tuple[Any, ...]]:
        """Every axis of names, for the store (dates and eras are stored as arrays)."""
        return {key: value for key in self.__dataclass_fields__ if isinstance(value := getattr(self, key), tuple)}


@dataclass(frozen=True, eq=False)
class Cube:
    """Counters of a run.

    Attributes
    ----------
    labels
        The names of all axes.
    quantities, monthly_quantities
        What the last axis of ``weekly`` and ``monthly`` counts.
    weekly
        ``[weeks, districts, groups, worlds, quantities]``. Stocks are the state at the week's end.
    monthly
        ``[months, districts, groups, worlds, quantities]``, flows.
    true_acts
        ``[eras, districts, groups, acts]`` expected true acts a week, in units of 2**-24: the sum of all rates, free of
        sampling noise, whether or not any channel sees them.
    counts
        ``[districts, 140]`` simulated residents of each cell.
    acts
        ``[evaluated weeks, districts, groups, worlds, acts]`` the same by world, where residents respond to the
        programme: what they do then depends on what has become of them. No weeks where nobody responds.
    acts_weeks
        ``[evaluated weeks]`` positions in ``labels.weeks``.
    """

    labels: Labels
    quantities: tuple[Quantity, ...]
    monthly_quantities: tuple[Quantity, ...]
    weekly: I64
    monthly: I64
    true_acts: I64
    counts: I64
    acts: I64 = field(default_factory=lambda: np.zeros((0, 0, 0, 0, 0), np.int64))
    acts_weeks: I64 = field(default_factory=lambda: np.zeros(0, np.int64))

    def __post_init__(self) -> None:
        la = self.labels
        nd, g, w = len(la.districts), len(la.groups), len(la.worlds)
        expected = {
            "weekly": (len(la.weeks), nd, g, w, len(self.quantities)),
            "monthly": (len(la.months), nd, g, w, len(self.monthly_quantities)),
            "true_acts": (self.true_acts.shape[0], nd, g, len(la.acts)),
            "counts": (nd, self.counts.shape[1]),
        }
        if len(self.acts):
            expected["acts"] = (len(self.acts_weeks), nd, g, w, len(la.acts))
        for name, shape in expected.items():
            if getattr(self, name).shape != shape:
                raise ValueError(f"{name} has shape {getattr(self, name).shape}, its labels say {shape}")

    @cached_property
    def _position(self) -> Mapping[str, int]:
        return {q.name: i for i, q in enumerate(self.quantities)}

    @cached_property
    def _monthly_position(self) -> Mapping[str, int]:
        return {q.name: i for i, q in enumerate(self.monthly_quantities)}

    @cached_property
    def residents(self) -> I64:
        """``[districts, groups]`` simulated residents."""
        return by_group(self.counts)

    @cached_property
    def adults(self) -> I64:
        """``[districts, groups]`` simulated residents of 18 and over."""
        return by_group(self.counts, adults=True)

    def has(self, quantity: str) -> bool:
        """Whether the weekly part counts ``quantity``."""
        return quantity in self._position

    def has_monthly(self, quantity: str) -> bool:
        """Whether the monthly part counts ``quantity``."""
        return quantity in self._monthly_position

    def of(self, quantity: str, *, world: str, group: str = ALL, city: str | None = None) -> I64:
        """``[weeks]`` of one weekly quantity, summed over the districts of ``city`` (default: of all cities)."""
        values = self.weekly[:, :, self.group(group), self.world(world), self._position[quantity]]
        return np.asarray(values[:, self._rows(city)].sum(axis=1))

    def monthly_total(self, quantity: str, *, world: str, group: str = ALL, months: Sequence[int] | None = None) -> int:
        """One monthly flow over all districts and the whole tallied time, or over some months of it."""
        values = self.monthly[:, :, self.group(group), self.world(world), self._monthly_position[quantity]]
        return int((values if months is None else values[list(months)]).sum())

    def acts_total(self, act: str, *, group: str = ALL, world: str | None = None) -> float:
        """Expected true acts over the whole tallied time and all districts, in a world or without any response."""
        if world is not None and len(self.acts):
            return float(self.acts_in(world, group=group)[:, self.labels.acts.index(act)].sum())
        per_era = self.true_acts[:, :, self.group(group), self.labels.acts.index(act)].sum(axis=1)
        return float(per_era[self.labels.era].sum()) / TRUE_ACT_UNIT

    def acts_in(self, world: str, *, group: str = ALL) -> NDArray[np.float64]:
        """``[weeks, acts]`` expected true acts a week in a world, all districts together.

        Where they depend on the world, they are those of the last week in which they were evaluated (before the
        first one: of the first).
        """
        g = self.group(group)
        if not len(self.acts):
            every: I64 = self.true_acts[:, :, g].sum(axis=1)[self.labels.era]
        else:
            last = np.searchsorted(self.acts_weeks, np.arange(len(self.labels.weeks)), side="right") - 1
            every = self.acts[:, :, g, self.world(world)].sum(axis=1)[np.maximum(last, 0)]
        return every.astype(np.float64) / TRUE_ACT_UNIT

    def adults_of(self, group: str = ALL, *, city: str | None = None) -> int:
        """Simulated adults of a group, in ``city`` or everywhere."""
        return int(self.adults[self._rows(city), self.group(group)].sum())

    def group(self, name: str) -> int:
        """Position of a group; ``KeyError`` names those there are."""
        return _position(self.labels.groups, name, "group")

    def world(self, name: str) -> int:
        """Position of a world; ``KeyError`` names those there are."""
        return _position(self.labels.worlds, name, "world")

    def _rows(self, city: str | None) -> NDArray[np.intp]:
        owner = np.asarray(self.labels.district_city)
        if city is None:
            return np.arange(len(owner))
        return np.flatnonzero(owner == _position(self.labels.cities, city, "city"))


def _position(names: tuple[str, ...], name: str, what: str) -> int:
    try:
        return names.index(name)
    except ValueError:
        raise KeyError(f"no {what} {name!r} in this run; it has {', '.join(names)}") from None
