"""The language as JSON Schema, for editors: with the short ways to write things, and which numbers are of which role."""

import inspect
from typing import Any, Final

from pydantic import BaseModel

from jaywalk.scenario import acts, channels, frame, people, quantities, scoring
from jaywalk.scenario.quantities import Quantity
from jaywalk.scenario.schema import FORMAT, Scenario

DATE: Final = "^\\d{4}-\\d{2}-\\d{2}$"
TEXT: Final = {"type": "string"}
# parts that may also be written short, and how
SHORT: Final[dict[str, dict[str, Any]]] = {
    "Eligible": {"type": "string", "description": "'all', or an attribute"},
    "Cap": {"type": "string", "pattern": "points per (rolling )?year$"},
    "Step.where": {"const": "all"},
}


def _classes() -> dict[str, type[BaseModel]]:
    modules = (acts, channels, frame, people, quantities, scoring)
    return {
        name: thing
        for module in modules
        for name, thing in inspect.getmembers(module, inspect.isclass)
        if issubclass(thing, BaseModel)
    }


def json_schema() -> dict[str, Any]:
    """The JSON Schema of scenario files.

    Every number says by ``x-role`` whether it was decided (``design``) or is how things are (``world``).
    """
    schema = Scenario.model_json_schema(by_alias=True, mode="validation")
    definitions = schema["$defs"]
    classes = _classes()
    for name in list(definitions):
        kind = classes.get(name)
        if kind is not None and issubclass(kind, Quantity):
            definitions[name] = _number(definitions[name], kind)
        elif name.startswith("Dated_"):
            definitions[name] = _dated(definitions[name])
        elif name in ("Coverage", "Spell", "Start"):
            inner = next(key for key in ("elsewhere", "median", "points") if key in definitions[name]["properties"])
            definitions[name] = {"anyOf": [_short_of(definitions[name]["properties"][inner]), definitions[name]]}
        elif name in SHORT:
            definitions[name] = {"anyOf": [SHORT[name], definitions[name]]}
        elif name == "Places":
            definitions[name] = {"anyOf": [{"const": "all"}, definitions[name]]}
    schema["properties"]["extends"] = {"type": "string", "description": "a scenario to build on"}
    schema["title"] = f"Jaywalk scenario ({FORMAT})"
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    del schema["required"]
    _lists(schema)
    return schema


def _short_of(definition: dict[str, Any]) -> dict[str, Any]:
    options = definition.get("anyOf", [definition])
    chosen: dict[str, Any] = next(option for option in options if "$ref" in option)
    return chosen


def _number(definition: dict[str, Any], kind: type[Quantity]) -> dict[str, Any]:
    bare = "" in kind.UNITS
    written = ["number", "string"] if bare else ["string"]
    short: dict[str, Any] = {"type": written, "description": f"{kind.WHAT}, such as {kind.EXAMPLE}"}
    long = dict(definition)
    long["properties"] = {**definition["properties"], "value": short}
    span = {
        "anyOf": [
            {"type": "string"},
            {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": ["number", "string"]}},
        ]
    }
    long["properties"]["range"] = span
    units = [unit for unit in kind.UNITS if unit]
    return {"anyOf": [short, long], "x-role": kind.ROLE, "x-units": units}


def _dated(definition: dict[str, Any]) -> dict[str, Any]:
    value = definition["additionalProperties"]
    return {
        "anyOf": [
            value,
            {"type": "object", "patternProperties": {DATE: value}, "additionalProperties": False, "minProperties": 1},
        ]
    }


def _lists(node: Any) -> None:
    """Lists of names may be written as one name."""
    if isinstance(node, dict):
        for key in ("on", "city", "district", "expect"):
            below = node.get("properties", {}).get(key) if isinstance(node.get("properties"), dict) else None
            if isinstance(below, dict) and below.get("type") == "array":
                node["properties"][key] = {"anyOf": [below["items"], below]}
        for value in node.values():
            _lists(value)
    elif isinstance(node, list):
        for value in node:
            _lists(value)


def roles() -> dict[str, str]:
    """Role of every kind of number: ``design`` for what somebody decided, ``world`` for how things are."""
    return {name: kind.ROLE for name, kind in _classes().items() if issubclass(kind, Quantity)}
