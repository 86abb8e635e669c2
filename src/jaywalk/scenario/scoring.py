"""What the programme makes of records: score, rules, tiers, lists, measures."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, model_validator

from jaywalk.scenario.lives import Costs
from jaywalk.scenario.people import Eligibility
from jaywalk.scenario.quantities import (
    Dated,
    Day,
    Decided,
    Degree,
    Duration,
    Id,
    Ids,
    Part,
    Points,
    Probability,
    Rate,
    Section,
    Spread,
    Switch,
    Term,
)
from jaywalk.scenario.redress import Binds, Repair


class StatusGroup(Part):
    """Adults who start with other points because of job, insurance or the like."""

    share: Probability
    points: Points


class Start(Section):
    """Points at the start: the same for all, or by status; plus residency; plus a keyed normal."""

    points: Points | None = None
    status: dict[Id, StatusGroup] = Field(default_factory=dict, max_length=8)
    residency: dict[Literal["registered", "migrant"], Points] = Field(default_factory=dict)
    sd: Spread | None = None

    @model_validator(mode="after")
    def _one(self) -> "Start":
        if (self.points is None) == (not self.status):
            raise ValueError("the start has either points or status groups")
        return self

    def groups(self) -> list[tuple[str, float, int]]:
        """Status groups as (id, share, points); one group of everybody where none is named."""
        if self.points is not None:
            return [("all", 1.0, self.points.points)]
        return [(name, group.share.value, group.points.points) for name, group in self.status.items()]

    def residency_points(self, residency: Literal["registered", "migrant"]) -> int:
        """Points added for a residency."""
        return self.residency[residency].points if residency in self.residency else 0


def _start(raw: object) -> object:
    return raw if isinstance(raw, Mapping) and "value" not in raw else {"points": raw}


class Score(Section):
    """The score's scale and its reviews."""

    start: Annotated[Start, BeforeValidator(_start)]
    floor: Points
    ceiling: Points
    review: Term
    hysteresis: Points | None = None
    looks_back: StrictBool = False


def _cap(raw: object) -> object:
    if isinstance(raw, str):
        for ending, year in ((" per rolling year", "rolling"), (" per year", "iso")):
            if raw.endswith(ending):
                return {"most": raw.removesuffix(ending), "year": year}
        raise ValueError("a cap is written as '60 points per year' or '60 points per rolling year'")
    return raw


class Cap(Part):
    """The most that one rule may take or give within a year."""

    most: Dated[Points]
    year: Literal["iso", "rolling"] = "iso"


class Rule(Switch):
    """Points for records of an act through channels."""

    id: Id
    on: Id
    through: list[Id] = Field(min_length=1)
    effect: Dated[Points]
    binds: Binds = "acts"
    cap: Annotated[Cap, BeforeValidator(_cap)] | None = None
    expires: Term | None = None
    clock: Literal["act", "record"] = "act"


class Extend(Part):
    """How a list's term grows: by chance, or with repeats."""

    chance: Probability | None = None
    per_repeat: Annotated[StrictInt, Field(ge=2, le=100)] | None = None
    within: Term | None = None
    by: Term

    @model_validator(mode="after")
    def _one(self) -> "Extend":
        if (self.chance is None) == (self.per_repeat is None):
            raise ValueError("a term is extended either by chance or per_repeat")
        if (self.within is None) == (self.per_repeat is not None):
            raise ValueError("'per_repeat' and 'within' go together")
        return self


class Exit(Part):
    """How a list is left before its term: by doing what it asks (a rate), and how long removal then takes."""

    performed: Rate
    removal: Term
    false_too: StrictBool = False


class ListEntry(Switch):
    """A red or black list: what founds it, how long it lasts, how it ends."""

    colour: Literal["black", "red"] = "black"
    scope: Literal["city", "national"] = "city"
    on: Ids
    through: list[Id] = Field(min_length=1)
    binds: Literal["records"] = "records"
    term: Dated[Term] | None = None
    extend: Extend | None = None
    exit: Exit | None = None
    repair: Repair | None = None
    while_listed: Literal["ignore", "restart"] = "ignore"
    points: Dated[Points] | None = None

    @property
    def acts(self) -> list[str]:
        """The acts that found it."""
        return list(self.on)


def _for(raw: object) -> object:
    tier = raw.get("tier") if isinstance(raw, Mapping) else None
    if isinstance(raw, Mapping) and isinstance(tier, str):
        for way in ("lower", "higher"):
            if tier.endswith(f" or {way}"):
                return {**raw, "tier": tier.removesuffix(f" or {way}"), "reach": way}
    return raw


class For(Part):
    """Whom a measure is for: a tier (``C or lower``, ``AA or higher``) or a list."""

    tier: Id | None = None
    reach: Literal["only", "lower", "higher"] = "only"
    list_: Id | None = Field(default=None, alias="list")

    @model_validator(mode="after")
    def _one(self) -> "For":
        if (self.tier is None) == (self.list_ is None):
            raise ValueError("a measure is for either a tier or a list")
        return self

    def tiers(self, low_to_high: Sequence[str]) -> tuple[str, ...]:
        """The tiers meant, given all of them from the lowest up."""
        if self.tier is None:
            return ()
        at = low_to_high.index(self.tier)
        if self.reach == "lower":
            return tuple(low_to_high[: at + 1])
        return tuple(low_to_high[at:]) if self.reach == "higher" else (self.tier,)


class Market(Part):
    """Scarce places: applications compete for them, and the measure's holders are served with a bonus.

    ``vacancies``: the places of those who lose their work are added here (see ``lives``).
    """

    applications: Rate
    eligible: Eligibility
    per_application: Decided
    bonus: Decided
    shut_out: list[Id] = Field(default_factory=list)
    vacancies: StrictBool = False


class Measure(Switch):
    """A benefit or restriction tied to a tier or a list."""

    kind: Literal["benefit", "restriction"]
    for_: Annotated[For, BeforeValidator(_for)] = Field(alias="for")
    domain: Id
    blocks: list[Id] = Field(default_factory=list)
    places: Market | None = None
    severity: Degree = 1
    costs: Costs | None = None
    starts: Day | None = None
    ends: Day | None = None


class Proportion(Section):
    """When a restriction is out of proportion: severity x weeks exceeds gravity x ``weeks``."""

    weeks: Duration


__all__ = [
    "Binds",
    "Cap",
    "Exit",
    "Extend",
    "For",
    "ListEntry",
    "Market",
    "Measure",
    "Proportion",
    "Rule",
    "Score",
    "Start",
    "StatusGroup",
]
