"""Observe: which channels see an act in which world, and whom the record names."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from jaywalk.core import processes as process
from jaywalk.model.plan import TARGET_DISTRICT, TARGET_HOUSEHOLD, TARGET_NAMESAKE
from reference.draws import Words
from reference.occur import Opportunity, opportunities, reach_of
from reference.placement import ONE, count_found, placed
from reference.records import Entry, Origin, Record, Timing, delivery_week, stale_weeks, write
from reference.residents import Resident
from reference.respond import factor
from reference.run import Pool, Run
from reference.tables import Tables

A, B = 0, 1  # the two targets of a slot


class Outcome(IntEnum):
    """Whom the record of a seen act names."""

    NONE = 0
    RIGHT = 1
    OTHER = 2
    BOTH = 3


@dataclass(frozen=True)
class Finding:
    """Outcome in one world, and which target the other record goes to (-1: there is no other record)."""

    outcome: Outcome
    which: int = -1


@dataclass
class Sighting:
    """An act seen through one slot: in which worlds, and what became of it there."""

    resident: Resident
    week: int
    slot: int
    prim: int  # slot that saw the act first
    occ: int
    low: int  # low byte of counter word 1: keeps the draws of different first slots apart
    findings: dict[int, Finding] = field(default_factory=dict)  # world -> finding
    timing: Timing = field(default_factory=lambda: Timing(0, 0, 0))

    @property
    def address(self) -> tuple[int, int]:
        """Counter words 0 and 1."""
        return self.resident.serial, self.resident.area | self.low


def observe(run: Run, resident: Resident, week: int) -> Iterator[Sighting]:
    """Everything seen of a resident in a week, in every world that keeps ledgers; markets are left to ``bear``."""
    for point in opportunities(run.tables, run.draws, resident, week):
        if run.tables.slot_market[point.slot] == -1:
            yield from see(run, resident, week, point)


def see(run: Run, resident: Resident, week: int, point: Opportunity) -> Iterator[Sighting]:
    """The first sighting, the further channels that see the same act, then those sent looking by a miss."""
    tables, first = run.tables, point.slot
    seen = [
        world
        for world in range(tables.n_worlds)
        if tables.keeps_state(world) and point.level < range_of(run, resident, week, world, first)
    ]
    if not seen:
        return
    siblings = [
        slot
        for slot in range(tables.n_slots)
        if slot != first
        and tables.slot_act[slot] == tables.slot_act[first]
        and tables.slot_after[first] == -1
        and tables.slot_after[slot] == -1
        and tables.slot_market[slot] == -1
    ]
    further = {slot: looks(run, resident, week, point, slot, seen) for slot in siblings}
    # a channel earlier in the table sees the act as its own first sighting, so this one is void
    void = {world for slot in siblings if slot < first for world in further[slot]}
    valid = [world for world in seen if world not in void]
    sightings = [sight(run, resident, week, point, first, 0, valid)]
    for slot in siblings:
        if slot > first:
            worlds = [world for world in valid if world in further[slot]]
            sightings.append(sight(run, resident, week, point, slot, first + 1, worlds))
    for slot in range(tables.n_slots):
        for before in [sighting for sighting in sightings if sighting.slot == tables.slot_after[slot]]:
            if tables.slot_after[before.slot] != -1:
                continue  # nobody goes looking twice
            missed = [world for world, finding in before.findings.items() if finding.outcome is Outcome.NONE]
            worlds = looks(run, resident, week, point, slot, missed)
            sightings.append(sight(run, resident, week, point, slot, first + 1, worlds))
    yield from (sighting for sighting in sightings if sighting.findings)


def range_of(run: Run, resident: Resident, week: int, world: int, slot: int) -> int:
    """Rate at which the slot's channel sees the resident act in the world, as people live and cameras stand."""
    tables = run.tables
    reach = reach_of(tables, resident, week, world, slot)
    if tables.has_respond or tables.has_lives:
        reach = reach * factor(run, resident, week, world, tables.slot_act[slot]) >> 16
    return reach * placed(run, world, resident.person.district, slot) >> 16


def looks(run: Run, resident: Resident, week: int, point: Opportunity, slot: int, worlds: list[int]) -> list[int]:
    """The worlds among ``worlds`` in which a further channel sees the act first seen through ``point.slot``."""
    tables = run.tables
    draw = run.draws(
        resident.serial,
        resident.area | (point.slot + 1),
        tables.absolute(week),
        process.SECONDARY + slot,
        point.occ,
    )
    chance = tables.sees[tables.era[week]][resident.person.district]
    seeing = []
    for world in worlds:
        threshold = chance[world][slot][resident.person_class]
        more = placed(run, world, resident.person.district, slot)
        # four bits of the draw and twenty of the chance are left out where the two are multiplied
        seen = draw.first64 < threshold if more == ONE else draw.first64 >> 4 < (threshold >> 20) * more
        if seen:
            seeing.append(world)
    return seeing


def sight(
    run: Run, resident: Resident, week: int, point: Opportunity, slot: int, low: int, worlds: list[int]
) -> Sighting:
    """Identify who was seen, in each world that saw."""
    sighting = Sighting(resident, week, slot, point.slot, point.occ, low)
    wk = run.tables.absolute(week)
    identity = run.draws(*sighting.address, wk, process.IDENTITY + slot, point.occ)
    timing = run.draws(*sighting.address, wk, process.TIMING + slot, point.occ)
    sighting.timing = Timing(timing.w0, timing.w1, timing.w2)
    for world in worlds:
        sighting.findings[world] = identify(run.tables, sighting, identity, timing.w3, world)
    return sighting


def identify(tables: Tables, sighting: Sighting, identity: Words, h_word: int, world: int) -> Finding:
    """Whom the record names in one world."""
    resident, slot = sighting.resident, sighting.slot
    at = tables.era[sighting.week], resident.city, world, slot
    readable = identity.first64 >= entry(tables.miss, at)[resident.person_class]
    wrong_a = entry(tables.wrong_a, at)[resident.person_class]
    wrong_b = entry(tables.wrong_b, at)[resident.person_class]
    hit = identity.last64 < wrong_a
    if tables.slot_camera[slot]:
        found = resident.enrolled and readable
        if found:
            finding = Finding(Outcome.OTHER, A) if hit and h_word < entry(tables.both_h, at) else Finding(Outcome.RIGHT)
        else:
            finding = Finding(Outcome.OTHER, A) if hit else Finding(Outcome.NONE)
    else:
        which = A if hit else B if identity.last64 < wrong_a + wrong_b else -1
        if which == -1:
            finding = Finding(Outcome.RIGHT if readable else Outcome.NONE)
        else:
            kept = (tables.kept_a, tables.kept_b)[which][slot]
            finding = Finding(Outcome.BOTH if kept and readable else Outcome.OTHER, which)
    if tables.is_clean(world):
        finding = perfected(tables, sighting, finding, world)
    return finding


def perfected(tables: Tables, sighting: Sighting, finding: Finding, world: int) -> Finding:
    """A clean world identifies everybody it sees, enrolled or not; only law may name someone else."""
    if finding.which != -1:
        assert own_by_law(tables, sighting.slot, finding.which, world), "a clean world names nobody wrong"
        return finding
    if finding.outcome is Outcome.NONE:
        unknown = tables.slot_camera[sighting.slot] and not sighting.resident.enrolled
        assert unknown, "a clean world misses nobody it knows"
    return Finding(Outcome.RIGHT)


def entry(table: Any, at: tuple[int, int, int, int]) -> Any:
    """``table[era, city, world, slot]``."""
    era, city, world, slot = at
    return table[era][city][world][slot]


def by_law(tables: Tables, slot: int, which: int) -> bool:
    """Whether the other person named is so by law (the owner of the car), not by error."""
    return bool(which == A and tables.attributed_a[slot])


def own_by_law(tables: Tables, slot: int, which: int, world: int) -> bool:
    """Whether such a record counts as the owner's own in the world."""
    return by_law(tables, slot, which) and bool(tables.attributed_own[world][slot])


def record_sighting(run: Run, sighting: Sighting) -> None:
    """Write the origin's own record, count the outcome, and send strays on their way."""
    tables, resident, slot = run.tables, sighting.resident, sighting.slot
    name = tables.names.slots[slot]
    for world, finding in sighting.findings.items():
        run.counters.add(f"seen_{name}", sighting.week, resident, world)
        kind = {Outcome.NONE: "missed", Outcome.RIGHT: "right", Outcome.OTHER: "other", Outcome.BOTH: "both"}
        run.counters.add(f"{kind[finding.outcome]}_{name}", sighting.week, resident, world)
        if finding.outcome is not Outcome.NONE:
            count_found(run, sighting.week, world, resident.person.district, slot)
        right = finding.outcome in (Outcome.RIGHT, Outcome.BOTH)
        # what was seen but not identified is in X alone; who was sent looking after a miss is in X already
        in_x = tables.slot_after[slot] == -1 and (right or not own_by_law(tables, slot, finding.which, world))
        if right or in_x:
            record = made_of(run, sighting, world, Origin.OWN)
            write_entry(run, resident, Entry(record, p=right, t=right, x=in_x), world, sighting.timing, copied=right)
        if finding.which != -1:
            send_stray(run, sighting, finding.which, world)


def made_of(run: Run, sighting: Sighting, world: int, origin: Origin) -> Record:
    """The record a sighting makes in a world, about its origin or a victim picked at the origin."""
    return Record(
        act_week=sighting.week,
        rec_week=delivery_week(run.tables, sighting.week, world, sighting.slot, sighting.timing.delay),
        slot=sighting.slot,
        origin=origin,
        occ=sighting.occ,
        prim=sighting.prim,
        stale=stale_weeks(run.tables, sighting.slot, sighting.timing.stale),
        num=sighting.occ,
    )


def write_entry(run: Run, about: Resident, entry: Entry, world: int, timing: Timing, *, copied: bool) -> None:
    """Write a record and its copy about a resident and count them as made in the week of the act."""
    record = entry.record
    name = run.tables.names.slots[record.slot]
    if entry.p:
        run.counters.add(f"made_{record.origin.name.lower()}_{name}", record.act_week, about, world)
    entries = run.books.entries[about.index][world]
    if write(run.tables, entries, entry, world=world, city=about.city, timing=timing, copied=copied):
        run.counters.add(f"made_copy_{name}", record.act_week, about, world)


def send_stray(run: Run, sighting: Sighting, which: int, world: int) -> None:
    """A record that names someone else: picked in the household here, among namesakes, or from a pool."""
    tables, resident, slot = run.tables, sighting.resident, sighting.slot
    target = (tables.target_a, tables.target_b)[which][slot]
    district_class = 14 + tables.district_number[resident.person.district]
    if target == TARGET_HOUSEHOLD:
        victim = housemate(run, sighting)
        if victim is not None:
            hand_over(run, sighting, victim, which, world)
        else:
            run.stray(Pool(resident.city, slot, which, district_class), world)
    elif target == TARGET_NAMESAKE:
        run.namesakes.append((sighting, which, world))
    elif target == TARGET_DISTRICT:
        run.stray(Pool(resident.city, slot, which, district_class), world)
    else:
        run.stray(Pool(resident.city, slot, which, resident.person_class), world)


def housemate(run: Run, sighting: Sighting) -> Resident | None:
    """Another adult of the household, drawn at the origin."""
    person = sighting.resident.person
    others = [
        other
        for other in run.town.households[person.district, person.household]
        if other.adult and other.index != sighting.resident.index
    ]
    if not others:
        return None
    wk = run.tables.absolute(sighting.week)
    draw = run.draws(*sighting.address, wk, process.VICTIM + sighting.slot, sighting.occ)
    return others[draw.w0 * len(others) >> 32]


def hand_over(run: Run, sighting: Sighting, victim: Resident, which: int, world: int) -> None:
    """Write a stray about a victim picked at the origin."""
    origin = Origin.ATTRIBUTED if by_law(run.tables, sighting.slot, which) else Origin.STRAY
    own = own_by_law(run.tables, sighting.slot, which, world)
    record = made_of(run, sighting, world, origin)
    write_entry(run, victim, Entry(record, p=True, t=own, x=own), world, sighting.timing, copied=True)
