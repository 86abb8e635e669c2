"""Worlds: the same cities under variations, as the compile step sees them.

``none`` has nothing; ``status_quo`` the national channels and lists; ``programme`` everything; ``exact`` the
programme without errors of identification. Others build on one of these. In the untallied past every world
that keeps state is a ``status_quo``; they part at the start.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from jaywalk.model.compile.limits import refuse
from jaywalk.scenario.channels import Camera, Device, Error, Register
from jaywalk.scenario.frame import BUILT_IN
from jaywalk.scenario.loading import build
from jaywalk.scenario.schema import Scenario
from jaywalk.scenario.worlds import FULL_SIGHT, base_of, chain_of, ready_made, varied_nodes, worlds_run

WITHOUT_RATES: Final = ("redress", "response", "lives", "opinion")  # sections that say nothing of what channels see

AnyChannel = Register | Device | Camera


def follows(channel: AnyChannel) -> str | None:
    """The channel after which this one looks, if it looks only then."""
    return channel.after.channel if isinstance(channel, Device) and channel.after is not None else None


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
    errors_off
        Kinds of error that do not occur.
    parts_off
        What is left out: (``channels``, ``rules``, ``lists`` or ``measures``; name).
    delay_weeks
        Weeks that every record comes later.
    full_sight
        Whether channels cover everything and see all that they can see at all.
    """

    name: str
    scenario: Scenario
    state: bool = True
    programme: bool = True
    perfect: bool = False
    errors_off: frozenset[Error] = frozenset()
    parts_off: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    delay_weeks: int = 0
    full_sight: bool = False

    def has(self, table: str, name: str) -> bool:
        """Whether a part (of ``channels``, ``rules``, ``lists`` or ``measures``) is not left out."""
        return self.state and (table, name) not in self.parts_off

    def channel(self, name: str) -> AnyChannel | None:
        """The channel as this world has it, ``None`` where it does not."""
        found = self.scenario.channels.get(name)
        if found is None or not found.enabled or not self.has("channels", name):
            return None
        return found if self.programme or found.scope == "national" else None

    def errs(self, error: Error) -> bool:
        """Whether a kind of error occurs in this world."""
        return not self.perfect and error not in self.errors_off

    @property
    def scored(self) -> bool:
        """Whether residents have points."""
        return self.state and self.programme and self.scenario.score is not None

    def past(self, base: Scenario) -> "Variation":
        """What this world is in the untallied past: the national lists, seen perfectly where the world sees perfectly.

        A world of exact observation would otherwise start with the wrong listings of a past that it corrects, and
        what it shows beside the programme would begin at nothing and grow only as they ran out.
        """
        return Variation(f"{self.name}, past", base, state=self.state, programme=False, perfect=self.perfect)


def vary(scenario: Scenario, names: Sequence[str] | None = None) -> list[Variation]:
    """The worlds of a run, in order.

    Parameters
    ----------
    scenario
        The scenario.
    names
        Which worlds; where ``None``, those the scenario runs.
    """
    if names is None:
        names = worlds_run(scenario)
    if not names:
        refuse("a run needs at least one world")
    if len(set(names)) < len(names):
        refuse("a world is named twice")
    return [_world(scenario, name) for name in names]


def every_world(scenario: Scenario) -> list[str]:
    """The worlds that a scenario runs, and those that it runs only if asked."""
    return list(dict.fromkeys([*worlds_run(scenario), *scenario.worlds]))


def worlds_of_rates(scenario: Scenario) -> list[str]:
    """Of all its worlds those that can see more or other than the worlds they are built on."""
    every = every_world(scenario)
    return [name for name in every if base_of(scenario, name) not in every or _changes_rates(scenario, name)]


def _changes_rates(scenario: Scenario, name: str) -> bool:
    if name in BUILT_IN:
        return True
    steps = [scenario.worlds[step] for step in chain_of(scenario, name)]
    return any(path.partition(".")[0] not in WITHOUT_RATES for step in steps for path in step.set)


def _world(scenario: Scenario, name: str) -> Variation:
    made = ready_made(scenario)
    if name not in BUILT_IN and name not in scenario.worlds and name not in made:
        known = ", ".join([*BUILT_IN, *scenario.worlds])
        refuse(f"'{name}' is not a world; there are {known}, and ready-made {', '.join(made)}")
    base = base_of(scenario, name)
    steps = [scenario.worlds[step] for step in chain_of(scenario, name)] or ([made[name]] if name in made else [])
    varied = scenario
    if any(step.set for step in steps):
        varied = build(varied_nodes(scenario, scenario.tree, name), scenario.name, scenario.folder)
    return Variation(
        name=name,
        scenario=varied,
        state=base != "none",
        programme=base in ("programme", "exact"),
        perfect=base == "exact",
        errors_off=frozenset(error for step in steps for error in step.without.errors),
        parts_off=frozenset(
            (table, part)
            for step in steps
            for table in ("channels", "rules", "lists", "measures")
            for part in getattr(step.without, table)
        ),
        full_sight=name == FULL_SIGHT and name in made,
        delay_weeks=sum(step.delay.weeks for step in steps if step.delay is not None),
    )


def exact_of(worlds: Sequence[Variation]) -> list[int]:
    """For each world the number of the one that observes exactly what it observes, -1 if none is in the run."""
    out = []
    for world in worlds:
        twins = [n for n, other in enumerate(worlds) if _observes_exactly(other, world)]
        out.append(twins[0] if twins else -1)
    return out


def _observes_exactly(other: Variation, world: Variation) -> bool:
    if not other.perfect or world.perfect or not world.state or not world.programme:
        return False
    same = (other.scenario.hash, other.parts_off, other.delay_weeks, other.full_sight)
    return same == (world.scenario.hash, world.parts_off, world.delay_weeks, world.full_sight)
