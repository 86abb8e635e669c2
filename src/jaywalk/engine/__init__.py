"""How a plan is run: blocks, the coordinator, threads, and what comes back."""

from jaywalk.engine.estimate import Estimate, EstimateError, estimate
from jaywalk.engine.output import Options, Progress, RunFault, RunOutput, Stopped
from jaywalk.engine.run import execute

__all__ = [
    "Estimate",
    "EstimateError",
    "Options",
    "Progress",
    "RunFault",
    "RunOutput",
    "Stopped",
    "estimate",
    "execute",
]
