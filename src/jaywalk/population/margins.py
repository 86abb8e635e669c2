"""Reading margins: a long table of published totals, checked before anybody is made from it.

Each row is (axis, district, category, value, source, note). Values of one axis are either all counts of people or
all shares of 1. Every mistake in a file is reported at once, with file and line.
"""

import csv
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final, NamedTuple

from jaywalk.population.axes import ADULT_AGES, CROSSED, KINDS, LABELS, SIZES, TABLES, axis_of
from jaywalk.population.columns import COLUMNS, header_problems

_NUMBER: Final = re.compile(r"\d+(\.\d+)?([eE][-+]?\d+)?")
_ID: Final = re.compile(r"[a-z][a-z0-9_]*")
_MOST_ROWS: Final = 5000
#: Counter word 1 has 8 bits for the district.
MOST_DISTRICTS: Final = 256


class MarginsError(ValueError):
    """Margins that cannot be used; ``problems`` holds every mistake as ``file:line: what is wrong``."""

    def __init__(self, problems: Sequence[str]):
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


class Row(NamedTuple):
    """One line of a margins file."""

    line: int
    axis: str
    district: str
    category: str
    value: float
    source: str


@dataclass(frozen=True)
class Margins:
    """The rows of a margins file, in its order, complete and free of doubles.

    Attributes
    ----------
    file
        The file's name, for messages.
    rows
        All rows; each axis has exactly the categories of its closed list.
    """

    file: str
    rows: tuple[Row, ...]

    def of(self, axis: str) -> tuple[Row, ...]:
        """Rows of an axis or table, in the order of the file."""
        return tuple(row for row in self.rows if row.axis == axis)

    def value(self, axis: str, category: str) -> float:
        """The value of one category of an axis."""
        return next(row.value for row in self.rows if row.axis == axis and row.category == category)

    def values(self, axis: str) -> list[float]:
        """The values of an axis in the order of its closed list."""
        return [self.value(axis, label) for label in LABELS[axis]]

    @property
    def districts(self) -> tuple[tuple[str, int], ...]:
        """Ids of the districts with their residents, in the order of the file."""
        return tuple((row.district, round(row.value)) for row in self.of("district"))

    @property
    def population(self) -> int:
        """Residents of the city: the sum of its districts."""
        return sum(n for _, n in self.districts)

    def digest(self) -> str:
        """BLAKE2b-64 of what the rows say; sources and notes do not count."""
        text = "\n".join(f"{row.axis},{row.district},{row.category},{row.value!r}" for row in self.rows)
        return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def shipped() -> tuple[str, ...]:
    """Names of the margins that come with Jaywalk."""
    folder = resources.files("jaywalk") / "library" / "margins"
    return tuple(sorted(item.name.removesuffix(".csv") for item in folder.iterdir() if item.name.endswith(".csv")))


def read_margins(name_or_path: str | Path) -> Margins:
    """Read and check a margins file.

    Parameters
    ----------
    name_or_path
        One of `shipped`, or the path of a CSV file.

    Raises
    ------
    MarginsError
        With everything that is wrong with the file.
    """
    text, file = _text(name_or_path)
    problems: list[str] = []
    reader = csv.reader(text.splitlines(), strict=True)
    rows: list[Row] = []
    try:
        header = next(reader, [])
        if found := header_problems(header):
            raise MarginsError([f"{file}:1: {problem}" for problem in found])
        for fields in reader:
            line = reader.line_num
            if line > _MOST_ROWS:
                problems.append(f"{file}:{line}: more than {_MOST_ROWS} rows: this is not a table of totals")
                break
            if not fields:
                continue
            _read_row(dict(zip(header, fields, strict=False)), len(fields), line, rows, problems)
    except csv.Error as error:
        problems.append(f"{reader.line_num}: not a CSV row: {error}")
    margins = Margins(file, tuple(rows))
    if not problems:
        problems = _incomplete(margins)
    if problems:
        raise MarginsError([p if p.startswith(file) else f"{file}:{p}" for p in problems])
    return margins


def _text(name_or_path: str | Path) -> tuple[str, str]:
    name = str(name_or_path)
    if name in shipped():
        item = resources.files("jaywalk") / "library" / "margins" / f"{name}.csv"
        return item.read_text(encoding="utf-8"), f"{name}.csv"
    path = Path(name_or_path)
    try:
        return path.read_text(encoding="utf-8-sig"), path.name
    except FileNotFoundError:
        known = ", ".join(shipped())
        raise MarginsError([f"{name}: no such margins file; shipped are {known}"]) from None
    except (UnicodeDecodeError, IsADirectoryError) as error:
        raise MarginsError([f"{name}: not a text file: {error}"]) from None


def _read_row(cells: dict[str, str], width: int, line: int, rows: list[Row], problems: list[str]) -> None:
    if width != len(COLUMNS):
        problems.append(f"{line}: {width} fields where the header has {len(COLUMNS)}")
        return
    axis, district, category = (cells[column].strip() for column in ("axis", "district", "category"))
    wrong = _wrong_place(axis, district, category)
    text = cells["value"].strip()
    if not _NUMBER.fullmatch(text):
        wrong = wrong or f"value '{text}' is not a number of at least 0, written such as 1200 or 0.12"
    if not cells["source"].strip():
        wrong = wrong or "source is empty: give an evidence key or 'assumed'"
    if any((row.axis, row.district, row.category) == (axis, district, category) for row in rows):
        wrong = wrong or f"{axis} '{district or category}' stands twice"
    if wrong:
        problems.append(f"{line}: {wrong}")
    else:
        rows.append(Row(line, axis, district, category, float(text), cells["source"].strip()))


def _wrong_place(axis: str, district: str, category: str) -> str | None:
    """What is wrong with where a row says its value belongs."""
    if axis not in CROSSED and axis not in TABLES:
        return f"'{axis}' is not an axis: margins have {', '.join(CROSSED + TABLES)}, and no other"
    if axis == "district":
        if not _ID.fullmatch(district):
            return f"'{district}' is not a district's id: small letters, digits and _, such as old_town"
        return f"a district has no category, but '{category}' is given" if category else None
    if district and axis != "seed":
        return f"axis '{axis}' is given for the whole city: leave district empty instead of '{district}'"
    if axis in LABELS:
        labels = LABELS[axis]
        return None if category in labels else f"'{category}' is no category of {axis}: it has {', '.join(labels)}"
    return _wrong_parts(axis, category.split("/"))


def _wrong_parts(axis: str, parts: list[str]) -> str | None:
    if axis == "minors":
        if len(parts) != 2 or parts[0] not in SIZES or not parts[1].isdigit() or len(parts[1]) > 1:
            return f"'{'/'.join(parts)}' is not size/minors, such as 3/1"
        if int(parts[1]) >= int(parts[0].rstrip("+")):
            return f"'{'/'.join(parts)}' leaves no adult in the household"
        return None
    if axis == "adults":
        if len(parts) != 2 or parts[0] not in KINDS or parts[1] not in ADULT_AGES:
            return f"'{'/'.join(parts)}' is not kind/age, such as with_minors/25-29; kinds are {', '.join(KINDS)}"
        return None
    if axis == "attribute":
        if not _ID.fullmatch(parts[0]):
            return f"'{parts[0]}' is not the name of an attribute, such as licence"
        parts = parts[1:]
    axes = [axis_of(part) for part in parts]
    for part, of_part in zip(parts, axes, strict=True):
        if of_part is None:
            return f"'{part}' is no age, sex, residency or income fifth"
        if axes.count(of_part) > 1:
            return f"'{'/'.join(parts)}' names two categories of {of_part}"
        if axis == "seed" and of_part == "income":
            return "income fifths are equal by construction and take no starting weight"
    return None


def _incomplete(margins: Margins) -> list[str]:
    """Categories that are missing, and districts that weights name but nobody lives in."""
    problems = []
    ids = [district for district, _ in margins.districts]
    if not ids:
        problems.append("1: no district is given: rows with axis 'district', the id, and the number of residents")
    if len(ids) > MOST_DISTRICTS:
        problems.append(f"1: {len(ids)} districts; a city has at most {MOST_DISTRICTS}")
    for axis, labels in LABELS.items():
        have = [row.category for row in margins.of(axis)]
        missing = [label for label in labels if label not in have]
        if missing:
            problems.append(f"1: axis '{axis}' lacks {', '.join(missing)}")
    problems += [
        f"{row.line}: district '{row.district}' has a weight but no residents"
        for row in margins.of("seed")
        if row.district and row.district not in ids
    ]
    return problems
