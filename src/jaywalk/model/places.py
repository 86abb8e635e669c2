"""Stage 6, bear: scarce places, and who gets them because of a score.

Without the programme the ``q`` applicants with the lowest keyed draws get a place (A0). With it the draw of the
well scored is lowered and the excluded drop out (A1); places of those who lost their work may come on top. Those in
A1 and not in A0 gained a place; those in A0 and not in A1 were displaced. One claim more displaces at most one, one
vacancy more lets in at most one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jaywalk.core.jit import kernel
from jaywalk.model.plan import I64, U32


@dataclass(frozen=True, eq=False)
class Placed:
    """One week of one market: rows of claims that gained or lost a place, by world, and each world's cut-off."""

    gained: tuple[NDArray[np.int64], ...]
    displaced: tuple[NDArray[np.int64], ...]
    cutoff: NDArray[np.int64]


@kernel
def count_claims(flow, claims, chosen, quantity, world):  # type: ignore[no-untyped-def]
    """Count the claims at positions ``chosen`` in ``flow`` int32[ND, threads, K, Q, W]; world -1: in every world."""
    for number in range(chosen.shape[0]):
        row = chosen[number]
        district = np.int64(claims[row, 2])
        cell = np.int64(claims[row, 5] & np.uint32(255))
        if world >= 0:
            flow[district, 0, cell, quantity, world] += 1
        else:
            for w in range(flow.shape[4]):
                flow[district, 0, cell, quantity, w] += 1


def places_of_week(week: int, share: int, expected: int) -> int:
    """Places in the week-th week of a market: ``floor((i + 1) c) - floor(i c)``.

    Parameters
    ----------
    week
        Weeks since the market opened.
    share
        16.16 places per expected application.
    expected
        Expected applications a week in units of 2**-40.
    """
    capacity = (share * expected) >> 40
    return ((week + 1) * capacity >> 16) - (week * capacity >> 16)


def place(claims: U32, places: int, bonus: int, extra: I64) -> Placed:
    """Give out the places of one market and week.

    Parameters
    ----------
    claims
        ``uint32[n, 6]``: market, draw, district, serial number, occurrence, cell | priority << 8 | excluded << 16.
    places
        How many there are.
    bonus
        By how much the draw of the well scored is lowered, in units of 2**-32.
    extra
        ``int64[W]`` further places in each world, which nobody has without the programme.
    """
    draw = claims[:, 1].astype(np.int64)
    flags = claims[:, 5].astype(np.int64)
    first = _lowest(draw, np.ones(len(claims), bool), claims, places)
    gained, displaced, cutoff = [], [], np.zeros(len(extra), np.int64)
    for world, more in enumerate(extra.tolist()):
        priority = (flags >> (8 + world)) & 1 == 1
        excluded = (flags >> (16 + world)) & 1 == 1
        second, lowered = first, draw
        if more or priority.any() or excluded.any():
            lowered = np.where(priority, draw - bonus, draw)
            second = _lowest(lowered, ~excluded, claims, places + more)
        gained.append(np.flatnonzero(second & ~first))
        displaced.append(np.flatnonzero(first & ~second))
        cutoff[world] = lowered[second].max(initial=-(1 << 33))
    return Placed(tuple(gained), tuple(displaced), cutoff)


def _lowest(draw: NDArray[np.int64], allowed: NDArray[np.bool_], claims: U32, places: int) -> NDArray[np.bool_]:
    """The ``places`` lowest draws among the allowed; equal draws by district, serial number, occurrence."""
    if places <= 0:
        return np.zeros(len(draw), bool)
    if places >= np.count_nonzero(allowed):
        return allowed
    edge = np.partition(draw[allowed], places - 1)[places - 1]
    chosen: NDArray[np.bool_] = allowed & (draw < edge)
    ties = np.flatnonzero(allowed & (draw == edge))
    order = np.lexsort((claims[ties, 4], claims[ties, 3], claims[ties, 2]))
    chosen[ties[order[: places - np.count_nonzero(chosen)]]] = True
    return chosen
