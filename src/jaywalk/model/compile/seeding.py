"""The stationary start: how many are on the national lists when a run begins, and for how long they stay."""

from typing import Any

import numpy as np

from jaywalk.core.fixed import ONE32
from jaywalk.model.compile.frame import Frame
from jaywalk.model.compile.judge import founding
from jaywalk.model.compile.lifetimes import Terms, delay_weeks, residual_table, with_delay


def seed_tables(
    frame: Frame, tables: dict[str, Any], slots: dict[tuple[str, str], int], n_slots: int
) -> dict[str, Any]:
    """Mean stay and quantiles of its rest for each slot that founds a national list.

    Nothing is seeded where the run has no past. Where a slot founds several lists, the longest stay counts.

    Parameters
    ----------
    tables
        The list terms and delays made so far.
    """
    out: dict[str, Any] = {
        "seed_stay": np.zeros(n_slots, np.int64),
        "seed_stay_false": np.zeros(n_slots, np.int64),
        "seed_residual": np.ones((n_slots, 1024), np.uint16),
        "seed_residual_false": np.ones((n_slots, 1024), np.uint16),
    }
    if frame.eras.n_past == 0:
        return out
    for w, past in enumerate(frame.past):
        if not past.state:
            continue
        for n, name in enumerate(frame.axes.lists):
            terms = Terms(
                term=int(tables["list_term"][w, 0, n]),
                extend=int(tables["list_extend"][w, 0, n]) / ONE32,
                extend_by=int(tables["list_extend_by"][w, 0, n]),
                exit_rate=int(tables["list_exit"][w, 0, n]),
                removal=int(tables["list_removal"][w, 0, n]),
            )
            for slot in founding(past, name, slots):
                delay = delay_weeks(tables["delay_days"][slot])
                false_too = bool(tables["list_exit_false"][n])
                true = with_delay(terms.survival(performs=True), delay)
                false = with_delay(terms.survival(performs=false_too), delay)
                stay, residual = residual_table(true)
                if stay > out["seed_stay"][slot]:
                    out["seed_stay"][slot], out["seed_residual"][slot] = stay, residual
                    out["seed_stay_false"][slot], out["seed_residual_false"][slot] = residual_table(false)
        break  # the past of all worlds is the same
    return out
