"""Cases: what may come of a record that can be contested, what is drawn for it, and when its owner hears of it."""

from dataclasses import dataclass, field
from enum import IntEnum

from jaywalk.core import processes as process
from reference.draws import Words, waiting
from reference.records import Record
from reference.residents import Resident
from reference.run import Run
from reference.tables import Tables

IN_FORCE = 2  # redress_binds: the regime of the week in which something is done


class What(IntEnum):
    """Draws of a record. A second try has words of its own."""

    FILE_1 = 0  # w0 whether, w1 notice, w2 when within the window, w3 place in the queue
    DECIDE_1 = 1  # w0 success, w1 time to decide, w2 time to correct, w3 rest of the notice's days
    FILE_2 = 2
    DECIDE_2 = 3
    PRESS = 4


class Phase(IntEnum):
    """What a case waits for."""

    UNKNOWN = 0  # for its owner to hear of it
    TOLD = 1
    FILE = 2
    CORRECT = 3
    PRESS = 4


@dataclass
class Case:
    """A record of one world's ledger P, and the next thing that may happen to it."""

    resident: Resident
    world: int
    record: Record
    phase: Phase
    due: int
    attempt: int = 1


@dataclass(frozen=True)
class Claim:
    """An appeal that was filed. Whether the record is wrong is part of it: the record may be gone when it is decided."""

    resident: Resident
    world: int
    record: Record
    attempt: int
    wrong: bool
    filed: int
    place: int  # among the claims of the same week
    time: int  # word that the time to decide comes from

    @property
    def order(self) -> tuple[int, int, int, int, int, int]:
        """What the reviewers go by."""
        person = self.resident.person
        return self.filed, self.place, person.district, person.serial, *identity(self.record)


@dataclass
class Office:
    """All cases and claims of a run."""

    cases: list[Case] = field(default_factory=list)
    queue: list[Claim] = field(default_factory=list)  # filed, not yet served
    under_review: dict[int, list[Claim]] = field(default_factory=dict)  # by the week of the decision
    capacity: dict[tuple[int, int], int] = field(default_factory=dict)  # (city, world): all reviews until now, 16.16
    served: list[tuple[Claim, int, int]] = field(default_factory=list)  # with the weeks of service and decision


def identity(record: Record) -> tuple[int, int]:
    """A record as two numbers, for an order among the records of one resident."""
    origin = record.origin + 8 * record.of_others
    low = record.slot << 24 | origin << 32 | record.seeded << 36 | record.stale << 40 | record.occ << 48
    high = record.act_week | record.rec_week << 16 | record.num << 32 | record.prim << 56
    return low, high


def contest_draw(run: Run, resident: Resident, record: Record, what: What) -> Words:
    """The words of a record: the same in every world that has it, whenever it arrived there."""
    kind = record.origin + 8 * record.seeded
    return run.draws(
        resident.serial,
        resident.area | record.slot,
        run.tables.absolute(record.act_week),
        process.CONTEST + 16 * kind + what,
        record.num & 4095,
    )


def bound(tables: Tables, record: Record, stage: int) -> int:
    """The era whose regime a record falls under when something is done in week ``stage``."""
    return int(tables.era[(record.act_week, record.rec_week, stage)[tables.redress_binds]])


def contestable(tables: Tables, world: int, record: Record) -> bool:
    """Whether a record that arrives can be contested, now or under a regime to come that will hold for it."""
    era = bound(tables, record, record.rec_week)
    last = len(tables.contest_on[world]) if tables.redress_binds == IN_FORCE else era + 1
    return any(tables.contest_on[world][e][record.slot] for e in range(era, last))


def notified(run: Run, resident: Resident, world: int, record: Record) -> bool:
    """Whether the resident is told of a record."""
    era = bound(run.tables, record, record.rec_week)
    return bool(contest_draw(run, resident, record, What.FILE_1).w1 < run.tables.notice_reach[world][era])


def notice_week(run: Run, resident: Resident, world: int, record: Record) -> int:
    """The week in which the notice arrives."""
    days = run.tables.notice_days[world][bound(run.tables, record, record.rec_week)]
    return record.rec_week + whole_weeks(days, contest_draw(run, resident, record, What.DECIDE_1).w3)


def whole_weeks(days: int, word: int) -> int:
    """Days as weeks, one more as often as the days left over ask for."""
    return days // 7 + (word < ((days % 7) << 32) // 7)


def press_week(run: Run, resident: Resident, world: int, record: Record) -> int | None:
    """The week in which the press takes up a wrongful case; None if there is no such press."""
    hazard: int = run.tables.press[world][bound(run.tables, record, record.rec_week)]
    if hazard <= 0:
        return None
    draw = contest_draw(run, resident, record, What.PRESS)
    return record.rec_week + 1 + waiting(draw.first64) // hazard


def told_this_week(run: Run, resident: Resident, week: int, world: int) -> bool:
    """Whether a notice of a record in P arrives this week."""
    return any(
        contestable(run.tables, world, record)
        and notified(run, resident, world, record)
        and notice_week(run, resident, world, record) == week
        for record in {entry.record for entry in run.books.entries[resident.index][world] if entry.p}
        if record.rec_week <= week
    )
