"""The numbers of a scenario as entries of the assumption ledger."""

from jaywalk.evidence.ledger import Entry, LedgerGrade
from jaywalk.evidence.register import Register
from jaywalk.scenario.problems import path_text
from jaywalk.scenario.quantities import Count, Duration, Factor, Points, Probability, Quantity, Rate, Spread
from jaywalk.scenario.reading import Node
from jaywalk.scenario.redress import Reviews
from jaywalk.scenario.schema import Scenario
from jaywalk.scenario.walking import leaves

UNITS: tuple[tuple[type[Quantity], str], ...] = (
    (Rate, "per person-year"),
    (Duration, "days"),
    (Points, "points"),
    (Spread, "points"),
    (Reviews, "per week"),
    (Count, ""),
    (Probability, ""),
    (Factor, ""),
)


def numbers(scenario: Scenario) -> list[Entry]:
    """Every number of a scenario with its provenance."""
    register = Register.packaged()
    out: list[Entry] = []
    for leaf in leaves(scenario):
        quantity = leaf.quantity
        node: Node = scenario.tree.find(leaf.path)
        key = (quantity.source if quantity.ROLE == "world" else quantity.reference or quantity.source) or ""
        grade, why = _grade(scenario, register, key)
        if leaf.path[0] == "worlds" or _is_what_if(scenario.tree, leaf.path):
            grade, why = "what-if", ""
        unit = next((unit for kind, unit in UNITS if isinstance(quantity, kind)), "")
        text = path_text(leaf.path)
        out.append(
            Entry(
                text,
                quantity.ROLE,
                quantity.value,
                unit,
                quantity.low,
                quantity.high,
                key,
                grade,
                quantity.why or why,
                node.file,
                node.line,
            )
        )
    return out


def _is_what_if(root: Node, path: tuple[str | int, ...]) -> bool:
    node = root
    for step in path:
        node = node.child(step) or node
        if node.what_if:
            return True
    inner = node.child("value")
    return inner is not None and inner.what_if


def _grade(scenario: Scenario, register: Register, key: str) -> tuple[LedgerGrade, str]:
    if key in scenario.evidence:
        entry = scenario.evidence[key]
        return entry.grade, entry.why or ""
    if key in register:
        row = register[key]
        return row.certainty, row.note
    return "assumed", ""
