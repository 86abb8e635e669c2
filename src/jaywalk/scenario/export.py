"""The language as JSON Schema, for editors: with the short ways to write things, and which numbers are of which role."""

import inspect
from typing import Any, Final

from pydantic import BaseModel

from jaywalk.scenario import (
    acts,
    channels,
    frame,
    lives,
    opinion,
    people,
    quantities,
    redress,
    response,
    scoring,
)
from jaywalk.scenario.quantities import Quantity
from jaywalk.scenario.schema import FORMAT, Scenario

DATE: Final = "^\\d{4}-\\d{2}-\\d{2}$"
DEFS: Final = "#/$defs/"
PATCH: Final = "Patch"
# parts that may also be written short, and how
SHORT: Final[dict[str, dict[str, Any]]] = {
    "Eligible": {"type": "string", "description": "'all', or an attribute"},
    "Cap": {"type": "string", "pattern": "points per (rolling )?year$"},
    "Step.where": {"const": "all"},
}


def _classes() -> dict[str, type[BaseModel]]:
    modules = (acts, channels, frame, lives, opinion, people, quantities, redress, response, scoring)
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
    tier = definitions["For"]["properties"]["tier"]
    definitions["For"]["properties"]["tier"] = {"anyOf": [tier, {"type": "string", "pattern": " or (lower|higher)$"}]}
    _lists(schema)
    whole = {key: schema[key] for key in ("type", "properties", "required", "additionalProperties")}
    definitions["Scenario"] = whole
    patches = {f"{PATCH}{name}": _patch(definition) for name, definition in definitions.items()}
    patches[f"{PATCH}Scenario"]["properties"]["extends"] = {"type": "string", "description": "a scenario to build on"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Jaywalk scenario ({FORMAT})",
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": f"{DEFS}{PATCH}Scenario"},
        "else": {"$ref": f"{DEFS}Scenario"},
        "$defs": {**definitions, **patches},
    }


def _patch(node: Any) -> Any:
    """The same for a file that extends another: nothing is missing, anything may be null, lists may be tables of ids."""
    if isinstance(node, list):
        return [_patch(value) for value in node]
    if not isinstance(node, dict):
        return node
    made: dict[str, Any] = {}
    for key, value in node.items():
        if key in ("required", "discriminator", "minItems", "minProperties"):
            continue
        if key in ("properties", "patternProperties"):
            made[key] = {name: {"anyOf": [{"type": "null"}, _patch(below)]} for name, below in value.items()}
        elif key == "$ref":
            made[key] = value.replace(DEFS, f"{DEFS}{PATCH}")
        elif key == "additionalProperties" and isinstance(value, dict):
            made[key] = {"anyOf": [{"type": "null"}, _patch(value)]}
        else:
            made["anyOf" if key == "oneOf" else key] = _patch(value)
    if made.get("type") == "array" and "$ref" in made.get("items", {}):
        return {
            "anyOf": [made, {"type": "object", "additionalProperties": {"anyOf": [{"type": "null"}, made["items"]]}}]
        }
    return made


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
            table = node.get("properties")
            below = table.get(key) if isinstance(table, dict) else None
            options = below.get("anyOf", [below]) if isinstance(below, dict) else []
            items = [option["items"] for option in options if option.get("type") == "array"]
            if items:
                node["properties"][key] = {"anyOf": [*items, *options]}
        for value in node.values():
            _lists(value)
    elif isinstance(node, list):
        for value in node:
            _lists(value)


def roles() -> dict[str, str]:
    """Role of every kind of number: ``design`` for what somebody decided, ``world`` for how things are."""
    return {name: kind.ROLE for name, kind in _classes().items() if issubclass(kind, Quantity)}
