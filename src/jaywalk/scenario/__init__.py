"""The scenario language: one YAML file is one whole experiment, refused if any part of it is wrong."""

from jaywalk.scenario.loading import load, loads, shipped, with_sets
from jaywalk.scenario.problems import Problem, ScenarioError
from jaywalk.scenario.schema import Scenario
from jaywalk.scenario.worlds import WorldView, world_view, world_views

__all__ = [
    "Problem",
    "Scenario",
    "ScenarioError",
    "WorldView",
    "load",
    "loads",
    "shipped",
    "with_sets",
    "world_view",
    "world_views",
]
