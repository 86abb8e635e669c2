"""The scenario language: one YAML file is one whole experiment, refused if any part of it is wrong."""

from jaywalk.scenario.loading import load, loads, shipped, with_sets
from jaywalk.scenario.problems import Problem, ScenarioError
from jaywalk.scenario.schema import Scenario

__all__ = [
    "Problem",
    "Scenario",
    "ScenarioError",
    "load",
    "loads",
    "shipped",
    "with_sets",
]
