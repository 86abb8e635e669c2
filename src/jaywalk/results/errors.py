"""What can be wrong with a result folder or a run, each said in words that help."""

from pathlib import Path


class ResultError(Exception):
    """A result folder cannot be read or written. The message says which one, what is wrong, and what helps."""

    def __init__(self, folder: Path | str, problem: str, advice: str = "") -> None:
        self.folder = Path(folder)
        self.problem = problem
        self.advice = advice
        super().__init__(f"{folder}: {problem}" + (f" {advice}" if advice else ""))


class NotAResult(ResultError):  # noqa: N818 -- a statement about the folder, not a failure of the code
    """The folder is not a result of Jaywalk, or was never completed."""


class DamagedResult(ResultError):  # noqa: N818
    """A file of the result is missing or not what was written."""


class NewerFormat(ResultError):  # noqa: N818
    """The folder was written by a later version of Jaywalk."""


class OccupiedFolder(ResultError):  # noqa: N818
    """Something else is in the place where the result was to go."""
