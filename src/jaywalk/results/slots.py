"""The slot table a run is made on: that of the scenario it is built on, so that both are on the same draws.

Raising one act's rate by ``--set``, in a file that extends another, or in a world must change no other act. What
fits its slot stays there, and what does not goes into further layers; nothing else moves.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jaywalk.scenario.loading import lineage
from jaywalk.scenario.schema import Scenario
from jaywalk.scenario.worlds import FULL_SIGHT, ready_made, worlds_run

if TYPE_CHECKING:
    from jaywalk.population import City


def kept_slots(
    scenario: Scenario, cities: "Sequence[City]", worlds: Sequence[str] | None = None
) -> dict[str, dict[str, int]] | None:
    """Ceilings to compile a scenario on, ``None`` where it stands by itself and runs the worlds it names.

    Parameters
    ----------
    scenario
        The scenario to run.
    cities
        Its cities.
    worlds
        The worlds chosen for the run. The table is that of all worlds, whichever of them run.
    """
    from jaywalk.model.compile import CompileError, known_slots, slot_ceilings

    if worlds is not None and FULL_SIGHT in ready_made(scenario) and FULL_SIGHT in worlds:
        # far more is seen than any kept slot has room for: such a run has draws of its own
        return slot_ceilings(scenario, cities, also=[FULL_SIGHT])
    chain = lineage(scenario)
    if worlds is None and set(scenario.worlds) - set(worlds_run(scenario)):
        worlds = ()  # some run only if asked: the draws are the same when they do
    if not chain and worlds is None:
        return None
    table: dict[str, dict[str, int]] = {}
    for base in chain:
        try:
            table = slot_ceilings(base, _cities(base, scenario, cities), slot_table=table)
        except CompileError:
            # a base that cannot run by itself has no table
            continue
    if worlds is not None:
        table = slot_ceilings(scenario, cities, slot_table=table)
    return known_slots(scenario, table)


def _cities(base: Scenario, scenario: Scenario, cities: "Sequence[City]") -> "list[City]":
    """The cities of a base: those at hand where they are the same, else its own, of which only the counts are used."""
    from jaywalk.core.philox import city_code
    from jaywalk.population import City

    at_hand = {city.id: city for city in cities}
    found = []
    for name, entry in base.cities.items():
        if scenario.cities.get(name) == entry and scenario.margins(name) == base.margins(name):
            found.append(at_hand[name])
            continue
        chosen = None if entry.districts == "all" else entry.districts
        code = city_code(name) if entry.code is None else entry.code
        made = City.load(name, base.margins(name), key=(0, 0), code=code, population=entry.population, districts=chosen)
        found.append(made)
    return found
