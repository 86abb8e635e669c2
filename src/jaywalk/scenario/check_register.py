"""Numbers that name a row of the register and say something else: warnings, never refusals.

A scenario may scale what was published, or multiply it with something else, and then its number rightly differs from
the row it came from. So only what can be compared is: a number with a source or reference of its own (or the one number
that a rule's or a list's reference is for), and a documented or recalled row with a figure in the same unit. A share
agrees with a row that gives the rest of it (found and missed).
"""

import re
from collections.abc import Iterator
from typing import Final

from jaywalk.evidence.register import Reference, Register
from jaywalk.scenario.problems import Problem, path_text
from jaywalk.scenario.quantities import Decided, Duration, Points, Probability, Quantity, Rate
from jaywalk.scenario.reading import Node
from jaywalk.scenario.schema import Scenario
from jaywalk.scenario.units import DAYS
from jaywalk.scenario.walking import Leaf, leaves

ROUNDING: Final = 0.01  # 104 weeks are the two years that 24 months are
A_YEAR: Final = re.compile(r"^(?:[\w ]+ )?per (?:person|adult|rider|driver)-year$")
A_SHARE: Final = re.compile(r"^(?:share|probability)(?: of .*)?$")


def register_warnings(scenario: Scenario) -> list[Problem]:
    """Each number of a scenario that disagrees with the register row it names, in its place."""
    found = [problem for leaf in leaves(scenario) for problem in _of_number(scenario, leaf)]
    for name, city in scenario.cities.items():
        row = Register.packaged().get(city.source or "")
        if city.population is not None and row is not None and row.unit == "persons":
            node = scenario.tree.find(("cities", name, "population"))
            found.extend(_told(node, ("cities", name, "population"), float(city.population), 1.0, row, ""))
    return sorted(set(found))


def compared(scenario: Scenario) -> int:
    """How many numbers can be held to a row."""
    return sum(_row(scenario, leaf) is not None for leaf in leaves(scenario))


def _of_number(scenario: Scenario, leaf: Leaf) -> Iterator[Problem]:
    row = _row(scenario, leaf)
    if row is not None:
        unit, one = _unit(leaf.quantity, row)
        node = scenario.tree.find(leaf.path)
        yield from _told(node, leaf.path, leaf.quantity.value, one, row, unit)


def _row(scenario: Scenario, leaf: Leaf) -> Reference | None:
    """The row that a number can be held to."""
    quantity = leaf.quantity
    key = quantity.source if quantity.ROLE == "world" else quantity.reference or quantity.source
    if key is None or key in scenario.evidence or not _means_it(scenario, leaf):
        return None
    row = Register.packaged().get(key)
    if row is None or row.certainty == "assumed" or row.number is None or not _unit(quantity, row)[1]:
        return None
    return row


def _means_it(scenario: Scenario, leaf: Leaf) -> bool:
    """Whether a source is this number's own, and the number is the file's, not a what-if."""
    path = leaf.path
    node: Node = scenario.tree.find(path)
    inner = node.child("value")
    if path[0] == "worlds" or node.what_if or (inner is not None and inner.what_if):
        return False
    if node.child("source") is not None or node.child("reference") is not None:
        return True
    # what a rule refers to is its effect, and a list its term
    if path[0] == "rules" and path[2] == "effect" and isinstance(path[1], int):
        return scenario.rules[path[1]].reference is not None
    return path[0] == "lists" and path[2] == "term" and scenario.lists[str(path[1])].reference is not None


def _unit(quantity: Quantity, row: Reference) -> tuple[str, float]:
    """The unit that a number and a row have in common, and how much one of the row's is in the number's; 0: none."""
    if isinstance(quantity, Rate):
        return "per person-year", float(A_YEAR.match(row.unit) is not None)
    if isinstance(quantity, (Probability, Decided)):
        return "", float(A_SHARE.match(row.unit) is not None)
    if isinstance(quantity, Duration):
        return "days", DAYS.get(row.unit, 0.0)
    if isinstance(quantity, Points):
        return "points", float(row.unit in ("points", "point"))
    return "", 0.0


def _told(
    node: Node, path: tuple[str | int, ...], value: float, one: float, row: Reference, unit: str
) -> Iterator[Problem]:
    number = row.number
    if number is None or row.certainty == "assumed":
        return
    low, high = (_end(text, number) * one for text in (row.low, row.high))
    low, high = min(low, number * one), max(high, number * one)
    share = A_SHARE.match(row.unit) is not None
    if _within(value, low, high) or (share and _within(1 - value, low, high)):
        return
    ends = f"{low:.10g}" if low == high else f"{low:.10g} to {high:.10g}"
    words = f"{value:.10g} {unit}".rstrip()
    yield node.problem(
        path_text(path),
        f"{words}, but '{row.key}' ({row.certainty}) says {ends} {unit}".rstrip(),
        "where it is derived from that, name evidence of its own that says how",
    )


def _end(text: str, number: float) -> float:
    try:
        return float(text)
    except ValueError:
        return number


def _within(value: float, low: float, high: float) -> bool:
    return low - ROUNDING * abs(low) <= value <= high + ROUNDING * abs(high)
