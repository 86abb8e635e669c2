"""What the checks look at: the scenario, the places of its parts, and the names that exist."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from jaywalk.evidence.register import Register
from jaywalk.scenario.problems import Problem, nearest, path_text
from jaywalk.scenario.reading import Node
from jaywalk.scenario.schema import Scenario

Steps = tuple[str | int, ...]
TABLES = ("cities", "attributes", "acts", "channels", "lists", "measures", "tiers", "worlds", "evidence")


@dataclass
class Look:
    """One scenario being checked; problems gather in ``problems``.

    ``tree`` holds what could be validated, ``root`` everything written: a name whose own entry is wrong still exists.
    """

    scenario: Scenario
    tree: Node
    root: Node
    kept: Mapping[str, list[int]]
    folder: Path | None = None
    problems: list[Problem] = field(default_factory=list)

    def say(self, path: Steps, message: str, hint: str = "", *, at_key: bool = False) -> None:
        """Add a problem at a path."""
        node = self.tree.find(path)
        shown = path
        if len(path) > 1 and path[0] in self.kept and isinstance(path[1], int):
            shown = (path[0], self.kept[str(path[0])][path[1]], *path[2:])
        self.problems.append(node.problem(path_text(shown), message, hint, at_key=at_key))

    def names(self, table: str) -> set[str]:
        """Names that exist in a table of the file."""
        node = self.root.child(table)
        return set(node.value) if node is not None and isinstance(node.value, dict) else set()

    def link(self, path: Steps, name: str, table: str, what: str) -> bool:
        """Whether a name exists in a table; says so if not."""
        known = self.names(table)
        if name in known:
            return True
        elsewhere = next((other for other in TABLES if other != table and name in self.names(other)), None)
        hint = nearest(name, known)
        if elsewhere is not None and not hint.startswith("did"):
            hint = f"there is one under {elsewhere}"
        self.say(path, f"'{name}' is not {what}", hint)
        return False

    def links(self, path: Steps, names: Iterable[str], table: str, what: str) -> None:
        """The same for several names, each of which may be there once."""
        seen: set[str] = set()
        for index, name in enumerate(names):
            self.link((*path, index), name, table, what)
            if name in seen:
                self.say((*path, index), f"'{name}' is there twice")
            seen.add(name)

    @cached_property
    def varied(self) -> bool:
        """Whether ``--set`` or a world changed anything, or parts were left out: what is idle by that is no mistake."""
        return self.tree is not self.root or any(node.what_if for _, node in self.root.walk())

    @cached_property
    def register(self) -> Register:
        """The packaged register of references."""
        return Register.packaged()

    @cached_property
    def margins(self) -> dict[str, "Margins"]:
        """Margins of the cities that have them."""
        found: dict[str, Margins] = {}
        for city, entry in self.scenario.cities.items():
            read = read_margins(entry.margins, self.folder)
            if read is not None:
                found[city] = read
        return found

    @property
    def mapped(self) -> bool:
        """Whether the margins of all cities could be read."""
        return len(self.margins) == len(self.scenario.cities)

    def districts(self, city: str) -> list[str]:
        """Districts of a city that the scenario uses."""
        chosen = self.scenario.cities[city].districts
        if chosen != "all":
            return list(chosen)
        margins = self.margins.get(city)
        return [] if margins is None else margins.districts


@dataclass(frozen=True)
class Margins:
    """What the checks need of a city's margins: its districts, and shares along the axes."""

    districts: list[str]
    shares: dict[str, dict[str, float]]
    attributes: set[str]


def margin_names() -> list[str]:
    """Margins that come with the package."""
    folder = files("jaywalk").joinpath("library").joinpath("margins")
    return sorted(entry.name.removesuffix(".csv") for entry in folder.iterdir() if entry.name.endswith(".csv"))


def read_margins(name: str, folder: Path | None) -> Margins | None:
    """Margins by packaged name, or by path beside the scenario; nothing if there are none."""
    if name.endswith(".csv"):
        path = (folder or Path()) / name
        if not path.is_file():
            return None
        text = path.read_text("utf-8")
    elif name in margin_names():
        text = files("jaywalk").joinpath("library").joinpath("margins").joinpath(f"{name}.csv").read_text("utf-8")
    else:
        return None
    districts: list[str] = []
    shares: dict[str, dict[str, float]] = {"sex": {}, "age": {}, "residency": {}}
    attributes: set[str] = set()
    for row in csv.DictReader(text.splitlines()):
        axis, category = row.get("axis", ""), row.get("category", "")
        if axis == "district":
            districts.append(row.get("district", ""))
        elif axis in shares and category and not row.get("district"):
            shares[axis][category] = float(row.get("value") or 0)
        elif axis == "attribute":
            attributes.add(str(category).partition("/")[0])
    return Margins(districts, shares, attributes)
