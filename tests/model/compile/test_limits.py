"""Scenarios that do not fit a plan are refused in words."""

import dataclasses

import numpy as np
import pytest

from jaywalk.model.compile import CompileError, compile_plan
from jaywalk.model.compile.cells import share
from jaywalk.model.compile.limits import check
from jaywalk.results.running import prepare
from jaywalk.scenario.quantities import Probability
from model.compile.made_scenarios import TEXT, made_city, made_plan, made_scenario


def test_more_worlds_than_a_run_holds() -> None:
    text = TEXT + "worlds:\n" + "".join(f"  w{n}: {{delay: {n + 1} weeks}}\n" for n in range(5))
    with pytest.raises(CompileError, match="at most 8 worlds; the scenario makes 9"):
        compile_plan(made_scenario(text=text), [made_city()], seed=1)


def test_more_columns_than_a_line_holds() -> None:
    text = TEXT + "worlds:\n" + "".join(f"  w{n}: {{delay: {n + 1} weeks}}\n" for n in range(7))
    names = ["programme", *(f"w{n}" for n in range(7))]
    with pytest.raises(CompileError, match="22 columns"):
        compile_plan(made_scenario(text=text), [made_city()], seed=1, worlds=names)


def test_more_lists_than_a_state_holds() -> None:
    lists = "".join(
        f"  extra{n}: {{scope: national, on: default, through: [court], term: 10 weeks, points: -1 points}}\n"
        for n in range(8)
    )
    text = TEXT.replace("measures:\n", lists + "measures:\n", 1)
    with pytest.raises(CompileError, match="at most 8 lists"):
        compile_plan(made_scenario(text=text), [made_city()], seed=1)


def test_numbers_that_would_overflow_in_the_kernels() -> None:
    plan = made_plan()
    for change, words in (
        ({"wrong_a": np.full_like(plan.wrong_a, 2**63), "wrong_b": np.full_like(plan.wrong_b, 2**63)}, "more than 1"),
        ({"reach": plan.reach * 4096}, "exceeds the ceiling"),
        ({"seed_stay": plan.seed_stay << 24}, "a thousand times"),
        ({"city_code": np.array([7, 7], np.uint32)}, "same code"),
    ):
        with pytest.raises(CompileError, match=words):
            check(dataclasses.replace(plan, **change))


def test_more_records_of_nobody_in_the_city_than_a_week_holds() -> None:
    with pytest.raises(
        CompileError, match="about 112 records a week of one act that no resident did; a run holds up to 63"
    ):
        prepare("beijing", scale=0.001, sets=["channels.street_cameras.coverage=null"])


def test_a_share_pushed_above_one_is_refused() -> None:
    uneven = Probability.model_validate({"value": 0.8, "by": {"sex": {"male": 1.2, "female": 0.5}}})
    with pytest.raises(CompileError, match="participation: with its multipliers the share exceeds 1"):
        share(uneven, "harbour", np.ones(140), "participation")


def test_errors_that_differ_by_more_than_age_and_sex_are_refused() -> None:
    by = "{value: 0.2, range: [0.1, 0.3], source: guess, by: {residency: {migrant: 1.3}}}"
    with pytest.raises(CompileError, match=r"channels.cameras.identity.miss may differ by age and sex only"):
        made_plan(f"channels.cameras.identity.miss={by}")


def test_a_city_the_scenario_does_not_know_is_refused() -> None:
    with pytest.raises(CompileError, match="not in the scenario"):
        compile_plan(made_scenario(), [made_city("elsewhere", 9)], seed=1)
    with pytest.raises(CompileError, match="needs a city"):
        compile_plan(made_scenario(), [], seed=1)
