"""From nodes to the frozen model, with every mistake of shape and unit in its place."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel, RootModel, ValidationError

from jaywalk.scenario.problems import Problem, nearest, path_text
from jaywalk.scenario.reading import Node
from jaywalk.scenario.schema import Scenario

ENTRIES: Final = frozenset(
    {
        "cities",
        "attributes",
        "acts",
        "channels",
        "rules",
        "tiers",
        "lists",
        "measures",
        "rollout",
        "worlds",
        "tests",
        "evidence",
    }
)
Path = tuple[str | int, ...]


@dataclass
class Validated:
    """What came of validating: the model (of what was right), the nodes it was made of, the mistakes."""

    scenario: Scenario | None
    root: Node
    problems: list[Problem]
    kept: dict[str, list[int]] = field(default_factory=dict)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Models that a value of this annotation may be."""
    for option in _options(annotation):
        if isinstance(option, type) and issubclass(option, BaseModel):
            if issubclass(option, RootModel):
                for inner in _options(option.model_fields["root"].annotation):
                    if get_origin(inner) is dict:
                        yield from _models(get_args(inner)[1])
            else:
                yield option


def _options(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _options(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for option in get_args(annotation):
            yield from _options(option)
    else:
        yield annotation


def _below(annotation: Any, step: str | int) -> list[Any]:
    """Annotations of what is under a key or index of a value of this annotation."""
    out: list[Any] = []
    for option in _options(annotation):
        origin, args = get_origin(option), get_args(option)
        if origin is dict:
            out.append(args[1])
        elif origin in (list, tuple):
            out.append(args[0])
        elif isinstance(option, type) and issubclass(option, RootModel):
            inner = option.model_fields["root"].annotation
            # an undated value stands where a table of dates might
            out.extend([args[1] for o in _options(inner) if (args := get_args(o))] if _is_day(step) else [])
            if not _is_day(step):
                for model in _models(option):
                    out.extend(_below(model, step))
        elif isinstance(option, type) and issubclass(option, BaseModel):
            for name, info in option.model_fields.items():
                if step in (name, info.alias):
                    out.append(info.annotation)
    return out


def _is_day(step: str | int) -> bool:
    return isinstance(step, str) and len(step) == 10 and step[:4].isdigit()


def known_keys(path: Path, root: Node | None = None) -> set[str]:
    """Keys that may stand under a path of a scenario (``root``: its nodes, whose ``kind`` may decide)."""
    annotations: list[Any] = [Scenario]
    node = root
    for step in path:
        annotations = [below for annotation in annotations for below in _below(annotation, step)]
        node = node.child(step) if node is not None else None
        annotations = [model for annotation in annotations for model in _of_kind(annotation, node)]
    return {
        info.alias or name
        for annotation in annotations
        for model in _models(annotation)
        for name, info in model.model_fields.items()
    }


def _of_kind(annotation: Any, node: Node | None) -> Iterator[Any]:
    """Of several models told apart by ``kind``, the one that the node is."""
    kind = node.child("kind") if node is not None else None
    for option in _options(annotation):
        tag = getattr(option, "model_fields", {}).get("kind")
        literal = tag is not None and get_origin(tag.annotation) is Literal
        if kind is None or tag is None or not literal or kind.value in get_args(tag.annotation):
            yield option


def _place(root: Node, loc: tuple[str | int, ...]) -> tuple[Path, Node, list[str | int]]:
    """The deepest node that a validator's location names; its own inventions (tags, fields of short forms) fall out."""
    path: list[str | int] = []
    node, left = root, []
    for step in loc:
        child = node.child(step)
        if child is None:
            left.append(step)
        else:
            path.append(step)
            node, left = child, []
    return tuple(path), node, left


def _message(error: Any) -> tuple[str, str]:
    kind, context, given = error["type"], error.get("ctx", {}), error["input"]
    shown = f"'{given}'" if isinstance(given, (str, int, float)) and not isinstance(given, bool) else "this"
    if isinstance(given, bool):
        shown = "true" if given else "false"
    texts = {
        "string_type": f"must be text, not {shown}",
        "int_type": f"must be a whole number, not {shown}",
        "int_from_float": f"must be a whole number, not {shown}",
        "int_parsing": f"must be a whole number, not {shown}",
        "bool_type": f"must be true or false, not {shown}",
        "dict_type": f"must have keys below it, not {shown}",
        "model_type": f"must have keys below it, not {shown}",
        "model_attributes_type": f"must have keys below it, not {shown}",
        "list_type": f"must be a list, such as [a, b], not {shown}",
        "string_pattern_mismatch": f"{shown} is not a name here",
        "union_tag_not_found": "'kind' is missing",
    }
    if kind in texts:
        hint = (
            "a name begins with a letter and has letters, digits, _ and -" if kind == "string_pattern_mismatch" else ""
        )
        hint = "write register, device or camera" if kind == "union_tag_not_found" else hint
        return texts[kind], hint
    if kind == "too_long":
        return f"at most {context['max_length']} can be here, not {context['actual_length']}", ""
    if kind == "too_short":
        return f"needs at least {context['min_length']} of them", ""
    if kind in ("literal_error", "union_tag_invalid"):
        expected = str(context.get("expected", context.get("expected_tags", ""))).replace("'", "")
        options = [option for part in expected.split(" or ") for option in part.split(", ")]
        word = context.get("tag", given)
        return f"{shown if kind == 'literal_error' else repr(word)} is not one of {', '.join(options)}", (
            nearest(str(word), options) if nearest(str(word), options).startswith("did") else ""
        )
    if kind == "value_error":
        return str(context.get("error", error["msg"])), ""
    return error["msg"][:1].lower() + error["msg"][1:], ""


def _misplaced(key: str, path: Path) -> str:
    """Where a key belongs that is unknown here."""
    homes: dict[Path, str] = {
        ("rules", 0): "a rule",
        ("acts", ""): "an act",
        ("channels", ""): "a channel",
        ("lists", ""): "a list",
        ("measures", ""): "a measure",
        ("score",): "score",
        ("time",): "time",
        (): "the top of the file",
    }
    for home, words in homes.items():
        if key in known_keys(home) and (len(home) != len(path) or home[:1] != path[:1]):
            return f"it belongs to {words}"
    return ""


def problems_of(error: ValidationError, root: Node) -> list[tuple[Problem, Path]]:
    """Each error of the model as a problem with its place, and the path to leave out to go on."""
    found: list[tuple[Problem, Path]] = []
    for item in error.errors(include_url=False):
        path, node, left = _place(root, tuple(item["loc"]))
        text = path_text(path)
        if item["type"] == "extra_forbidden":
            above: Path = path[:-1]
            key = path[-1]
            known = known_keys(above, root)
            hint = nearest(str(key), known)
            if not hint.startswith("did"):
                hint = _misplaced(str(key), above) or hint
            found.append((node.problem(text, f"unknown key '{key}'", hint, at_key=True), path))
        elif item["type"] == "missing":
            key = "for" if item["loc"][-1] == "for_" else str(item["loc"][-1])
            why = "write synthetic: true; Jaywalk simulates made-up residents only" if key == "synthetic" else ""
            found.append((node.problem(text, f"'{key}' is missing", why, at_key=True), path))
        elif left and left[-1] == "[key]":
            message, hint = _message(item)
            found.append((node.problem(text, message, hint, at_key=True), path))
        else:
            message, hint = _message(item)
            if item["type"] == "union_tag_invalid":
                text, node = f"{text}.kind", node.child("kind") or node
            found.append((node.problem(text, message, hint), path))
    return found


def _cut(node: Node, path: Path) -> Node:
    step = path[0]
    if isinstance(node.value, dict):
        table = dict(node.value)
        if len(path) == 1:
            table.pop(str(step), None)
        elif str(step) in table:
            table[str(step)] = _cut(table[str(step)], path[1:])
        return replace(node, value=table)
    if isinstance(node.value, list) and isinstance(step, int):
        items = list(node.value)
        if len(path) > 1:
            items[step] = _cut(items[step], path[1:])
        return replace(node, value=items)
    return node


def validate(root: Node) -> Validated:
    """Validate, and if something is wrong validate the rest, so that later checks can speak too."""
    problems: list[Problem] = []
    kept: dict[str, list[int]] = {}
    tree = root
    for turn in range(4):
        try:
            scenario = Scenario.model_validate(tree.plain())
        except ValidationError as error:
            found = problems_of(error, tree)
            # what leaving something out has caused is no mistake of the file's
            own = [
                item["type"] not in ("missing", "too_short") or turn == 0 for item in error.errors(include_url=False)
            ]
            problems.extend(problem for (problem, _), mine in zip(found, own, strict=True) if mine)
            cut: set[Path] = set()
            for item, (_, path) in zip(error.errors(include_url=False), found, strict=True):
                if not path or (item["type"] == "missing" and len(path) < 2):
                    return Validated(None, tree, problems)
                whole = path if item["type"] == "extra_forbidden" else path[: 2 if path[0] in ENTRIES else 1]
                cut.add(whole)
            tree = _cut_all(tree, cut, kept)
        else:
            return Validated(scenario, tree, problems, kept)
    return Validated(None, tree, problems, kept)


def _cut_all(tree: Node, cut: set[Path], kept: dict[str, list[int]]) -> Node:
    gone: dict[str, set[int]] = {}
    for path in cut:
        if len(path) == 2 and isinstance(path[1], int):
            gone.setdefault(str(path[0]), set()).add(path[1])
        else:
            tree = _cut(tree, path)
    for name, indices in gone.items():
        node = tree.child(name)
        if node is not None and isinstance(node.value, list) and isinstance(tree.value, dict):
            left = [i for i in range(len(node.value)) if i not in indices]
            before = kept.get(name, list(range(len(node.value))))
            kept[name] = [before[i] for i in left]
            tree = replace(tree, value={**tree.value, name: replace(node, value=[node.value[i] for i in left])})
    return tree
