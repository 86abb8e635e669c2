"""The response stage beside the evidence that it was set to: demerit points, -17.5 % at first, gone by 18 months."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from jaywalk import engine
from jaywalk.evidence import Register
from jaywalk.results.running import prepare

EIGHTEEN_MONTHS = 78


@pytest.fixture(scope="module")
def changes() -> dict[str, NDArray[np.float64]]:
    """By how much true violations differ from ``status_quo``, week by week and act by act."""
    ready = prepare("driver-points", scale=0.01, worlds=["status_quo", "programme", "own_bookings", "no_response"])
    output = engine.execute(ready.plan, ready.cities)
    acts = output.acts[:, :, 0].sum(axis=1).astype(np.float64)
    assert list(output.acts_weeks) == list(range(acts.shape[0]))
    return {name: acts[:, w] / acts[:, 0] - 1 for w, name in enumerate(ready.plan.names.worlds)}


def test_the_first_effect_is_the_published_one(changes: dict[str, NDArray[np.float64]]) -> None:
    row = Register.packaged()["points_system_initial_effect"]
    assert row.range is not None
    first = changes["programme"][0]
    assert (first > min(row.range)).all()
    assert (first < max(row.range)).all()
    assert first == pytest.approx(math.exp(-0.3 * 0.641) - 1, abs=1e-4)


def test_it_fades_all_the_way_within_eighteen_months(changes: dict[str, NDArray[np.float64]]) -> None:
    programme = changes["programme"]
    assert (np.diff(programme, axis=0) >= 0).all()
    assert (programme[EIGHTEEN_MONTHS] > -0.015).all()
    weeks = np.arange(len(programme))[:, None]
    expected = np.exp(-0.3 * 0.641 * np.exp(-weeks / 26)) - 1
    assert programme == pytest.approx(np.broadcast_to(expected, programme.shape), abs=2e-4)


def test_own_bookings_of_the_assumed_size_would_leave_a_lasting_effect(
    changes: dict[str, NDArray[np.float64]],
) -> None:
    assert (changes["own_bookings"][EIGHTEEN_MONTHS] < -0.03).all()
    assert (changes["own_bookings"] <= changes["programme"] + 1e-4).all()


def test_nobody_responds_where_response_is_off(changes: dict[str, NDArray[np.float64]]) -> None:
    assert not changes["no_response"].any()
