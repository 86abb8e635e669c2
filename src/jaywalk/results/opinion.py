"""Stated approval: what residents would tell an interviewer of the programme, reckoned from a run's counters.

Nothing in a run depends on it. A world's approval starts from one share for everybody. On its logit act being
restricted, living with somebody who is, and news that reach a share of residents on a day and fade. Some who disapprove
say that they approve; how many is a range, so that what is stated is one. The experience of a restriction ends with the
restriction.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from jaywalk.results.cube import Cube
from jaywalk.results.groups import ALL
from jaywalk.results.manifest import OpinionFacts, ShockFacts, WorldFacts

if TYPE_CHECKING:
    import xarray as xr

F64 = NDArray[np.float64]

#: shares are rounded to so many digits: what follows depends on the machine's elementary functions
DIGITS: Final = 6
_WEEK: Final = np.timedelta64(7, "D")


@dataclass(frozen=True)
class Approval:
    """Stated approval in a world, as shares of adults.

    ``first`` and ``last`` week of the run; ``low`` and ``high``: under the least and the most falsification; ``true``:
    without any.
    """

    first_true: float
    first_low: float
    first_high: float
    last_true: float
    last_low: float
    last_high: float


def approval_of(cube: Cube, world: str, facts: OpinionFacts | None) -> Approval | None:
    """Stated approval of all adults at both ends of the run; ``None`` where the world's scenario says nothing of it."""
    if facts is None or not len(cube.labels.weeks):
        return None
    true = true_approval(cube, world, facts)[[0, -1]]
    (first_low, last_low), (first_high, last_high) = (
        stated(true, share).tolist() for share in facts.falsification_range
    )
    first, last = true.tolist()
    return Approval(first, first_low, first_high, last, last_low, last_high)


def true_approval(cube: Cube, world: str, facts: OpinionFacts, group: str = ALL) -> F64:
    """``[weeks]`` share of a group's adults who approve; not a number where the group is empty."""
    adults = cube.adults_of(group)
    if not adults:
        return np.full(len(cube.labels.weeks), np.nan)
    restricted = cube.of("restricted", world=world, group=group) / adults
    # minors of a household are counted among those touched: of a group with many there may be more than are left
    touched = np.minimum(cube.of("touched", world=world, group=group) / adults, 1 - restricted)
    base = _logit(facts.approval)
    out = np.zeros(len(cube.labels.weeks))
    for share, effect in ((restricted, facts.own), (touched, facts.household), (1 - restricted - touched, 0.0)):
        out += share * _after_news(cube, base + effect, facts.shocks)
    return np.round(out, DIGITS)


def stated(true: F64, falsification: float) -> F64:
    """What is stated where a share of those against say that they approve."""
    return np.round(true + falsification * (1 - true), DIGITS)


def _after_news(cube: Cube, logit: float, shocks: tuple[ShockFacts, ...]) -> F64:
    """``[weeks]`` approval from a logit, after one piece of news and the next: each reaches a share of all alike."""
    weeks = cube.labels.weeks
    out = np.full(len(weeks), _share(np.array(logit)))
    for shock in shocks:
        since = (weeks + np.timedelta64(6, "D") - np.datetime64(shock.on)) // _WEEK
        size = np.where(since >= 0, shock.size * np.exp(-np.maximum(since, 0) / shock.fades_over), 0.0)
        out = (1 - shock.reach) * out + shock.reach * _share(np.log(out / (1 - out)) + size)
    return out


def size_of(approval: float, effect: float) -> float:
    """The effect of news on the logit that changes ``approval`` by ``effect``."""
    return _logit(approval + effect) - _logit(approval)


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def _share(logit: F64) -> F64:
    return np.asarray(1 / (1 + np.exp(-logit)))


def opinion_dataset(cube: Cube, reckoned: Mapping[str, WorldFacts], attributes: dict[str, str]) -> "xr.Dataset":
    """Approval over week, group and world: without falsification, and stated under the least and the most of it."""
    import xarray as xr

    la = cube.labels
    held = {world: facts.opinion for world, facts in reckoned.items() if facts.opinion is not None}
    shape = (len(la.weeks), len(la.groups), len(held))
    true, low, high = (np.full(shape, np.nan) for _ in range(3))
    for w, (world, facts) in enumerate(held.items()):
        for g, group in enumerate(la.groups):
            true[:, g, w] = true_approval(cube, world, facts, group)
            low[:, g, w], high[:, g, w] = (stated(true[:, g, w], share) for share in facts.falsification_range)
    dims = ("week", "group", "world")
    variables: dict[str, Any] = {
        name: (dims, values, {"units": "1", "long_name": words, "kind": "stock"})
        for name, values, words in (
            ("approval", true, "share of adults who approve, if everybody said what they think"),
            ("stated_low", low, "stated approval under the least preference falsification"),
            ("stated_high", high, "stated approval under the most preference falsification"),
        )
    }
    coords = {"week": la.weeks.astype("datetime64[ns]"), "group": list(la.groups), "world": list(held)}
    return xr.Dataset(variables, coords=coords, attrs=attributes)
