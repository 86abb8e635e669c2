"""Bear: refused trips, scarce places, and the households of the restricted."""

from dataclasses import dataclass, field

from jaywalk.core import processes as process
from reference.cases import told_this_week
from reference.draws import waiting
from reference.judge import State
from reference.lives import lose_job, more_places
from reference.occur import opportunities, reach_of
from reference.residents import Resident
from reference.run import Placing, Run
from reference.tables import Tables

Place = tuple[int, int]  # resident's index, occurrence number of the application


@dataclass(frozen=True)
class Application:
    """A claim on a scarce place, with the draw that orders the queue."""

    resident: Resident
    market: int
    occ: int
    u: int

    @property
    def place(self) -> Place:
        """What tells applications of a week apart; sorts in the order of residents."""
        return self.resident.index, self.occ


@dataclass
class Known:
    """Who knows of being blocked, by world and resident: trips are then not tried."""

    by_world: list[set[int]] = field(default_factory=list)


def blocked_modes(tables: Tables, measures: int) -> int:
    """Bit i: some measure in force blocks mode i."""
    modes = 0
    for number in range(tables.n_measures):
        if measures >> number & 1:
            modes |= tables.measure_modes[number]
    return modes


def refuse_trips(
    run: Run, resident: Resident, week: int, p_states: list[State], t_states: list[State], known: Known
) -> None:
    """Trips tried and refused, in each world.

    Knowing comes with the week's first refusal, at its end, or with a notice before the first trip.
    """
    tables = run.tables
    blocked = [blocked_modes(tables, state.measures) for state in p_states]
    rightly = [blocked_modes(tables, state.measures) for state in t_states]
    for world, modes in enumerate(blocked):
        if modes == 0:
            known.by_world[world].discard(resident.index)
        elif tables.has_contest and told_this_week(run, resident, week, world):
            known.by_world[world].add(resident.index)
    learned = set()
    for mode in range(tables.n_modes):
        if not any(modes >> mode & 1 for modes in blocked):
            continue
        name = tables.names.modes[mode]
        for number in range(attempts(run, resident, week, mode)):
            switch = run.draws(
                resident.serial, resident.area, tables.absolute(week), process.SWITCH, mode << 8 | number
            )
            for world, modes in enumerate(blocked):
                if not modes >> mode & 1:
                    continue
                if resident.index in known.by_world[world] and switch.w0 < tables.switched[mode]:
                    continue
                learned.add(world)
                run.counters.add(f"refused_{name}", week, resident, world)
                if not rightly[world] >> mode & 1:
                    run.counters.add(f"wrongly_refused_{name}", week, resident, world)
    for world in learned:
        known.by_world[world].add(resident.index)
    if tables.has_lives:
        lose_job(run, resident, week, blocked, rightly)


def attempts(run: Run, resident: Resident, week: int, mode: int) -> int:
    """Trips by a mode that a resident would try in a week."""
    tables = run.tables
    rate = tables.demand[tables.era[week]][mode][resident.cell]
    total, count = 0, 0
    while True:
        number = mode << 8 | count
        total += waiting(
            run.draws(resident.serial, resident.area, tables.absolute(week), process.DEMAND, number).first64
        )
        if total >= rate:
            return count
        count += 1
        if count > 255:
            message = "more than 255 trips in a week"
            raise OverflowError(message)


def applications(run: Run, resident: Resident, week: int) -> list[Application]:
    """The resident's claims on scarce places this week: the same in every world."""
    tables, claims = run.tables, []
    for point in opportunities(tables, run.draws, resident, week):
        market = tables.slot_market[point.slot]
        if market == -1 or point.level >= reach_of(tables, resident, week, 0, point.slot):
            continue
        draw = run.draws(
            resident.serial, resident.area, tables.absolute(week), process.PRIORITY + point.slot, point.occ
        )
        claims.append(Application(resident, market, point.occ, draw.w0))
        for world in range(tables.n_worlds):
            run.counters.add(f"applications_{tables.names.markets[market]}", week, resident, world)
    return claims


def give_places(run: Run, week: int, claims: list[Application], p_states: list[list[State]]) -> None:
    """Scarce places of each city and market: with the scores' priority, against the same queue without."""
    tables = run.tables
    for city in range(tables.n_cities):
        for market in range(tables.n_markets):
            if week < tables.market_from[market]:
                continue
            queue = [claim for claim in claims if claim.market == market and claim.resident.city == city]
            places = places_of(run, week, city, market)
            without = first_places([(claim.u, claim.place) for claim in queue], places)
            by_world = []
            for world in range(tables.n_worlds):
                ranked = []
                for claim in queue:
                    measures = p_states[claim.resident.index][world].measures
                    if measures & tables.market_excludes[market]:
                        continue
                    preferred = tables.market_measure[market]
                    u = claim.u
                    if preferred >= 0 and measures >> preferred & 1:
                        u -= tables.market_bonus[market]
                    ranked.append((u, claim.place))
                by_world.append(first_places(ranked, places + more_places(run, city, market, world)))
            for claim in queue:
                for world, given in enumerate(by_world):
                    name = tables.names.markets[market]
                    if claim.place in given and claim.place not in without:
                        run.counters.add(f"gained_{name}", week, claim.resident, world)
                    if claim.place in without and claim.place not in given:
                        run.counters.add(f"displaced_{name}", week, claim.resident, world)
            run.placings.append(Placing(week, city, market, places, without, tuple(by_world)))


def places_of(run: Run, week: int, city: int, market: int) -> int:
    """Places this week: so many an expected application, whole numbers that add up."""
    tables = run.tables
    expected = 0
    for slot in range(tables.n_slots):
        if tables.slot_market[slot] == market:
            for district in run.city_districts(city):
                counts = run.town.sampled_counts[district]
                reach = tables.reach[tables.era[week]][district][0][slot]
                expected += sum(count * rate for count, rate in zip(counts, reach, strict=True))
    capacity = tables.market_places[market] * expected >> 40
    since = week - tables.market_from[market]
    return int(((since + 1) * capacity >> 16) - (since * capacity >> 16))


def first_places(queue: list[tuple[int, Place]], places: int) -> frozenset[Place]:
    """The applications with the lowest draws, ties in the order of residents."""
    return frozenset(place for _, place in sorted(queue)[:places])


def touched(run: Run, week: int, p_states: list[list[State]]) -> None:
    """Count who shares a household with a restricted resident without being restricted."""
    tables = run.tables
    for household in run.town.households.values():
        if household[0].person.collective:
            continue
        for world in range(tables.n_worlds):
            free = [r for r in household if not p_states[r.index][world].measures & tables.restrictions]
            if len(free) < len(household):
                for resident in free:
                    run.counters.add("touched", week, resident, world)
