"""Worlds as scenarios: what each built-in or own world runs, with its patches applied."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from jaywalk.scenario.channels import Error
from jaywalk.scenario.frame import BUILT_IN
from jaywalk.scenario.loading import build
from jaywalk.scenario.patching import put
from jaywalk.scenario.problems import Problem, ScenarioError, nearest
from jaywalk.scenario.reading import Node
from jaywalk.scenario.schema import Scenario

IDENTITY_ERRORS: Final[frozenset[Error]] = frozenset(
    {"missed", "wrong_person", "phantoms", "visitors", "copies", "stale", "outside"}
)


@dataclass(frozen=True)
class WorldView:
    """One world, ready to compile.

    Parameters
    ----------
    name
        Its name in the run.
    base
        The built-in world it comes down to: ``none``, ``status_quo``, ``programme`` or ``exact``.
    scenario
        The scenario with what the world sets and leaves out; ``exact`` and ``status_quo`` use the programme's own.
    errors_off
        Kinds of error that do not happen in it (all of them in ``exact``).
    delay_weeks
        Weeks that every record comes later.
    """

    name: str
    base: str
    scenario: Scenario
    errors_off: frozenset[Error]
    delay_weeks: int


def world_view(scenario: Scenario, name: str) -> WorldView:
    """One world of a scenario.

    Parameters
    ----------
    scenario
        The scenario.
    name
        A built-in world or one of the scenario's own.
    """
    if name in BUILT_IN:
        return WorldView(name, name, scenario, IDENTITY_ERRORS if name == "exact" else frozenset(), 0)
    if name not in scenario.worlds:
        known = [*BUILT_IN, *scenario.worlds]
        raise ScenarioError([Problem(scenario.name, 0, 0, "worlds", f"'{name}' is not a world", nearest(name, known))])
    chain = [name]
    while scenario.worlds[chain[-1]].of in scenario.worlds:
        chain.append(scenario.worlds[chain[-1]].of)
    root: Node = scenario.tree
    errors: set[Error] = set()
    paths: set[str] = set(scenario.what_if_paths)
    delay = 0
    # the world built on comes first, so that the later may change what it set
    for world_name in reversed(chain):
        world = scenario.worlds[world_name]
        written = scenario.tree.find(("worlds", world_name, "set"))
        for path in world.set:
            node = written.child(path)
            root = put(root, path, node, node.file)
            paths.add(path)
        for table in ("channels", "rules", "lists", "measures"):
            for part in getattr(world.without, table):
                off = Node(False, *_place(scenario, world_name))
                root = put(root, f"{table}.{part}.enabled", off, off.file)
                paths.add(f"{table}.{part}.enabled")
        errors |= set(world.without.errors)
        delay += 0 if world.delay is None else world.delay.weeks
    base = scenario.worlds[chain[-1]].of
    if base == "exact":
        errors |= IDENTITY_ERRORS
    varied = scenario if root is scenario.tree else _rebuilt(root, scenario, name, frozenset(paths))
    return WorldView(name, base, varied, frozenset(errors), delay)


def _place(scenario: Scenario, world: str) -> tuple[str, int, int]:
    node: Node = scenario.tree.find(("worlds", world, "without"))
    return node.file, node.line, node.column


def _rebuilt(root: Node, scenario: Scenario, name: str, paths: frozenset[str]) -> Scenario:
    """Build the varied scenario; it has no worlds and no tests of its own."""
    if isinstance(root.value, dict):
        kept = {key: node for key, node in root.value.items() if key not in ("worlds", "tests", "run")}
        root = replace(root, value=kept)
    try:
        return build(root, f"{scenario.name}@{name}", scenario.folder, paths, lenient=True)
    except ScenarioError as error:
        raise ScenarioError(_renamed(error.problems, name)) from None


def _renamed(problems: Sequence[Problem], name: str) -> list[Problem]:
    return [replace(problem, message=f"in world '{name}': {problem.message}") for problem in problems]


def world_views(scenario: Scenario, names: Sequence[str] | None = None) -> list[WorldView]:
    """The worlds of a run, in order: those named, or the scenario's ``run`` and then its own."""
    if names is None:
        names = [*scenario.run, *(name for name in scenario.worlds if name not in scenario.run)]
    problems: list[Problem] = []
    views: list[WorldView] = []
    for name in names:
        try:
            views.append(world_view(scenario, name))
        except ScenarioError as error:
            problems.extend(error.problems)
    if problems:
        raise ScenarioError(problems)
    return views
