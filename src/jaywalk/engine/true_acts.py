"""Expected acts by world: how many acts residents commit, seen or not, given what has become of them so far.

Exact, without sampling noise: each resident's rate at their state of the week, summed. Two kinds of residents, those who
know nothing and those who knew from the start, need only their sums of propensities; the kernels add what all others
are beside them (``respond.acts``).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jaywalk.core.directory import Directory
from jaywalk.engine.output import GROUPS
from jaywalk.engine.workers import Tallies
from jaywalk.model.fold import fold
from jaywalk.model.plan import I64, Plan
from jaywalk.model.respond import common_factors
from jaywalk.model.state import Block


def by_stretch(plan: Plan, sums: I64) -> I64:
    """Acts a week where nobody responds: ``int64[E, ND, G, A]``, units of 2**-24; ``sums``: ``int64[ND, A, K]``."""
    n_acts = sums.shape[1]
    out = np.zeros((len(plan.act_rate), len(sums), len(GROUPS), n_acts), np.int64)
    for era, rates in enumerate(plan.act_rate):
        # 2**-40 * 2**-16 -> 2**-24 without leaving 64 bits
        weekly = (rates[plan.district_city] >> 12) * (sums >> 8) >> 12
        folded = np.zeros((len(sums), len(GROUPS), 1, n_acts), np.int64)
        fold(np.ascontiguousarray(weekly.swapaxes(1, 2)[:, None, :, :, None]), folded, 0)
        out[era] = folded[:, :, 0]
    return out


class TrueActs:
    """Acts of the weeks in which they are summed.

    Parameters
    ----------
    sums, aware_sums
        ``int64[ND, A, K]`` propensities of the eligible, and of those among them who know from the start.
    blocks
        One block of each district, in order.

    Attributes
    ----------
    weeks
        ``int64[n]`` tallied weeks, counted from the first.
    acts
        ``int64[n, ND, G, W, A]``, units of 2**-24 acts a week.
    """

    def __init__(self, plan: Plan, tables: Directory, sums: I64, aware_sums: I64, blocks: Sequence[Block]) -> None:
        self.plan = plan
        self.tables = tables
        self.blocks = blocks
        # by district, kind, cell and act
        self._sums = np.stack([sums - aware_sums, aware_sums], axis=1).swapaxes(2, 3)
        self.weeks: NDArray[np.int64] = np.flatnonzero(plan.acts_week).astype(np.int64) - plan.n_past
        shape = (len(self.weeks), len(sums), len(GROUPS), len(plan.names.worlds), len(plan.names.acts))
        self.acts = np.zeros(shape, np.int64)

    def before(self, t: int, tallies: Tallies) -> None:
        """Make the tables that summing the acts of week ``t`` needs, if they are asked for."""
        if self.plan.acts_week[t]:
            for d, block in enumerate(self.blocks):
                common_factors(self.tables, block, t, tallies.common[d], tallies.known[d])

    def week(self, t: int, tallies: Tallies) -> None:
        """Sum the acts of week ``t`` if they are asked for."""
        plan = self.plan
        if not plan.acts_week[t]:
            return
        # by district, cell, act and world, units of 2**-32
        common = (tallies.common * self._sums[:, :, None]).sum(axis=1).transpose(0, 2, 3, 1)
        weighted = tallies.acts.sum(axis=1).swapaxes(2, 3) + common
        tallies.acts[:] = 0
        rates = plan.world_act_rate[:, int(plan.era[t])][:, plan.district_city].transpose(1, 3, 2, 0)
        weekly = (rates >> 12) * (weighted >> 24) >> 12
        fold(np.ascontiguousarray(weekly[:, None]), self.acts[int(np.searchsorted(self.weeks, t - plan.n_past))], 0)
