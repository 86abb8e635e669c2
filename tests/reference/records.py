"""Records, and the three ledgers of a world that hold them."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from reference.tables import Tables


class Origin(IntEnum):
    """Where a record came from; only the simulation knows."""

    OWN = 0
    COPY = 1
    STRAY = 2
    OUTSIDE = 3
    PHANTOM = 4
    ATTRIBUTED = 5


class Ledger(IntEnum):
    """Everything in force; what is rightful; what perfect identification would have written."""

    P = 0
    T = 1
    X = 2


class Record(NamedTuple):
    """What the programme believes a resident did. A world has its own copy."""

    act_week: int
    rec_week: int  # delivered in this week
    slot: int
    origin: Origin
    occ: int  # occurrence of the act at the origin; 0 for dealt records
    prim: int  # slot that saw the act first
    stale: int  # weeks a listing in P outlives its rightful end
    num: int  # k of a dealt record; residual weeks of a seeded one; otherwise occ
    seeded: bool = False
    of_others: bool = False  # a copy of a record that is not of the resident's own act


class Entry(NamedTuple):
    """A record and the ledgers of one world that hold it."""

    record: Record
    p: bool
    t: bool
    x: bool
    ghost: bool = False  # P held it until it was struck out

    def held_by(self, ledger: Ledger) -> bool:
        """Whether the ledger holds the record."""
        return (self.p, self.t, self.x)[ledger]

    def ever_held_by(self, ledger: Ledger) -> bool:
        """Whether the ledger holds the record or held it until it was struck out."""
        return self.held_by(ledger) or (ledger is Ledger.P and self.ghost)


@dataclass(frozen=True)
class Timing:
    """The timing words of one record: delay, copy, stale."""

    delay: int
    copy: int
    stale: int


@dataclass
class Books:
    """All records ever written, by resident and world. Nothing is removed."""

    n_residents: int
    n_worlds: int
    entries: list[list[list[Entry]]] = field(init=False)

    def __post_init__(self) -> None:
        self.entries = [[[] for _ in range(self.n_worlds)] for _ in range(self.n_residents)]


def delivery_week(tables: Tables, week: int, world: int, slot: int, delay_word: int) -> int:
    """Week in which a record of ``week`` arrives: days become weeks without bias."""
    days = tables.delay_days[slot][delay_word >> 22]
    more = 1 if delay_word & 0x3FFFFF < ((days % 7) << 22) // 7 else 0
    return int(week + 1 + days // 7 + more + tables.delay_extra[world][slot])


def stale_weeks(tables: Tables, slot: int, stale_word: int) -> int:
    """Weeks for which a listing may outlive its rightful end."""
    return int(tables.stale_weeks[slot][stale_word >> 24])


def write(
    tables: Tables,
    entries: list[Entry],
    entry: Entry,
    *,
    world: int,
    city: int,
    timing: Timing,
    copied: bool,
) -> bool:
    """Keep an entry if it is delivered before the end, and its copy. Returns whether a copy was made."""
    record = entry.record
    slot = record.slot
    if record.rec_week < tables.n_weeks:
        entries.append(entry)
    if not (copied and timing.copy < tables.copy[tables.era[record.act_week]][city][world][slot]):
        return False
    if tables.is_clean(world):
        message = "a clean world makes no copies"
        raise AssertionError(message)
    arrival = record.rec_week + tables.copy_lag[slot]
    if arrival < tables.n_weeks:
        others = record.origin is not Origin.OWN
        second = record._replace(rec_week=arrival, origin=Origin.COPY, of_others=others)
        entries.append(Entry(second, p=True, t=False, x=False))
    return True
