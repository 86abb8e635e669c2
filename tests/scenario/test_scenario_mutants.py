"""Every key of the shipped scenarios, deleted, renamed or moved: refused, or the hash changes. Nothing passes unseen."""

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files

import pytest

from jaywalk.scenario import ScenarioError, load, shipped
from jaywalk.scenario.loading import based, build
from jaywalk.scenario.reading import Node, read

SAMPLE = 29  # every 29th mutant; all of them under `make soak`
Path = tuple[str | int, ...]


def written(name: str) -> Node:
    """Nodes of a shipped scenario's own file."""
    text = files("jaywalk").joinpath("library").joinpath("scenarios").joinpath(f"{name}.yaml").read_text("utf-8")
    return read(text, f"{name}.yaml")


def changed(node: Node, path: Path, table: dict[str, Node]) -> Node:
    """The tree with another table at a path."""
    if not path:
        return replace(node, value=table)
    step, rest = path[0], path[1:]
    if isinstance(node.value, dict):
        return replace(node, value={**node.value, str(step): changed(node.value[str(step)], rest, table)})
    assert isinstance(node.value, list)
    assert isinstance(step, int)
    items = list(node.value)
    items[step] = changed(items[step], rest, table)
    return replace(node, value=items)


def table_at(root: Node, path: Path) -> dict[str, Node]:
    """The table at a path."""
    node = root.find(path)
    assert isinstance(node.value, dict)
    return node.value


def mutants(root: Node) -> Iterator[tuple[str, Node]]:
    """Each key deleted, renamed, and moved one table up (or, at the top, into the next table)."""
    for path, _ in root.walk():
        if not path or isinstance(path[-1], int):
            continue
        *above, key = path
        key, home = str(key), tuple(above)
        table = table_at(root, home)
        without = {name: node for name, node in table.items() if name != key}
        label = ".".join(map(str, path))
        yield f"delete {label}", changed(root, home, without)
        yield (
            f"rename {label}",
            changed(root, home, {f"{name}x" if name == key else name: node for name, node in table.items()}),
        )
        target = next(
            (home[:n] for n in range(len(home) - 1, -1, -1) if isinstance(root.find(home[:n]).value, dict)), None
        )
        if target is None:
            target = next((name,) for name, node in table.items() if name != key and isinstance(node.value, dict))
        if key not in table_at(root, target):
            moved = changed(root, home, without)
            yield f"move {label}", changed(moved, target, {**table_at(moved, target), key: table[key]})


def outcome(root: Node, name: str) -> str | None:
    """Hash of what a mutant says, nothing if it is refused."""
    try:
        problems: list[object] = []
        node = based(root, None, (name,), problems)  # type: ignore[arg-type]
        return None if problems else build(node, name).hash
    except ScenarioError:
        return None


@pytest.mark.parametrize("name", shipped())
def test_no_mutant_passes_unseen(name: str) -> None:
    root, known = written(name), load(name).hash
    every = list(mutants(root))
    chosen = every[sum(map(ord, name)) % SAMPLE :: SAMPLE]
    assert len(chosen) >= 10
    silent = [label for label, mutant in chosen if outcome(mutant, name) == known]
    assert silent == []


@pytest.mark.soak
@pytest.mark.parametrize("name", shipped())
def test_no_mutant_at_all_passes_unseen(name: str) -> None:
    root, known = written(name), load(name).hash
    silent = [label for label, mutant in mutants(root) if outcome(mutant, name) == known]
    assert silent == []
