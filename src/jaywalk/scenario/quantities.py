"""Numbers with units: what stands at the leaves of a scenario.

A number is written short (``90 per person-year``) or long, with its range and where it comes from::

    rate: {value: 90 per person-year, range: [30, 180], source: my_study, by: {sex: {male: 1.2}}}

*World* numbers (how people behave, how instruments err) need a source and a range; *design* numbers
(points, terms, tiers) need a reference. Both may stand on the section around the number instead.
"""

import math
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, ClassVar, Final, Generic, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    StrictBool,
    StrictInt,
    field_validator,
    model_validator,
)

from jaywalk.scenario.strata import By, Where
from jaywalk.scenario.units import DAYS, NUMBER, RELATIVE, WEEKS_PER_YEAR, read_number

DATE_LIKE: Final = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}$")


class Part(BaseModel):
    """Anything in a scenario: immutable, and no key it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Section(Part):
    """A part whose numbers may share one provenance.

    ``reference`` is inherited by its design numbers, ``source``, ``why`` and ``range`` by its world numbers.
    """

    title: str | None = None
    note: str | None = None
    reference: str | None = None
    source: str | None = None
    why: str | None = None
    range: str | None = None

    @field_validator("range")
    @classmethod
    def _range(cls, text: str | None) -> str | None:
        if text is not None and not RELATIVE.match(text):
            raise ValueError("a section's range is relative, such as x/2..x2")
        return text


class Switch(Section):
    """A section that may be switched off."""

    enabled: StrictBool = True


def _bare(raw: object) -> bool:
    return isinstance(raw, (int, float)) and not isinstance(raw, bool)


class Quantity(Part):
    """A number with its unit, range and provenance; subclasses say which unit.

    ``value``, ``low`` and ``high`` are plain floats in the class's own unit (see each class).
    """

    UNITS: ClassVar[Mapping[str, float]] = {"": 1.0}
    WHAT: ClassVar[str] = "a number"
    EXAMPLE: ClassVar[str] = "1.5"
    ROLE: ClassVar[Literal["world", "design"]] = "world"
    LEAST: ClassVar[float] = -math.inf
    MOST: ClassVar[float] = math.inf
    WHOLE: ClassVar[bool] = False

    value: float
    range: tuple[float, float] | str | None = None
    source: str | None = None
    reference: str | None = None
    why: str | None = None
    note: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, raw: object) -> object:
        if isinstance(raw, Quantity):
            return raw
        if not isinstance(raw, Mapping):
            return {"value": raw}
        span, match = raw.get("range"), re.match(rf"^{NUMBER}\s*([A-Za-z%].*)$", str(raw.get("value")))
        if not isinstance(raw.get("value"), str):
            return raw
        if isinstance(span, list) and match is not None:
            # inside a range the unit may be left out: it is the value's
            if match.group(1) not in cls.UNITS:
                return {key: value for key, value in raw.items() if key != "range"}
            return {**raw, "range": [f"{end} {match.group(1)}" if _bare(end) else end for end in span]}
        return raw

    @field_validator("value", mode="before")
    @classmethod
    def _value(cls, raw: object) -> float:
        return cls.read(raw)

    @field_validator("range", mode="before")
    @classmethod
    def _range(cls, raw: object) -> object:
        if raw is None or (isinstance(raw, str) and RELATIVE.match(raw)):
            return raw
        if isinstance(raw, (list, tuple)) and len(raw) == 2:
            return tuple(cls.read(end) for end in raw)
        raise ValueError("a range is two numbers, such as [30, 180], or relative, such as x/2..x2")

    @classmethod
    def read(cls, raw: object) -> float:
        """The value of one written number."""
        value = read_number(raw, cls.UNITS, cls.WHAT, cls.EXAMPLE)
        if not cls.LEAST <= value <= cls.MOST:
            bounds = f"at least {cls.LEAST:g}" if math.isinf(cls.MOST) else f"in [{cls.LEAST:g}, {cls.MOST:g}]"
            raise ValueError(f"{cls.WHAT} must be {bounds}, not {value:g}")
        if cls.WHOLE and value != int(value):
            raise ValueError(f"{cls.WHAT} must be whole, not {value:g}")
        return value

    @property
    def low(self) -> float:
        """Lower end of the range (the value itself where no range is stated)."""
        return self._ends()[0]

    @property
    def high(self) -> float:
        """Upper end of the range (the value itself where no range is stated)."""
        return self._ends()[1]

    def _ends(self) -> tuple[float, float]:
        if self.range is None:
            return self.value, self.value
        if isinstance(self.range, tuple):
            return self.range
        below, above = self.range.removeprefix("x/").split("..x")
        ends = sorted((self.value / float(below), self.value * float(above)))
        return max(ends[0], self.LEAST), min(ends[1], self.MOST)


class Varied(Quantity):
    """A quantity that may differ by city, age, sex, residency and income fifth."""

    by: By | None = None
    where: Where[Any] | None = None

    def base(self, city: str | None = None) -> Self:
        """Return this quantity, or the one that stands in its place in ``city``."""
        if self.where is not None and city is not None and city in self.where.city:
            found: Self = self.where.city[city]
            return found
        return self

    def cells(self, city: str | None = None) -> list[float]:
        """Value in each of the 140 cells: ``by`` multiplied in (not yet normalised), ``where`` put in its place."""
        base = self.base(city)
        out = [base.value] * 140
        by = base.by or self.by
        if by is not None:
            out = [v * m for v, m in zip(out, by.cells(), strict=True)]
        if self.where is not None:
            for cell, quantity in self.where.cells().items():
                out[cell] = quantity.value
        return out

    def multipliers(self, city: str | None = None) -> list[float]:
        """The ``by`` multiplier of each of the 140 cells, as written: to be normalised to mean 1 by who needs it."""
        by = self.base(city).by or self.by
        return [1.0] * 140 if by is None else by.cells()

    def fixed(self) -> dict[int, float]:
        """Cells whose value is stated outright by ``where``: no multiplier applies to them."""
        return {} if self.where is None else {cell: q.value for cell, q in self.where.cells().items()}


class Rate(Varied):
    """Events per person-year."""

    UNITS = {"per person-year": 1.0, "per person-week": WEEKS_PER_YEAR}
    WHAT = "a rate"
    EXAMPLE = "90 per person-year"
    LEAST = 0.0

    where: "Where[Rate] | None" = None

    @property
    def per_week(self) -> float:
        """Events per person-week."""
        return self.value / WEEKS_PER_YEAR


class Probability(Varied):
    """A probability or share, 0 to 1."""

    UNITS = {"": 1.0, "%": 0.01}
    WHAT = "a probability"
    EXAMPLE = "0.05"
    LEAST = 0.0
    MOST = 1.0

    where: "Where[Probability] | None" = None


class Factor(Varied):
    """A dimensionless factor, 0 or more."""

    WHAT = "a factor"
    EXAMPLE = "1.5"
    LEAST = 0.0

    where: "Where[Factor] | None" = None


class Count(Quantity):
    """A whole number of things."""

    WHAT = "a count"
    EXAMPLE = "20800000"
    LEAST = 0.0
    WHOLE = True


class Duration(Quantity):
    """A time, in days (a year is 365.25 days, a working day 7/5 of a day)."""

    UNITS = DAYS
    WHAT = "a time"
    EXAMPLE = "3 days"
    LEAST = 0.0

    @property
    def days(self) -> float:
        """Days."""
        return self.value

    @property
    def weeks(self) -> int:
        """Whole weeks, rounded to the nearest."""
        return math.floor(self.value / 7 + 0.5)


class Term(Duration):
    """A time that somebody decided: a design number."""

    ROLE = "design"
    EXAMPLE = "104 weeks"


class Points(Quantity):
    """Whole points: a design number."""

    UNITS = {"points": 1.0, "point": 1.0}
    WHAT = "a number of points"
    EXAMPLE = "5 points"
    ROLE = "design"
    WHOLE = True
    LEAST = -30000.0
    MOST = 30000.0

    @property
    def points(self) -> int:
        """The points."""
        return int(self.value)


class Spread(Quantity):
    """A standard deviation of points: a world number."""

    UNITS = {"points": 1.0}
    WHAT = "a spread of points"
    EXAMPLE = "38 points"
    LEAST = 0.0
    MOST = 10000.0


class Decided(Probability):
    """A share or probability that somebody decided (places per applicant, priority): a design number."""

    ROLE = "design"


def read_day(raw: object) -> date:
    """A date written as 2027-01-04."""
    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str) or not re.match(r"^\d{4}-\d{2}-\d{2}$", raw):
        raise ValueError("a date is written as 2027-01-04")
    try:
        return date.fromisoformat(raw)
    except ValueError as error:
        raise ValueError(f"there is no day {raw}") from error


Day = Annotated[date, BeforeValidator(read_day)]
Id = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,39}$")]
Degree = Annotated[StrictInt, Field(ge=1, le=5)]


def several(raw: object) -> object:
    """One thing, or a list of them: always a list."""
    return raw if isinstance(raw, (list, tuple)) else [raw]


Ids = Annotated[list[Id], BeforeValidator(several), Field(min_length=1)]


def week_of(day: date) -> int:
    """Absolute number of the week that begins on the first Monday at or after ``day`` (Monday 1970-01-05 is 0)."""
    return -(-(day - date(1970, 1, 5)).days // 7)


def monday_of(week: int) -> date:
    """The Monday of absolute week ``week``."""
    return date(1970, 1, 5) + timedelta(weeks=week)


T = TypeVar("T", bound=BaseModel)


class Dated(RootModel[dict[str, T]], Generic[T]):
    """A value that may change on stated days: ``-5 points`` or ``{2027-01-04: -5 points, 2028-07-03: -10 points}``."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _undated(cls, raw: Any) -> Any:
        if isinstance(raw, Mapping) and raw and any(DATE_LIKE.match(str(key)) for key in raw):
            for key in raw:
                read_day(key)
            return dict(raw)
        return {"": raw}

    @property
    def steps(self) -> list[tuple[date | None, T]]:
        """Each value with the day it begins to hold, in order; an undated value has ``None``."""
        dated = [(None if key == "" else date.fromisoformat(key), value) for key, value in self.root.items()]
        return sorted(dated, key=lambda step: step[0] or date.min)

    @property
    def values(self) -> list[T]:
        """All values, in order of their dates."""
        return [value for _, value in self.steps]

    @property
    def first(self) -> T:
        """The value that holds first (the only one, where undated)."""
        return self.steps[0][1]

    def in_week(self, week: int) -> T | None:
        """The value in absolute week ``week``: a mid-week date holds from the next Monday; ``None`` before the first."""
        found: T | None = None
        for day, value in self.steps:
            if day is None or week_of(day) <= week:
                found = value
        return found

    @property
    def change_weeks(self) -> list[int]:
        """Absolute weeks in which a new value begins."""
        return [week_of(day) for day, _ in self.steps if day is not None]
