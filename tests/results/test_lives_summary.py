"""What results say of response, work, costs and approval: the numbers by hand, the words, and where they are kept."""

import dataclasses
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from jaywalk.model.plan import Names
from jaywalk.model.quantities import Quantities
from jaywalk.results import prose
from jaywalk.results.cube import TRUE_ACT_UNIT
from jaywalk.results.making import make_result
from jaywalk.results.manifest import CostFacts, OpinionFacts, ShockFacts, WorldFacts
from jaywalk.results.official import official_of
from jaywalk.results.opinion import size_of, stated, true_approval
from jaywalk.results.result import Result
from results.made_runs import NAMES, MadeOutput, make_output, make_request

WHOLE: Names = dataclasses.replace(NAMES, parts=("contest", "respond", "lives"))
PROGRAMME, STATUS_QUO = NAMES.worlds.index("programme"), NAMES.worlds.index("status_quo")
WEEKS = 84


def output_of(weeks: int = WEEKS, **programme: int) -> MadeOutput:
    """A run whose counters are these each week in ``programme``, and whose violations are a tenth rarer there."""
    output = make_output()
    quantities = Quantities(WHOLE, (True, False))
    output.quantities = (*quantities.stocks, *quantities.flows)
    _, districts, groups, worlds = output.weekly.shape[:4]
    output.weekly = np.zeros((weeks, districts, groups, worlds, len(output.quantities)), np.int64)
    output.week_dates = np.datetime64("2018-01-01") + 7 * np.arange(weeks)
    output.era = np.zeros(weeks, np.int64)
    months = output.week_dates.astype("datetime64[M]")
    output.month_dates = np.unique(months)
    output.monthly = np.zeros((len(output.month_dates), *output.monthly.shape[1:]), np.int64)
    output.plan = dataclasses.replace(
        output.plan, names=WHOLE, act_kind=np.array([0, 2], np.uint8), act_family=np.array([1, 0], np.uint8)
    )
    names = [q.name for q in output.quantities]
    for quantity, value in programme.items():
        output.weekly[:, 0, 0, PROGRAMME, names.index(quantity)] = value
    output.acts_weeks = np.arange(0, weeks, 13)
    output.acts = np.full((len(output.acts_weeks), districts, groups, worlds, 2), 10 * TRUE_ACT_UNIT, np.int64)
    output.acts[1:, :, :, PROGRAMME, 0] = 9 * TRUE_ACT_UNIT
    return output


def result_of(output: MadeOutput, **facts: Any) -> Result:
    return make_result(output, dataclasses.replace(make_request(), reckoned={"programme": WorldFacts(**facts)}))


def test_true_acts_are_compared_after_three_twelve_and_eighteen_months() -> None:
    summary = result_of(output_of(aware=400, induced=3)).summary()
    response = summary.worlds["programme"].response
    assert response is not None
    violations = [each for each in response.kinds if each.what == "violation"]
    assert [(each.months, each.there, round(each.change, 12)) for each in violations] == [
        (3, 30.0, -0.1),
        (12, 30.0, -0.1),
        (18, 30.0, -0.1),
    ]
    text = str(summary)
    share = f"{100 * 400 / summary.worlds['programme'].everybody.adults:.3g}"
    assert f"Response in 'programme': at the end {share} % of adults knew of the programme." in text
    assert (
        "so long after the start of the run, wherever the programme has come by then: violations (deterred or provoked) "
        "-10 % after 3 months, -10 % after 12 months and "
        "-10 % after 18 months."
    ) in text
    assert "chilled" not in text, "nothing is said of acts that are done as before"
    assert prose.acts_table(summary)[1:] == [("jaywalking", "-10 %", "-10 %", "-10 %")]


def test_a_short_run_says_nothing_of_later_months() -> None:
    response = result_of(output_of(weeks=30)).summary().worlds["programme"].response
    assert response is not None
    assert {each.months for each in response.kinds} == {3}


def test_work_and_money() -> None:
    output = output_of(jobs_lost=2, jobs_lost_wrongly=1, out_of_work=20, in_force_no_tickets=5, wrong_no_tickets=1)
    summary = result_of(output, costs={"no_tickets": CostFacts(deposit=500, fee=20)}).summary()
    (cost,) = summary.worlds["programme"].costs
    assert (cost.held, cost.held_wrongly) == (2500, 500)
    assert (cost.paid, cost.paid_wrongly) == (5 * 20 * WEEKS, 20 * WEEKS)
    text = str(summary)
    assert "168 residents lost work while a mode of travel was blocked, 84 of them wrongly; 20 were out of work" in text
    assert "no tickets held 2,500 yuan in deposits in an average week, 500 wrongly" in text
    assert summary.worlds["exact"].costs == ()


OPINION = OpinionFacts(approval=0.8, own=-0.3, household=-0.3, falsification=0.1, falsification_range=(0.0, 0.3))


def test_approval_is_a_mean_over_who_was_met_how() -> None:
    output = output_of(restricted=200, touched=100)
    result = result_of(output, opinion=OPINION)
    adults = result.cube.adults_of()
    base, met = 0.8, 1 / (1 + math.exp(-(math.log(4) - 0.3)))
    expected = base + 300 / adults * (met - base)
    np.testing.assert_allclose(true_approval(result.cube, "programme", OPINION), expected, atol=1e-6)
    assert stated(np.array([0.5]), 0.3).tolist() == [0.65]
    approval = result.summary().worlds["programme"].approval
    assert approval is not None
    assert approval.last_low == approval.last_true < approval.last_high
    assert "approval" not in prose.headline(result.summary())
    assert "Stated approval of the programme in 'programme'" in str(result.summary())
    assert list(result.opinion["world"].values) == ["programme"]
    assert float(result.opinion["stated_high"].sel(group="all", world="programme")[-1]) == approval.last_high


def test_news_takes_off_what_was_said_on_its_day_and_fades() -> None:
    shock = ShockFacts(on="2018-03-01", size=size_of(0.8, -0.12), reach=0.3, fades_over=26)
    result = result_of(output_of())
    approval = true_approval(result.cube, "programme", OPINION.model_copy(update={"shocks": (shock,)}))
    week = int((np.datetime64("2018-03-01") - np.datetime64("2018-01-01")).astype(int)) // 7
    assert set(approval[:week].tolist()) == {0.8}
    assert approval[week] == pytest.approx(0.8 - 0.3 * 0.12, abs=1e-6)
    later = 1 / (1 + math.exp(-(math.log(4) + shock.size * math.exp(-10 / 26))))
    assert approval[week + 10] == pytest.approx(0.7 * 0.8 + 0.3 * later, abs=1e-6)


def test_the_official_figure_is_the_sum_of_three_terms() -> None:
    output = output_of()
    names = [q.name for q in output.monthly_quantities]
    days = np.array([(output.week_dates.astype("datetime64[M]") == month).sum() for month in output.month_dates])
    for quantity, per_week in (("seen_jaywalking.street_cameras", 10), ("made_own_jaywalking.street_cameras", 5)):
        at = names.index(quantity.replace(".", "/"))
        output.monthly[:, 0, 0, PROGRAMME, at] = per_week * days
    half = len(output.month_dates) // 2
    output.monthly[half:, 0, 0, PROGRAMME, names.index("seen_jaywalking/street_cameras")] *= 2
    output.monthly[half:, 0, 0, PROGRAMME, names.index("made_own_jaywalking/street_cameras")] *= 3
    (row,) = official_of(result_of(output).cube, "programme")
    assert row.recorded == pytest.approx(math.log(3))
    assert row.acts + row.seen + row.booked == pytest.approx(row.recorded)
    assert row.booked == pytest.approx(math.log(1.5))
    assert row.seen + row.acts == pytest.approx(math.log(2))
    assert row.acts < 0, "acts are rarer from the second quarter on"


def test_acts_by_world_are_kept(tmp_path: Path) -> None:
    result = result_of(output_of(), opinion=OPINION)
    result.save(tmp_path / "run")
    again = Result.load(tmp_path / "run")
    np.testing.assert_array_equal(again.cube.acts, result.cube.acts)
    np.testing.assert_array_equal(again.cube.acts_weeks, result.cube.acts_weeks)
    assert again == result
    assert str(again.summary()) == str(result.summary())
    acts = again.acts_by_world["true_acts"]
    assert acts.attrs["units"] == "acts per week"
    assert float(acts.sel(world="programme", act="jaywalking", group="all")[-1].sum()) == 27.0
