"""From a scenario to a result in one call: load, make the cities, compile, estimate, execute, label, keep."""

import json
import shlex
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jaywalk.core.philox import city_code, draw_key
from jaywalk.results.folder import check_target
from jaywalk.results.making import Request, make_result, run_name
from jaywalk.results.manifest import LedgerFacts, ScenarioFacts
from jaywalk.results.reckoned import world_facts
from jaywalk.results.result import Result
from jaywalk.results.slots import kept_slots
from jaywalk.scenario.check_rights import report_warnings
from jaywalk.scenario.loading import load, with_sets
from jaywalk.scenario.schema import Scenario

if TYPE_CHECKING:
    from jaywalk.engine import Estimate, Options
    from jaywalk.model.plan import Plan
    from jaywalk.population import City

#: called with a stage ('cities', 'plan', 'people', 'past', 'weeks', 'keep'), what is done of it, and how much there is
Progress = Callable[[str, int, int], None]

MOST_WORLDS: Final = 8


@dataclass(frozen=True)
class Prepared:
    """A run that is ready to start: nothing has been simulated yet."""

    scenario: Scenario
    cities: "tuple[City, ...]"
    plan: "Plan"
    request: Request

    @property
    def name(self) -> str:
        """The run's name."""
        return run_name(self.request, self.plan.names.worlds, self.plan.ceilings)


def prepare(
    scenario: Scenario | str | Path,
    *,
    scale: float = 1.0,
    seed: int = 1,
    replicate: int = 0,
    threads: int | None = None,
    worlds: Sequence[str] | None = None,
    sets: Iterable[str] = (),
    progress: Progress | None = None,
) -> Prepared:
    """Load and compile, without simulating. Parameters and errors as `run`."""
    tell = progress or _silent
    sets = tuple(sets)
    loaded = _loaded(scenario, sets)
    if worlds is not None and not 1 <= len(set(worlds)) <= MOST_WORLDS:
        raise ValueError(f"a run has 1 to {MOST_WORLDS} worlds, not {len(set(worlds))}")
    cities = _cities(loaded, scale=scale, seed=seed, replicate=replicate, threads=threads, tell=tell)

    from jaywalk.model.compile import compile_plan

    tell("plan", 0, 1)
    table = kept_slots(loaded, cities, worlds)
    plan = compile_plan(loaded, cities, seed=seed, replicate=replicate, worlds=worlds, slot_table=table)
    tell("plan", 1, 1)
    request = Request(
        scenario=_scenario_facts(loaded, sets),
        scenario_json=json.dumps(loaded.tree.plain(), ensure_ascii=False, indent=1),
        ledger=_ledger(loaded),
        margins_hashes={city.id: city.margins_hash for city in cities},
        seed=seed,
        replicate=replicate,
        scale=scale,
        threads=threads,
        reckoned=world_facts(loaded, worlds),
        command=_command(scenario, loaded, scale=scale, seed=seed, replicate=replicate, worlds=worlds, sets=sets),
    )
    return Prepared(loaded, cities, plan, request)


def run(
    scenario: Scenario | str | Path,
    *,
    scale: float = 1.0,
    seed: int = 1,
    replicate: int = 0,
    threads: int | None = None,
    worlds: Sequence[str] | None = None,
    sets: Iterable[str] = (),
    memory_limit: int | None = None,
    out: str | Path | None = None,
    replace: bool = False,
    keep_states: bool = False,
    progress: Progress | None = None,
) -> Result:
    """Simulate a scenario in all its worlds.

    Parameters
    ----------
    scenario
        A scenario, the name of a shipped one, or the path of a YAML file.
    scale
        Share of the residents to simulate, above 0 and at most 1. A sub-run has the same residents and the same
        draws as the whole one, only fewer of them.
    seed, replicate
        One pair, one result. Replicates of a seed are independent of each other.
    threads
        Threads to use, None: all. Changes no bit of the result.
    worlds
        Names of the worlds to run, None: those the scenario names.
    sets
        Changes ``PATH=VALUE``, applied in order and graded what-if.
    memory_limit
        Bytes that may be used; None: what the machine has free.
    out
        Folder to keep the result in, whole or not at all; None: in memory only.
    replace
        Whether another Jaywalk result in ``out`` may be replaced.
    keep_states
        Whether to keep the final state of every resident.
    progress
        Called with (stage, done, total) as the run goes on.

    Returns
    -------
    Result
        The finished run.

    Raises
    ------
    ScenarioError
        The scenario is refused; holds every mistake.
    MarginsError
        A city's margins are refused.
    EstimateError
        The run does not fit the memory; says what would.
    OccupiedFolder
        ``out`` holds something else.
    """
    ready = prepare(
        scenario,
        scale=scale,
        seed=seed,
        replicate=replicate,
        threads=threads,
        worlds=worlds,
        sets=sets,
        progress=progress,
    )
    return execute(
        ready, memory_limit=memory_limit, out=out, replace=replace, keep_states=keep_states, progress=progress
    )


def execute(
    ready: Prepared,
    *,
    memory_limit: int | None = None,
    out: str | Path | None = None,
    replace: bool = False,
    keep_states: bool = False,
    progress: Progress | None = None,
) -> Result:
    """Simulate what `prepare` made ready. Parameters and errors as `run`."""
    from jaywalk import engine

    tell = progress or _silent
    if out is not None:
        # before the hours, not after
        check_target(Path(out), run_name=ready.name, replace=replace)
    options = _options(ready, memory_limit, keep_states=keep_states)

    def told(step: "engine.Progress") -> None:
        tell(step.phase, step.done, step.total)

    output = engine.execute(ready.plan, ready.cities, options, progress=told)
    result = make_result(output, ready.request)
    if out is not None:
        tell("keep", 0, 1)
        result.save(out, replace=replace)
        tell("keep", 1, 1)
    return result


def estimate(ready: Prepared, *, memory_limit: int | None = None, keep_states: bool = False) -> "Estimate":
    """What a run will need: memory, time and disk, with advice where it does not fit."""
    from jaywalk import engine

    return engine.estimate(ready.plan, ready.cities, _options(ready, memory_limit, keep_states=keep_states))


def run_replicates(
    scenario: Scenario | str | Path,
    *,
    replicates: int,
    out: str | Path | None = None,
    scale: float = 1.0,
    seed: int = 1,
    threads: int | None = None,
    worlds: Sequence[str] | None = None,
    sets: Iterable[str] = (),
    memory_limit: int | None = None,
    replace: bool = False,
    progress: Progress | None = None,
) -> list[Result]:
    """Run replicates 0 to ``replicates - 1`` of one seed; parameters as `run`.

    Each is kept in ``out/replicate-000`` and so on.
    """
    sets = tuple(sets)
    return [
        run(
            scenario,
            scale=scale,
            seed=seed,
            replicate=number,
            threads=threads,
            worlds=worlds,
            sets=sets,
            memory_limit=memory_limit,
            out=None if out is None else Path(out) / f"replicate-{number:03d}",
            replace=replace,
            progress=progress,
        )
        for number in range(replicates)
    ]


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def _loaded(scenario: Scenario | str | Path, sets: tuple[str, ...]) -> Scenario:
    if isinstance(scenario, Scenario):
        return with_sets(scenario, sets) if sets else scenario
    return load(scenario, sets=sets)


def _cities(
    scenario: Scenario, *, scale: float, seed: int, replicate: int, threads: int | None, tell: Progress
) -> "tuple[City, ...]":
    from jaywalk.population import City

    key = draw_key(seed, replicate)
    cities = []
    for number, (name, entry) in enumerate(scenario.cities.items()):
        tell("cities", number, len(scenario.cities))
        city = City.load(
            name,
            scenario.margins(name),
            key=key,
            code=city_code(name) if entry.code is None else entry.code,
            scale=scale,
            population=entry.population,
            districts=None if entry.districts == "all" else entry.districts,
        )
        city.count(threads=threads)
        cities.append(city)
    tell("cities", len(cities), len(cities))
    return tuple(cities)


def _options(ready: Prepared, memory_limit: int | None, *, keep_states: bool) -> "Options":
    from jaywalk.engine import Options

    return Options(threads=ready.request.threads, memory_limit=memory_limit, keep_states=keep_states)


def _scenario_facts(scenario: Scenario, sets: tuple[str, ...]) -> ScenarioFacts:
    return ScenarioFacts(
        id=scenario.name,
        title=scenario.title,
        what_if=bool(scenario.label and scenario.label.what_if),
        label=scenario.label.text if scenario.label else None,
        question=scenario.question,
        axes=tuple(scenario.groups),
        warnings=tuple(map(str, report_warnings(scenario))),
        sets=sets,
        hash=scenario.hash,
    )


def _ledger(scenario: Scenario) -> LedgerFacts | None:
    from jaywalk.evidence import ledger

    entries = ledger(scenario)
    return LedgerFacts(numbers=len(entries), by_grade=dict(entries.counts))


def _command(
    given: Scenario | str | Path,
    scenario: Scenario,
    *,
    scale: float,
    seed: int,
    replicate: int,
    worlds: Sequence[str] | None,
    sets: tuple[str, ...],
) -> str:
    """The command that makes the same result again, wherever the scenario is."""
    words = ["jaywalk", "run", scenario.name if isinstance(given, Scenario) else str(given)]
    words += ["--scale", f"{scale:g}"] if scale != 1 else []
    words += ["--seed", str(seed)]
    words += ["--replicate", str(replicate)] if replicate else []
    words += ["--worlds", ",".join(worlds)] if worlds else []
    for assignment in sets:
        words += ["--set", assignment]
    return shlex.join(words)
