"""The peer scenario in Jaywalk: ``peer.yaml``, all worlds in one run on the same draws.

Seconds are those of the tallied weeks, as the run itself reports them. All that a run keeps is kept: three ledgers a
resident, weekly counters for every group of every district, digests, exchange arrays.
"""

from pathlib import Path

import numpy as np

import jaywalk
import scenario as peer

SCENARIO = Path(__file__).with_name("peer.yaml")
LAST_DAYS = {156: "2029-12-30", peer.TERM + 1: "2027-07-11"}


def run(agents: int, weeks: int, seed: int, threads: int) -> jaywalk.Result:
    """The scenario with so many residents, for one of the two lengths it is run in."""
    changes = [f"cities.town.population={agents}"]
    if weeks != 156:
        changes.append(f"time.end={LAST_DAYS[weeks]}")
    return jaywalk.run(SCENARIO, seed=seed, threads=threads, sets=changes)


def outcome(result: jaywalk.Result, world: str) -> peer.Outcome:
    """One world's totals, from the counters of the run."""
    cube = result.cube
    weeks_of_era = np.bincount(cube.labels.era, minlength=len(cube.true_acts))
    acts = (cube.true_acts[:, :, cube.group("all")].sum(axis=(1, 2)) * weeks_of_era).sum() / 2.0**24
    made = [q.name for q in cube.monthly_quantities if q.name.startswith("made_")]
    scored = int(cube.of("participants", world=world)[-1])
    return peer.Outcome(
        acts=float(acts),
        records=sum(cube.monthly_total(name, world=world) for name in made),
        points=int(cube.of("score_sum", world=world)[-1]) - peer.START * scored,
        listed=int(cube.of("tier_listed", world=world)[-1]),
    )


def main() -> None:
    """Run all worlds at once and report."""
    options = peer.arguments(agents=1_000_000, numbers={"threads": 2})
    run(2000, peer.TERM + 1, options.seed, options.threads)  # compiles what is compiled
    result = run(options.agents, options.weeks, options.seed, options.threads)
    seconds = result.manifest.host.seconds["tallied"] / len(peer.WORLDS)
    runs = [peer.Ran(seconds, outcome(result, world.name)) for world in peer.WORLDS]
    peer.report("Jaywalk", jaywalk.__version__, options.agents, options.weeks, str(options.threads), runs)


if __name__ == "__main__":
    main()
