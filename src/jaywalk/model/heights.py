"""How high above the foot of its slot an opportunity can lie and still be taken up.

A factor on somebody's acts and a camera that moves both raise what is visible above the plan's own ``reach``. Slots
need layers up to that height, and above it nobody need be asked for their factors.
"""

import numpy as np

from jaywalk.model.plan import I64, U8, Plan

ONE16 = 1 << 16


def reach_top(plan: Plan) -> I64:
    """``int64[E, ND, S, K]`` the largest reach in any world, with the largest factors that it may be raised by."""
    top: I64 = raised(plan).max(axis=2, initial=0)
    return top


def for_the_workless(plan: Plan) -> U8:
    """``uint8[NLAYER, ND]`` 1: only those out of work take up opportunities as high as the layer."""
    out = np.zeros(plan.layer_low.shape[:2], np.uint8)
    if not len(plan.lost_extra):
        return out
    # whose acts only lost work can raise has no factor above 1 while there is work
    lost = plan.lost_extra.astype(np.int64)
    of_lost = (plan.exp_high[(lost >> 8) + plan.exp_base] * plan.exp_low[lost & 255]).astype(np.int64) >> 32
    working = np.where(plan.m_top <= of_lost, ONE16, plan.m_top)
    tops = raised(plan, working).max(axis=(0, 2, 4), initial=0)
    for layer in range(1, len(out)):
        there = plan.layer_length[layer] > 0
        out[layer] = there.any(axis=1) & (~there | (tops <= plan.layer_low[layer])).all(axis=1)
    return out


def raised(plan: Plan, factors: I64 | None = None) -> I64:
    """``int64[E, ND, W, S, K]`` the reach of each world with its largest factors; applications have none.

    ``factors``: ``int64[W, A]`` other factors on acts than ``m_top``.
    """
    out = plan.reach
    watched = plan.slot_market < 0
    if len(plan.m_top):
        factor = np.where(watched, (plan.m_top if factors is None else factors)[:, plan.slot_act], ONE16)
        out = times(out, factor)
    if len(plan.follow_most):
        out = times(out, np.where(watched, plan.follow_most, ONE16))
    return out


def times(reach: I64, factor: I64) -> I64:
    """A reach ``[E, ND, W, S, K]`` times a 16.16 factor ``[W, S]``, rounded up."""
    scaled: I64 = -((-reach * factor[None, None, :, :, None]) >> 16)
    return scaled
