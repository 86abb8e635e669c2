"""The peer scenario in Mesa: every resident an agent object, activated once a week.

Order does not matter here, so agents are not shuffled. The register keeps the records in force by week and lets
whom it booked know, so that an agent's week is one draw and one comparison unless it acts.
"""

import math

import mesa

import scenario as peer


class Resident(mesa.Agent):
    """One resident: a rate, the probability of no act, points, and whether the last review put it on the list."""

    model: "City"

    def __init__(self, model: "City") -> None:
        super().__init__(model)
        self.rate = model.random.gammavariate(peer.HETEROGENEITY, peer.ACT_RATE / peer.HETEROGENEITY)
        self.idle = math.exp(-self.rate)
        self.points = 0
        self.listed = False

    def act(self) -> None:
        """Act as often as this week's draw says."""
        uniform = self.model.random.random()
        if uniform < self.idle:
            return
        term = reached = self.idle
        count = 0
        while uniform >= reached and term > 1e-12:
            count += 1
            term *= self.rate / count
            reached += term
            self.model.book(self)

    def review(self) -> None:
        """Put on the list or take off it."""
        self.listed = self.points < peer.LIST_BELOW


class City(mesa.Model):
    """One world of the scenario, with its register."""

    def __init__(self, world: peer.World, agents: int, seed: int) -> None:
        super().__init__(seed=seed)
        self.world = world
        self.week = 0
        self.residents = list(Resident.create_agents(self, agents))
        self.made: list[Resident] = []
        self.in_force: list[list[Resident]] = [[] for _ in range(peer.EXPIRES)]
        self.acts = self.records = self.total = 0

    def book(self, actor: Resident) -> None:
        """An act happens; the register may see it, and book it to somebody."""
        self.acts += 1
        fate = self.random.random()
        if fate < self.world.stray:
            self.made.append(self.random.choice(self.residents))
        elif fate < self.world.recorded:
            self.made.append(actor)

    def step(self) -> None:
        """One week."""
        slot = self.week % peer.EXPIRES
        for resident in self.in_force[slot]:
            resident.points += peer.POINTS
        for resident in self.made:
            resident.points -= peer.POINTS
        self.total += peer.POINTS * (len(self.in_force[slot]) - len(self.made))
        if self.week % peer.TERM == 0:
            self.agents.do("review")
        self.made = []
        self.agents.do("act")
        self.in_force[slot] = self.made
        self.records += len(self.made)
        self.week += 1


def simulate(agents: int, weeks: int, world: peer.World, seed: int) -> peer.Ran:
    """One world on its own."""
    city = City(world, agents, seed)
    with peer.stopwatch() as seconds:
        for _ in range(weeks):
            city.step()
    listed = sum(resident.listed for resident in city.residents)
    return peer.Ran(seconds(), peer.Outcome(city.acts, city.records, city.total, listed))


if __name__ == "__main__":
    options = peer.arguments(agents=20_000)
    peer.run_worlds("Mesa", mesa.__version__, simulate, options, threads="1")
