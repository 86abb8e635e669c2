"""How residents respond to a programme: deterrence that fades, certainty that stays, and what is lawful and yet done less.

All of these are *world* numbers: how people behave. ``x`` is what raises or lowers the take-up ``exp(elasticity x)`` of
a violation: it is the sum of all that deters somebody in a week, between -ln 4 and ln 4. Without this section
residents do as they would without a programme.
"""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field, StrictBool

from jaywalk.scenario.quantities import Duration, Id, Quantity, Section, Switch, Term, Varied
from jaywalk.scenario.strata import Where


class Share(Quantity):
    """A share or probability that is one number for everybody."""

    UNITS: ClassVar[Mapping[str, float]] = {"": 1.0, "%": 0.01}
    WHAT = "a share"
    EXAMPLE = "0.05"
    LEAST = 0.0
    MOST = 1.0


class Strength(Quantity):
    """How strongly something deters: an addition to ``x``."""

    WHAT = "a strength"
    EXAMPLE = "0.25"
    LEAST = 0.0
    MOST = 10.0


class Elasticity(Quantity):
    """By which share take-up grows for each unit of ``x``: none or negative."""

    WHAT = "an elasticity"
    EXAMPLE = "-0.3"
    LEAST = -1.0
    MOST = 0.0


class Signed(Quantity):
    """A share of change, up or down."""

    WHAT = "a change"
    EXAMPLE = "-0.1"
    LEAST = -1.0
    MOST = 1.0


class Shift(Signed):
    """The share of violations forgone that is committed elsewhere; below 0 as many more are forgone.

    Where three quarters are forgone at most, a third of these is all that is left.
    """

    LEAST = -1.0 / 3.0


class Crowding(Varied):
    """By which share those who know of points do more or less of a merit; may differ between groups."""

    WHAT = "a change"
    EXAMPLE = "-0.1"
    LEAST = -0.95
    MOST = 1.0

    where: "Where[Crowding] | None" = None


class Chilling(Varied):
    """How much those who know do less of what is lawful and visible (``exp(-chilling)``); may differ between groups."""

    WHAT = "a strength"
    EXAMPLE = "0.05"
    LEAST = 0.0
    MOST = 5.0

    where: "Where[Chilling] | None" = None


class Price(Quantity):
    """By which factor those who know commit more of what has its price in points."""

    WHAT = "a factor"
    EXAMPLE = "1.2"
    LEAST = 1.0
    MOST = 4.0


class Nearness(Quantity):
    """How many points above a tier's foot somebody must be to feel it: how people behave, not what was decided."""

    UNITS: ClassVar[Mapping[str, float]] = {"points": 1.0, "point": 1.0}
    WHAT = "a number of points"
    EXAMPLE = "10 points"
    WHOLE = True
    LEAST = 0.0
    MOST = 30000.0


class Deterrence(Section):
    """What knowing of a programme does: at first, fading; and for good, through the certainty of being recorded."""

    elasticity: Elasticity
    initial: Strength
    fades_over: Duration
    certainty: Share
    certainty_floor: Share


class OwnRecord(Section):
    """What a record of one's own does, as long as it counts."""

    effect: Strength
    fades_over: Duration
    counts_for: Duration


class NearThreshold(Section):
    """What it does to stand just above the foot of one's tier."""

    effect: Strength
    within: Nearness


class PriceOfActs(Section):
    """Points taken as a price: who knows it pays it."""

    factor: Price


class Response(Switch):
    """How residents respond to the programme; ``learns``: who is recorded knows of it from then on."""

    deterrence: Deterrence | None = None
    own_record: OwnRecord | None = None
    household: Strength | None = None
    news: Strength | None = None
    near_threshold: NearThreshold | None = None
    price: PriceOfActs | None = None
    shift: Shift | None = None
    crowding: dict[Id, Crowding] = Field(default_factory=dict, max_length=64)
    chilling: Chilling | None = None
    learns: StrictBool = True
    acts_every: Term | None = None
