"""Small scenarios for closed forms: one act seen by one channel, unless more is asked for; nothing else happens."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jaywalk.engine import RunOutput
from jaywalk.scenario.loading import loads
from promises.towns import Ints, compiled, states, weekly

Node = dict[str, Any]
FIRST = date(2027, 1, 4)
YEAR = 52.1775  # weeks
ADULT_CELL = 20
EVEN = 100_000.0  # a k at which everybody is alike


def guess(value: Any, **more: Any) -> Node:
    """A number with a source and a range that says nothing."""
    return {"value": value, "source": "guess", "range": "x/1.0001..x1.0001", **more}


def act(per_year: float, family: str = "public_order", kind: str = "violation", **more: Any) -> Node:
    """An act with so many events per adult and year."""
    return {"kind": kind, "family": family, "eligible": "all", "rate": guess(f"{per_year:.10f} per person-year")} | more


def register(seen: str, detection: float = 1.0, delay: str = "0 days", **identity: Any) -> Node:
    """A city's register; without errors unless they are named."""
    return {
        "kind": "register",
        "source": "guess",
        "range": "x/1.0001..x1.0001",
        "sees": {seen: whole(detection)},
        "identity": {name: whole(value) if isinstance(value, float) else value for name, value in identity.items()},
        "delay": delay,
    }


def whole(share: float) -> Any:
    """A share that may be 1: its range ends there."""
    return {"value": share, "range": [0, 1]} if share >= 0.9999 else share


def camera(
    seen: str, *, hit: float, miss: float, wrong_first: float, visitors: float = 0.0, phantoms: float = 0.0
) -> Node:
    """A camera that finds somebody else in a share ``hit`` of searches, whatever the gallery."""
    return {
        "kind": "camera",
        "source": "guess",
        "range": "x/1.0001..x1.0001",
        "sees": {seen: whole(1.0)},
        "identity": {
            "fpir": {"value": hit, "at": 1000},
            "policy": "fixed_fpir",
            "miss": miss,
            "wrong_first": wrong_first,
            "visitors": visitors,
            "phantoms": phantoms,
        },
        "delay": "0 days",
    }


def text(
    acts: Mapping[str, Node], channels: Mapping[str, Node], *, weeks: int, residents: int, k: float, **more: Any
) -> str:
    """A scenario file; further sections by name."""
    return json.dumps(
        {
            "format": "jaywalk-scenario/1",
            "title": "A place to calculate in",
            "synthetic": True,
            "reference": "rules",
            "evidence": {
                "rules": {"kind": "assumption", "why": "Made up for a test"},
                "guess": {"kind": "assumption", "why": "Made up for a test"},
            },
            "cities": {"village": {"margins": "village", "population": residents}},
            "time": {
                "start": FIRST.isoformat(),
                "end": (FIRST + timedelta(weeks=weeks) - timedelta(days=1)).isoformat(),
                "past": "none",
            },
            "heterogeneity": {
                "k": guess(k),
                "copula": {"value": 0, "source": "guess", "range": [0, 1]},
            },
            "acts": dict(acts),
            "channels": dict(channels),
            "rollout": [{"from": FIRST.isoformat(), "where": "all"}],
            "run": ["programme"],
        }
        | more
    )


@cache
def run_of(scenario: str, seed: int = 1) -> RunOutput:
    """Run the scenario of a text."""
    return compiled(loads(scenario, name="place"), seed=seed).run()


def run(
    acts: Mapping[str, Node],
    channels: Mapping[str, Node],
    *,
    weeks: int,
    residents: int = 20_000,
    k: float = EVEN,
    seed: int = 1,
    **more: Any,
) -> RunOutput:
    """Compile and run a scenario."""
    return run_of(text(acts, channels, weeks=weeks, residents=residents, k=k, **more), seed)


def points_only(**rules: tuple[str, str, int]) -> Node:
    """A score that never ends: rules by name with act, channel and points; nothing expires, nothing is capped."""
    return {
        "score": {"start": "5000 points", "floor": "0 points", "ceiling": "10000 points", "review": "13 weeks"},
        "tiers": {"everybody": "0 points"},
        "rules": [
            {"id": name, "on": seen, "through": [channel], "effect": f"{points} points"}
            for name, (seen, channel, points) in rules.items()
        ],
    }


def adults(output: RunOutput) -> int:
    """How many adults were simulated."""
    return int(output.counts[:, ADULT_CELL:].sum())


def scores(output: RunOutput, ledger: str = "p", world: str = "programme") -> NDArray[np.float64]:
    """Final points of every adult, less those at the start."""
    table = states(output)
    return table[f"{world}_{ledger}_score"][table["cell"] >= ADULT_CELL].astype(np.float64) - 5000.0


def last(output: RunOutput, name: str, world: str = "programme", week: int = -1) -> int:
    """A weekly counter of everybody in a week."""
    return int(weekly(output, name)[week, :, 0, output.plan.names.worlds.index(world)].sum())


def series(output: RunOutput, name: str, world: str = "programme") -> Ints:
    """A weekly counter of everybody, week by week."""
    counts: Ints = weekly(output, name)[:, :, 0, output.plan.names.worlds.index(world)].sum(axis=1)
    return counts
