"""The week in order, for every resident and every world, from the first week to the last."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from jaywalk.model.plan import Plan
from reference.bear import Application, Known, applications, give_places, refuse_trips, touched
from reference.cases import Office
from reference.contest import contest, count_waiting, open_cases, settle
from reference.counters import Counters
from reference.draws import Draws
from reference.judge import State, judge
from reference.lives import Jobs, back_to_work, turn_over
from reference.misattribute import misattribute, seed_lists
from reference.observe import observe, record_sighting
from reference.placement import Placement, place_cameras
from reference.records import Books, Ledger, Record
from reference.residents import Person, Town
from reference.respond import Minds, know_at_the_start, learn, read_the_news, responding_acts
from reference.reviews import Appeal, appeals_of, review
from reference.run import Dealt, Placing, Pool, Run
from reference.tables import Tables
from reference.tally import Before, States, tally


@dataclass(frozen=True)
class ReferenceRun:
    """Everything a run produced. Residents are in the order (district, serial); worlds as in the plan."""

    town: Town
    counters: Counters
    states: list[list[list[States]]]  # [week][resident][world]: the states of P, T and X
    known: list[list[frozenset[int]]]  # [week][world]: residents who know that they are blocked
    books: Books
    dealt: list[Dealt]
    undealt: dict[tuple[int, int], int]  # (week, world)
    pools: dict[tuple[int, Pool], tuple[int, ...]]  # strays by world
    arrivals: dict[tuple[int, str, Pool], tuple[int, ...]]  # records nobody in the city made, by world
    placings: list[Placing]
    appeals: list[Appeal]
    acts: dict[int, NDArray[Any]]  # week: [ND, groups, W, A], where somebody responds to a programme
    placement: list[tuple[int, int, int, int, int]]  # week, world, district, channel, factor
    working: list[frozenset[tuple[int, int]]]  # [week]: (resident, world) out of work at its end

    def ledger(self, resident: int, world: int, ledger: Ledger) -> list[Record]:
        """All records a ledger was ever to hold, delivered or on their way, sorted."""
        return sorted(entry.record for entry in self.books.entries[resident][world] if entry.held_by(ledger))


def simulate(plan: Plan, people: Sequence[Person], full_counts: Sequence[Sequence[int]]) -> ReferenceRun:
    """Run a plan on a list of people.

    Parameters
    ----------
    plan : Plan
    people : sequence of Person
        Whole districts as sampled: serials 0, 1, ... without gaps.
    full_counts : sequence
        [ND][K] residents at full scale, which name groups are made of.
    """
    tables = Tables(plan)
    draws = Draws((tables.key[0], tables.key[1]))
    town = Town(tables, draws, people, full_counts)
    n_residents, n_worlds = len(town.residents), tables.n_worlds
    run = Run(
        tables,
        draws,
        town,
        Books(n_residents, n_worlds),
        Counters(tables.n_weeks, tables.n_districts, n_worlds),
        Office(),
        Minds(),
        Jobs(),
        Placement(),
    )
    known = Known([set() for _ in range(n_worlds)])
    before = [[Before() for _ in range(n_worlds)] for _ in range(n_residents)]
    states: list[list[States]] = [[(State(), State(), State())] * n_worlds for _ in range(n_residents)]
    history: list[list[list[States]]] = []
    known_history: list[list[frozenset[int]]] = []

    seed_lists(run)
    if tables.has_respond:
        know_at_the_start(run)
    working: list[frozenset[tuple[int, int]]] = []
    for week in range(tables.n_weeks):
        if tables.has_placement:
            place_cameras(run, week)
        back_to_work(run, week)
        if tables.has_contest:
            settle(run, week, states)
        states = [judge_all(run, index, week, states[index]) for index in range(n_residents)]
        claims: list[Application] = []
        run.p_states = p_states = [[world_states[Ledger.P] for world_states in mine] for mine in states]
        if tables.has_respond:
            for resident in town.residents:
                learn(run, resident, week)
        if (tables.has_respond or tables.has_lives) and tables.acts_week[week]:
            run.acts[week] = responding_acts(run, week)
        for resident in town.residents:
            if tables.has_contest:
                open_cases(run, resident, week)
            for sighting in observe(run, resident, week):
                record_sighting(run, sighting)
            t_states = [world_states[Ledger.T] for world_states in states[resident.index]]
            refuse_trips(run, resident, week, p_states[resident.index], t_states, known)
            claims += applications(run, resident, week)
        if tables.has_contest:
            contest(run, week, p_states, known)
            count_waiting(run, week)
        give_places(run, week, claims, p_states)
        touched(run, week, p_states)
        for resident in town.residents:
            for world in range(n_worlds):
                if tables.keeps_state(world):
                    tally(run, resident, week, world, states, before[resident.index][world])
        misattribute(run, week)
        if tables.has_respond:
            read_the_news(run)
        turn_over(run)
        if tables.has_contest:
            review(run, week)
        history.append(states)
        working.append(frozenset(run.jobs.back))
        known_history.append([frozenset(residents) for residents in known.by_world])

    return ReferenceRun(
        town=town,
        counters=run.counters,
        states=history,
        known=known_history,
        books=run.books,
        dealt=run.dealt,
        undealt=dict(run.undealt),
        pools=run.pool_history,
        arrivals=run.arrivals,
        placings=run.placings,
        appeals=appeals_of(run),
        acts=run.acts,
        placement=run.placement.history,
        working=working,
    )


def judge_all(run: Run, index: int, week: int, before: list[States]) -> list[States]:
    """All worlds' ledgers of one resident in a week."""
    resident, result = run.town.residents[index], []
    for world in range(run.tables.n_worlds):
        if not run.tables.keeps_state(world):
            result.append((State(), State(), State()))
            continue
        p, t, x = (
            judge(run, resident, week, world, ledger, before[world][ledger])
            for ledger in (Ledger.P, Ledger.T, Ledger.X)
        )
        if run.tables.is_clean(world) and not (t == x and (p == t or run.tables.contests(world))):
            message = f"ledgers differ in clean world {run.tables.names.worlds[world]}"
            raise AssertionError(message)
        result.append((p, t, x))
    return result
