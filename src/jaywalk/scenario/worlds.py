"""A scenario's own worlds: what each sets must make a scenario that holds."""

from dataclasses import replace

from jaywalk.scenario.frame import BUILT_IN
from jaywalk.scenario.patching import put
from jaywalk.scenario.problems import Problem, ScenarioError
from jaywalk.scenario.reading import Node
from jaywalk.scenario.schema import Scenario


def chain_of(scenario: Scenario, name: str) -> list[str]:
    """The own worlds that a world is built on, the first one first, itself last."""
    chain = [name]
    while (below := scenario.worlds[chain[-1]].of) in scenario.worlds and below not in chain:
        chain.append(below)
    return chain[::-1]


def base_of(scenario: Scenario, name: str) -> str:
    """The built-in world that a world comes down to."""
    return name if name in BUILT_IN else scenario.worlds[chain_of(scenario, name)[0]].of


def worlds_run(scenario: Scenario) -> list[str]:
    """The worlds of a run that asks for none: those that ``run`` names, or the built-in ones and all of the file's own."""
    named = list(scenario.run)
    return named if "run" in scenario.model_fields_set else list(dict.fromkeys([*named, *scenario.worlds]))


def varied_nodes(scenario: Scenario, root: Node, name: str) -> Node:
    """The nodes of a scenario with what a world sets; neither worlds nor tests are left in it.

    Raises
    ------
    ScenarioError
        If a path is not there to be set.
    """
    problems: list[Problem] = []
    tree = root
    for step in chain_of(scenario, name):
        written = root.find(("worlds", step, "set"))
        for path in scenario.worlds[step].set:
            node = written.child(path)
            if node is None:
                continue
            try:
                tree = put(tree, path, node, node.file)
            except ScenarioError as error:
                problems.extend(error.problems)
    if problems:
        raise ScenarioError(problems)
    if isinstance(tree.value, dict):
        tree = replace(
            tree, value={key: node for key, node in tree.value.items() if key not in ("worlds", "tests", "run")}
        )
    return tree
