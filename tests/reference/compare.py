"""Engine against reference: every counter of every week, every final ledger, every dealt record, every appeal."""

from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from jaywalk.engine import RunOutput
from jaywalk.model.plan import Plan
from reference.placement import ONE
from reference.records import Ledger
from reference.run import Pool
from reference.simulate import ReferenceRun
from reference.tables import Tables
from reference.true_acts import true_acts


def differences(plan: Plan, reference: ReferenceRun, output: RunOutput) -> list[str]:
    """What the two disagree on, in words; empty if they agree to the last bit."""
    return [
        *counter_differences(plan, reference, output),
        *state_differences(plan, reference, output),
        *dealing_differences(plan, reference, output),
        *appeal_differences(reference, output),
        *act_differences(plan, reference, output),
        *placement_differences(reference, output),
    ]


def counter_differences(plan: Plan, reference: ReferenceRun, output: RunOutput) -> Iterator[str]:
    """Weekly and monthly counters by district, group and world; true acts."""
    weekly = {quantity.name: output.weekly[..., q] for q, quantity in enumerate(output.quantities)}
    monthly = {quantity.name: output.monthly[..., q] for q, quantity in enumerate(output.monthly_quantities)}
    unknown = set(reference.counters.cells) - set(weekly) - set(monthly)
    if unknown:
        yield f"the engine does not count {sorted(unknown)}"
    for name, table in weekly.items():
        yield from table_differences(name, reference.counters.by_group(name)[plan.n_past :], table, plan.n_past)
    months = plan.month[plan.n_past :]
    for name, table in monthly.items():
        by_week = reference.counters.by_group(name)[plan.n_past :]
        by_month = np.zeros_like(table)
        np.add.at(by_month, months, by_week)
        yield from table_differences(name, by_month, table, 0)
    yield from table_differences("true_acts", true_acts(Tables(plan), reference.town), output.true_acts, 0)


def table_differences(name: str, expected: NDArray[np.int64], found: NDArray[np.int64], first: int) -> Iterator[str]:
    """The first place at which two tables differ, and how many there are."""
    if expected.shape != found.shape:
        yield f"{name}: shape {expected.shape} in the reference, {found.shape} in the engine"
        return
    places = np.argwhere(expected != found)
    if len(places):
        at = tuple(int(axis) for axis in places[0])
        week = (at[0] + first, *at[1:])
        yield f"{name} at {week}: {expected[at]} in the reference, {found[at]} in the engine ({len(places)} places)"


def state_differences(plan: Plan, reference: ReferenceRun, output: RunOutput) -> Iterator[str]:
    """Score, tier and lists of every ledger of every resident at the end."""
    if output.states is None:
        return
    index = {(r.person.district, r.serial): r.index for r in reference.town.residents}
    last = reference.states[-1]
    seen = 0
    for table in output.states:
        for row, (district, serial) in enumerate(zip(table["district"], table["serial"], strict=True)):
            resident = index[int(district), int(serial)]
            seen += 1
            for world, name in enumerate(plan.names.worlds):
                if plan.col_p[world] < 0:
                    continue
                for ledger in Ledger:
                    state = last[resident][world][ledger]
                    at = f"{name}_{ledger.name.lower()}"
                    lists = int(table[f"{at}_lists"][row])
                    found = int(table[f"{at}_score"][row]), int(table[f"{at}_tier"][row]), lists
                    expected = state.score, state.tier, sum(1 << number for number in state.lists)
                    if found != expected:
                        yield (
                            f"resident {district}/{serial} ledger {at}: (score, tier, lists) {expected} in the "
                            f"reference, {found} in the engine"
                        )
    if seen != len(index):
        yield f"{len(index)} residents in the reference, {seen} in the engine"


def pool_word(plan: Plan, pool: Pool) -> int:
    """Counter word 1 of a pool."""
    code = int(plan.city_code[pool.city])
    return code << 16 | pool.pool_class << 9 | pool.which << 8 | pool.slot


def dealing_differences(plan: Plan, reference: ReferenceRun, output: RunOutput) -> Iterator[str]:
    """Which record of which pool went to whom."""
    undealt = sum(deal.victim < 0 for deal in reference.dealt)
    if undealt != output.facts.get("undealt", undealt):
        yield f"undealt: {undealt} in the reference, {output.facts['undealt']} in the engine"
    expected = Counter(
        (deal.week, pool_word(plan, deal.pool), deal.k, person.district, person.serial)
        for deal in reference.dealt
        if deal.victim >= 0
        for person in [reference.town.residents[deal.victim].person]
    )
    columns = (output.exchange[name].tolist() for name in ("week", "pool", "number", "district", "serial"))
    found = set(zip(*columns, strict=True))
    missing = sorted(set(expected) - found)
    if missing:
        yield f"dealt in the reference alone: {missing[:5]} ({len(missing)} in all)"


def appeal_differences(reference: ReferenceRun, output: RunOutput) -> Iterator[str]:
    """Who filed what and when, and when it was served and decided."""
    rows = output.exchange.get("appeals", np.zeros((0, 7), np.uint64)).tolist()
    expected, found = Counter(reference.appeals), Counter(map(tuple, rows))
    for name, first, second in (("reference", expected, found), ("engine", found, expected)):
        alone = sorted((first - second).elements())
        if alone:
            yield f"appeals in the {name} alone: {alone[:3]} ({len(alone)} of {len(rows)})"


def act_differences(plan: Plan, reference: ReferenceRun, output: RunOutput) -> Iterator[str]:
    """Expected acts as people respond, in the weeks in which they are summed."""
    weeks = sorted(reference.acts)
    if not weeks:
        return
    found = [plan.n_past + int(week) for week in output.acts_weeks]
    if found != weeks:
        yield f"acts summed in weeks {weeks} in the reference, {found} in the engine"
        return
    for week, table in zip(weeks, output.acts, strict=True):
        yield from table_differences(f"acts of week {week}", reference.acts[week], table, 0)


def placement_differences(reference: ReferenceRun, output: RunOutput) -> Iterator[str]:
    """Where cameras went."""
    rows = output.exchange.get("placement", np.zeros((0, 5), np.int64)).tolist()
    expected, found = ({row for row in table if row[4] != ONE} for table in (reference.placement, map(tuple, rows)))
    for name, alone in (("reference", expected - found), ("engine", found - expected)):
        if alone:
            yield f"cameras moved in the {name} alone: {sorted(alone)[:4]} ({len(alone)} of {len(found)})"
