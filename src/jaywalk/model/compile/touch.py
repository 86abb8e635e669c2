"""Weeks in which everybody's state must be looked at again: rollout, parting of worlds, dated terms."""

from typing import Any, Final

import numpy as np

from jaywalk.model.compile.eras import Eras
from jaywalk.model.plan import U8

IN_FORCE: Final = 2  # rules whose points are those of the week itself


def full_touch(eras: Eras, tables: dict[str, Any], n_districts: int) -> U8:
    """``uint8[n_weeks, ND]`` 1 where all residents of a district are judged.

    A new threshold of a tier counts from a district's next review: that week is marked as well.

    Parameters
    ----------
    tables
        Rollout, reviews, tiers, measures, points and caps made so far.
    """
    out = np.zeros((eras.n_weeks, n_districts), np.uint8)
    out[0] = 1
    if eras.n_past < eras.n_weeks:
        out[eras.n_past] = 1
    rollout, review = tables["rollout"], tables["review"]
    for w in range(rollout.shape[0]):
        for d in range(n_districts):
            if rollout[w, d] < eras.n_weeks:
                out[rollout[w, d], d] = 1
    in_force = tables["rule_binds"] == IN_FORCE
    for e in range(1, eras.number):
        start = eras.starts[e]
        if any(_differs(tables[name], e) for name in ("by_tier", "by_list", "list_points", "rule_cap")):
            out[start] = 1
        if bool(np.any(in_force)) and _differs(tables["points"], e):
            out[start] = 1
        if not _differs(tables["tier_low"], e):
            continue
        for w in range(rollout.shape[0]):
            for d in range(n_districts):
                if rollout[w, d] >= eras.n_weeks:
                    continue
                weeks = max(start - int(rollout[w, d]), 0)
                first = int(rollout[w, d]) + -(-weeks // int(review[w])) * int(review[w])
                if first < eras.n_weeks:
                    out[first, d] = 1
    return out


def _differs(table: Any, era: int) -> bool:
    return bool(np.any(table[:, era] != table[:, era - 1]))
