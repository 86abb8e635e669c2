"""The peer scenario by hand in NumPy: the floor, in two ways of finding who acts.

``dense`` looks at every resident: one 32-bit word against the probability of no act, the number of acts by inversion
from the same word. It works whatever the rates do from week to week, as in the frameworks.
``events`` draws how many acts there are in the city and deals them by an alias table. It is the fastest way known
here, and only right while nobody's rate ever changes.

Everything after that touches only those who act. Records in force are kept by week, so that expiry touches nobody
else. One thread: NumPy's generator has no more.
"""

import functools
from collections.abc import Callable

import numpy as np
from inversion import acts_of
from numpy.typing import NDArray

import scenario as peer

Ids = NDArray[np.int64]
Actors = Callable[[], Ids]


def dense(random: np.random.Generator, rate: NDArray[np.float64]) -> Actors:
    """Who acts in a week, once for each act, from one word a resident."""
    agents = len(rate)
    idle = np.minimum(np.rint(np.exp(-rate) * 2.0**32), 2.0**32 - 1).astype(np.uint32)
    top = np.iinfo(np.uint64).max

    def actors() -> Ids:
        words = random.integers(0, top, size=(agents + 1) // 2, dtype=np.uint64, endpoint=True)
        word = words.view(np.uint32)[:agents]
        hits = np.flatnonzero(word >= idle)
        return np.repeat(hits, acts_of(word[hits] * 2.0**-32, rate[hits]))

    return actors


def events(random: np.random.Generator, rate: NDArray[np.float64]) -> Actors:
    """Who acts in a week, once for each act, dealt by Walker's alias table."""
    agents = len(rate)
    total = float(rate.sum())
    share, alias = alias_table(rate * (agents / total))

    def actors() -> Ids:
        count = int(random.poisson(total))
        column = random.integers(agents, size=count)
        return np.where(random.random(count) < share[column], column, alias[column])

    return actors


def alias_table(weight: NDArray[np.float64]) -> tuple[NDArray[np.float64], Ids]:
    """Columns of height 1 in which each resident has its weight, at most two residents a column."""
    share = weight.copy()
    alias = np.arange(len(weight), dtype=np.int64)
    small = [int(i) for i in np.flatnonzero(share < 1.0)]
    large = [int(i) for i in np.flatnonzero(share >= 1.0)]
    while small and large:
        low, high = small.pop(), large[-1]
        alias[low] = high
        share[high] -= 1.0 - share[low]
        if share[high] < 1.0:
            small.append(large.pop())
    return share, alias


def simulate(agents: int, weeks: int, world: peer.World, seed: int, way: str = "dense") -> peer.Ran:
    """One world on its own."""
    random = np.random.default_rng(seed)
    rate = random.gamma(peer.HETEROGENEITY, peer.ACT_RATE / peer.HETEROGENEITY, agents)
    actors_of_week = dense(random, rate) if way == "dense" else events(random, rate)
    points = np.zeros(agents, dtype=np.int64)  # the word size of an index: add.at is 30 times slower otherwise
    nobody = np.empty(0, dtype=np.int64)
    in_force = [nobody] * peer.EXPIRES
    made = nobody
    acts = records = total = listed = 0

    with peer.stopwatch() as seconds:
        for week in range(weeks):
            expired = in_force[week % peer.EXPIRES]
            np.add.at(points, expired, peer.POINTS)
            np.subtract.at(points, made, peer.POINTS)
            total += peer.POINTS * (len(expired) - len(made))
            if week % peer.TERM == 0:
                listed = int(np.count_nonzero(points < peer.LIST_BELOW))

            actors = actors_of_week()
            acts += len(actors)
            if world.recorded:
                fate = random.random(len(actors))
                own = actors[(fate >= world.stray) & (fate < world.recorded)]
                strays = random.integers(agents, size=np.count_nonzero(fate < world.stray))
                made = np.concatenate((own, strays))
            in_force[week % peer.EXPIRES] = made
            records += len(made)
    return peer.Ran(seconds(), peer.Outcome(acts, records, total, listed))


if __name__ == "__main__":
    options = peer.arguments(agents=1_000_000, ways=("dense", "events"))
    peer.run_worlds(
        f"NumPy, {options.way}", np.__version__, functools.partial(simulate, way=options.way), options, threads="1"
    )
