"""Work lost: how many are out of work where all are shut out, what they do meanwhile, and who gets their places."""

from math import exp
from typing import Any

import numpy as np
import pytest

import bayes
from checks.made_places import YEAR, act, adults, guess, last, register, run, series
from jaywalk.engine import RunOutput
from promises.towns import states

HAZARD = 0.05  # a week
OUT = 10  # weeks
MORE = 2.5  # times as many acts for want of money
WEEKS = 120


def shut_out(
    *, hazard: float = HAZARD, more: float = MORE, lasts: int = OUT, weeks: int = WEEKS, **sections: Any
) -> RunOutput:
    """Everybody is in a tier in which no ticket is sold, all the time."""
    return run(
        {"late": act(0.4, family="money")},
        {"desk": register("late")},
        weeks=weeks,
        residents=30_000,
        run=["status_quo", "programme"],
        **{
            "travel": {
                "source": "guess",
                "range": "x/1.0001..x1.0001",
                "modes": {"flight": {"attempts": "1 per person-year", "switched": 0.5}},
            },
            "score": {"start": "5000 points", "floor": "0 points", "ceiling": "9000 points", "review": "13 weeks"},
            "tiers": {"everybody": "0 points"},
            "rules": [{"id": "late", "on": "late", "through": ["desk"], "effect": "-1 points"}],
            "measures": {
                "barred": {
                    "kind": "restriction",
                    "for": {"tier": "everybody"},
                    "domain": "travel",
                    "blocks": ["flight"],
                }
            },
            "lives": {
                "source": "guess",
                "range": "x/1.0001..x1.0001",
                "job_loss": {"rate": guess(f"{hazard * YEAR:.8f} per person-year")},
                "out_of_work": {
                    "lasts": guess(f"{lasts} weeks"),
                    "money_acts": {"value": more, "range": [1, 5]},
                },
            },
        }
        | sections,
    )


def workers(output: RunOutput) -> int:
    """Adults below 60."""
    return int(output.counts[:, 20:120].sum())


def test_as_many_are_out_of_work_as_lose_it_and_stay_without() -> None:
    """A loss a geometric time after the last return: (L + 1) p / (1 + L p) at a week's end, 1 / (1/p + L) lost a week."""
    output = shut_out()
    p = 1 - exp(-HAZARD)
    n = workers(output)
    late = slice(60, WEEKS)
    assert series(output, "out_of_work")[late].mean() == pytest.approx(n * (OUT + 1) * p / (1 + OUT * p), rel=0.01)
    assert series(output, "jobs_lost")[late].mean() == pytest.approx(n / (1 / p + OUT), rel=0.01)
    first = int(series(output, "jobs_lost")[0])
    assert bayes.share(first, n, bayes.around(p, 0.03)) == "holds"
    # nobody would be shut out by fewer points, and nobody is in the status quo
    assert not series(output, "jobs_lost_wrongly").any()
    assert not series(output, "jobs_lost", "status_quo").any()


def test_every_stock_follows_from_last_weeks_losses_and_returns() -> None:
    output = shut_out()
    lost, out = series(output, "jobs_lost"), series(output, "out_of_work")
    back = np.concatenate([np.zeros(OUT + 1, np.int64), lost[: -OUT - 1]])
    assert np.array_equal(out, np.cumsum(lost - back))


def test_want_of_money_multiplies_the_acts_of_those_without_work() -> None:
    output = shut_out()
    worlds, a = output.plan.names.worlds, output.plan.names.acts.index("late")
    acts = output.acts[:, :, 0, :, a].sum(axis=1).astype(np.float64)
    found = acts[:, worlds.index("programme")] / acts[:, worlds.index("status_quo")]
    # those without work while the week lasts: at its end, less those who lost it in it
    without = series(output, "out_of_work") - series(output, "jobs_lost")
    assert found == pytest.approx(1 + (MORE - 1) * without / adults(output), rel=2e-3)
    seen = series(output, "starts_barred")  # all at once
    assert seen[0] == adults(output)


def test_without_want_of_money_the_same_acts_are_seen() -> None:
    calm, none = shut_out(more=1.0), shut_out(hazard=0.0, more=1.0)
    assert series(calm, "jobs_lost").any()
    mine, theirs = states(calm), states(none)
    assert all(np.array_equal(mine[name], theirs[name]) for name in mine)
    worlds = calm.plan.names.worlds
    assert np.array_equal(calm.acts[..., worlds.index("programme"), :], calm.acts[..., worlds.index("status_quo"), :])


def test_vacancies_are_places_in_the_week_after() -> None:
    """Gained less displaced is last week's losses, where enough apply; no more than are left without a place elsewhere."""
    places = {
        "kind": "benefit",
        "for": {"tier": "everybody"},
        "domain": "jobs",
        "places": {
            "applications": guess("2 per person-year"),
            "eligible": "all",
            "per_application": 0.3,
            "bonus": 0.2,
            "vacancies": True,
        },
    }
    barred = {"kind": "restriction", "for": {"tier": "everybody"}, "domain": "travel", "blocks": ["flight"]}
    output = shut_out(measures={"barred": barred, "job_fair": places})
    lost = series(output, "jobs_lost")
    applied, gained, displaced = (
        series(output, f"{name}_job_fair") for name in ("applications", "gained", "displaced")
    )
    more = (gained - displaced)[1:]
    n = adults(output)
    left = applied - 0.3 * 2 / YEAR * n  # places are whole numbers about their mean
    plenty = lost[:-1] < left[1:] - 1
    assert plenty.sum() > WEEKS / 2
    assert np.array_equal(more[plenty], lost[:-1][plenty])
    assert (more <= lost[:-1]).all()
    assert (np.abs(more - left[1:])[~plenty] < 1.5).all()
    assert not series(output, "gained_job_fair", "status_quo").any()
    assert last(output, "out_of_work") > 0
