"""The scenario every framework runs, what must come out of it, and how a script times and reports itself.

Standard library only, so that each framework's environment can import it. The README beside this file states the
scenario in words; the closed form below says what its means must be, so that no framework is the judge of another.
"""

import argparse
import json
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Final

ACT_RATE: Final = 0.05  # acts per resident-week, the mean over residents
HETEROGENEITY: Final = 0.7  # each resident's rate is ACT_RATE x Gamma(k, 1/k), drawn once
SEEN: Final = 0.8  # share of acts that the register sees
POINTS: Final = 2  # taken off for each record in force
EXPIRES: Final = 104  # a record of week a is in force in the weeks a + 1 .. a + 103
LIST_BELOW: Final = -20  # points below which a review puts a resident on the list
TERM: Final = 26  # weeks from one review to the next: the first one is in week 0
START: Final = 1000  # points at the start where a framework has a scale without negative points
STANDARD_ERRORS: Final = 5.0


@dataclass(frozen=True)
class World:
    """What becomes of a seen act: booked to somebody else, missed, or booked to who did it."""

    name: str
    seen: float
    wrong: float
    miss: float

    @property
    def stray(self) -> float:
        """Probability that an act becomes a record of some other resident."""
        return self.seen * self.wrong

    @property
    def own(self) -> float:
        """Probability that an act becomes a record of the resident who did it."""
        return self.seen * (1.0 - self.wrong) * (1.0 - self.miss)

    @property
    def recorded(self) -> float:
        """Probability that an act becomes a record at all."""
        return self.stray + self.own


WORLDS: Final = (
    World("none", seen=0.0, wrong=0.0, miss=0.0),
    World("programme", seen=SEEN, wrong=0.02, miss=0.1),
    World("exact", seen=SEEN, wrong=0.0, miss=0.0),
)


@dataclass(frozen=True)
class Outcome:
    """Totals of one world: acts and records over all weeks, the rest at the end of the last week."""

    acts: float
    records: int
    points: int
    listed: int


@dataclass(frozen=True)
class Means:
    """The four figures compared between frameworks."""

    acts: float
    records: float
    points: float
    listed: float


@dataclass(frozen=True)
class Ran:
    """One world's run: the seconds its step loop took and what came out."""

    seconds: float
    outcome: Outcome


Simulate = Callable[[int, int, World, int], Ran]


def weeks_in_force(week: int) -> int:
    """How many act weeks have their records in force in ``week``."""
    return min(EXPIRES - 1, week)


def last_review(weeks: int) -> int:
    """The last week in which the list was made up."""
    return (weeks - 1) // TERM * TERM


def expected(world: World, weeks: int) -> Means:
    """The exact means of the scenario."""
    rate = ACT_RATE * world.recorded
    return Means(
        acts=ACT_RATE,
        records=rate,
        points=-POINTS * rate * weeks_in_force(weeks - 1),
        listed=_listed_share(world, weeks_in_force(last_review(weeks))),
    )


def standard_errors(world: World, weeks: int, agents: int) -> Means:
    """The standard errors of the means in one run of so many agents."""
    listed = expected(world, weeks).listed
    in_force = weeks_in_force(weeks - 1)
    return Means(
        acts=math.sqrt(_variance(ACT_RATE * weeks, 0.0) / agents) / weeks,
        records=math.sqrt(_variance(*_split(world, weeks)) / agents) / weeks,
        points=POINTS * math.sqrt(_variance(*_split(world, in_force)) / agents),
        listed=math.sqrt(listed * (1.0 - listed) / agents),
    )


def means(outcome: Outcome, weeks: int, agents: int) -> Means:
    """A run's totals as means per resident-week or resident."""
    return Means(
        acts=outcome.acts / agents / weeks,
        records=outcome.records / agents / weeks,
        points=outcome.points / agents,
        listed=outcome.listed / agents,
    )


def deviations(world: World, outcome: Outcome, weeks: int, agents: int) -> dict[str, float]:
    """How many standard errors each mean lies from its exact value."""
    seen = asdict(means(outcome, weeks, agents))
    exact = asdict(expected(world, weeks))
    error = asdict(standard_errors(world, weeks, agents))
    return {
        name: 0.0 if seen[name] == exact[name] else (seen[name] - exact[name]) / max(error[name], 1e-300)
        for name in seen
    }


def report(framework: str, version: str, agents: int, weeks: int, threads: str, runs: Sequence[Ran]) -> None:
    """Print the one JSON line of a run of all worlds, and fail if a mean is off."""
    seconds = sum(run.seconds for run in runs)
    worlds = {}
    agree = True
    for world, run in zip(WORLDS, runs, strict=True):
        off = deviations(world, run.outcome, weeks, agents)
        agree = agree and all(abs(value) <= STANDARD_ERRORS for value in off.values())
        worlds[world.name] = {
            "seconds": round(run.seconds, 6),
            "means": asdict(means(run.outcome, weeks, agents)),
            "expected": asdict(expected(world, weeks)),
            "standard_errors_off": {name: round(value, 2) for name, value in off.items()},
        }
    line = {
        "framework": framework,
        "version": version,
        "threads": threads,
        "agents": agents,
        "weeks": weeks,
        "worlds": len(runs),
        "seconds": round(seconds, 6),
        "ns_per_resident_week_world": round(seconds / agents / weeks / len(runs) * 1e9, 4),
        "means_agree": agree,
        "by_world": worlds,
    }
    print(json.dumps(line))
    if not agree:
        raise SystemExit(1)


def run_worlds(framework: str, version: str, simulate: Simulate, options: argparse.Namespace, *, threads: str) -> None:
    """Run every world once on its own, as a framework without shared worlds has to, and report."""
    simulate(min(options.agents, 100_000), TERM + 1, WORLDS[1], options.seed)  # compiles what is compiled
    runs = [simulate(options.agents, options.weeks, world, options.seed + i) for i, world in enumerate(WORLDS)]
    report(framework, version, options.agents, options.weeks, threads, runs)


def arguments(agents: int, ways: Sequence[str] = (), numbers: Mapping[str, int] | None = None) -> argparse.Namespace:
    """The options every script takes; ``ways`` are the variants of one that has several, ``numbers`` further options."""
    parser = argparse.ArgumentParser(description="Run the peer scenario and print one JSON line.")
    parser.add_argument("--agents", type=int, default=agents)
    parser.add_argument("--weeks", type=int, default=156)
    parser.add_argument("--seed", type=int, default=1)
    if ways:
        parser.add_argument("--way", choices=ways, default=ways[0])
    for name, value in (numbers or {}).items():
        parser.add_argument(f"--{name}", type=int, default=value)
    return parser.parse_args()


@contextmanager
def stopwatch() -> Iterator[Callable[[], float]]:
    """Seconds since entry; fixed once the block is left."""
    start = time.perf_counter()
    end: list[float] = []
    yield lambda: (end[0] if end else time.perf_counter()) - start
    end.append(time.perf_counter())


def _split(world: World, weeks: int) -> tuple[float, float]:
    """A resident's expected records in so many weeks: own ones and other people's."""
    return ACT_RATE * world.own * weeks, ACT_RATE * world.stray * weeks


def _variance(own: float, stray: float) -> float:
    """Variance of a resident's records: own ones are Poisson with a gamma rate, strays fall evenly."""
    return own + own * own / HETEROGENEITY + stray


def _listed_share(world: World, weeks: int) -> float:
    """Share of residents with so many records in force that their points are below the list's edge."""
    own, stray = _split(world, weeks)
    most = -LIST_BELOW // POINTS  # records that still keep a resident off the list
    negative_binomial = [(HETEROGENEITY / (HETEROGENEITY + own)) ** HETEROGENEITY]
    poisson = [math.exp(-stray)]
    for i in range(most):
        negative_binomial.append(negative_binomial[-1] * (i + HETEROGENEITY) / (i + 1) * own / (HETEROGENEITY + own))
        poisson.append(poisson[-1] * stray / (i + 1))
    below = sum(negative_binomial[i] * poisson[j] for i in range(most + 1) for j in range(most + 1 - i))
    return max(0.0, 1.0 - float(below))
