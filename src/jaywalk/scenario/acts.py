"""What people do: acts and the travel that measures may block."""

from typing import Literal

from pydantic import Field

from jaywalk.scenario.people import Eligibility, Family
from jaywalk.scenario.quantities import Dated, Degree, Factor, Id, Probability, Rate, Section, Switch

Combine = Literal["first", "max", "sum"]


class Act(Switch):
    """Something residents do: pro-social, a violation, or protected (lawful, visible, scored nowhere)."""

    kind: Literal["violation", "prosocial", "protected"]
    family: Family
    eligible: Eligibility
    rate: Rate
    gravity: Degree = 1
    combine: Combine | None = None
    domain: Id | None = None


class Mode(Section):
    """A way to travel: attempts of an adult, and the share who, refused once, no longer try."""

    attempts: Rate
    switched: Probability


class Travel(Section):
    """Demand for travel by mode; ``factor`` multiplies all of it from its dates on."""

    modes: dict[Id, Mode] = Field(min_length=1, max_length=16)
    factor: Dated[Factor] | None = None
