"""Cameras that go where records are: how much each district's coverage is raised or lowered.

Every so many weeks a city looks back on the same number of weeks and moves cameras towards the districts where more
acts were recorded for each adult. What was found there already had the cameras of the time: this is the loop that the
results show. The past knows nothing of it, nor does a district before its rollout.
"""

from collections import deque
from typing import Final

import numpy as np

from jaywalk.model.plan import I64, Plan

ONE16: Final = 1 << 16
FIRST_ADULT_CELL: Final = 20


class Placement:
    """Factors on coverage, 16.16, from what was found.

    Parameters
    ----------
    plan
        What is run, with the part "placement".
    counts
        ``int64[ND, K]`` sampled residents.

    Attributes
    ----------
    cover
        ``int64[ND, W, S]`` the factor on coverage of the week to come; the blocks read it in place.
    """

    def __init__(self, plan: Plan, counts: I64) -> None:
        self.plan = plan
        self.adults = [int(n) for n in counts[:, FIRST_ADULT_CELL:].sum(axis=1)]
        shape = (len(plan.names.districts), len(plan.names.worlds), len(plan.names.slots))
        self.cover = np.full(shape, ONE16, np.int64)
        # a slot of each channel that follows records: all slots of a channel have the same coverage
        self._channels = {int(plan.follow[slot]) - 1: int(slot) for slot in np.flatnonzero(plan.follow)}
        self._found: deque[I64] = deque(maxlen=int(plan.follow_weeks.max(initial=1)))
        self._kept: list[tuple[int, int, int, int, int]] = []

    def week(self, t: int, sighted: I64) -> None:
        """Take in what was found in week ``t`` (``int64[ND, W, S]``) and place the cameras of week ``t + 1``."""
        self._found.append(sighted)
        since = t + 1 - self.plan.n_past
        if since <= 0 or t + 1 >= self.plan.n_weeks:
            return
        for channel, slot in self._channels.items():
            over = int(self.plan.follow_weeks[slot])
            if since % over == 0:
                self._move(t + 1, channel, slot, sum(list(self._found)[-over:], np.zeros_like(sighted)))

    def _move(self, t: int, channel: int, slot: int, sighted: I64) -> None:
        """Move the cameras of a channel in week ``t``, world by world and city by city."""
        plan = self.plan
        mine = plan.follow == channel + 1
        found = sighted[:, :, mine].sum(axis=2)
        for w in range(len(plan.names.worlds)):
            coverage = plan.coverage16[w, int(plan.era[t]), :, slot]
            factors = np.full(len(coverage), ONE16, np.int64)
            for city in range(len(plan.names.cities)):
                districts = np.flatnonzero((plan.district_city == city) & (coverage > 0)).tolist()
                all_found = sum(int(found[d, w]) for d in districts)
                adults = sum(self.adults[d] for d in districts)
                for d in districts:
                    if t < plan.rollout[w, d]:
                        continue
                    raw = ONE16
                    if all_found and self.adults[d]:
                        raw = (int(found[d, w]) * adults << 16) // (all_found * self.adults[d])
                    factors[d] = self._bounded(w, slot, int(coverage[d]), raw)
                    self._kept.append((t, w, d, channel, int(factors[d])))
            self.cover[:, w, mine] = factors[:, None]

    def _bounded(self, w: int, slot: int, coverage: int, raw: int) -> int:
        """The factor at this strength, within its bounds; coverage times it is never above 1."""
        strength, most = int(self.plan.follow_strength[w, slot]), int(self.plan.follow_most[w, slot])
        f = ((ONE16 - strength) * ONE16 + strength * raw) >> 16
        return min(max(f, ONE16 * ONE16 // most), most, (1 << 32) // coverage)

    def exchange(self) -> I64:
        """``int64[n, 5]`` week, world, district, channel and factor of each move."""
        return np.array(self._kept, np.int64).reshape(-1, 5)
