"""What the axes of the plan's tables stand for: ids in the order of the scenario, over all worlds of a run."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from jaywalk.model.compile.elementary import F64
from jaywalk.model.compile.worlds import Variation, follows
from jaywalk.model.plan import I64, Names
from jaywalk.scenario.people import FAMILIES
from jaywalk.scenario.schema import Scenario

MARKET_FAMILY: Final = len(FAMILIES)  # applications for scarce places have a propensity of their own
SLOT_JOIN: Final = "/"


class District(Protocol):
    """A district as the population makes it."""

    @property
    def id(self) -> str:
        """Its name."""
        ...

    @property
    def number(self) -> int:
        """Its number inside the city."""
        ...

    @property
    def counts_full(self) -> I64:
        """``[140]`` residents at full scale."""
        ...


class City(Protocol):
    """A city as the population makes it."""

    @property
    def id(self) -> str:
        """Its name."""
        ...

    @property
    def code(self) -> int:
        """Its 16 bits of the draws' address."""
        ...

    @property
    def districts(self) -> Sequence[District]:
        """Its districts."""
        ...

    def attribute_share(self, name: str) -> F64:
        """Share of residents with an attribute of the margins, ``[140]``."""
        ...


@dataclass(frozen=True)
class Axes:
    """Ids along each axis; a market's measure is both its own act and its own slot.

    Attributes
    ----------
    pairs
        Slots that are sightings: (act, channel).
    markets
        Measures whose places are scarce.
    """

    worlds: tuple[str, ...]
    acts: tuple[str, ...]
    channels: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    lists: tuple[str, ...]
    measures: tuple[str, ...]
    tiers: tuple[str, ...]
    rules: tuple[str, ...]
    modes: tuple[str, ...]
    markets: tuple[str, ...]
    attributes: tuple[str, ...]

    def pair_names(self) -> tuple[str, ...]:
        """Slot names of the sightings."""
        return tuple(SLOT_JOIN.join(pair) for pair in self.pairs)

    def names(self, cities: Sequence[City], slots: Sequence[str]) -> Names:
        """The axes as the plan lists them."""
        return Names(
            cities=tuple(city.id for city in cities),
            districts=tuple(district.id for city in cities for district in city.districts),
            district_city=tuple(n for n, city in enumerate(cities) for _ in city.districts),
            worlds=self.worlds,
            acts=(*self.acts, *(market_slot(market) for market in self.markets)),
            channels=self.channels,
            slots=tuple(slots),
            lists=self.lists,
            measures=self.measures,
            tiers=self.tiers,
            rules=self.rules,
            modes=self.modes,
            markets=self.markets,
            attributes=self.attributes,
        )


def market_slot(market: str) -> str:
    """Name of the slot, and of the act, of applying for a market's places."""
    return f"places{SLOT_JOIN}{market}"


def make_axes(worlds: Sequence[Variation], kept: Collection[str] = ()) -> Axes:
    """Ids that any world of the run uses.

    Parameters
    ----------
    worlds
        The worlds of the run.
    kept
        Slots of an earlier table. Their acts and markets stay, with nothing to see, even where they are switched off:
        the length of a stretch depends on whose it is.
    """
    scenarios: list[Scenario] = []
    for world in worlds:
        if not any(world.scenario is known for known in scenarios):
            scenarios.append(world.scenario)

    def union(of: Callable[[Scenario], Iterable[str]]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for scenario in scenarios for name in of(scenario)))

    kept_acts = {slot.partition(SLOT_JOIN)[0] for slot in kept}
    acts = union(lambda s: (name for name, act in s.acts.items() if act.enabled or name in kept_acts))
    channels = union(lambda s: (name for name, channel in s.channels.items() if channel.enabled))
    order = {name: n for n, name in enumerate(channels)}
    seen = union(
        lambda s: (
            SLOT_JOIN.join((act, name))
            for name, channel in s.channels.items()
            for act in channel.sees
            if channel.enabled and act in acts and s.acts[act].enabled and _looks(s, name)
        )
    )
    rank = {name: n for n, name in enumerate(acts)}
    pairs = sorted(
        ((a, c) for a, _, c in (name.partition(SLOT_JOIN) for name in seen)),
        key=lambda pair: (rank[pair[0]], order[pair[1]]),
    )
    return Axes(
        worlds=tuple(world.name for world in worlds),
        acts=acts,
        channels=channels,
        pairs=tuple(pairs),
        lists=union(lambda s: s.lists),  # one switched off keeps its number, and so the others their draws
        measures=union(lambda s: (name for name, m in s.measures.items() if m.enabled or market_slot(name) in kept)),
        tiers=union(lambda s: s.tiers_low_to_high),
        rules=union(lambda s: (rule.id for rule in s.rules if rule.enabled)),
        modes=union(lambda s: () if s.travel is None else s.travel.modes),
        markets=union(
            lambda s: (
                name
                for name, m in s.measures.items()
                if m.places is not None and (m.enabled or market_slot(name) in kept)
            )
        ),
        attributes=union(lambda s: s.attributes),
    )


def _looks(scenario: Scenario, name: str) -> bool:
    """Whether a channel ever looks: one that follows a channel that is switched off does not."""
    leader = follows(scenario.channels[name])
    return leader is None or (leader in scenario.channels and scenario.channels[leader].enabled)
