"""The page on the language names every key of it, and nothing it shows is refused."""

import re
from pathlib import Path

from pydantic import BaseModel

from jaywalk.scenario import (
    acts,
    channels,
    frame,
    lives,
    loads,
    opinion,
    people,
    quantities,
    redress,
    response,
    schema,
    scoring,
    strata,
)

PAGE = (Path(__file__).parents[2] / "docs" / "scenario-language.md").read_text("utf-8")


def keys() -> set[str]:
    """Every key that some part of the language has."""
    found: set[str] = set()
    modules = (acts, channels, frame, lives, opinion, people, quantities, redress, response, schema, scoring, strata)
    for module in modules:
        for thing in vars(module).values():
            if isinstance(thing, type) and issubclass(thing, BaseModel) and thing.__module__ == module.__name__:
                found |= {info.alias or name for name, info in thing.model_fields.items() if name != "root"}
    return found


def test_every_key_is_described() -> None:
    words = {word for code in re.findall(r"`([^`]+)`|```[^`]*```", PAGE) for word in re.findall(r"[A-Za-z_0-9]+", code)}
    words |= {
        word
        for block in re.findall(r"```yaml(.*?)```", PAGE, re.DOTALL)
        for word in re.findall(r"[A-Za-z_0-9]+", block)
    }
    assert sorted(keys() - words) == []


def test_the_example_of_a_test_is_one() -> None:
    block = next(block for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL) if block.startswith("tests:"))
    text = (Path(__file__).parent / "harbour.yaml").read_text("utf-8").partition("tests:")[0] + block
    text = text.replace("measures: [gym]", "measures: []")
    assert loads(text).tests[0].expect[0].points == 995
