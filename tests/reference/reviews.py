"""Reviews: so many appeals a week, in the order in which they were filed."""

from reference.cases import Claim, identity
from reference.run import Run

NEVER_SERVED = 65535

Appeal = tuple[int, int, int, int, int, int, int]


def review(run: Run, week: int) -> None:
    """Serve the claims of every city and world as far as this week's reviews go; what is not used is lost."""
    tables, office = run.tables, run.office
    for city in range(tables.n_cities):
        for world in range(tables.n_worlds):
            places = places_of(run, week, city, world)
            ours = [claim for claim in office.queue if (claim.resident.city, claim.world) == (city, world)]
            for claim in sorted(ours, key=lambda claim: claim.order)[:places]:
                office.queue.remove(claim)
                decided = decision_week(run, week, claim)
                office.under_review.setdefault(decided, []).append(claim)
                office.served.append((claim, week, decided))


def places_of(run: Run, week: int, city: int, world: int) -> int:
    """Reviews of a week: a share for each adult, whole numbers that add up."""
    tables, office = run.tables, run.office
    adults = sum(len(run.town.adults[district]) for district in run.city_districts(city))
    share: int = tables.review_share[world][tables.era[week]][city]
    before = office.capacity.get((city, world), 0)
    after = before + (share * adults + (1 << 39) >> 40)
    office.capacity[city, world] = after
    return (after >> 16) - (before >> 16)


def decision_week(run: Run, week: int, claim: Claim) -> int:
    """The week in which a claim served in ``week`` is decided, by the regime of the service."""
    days = run.tables.decide_days[claim.world][run.tables.era[week]][claim.time >> 22]
    more = claim.time & 0x3FFFFF < ((days % 7) << 22) // 7
    return int(week + 1 + days // 7 + more)


def appeals_of(run: Run) -> list[Appeal]:
    """Every claim as a row of whole numbers: the served with the weeks of service and decision, then the others."""
    left = [(claim, NEVER_SERVED, NEVER_SERVED) for claim in run.office.queue]
    return [row_of(claim, served, decided) for claim, served, decided in run.office.served + left]


def row_of(claim: Claim, served: int, decided: int) -> Appeal:
    """One claim as the engine keeps it."""
    resident = claim.resident
    return (
        claim.filed << 32 | claim.place,
        resident.person.district << 32 | resident.serial,
        *identity(claim.record),
        claim.time << 32 | resident.cell << 16 | claim.wrong << 9 | claim.attempt - 1 << 8 | claim.world,
        served,
        decided,
    )
