"""Walking through a scenario's numbers, and what each inherits from the sections around it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, RootModel

from jaywalk.scenario.quantities import Quantity, Section
from jaywalk.scenario.schema import Scenario

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Inherited:
    """Provenance that a number takes from around it where it states none."""

    source: str | None = None
    why: str | None = None
    range: str | None = None
    reference: str | None = None

    def below(self, section: Any) -> "Inherited":
        """What is inherited inside a section (or inside a number that holds others)."""
        span = section.range if isinstance(section.range, str) else None
        new = replace(self, range=span or self.range, reference=section.reference or self.reference)
        return replace(new, source=section.source, why=section.why) if section.source is not None else new


@dataclass(frozen=True)
class Leaf:
    """A number of the scenario: its path, and itself with its provenance filled in."""

    path: Path
    quantity: Quantity


def filled(quantity: Quantity, inherited: Inherited) -> Quantity:
    """The number with what it inherits written on it."""
    update: dict[str, Any] = {}
    if quantity.range is None and inherited.range is not None and quantity.ROLE == "world":
        update["range"] = inherited.range
    if quantity.source is None and inherited.source is not None and quantity.ROLE == "world":
        update["source"] = inherited.source
        update["why"] = quantity.why or inherited.why
    if quantity.reference is None and quantity.ROLE == "design" and quantity.source is None:
        update["reference"] = inherited.reference
    return quantity.model_copy(update=update) if update else quantity


def fields_of(model: BaseModel) -> Iterator[tuple[str, str, Any]]:
    """Field name, key as written, value: of those that are set."""
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        if value is not None:
            yield name, info.alias or name, value


def leaves(scenario: Scenario) -> list[Leaf]:
    """Every number with a unit, with its provenance filled in."""
    return list(_leaves(scenario, (), Inherited(reference=scenario.reference)))


def _leaves(value: Any, path: Path, inherited: Inherited) -> Iterator[Leaf]:
    if isinstance(value, Quantity):
        yield Leaf(path, filled(value, inherited))
        where = getattr(value, "where", None)
        if where is not None:
            yield from _leaves(where, (*path, "where"), inherited.below(value))
    elif isinstance(value, RootModel):
        for key, below in value.root.items():
            yield from _leaves(below, (*path, key) if key else path, inherited)
    elif isinstance(value, BaseModel):
        inside = inherited.below(value) if isinstance(value, Section) else inherited
        for _, key, below in fields_of(value):
            yield from _leaves(below, (*path, key), inside)
    elif isinstance(value, dict):
        for key, below in value.items():
            yield from _leaves(below, (*path, key), inherited)
    elif isinstance(value, (list, tuple)):
        for index, below in enumerate(value):
            yield from _leaves(below, (*path, index), inherited)


def resolved(scenario: Scenario) -> Scenario:
    """The scenario with inherited provenance written on every number."""
    new: Scenario = _resolved(scenario, Inherited(reference=scenario.reference))
    return new


def _resolved(value: Any, inherited: Inherited) -> Any:
    if isinstance(value, Quantity):
        where = getattr(value, "where", None)
        new = filled(value, inherited)
        return new if where is None else new.model_copy(update={"where": _resolved(where, inherited.below(value))})
    if isinstance(value, RootModel):
        return value.model_copy(
            update={"root": {key: _resolved(below, inherited) for key, below in value.root.items()}}
        )
    if isinstance(value, BaseModel):
        inside = inherited.below(value) if isinstance(value, Section) else inherited
        update: dict[str, Any] = {}
        for name, _, below in fields_of(value):
            new_below = _resolved(below, inside)
            if new_below is not below:
                update[name] = new_below
        return value.model_copy(update=update) if update else value
    if isinstance(value, dict):
        new_dict = {key: _resolved(below, inherited) for key, below in value.items()}
        return new_dict if any(new_dict[key] is not value[key] for key in value) else value
    if isinstance(value, list):
        new_list = [_resolved(below, inherited) for below in value]
        return new_list if any(a is not b for a, b in zip(new_list, value, strict=True)) else value
    return value
