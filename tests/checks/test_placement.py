"""Cameras that follow their own records: from a head start to all of one place, and nowhere where places are alike."""

from typing import Any

import numpy as np
import pytest

from checks.made_places import act, camera, points_only, run, series
from jaywalk.engine import RunOutput

OVER = 4
WEEKS = 60
START, AHEAD = 0.2, 0.3
MOST = 4.0


def followed(
    *, strength: float | None = 1.0, ahead: float = AHEAD, rate: float = 10.0, weeks: int = WEEKS
) -> RunOutput:
    """Equal acts everywhere; one district begins with more cameras."""
    eyes = camera("crossing", hit=0.0, miss=0.2, wrong_first=0.0)
    eyes["coverage"] = {"elsewhere": START, "districts": {"old_town": ahead}}
    if strength is not None:
        eyes["coverage"]["follows"] = {"what": "records", "over": f"{OVER} weeks", "strength": strength, "most": MOST}
    gallery: Any = {"source": "guess", "range": "x/1.0001..x1.0001", "enrolled": {"value": 1.0, "range": [0, 1]}}
    return run(
        {"crossing": act(rate)},
        {"eyes": eyes},
        weeks=weeks,
        residents=40_000,
        gallery=gallery | {"look_alikes": {"kappa": 5.0, "own_band": {"value": 1.0, "range": [0, 1]}}},
        **points_only(rule=("crossing", "eyes", -1)),
    )


def factors(output: RunOutput) -> np.ndarray:
    """``[moves, districts]``."""
    rows = output.exchange["placement"]
    weeks = np.unique(rows[:, 0])
    assert weeks.tolist() == list(range(OVER, WEEKS, OVER))
    table = np.zeros((len(weeks), len(output.plan.names.districts)))
    for week, _, district, _, factor in rows.tolist():
        table[week // OVER - 1, district] = factor / 65536
    return table


def test_a_head_start_becomes_all_of_it() -> None:
    """The next factor is the share of what was found by the share of adults: it grows until it meets its bounds."""
    output = followed()
    grown = output.counts[:, 20:].sum(axis=1)
    declared = np.full(len(grown), START)
    first = output.plan.names.districts.index("old_town")
    declared[first] = AHEAD
    f = np.ones(len(grown))
    found = factors(output)
    for row in found:
        seen = declared * f
        f = seen / (seen @ grown / grown.sum())
        f = np.minimum(np.maximum(f, 1 / MOST), np.minimum(MOST, 1 / declared))
        assert row == pytest.approx(f, rel=0.08)
        f = row  # what chance made of it goes on
    # the others keep the least; what is then found of all, (1 - share) START / MOST, is not in the first
    others = np.arange(len(grown)) != first
    assert (found[-1, others] == 1 / MOST).all()
    share = grown[first] / grown.sum()
    assert found[-5:, first].mean() == pytest.approx((1 - (1 - share) * START / MOST / AHEAD) / share, rel=0.03)
    # all eyes together stay within what the bounds allow
    mean = (declared * found) @ grown / grown.sum()
    assert (mean >= (declared / MOST) @ grown / grown.sum()).all()
    assert (mean <= 1).all()


def test_alike_places_stay_alike_but_for_chance() -> None:
    found = factors(followed(ahead=START, rate=40.0))
    assert np.abs(found[0] - 1).max() < 0.05
    assert np.abs(found[:4].mean(axis=0) - 1).max() < 0.08


def test_following_with_strength_none_is_not_following() -> None:
    still, never = followed(strength=0.0), followed(strength=None)
    assert np.array_equal(still.weekly, never.weekly)
    assert np.array_equal(still.digests, never.digests)
    assert (factors(still) == 1).all()


def test_half_the_strength_goes_half_the_way() -> None:
    whole, half = factors(followed())[0], factors(followed(strength=0.5))[0]
    assert half == pytest.approx((1 + whole) / 2, abs=1e-4)


def test_what_is_seen_goes_with_the_factor() -> None:
    """Sightings of a district are as many times as many as its factor, week by week."""
    output = followed(rate=40.0)
    first = output.plan.names.districts.index("old_town")
    found = np.repeat(factors(output)[:, first], OVER)[: WEEKS - OVER]
    by_month = [q.name for q in output.monthly_quantities].index("seen_crossing/eyes")
    seen = output.monthly[:, first, 0, 0, by_month].astype(np.float64)
    months = output.plan.month[OVER:WEEKS]
    expected = np.bincount(months, found, len(seen)) + np.bincount(output.plan.month[:OVER], minlength=len(seen))
    scale = seen.sum() / expected.sum()
    assert seen == pytest.approx(scale * expected, rel=0.1)
    assert series(output, "restricted").sum() == 0
