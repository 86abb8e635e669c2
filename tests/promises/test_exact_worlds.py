"""Perfect identification, twice: kept as ledger X beside the programme, and lived as a world of its own."""

from typing import Any

import numpy as np
import pytest

from promises.towns import NO_ERRORS, Town, states, usual, village, weekly

WEEKS_AFTER_START = (1, 2, 9, 30)


def x_and_exact(run: Any) -> list[tuple[str, Any, Any]]:
    table = states(run)
    parts = ("score", "tier", "lists")
    return [(part, table[f"programme_x_{part}"], table[f"exact_p_{part}"]) for part in parts]


@pytest.mark.parametrize("past", ["none", "20 weeks"])
@pytest.mark.parametrize("liability", ["kept", "error"])
def test_ledger_x_of_the_programme_is_ledger_p_of_exact(past: str, liability: str) -> None:
    town = village(f"time.past={past}", f"channels.plates.owner_liability={liability}")
    first = town.plan.n_past
    for weeks in (*(first + week for week in WEEKS_AFTER_START), town.plan.n_weeks):
        run = town.run(weeks=weeks)
        for part, mine, theirs in x_and_exact(run):
            assert np.array_equal(mine, theirs), (part, weeks)
    # not for lack of errors
    assert any((states(run)[f"programme_p_{part}"] != mine).any() for part, mine, _ in x_and_exact(run))


def test_what_x_puts_in_force_is_what_exact_does_every_week() -> None:
    """For benefits, counters alone tell: in force, less strictly undue, plus denied, is what X puts in force."""
    town, run = usual()
    programme, exact = (town.plan.names.worlds.index(world) for world in ("programme", "exact"))
    for measure in ("fast_track", "gym"):
        in_force, strict, missing = (weekly(run, f"{kind}_{measure}") for kind in ("in_force", "strict", "missing"))
        by_x = in_force[..., programme] - strict[..., programme] + missing[..., programme]
        assert np.array_equal(by_x, in_force[..., exact])
        assert missing[..., programme].any()
        assert strict[..., programme].any()


def test_exact_wrongs_nobody() -> None:
    town, run = usual()
    exact = town.plan.names.worlds.index("exact")
    assert len({town.plan.col_p[exact], town.plan.col_t[exact], town.plan.col_x[exact]}) == 1
    wrongs = ["wrongly_restricted", "strictly_wrongly_restricted", "spared", "wrongful_starts", "wrong_misapplied"]
    wrongs += ["wrong_nothing_happened", "wrong_someone_else", "excess"]
    for measure in town.plan.names.measures:
        wrongs += [f"{kind}_{measure}" for kind in ("wrong", "strict", "missing", "wrong_starts")]
    for name in wrongs:
        assert not weekly(run, name)[..., exact].any(), name
    assert weekly(run, "restricted")[..., exact].any()


@pytest.fixture(scope="module", params=["none", "52 weeks"])
def flawless(request: pytest.FixtureRequest) -> Town:
    return village(*NO_ERRORS, f"time.past={request.param}")


def test_without_any_error_the_programme_is_exact(flawless: Town) -> None:
    run = flawless.run()
    programme, exact = (flawless.plan.names.worlds.index(world) for world in ("programme", "exact"))
    assert np.array_equal(run.weekly[..., programme, :], run.weekly[..., exact, :])
    assert np.array_equal(run.monthly[..., programme, :], run.monthly[..., exact, :])
    assert np.array_equal(run.digests[:, programme], run.digests[:, exact])
    assert len(run.exchange["week"]) == 0
    table = states(run)
    for ledger in "ptx":
        for part in ("score", "tier", "lists"):
            assert np.array_equal(table[f"programme_{ledger}_{part}"], table[f"exact_p_{part}"])


def test_without_any_error_nobody_is_wronged(flawless: Town) -> None:
    run = flawless.run()
    assert weekly(run, "restricted").any()
    for name in ("wrongly_restricted", "spared", "wrong_someone_else", "wrong_misapplied", "excess"):
        assert not weekly(run, name).any(), name
