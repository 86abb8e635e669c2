"""Who differs from whom: the closed list of axes, and the two ways a number differs along them.

``by`` multiplies (and is normalised to mean 1 over those concerned); ``where`` states the value outright.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Generic, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

AGES: Final = ("0-17", "18-24", "25-29", "30-34", "35-55", "56-59", "60+")
Sex = Literal["female", "male"]
Residency = Literal["registered", "migrant"]
Fifth = Literal["lowest", "second", "third", "fourth", "highest"]
SEXES: Final[tuple[str, ...]] = get_args(Sex)
RESIDENCIES: Final[tuple[str, ...]] = get_args(Residency)
FIFTHS: Final[tuple[str, ...]] = get_args(Fifth)
STARTS: Final = (0, 18, 25, 30, 35, 56, 60)
ENDS: Final = (17, 24, 29, 34, 55, 59, None)


def bands(text: str) -> tuple[int, ...]:
    """The age bands that an age range covers: ``18-34`` is (1, 2, 3), ``60+`` is (6,).

    Parameters
    ----------
    text
        Two ages, or one and a plus sign, at edges of the bands.
    """
    first, _, last = text.removesuffix("+").partition("-")
    start = STARTS.index(int(first)) if first.isdigit() and int(first) in STARTS else None
    end = None
    if text.endswith("+") and not last:
        end = len(AGES) - 1
    elif last.isdigit() and int(last) in ENDS:
        end = ENDS.index(int(last))
    if start is None or end is None or end < start:
        raise ValueError(
            f"'{text}' is not made of age bands; the bands are {', '.join(AGES)}, and ranges of them such as 18-34"
        )
    return tuple(range(start, end + 1))


def cell(age: int, sex: int, residency: int, fifth: int) -> int:
    """Number of a cell."""
    return ((age * 2 + sex) * 2 + residency) * 5 + fifth


def cells_of(
    ages: Iterable[int] = range(7),
    sexes: Iterable[int] = range(2),
    residencies: Iterable[int] = range(2),
    fifths: Iterable[int] = range(5),
) -> list[int]:
    """All cells of the given ages, sexes, residencies and income fifths."""
    sexes, residencies, fifths = tuple(sexes), tuple(residencies), tuple(fifths)
    return [cell(a, s, r, f) for a in ages for s in sexes for r in residencies for f in fifths]


def _axis_cells(axis: str, label: str) -> list[int]:
    if axis == "age":
        return cells_of(ages=bands(label))
    if axis == "sex":
        return cells_of(sexes=[SEXES.index(label)])
    if axis == "residency":
        return cells_of(residencies=[RESIDENCIES.index(label)])
    return cells_of(fifths=[FIFTHS.index(label)])


def _ages_apart(ages: Mapping[str, object]) -> None:
    seen: dict[int, str] = {}
    for text in ages:
        for band in bands(str(text)):
            if band in seen:
                raise ValueError(f"'{seen[band]}' and '{text}' overlap at {AGES[band]}")
            seen[band] = str(text)


class By(BaseModel):
    """Multipliers along the axes; what is not named has 1."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    age: dict[str, float] = Field(default_factory=dict)
    sex: dict[Sex, float] = Field(default_factory=dict)
    residency: dict[Residency, float] = Field(default_factory=dict)
    income_fifth: dict[Fifth, float] = Field(default_factory=dict)

    @field_validator("age", "sex", "residency", "income_fifth", mode="before")
    @classmethod
    def _numbers(cls, raw: Any) -> Any:
        if not isinstance(raw, Mapping) or not raw:
            raise ValueError("multipliers are written as {label: number}")
        for label, number in raw.items():
            if isinstance(number, bool) or not isinstance(number, (int, float)) or not 0 <= number <= 1000:
                raise ValueError(f"the multiplier of '{label}' must be a number from 0 to 1000")
        return raw

    @field_validator("age")
    @classmethod
    def _ages(cls, ages: dict[str, float]) -> dict[str, float]:
        _ages_apart(ages)
        return ages

    @model_validator(mode="after")
    def _some(self) -> "By":
        if not (self.age or self.sex or self.residency or self.income_fifth):
            raise ValueError("multipliers need an axis: age, sex, residency or income_fifth")
        return self

    def cells(self) -> list[float]:
        """Product of the multipliers in each of the 140 cells."""
        out = [1.0] * 140
        for axis in ("age", "sex", "residency", "income_fifth"):
            for label, number in getattr(self, axis).items():
                for index in _axis_cells(axis, label):
                    out[index] *= number
        return out


Q = TypeVar("Q")


class Where(BaseModel, Generic[Q]):
    """Values that stand in place of the general one: in a city (its multipliers stay), or for one label of one axis."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    city: dict[str, Q] = Field(default_factory=dict)
    age: dict[str, Q] = Field(default_factory=dict)
    sex: dict[Sex, Q] = Field(default_factory=dict)
    residency: dict[Residency, Q] = Field(default_factory=dict)
    income_fifth: dict[Fifth, Q] = Field(default_factory=dict)

    @field_validator("age")
    @classmethod
    def _ages(cls, ages: dict[str, Q]) -> dict[str, Q]:
        _ages_apart(ages)
        return ages

    @model_validator(mode="after")
    def _one_axis(self) -> "Where[Q]":
        axes = [axis for axis in ("age", "sex", "residency", "income_fifth") if getattr(self, axis)]
        if len(axes) > 1:
            raise ValueError(f"values stated outright go by one axis, not by {' and '.join(axes)}")
        if not axes and not self.city:
            raise ValueError("'where' needs a city or an axis: age, sex, residency or income_fifth")
        return self

    def cells(self) -> dict[int, Q]:
        """The quantity stated outright for each cell that has one."""
        out: dict[int, Q] = {}
        for axis in ("age", "sex", "residency", "income_fifth"):
            for label, quantity in getattr(self, axis).items():
                for index in _axis_cells(axis, label):
                    out[index] = quantity
        return out
