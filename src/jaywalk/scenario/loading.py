"""Loading: a file (or shipped name) in, a checked, frozen scenario out, or every mistake at once."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from jaywalk.scenario.patching import merge, set_text
from jaywalk.scenario.problems import Problem, ScenarioError, nearest
from jaywalk.scenario.reading import MOST_BYTES, Node, read
from jaywalk.scenario.schema import Scenario
from jaywalk.scenario.validating import validate

MOST_BASES: Final = 8
# in these tables the order of the entries numbers the draws
ORDERED: Final = frozenset({"cities", "attributes", "acts", "channels", "lists", "measures", "modes", "status"})


def shipped() -> tuple[str, ...]:
    """Names of the scenarios that come with the package."""
    folder = files("jaywalk").joinpath("library").joinpath("scenarios")
    return tuple(sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml")))


def _open(name: str | Path, beside: Path | None = None) -> tuple[Node, str, Path | None]:
    """Nodes, short name and folder of a scenario given by shipped name or by path."""
    text = str(name)
    if not text.endswith((".yaml", ".yml")) and "/" not in text and text in shipped():
        content = files("jaywalk").joinpath("library").joinpath("scenarios").joinpath(f"{text}.yaml").read_text("utf-8")
        return read(content, f"{text}.yaml"), text, None
    path = Path(text)
    if beside is not None and not path.is_absolute():
        path = beside / path
    if not path.is_file():
        hint = nearest(text, shipped())
        raise ScenarioError(
            [Problem(text, 0, 0, "", "there is no such file, and no scenario of that name comes with Jaywalk", hint)]
        )
    if path.stat().st_size > MOST_BYTES:
        raise ScenarioError([Problem(path.name, 0, 0, "", f"larger than {MOST_BYTES >> 20} MiB")])
    try:
        content = path.read_text("utf-8")
    except UnicodeDecodeError:
        raise ScenarioError([Problem(path.name, 0, 0, "", "is not UTF-8 text")]) from None
    return read(content, path.name), path.name.rsplit(".", 1)[0], path.parent


def _assemble(
    name: str | Path, beside: Path | None, chain: tuple[str, ...], problems: list[Problem]
) -> tuple[Node, str]:
    node, short, folder = _open(name, beside)
    if not isinstance(node.value, dict):
        raise ScenarioError([node.problem("", "a scenario is a table of keys")])
    own = dict(node.value)
    base = own.pop("extends", None)
    if base is None:
        for path, below in node.walk():
            if below.value is None:
                text = ".".join(map(str, path))
                problems.append(
                    below.problem(text, "has no value", "leave the key out, or write its value", at_key=True)
                )
        return node, short
    if not isinstance(base.value, str):
        raise ScenarioError([base.problem("extends", "names one scenario")])
    if base.value in chain or len(chain) >= MOST_BASES:
        raise ScenarioError([base.problem("extends", f"goes round in a circle: {' > '.join((*chain, base.value))}")])
    try:
        under, _ = _assemble(base.value, folder, (*chain, base.value), problems)
    except ScenarioError as error:
        if len(error.problems) == 1 and "no such file" in error.problems[0].message:
            raise ScenarioError(
                [base.problem("extends", f"there is no scenario '{base.value}'", error.problems[0].hint)]
            ) from None
        raise
    return merge(under, replace(node, value=own), problems), short


def load(name_or_path: str | Path, *, sets: Iterable[str] = ()) -> Scenario:
    """Load a scenario.

    Parameters
    ----------
    name_or_path
        Name of a scenario that comes with the package, or path of a YAML file.
    sets
        Patches ``PATH=VALUE``, applied in order.

    Raises
    ------
    ScenarioError
        With every mistake, each in its place.
    """
    problems: list[Problem] = []
    root, short = _assemble(name_or_path, None, (str(name_or_path),), problems)
    return _patched(root, short, sets, frozenset(), problems)


def loads(text: str, *, name: str = "scenario", sets: Iterable[str] = ()) -> Scenario:
    """Load a scenario from its text; ``extends`` may name scenarios that come with the package."""
    problems: list[Problem] = []
    node = read(text, f"{name}.yaml")
    if isinstance(node.value, dict) and "extends" in node.value:
        own = dict(node.value)
        base = own.pop("extends")
        under, _ = _assemble(str(base.value), None, (name, str(base.value)), problems)
        node = merge(under, replace(node, value=own), problems)
    return _patched(node, name, sets, frozenset(), problems)


def _patched(
    root: Node, name: str, sets: Iterable[str], what_if: frozenset[str], problems: Sequence[Problem] = ()
) -> Scenario:
    mistakes = list(problems)
    paths = set(what_if)
    for assignment in sets:
        try:
            root, path = set_text(root, assignment)
            paths.add(path)
        except ScenarioError as error:
            mistakes.extend(error.problems)
    return build(root, name, frozenset(paths), mistakes)


def build(root: Node, name: str, what_if: frozenset[str] = frozenset(), problems: Sequence[Problem] = ()) -> Scenario:
    """Validate and check nodes, and make the scenario of them."""
    from jaywalk.scenario.checking import check, personal, resolve

    mistakes = [*problems, *personal(root)]
    result = validate(root)
    mistakes.extend(result.problems)
    if result.scenario is not None:
        mistakes.extend(check(result.scenario, result.root, root, result.kept))
    if mistakes or result.scenario is None:
        raise ScenarioError(mistakes)
    digest = content_hash(result.scenario)
    scenario = resolve(result.scenario)
    scenario._name, scenario._hash, scenario._tree, scenario._what_if = name, digest, root, what_if
    return scenario


def with_sets(scenario: Scenario, sets: Iterable[str]) -> Scenario:
    """A new scenario with patches ``PATH=VALUE`` applied; the given one stays as it is."""
    return _patched(scenario._tree, scenario.name, sets, scenario.what_if_paths)


def content_hash(scenario: Scenario) -> str:
    """Hash of what a scenario says: not of its formatting, comments, or the order of keys that has no meaning."""
    said = scenario.model_dump(mode="json", exclude_unset=True, by_alias=True)
    text = json.dumps(_canonical(said, ""), ensure_ascii=True, separators=(",", ":"))
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _canonical(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        items = value.items() if key in ORDERED else sorted(value.items())
        return [[name, _canonical(below, name)] for name, below in items]
    if isinstance(value, list):
        return ["list", *(_canonical(below, "") for below in value)]
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value
