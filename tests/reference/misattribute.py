"""Misattribute: records that name the wrong person are dealt to victims, pool by pool."""

from collections.abc import Iterator
from typing import NamedTuple

from jaywalk.core import processes as process
from jaywalk.model.plan import (
    TARGET_CLASS,
    TARGET_DISTRICT,
    TARGET_FACE,
    TARGET_HOUSEHOLD,
    TARGET_NAME,
    TARGET_NAMESAKE,
    TARGET_NONE,
)
from reference.draws import waiting
from reference.name_groups import NameOrder, full_number, group_of, sampled_member
from reference.observe import A, Sighting, by_law, entry, hand_over, own_by_law, write_entry
from reference.occur import reach_of
from reference.records import Entry, Origin, Record, Timing, delivery_week, stale_weeks
from reference.residents import Resident
from reference.run import Dealt, Pool, Run

NAMESAKE_TRIES = 64
NAME_TRIES = 64
FACE_TRIES = 4095


class Kind(NamedTuple):
    """Where dealt records come from, and the processes that draw them."""

    name: str
    origin: Origin
    deal: int
    timing: int
    band: int | None
    arrival: int | None


STRAY = Kind("stray", Origin.STRAY, process.DEAL_STRAY, process.TIMING_STRAY, process.BAND_STRAY, None)
OUTSIDE = Kind(
    "outside",
    Origin.OUTSIDE,
    process.DEAL_OUTSIDE,
    process.TIMING_OUTSIDE,
    process.BAND_OUTSIDE,
    process.COUNT_OUTSIDE,
)
PHANTOM = Kind(
    "phantom",
    Origin.PHANTOM,
    process.DEAL_PHANTOM,
    process.TIMING_PHANTOM,
    process.BAND_PHANTOM,
    process.COUNT_PHANTOM,
)
SEED = Kind("seed", Origin.OUTSIDE, process.DEAL_SEED, process.TIMING_SEED, None, process.COUNT_SEED)


def misattribute(run: Run, week: int) -> None:
    """After the week has been observed: namesakes, pools of strays, and records nobody in the city made."""
    for sighting, which, world in run.namesakes:
        victim = namesake(run, sighting)
        if victim is None:
            resident = sighting.resident
            run.stray(Pool(resident.city, sighting.slot, which, resident.person_class), world)
        else:
            hand_over(run, sighting, victim, which, world)
    run.namesakes.clear()
    for pool in sorted(run.pools):
        run.pool_history[week, pool] = tuple(run.pools[pool])
        deal_pool(run, STRAY, week, pool, run.pools[pool])
    run.pools.clear()
    for kind, table in ((OUTSIDE, run.tables.outside), (PHANTOM, run.tables.phantom)):
        for pool, means in arrival_means(run, week, table):
            counts = arrivals(run, kind, week, pool, means)
            deal_pool(run, kind, week, pool, counts)


def namesake(run: Run, sighting: Sighting) -> Resident | None:
    """Somebody of the origin's own name group, drawn at the origin; nobody after 64 tries."""
    origin = sighting.resident
    order = NameOrder(run, origin.city, origin.person_class)
    group = group_of(run, origin.city, origin.person_class, order.position(full_number(run, origin)))
    wk = run.tables.absolute(sighting.week)
    for attempt in range(NAMESAKE_TRIES):
        draw = run.draws(*sighting.address, wk ^ (attempt << 16), process.VICTIM + sighting.slot, sighting.occ)
        position = group.start + (draw.w0 * (group.stop - group.start) >> 32)
        victim = sampled_member(run, origin.city, origin.person_class, order.member(position))
        if victim is not None and victim.index != origin.index:
            return victim
    return None


def arrival_means(run: Run, week: int, table: list[list[list[list[list[int]]]]]) -> Iterator[tuple[Pool, list[int]]]:
    """Expected arrivals of the week by pool and world, in units of 2**-40."""
    tables, era = run.tables, run.tables.era[week]
    for city in range(tables.n_cities):
        for slot in range(tables.n_slots):
            target = tables.target_a[slot]
            if target == TARGET_NONE or tables.slot_market[slot] != -1:
                continue
            if target in (TARGET_DISTRICT, TARGET_HOUSEHOLD):
                areas = [(14 + tables.district_number[d], [d], range(140)) for d in run.city_districts(city)]
            else:
                areas = [(c, run.city_districts(city), range(10 * c, 10 * c + 10)) for c in range(14)]
            for pool_class, districts, cells in areas:
                means = [0] * tables.n_worlds
                for world in range(tables.n_worlds):
                    if tables.keeps_state(world):
                        means[world] = sum(
                            sum(run.town.sampled_counts[d][cell] * table[era][d][world][slot][cell] for cell in cells)
                            >> 16
                            for d in districts
                        )
                yield Pool(city, slot, A, pool_class), means


def arrivals(run: Run, kind: Kind, week: int, pool: Pool, means: list[int]) -> list[int]:
    """Poisson counts by world: how many partial sums of one row of gaps lie below each world's mean."""
    assert kind.arrival is not None
    counts = [0] * len(means)
    total, k = 0, 0
    while True:
        total += waiting(run.draws(k, pool_word(run, pool), run.tables.absolute(week), kind.arrival).first64)
        if total >= max(means):
            break
        for world, mean in enumerate(means):
            counts[world] += total < mean
        k += 1
    if any(counts):
        run.arrivals[week, kind.name, pool] = tuple(counts)
    return counts


def pool_word(run: Run, pool: Pool) -> int:
    """Counter word 1 of a pool's draws."""
    return int(run.tables.city_code[pool.city] << 16 | pool.pool_class << 9 | pool.which << 8 | pool.slot)


def deal_pool(run: Run, kind: Kind, week: int, pool: Pool, counts: list[int]) -> None:
    """Deal a pool's records of the week, the k-th always to the same victim."""
    tables, slot = run.tables, pool.slot
    for k in range(max(counts)):
        worlds = tuple(world for world, count in enumerate(counts) if count > k)
        victim = deal(run, kind, week, pool, k)
        run.dealt.append(Dealt(week, kind.name, pool, k, -1 if victim is None else victim.index, worlds))
        if victim is None:
            for world in worlds:
                run.undealt[week, world] += 1
            continue
        words = run.draws(k, pool_word(run, pool), tables.absolute(week), kind.timing)
        timing = Timing(words.w0, words.w1, words.w2)
        for world in worlds:
            if kind is SEED:
                weeks = tables.seed_residual_false[slot][words.w3 >> 22]
                stale = tables.stale_weeks[slot][words.w2 >> 24]
                record = Record(0, 0, slot, kind.origin, 0, slot, stale, weeks, seeded=True)
                run.books.entries[victim.index][world].append(Entry(record, p=True, t=False, x=False))
                assert not tables.is_clean(world), "a clean world starts without false listings"
                continue
            lawful = kind is STRAY and by_law(tables, slot, pool.which)
            own = kind is STRAY and own_by_law(tables, slot, pool.which, world)
            assert own or not tables.is_clean(world), "a clean world has no false records"
            record = Record(
                act_week=week,
                rec_week=delivery_week(tables, week, world, slot, timing.delay),
                slot=slot,
                origin=Origin.ATTRIBUTED if lawful else kind.origin,
                occ=0,
                prim=slot,
                stale=stale_weeks(tables, slot, timing.stale),
                num=k,
            )
            write_entry(run, victim, Entry(record, p=True, t=own, x=own), world, timing, copied=True)


def deal(run: Run, kind: Kind, week: int, pool: Pool, k: int) -> Resident | None:
    """The victim of the pool's k-th record."""
    tables = run.tables
    if pool.pool_class >= 14:
        district = next(d for d in run.city_districts(pool.city) if tables.district_number[d] == pool.pool_class - 14)
        return one_of(run, kind, week, pool, k, run.town.adults[district])
    members = run.town.members.get((pool.city, pool.pool_class), [])
    target = (tables.target_a, tables.target_b)[pool.which][pool.slot]
    if target == TARGET_NAMESAKE:  # strays come here when no namesake was found; others have no group of their own
        target = TARGET_CLASS if kind is STRAY else TARGET_NAME
    if target == TARGET_FACE:
        return look_alike(run, kind, week, pool, k)
    if target == TARGET_NAME and members:
        return name_alike(run, kind, week, pool, k, members)
    return one_of(run, kind, week, pool, k, members)


def one_of(
    run: Run, kind: Kind, week: int, pool: Pool, k: int, members: list[Resident], attempt: int = 0
) -> Resident | None:
    """Anybody of a list, evenly."""
    if not members:
        return None
    draw = run.draws(k, pool_word(run, pool), run.tables.absolute(week), kind.deal, attempt)
    return members[draw.first64 * len(members) >> 64]


def look_alike(run: Run, kind: Kind, week: int, pool: Pool, k: int) -> Resident | None:
    """Somebody enrolled of the same sex and about the same age, the often mistaken more often."""
    tables, wk = run.tables, run.tables.absolute(week)
    age, sex = divmod(pool.pool_class, 2)
    if kind.band is not None:
        word = run.draws(k, pool_word(run, pool), wk, kind.band).w0
        if word < tables.band[age][0]:
            age -= 1
        elif word >= tables.band[age][1]:
            age += 1
    members = run.town.members.get((pool.city, 2 * age + sex), [])
    if not members:
        members = run.town.members.get((pool.city, pool.pool_class), [])
    if not members:
        return None
    for attempt in range(FACE_TRIES):
        draw = run.draws(k, pool_word(run, pool), wk, kind.deal, attempt)
        member = members[draw.first64 * len(members) >> 64]
        if member.enrolled and draw.w2 * tables.look_alike_top >> 32 < member.look_alike:
            return member
    return one_of(run, kind, week, pool, k, members, FACE_TRIES)


def name_alike(run: Run, kind: Kind, week: int, pool: Pool, k: int, members: list[Resident]) -> Resident | None:
    """Somebody whose name a stranger is likely to share."""
    tables = run.tables
    order = NameOrder(run, pool.city, pool.pool_class)
    starts = tables.name_start[pool.city][pool.pool_class]
    weights = tables.name_weight[pool.city][pool.pool_class]
    for attempt in range(NAME_TRIES):
        draw = run.draws(k, pool_word(run, pool), tables.absolute(week), kind.deal, attempt)
        group_type = next((n for n, weight in enumerate(weights) if draw.w2 < weight), len(weights) - 1)
        start, stop = starts[group_type], starts[group_type + 1]
        position = start + (draw.first64 * (stop - start) >> 64)
        victim = sampled_member(run, pool.city, pool.pool_class, order.member(position))
        if victim is not None:
            return victim
    return one_of(run, kind, week, pool, k, members, NAME_TRIES)


def seed_lists(run: Run) -> None:
    """Before week 0: who is on a list already, rightfully or by error, and for how much longer."""
    for resident in run.town.residents:
        seed_rightful(run, resident)
    tables = run.tables
    for pool, means in arrival_means(run, 0, tables.outside):
        stay = tables.seed_stay_false[pool.slot]
        if stay > 0:
            scaled = [mean * stay >> 8 for mean in means]
            deal_pool(run, SEED, 0, pool, arrivals(run, SEED, 0, pool, scaled))


def seed_rightful(run: Run, resident: Resident) -> None:
    """A resident's true listings at the start."""
    tables = run.tables
    kept = [world for world in range(tables.n_worlds) if tables.keeps_state(world)]
    if not kept or not resident.adult:
        return
    for slot in range(tables.n_slots):
        if tables.seed_stay[slot] <= 0:
            continue
        expected = reach_of(tables, resident, 0, kept[0], slot) * tables.seed_stay[slot] >> 8
        draw = run.draws(resident.serial, resident.area, 0, process.SEED_LIST + slot)
        if draw.w0 * ((1 << 40) + expected) >> 32 >= expected:
            continue
        weeks = tables.seed_residual[slot][draw.w2 >> 22]
        stale = tables.stale_weeks[slot][draw.w1 >> 24]
        for world in kept:
            at = tables.era[0], resident.city, world, slot
            missed = draw.w3 << 32 < entry(tables.miss, at)[resident.person_class]
            record = Record(0, 0, slot, Origin.OWN, 0, slot, stale, weeks, seeded=True)
            run.books.entries[resident.index][world].append(Entry(record, p=not missed, t=not missed, x=True))
