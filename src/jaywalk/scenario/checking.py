"""All checks of a scenario that its shape alone does not make."""

from collections.abc import Mapping

from jaywalk.scenario.problems import Problem
from jaywalk.scenario.reading import Node
from jaywalk.scenario.schema import Scenario


def check(scenario: Scenario, tree: Node, root: Node, kept: Mapping[str, list[int]]) -> list[Problem]:
    """Every mistake."""
    return []


def personal(root: Node) -> list[Problem]:
    """Anything that would describe a person."""
    return []


def resolve(scenario: Scenario) -> Scenario:
    """The scenario with inherited provenance written on each number."""
    return scenario
