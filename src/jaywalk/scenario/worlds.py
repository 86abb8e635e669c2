"""Worlds beside the built-in ones: a scenario's own, and those that are ready-made for every scenario."""

from dataclasses import replace
from typing import Final, get_args

from jaywalk.scenario.channels import Error
from jaywalk.scenario.frame import BUILT_IN, Without, World
from jaywalk.scenario.patching import put
from jaywalk.scenario.problems import Problem, ScenarioError
from jaywalk.scenario.reading import Node
from jaywalk.scenario.schema import Scenario

FULL_SIGHT: Final = "full_sight"  # everything that a channel can see at all, it sees
FULL_SIGHT_RESIDENTS: Final = 500_000  # at most: everybody has records then


def ready_made(scenario: Scenario) -> dict[str, World]:
    """Worlds that every scenario has beside the built-in ones and its own: without a channel, without a kind of error.

    ``full_sight`` leaves nothing out; what it sees is decided where the plan is made. A world of the file's own goes first.
    """
    worlds = {f"no_{name}": World(without=Without(channels=[name])) for name in scenario.active_channels}
    worlds |= {f"no_{error}": World(without=Without(errors=[error])) for error in get_args(Error)}
    worlds[FULL_SIGHT] = World()
    return {name: world for name, world in worlds.items() if name not in scenario.worlds}


def chain_of(scenario: Scenario, name: str) -> list[str]:
    """The own worlds that a world is built on, the first one first, itself last."""
    if name not in scenario.worlds:
        return []
    chain = [name]
    while (below := scenario.worlds[chain[-1]].of) in scenario.worlds and below not in chain:
        chain.append(below)
    return chain[::-1]


def base_of(scenario: Scenario, name: str) -> str:
    """The built-in world that a world comes down to."""
    if name in BUILT_IN:
        return name
    chain = chain_of(scenario, name)
    return scenario.worlds[chain[0]].of if chain else ready_made(scenario)[name].of


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
