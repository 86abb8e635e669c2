"""How long a listing lasts, and how much of it is left in a stationary start.

A listing lasts ``min(base, exit)`` whole weeks: the base is the term, with a chance one extension more; the
exit is the first week after an exponential time, if there is a performance hazard. In a stationary state the
expected number listed is the entry rate times the mean stay, and what is left of a stay has the distribution
P(stay >= r) / E(stay). Records still on their way count as part of the stay: those delivered after the start
are on the list a few weeks early, and from the longest delay on the stock is exactly stationary.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jaywalk.core.fixed import RATE_ONE
from jaywalk.model.compile.elementary import exponential
from jaywalk.model.compile.quantiles import DELAY_SLICES

RESIDUAL_SLICES: Final = 1024


@dataclass(frozen=True)
class Terms:
    """The terms of a list in one era, in whole weeks and rate units.

    ``extend`` is a probability; ``exit_rate`` is the hazard a week in units of 2**-40 (0: no exit).
    """

    term: int
    extend: float = 0.0
    extend_by: int = 0
    exit_rate: int = 0
    removal: int = 0

    def survival(self, *, performs: bool) -> list[float]:
        """P(stay >= n) for n = 0, 1, ... up to the longest stay; a stay is at least one week.

        Parameters
        ----------
        performs
            Whether the hazard of leaving by performance holds for this spell.
        """
        longest = self.term + (self.extend_by if self.extend > 0.0 else 0)
        weeks = np.arange(max(longest, 1) + 1, dtype=np.float64)
        base = np.where(weeks <= self.term, 1.0, self.extend)
        if performs and self.exit_rate > 0:
            base = base * exponential(-np.maximum(weeks - self.removal, 0.0) * (self.exit_rate / RATE_ONE))
        base[:2] = 1.0
        return [float(p) for p in base]

    def mean(self, *, performs: bool) -> float:
        """Mean stay in weeks."""
        return math.fsum(self.survival(performs=performs)[1:])


def delay_weeks(days: NDArray[np.uint16]) -> list[float]:
    """Distribution of whole weeks of a delay given as quantiles in days: d days are floor(d/7) or one more."""
    sevenths = [0] * (int(days.max()) // 7 + 2)
    for day in days.tolist():
        whole, rest = divmod(day, 7)
        sevenths[whole] += 7 - rest
        sevenths[whole + 1] += rest
    return [count / (7 * len(days)) for count in sevenths]


def with_delay(survival: Sequence[float], delay: Sequence[float]) -> list[float]:
    """P(delay + stay >= n): the time from the week after the act to the end of the listing."""
    longest = len(survival) - 1 + len(delay) - 1
    out = [1.0]
    for n in range(1, longest + 1):
        parts = []
        for weeks, share in enumerate(delay):
            rest = n - weeks
            parts.append(share if rest <= 1 else share * survival[rest] if rest < len(survival) else 0.0)
        out.append(math.fsum(parts))
    return out


def residual_table(survival: Sequence[float]) -> tuple[int, NDArray[np.uint16]]:
    """Mean stay in weeks << 8 and ``uint16[1024]`` quantiles of the weeks left of a stay in progress."""
    mean = math.fsum(survival[1:])
    table, reached, r = [], survival[1], 1
    for i in range(RESIDUAL_SLICES):
        level = (i + 0.5) / RESIDUAL_SLICES * mean
        while reached < level and r + 1 < len(survival):
            r += 1
            reached += survival[r]
        table.append(min(r, 65535))
    return round(mean * 256), np.array(table, dtype=np.uint16)


def no_delay() -> NDArray[np.uint16]:
    """Quantiles of a delay that is always zero."""
    return np.zeros(DELAY_SLICES, dtype=np.uint16)
