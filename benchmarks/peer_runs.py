"""The peer comparison: an environment for each framework, the scripts in turn, the ratios.

Rounds go through all scripts one after the other, so that a slow minute of the machine meets all of them.
"""

import hashlib
import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measuring import ChildError, Figures, Sample, run_child

HERE = Path(__file__).resolve().parent
PEERS = HERE / "peers"
ENVIRONMENTS = HERE / ".envs"
SECTION = "Peers: ns per resident, week and world"
FASTER_THAN_FASTEST = 3.0
FASTER_THAN_STARSIM = 8.0


@dataclass(frozen=True)
class Peer:
    """One line of the comparison: a script, its environment, its options."""

    environment: str  # "" for the project's own
    script: str
    options: tuple[str, ...] = ()
    framework: bool = True  # False: a floor, or Jaywalk itself
    few_agents: bool = False


PEER_RUNS = (
    Peer("numpy", "run_numpy.py", ("--way", "dense"), framework=False),
    Peer("numpy", "run_numpy.py", ("--way", "events"), framework=False),
    Peer("laser", "run_laser.py"),
    Peer("mesa-frames", "run_mesa_frames.py"),
    Peer("starsim", "run_starsim.py", ("--way", "crn")),
    Peer("starsim", "run_starsim.py", ("--way", "plain")),
    Peer("mesa", "run_mesa.py", few_agents=True),
    Peer("", "run_jaywalk.py", ("--threads", "1"), framework=False),
    Peer("", "run_jaywalk.py", ("--threads", "2"), framework=False),
)


def python_of(environment: str) -> Path:
    """The interpreter of a framework's environment, made on first use and again when its pins change."""
    if not environment:
        return Path(sys.executable)
    requirements = PEERS / f"requirements-{environment}.txt"
    pins = hashlib.blake2b(requirements.read_bytes(), digest_size=8).hexdigest()
    folder = ENVIRONMENTS / environment
    python = folder / "bin" / "python"
    stamp = folder / "pins"
    if not (python.exists() and stamp.exists() and stamp.read_text() == pins):
        print(f"  making the environment of {environment}", file=sys.stderr, flush=True)
        venv.EnvBuilder(clear=True, with_pip=True).create(folder)
        install = [str(python), "-m", "pip", "install", "-qq", "--requirement", str(requirements)]
        subprocess.run(install, check=True, stdout=sys.stderr)
        stamp.write_text(pins)
    return python


def run_peers(figures: Figures, *, repeats: int, quick: bool, say: Callable[[str], None]) -> list[dict[str, Any]]:
    """Run every script in turn, ``repeats`` times over; add the figures and return the scripts' own lines."""
    agents = "200000" if quick else "1000000"
    few = "5000" if quick else "20000"
    lines: list[dict[str, Any]] = []
    seen: dict[Peer, list[dict[str, Any]]] = {}
    failed: dict[Peer, str] = {}
    for turn in range(repeats):
        for peer in PEER_RUNS:
            if peer in failed:
                continue
            say(f"round {turn + 1}: {peer.script} {' '.join(peer.options)}")
            size = few if peer.few_agents else agents
            command: list[str | Path] = [python_of(peer.environment), PEERS / peer.script, *peer.options]
            try:
                line = run_child([*command, "--agents", size, "--seed", str(10 * turn + 1)]).json()
            except ChildError as failure:
                failed[peer] = str(failure)
                say(str(failure))
                continue
            seen.setdefault(peer, []).append(line)
            lines.append(line)
    _compare(figures, seen)
    return lines


def _compare(figures: Figures, seen: dict[Peer, list[dict[str, Any]]]) -> None:
    cost: dict[Peer, Sample] = {}
    for peer, lines in seen.items():
        first = lines[0]
        cost[peer] = Sample(tuple(line["ns_per_resident_week_world"] for line in lines))
        note = f"{first['agents']:,} residents, threads: {first['threads']}, means agree"
        figures.add(SECTION, f"{first['framework']} {first['version']}", cost[peer], "ns", note=note)
    ours = [cost[peer].median for peer in cost if peer.script == "run_jaywalk.py"]
    frameworks = [cost[peer].median for peer in cost if peer.framework]
    starsim = [cost[peer].median for peer in cost if peer.environment == "starsim"]
    floors = [cost[peer].median for peer in cost if peer.environment == "numpy"]
    if not ours or not frameworks:
        return
    best = min(ours)
    figures.add(SECTION, "fastest framework / Jaywalk", min(frameworks) / best, "x", at_least=FASTER_THAN_FASTEST)
    if starsim:
        figures.add(SECTION, "Starsim, its fastest / Jaywalk", min(starsim) / best, "x", at_least=FASTER_THAN_STARSIM)
    if floors:
        figures.add(SECTION, "NumPy by hand, its fastest / Jaywalk", min(floors) / best, "x")
