"""Small made-up engine outputs: counters that are easy to add up by hand."""

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from jaywalk.model.plan import CELLS, Names, Plan
from jaywalk.model.quantities import Quantities
from jaywalk.results.groups import GROUPS, membership
from jaywalk.results.making import Request, make_result
from jaywalk.results.manifest import LedgerFacts, ScenarioFacts
from jaywalk.results.result import Result

NAMES = Names(
    cities=("harbour", "hill"),
    districts=("old_town", "port", "ridge"),
    district_city=(0, 0, 1),
    worlds=("none", "status_quo", "programme", "exact"),
    acts=("jaywalking", "court_default"),
    channels=("street_cameras", "court_register"),
    slots=("jaywalking/street_cameras", "court_default/court_register"),
    lists=("court_debt",),
    measures=("no_tickets", "fast_track"),
    tiers=("D", "A"),
    rules=("R1",),
    modes=("flight",),
    markets=("jobs",),
    attributes=(),
)
WEEKS = 6
PAST = 2


@dataclass
class MadeOutput:
    """Has what the engine's output has."""

    plan: Any
    counts: Any
    week_dates: Any
    month_dates: Any
    era: Any
    weekly: Any
    quantities: Any
    monthly: Any
    monthly_quantities: Any
    true_acts: Any
    digests: Any
    blocks: Any
    exchange: dict[str, Any]
    timings: dict[str, float] = field(default_factory=lambda: {"run": 0.5})
    facts: dict[str, int] = field(default_factory=lambda: {"points": 90, "hits": 40, "judged": 70, "undealt": 1})
    peak_memory: int = 1 << 20
    states: Any = None
    acts: Any = field(default_factory=lambda: np.zeros((0, 0, 0, 0, 0), np.int64))
    acts_weeks: Any = field(default_factory=lambda: np.zeros(0, np.int64))


def make_plan() -> Plan:
    values: dict[str, Any] = {f.name: np.zeros(2, dtype=np.int64) for f in fields(Plan)}
    values |= {f.name: 0 for f in fields(Plan) if f.type is int}
    values |= {
        "names": NAMES,
        "n_weeks": WEEKS + PAST,
        "n_past": PAST,
        "week0": 2500,
        "era": np.array([0, 0, 0, 0, 0, 1, 1, 1], dtype=np.uint16),
        "slot_act": np.array([0, 1], dtype=np.int32),
        "slot_channel": np.array([0, 1], dtype=np.int32),
        "restrictions": 0b01,
        "ceilings": {slot: dict.fromkeys(NAMES.districts, 16) for slot in NAMES.slots},
    }
    return Plan(**values)


def make_output(seed: int = 0) -> MadeOutput:
    rng = np.random.default_rng(seed)
    quantities = Quantities(NAMES, (True, False))
    weekly_q = (*quantities.stocks, *quantities.flows)
    counts = rng.integers(2, 30, (3, CELLS))
    per_cell = rng.integers(0, 3, (WEEKS, 3, CELLS, 4, len(weekly_q)))
    per_cell[:, :, :20] = 0
    groups = membership().astype(np.int64)
    weekly = np.einsum("tdkwq,gk->tdgwq", per_cell, groups)
    monthly_cells = rng.integers(0, 5, (2, 3, CELLS, 4, len(quantities.wide)))
    return MadeOutput(
        plan=make_plan(),
        counts=counts,
        week_dates=np.datetime64("2017-12-04") + 7 * np.arange(WEEKS),
        month_dates=np.datetime64("2017-12") + np.arange(2),
        era=np.array([0, 0, 0, 1, 1, 1]),
        weekly=weekly,
        quantities=weekly_q,
        monthly=np.einsum("tdkwq,gk->tdgwq", monthly_cells, groups),
        monthly_quantities=quantities.wide,
        true_acts=rng.integers(0, 1 << 30, (2, 3, len(GROUPS), 2)),
        digests=rng.integers(0, 1 << 60, (2, 4, WEEKS + PAST)).astype(np.uint64),
        blocks=np.array([[0, 0, 0, 100], [0, 1, 0, 90]]),
        exchange={"week": np.arange(5), "victim": rng.integers(0, 99, 5), "empty": np.zeros(0, dtype=np.uint32)},
    )


def make_request(**changes: Any) -> Request:
    values: dict[str, Any] = {
        "scenario": ScenarioFacts(
            id="harbour",
            title="Harbour City points",
            what_if=True,
            label="a made-up programme",
            hash="ab" * 32,
            axes=("sex", "age", "residency", "income_fifth"),
        ),
        "scenario_json": "{}",
        "ledger": LedgerFacts(numbers=40, by_grade={"documented": 10, "recalled": 10, "assumed": 20}),
        "margins_hashes": {"harbour": "cd" * 8},
        "seed": 1,
        "replicate": 0,
        "scale": 0.5,
        "threads": 2,
        "command": "jaywalk run harbour --scale 0.5 --seed 1",
    }
    return Request(**(values | changes))


def make(seed: int = 0, **changes: Any) -> Result:
    return make_result(make_output(seed), make_request(**changes))
