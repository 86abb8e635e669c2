"""The frame of an experiment: cities, time, rollout, worlds, tests, evidence."""

from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, StrictInt

from jaywalk.scenario.channels import Error
from jaywalk.scenario.quantities import Day, Id, Ids, Part, Section, Term, read_day, several, week_of
from jaywalk.scenario.strata import Fifth, Residency, Sex

BUILT_IN: Final = ("none", "status_quo", "programme", "exact")


class CityEntry(Section):
    """A city: its margins (a packaged name, or a file beside the scenario), size and districts."""

    margins: str = Field(pattern=r"^[A-Za-z0-9_./-]+$", max_length=200)
    population: Annotated[StrictInt, Field(ge=100, le=100_000_000)] | None = None
    districts: Literal["all"] | list[Id] = "all"
    code: Annotated[StrictInt, Field(ge=0, le=65535)] | None = None


def _past(raw: object) -> object:
    return {"value": "0 weeks"} if raw == "none" else raw


class Time(Part):
    """The weeks of the run: tallied from ``start`` to ``end``, after an untallied past."""

    start: Day
    end: Day
    past: Annotated[Term, BeforeValidator(_past)]

    @property
    def first_week(self) -> int:
        """Absolute number of the first tallied week."""
        return week_of(self.start)

    @property
    def weeks(self) -> int:
        """Tallied weeks: those whose seven days all lie between start and end."""
        return week_of(date.fromordinal(self.end.toordinal() + 1)) - self.first_week

    @property
    def past_weeks(self) -> int:
        """Untallied weeks at the front."""
        return self.past.weeks


class Places(Part):
    """Where: cities or districts."""

    city: Ids | None = None
    district: Annotated[list[str], BeforeValidator(several)] | None = None


def _where(raw: object) -> object:
    return {} if raw == "all" else raw


class Step(Part):
    """A step of the rollout: from this day the programme applies there."""

    id: Id | None = None
    from_: Day = Field(alias="from")
    where: Annotated[Places, BeforeValidator(_where)]
    reference: str | None = None
    note: str | None = None

    @property
    def everywhere(self) -> bool:
        """Whether the step is for all cities."""
        return self.where.city is None and self.where.district is None

    def applies(self, city: str, district: str) -> bool:
        """Whether the step reaches a district."""
        cities, districts = self.where.city or [], self.where.district or []
        in_city = not cities or city in cities
        return in_city and (not districts or district in districts or f"{city}/{district}" in districts)


class Without(Part):
    """What a world leaves out."""

    channels: list[Id] = Field(default_factory=list)
    rules: list[Id] = Field(default_factory=list)
    lists: list[Id] = Field(default_factory=list)
    measures: list[Id] = Field(default_factory=list)
    errors: list[Error] = Field(default_factory=list)


class World(Part):
    """A variation: built on a world, with something left out, set otherwise, or later."""

    title: str | None = None
    note: str | None = None
    of: Id = "programme"
    without: Without = Field(default_factory=Without)
    set: dict[str, Any] = Field(default_factory=dict)
    delay: Term | None = None


class TestResident(Part):
    """Whom a test is about: strata only, never a person."""

    __test__ = False

    sex: Sex | None = None
    age: str | None = None
    residency: Residency | None = None
    income_fifth: Fifth | None = None
    city: Id | None = None
    district: str | None = None
    status: Id | None = None


class Given(Part):
    """A record that a test gives: of an act in a week, through a channel, and what was true."""

    week: Annotated[StrictInt, Field(ge=0)]
    channel: Id
    act: Id
    truth: Literal["own", "someone_else", "nobody", "copy"] = "own"
    recorded: Annotated[StrictInt, Field(ge=0)] | None = None


class Expect(Part):
    """What a test expects in a week (weeks count from the first tallied one, 0)."""

    week: Annotated[StrictInt, Field(ge=0)]
    score: str | None = Field(default=None, pattern=r"^-?\d+ points?$")
    tier: Id | None = None
    lists: list[Id] | None = None
    measures: list[Id] | None = None
    ledger: Literal["P", "T", "X"] = "P"

    @property
    def points(self) -> int | None:
        """The score expected."""
        return None if self.score is None else int(self.score.split()[0])


class Test(Part):
    """Given records, expected score, tier and lists."""

    __test__ = False

    name: str = Field(min_length=1, max_length=200)
    resident: TestResident = Field(default_factory=TestResident)
    given: list[Given] = Field(max_length=8)
    expect: Annotated[list[Expect], BeforeValidator(several), Field(min_length=1, max_length=8)]


class Evidence(Part):
    """Where numbers come from, beside the packaged register."""

    kind: Literal["law", "statistic", "study", "news", "document", "assumption"]
    title: str | None = None
    why: str | None = None
    locator: str | None = None
    url: str | None = None
    year: Annotated[StrictInt, Field(ge=1900, le=2100)] | None = None
    retrieved: Annotated[date, BeforeValidator(read_day)] | None = None
    certainty: Literal["documented", "recalled", "assumed"] | None = None
    note: str | None = None

    @property
    def grade(self) -> Literal["documented", "recalled", "assumed"]:
        """How sure the number is."""
        if self.kind == "assumption":
            return "assumed"
        return self.certainty or "documented"
