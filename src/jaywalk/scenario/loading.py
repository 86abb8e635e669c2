"""Loading: a file (or shipped name) in, a checked, frozen scenario out, or every mistake at once."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from jaywalk.scenario.checking import check, personal
from jaywalk.scenario.patching import merge, set_text
from jaywalk.scenario.problems import Problem, ScenarioError, nearest, path_text
from jaywalk.scenario.reading import MOST_BYTES, Node, read
from jaywalk.scenario.schema import Scenario
from jaywalk.scenario.validating import validate
from jaywalk.scenario.walking import resolved
from jaywalk.scenario.worlds import varied_nodes

Base = tuple[Node, str, Path | None]  # nodes, short name, folder

MOST_BASES: Final = 8
# in these tables the order of the entries numbers the draws
ORDERED: Final = frozenset({"cities", "attributes", "acts", "channels", "lists", "measures", "modes", "status"})


def shipped() -> tuple[str, ...]:
    """Names of the scenarios that come with the package."""
    folder = files("jaywalk").joinpath("library").joinpath("scenarios")
    return tuple(sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml")))


@cache
def _packaged(name: str) -> Node:
    """Nodes of a scenario that comes with the package; nodes are never changed, so that they can be kept."""
    path = files("jaywalk").joinpath("library").joinpath("scenarios").joinpath(f"{name}.yaml")
    return read(path.read_text("utf-8"), f"{name}.yaml")


def _open(name: str | Path, beside: Path | None = None) -> Base:
    """Nodes, short name and folder of a scenario given by shipped name or by path."""
    text = str(name)
    if not text.endswith((".yaml", ".yml")) and "/" not in text and text in shipped():
        return _packaged(text), text, None
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
    name: str | Path, beside: Path | None, chain: tuple[str, ...], problems: list[Problem], bases: list[Base]
) -> Base:
    node, short, folder = _open(name, beside)
    return based(node, folder, chain, problems, bases), short, folder


def based(
    node: Node, folder: Path | None, chain: tuple[str, ...], problems: list[Problem], bases: list[Base] | None = None
) -> Node:
    """The nodes of a file, laid on those of the scenario it extends; ``bases`` takes what it is built on."""
    below: list[Base] = [] if bases is None else bases
    if not isinstance(node.value, dict):
        raise ScenarioError([node.problem("", "a scenario is a table of keys")])
    own = dict(node.value)
    base = own.pop("extends", None)
    if base is None:
        for path, empty in node.walk():
            if empty.value is None:
                hint = "leave the key out, or write its value; text with a comma inside { } needs quotes"
                problems.append(empty.problem(path_text(path), "has no value", hint, at_key=True))
        return node
    if not isinstance(base.value, str):
        raise ScenarioError([base.problem("extends", "names one scenario")])
    if base.value in chain or len(chain) >= MOST_BASES:
        raise ScenarioError([base.problem("extends", f"goes round in a circle: {' > '.join((*chain, base.value))}")])
    try:
        under, short, home = _assemble(base.value, folder, (*chain, base.value), problems, below)
    except ScenarioError as error:
        if len(error.problems) == 1 and "no such file" in error.problems[0].message:
            raise ScenarioError(
                [base.problem("extends", f"there is no scenario '{base.value}'", error.problems[0].hint)]
            ) from None
        raise
    if isinstance(under.value, dict):
        # tests belong to the file they are written in
        under = replace(under, value={key: kept for key, kept in under.value.items() if key != "tests"})
    below.append((under, short, home))
    return merge(under, replace(node, value=own), problems)


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
    bases: list[Base] = []
    root, short, folder = _assemble(name_or_path, None, (str(name_or_path),), problems, bases)
    return patched(root, short, folder, sets, frozenset(), problems, bases)


def loads(text: str, *, name: str = "scenario", sets: Iterable[str] = (), folder: Path | None = None) -> Scenario:
    """Load a scenario from its text; ``extends`` and margins are looked for in the package and in ``folder``."""
    problems: list[Problem] = []
    bases: list[Base] = []
    root = based(read(text, f"{name}.yaml"), folder, (name,), problems, bases)
    return patched(root, name, folder, sets, frozenset(), problems, bases)


def patched(
    root: Node,
    name: str,
    folder: Path | None,
    sets: Iterable[str],
    what_if: frozenset[str],
    problems: Sequence[Problem] = (),
    bases: Sequence[Base] = (),
) -> Scenario:
    """Apply patches to nodes and build the scenario."""
    mistakes = list(problems)
    paths = set(what_if)
    sets = tuple(sets)
    if sets and not what_if:
        bases = (*bases, (root, name, folder))
    for assignment in sets:
        try:
            root, path = set_text(root, assignment)
            paths.add(path)
        except ScenarioError as error:
            mistakes.extend(error.problems)
    return build(root, name, folder, frozenset(paths), mistakes, bases)


def build(
    root: Node,
    name: str,
    folder: Path | None = None,
    what_if: frozenset[str] = frozenset(),
    problems: Sequence[Problem] = (),
    bases: Sequence[Base] = (),
) -> Scenario:
    """Validate and check nodes, and make the scenario of them."""
    mistakes = [*problems, *personal(root)]
    refused = {problem.path for problem in mistakes}
    result = validate(root)
    mistakes.extend(problem for problem in result.problems if problem.path not in refused)
    if result.scenario is not None:
        mistakes.extend(check(result.scenario, result.root, root, result.kept, folder))
    if mistakes or result.scenario is None:
        raise ScenarioError(mistakes)
    for world in result.scenario.worlds:
        mistakes.extend(_world(result.scenario, root, world, folder))
    if mistakes:
        raise ScenarioError(mistakes)
    digest = content_hash(result.scenario)
    return resolved(result.scenario).bound(name, digest, root, folder, what_if, tuple(bases))


def _world(scenario: Scenario, root: Node, world: str, folder: Path | None) -> list[Problem]:
    """What is wrong with the scenario that one of its worlds would be."""
    if not scenario.worlds[world].set:
        return []
    try:
        build(varied_nodes(scenario, root, world), world, folder)
    except ScenarioError as error:
        return [replace(problem, message=f"in world '{world}': {problem.message}") for problem in error.problems]
    return []


def with_sets(scenario: Scenario, sets: Iterable[str]) -> Scenario:
    """A new scenario with patches ``PATH=VALUE`` applied; the given one stays as it is."""
    return patched(scenario.tree, scenario.name, scenario.folder, sets, scenario.what_if_paths, (), scenario.bases)


def lineage(scenario: Scenario) -> list[Scenario]:
    """The scenarios that one is built on, the first one first: those it extends, then itself before ``--set``.

    A base that is no scenario by itself, because its extension adds what it lacks, is left out.
    """
    found = []
    for root, name, folder in scenario.bases:
        try:
            found.append(build(root, name, folder))
        except ScenarioError:
            continue
    return found


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
