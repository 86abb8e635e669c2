"""What every part of the compile step reads: the scenario, its worlds, the cities, the eras and the axes."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import numpy as np

from jaywalk.model.compile.axes import Axes, City, make_axes
from jaywalk.model.compile.cells import ADULT, share, spread
from jaywalk.model.compile.elementary import F64
from jaywalk.model.compile.eras import Eras, make_eras
from jaywalk.model.compile.limits import refuse
from jaywalk.model.compile.worlds import Variation, vary
from jaywalk.model.plan import CELLS
from jaywalk.scenario.people import Eligible
from jaywalk.scenario.quantities import Rate
from jaywalk.scenario.schema import Scenario

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Frame:
    """The parts of a compile step.

    Attributes
    ----------
    past
        What each world is in the untallied past.
    """

    scenario: Scenario
    worlds: tuple[Variation, ...]
    past: tuple[Variation, ...]
    cities: tuple[City, ...]
    eras: Eras
    axes: Axes
    _held: dict[tuple[int, str, int], F64] = field(default_factory=dict)

    def world_in(self, era: int, world: int) -> Variation:
        """What a world is in an era: the past of all worlds is the same."""
        return self.past[world] if self.eras.past(era) else self.worlds[world]

    @cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenario and every different one that a world makes of it."""
        found = [self.scenario]
        for world in self.worlds:
            if not any(world.scenario is known for known in found):
                found.append(world.scenario)
        return tuple(found)

    @cached_property
    def places(self) -> tuple[tuple[int, str], ...]:
        """City number and name of each district, in order."""
        return tuple((n, district.id) for n, city in enumerate(self.cities) for district in city.districts)

    @cached_property
    def residents(self) -> tuple[F64, ...]:
        """``[140]`` residents of each city at full scale."""
        return tuple(
            np.array(
                [math.fsum(column) for column in zip(*(d.counts_full.tolist() for d in city.districts), strict=True)]
            )
            for city in self.cities
        )

    @cached_property
    def adults(self) -> tuple[F64, ...]:
        """``[140]`` adults of each city at full scale."""
        return tuple(np.where(ADULT, counts, 0.0) for counts in self.residents)

    def held(self, scenario: Scenario, attribute: str, city: int) -> F64:
        """``[140]`` share of each cell that holds an attribute."""
        key = (id(scenario), attribute, city)
        if key not in self._held:
            self._held[key] = np.where(ADULT, self._share_held(scenario, attribute, city), 0.0)
        return self._held[key]

    def _share_held(self, scenario: Scenario, attribute: str, city: int) -> F64:
        entry = scenario.attributes[attribute]
        if entry.share is not None:
            return share(entry.share, self.cities[city].id, self.adults[city], f"attributes.{attribute}")
        try:
            return self.cities[city].attribute_share(entry.margin or attribute)
        except KeyError as error:
            refuse(f"attributes.{attribute}: {error.args[0]}")

    def eligible(self, scenario: Scenario, who: Eligible, city: int) -> F64:
        """``[140]`` share of each cell that is eligible: its range of cells, times the attribute if one is asked for."""
        cells = np.zeros(CELLS)
        cells[who.cells()] = 1.0
        return cells if who.attribute is None else cells * self.held(scenario, who.attribute, city)

    def weekly(self, scenario: Scenario, rate: Rate, who: Eligible, city: int) -> F64:
        """``[140]`` events a week of an eligible resident; the stated value is the mean over the eligible adults."""
        eligible = self.eligible(scenario, who, city)
        cells = np.zeros(CELLS)
        cells[who.cells()] = 1.0
        yearly = spread(rate, self.cities[city].id, eligible * self.adults[city])
        return cells * yearly / 52.1775


def make_frame(
    scenario: Scenario, cities: Sequence[City], names: Sequence[str] | None, kept: Collection[str] = ()
) -> Frame:
    """Resolve the worlds of a run and lay out its axes and eras; ``kept``: the slots of an earlier table."""
    worlds = tuple(vary(scenario, names))
    if {city.id for city in cities} - set(scenario.cities):
        refuse("a city is not in the scenario")
    rollout = {
        week
        for world in worlds
        for city in cities
        for district in city.districts
        if (week := world.scenario.rollout_week(city.id, district.id)) is not None
    }
    everything = [scenario, *(world.scenario for world in worlds if world.scenario is not scenario)]
    return Frame(
        scenario=scenario,
        worlds=worlds,
        past=tuple(world.past(scenario) for world in worlds),
        cities=tuple(cities),
        eras=make_eras(everything, rollout),
        axes=make_axes(worlds, kept),
    )
