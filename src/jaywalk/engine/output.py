"""What the engine is asked for and what it hands back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jaywalk.model.plan import AGES, FIFTHS, RESIDENCIES, SEXES, Plan
from jaywalk.model.quantities import Quantity

GROUPS: Final = ("all", *SEXES, *AGES, *RESIDENCIES, *(f"income_{fifth}" for fifth in FIFTHS))


class RunFault(RuntimeError):  # noqa: N818 (a fault of the run, not of its input)
    """Something happened in a run that must never happen; its numbers would be wrong."""


class Stopped(RuntimeError):  # noqa: N818 (not an error: somebody asked for it)
    """The run was stopped from outside before its end."""


@dataclass(frozen=True)
class Progress:
    """How far a run is: ``done`` of ``total`` steps of a phase (``people``, ``past``, ``weeks``)."""

    phase: str
    done: int
    total: int


ProgressCallback = Callable[[Progress], None]


@dataclass(frozen=True)
class Options:
    """How to run, none of which changes a result.

    Parameters
    ----------
    threads
        Threads to use; None: as many as the machine has cores.
    memory_limit
        Bytes that the run may use; None: what the machine has free.
    block_size
        Residents of a block, at most 65,536.
    keep_states
        Keep every resident's final state.
    check
        Count all stocks again each week and compare (slow; for tests).
    """

    threads: int | None = None
    memory_limit: int | None = None
    block_size: int = 65536
    keep_states: bool = False
    check: bool = False


@dataclass(frozen=True, eq=False)
class RunOutput:
    """The counters of a finished run.

    Attributes
    ----------
    plan
        What was run.
    counts
        ``int64[ND, K]`` sampled residents by district and cell.
    week_dates
        ``datetime64[D][T]`` Mondays of the tallied weeks.
    month_dates
        ``datetime64[M][months]``.
    weekly
        ``int64[T, ND, G, W, Q]``, quantities in the order of ``quantities``.
    monthly
        ``int64[months, ND, G, W, QB]``.
    true_acts
        ``int64[E, ND, G, A]`` expected acts a week in units of 2**-24, the same in every world.
    era
        ``int64[T]`` era of each tallied week.
    digests
        ``uint64[blocks, W, n_weeks]``.
    blocks
        ``int64[blocks, 4]``: city, district, first serial number, last + 1.
    exchange
        Arrays that passed between blocks, by name.
    states
        Final states by block, if they were kept.
    acts
        ``int64[n, ND, G, W, A]`` expected acts a week in units of 2**-24, in each world, in the weeks in which they were
        summed: none where acts are the same in every world.
    acts_weeks
        ``int64[n]`` those weeks, counted from the first tallied one.
    timings
        Seconds by phase.
    peak_memory
        Largest resident size of the process in bytes.
    """

    plan: Plan
    counts: NDArray[np.int64]
    week_dates: NDArray[np.datetime64]
    month_dates: NDArray[np.datetime64]
    quantities: tuple[Quantity, ...]
    weekly: NDArray[np.int64]
    monthly_quantities: tuple[Quantity, ...]
    monthly: NDArray[np.int64]
    true_acts: NDArray[np.int64]
    era: NDArray[np.int64]
    digests: NDArray[np.uint64]
    blocks: NDArray[np.int64]
    exchange: dict[str, NDArray[np.generic]]
    timings: dict[str, float]
    peak_memory: int
    facts: dict[str, int] = field(default_factory=dict)
    states: list[dict[str, NDArray[np.generic]]] | None = None
    acts: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0, 0, 0, 0), np.int64))
    acts_weeks: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
