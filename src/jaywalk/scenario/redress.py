"""What can be done against a record: notice, appeal, the press, and repair of what put somebody on a list.

Who is told, who files and how reviewers err are *world* numbers; windows, tries and the number of reviews are *design*.
Every number may be dated; what has not begun yet counts as nothing.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field, StrictBool, field_validator

from jaywalk.scenario.channels import Delay
from jaywalk.scenario.quantities import Dated, Duration, Id, Probability, Quantity, Rate, Section, Switch, Term

Binds = Literal["acts", "records", "in_force"]


class Reviews(Quantity):
    """Reviews of appeals a week, in all cities of the scenario together: a design number."""

    UNITS: ClassVar[Mapping[str, float]] = {"per week": 1.0}
    WHAT = "a number of reviews"
    EXAMPLE = "120 per week"
    ROLE = "design"
    LEAST = 0.0


class Tries(Quantity):
    """How often one record may be appealed against: a design number."""

    WHAT = "a number of tries"
    EXAMPLE = "2"
    ROLE = "design"
    LEAST = 1.0
    MOST = 2.0
    WHOLE = True


class Notice(Section):
    """Who is told of a record about them, and how long after it counts; the others learn at a first refusal."""

    reaches: Dated[Probability]
    after: Dated[Duration] | None = None


class FiledBy(Section):
    """Share who, knowing, appeal: by whether the record is false, and whether they are restricted (or listed) or scored."""

    wrongly_restricted: Dated[Probability]
    wrongly_scored: Dated[Probability]
    rightly_listed: Dated[Probability]
    rightly_scored: Dated[Probability]

    def all(self) -> dict[str, Dated[Probability]]:
        """The four shares, in the order in which a plan holds them: wrong heavy, wrong light, right heavy, right light."""
        return {
            name: getattr(self, name)
            for name in ("wrongly_restricted", "wrongly_scored", "rightly_listed", "rightly_scored")
        }


class Overturns(Section):
    """Share of appeals that succeed, against false and against true records."""

    wrong: Dated[Probability]
    right: Dated[Probability]


class Appeal(Section):
    """How a record is contested, how often that succeeds, and how long it takes."""

    window: Dated[Term]
    windows: dict[Id, Dated[Term]] = Field(default_factory=dict, max_length=32)
    filed_by: FiledBy
    tries: Dated[Tries] | None = None
    again: Dated[Probability] | None = None
    reviews: Dated[Reviews]
    decides_in: Dated[Delay]
    overturns: Overturns
    effect: Literal["immediate", "next_review"] = "immediate"
    corrected_in: Dated[Duration] | None = None
    suspends: StrictBool = False

    @field_validator("suspends")
    @classmethod
    def _never(cls, value: bool) -> bool:
        if value:
            raise ValueError("appeals that suspend a record are not simulated")
        return value


class Press(Section):
    """The press takes up wrongful restrictions, as so many of them a week."""

    fixes: Dated[Rate]


class Redress(Switch):
    """Notice, appeal and the press; ``binds``: by which week's regime a record is treated."""

    binds: Binds = "records"
    notice: Notice | None = None
    appeal: Appeal
    press: Press | None = None


class Repair(Section):
    """Leaving a list by making good: how often that is done, and how long removal then takes."""

    performed: Dated[Rate]
    removal: Dated[Term]
    binds: Binds = "records"
