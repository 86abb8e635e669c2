"""Runs of the made-up village, and what two runs may be compared by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from textwrap import indent
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jaywalk.core.philox import city_code, draw_key
from jaywalk.engine import Options, RunOutput, execute
from jaywalk.model.compile import compile_plan
from jaywalk.model.plan import Plan
from jaywalk.population import City
from jaywalk.scenario.loading import load, loads, with_sets
from jaywalk.scenario.schema import Scenario

Ints = NDArray[np.int64]
WORLDS = ("none", "status_quo", "programme", "exact")

# every kind of error of the village, at nothing
NO_ERRORS = (
    "channels.court_register.identity.keys={id_number: {share: 1, wrong: 0, missed: 0}}",
    "channels.court_register.identity.outside=0",
    "channels.court_register.copies=0",
    "channels.court_register.stale=null",
    "channels.utility_register.identity={previous_tenant: 0, household: 0}",
    "channels.utility_register.copies=0",
    "channels.plates.owner_liability=error",
    "channels.plates.identity={unreadable: 0, other_driver: 0}",
    "channels.street_cameras.identity={fpir: {value: 0, at: 1400}, miss: 0, wrong_first: 0, visitors: 0, phantoms: 0}",
    "channels.street_cameras.copies=0",
    "channels.phone_traces.identity={crowd: 0}",
    "channels.fare_staff.identity={document: 0}",
    "channels.village_app.identity={shared: 0, recycled: 0}",
)


@dataclass(frozen=True, eq=False)
class Town:
    """A scenario compiled for its cities."""

    scenario: Scenario
    cities: tuple[City, ...]
    plan: Plan

    def run(self, *, threads: int = 1, block_size: int = 65536, weeks: int | None = None, **fields: Any) -> RunOutput:
        """Execute the plan, or its first weeks, with fields of it replaced."""
        options = Options(threads=threads, block_size=block_size, keep_states=True)
        plan = self.plan
        if weeks is not None:
            by_week = {name: getattr(plan, name)[:weeks] for name in ("era", "year", "month", "full_touch")}
            plan = replace(plan, n_weeks=weeks, **by_week)
        return execute(replace(plan, **fields), self.cities, options)


@cache
def cities_of(names: tuple[tuple[str, str, int | None], ...], seed: int, scale: float) -> tuple[City, ...]:
    """Cities by (id, margins, population); they take a while to make."""
    return tuple(
        City.load(name, margins, key=draw_key(seed), code=city_code(name), scale=scale, population=population)
        for name, margins, population in names
    )


def compiled(
    scenario: Scenario,
    *,
    seed: int = 1,
    scale: float = 1.0,
    worlds: Sequence[str] | None = None,
    slot_table: Mapping[str, Mapping[str, int]] | None = None,
) -> Town:
    """Make the cities of a scenario and compile it for them."""
    names = tuple((name, str(scenario.margins(name)), entry.population) for name, entry in scenario.cities.items())
    cities = cities_of(names, seed, scale)
    plan = compile_plan(scenario, cities, seed=seed, worlds=worlds, slot_table=slot_table)
    return Town(scenario, cities, plan)


def village(*sets: str, worlds_file: str = "", **options: Any) -> Town:
    """The shipped village with patches, and with a text of worlds of its own."""
    scenario = load("village")
    if worlds_file:
        scenario = loads(f"extends: village\nworlds:\n{indent(worlds_file, '  ')}", name="village with worlds")
    return compiled(with_sets(scenario, sets) if sets else scenario, **options)


@cache
def usual() -> tuple[Town, RunOutput]:
    """The village as it is, and its run on one thread."""
    town = village()
    return town, town.run()


# --- what a run says ----------------------------------------------------------------------------------------


def weekly(output: RunOutput, name: str) -> Ints:
    """A weekly counter, ``[week, district, group, world]``."""
    return output.weekly[..., [q.name for q in output.quantities].index(name)]


def monthly(output: RunOutput, name: str) -> Ints:
    """A monthly counter, ``[month, district, group, world]``."""
    return output.monthly[..., [q.name for q in output.monthly_quantities].index(name)]


def total(output: RunOutput, name: str, world: str) -> int:
    """A monthly counter of everybody over the whole run."""
    return int(monthly(output, name)[:, :, 0, output.plan.names.worlds.index(world)].sum())


def exchanged(output: RunOutput) -> Ints:
    """All that was dealt, a sorted row each; what kind of array it came in does not matter."""
    columns = [np.asarray(column).astype(np.uint64) for name, column in output.exchange.items() if column.ndim == 1]
    rows = np.stack(columns, axis=1).view(np.int64)
    return rows[np.lexsort(rows.T)]


def day_marks(output: RunOutput, worlds: Iterable[str] | None = None) -> NDArray[np.uint64]:
    """Digests of all blocks together, ``[world, week]``."""
    numbers = [output.plan.names.worlds.index(world) for world in worlds or output.plan.names.worlds]
    marks: NDArray[np.uint64] = output.digests[:, numbers].sum(axis=0, dtype=np.uint64)
    return marks


def states(output: RunOutput) -> dict[str, NDArray[Any]]:
    """Final states of all residents by district and serial number."""
    assert output.states is not None
    table = {name: np.concatenate([block[name] for block in output.states]) for name in output.states[0]}
    order = np.lexsort((table["serial"], table["district"]))
    return {name: column[order] for name, column in table.items()}


def assert_same_run(one: RunOutput, other: RunOutput) -> None:
    """Two runs agree in every number."""
    assert one.quantities == other.quantities
    assert np.array_equal(one.weekly, other.weekly)
    assert np.array_equal(one.monthly, other.monthly)
    assert np.array_equal(one.true_acts, other.true_acts)
    assert np.array_equal(one.counts, other.counts)
    assert np.array_equal(exchanged(one), exchanged(other))
    assert np.array_equal(one.exchange["place_cutoffs"], other.exchange["place_cutoffs"])
    assert np.array_equal(day_marks(one), day_marks(other))
    assert_same_states(one, other)


def assert_same_states(one: RunOutput, other: RunOutput, worlds: Iterable[str] = WORLDS[1:]) -> None:
    """Two runs agree in every ledger of every resident of these worlds."""
    mine, theirs = states(one), states(other)
    for name in ("district", "serial", "cell"):
        assert np.array_equal(mine[name], theirs[name])
    for name, column in mine.items():
        if name.startswith(tuple(f"{world}_" for world in worlds)):
            assert np.array_equal(column, theirs[name]), name


def assert_same_worlds(one: RunOutput, other: RunOutput, worlds: Iterable[str] = WORLDS) -> None:
    """Two runs agree in every counter that both have, in these worlds; what only one counts is nothing there."""
    for kind in ("quantities", "monthly_quantities"):
        read = weekly if kind == "quantities" else monthly
        mine, theirs = ({q.name for q in getattr(run, kind)} for run in (one, other))
        for name in sorted(mine | theirs):
            for world in worlds:
                tables = [
                    read(run, name)[..., run.plan.names.worlds.index(world)]
                    for run, names in ((one, mine), (other, theirs))
                    if name in names
                ]
                if len(tables) == 2:
                    assert np.array_equal(tables[0], tables[1]), (name, world)
                else:
                    assert not tables[0].any(), (name, world)
    assert np.array_equal(day_marks(one, worlds), day_marks(other, worlds))
    assert_same_states(one, other, [world for world in worlds if world != "none"])
