"""The peer scenario in Starsim: one custom module with states and distributions, run by the sim's own loop.

Draws use Starsim's distributions with common random numbers, its default and the nearest it has to worlds on shared
draws; ``--way plain`` switches them off. Poisson numbers come by inversion from one ``ss.random``, because ``ss.poisson``
with a rate for each agent takes hundreds of nanoseconds an agent. Results of the people are off, as Starsim allows.
"""

import numpy as np
import starsim as ss
from numpy.typing import NDArray

import scenario as peer


class Register(ss.Module):
    """Acts, the register that sees them, points and the list."""

    def __init__(self, world: peer.World, agents: int) -> None:
        super().__init__(name="register")
        self.world = world
        self.define_pars(occasion=ss.random(), fate=ss.random(), victim=ss.randint(high=agents))
        self.define_states(
            ss.FloatArr("rate", default=ss.gamma(a=peer.HETEROGENEITY, scale=peer.ACT_RATE / peer.HETEROGENEITY)),
            ss.FloatArr("idle"),
            ss.IntArr("points", default=0),
            ss.BoolArr("listed", default=False),
        )
        self.made = ss.uids()
        self.in_force = [ss.uids()] * peer.EXPIRES

    def init_results(self) -> None:
        super().init_results()
        self.define_results(
            *(ss.Result(name, dtype=int, scale=False) for name in ("acts", "records", "points", "listed"))
        )

    def init_post(self) -> None:
        super().init_post()
        self.idle[:] = np.exp(-self.rate.values)

    def acts_of(self, actors: ss.uids, uniform: NDArray[np.float32]) -> list[ss.uids]:
        """Who does a first, a second, a third act this week, from uniforms above the probability of none."""
        rate = self.rate[actors].astype(np.float64)
        term = np.exp(-rate)
        reached = term.copy()
        done = []
        while len(actors):
            done.append(actors)
            term *= rate / len(done)
            reached += term
            more = (uniform >= reached) & (term > 1e-12)
            actors, uniform, rate, term, reached = (x[more] for x in (actors, uniform, rate, term, reached))
        return done

    def step(self) -> None:
        """One week."""
        slot = self.ti % peer.EXPIRES
        np.add.at(self.points.raw, self.in_force[slot], peer.POINTS)
        np.subtract.at(self.points.raw, self.made, peer.POINTS)
        before = self.results.points[self.ti - 1] if self.ti else 0
        self.results.points[self.ti] = before + peer.POINTS * (len(self.in_force[slot]) - len(self.made))
        if self.ti % peer.TERM == 0:
            self.listed[:] = self.points.values < peer.LIST_BELOW
            self.results.listed[self.ti] = self.listed.sum()
        else:
            self.results.listed[self.ti] = self.results.listed[self.ti - 1]

        everybody = self.sim.people.auids
        uniform = self.pars.occasion.rvs(everybody)
        hits = np.flatnonzero(uniform >= self.idle.values)
        done = self.acts_of(everybody[hits], uniform[hits])
        self.results.acts[self.ti] = sum(len(actors) for actors in done)
        if self.world.recorded:
            booked = [self.book(actors) for actors in done]
            self.made = ss.uids.concatenate(*booked) if booked else ss.uids()
        self.in_force[slot] = self.made
        self.results.records[self.ti] = len(self.made)

    def book(self, actors: ss.uids) -> ss.uids:
        """Whom the register books these acts to."""
        fate = self.pars.fate.rvs(actors)
        booked = actors[fate < self.world.recorded]
        strays = np.flatnonzero(fate[fate < self.world.recorded] < self.world.stray)
        if len(strays):
            booked[strays] = self.pars.victim.rvs(booked[strays])
        return booked


def simulate(agents: int, weeks: int, world: peer.World, seed: int) -> peer.Ran:
    """One world on its own."""
    register = Register(world, agents)
    sim = ss.Sim(
        n_agents=agents,
        dt=ss.week,
        start="2000-01-03",
        dur=ss.weeks(weeks - 1),
        rand_seed=seed,
        modules=register,
        use_aging=False,
        people_results=False,
        copy_inputs=False,
        verbose=0,
    )
    sim.init()
    with peer.stopwatch() as seconds:
        sim.run()
    results = sim.results.register
    if len(results.acts) != weeks:
        raise RuntimeError(f"Starsim ran {len(results.acts)} weeks, not {weeks}")
    return peer.Ran(
        seconds(),
        peer.Outcome(
            int(results.acts.sum()), int(results.records.sum()), int(results.points[-1]), int(results.listed[-1])
        ),
    )


if __name__ == "__main__":
    options = peer.arguments(agents=1_000_000, ways=("crn", "plain"))
    ss.options(verbose=0, crn=options.way == "crn")
    name = "Starsim" if options.way == "crn" else "Starsim, no common random numbers"
    peer.run_worlds(name, ss.__version__, simulate, options, threads="1")
