"""The ODD description names everything there is: keys, processes, tables, counters, stages, worlds.

What is asked of it is read off the program, so that a key that is new, or a word that is lost, fails here.
"""

import inspect
import re
import types
import typing
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pydantic import BaseModel, Field, create_model

from jaywalk.core import layout, processes
from jaywalk.model.plan import PARTS, Names, Plan
from jaywalk.model.quantities import Quantities
from jaywalk.results.draws import DRAWS
from jaywalk.results.week import BEFORE, STAGES
from jaywalk.scenario.frame import BUILT_IN
from jaywalk.scenario.loading import load
from jaywalk.scenario.quantities import Dated, Probability, Quantity, Section, Switch, Varied
from jaywalk.scenario.schema import Scenario
from jaywalk.scenario.strata import By, Where
from jaywalk.scenario.worlds import FULL_SIGHT

DOCS = Path(__file__).parents[1] / "docs"
PARAMETERS, NUMBERS, TABLES, COUNTERS = "parameters", "numbers", "tables", "counters"
NO_PROCESS = {"NUMBER_BITS", "NUMBER_MASK", "LAYER_SHIFT", "OCCURRENCE_MASK"}


def pages() -> dict[str, str]:
    """The pages of the description by name: the first, and all those that it links to."""
    first = (DOCS / "odd.md").read_text("utf-8")
    linked = sorted(set(re.findall(r"\]\(odd/(\w+)\.md", first)))
    return {"odd": first} | {name: (DOCS / "odd" / f"{name}.md").read_text("utf-8") for name in linked}


PAGES = pages()


class Needed(NamedTuple):
    """Something that a page must say: a pattern, and what it stands for."""

    what: str
    page: str
    pattern: str

    def stands_in(self, text: str) -> bool:
        """Whether the text says it."""
        return re.search(self.pattern, text, re.MULTILINE) is not None


def word(what: str, page: str, name: str) -> Needed:
    """A name that a page must hold, written as code."""
    return Needed(f"{what} {name}", page, re.escape(f"`{name}`"))


# --- what there is ------------------------------------------------------------------------------------


class Key(NamedTuple):
    """A key of the language: its path, and the number that stands there, if one does."""

    path: str
    number: type[Quantity] | None
    dated: bool


def keys(kind: Any, path: str = "", *, dated: bool = False) -> Iterator[Key]:
    """All keys below a type; ``*`` stands for an id, ``[]`` for an entry of a list."""
    while typing.get_origin(kind) is typing.Annotated:
        kind = typing.get_args(kind)[0]
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        for option in inside:
            yield from keys(option, path, dated=dated)
    elif origin is dict:
        yield from keys(inside[1], f"{path}.*", dated=dated)
    elif origin in (list, tuple):
        yield from keys(inside[0], f"{path}[]", dated=dated)
    elif not inspect.isclass(kind):
        return
    elif issubclass(kind, Quantity):
        yield Key(re.sub(r"(\.\*|\[\])$", "", path), kind, dated)
    elif issubclass(kind, Dated):
        yield from keys(typing.get_args(kind.model_fields["root"].annotation)[1], path, dated=True)  # by day
    elif issubclass(kind, BaseModel) and kind is not By:
        for name, field in kind.model_fields.items():
            if inherited(kind, name):
                continue
            below = f"{path}.{field.alias or name}".removeprefix(".")
            yield Key(below, None, dated=False)
            yield from keys(field.annotation, below)


def inherited(kind: type[BaseModel], name: str) -> bool:
    """Whether a key is one that all sections have, said once for all."""
    section = issubclass(kind, Section) and name in Section.model_fields
    return section or (issubclass(kind, Switch) and name == "enabled")


def common_keys() -> set[str]:
    """Keys that many numbers or sections have."""
    return {*Section.model_fields, *Switch.model_fields, *Quantity.model_fields, *Varied.model_fields, "extends"}


def registry() -> dict[str, int]:
    """All processes by name."""
    return {
        name: value
        for name, value in vars(processes).items()
        if name.isupper() and isinstance(value, int) and name not in NO_PROCESS
    }


def quantities() -> Quantities:
    """All counters there can be, of one of each kind of thing."""
    one: dict[str, Any] = dict.fromkeys((f.name for f in fields(Names)), ())
    one |= {"tiers": ("TIER",), "lists": ("LIST",), "measures": ("MEASURE",), "modes": ("MODE",)}
    one |= {"markets": ("MARKET",), "slots": ("SLOT",), "parts": PARTS}
    return Quantities(Names(**one), (True,))


def needed(scenario: type[BaseModel] = Scenario) -> list[Needed]:
    """Everything that the description must name."""
    out: dict[Needed, None] = {}
    for key in keys(scenario):
        out[word("key", PARAMETERS, key.path)] = None
    for name in sorted(common_keys()):
        out[word("key", PARAMETERS, name)] = None
    for name, number in registry().items():
        cells = r"(?: \+ [^|]+)?" + r" \| (?:[^|]|\\\|)+" * 5 + r" \|$"  # counters 0 to 2, number, words
        out[Needed(f"process {name}", NUMBERS, rf"^\| `{name}` \| 0x{number:05X}{cells}")] = None
    for table in fields(Plan):
        out[word("table", TABLES, table.name)] = None
    held = quantities()
    for quantity in (*held.stocks, *held.flows, *held.wide):
        out[word("counter", COUNTERS, quantity.name)] = None
    for stage in STAGES:
        place = _place(stage.name)
        out[Needed(f"stage {stage.name} in integers", place, rf"^## {stage.name}$")] = None
        out[Needed(f"stage {stage.name} in the schedule", "odd", rf"\*\*{stage.name}\*\*")] = None
        for process in stage.processes:
            section = rf"^## {stage.name}\n(?:(?!## ).*\n)*?.*`{process}`"
            out[Needed(f"process {process} in stage {stage.name}", place, section)] = None
    for process in BEFORE.processes:
        out[word("process before the first week", "people", process)] = None
    for part in ("respond", "lives", "opinion", "placement"):
        out[Needed(f"part {part}", "reactions", rf"^## {part}$")] = None
    for world in (*BUILT_IN, FULL_SIGHT):
        out[word("world", "odd", world)] = None
    for origin in layout.ORIGINS:
        out[word("origin", "odd", origin)] = None
    for concept in CONCEPTS:
        out[Needed(f"design concept {concept}", "odd", rf"^\*\*{concept}\.\*\*")] = None
    for number, part in enumerate(ELEMENTS, start=1):
        out[Needed(f"element {part}", "odd", rf"^## {number}\. {part}$")] = None
    return list(out)


ELEMENTS = (
    "Purpose and patterns", "Entities, state variables, scales", "Process overview and scheduling", "Design concepts",
    "Initialisation", "Input data", "Submodels",
)  # fmt: skip
CONCEPTS = (
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction",
    "Stochasticity", "Collectives", "Observation",
)  # fmt: skip


def _place(stage: str) -> str:
    """The page that has a stage in integers."""
    found = [page for page, text in PAGES.items() if re.search(rf"^## {stage}$", text, re.MULTILINE)]
    return found[0] if found else "week"


NEEDED = needed()


# --- is it said? --------------------------------------------------------------------------------------


def test_every_page_of_the_description_is_linked_from_the_first() -> None:
    assert {path.stem for path in (DOCS / "odd").glob("*.md")} == set(PAGES) - {"odd"}


def test_the_description_names_every_key_process_table_counter_and_stage() -> None:
    assert [item.what for item in NEEDED if not item.stands_in(PAGES[item.page])] == []


@pytest.mark.parametrize("item", NEEDED, ids=lambda item: item.what)
def test_what_is_taken_out_of_the_description_is_missed(item: Needed) -> None:
    without = re.sub(item.pattern, "", PAGES[item.page], flags=re.MULTILINE)
    assert without != PAGES[item.page]
    assert not item.stands_in(without)


def test_a_key_that_is_new_is_missed() -> None:
    Wider = create_model("Wider", __base__=Scenario, brand_new=(Probability | None, Field(default=None)))
    asked = {item.what for item in needed(Wider)} - {item.what for item in NEEDED}
    assert asked == {"key brand_new"}


# --- and is what is said so? --------------------------------------------------------------------------


def row_of(path: str) -> str:
    """The line of a table that explains a key."""
    lines = [line for line in PAGES[PARAMETERS].splitlines() if line.startswith("| `")]
    found = [line for line in lines if f"`{path}`" in line.split(" | ")[0]]
    assert len(found) == 1, path
    return found[0]


def test_every_number_is_said_to_be_of_the_world_or_of_design_and_dated_or_not() -> None:
    wrong = []
    for key in keys(Scenario):
        if key.number is None or issubclass(key.number, Where):
            continue
        kind = row_of(key.path).split(" | ")[1]
        if " section" in f" {kind}" or kind.startswith(("time, or", "as of")):  # a short way to write the number below
            continue
        if key.number.ROLE not in kind or ("dated" in kind) != key.dated:
            wrong.append((key.path, key.number.ROLE, key.dated, kind))
    assert wrong == []


def test_names_of_what_is_not_there_stand_nowhere() -> None:
    paths = {key.path for key in keys(Scenario)}
    for line in PAGES[PARAMETERS].splitlines():
        if not line.startswith("| `") or line.startswith("| `jaywalk"):
            continue
        for name in re.findall(r"`([^`]+)`", line.split(" | ")[0]):
            assert name in paths or name in common_keys(), name
    for name in re.findall(r"^\| `([A-Z_]+)`", PAGES[NUMBERS], re.MULTILINE):
        assert name in registry(), name
    for line in PAGES[TABLES].splitlines():
        if line.startswith("| `"):
            for name in re.findall(r"`([^`]+)`", line.split(" | ")[0]):
                assert name in {table.name for table in fields(Plan)}, name
    held = quantities()
    counters = {quantity.name for quantity in (*held.stocks, *held.flows, *held.wide)}
    for line in PAGES[COUNTERS].splitlines():
        if line.startswith("| `"):
            for name in re.findall(r"`([^`]+)`", line.split(" | ")[0]):
                assert name in counters, name


def test_processes_of_many_are_said_to_be_so() -> None:
    for draw in DRAWS:
        row = next(line for line in PAGES[NUMBERS].splitlines() if line.startswith(f"| `{draw.process}` |"))
        assert ("+" in row.split(" | ")[1]) == bool(draw.one_per), draw.process


def test_the_schedule_has_the_stages_in_the_order_in_which_they_are_numbered() -> None:
    text = PAGES["odd"].split("## 3.")[1].split("# Design concepts")[0]
    numbered = re.findall(r"^\d+\. ", text, re.MULTILINE)
    assert numbered == [f"{n}. " for n in range(1, len(numbered) + 1)]


# --- the pages on its parts ---------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["response", "lives", "opinion", "placement"])
def test_what_a_page_shows_can_be_laid_on_a_shipped_scenario(page: str, tmp_path: Path) -> None:
    shown = re.findall(r"^```yaml\n(.*?)^```", (DOCS / f"{page}.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
    file = tmp_path / "shown.yaml"
    file.write_text("\n".join(["extends: beijing", *shown]), "utf-8")
    base, laid = load("beijing"), load(str(file))
    assert shown
    assert laid.hash != base.hash
