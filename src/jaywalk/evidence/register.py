"""The register of references: published figures, each with its source and how sure it is."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Grade = Literal["documented", "recalled", "assumed"]
GRADES: tuple[Grade, ...] = ("documented", "recalled", "assumed")


@dataclass(frozen=True)
class Reference:
    """One row of the register.

    Parameters
    ----------
    key
        How scenarios name it.
    value, low, high
        As published, in ``unit``; empty where nothing is known.
    certainty
        ``documented``: read in the source named (an excerpt or repost where the note says so); ``recalled``:
        known from the literature, not opened; ``assumed``: no source was found.
    """

    block: str
    key: str
    value: str
    low: str
    high: str
    unit: str
    year: str
    source: str
    url: str
    certainty: Grade
    note: str

    @property
    def number(self) -> float | None:
        """The value, where it is a number."""
        return _number(self.value)

    @property
    def range(self) -> tuple[float, float] | None:
        """Both ends of the range, where it has them."""
        low, high = _number(self.low), _number(self.high)
        return None if low is None or high is None else (low, high)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


class Register(Mapping[str, Reference]):
    """All references by key.

    Examples
    --------
    >>> Register.packaged()["beijing_population"].number
    21893095.0
    """

    def __init__(self, rows: Mapping[str, Reference]) -> None:
        self._rows = dict(rows)

    def __getitem__(self, key: str) -> Reference:
        return self._rows[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    @classmethod
    def packaged(cls) -> "Register":
        """The register that comes with Jaywalk."""
        return _packaged()

    @classmethod
    def from_csv(cls, text: str) -> "Register":
        """Read a register from CSV; a double key, a wrong grade or a missing column is refused."""
        rows: dict[str, Reference] = {}
        reader = csv.DictReader(text.splitlines())
        columns = list(Reference.__dataclass_fields__)
        if reader.fieldnames is None or list(reader.fieldnames) != columns:
            raise ValueError(f"the register's columns are {', '.join(columns)}")
        for number, row in enumerate(reader, start=2):
            if None in row or None in row.values():
                raise ValueError(f"line {number}: the number of fields is wrong")
            if row["key"] in rows:
                raise ValueError(f"line {number}: '{row['key']}' is there twice")
            if row["certainty"] not in GRADES:
                raise ValueError(f"line {number}: '{row['certainty']}' is not one of {', '.join(GRADES)}")
            rows[row["key"]] = Reference(**row)  # type: ignore[arg-type]
        return cls(rows)

    def counts(self) -> dict[Grade, int]:
        """How many references there are of each grade."""
        return {grade: sum(row.certainty == grade for row in self.values()) for grade in GRADES}


@cache
def _packaged() -> Register:
    path = files("jaywalk").joinpath("library").joinpath("evidence").joinpath("evidence.csv")
    return Register.from_csv(path.read_text("utf-8"))
