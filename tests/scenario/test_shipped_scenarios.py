"""Every shipped scenario compiles and runs, in all its worlds, also those that run only if asked for."""

from pathlib import Path

import pytest

import jaywalk
from jaywalk.model.compile.worlds import every_world
from jaywalk.scenario import load, shipped
from jaywalk.scenario.check_register import register_warnings
from jaywalk.scenario.check_rights import rights_warnings

PAGES = Path(__file__).parents[2] / "docs" / "programmes"
#: Residents of a tiny run; the smallest district still has some.
RESIDENTS = 1500
#: The further programmes beside the two cities of the news story, the court list and the village.
PROGRAMMES = (
    "benefit-fraud",
    "driver-points",
    "name-only-list",
    "points-benefits-only",
    "rongcheng",
    "transit-lists",
)


def tiny(name: str) -> float:
    """The scale at which a scenario has about ``RESIDENTS`` residents."""
    people = jaywalk.load(name)
    total = sum(city.population or 0 for city in people.cities.values())
    return min(1.0, RESIDENTS / total) if total else 0.02


@pytest.mark.parametrize("name", shipped())
def test_it_runs_at_a_tiny_scale(name: str) -> None:
    result = jaywalk.run(name, scale=tiny(name), worlds=every_world(load(name))[:8], threads=1)
    data = result.dataset.sel(group="all")
    assert data.sizes["week"] == load(name).time.weeks
    assert (data["restricted"] >= data["wrongly_restricted"]).all()


@pytest.mark.parametrize("name", PROGRAMMES)
def test_a_programme_has_a_question_tests_and_a_page(name: str) -> None:
    scenario = load(name)
    assert name in shipped()
    assert len(scenario.tests) >= 2
    assert scenario.label is not None
    assert scenario.question
    page = (PAGES / f"{name}.md").read_text("utf-8")
    for heading in ("What it is", "What is known", "What is assumed", "What a run shows", "What it cannot show"):
        assert f"## {heading}" in page


@pytest.mark.parametrize("name", PROGRAMMES)
def test_a_programme_says_what_the_register_says_and_hears_and_ends(name: str) -> None:
    scenario = load(name)
    assert register_warnings(scenario) == []
    words = " ".join(str(problem) for problem in rights_warnings(scenario))
    assert "without" not in words
    assert "perfect" not in words
