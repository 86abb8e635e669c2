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
        self._held = self.cover.copy()
        self._following = np.flatnonzero(plan.follow).tolist()
        self._found: deque[I64] = deque(maxlen=int(plan.follow_weeks.max(initial=1)))
        self._kept: list[tuple[int, int, int, int, int]] = []

    def week(self, t: int, sighted: I64) -> None:
        """Take in what was found in week ``t`` (``int64[ND, W, S]``) and place the cameras of week ``t + 1``."""
        self._found.append(sighted)
        since = t + 1 - self.plan.n_past
        for slot in self._following:
            over = int(self.plan.follow_weeks[slot])
            if since > 0 and since % over == 0 and t + 1 < self.plan.n_weeks:
                self._move(t + 1, slot, sum(list(self._found)[-over:], np.zeros_like(sighted)))
        there = (t + 1 >= self.plan.rollout.T) & (t + 1 > self.plan.n_past)
        self.cover[:] = np.where(there[:, :, None], self._held, ONE16)

    def _move(self, t: int, slot: int, found: I64) -> None:
        """Move the cameras of a slot in week ``t``, city by city and world by world."""
        plan = self.plan
        channel = plan.slot_channel[slot]
        of_channel = found[:, :, plan.slot_channel == channel].sum(axis=2)
        first = next(s for s in self._following if plan.slot_channel[s] == channel)
        for w in range(len(plan.names.worlds)):
            coverage = plan.coverage16[w, int(plan.era[t]), :, slot]
            self._held[:, w, slot] = ONE16
            for city in range(len(plan.names.cities)):
                districts = np.flatnonzero((plan.district_city == city) & (coverage > 0)).tolist()
                all_found = sum(int(of_channel[d, w]) for d in districts)
                adults = sum(self.adults[d] for d in districts)
                for d in districts:
                    raw = ONE16
                    if all_found and self.adults[d]:
                        raw = (int(of_channel[d, w]) * adults << 16) // (all_found * self.adults[d])
                    self._held[d, w, slot] = self._bounded(w, slot, int(coverage[d]), raw)
                    if slot == first:
                        self._kept.append((t, w, d, int(channel), int(self._held[d, w, slot])))

    def _bounded(self, w: int, slot: int, coverage: int, raw: int) -> int:
        """The factor at this strength, within its bounds; coverage times it is never above 1."""
        strength, most = int(self.plan.follow_strength[w, slot]), int(self.plan.follow_most[w, slot])
        f = ((ONE16 - strength) * ONE16 + strength * raw) >> 16
        return min(max(f, ONE16 * ONE16 // most), most, (1 << 32) // coverage)

    def exchange(self) -> I64:
        """``int64[n, 5]`` week, world, district, channel and factor of each move."""
        return np.array(self._kept, np.int64).reshape(-1, 5)
