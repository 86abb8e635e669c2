"""Stated approval: what residents would tell an interviewer of the programme.

Nothing in a run depends on it: it is reckoned from a run's counts afterwards. Effects are on the logit of approval.
"""

from pydantic import Field

from jaywalk.scenario.quantities import Day, Duration, Quantity, Section, Switch
from jaywalk.scenario.response import Share, Signed


class OnLogit(Quantity):
    """An addition to the logit of a share."""

    WHAT = "a change of the logit"
    EXAMPLE = "-0.3"
    LEAST = -10.0
    MOST = 10.0


class Shock(Section):
    """News that reaches a share of residents on a day: its effect on approval as a share, fading."""

    on: Day
    effect: Signed
    reach: Share
    fades_over: Duration


class Opinion(Switch):
    """Approval to begin with, and what being restricted, living with somebody who is, and news do to it.

    ``falsification`` is the share of those who disapprove and say that they approve.
    """

    approval: Share
    own: OnLogit | None = None
    household: OnLogit | None = None
    falsification: Share | None = None
    shocks: list[Shock] = Field(default_factory=list, max_length=20)
