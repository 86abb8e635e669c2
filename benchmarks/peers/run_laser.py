"""The peer scenario in LASER: properties of a LaserFrame, compiled loops over all agents on all threads.

As its own models do, each step is a parallel Numba kernel over the population; records in force are a vector
property with one row a week of the ring, so that expiry and delivery are one stream over two rows. Records on other
residents are dealt in a short loop of its own, because agents of one parallel loop must not write to each other.
"""

# ruff: noqa: NPY002 - inside Numba these are the generators of its threads, which LASER seeds

import numba as nb
import numpy as np
from laser.core import LaserFrame, __version__
from laser.core.random import seed as seed_generators
from numpy.typing import NDArray

import scenario as peer


@nb.njit(parallel=True, nogil=True, cache=True)
def score(points: NDArray[np.int32], expired: NDArray[np.uint8], made: NDArray[np.uint8]) -> int:
    """Take off what was made last week, give back what has expired; the sum of all points."""
    total = 0
    for i in nb.prange(len(points)):
        points[i] += np.int32(peer.POINTS) * (np.int32(expired[i]) - np.int32(made[i]))
        total += points[i]
    return total


@nb.njit(parallel=True, nogil=True, cache=True)
def review(points: NDArray[np.int32], listed: NDArray[np.uint8]) -> int:
    """Make up the list."""
    total = 0
    for i in nb.prange(len(points)):
        listed[i] = points[i] < peer.LIST_BELOW
        total += listed[i]
    return total


@nb.njit(parallel=True, nogil=True, cache=True)
def draw(uniform: NDArray[np.float32]) -> None:
    """A uniform for every agent; drawing apart from acting halves the time of both together."""
    for i in nb.prange(len(uniform)):
        uniform[i] = np.random.random()


@nb.njit(parallel=True, nogil=True, cache=True)
def act(
    uniform: NDArray[np.float32],
    idle: NDArray[np.float32],
    rate: NDArray[np.float32],
    made: NDArray[np.uint8],
    recorded: float,
    stray: float,
) -> tuple[int, int, int]:
    """A week's acts and own records; the number of acts, of own records and of strays."""
    acts = 0
    own = 0
    strays = 0
    for i in nb.prange(len(idle)):
        count = 0
        mine = 0
        astray = 0
        if uniform[i] >= idle[i]:
            term = np.float64(idle[i])
            reached = term
            while uniform[i] >= reached and term > 1e-12:
                count += 1
                term *= rate[i] / count
                reached += term
            for _ in range(count):
                fate = np.random.random()
                if fate < stray:
                    astray += 1
                elif fate < recorded:
                    mine += 1
        made[i] = mine
        acts += count
        own += mine
        strays += astray
    return acts, own, strays


@nb.njit(nogil=True, cache=True)
def deal(made: NDArray[np.uint8], strays: int) -> None:
    """Book so many acts to residents who did not do them."""
    for _ in range(strays):
        made[np.random.randint(len(made))] += 1


def simulate(agents: int, weeks: int, world: peer.World, seed: int) -> peer.Ran:
    """One world on its own."""
    random = seed_generators(seed)
    people = LaserFrame(agents)
    people.add_scalar_property("rate", dtype=np.float32)
    people.add_scalar_property("idle", dtype=np.float32)
    people.add_scalar_property("uniform", dtype=np.float32)
    people.add_scalar_property("points", dtype=np.int32)
    people.add_scalar_property("listed", dtype=np.uint8)
    people.add_vector_property("made", peer.EXPIRES, dtype=np.uint8)
    people.rate[:] = random.gamma(peer.HETEROGENEITY, peer.ACT_RATE / peer.HETEROGENEITY, agents)
    people.idle[:] = np.exp(-people.rate)
    nobody = np.zeros(agents, dtype=np.uint8)
    acts = records = total = listed = 0

    with peer.stopwatch() as seconds:
        for week in range(weeks):
            now = week % peer.EXPIRES
            last = people.made[now - 1] if week else nobody
            if world.recorded:
                total = score(people.points, people.made[now], last)
            if week % peer.TERM == 0:
                listed = review(people.points, people.listed)
            draw(people.uniform)
            made, own, strays = act(
                people.uniform, people.idle, people.rate, people.made[now], world.recorded, world.stray
            )
            deal(people.made[now], strays)
            acts += made
            records += own + strays
    return peer.Ran(seconds(), peer.Outcome(acts, records, total, listed))


if __name__ == "__main__":
    options = peer.arguments(agents=1_000_000)
    peer.run_worlds("LASER", __version__, simulate, options, threads=str(nb.get_num_threads()))
