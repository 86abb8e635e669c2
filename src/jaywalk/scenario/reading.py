"""YAML 1.2 as data with places: nothing is executed, nothing is clever, every node knows its line.

The only module that knows the YAML library.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from jaywalk.scenario.problems import Problem, ScenarioError

MOST_BYTES: Final = 1 << 20
MOST_DEPTH: Final = 24
MOST_NODES: Final = 100_000
INTEGER: Final = re.compile(r"^[-+]?[0-9]+$")
REAL: Final = re.compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")
MEANT: Final = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}

Scalar = str | int | float | bool | None


@dataclass(frozen=True)
class Node:
    """A value, its place, and the place of the key before it."""

    value: "Scalar | dict[str, Node] | list[Node]"
    file: str
    line: int
    column: int
    key_line: int = 0
    key_column: int = 0
    what_if: bool = False

    def plain(self) -> Any:
        """The value without places."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def child(self, step: str | int) -> "Node | None":
        """The value under a key or index."""
        if isinstance(self.value, dict):
            return self.value.get(str(step))
        if isinstance(self.value, list) and isinstance(step, int) and 0 <= step < len(self.value):
            return self.value[step]
        return None

    def find(self, path: Sequence[str | int]) -> "Node":
        """The node at a path, or the last one on the way there."""
        node = self
        for step in path:
            node = node.child(step) or node
        return node

    def problem(self, path: str, message: str, hint: str = "", *, at_key: bool = False) -> Problem:
        """Make a problem with this node's place."""
        if at_key and self.key_line:
            return Problem(self.file, self.key_line, self.key_column, path, message, hint)
        return Problem(self.file, self.line, self.column, path, message, hint)

    def walk(self, path: tuple[str | int, ...] = ()) -> "Iterator[tuple[tuple[str | int, ...], Node]]":
        """Every node below, with its path, this one first."""
        yield path, self
        if isinstance(self.value, dict):
            for key, node in self.value.items():
                yield from node.walk((*path, key))
        elif isinstance(self.value, list):
            for index, node in enumerate(self.value):
                yield from node.walk((*path, index))


@dataclass
class _Reader:
    """Builds nodes from parser events."""

    file: str
    events: Iterator[Any]
    problems: list[Problem] = field(default_factory=list)
    nodes: int = 0

    def blame(self, event: Any, message: str, hint: str = "") -> None:
        mark = event.start_mark
        self.problems.append(Problem(self.file, mark.line + 1, mark.column + 1, "", message, hint))

    def stop(self, event: Any, message: str) -> ScenarioError:
        self.blame(event, message)
        return ScenarioError(self.problems)

    def node(self, event: Any, depth: int) -> Node:
        self.nodes += 1
        if depth > MOST_DEPTH:
            raise self.stop(event, f"nested deeper than {MOST_DEPTH} levels")
        if self.nodes > MOST_NODES:
            raise self.stop(event, f"more than {MOST_NODES} values")
        if isinstance(event, AliasEvent):
            raise self.stop(event, "aliases (*name) are not used here: write the value out, or use 'extends'")
        if event.anchor is not None:
            self.blame(event, "anchors (&name) are not used here: write the value out, or use 'extends'")
        if event.tag is not None:
            self.blame(event, f"tags ({event.tag}) are not used here")
        place = (self.file, event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, ScalarEvent):
            return Node(self.scalar(event), *place)
        if isinstance(event, SequenceStartEvent):
            return Node(self.sequence(depth), *place)
        return Node(self.mapping(depth), *place)

    def sequence(self, depth: int) -> list[Node]:
        out: list[Node] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            out.append(self.node(event, depth + 1))
        return out

    def mapping(self, depth: int) -> dict[str, Node]:
        out: dict[str, Node] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                raise self.stop(event, "a key must be a word")
            key = self.key(event)
            value = self.node(next(self.events), depth + 1)
            mark = event.start_mark
            if key in out:
                self.blame(event, f"'{key}' is there twice; the first is in line {out[key].key_line}")
                continue
            out[key] = replace(value, key_line=mark.line + 1, key_column=mark.column + 1)
        return out

    def key(self, event: ScalarEvent) -> str:
        text = str(event.value)
        if event.anchor is not None or event.tag is not None:
            self.blame(event, "a key is a plain word, without anchor or tag")
        if event.style is None:
            if text == "<<":
                self.blame(event, "merge keys (<<) are not used here: use 'extends'")
            elif text.lower() in ("true", "false", "null", "~", ""):
                self.blame(event, f"'{text}' cannot be a key", "keys are words")
            elif REAL.match(text):
                self.blame(event, f"the number {text} cannot be a key", "keys are words; dates are written 2027-01-04")
        return text

    def scalar(self, event: ScalarEvent) -> Scalar:
        text = str(event.value)
        if event.style is not None:
            return text
        if text in ("", "~", "null"):
            return None
        if text in ("true", "false"):
            return text == "true"
        if text.lower() in ("true", "false"):
            self.blame(event, f"'{text}' is not a truth value here", f"write '{text.lower()}'")
        elif text.lower() in MEANT:
            meant = MEANT[text.lower()]
            self.blame(
                event, f"'{text}' is not a truth value here", f"write '{meant}', or quote it if the word is meant"
            )
        elif text.lower() in (".inf", "-.inf", "+.inf", ".nan"):
            self.blame(event, f"{text} is not a number here")
        if INTEGER.match(text):
            return int(text) if len(text) < 30 else text
        return float(text) if REAL.match(text) else text


def read(text: str, file: str) -> Node:
    """Nodes of one YAML document.

    Parameters
    ----------
    text
        The document.
    file
        What messages call it.
    """
    if len(text.encode()) > MOST_BYTES:
        raise ScenarioError([Problem(file, 0, 0, "", f"larger than {MOST_BYTES >> 20} MiB")])
    yaml = YAML(typ="safe", pure=True)
    try:
        events = iter(list(yaml.parse(text)))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
        reason = str(error.problem or error.context or "not YAML")
        raise ScenarioError([Problem(file, line, column, "", f"not YAML: {reason}")]) from None
    except YAMLError as error:
        raise ScenarioError([Problem(file, 0, 0, "", f"not YAML: {str(error).splitlines()[0]}")]) from None
    reader = _Reader(file, events)
    root: Node | None = None
    for event in events:
        if isinstance(event, DocumentStartEvent):
            if event.version is not None and tuple(event.version) != (1, 2):
                reader.blame(event, "the file must be YAML 1.2")
            if event.tags:
                reader.blame(event, "tag directives are not used here")
        elif isinstance(event, (ScalarEvent, SequenceStartEvent, MappingStartEvent, AliasEvent)):
            if root is not None:
                raise reader.stop(event, "one file holds one document")
            root = reader.node(event, 1)
    if reader.problems:
        raise ScenarioError(reader.problems)
    if root is None or root.value is None:
        raise ScenarioError([Problem(file, 1, 1, "", "the file is empty")])
    return root
