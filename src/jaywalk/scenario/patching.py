"""Building scenarios on others: ``extends``, ``--set PATH=VALUE``, and what a world sets.

Nothing is changed in place: each patch makes a new tree.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from jaywalk.scenario.problems import Problem, ScenarioError, nearest
from jaywalk.scenario.reading import Node, read

STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
PROVENANCE = ("range", "source", "why", "reference")


def merge(base: Node, over: Node, problems: list[Problem], path: str = "") -> Node:
    """``base`` with ``over`` laid on it: keys merge, lists with ids merge by id, other lists are replaced, null deletes."""
    if isinstance(base.value, dict) and isinstance(over.value, dict):
        if _is_dated(base) != _is_dated(over) or _restated(base, over):
            return over
        merged = dict(base.value)
        for key, node in over.value.items():
            where = f"{path}.{key}" if path else key
            if node.value is None:
                if key not in merged:
                    problems.append(
                        node.problem(where, "null deletes, but there is nothing to delete", nearest(key, merged))
                    )
                merged.pop(key, None)
            elif key in merged:
                merged[key] = merge(merged[key], node, problems, where)
            else:
                merged[key] = node
        return replace(over, value=merged)
    if isinstance(base.value, list) and isinstance(over.value, dict):
        return _by_id(base, over, problems, path)
    if isinstance(base.value, list) and isinstance(over.value, list):
        ids, own = _ids(base.value), _ids(over.value)
        if ids is not None and own is not None and over.value:
            merged_list = list(base.value)
            for name, node in zip(own, over.value, strict=True):
                if name in ids:
                    at = ids.index(name)
                    merged_list[at] = merge(merged_list[at], node, problems, f"{path}[{at}]")
                else:
                    merged_list.append(node)
            return replace(over, value=merged_list)
    return over


def _by_id(base: Node, over: Node, problems: list[Problem], path: str) -> Node:
    """A list with ids, patched by a table of ids: null takes an entry out."""
    if not isinstance(base.value, list) or not isinstance(over.value, dict):
        return over
    ids = _ids(base.value)
    if ids is None:
        return over
    left: list[Node | None] = list(base.value)
    for name, node in over.value.items():
        where = f"{path}.{name}"
        if name not in ids:
            problems.append(node.problem(where, f"there is no '{name}' to change", nearest(name, ids), at_key=True))
        elif node.value is None:
            left[ids.index(name)] = None
        else:
            old = left[ids.index(name)]
            left[ids.index(name)] = node if old is None else merge(old, node, problems, where)
    return replace(base, value=[node for node in left if node is not None])


def _is_dated(node: Node) -> bool:
    return isinstance(node.value, dict) and any(re.match(r"^\d{4}-\d\d-\d\d$", key) for key in node.value)


def _restated(base: Node, over: Node) -> bool:
    # a number written anew in long form, with its own source, replaces the old one whole
    return all(isinstance(n.value, dict) and "value" in n.value for n in (base, over)) and (
        isinstance(over.value, dict) and "source" in over.value
    )


def _ids(nodes: list[Node]) -> list[str] | None:
    out: list[str] = []
    for node in nodes:
        found = node.value.get("id") if isinstance(node.value, dict) else None
        if found is None or not isinstance(found.value, str):
            return None
        out.append(found.value)
    return out


def steps_of(path: str, file: str) -> list[str | int]:
    """Steps of a written path such as ``rules[0].effect`` or ``rules.R2.effect``."""
    out: list[str | int] = []
    at = 0
    for match in STEP.finditer(path):
        if path[at : match.start()] not in ("", ".") or (
            match.start() > 0 and match.group(1) and path[at : match.start()] != "."
        ):
            break
        out.append(int(match.group(2)) if match.group(2) is not None else match.group(1))
        at = match.end()
    if not out or at != len(path):
        raise ScenarioError(
            [Problem(file, 1, 1, path, "is not a path", "write it as acts.jaywalking.rate or rules[0].cap")]
        )
    return out


def put(root: Node, path: str, value: Node, file: str) -> Node:
    """A new tree with ``value`` at ``path``; a bare number put on a long one keeps its multipliers.

    Parameters
    ----------
    root
        The tree to build on.
    path
        Where; an entry of a list is found by its number or its id.
    value
        The new value; null deletes.
    file
        What messages call the origin of the patch.
    """
    steps = steps_of(path, file)
    if steps[0] == "tests":
        raise ScenarioError([value.problem(path, "tests are written in the scenario's own file, not set")])
    return _put(root, steps, 0, replace(value, what_if=True), path, file)


def _put(node: Node, steps: list[str | int], at: int, value: Node, path: str, file: str) -> Node:
    step = steps[at]
    last = at == len(steps) - 1
    children = node.value
    if isinstance(children, list):
        index = _index(children, step)
        if index is None:
            known = _ids(children) or [str(i) for i in range(len(children))]
            raise ScenarioError([value.problem(path, f"'{step}' is not in this list", nearest(str(step), known))])
        new = list(children)
        if last and value.value is None:
            del new[index]
        else:
            new[index] = _over(new[index], value) if last else _put(new[index], steps, at + 1, value, path, file)
        return replace(node, value=new)
    if not isinstance(children, dict):
        if last or isinstance(step, int) or not _opens(node, str(step)):
            raise ScenarioError([value.problem(path, f"there is nothing under '{path_before(steps, at)}' to set")])
        children = {"value": node}
    key = str(step)
    old = children.get(key)
    if old is None and (not last or value.value is None):
        raise ScenarioError([value.problem(path, f"there is no '{key}' to set", nearest(key, children))])
    table = dict(children)
    if last and value.value is None:
        del table[key]
    elif old is None:
        table[key] = value
    else:
        table[key] = _over(old, value) if last else _put(old, steps, at + 1, value, path, file)
    return replace(node, value=table)


def _opens(node: Node, step: str) -> bool:
    return step in ("value", "by", "where", *PROVENANCE) and not isinstance(node.value, (dict, list))


def path_before(steps: list[str | int], at: int) -> str:
    """The steps before number ``at``, as text."""
    return ".".join(map(str, steps[:at]))


def _index(children: list[Node], step: str | int) -> int | None:
    if isinstance(step, int) or step.isdigit():
        return int(step) if int(step) < len(children) else None
    ids = _ids(children)
    return ids.index(step) if ids is not None and step in ids else None


def _over(old: Node, value: Node) -> Node:
    if isinstance(old.value, dict) and "value" in old.value and not isinstance(value.value, (dict, list)):
        kept = {key: node for key, node in old.value.items() if key not in PROVENANCE}
        return replace(old, value={**kept, "value": value}, what_if=True)
    return replace(value, key_line=old.key_line, key_column=old.key_column) if not value.key_line else value


def set_text(root: Node, assignment: str) -> tuple[Node, str]:
    """Apply one ``PATH=VALUE``; the value is read as YAML. Returns the new tree and the path."""
    file = f"--set {assignment}"
    path, equals, text = assignment.partition("=")
    path = path.strip()
    if not equals or not path:
        raise ScenarioError([Problem(file, 1, 1, "", "is not an assignment", "write it as PATH=VALUE")])
    value = Node(None, file, 1, len(path) + 2) if text.strip() in ("", "null", "~") else read(text, file)
    return put(root, path, value, file), path


def set_values(root: Node, values: Mapping[str, Node]) -> Node:
    """Apply what a world sets: paths and values that are nodes of the same file."""
    for path, value in values.items():
        root = put(root, path, value, value.file)
    return root
