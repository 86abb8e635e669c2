"""How much memory, time and disk a run will take, said before it starts."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from jaywalk.core.layout import line_words
from jaywalk.engine.output import GROUPS, Options
from jaywalk.model.plan import VIOLATION, Plan
from jaywalk.model.quantities import Quantities
from jaywalk.population import City
from jaywalk.scenario.worlds import FULL_SIGHT, FULL_SIGHT_RESIDENTS

GIB: Final = 1 << 30
BASE_BYTES: Final = 200 << 20  # interpreter, libraries, machine code
NS_A_RESIDENT_WEEK: Final = 8.0
CASES_A_RESIDENT_YEAR: Final = 0.01  # rows of records that may be contested and wait for their person to hear of them
# what takes its time however few residents there are: starting and compiling the plan, folding and keeping the counters
START_SECONDS: Final = 1.3
START_A_DISTRICT: Final = 0.015  # seconds for each world
WEEK_A_DISTRICT: Final = 80e-6  # seconds for each world


class EstimateError(MemoryError):
    """The run cannot fit into the memory it may use; the message says what would."""


@dataclass(frozen=True)
class Estimate:
    """What a run will take.

    Attributes
    ----------
    memory
        Bytes at the largest.
    seconds
        Wall-clock time on so many threads, roughly.
    disk
        Bytes of the result folder, at most.
    residents
        Residents of the run.
    memory_of_residents
        The part of the memory that goes with the number of residents; the rest is there at any scale.
    """

    memory: int
    seconds: float
    disk: int
    residents: int
    memory_of_residents: int


def estimate(plan: Plan, cities: Sequence[City], options: Options | None = None) -> Estimate:
    """Estimate memory, time and disk of a run from the plan's own rates."""
    options = options or Options()
    residents = sum(d.n for city in cities for d in city.districts)
    threads = options.threads or os.cpu_count() or 1
    quantities = Quantities(plan.names, tuple(True for _ in plan.names.measures))
    worlds, districts = len(plan.names.worlds), len(plan.names.districts)
    fixed = residents * (
        4 * line_words(plan.n_columns, len(plan.names.worlds)) + 4 * plan.layer_length.shape[0] + 2 + 2 + 1 + 0.2
    )
    standing, entries = _standing(plan, cities)
    records = standing * 16 * 1.66 + residents * 2  # the pieces of chains are some three fifths full
    if {"respond", "lives"} & set(plan.names.parts):
        fixed += residents * 2 * worlds  # since when each knows, and whether out of work
    if {"contest", "lives"} & set(plan.names.parts):
        records += CASES_A_RESIDENT_YEAR * residents * plan.n_weeks / 52 * 24
    calendar = entries / 32 * 68 * 1.6 + residents / 65536 * 640 * 68 + residents / 192 * 68
    cells = 140 * 4 * worlds * districts * threads
    tallies = cells * (2 * len(quantities.stocks) + len(quantities.flows) + len(quantities.wide))
    tallied = plan.n_weeks - plan.n_past
    acts = plan.world_act_rate.shape[0] * plan.world_act_rate.shape[3]
    evaluated = int(plan.acts_week.sum())
    tallies += 8 * acts * districts * (140 * threads + evaluated * len(GROUPS))
    months = tallied // 4 + 1
    weekly = 8 * tallied * districts * len(GROUPS) * worlds * (len(quantities.stocks) + len(quantities.flows))
    monthly = 8 * months * districts * len(GROUPS) * worlds * len(quantities.wide)
    tables = sum(value.nbytes for value in vars(plan).values() if isinstance(value, np.ndarray))
    of_residents = int(fixed + records + calendar)
    memory = of_residents + int(BASE_BYTES + tallies + weekly + monthly + tables)
    seconds = residents * plan.n_weeks * NS_A_RESIDENT_WEEK * 1e-9 * 2 / threads
    seconds += START_SECONDS + worlds * districts * (START_A_DISTRICT + tallied * WEEK_A_DISTRICT)
    return Estimate(memory, seconds, int((weekly + monthly) / 7), residents, of_residents)


def _standing(plan: Plan, cities: Sequence[City]) -> tuple[float, float]:
    """Records in chains and calendar entries at the end of the run, by the plan's own rates."""
    records = entries = 0.0
    counts = np.concatenate([[d.counts for d in city.districts] for city in cities])
    attribute = plan.attribute.astype(np.float64) / 2**32
    for s in range(len(plan.names.slots)):
        if plan.slot_market[s] >= 0:
            continue
        rules = [(w, plan.rule_of[w, s]) for w in range(len(plan.names.worlds)) if plan.rule_of[w, s] >= 0]
        held = max((int(plan.rule_expires[w, rule]) for w, rule in rules), default=0)
        if plan.list_on[:, s].any():
            held = max(held, int(plan.list_term.max()))
        held = max(held, 4)
        if plan.act_kind[plan.slot_act[s]] == VIOLATION:
            held = max(held, plan.own_fade.shape[1])  # they deter as long
        rates = np.zeros(plan.n_weeks)
        for era in range(plan.reach.shape[0]):
            reach = plan.reach[era, :, :, s].max(axis=1) / 2.0**40
            share = np.ones_like(reach)
            number = plan.act_attribute[plan.slot_act[s]]
            if number >= 0:
                share = attribute[plan.district_city, number]
            rates[plan.era == era] = float((reach * share * counts).sum())
        last = rates[-held:].sum()
        records += last
        entries += last
    return records, entries


def check_memory(plan: Plan, cities: Sequence[City], options: Options) -> Estimate:
    """Refuse a run that cannot fit, with what would."""
    expected = estimate(plan, cities, options)
    if FULL_SIGHT in plan.names.worlds and expected.residents > FULL_SIGHT_RESIDENTS:
        share = FULL_SIGHT_RESIDENTS / expected.residents * cities[0].scale
        raise EstimateError(
            f"'{FULL_SIGHT}' is for at most {FULL_SIGHT_RESIDENTS:,} residents, who all have records then; this run has "
            f"{expected.residents:,}. Try --scale {share:.2g}, or leave that world out."
        )
    limit = options.memory_limit if options.memory_limit is not None else _free_memory()
    if limit is not None and expected.memory > limit:
        rest = expected.memory - expected.memory_of_residents
        share = 0.9 * (limit - rest) / expected.memory_of_residents
        if share > 0.001:
            advice = f"Try --scale {share * cities[0].scale:.2g}"
        else:
            advice = f"No scale would do: {rest / GIB:.1f} GiB are needed whatever the scale"
        raise EstimateError(
            f"this run needs about {expected.memory / GIB:.1f} GiB for {expected.residents:,} residents, and may use "
            f"{limit / GIB:.1f} GiB. {advice}; fewer worlds (--worlds), fewer threads or a larger --memory-limit help too."
        )
    return expected


def _free_memory() -> int | None:
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except OSError:
        return None
    return None
