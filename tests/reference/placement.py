"""Placement: cameras go where they found somebody, by the counts of the last weeks."""

from dataclasses import dataclass, field

from reference.run import Run

ONE = 1 << 16  # as declared

Followed = tuple[int, int, int]  # world, district, channel


@dataclass
class Placement:
    """What the channels that follow records found, and what is made of it."""

    found: dict[tuple[int, Followed], int] = field(default_factory=dict)  # (week, ...)
    factor: dict[Followed, int] = field(default_factory=dict)
    history: list[tuple[int, int, int, int, int]] = field(
        default_factory=list
    )  # week, world, district, channel, factor


def placed(run: Run, world: int, district: int, slot: int) -> int:
    """What multiplies the declared coverage of a district, 16.16."""
    if not run.tables.has_placement or not run.tables.follow[slot]:
        return ONE
    return run.placement.factor.get((world, district, run.tables.follow[slot] - 1), ONE)


def count_found(run: Run, week: int, world: int, district: int, slot: int) -> None:
    """Count a sighting that was taken for somebody, rightly or not, where it was made."""
    if run.tables.has_placement and run.tables.follow[slot]:
        at = week, (world, district, run.tables.follow[slot] - 1)
        run.placement.found[at] = run.placement.found.get(at, 0) + 1


def place_cameras(run: Run, week: int) -> None:
    """Before a week: the factors of the channels whose time has come."""
    tables = run.tables
    channels = {tables.follow[slot] - 1: slot for slot in range(tables.n_slots) if tables.follow[slot]}
    for channel, slot in channels.items():
        since = week - tables.n_past
        if since <= 0 or since % tables.follow_weeks[slot] != 0:
            continue
        for world in range(tables.n_worlds):
            for city in range(tables.n_cities):
                place_in_city(run, week, world, city, channel, slot)


def place_in_city(run: Run, week: int, world: int, city: int, channel: int, slot: int) -> None:
    """Share the sight of a channel out among the districts of a city that have it at all."""
    tables, era = run.tables, run.tables.era[week]
    for district in run.city_districts(city):
        run.placement.factor.pop((world, district, channel), None)
    covered = [d for d in run.city_districts(city) if tables.coverage16[world][era][d][slot] > 0]
    counts = {d: found_lately(run, week, (world, d, channel), tables.follow_weeks[slot]) for d in covered}
    adults = {d: len(run.town.adults[d]) for d in covered}
    all_found, all_adults = sum(counts.values()), sum(adults.values())
    for d in covered:
        if week < tables.rollout[world][d]:
            continue
        raw = ONE
        if all_found and adults[d]:
            raw = (counts[d] * all_adults << 16) // (all_found * adults[d])
        strength, most = tables.follow_strength[world][slot], tables.follow_most[world][slot]
        factor = (ONE - strength) * ONE + strength * raw >> 16
        factor = min(max(factor, ONE * ONE // most), most, (1 << 32) // tables.coverage16[world][era][d][slot])
        run.placement.factor[world, d, channel] = factor
        run.placement.history.append((week, world, d, channel, factor))


def found_lately(run: Run, week: int, at: Followed, weeks: int) -> int:
    """Sightings of the last weeks before ``week``."""
    return sum(run.placement.found.get((earlier, at), 0) for earlier in range(week - weeks, week))
