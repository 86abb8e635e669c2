"""How high above the foot of its slot an opportunity can lie and still be taken up.

A factor on somebody's acts and a camera that moves both raise what is visible above the plan's own ``reach``. Slots
need layers up to that height, and above it nobody need be asked for their factors.
"""

import numpy as np

from jaywalk.model.plan import I64, Plan

ONE16 = 1 << 16


def reach_top(plan: Plan) -> I64:
    """``int64[E, ND, S, K]`` the largest reach in any world, with the largest factors that it may be raised by."""
    top: I64 = raised(plan).max(axis=2, initial=0)
    return top


def raised(plan: Plan) -> I64:
    """``int64[E, ND, W, S, K]`` the reach of each world with its largest factors; applications have none."""
    out = plan.reach
    watched = plan.slot_market < 0
    if len(plan.m_top):
        factor = np.where(watched, plan.m_top[:, plan.slot_act], ONE16)
        out = times(out, factor)
    if len(plan.follow_most):
        out = times(out, np.where(watched, plan.follow_most, ONE16))
    return out


def times(reach: I64, factor: I64) -> I64:
    """A reach ``[E, ND, W, S, K]`` times a 16.16 factor ``[W, S]``, rounded up."""
    scaled: I64 = -((-reach * factor[None, None, :, :, None]) >> 16)
    return scaled
