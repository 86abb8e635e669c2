"""Worlds: the same cities under variations, as the compile step sees them.

``none`` has nothing; ``status_quo`` the national channels and lists; ``programme`` everything; ``exact`` the
programme without errors of identification. Others build on one of these. In the untallied past every world
that keeps state is a ``status_quo``; they part at the start.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from jaywalk.model.compile.limits import WORLDS, at_most, refuse
from jaywalk.scenario.channels import Camera, Device, Register
from jaywalk.scenario.loading import with_sets
from jaywalk.scenario.schema import Scenario

AnyChannel = Register | Device | Camera


@dataclass(frozen=True)
class Variation:
    """One world: which scenario it reads and what it leaves out.

    Attributes
    ----------
    scenario
        The scenario with what the world sets.
    state
        Whether the world keeps records at all (``none`` does not).
    programme
        Whether the city's part applies, or the national part alone.
    perfect
        Whether what is seen is identified without error.
    """

    name: str
    scenario: Scenario
    state: bool = True
    programme: bool = True
    perfect: bool = False
    channels_off: frozenset[str] = field(default_factory=frozenset)
    rules_off: frozenset[str] = field(default_factory=frozenset)
    lists_off: frozenset[str] = field(default_factory=frozenset)
    measures_off: frozenset[str] = field(default_factory=frozenset)
    errors_off: frozenset[str] = field(default_factory=frozenset)
    delay_weeks: int = 0

    def channel(self, name: str) -> AnyChannel | None:
        """The channel as this world has it, ``None`` where it does not."""
        found = self.scenario.channels.get(name)
        if found is None or not found.enabled or not self.state or name in self.channels_off:
            return None
        return found if self.programme or found.scope == "national" else None

    def errs(self, error: str) -> bool:
        """Whether a kind of error occurs in this world."""
        return not self.perfect and error not in self.errors_off

    @property
    def scored(self) -> bool:
        """Whether residents have points."""
        return self.state and self.programme and self.scenario.score is not None

    def past(self, base: Scenario) -> "Variation":
        """What this world is in the untallied past."""
        return Variation(f"{self.name}, past", base, state=self.state, programme=False)


def vary(scenario: Scenario, names: Sequence[str] | None = None) -> list[Variation]:
    """The worlds of a run, in order.

    Parameters
    ----------
    scenario
        The scenario.
    names
        Which worlds; the scenario's own choice where ``None``.
    """
    chosen = list(scenario.run if names is None else names)
    if not chosen:
        refuse("a run needs at least one world")
    if len(set(chosen)) < len(chosen):
        refuse("a world is named twice")
    at_most(len(chosen), WORLDS, "worlds")
    return [_world(scenario, name, ()) for name in chosen]


def _world(scenario: Scenario, name: str, above: tuple[str, ...]) -> Variation:
    if name in above:
        refuse(f"worlds build on each other in a circle: {' -> '.join([*above, name])}")
    own = scenario.worlds.get(name)
    if own is None:
        built_in = {
            "none": Variation("none", scenario, state=False, programme=False),
            "status_quo": Variation("status_quo", scenario, programme=False),
            "programme": Variation("programme", scenario),
            "exact": Variation("exact", scenario, perfect=True),
        }
        if name not in built_in:
            refuse(f"'{name}' is not a world; there are {', '.join([*built_in, *scenario.worlds])}")
        return built_in[name]
    base = _world(scenario, own.of, (*above, name))
    varied = base.scenario
    if own.set:
        varied = with_sets(varied, [f"{path}={json.dumps(value, default=str)}" for path, value in own.set.items()])
    return replace(
        base,
        name=name,
        scenario=varied,
        channels_off=base.channels_off | set(own.without.channels),
        rules_off=base.rules_off | set(own.without.rules),
        lists_off=base.lists_off | set(own.without.lists),
        measures_off=base.measures_off | set(own.without.measures),
        errors_off=base.errors_off | set(own.without.errors),
        delay_weeks=base.delay_weeks + (own.delay.weeks if own.delay is not None else 0),
    )


def exact_of(worlds: Sequence[Variation]) -> list[int]:
    """For each world the number of the one that observes exactly what it observes, -1 if none is in the run."""
    out = []
    for world in worlds:
        twin = replace(world, name="", perfect=True, errors_off=frozenset())
        matches = [
            n
            for n, other in enumerate(worlds)
            if other is not world
            and other.perfect
            and not world.perfect
            and world.state
            and replace(other, name="", errors_off=frozenset()) == twin
        ]
        out.append(matches[0] if matches else -1)
    return out
