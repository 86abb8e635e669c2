"""One act seen less touches the one who acted, one victim at most of each channel that saw it, and one place a week."""

from typing import Any

import numpy as np
import pytest

from jaywalk.engine import RunOutput
from promises.towns import Ints, Town, monthly, states, usual, weekly

# channels that look after a miss of the first may have named somebody else for the same act
CASES = {
    "jaywalking/street_cameras": 2,
    "fare_evasion/fare_staff": 1,
    "court_default/court_register": 1,
    "bill_late/utility_register": 1,
    "red_light/plates": 1,
    "blood_donation/village_app": 1,
}


def with_less_seen(town: Town, slot: str, part: float) -> RunOutput:
    """The programme sees a little less of one act after the past; every act still seen was seen before."""
    s, w = town.plan.names.slots.index(slot), town.plan.names.worlds.index("programme")
    reach = town.plan.reach.copy()
    now = slice(int(town.plan.era[town.plan.n_past]), None)
    reach[now, :, w, s] = (reach[now, :, w, s] * (1 - part)).astype(np.int64)
    return town.run(reach=reach)


def seen(run: RunOutput, slot: str) -> int:
    return int(monthly(run, f"seen_{slot}")[:, :, 0, run.plan.names.worlds.index("programme")].sum())


def with_one_less(town: Town, expected: RunOutput, slot: str) -> RunOutput:
    """Halve what is taken away until a single sighting is missing."""
    whole = seen(expected, slot)
    low, high = 0.0, 0.05
    for _ in range(40):
        part = (low + high) / 2
        run = with_less_seen(town, slot, part)
        missing = whole - seen(run, slot)
        if missing == 1:
            return run
        low, high = (part, high) if missing == 0 else (low, part)
    raise AssertionError(f"no part of {slot} takes one sighting away")


def changed(one: RunOutput, other: RunOutput, ledger: str) -> int:
    """Residents whose final state in a ledger of the programme differs."""
    mine, theirs = states(one), states(other)
    differs: Any = np.zeros(len(mine["serial"]), bool)
    for part in ("score", "tier", "lists"):
        differs |= mine[f"programme_{ledger}_{part}"] != theirs[f"programme_{ledger}_{part}"]
    return int(differs.sum())


def moved(one: RunOutput, other: RunOutput, name: str) -> Ints:
    """By how many a weekly counter of the programme differs, week by week."""
    w = one.plan.names.worlds.index("programme")
    by_week: Ints = np.abs(weekly(one, name)[:, :, 0, w].sum(axis=1) - weekly(other, name)[:, :, 0, w].sum(axis=1))
    return by_week


@pytest.mark.parametrize("slot", CASES)
def test_one_act_seen_less_touches_nobody_else(slot: str) -> None:
    town, expected = usual()
    run = with_one_less(town, expected, slot)
    assert changed(run, expected, "x") <= 1
    assert changed(run, expected, "t") <= 1
    assert changed(run, expected, "p") <= 1 + CASES[slot]
    most = 1 + CASES[slot]
    for name in ("restricted", "wrongly_restricted", "listed_court_debt", "listed_metro_record", "in_force_gym"):
        assert moved(run, expected, name).max() <= most, name
    # one more or less with priority changes one place at most
    for name in ("gained_fast_track", "displaced_fast_track"):
        assert moved(run, expected, name).max() <= most, name
    for other in town.plan.names.slots:
        if other.partition("/")[0] != slot.partition("/")[0]:
            assert seen(run, other) == seen(expected, other)
    others = [w for w, world in enumerate(town.plan.names.worlds) if world != "programme"]
    assert np.array_equal(run.digests[:, others], expected.digests[:, others])
