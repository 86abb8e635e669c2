"""The peer scenario in mesa-frames: residents are rows of a Polars frame, a step is a few expressions over its columns.

Uniforms come from the model's own NumPy generator; those who act are filtered out of the frame and counted in NumPy.
Points go to NumPy and back once a week: a join on ``unique_id`` or counts of all residents take several times as long.
"""

import warnings

import numpy as np
import polars as pl
from inversion import acts_of
from mesa_frames import AgentSetPolars, ModelDF, __version__
from numpy.typing import NDArray

import scenario as peer


class Residents(AgentSetPolars):
    """All residents and their records in force."""

    def __init__(self, model: "City", agents: int) -> None:
        super().__init__(model)
        rate = model.random.gamma(peer.HETEROGENEITY, peer.ACT_RATE / peer.HETEROGENEITY, agents)
        self.add(
            pl.DataFrame(
                {
                    "unique_id": np.arange(agents, dtype=np.int64),
                    "rate": rate,
                    "idle": np.exp(-rate).astype(np.float32),
                    "points": np.zeros(agents, dtype=np.int64),
                    "listed": np.zeros(agents, dtype=bool),
                }
            )
        )
        nobody = np.empty(0, dtype=np.int64)
        self.made = nobody
        self.in_force = [nobody] * peer.EXPIRES
        self.acts = self.records = self.total = self.on_list = 0

    def step(self) -> None:
        """One week."""
        week = self.model.week
        slot = week % peer.EXPIRES
        if len(self.made) or len(self.in_force[slot]):
            self.score(self.in_force[slot])
        if week % peer.TERM == 0:
            self.agents = self.agents.with_columns(listed=pl.col("points") < peer.LIST_BELOW)
            self.on_list = int(self.agents["listed"].sum())
        actors = self.act()
        self.acts += len(actors)
        if self.model.world.recorded:
            self.made = self.book(actors)
        self.in_force[slot] = self.made
        self.records += len(self.made)

    def score(self, expired: NDArray[np.int64]) -> None:
        """Take off what was made last week, give back what has expired."""
        points = self.agents["points"].to_numpy(writable=True)
        np.add.at(points, expired, peer.POINTS)
        np.subtract.at(points, self.made, peer.POINTS)
        self.agents = self.agents.with_columns(points=pl.Series(points))
        self.total += peer.POINTS * (len(expired) - len(self.made))

    def act(self) -> NDArray[np.int64]:
        """Who acts this week, once for each act."""
        uniform = pl.Series("uniform", self.model.random.random(len(self.agents), dtype=np.float32))
        acts = uniform >= self.agents["idle"]
        hits = self.agents.select("unique_id", "rate", uniform).filter(acts)
        count = acts_of(hits["uniform"].cast(pl.Float64).to_numpy(), hits["rate"].to_numpy())
        return np.repeat(hits["unique_id"].to_numpy(), count)

    def book(self, actors: NDArray[np.int64]) -> NDArray[np.int64]:
        """Whom the register books these acts to."""
        world = self.model.world
        fate = self.model.random.random(len(actors))
        own = actors[(fate >= world.stray) & (fate < world.recorded)]
        strays = self.model.random.integers(len(self.agents), size=np.count_nonzero(fate < world.stray))
        return np.concatenate((own, strays))


class City(ModelDF):
    """One world of the scenario."""

    def __init__(self, world: peer.World, agents: int, seed: int) -> None:
        super().__init__(seed)
        self.world = world
        self.week = 0
        self.residents = Residents(self, agents)
        self.agents += self.residents

    def step(self) -> None:
        """One week of all agent sets."""
        self.agents.step()
        self.week += 1


def simulate(agents: int, weeks: int, world: peer.World, seed: int) -> peer.Ran:
    """One world on its own."""
    city = City(world, agents, seed)
    with peer.stopwatch() as seconds:
        for _ in range(weeks):
            city.step()
    residents = city.residents
    return peer.Ran(seconds(), peer.Outcome(residents.acts, residents.records, residents.total, residents.on_list))


if __name__ == "__main__":
    warnings.simplefilter("ignore", DeprecationWarning)
    options = peer.arguments(agents=1_000_000)
    peer.run_worlds("mesa-frames", __version__, simulate, options, threads=str(pl.thread_pool_size()))
