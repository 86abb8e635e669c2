"""Deterrence, price, crowding, chilling and news: expected acts against the formulas, without any sampling error."""

from math import exp, log
from typing import Any

import numpy as np
import pytest

import bayes
from checks.made_places import ADULT_CELL, YEAR, act, adults, guess, last, points_only, register, run, series
from jaywalk.engine import RunOutput
from promises.towns import states

FIRST = 0.825  # what is left of violations in the first week
TAU = 26.5
ELASTICITY = -0.3
TABLED = [(0, 0.8250), (13, 0.8890 - 0.0001), (26, 0.9304), (52, 0.9733), (78, 0.9899)]
ROUNDED = 8e-5  # logarithms and factors are whole numbers of 2**-16, sums over a cell of some 50 adults of 2**-8


def deterrence(*, first: float = 1.0, certainty: float = 0.0, floor: float = 0.01) -> dict[str, Any]:
    """Take-up that starts at ``first`` and comes back over `TAU` weeks."""
    return {
        "elasticity": guess(ELASTICITY),
        "initial": guess(log(first) / ELASTICITY),
        "fades_over": guess(f"{7 * TAU} days"),
        "certainty": {"value": certainty, "range": [0, 1]},
        "certainty_floor": guess(floor),
    }


def response(share: float, **parts: Any) -> dict[str, Any]:
    """A share of adults who know from the start, and what follows for those."""
    return {
        "awareness": {"share": {"value": share, "source": "guess", "range": [0, 1]}},
        "response": {"source": "guess", "range": "x/1.0001..x1.0001", "learns": False} | parts,
    }


def responding(share: float, *, weeks: int = 80, kind: str = "violation", seen: float = 0.4, **parts: Any) -> RunOutput:
    """One act through one register, in a place where some know of the programme."""
    points = 3 if kind == "prosocial" else -3
    sections = points_only(rule=("late", "desk", points))
    if kind == "protected":
        sections |= points_only(rule=("other", "desk", -3))
    more = {"other": act(1)} if kind == "protected" else {}
    return run(
        {"late": act(5, kind=kind)} | more,
        {"desk": register("other" if kind == "protected" else "late", detection=seen)},
        weeks=weeks,
        run=["status_quo", "programme"],
        **sections,
        **response(share, **parts),
    )


def ratio(output: RunOutput, name: str = "late") -> np.ndarray:
    """Expected acts of the programme by those of the status quo, week by week."""
    worlds, a = output.plan.names.worlds, output.plan.names.acts.index(name)
    both = output.acts[:, :, 0, :, a].sum(axis=1).astype(np.float64)
    assert output.acts_weeks.tolist() == list(range(len(output.acts)))
    found: np.ndarray = both[:, worlds.index("programme")] / both[:, worlds.index("status_quo")]
    return found


@pytest.mark.parametrize("alpha", [1.0, 0.11])
def test_deterrence_starts_and_fades_as_the_formula_says(alpha: float) -> None:
    """1 - alpha + alpha .825**(e**(-t/tau)): .8250 .8889 .9304 .9733 .9899 in weeks 0, 13, 26, 52, 78 where all know."""
    output = responding(alpha, deterrence=deterrence(first=FIRST))
    found = ratio(output)
    # who knows is drawn: the share is theirs, as they would act
    share = 1.0 if alpha == 1.0 else (1 - found[0]) / (1 - FIRST)
    assert share == pytest.approx(last(output, "aware") / adults(output), abs=2e-3)
    assert share == pytest.approx(alpha, abs=0.01)
    weeks = np.arange(len(found))
    expected = 1 - share + share * FIRST ** np.exp(-weeks / TAU)
    assert np.abs(found - expected).max() < ROUNDED
    if alpha == 1.0:
        for week, value in TABLED:
            assert found[week] == pytest.approx(value, abs=1.1e-4)


def test_only_what_is_certain_deters_for_good() -> None:
    """((p + q) / (p0 + q))**(elasticity omega), with nobody watching before."""
    omega, floor, seen = 0.3, 0.02, 0.4
    found = ratio(responding(1.0, seen=seen, deterrence=deterrence(certainty=omega, floor=floor)))
    assert np.abs(found - ((seen + floor) / floor) ** (ELASTICITY * omega)).max() < ROUNDED


def test_both_terms_multiply_and_the_sum_is_limited_to_a_factor_four_in_x() -> None:
    strong = exp(ELASTICITY * 3)  # x = 3 is cut to ln 4
    found = ratio(responding(1.0, deterrence=deterrence(first=strong)))
    weeks = np.arange(len(found))
    x = np.minimum(3 * np.exp(-weeks / TAU), log(4))
    assert np.abs(found - np.exp(ELASTICITY * x)).max() < ROUNDED
    both = ratio(responding(1.0, seen=0.1, deterrence=deterrence(first=0.95, certainty=0.3, floor=0.05)))
    x = log(0.95) / ELASTICITY * np.exp(-weeks / TAU) + 0.3 * log(0.15 / 0.05)
    assert np.abs(both - np.exp(ELASTICITY * x)).max() < ROUNDED


def test_where_nobody_knows_and_nothing_comes_back_nobody_acts_otherwise() -> None:
    output = responding(0.0, deterrence=deterrence(first=FIRST, certainty=0.5), price={"factor": guess(2)})
    worlds = output.plan.names.worlds
    programme, status_quo = (output.acts[:, :, :, worlds.index(world)] for world in ("programme", "status_quo"))
    assert np.array_equal(programme, status_quo)
    assert programme.any()
    assert not series(output, "aware").any()


@pytest.mark.parametrize(
    ("kind", "parts", "factor"),
    [
        ("violation", {"price": {"factor": guess(1.8)}}, 1.8),
        ("prosocial", {"crowding": {"late": {"value": -0.3, "range": [-0.5, 0]}}}, 0.7),
        ("prosocial", {"crowding": {"late": {"value": 0.4, "range": [0, 0.5]}}}, 1.4),
        ("protected", {"chilling": guess(0.35)}, exp(-0.35)),
    ],
    ids=["price", "crowded out", "crowded in", "chilled"],
)
def test_what_those_who_know_do_otherwise_for_good(kind: str, parts: dict[str, Any], factor: float) -> None:
    output = responding(0.25, weeks=4, kind=kind, **parts)
    found = ratio(output)
    share = (found[0] - 1) / (factor - 1)
    assert share == pytest.approx(last(output, "aware") / adults(output), abs=3e-3)
    assert len(set(found.tolist())) == 1
    whole = ratio(responding(1.0, weeks=4, kind=kind, **parts))
    assert np.abs(whole - factor).max() < ROUNDED * max(1, factor)


def test_a_share_of_what_is_given_up_is_done_unseen() -> None:
    psi = 0.25
    output = responding(1.0, weeks=30, deterrence=deterrence(first=FIRST), shift={"value": psi, "range": [0, 0.3]})
    found, weeks = ratio(output), np.arange(30)
    m = FIRST ** np.exp(-weeks / TAU)
    assert np.abs(found - (m + (1 - m) * psi)).max() < ROUNDED


def test_news_deters_a_week_later_by_the_share_restricted() -> None:
    """exp(elasticity b share) for everybody in the district, whoever knows."""
    news = 3.0
    output = run(
        {"late": act(1.0)},
        {"desk": register("late")},
        weeks=30,
        run=["status_quo", "programme"],
        lists={"conduct": {"on": "late", "through": ["desk"], "term": "200 weeks", "while_listed": "ignore"}},
        measures={"barred": {"kind": "restriction", "for": {"list": "conduct"}, "domain": "travel"}},
        **response(0.0, deterrence=deterrence(), news=guess(news)),
    )
    worlds = output.plan.names.worlds
    restricted = output.weekly[
        :, :, 0, worlds.index("programme"), [q.name for q in output.quantities].index("restricted")
    ]
    grown = output.counts[:, 20:].sum(axis=1)
    share = np.concatenate([np.zeros((1, len(grown))), restricted[:-1] / grown])
    acts = output.acts[:, :, 0, :, output.plan.names.acts.index("late")].astype(np.float64)
    found = acts[:, :, worlds.index("programme")] / acts[:, :, worlds.index("status_quo")]
    assert np.abs(found - np.exp(ELASTICITY * news * share)).max() < ROUNDED
    assert found.min() < 0.8


def test_who_is_recorded_knows_from_then_on() -> None:
    """Where nobody knows at the start, those who know are those who have a record."""
    rate = 0.02
    knowing = response(0.0, deterrence=deterrence())
    knowing["response"]["learns"] = True
    output = run(
        {"late": act(rate * YEAR)},
        {"desk": register("late")},
        weeks=40,
        residents=60_000,
        run=["status_quo", "programme"],
        **points_only(rule=("late", "desk", -1)),
        **knowing,
    )
    aware, table = series(output, "aware"), states(output)
    recorded = (table["cell"] >= ADULT_CELL) & (table["programme_p_score"] < 5000)
    assert aware[-1] == recorded.sum()
    assert (np.diff(aware) >= 0).all()
    assert bayes.share(int(aware[-1]), adults(output), bayes.around(1 - exp(-rate * 39), 0.01)) == "holds"
    assert not series(output, "aware", "status_quo").any()
