"""Tally: what is counted of every resident at the end of a week, in each world."""

from dataclasses import dataclass

from jaywalk.model.plan import VIOLATION
from reference.judge import NO_TIER, State, delivered, in_programme, relevant
from reference.lives import out_of_work
from reference.records import Ledger, Origin
from reference.residents import Resident
from reference.run import Run
from reference.tables import Tables

States = tuple[State, State, State]  # by ledger


@dataclass
class Before:
    """What last week's end looked like, for counting starts."""

    stocks: frozenset[str] = frozenset()
    restricted_since: int = -1


def tally(run: Run, resident: Resident, week: int, world: int, states: list[list[States]], before: Before) -> None:
    """Count stocks and starts of one resident in one world; ``before`` is brought up to date."""
    tables = run.tables
    p = states[resident.index][world][Ledger.P]
    if in_programme(tables, resident, week, world):
        run.counters.add("score_sum", week, resident, world, p.score)
    if p.measures & tables.restrictions:
        if before.restricted_since < 0:
            before.restricted_since = week
    else:
        before.restricted_since = -1
    stocks = set(stocks_of(run, resident, week, world, states, before.restricted_since))
    if tables.has_respond and (resident.index, world) in run.minds.since:
        stocks.add("aware")
    if tables.has_lives and out_of_work(run, resident, world):
        stocks.add("out_of_work")
    for name in stocks:
        run.counters.add(name, week, resident, world)
    for name, start in starts_of(tables).items():
        if name in stocks and name not in before.stocks:
            run.counters.add(start, week, resident, world)
    before.stocks = frozenset(stocks)


def starts_of(tables: Tables) -> dict[str, str]:
    """Stocks whose entries are counted, and the name of the flow."""
    names = tables.names
    return (
        {"restricted": "restriction_starts", "wrongly_restricted": "wrongful_starts"}
        | {f"in_force_{measure}": f"starts_{measure}" for measure in names.measures}
        | {f"wrong_{measure}": f"wrong_starts_{measure}" for measure in names.measures}
        | {f"listed_{number}": f"listed_starts_{number}" for number in names.lists}
    )


def stocks_of(
    run: Run, resident: Resident, week: int, world: int, states: list[list[States]], restricted_since: int
) -> list[str]:
    """Names of the stocks that hold the resident."""
    tables, names = run.tables, run.tables.names
    p, t, x = states[resident.index][world]
    stocks = []
    if in_programme(tables, resident, week, world):
        stocks.append("participants")
    if p.tier != NO_TIER:
        stocks.append(f"tier_{names.tiers[p.tier]}")
    stocks += [f"listed_{names.lists[number]}" for number in p.lists]
    for number, name in enumerate(names.measures):
        in_p, in_t, in_x = (bool(state.measures >> number & 1) for state in (p, t, x))
        restricts = tables.restrictions >> number & 1
        if in_p:
            stocks.append(f"in_force_{name}")
            if not in_t:
                stocks.append(f"wrong_{name}")
            if not in_x:
                stocks.append(f"strict_{name}")
        elif in_t if restricts else in_x:
            stocks.append(f"missing_{name}")
    return stocks + restriction_stocks(run, resident, week, world, states, restricted_since)


def restriction_stocks(
    run: Run, resident: Resident, week: int, world: int, states: list[list[States]], restricted_since: int
) -> list[str]:
    """Names of the stocks of the restricted, all restrictions together."""
    tables = run.tables
    p, t, x = (state.measures & tables.restrictions for state in states[resident.index][world])
    stocks = []
    if p:
        stocks.append("restricted")
        if out_of_proportion(run, resident, week, world, states[resident.index][world][Ledger.P], restricted_since):
            stocks.append("out_of_proportion")
    if p & ~t:
        stocks += ["wrongly_restricted", kind_of_wrong(run, resident, week, world, states)]
    if p & ~x:
        stocks.append("strictly_wrongly_restricted")
    if t & ~p:
        stocks.append("spared")
    exact = tables.exact_of[world]
    if exact >= 0 and p & ~states[resident.index][exact][Ledger.P].measures:
        stocks.append("excess")
    if (
        (tables.has_respond or tables.has_lives)
        and exact >= 0
        and p & t & ~states[resident.index][exact][Ledger.P].measures
    ):
        stocks.append("induced")
    return stocks


def kind_of_wrong(run: Run, resident: Resident, week: int, world: int, states: list[list[States]]) -> str:
    """How a wrongful restriction came about: by someone else's act, by no act at all, or by a rule misapplied."""
    tables = run.tables
    state = states[resident.index][world][Ledger.P]
    origins = {
        entry.record.origin
        for entry in delivered(run.books.entries[resident.index][world], week)
        if not entry.t
        and tables.act_kind[tables.slot_act[entry.record.slot]] == VIOLATION
        and relevant(tables, week, world, entry.record, state)
    }
    if origins & {Origin.STRAY, Origin.OUTSIDE, Origin.ATTRIBUTED}:
        return "wrong_someone_else"
    if Origin.PHANTOM in origins:
        return "wrong_nothing_happened"
    return "wrong_misapplied"


def out_of_proportion(run: Run, resident: Resident, week: int, world: int, state: State, restricted_since: int) -> bool:
    """Whether the restriction has lasted longer than the gravest act in force bears."""
    tables = run.tables
    gravity = max(
        (
            tables.act_gravity[tables.slot_act[entry.record.slot]]
            for entry in delivered(run.books.entries[resident.index][world], week)
            if tables.act_kind[tables.slot_act[entry.record.slot]] == VIOLATION
            and relevant(tables, week, world, entry.record, state)
        ),
        default=1,
    )
    severity = max(
        tables.severity[number]
        for number in range(tables.n_measures)
        if state.measures & tables.restrictions & (1 << number)
    )
    return bool(week - restricted_since >= gravity * tables.proportion_weeks // severity + 1)
