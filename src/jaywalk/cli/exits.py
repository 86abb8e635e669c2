"""Exit codes, and which error ends with which: one message, no traceback, for everything that is not a defect."""

import sys
from enum import IntEnum


class Exit(IntEnum):
    """How a command ends. The table in ``docs/cli.md`` is held to this one by a test."""

    OK = 0
    DEFECT = 1
    USAGE = 2
    REFUSED = 3
    TOO_LARGE = 4
    UNREADABLE = 5
    OCCUPIED = 6
    TEST_FAILED = 7
    RUN_FAILED = 8
    INTERRUPTED = 130
    PIPE_CLOSED = 141


MEANING = {
    Exit.OK: "done",
    Exit.DEFECT: "a defect of Jaywalk: the traceback belongs in a report",
    Exit.USAGE: "the command or an option is not one that Jaywalk knows, or a value is impossible",
    Exit.REFUSED: "the scenario or a city's margins are refused: every mistake is printed with its line",
    Exit.TOO_LARGE: "the run does not fit the memory; the message says what would",
    Exit.UNREADABLE: "a result folder is no result, incomplete, damaged, or of a newer format",
    Exit.OCCUPIED: "something else is where the output was to go; nothing was written",
    Exit.TEST_FAILED: "a scenario's own test failed",
    Exit.RUN_FAILED: "the run stopped at one of its own safeguards (a ceiling, an overflow); nothing was written",
    Exit.INTERRUPTED: "Ctrl-C; nothing half-written is left",
    Exit.PIPE_CLOSED: "the reader of the output went away",
}


def exit_for(error: BaseException) -> Exit | None:
    """The exit code of a foreseen error, None for a defect.

    Looks only at modules that are loaded: an error's class cannot come from another.
    """
    classes = [
        ("jaywalk.scenario.problems", "ScenarioError", Exit.REFUSED),
        ("jaywalk.population.margins", "MarginsError", Exit.REFUSED),
        ("jaywalk.model.compile.limits", "CompileError", Exit.REFUSED),
        ("jaywalk.engine", "EstimateError", Exit.TOO_LARGE),
        ("jaywalk.engine", "RunFault", Exit.RUN_FAILED),
        ("jaywalk.engine", "Stopped", Exit.INTERRUPTED),
        ("jaywalk.results.errors", "OccupiedFolder", Exit.OCCUPIED),
        ("jaywalk.results.errors", "ResultError", Exit.UNREADABLE),
    ]
    for module, name, code in classes:
        known = getattr(sys.modules.get(module), name, None)
        if isinstance(known, type) and isinstance(error, known):
            return code
    return None
