"""What being shut out does to lives: work lost while travel is blocked, and what follows from lost work.

How often and for how long are *world* numbers; what a measure costs is decided by somebody and stands with it.
"""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import model_validator

from jaywalk.scenario.quantities import Dated, Duration, Id, Part, Quantity, Rate, Section, Switch


class MoreActs(Quantity):
    """How many times as many acts for want of money somebody without work commits."""

    WHAT = "a factor"
    EXAMPLE = "2.5"
    LEAST = 1.0
    MOST = 5.0


class Money(Quantity):
    """An amount of money: a design number."""

    UNITS: ClassVar[Mapping[str, float]] = {"yuan": 1.0}
    WHAT = "an amount"
    EXAMPLE = "500 yuan"
    ROLE = "design"
    LEAST = 0.0


class Fee(Quantity):
    """An amount of money each week: a design number."""

    UNITS: ClassVar[Mapping[str, float]] = {"yuan per week": 1.0}
    WHAT = "a fee"
    EXAMPLE = "20 yuan per week"
    ROLE = "design"
    LEAST = 0.0


class Costs(Part):
    """What a restriction costs those under it: a deposit held as long as it applies, a fee each week."""

    deposit: Money | None = None
    fee: Fee | None = None

    @model_validator(mode="after")
    def _one(self) -> "Costs":
        if self.deposit is None and self.fee is None:
            raise ValueError("costs are a deposit or a fee")
        return self


class JobLoss(Section):
    """How often work is lost while a mode of travel is blocked; ``who``: the attribute of having work."""

    rate: Dated[Rate]
    who: Id | None = None


class OutOfWork(Section):
    """How long it takes to find other work, and what want of money makes people do meanwhile."""

    lasts: Duration
    money_acts: MoreActs


class Lives(Switch):
    """Work lost to restrictions on travel."""

    job_loss: JobLoss
    out_of_work: OutOfWork
