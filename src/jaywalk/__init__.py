"""Jaywalk: an open laboratory that simulates social scoring on synthetic cities.

Examples
--------
>>> import jaywalk
>>> result = jaywalk.run("village", seed=1)                                            # doctest: +SKIP
>>> print(result.summary())                                                            # doctest: +SKIP
>>> result.dataset["wrongly_restricted"].sel(world="programme", group="all").sum("district")  # doctest: +SKIP

Public names: `load` a scenario, `run` it, `Scenario`, `Result` (`Result.load` reads one), and the errors they raise.
Nothing here takes records of anybody and answers with points, a tier or a measure, and nothing will.
"""

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from jaywalk.results.errors import ResultError
    from jaywalk.results.result import Result
    from jaywalk.results.running import run, run_replicates
    from jaywalk.scenario.loading import load
    from jaywalk.scenario.problems import ScenarioError
    from jaywalk.scenario.schema import Scenario

__version__ = "0.1.0"

__all__ = ["Result", "ResultError", "Scenario", "ScenarioError", "__version__", "load", "run", "run_replicates"]

# imported when first used, so that `jaywalk --help` answers at once
_HOMES: Final = {
    "Result": "jaywalk.results.result",
    "ResultError": "jaywalk.results.errors",
    "Scenario": "jaywalk.scenario.schema",
    "ScenarioError": "jaywalk.scenario.problems",
    "load": "jaywalk.scenario.loading",
    "run": "jaywalk.results.running",
    "run_replicates": "jaywalk.results.running",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'jaywalk' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
