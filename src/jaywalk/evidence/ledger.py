"""The assumption ledger: what of a scenario is documented, recalled, assumed, or a what-if."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

LedgerGrade = Literal["documented", "recalled", "assumed", "what-if"]
LEDGER_GRADES: Final[tuple[LedgerGrade, ...]] = ("documented", "recalled", "assumed", "what-if")


@dataclass(frozen=True)
class Entry:
    """One number of a scenario and where it comes from.

    Parameters
    ----------
    path
        Which number, such as ``acts.jaywalking.rate``.
    role
        ``design``: somebody decided it; ``world``: how things are.
    value, unit, low, high
        The number and its range, in ``unit``.
    source
        Key of the register, or of the scenario's own evidence.
    grade
        How sure it is.
    why
        The reason, where it is assumed.
    file, line
        Where it is written.
    """

    path: str
    role: Literal["design", "world"]
    value: float
    unit: str
    low: float
    high: float
    source: str
    grade: LedgerGrade
    why: str
    file: str
    line: int

    @property
    def ranged(self) -> bool:
        """Whether a sensitivity run varies it."""
        return self.low < self.high


class Numbered(Protocol):
    """Anything that can list its numbers."""

    @property
    def title(self) -> str:
        """What it is called."""
        ...

    def numbers(self) -> Sequence[Entry]:
        """Every number with its provenance."""
        ...


@dataclass(frozen=True)
class Ledger:
    """All numbers of a scenario, by grade."""

    title: str
    entries: tuple[Entry, ...]

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    @property
    def counts(self) -> dict[LedgerGrade, int]:
        """How many numbers there are of each grade."""
        return {grade: sum(entry.grade == grade for entry in self.entries) for grade in LEDGER_GRADES}

    def counts_of(self, role: Literal["design", "world"]) -> dict[LedgerGrade, int]:
        """The same among what was decided, or among what is."""
        return {grade: sum(e.grade == grade and e.role == role for e in self.entries) for grade in LEDGER_GRADES}

    def of(self, grade: LedgerGrade) -> tuple[Entry, ...]:
        """The numbers of one grade."""
        return tuple(entry for entry in self.entries if entry.grade == grade)

    @property
    def assumed_share(self) -> float:
        """Share of all numbers that are assumed or a what-if."""
        unsure = sum(entry.grade in ("assumed", "what-if") for entry in self.entries)
        return unsure / len(self.entries) if self.entries else 0.0

    @property
    def ranged(self) -> tuple[Entry, ...]:
        """The numbers that have a range."""
        return tuple(entry for entry in self.entries if entry.ranged)

    def sentence(self) -> str:
        """The ledger in one sentence."""
        counts = self.counts
        parts = [f"{counts[grade]} {grade}" for grade in LEDGER_GRADES if counts[grade]]
        return f"Of {len(self.entries)} numbers: {', '.join(parts)}; {len(self.ranged)} have a range."


def ledger(scenario: Numbered) -> Ledger:
    """The assumption ledger of a scenario."""
    return Ledger(scenario.title, tuple(scenario.numbers()))
