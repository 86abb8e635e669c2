"""Mistakes in a scenario: each with its place, all of them at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake (or warning).

    Parameters
    ----------
    file, line, column
        Where, counted from 1; line 0 where no line is to blame.
    path
        Which key, such as ``rules[0].through[0]``.
    message
        What is wrong.
    hint
        What may have been meant.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        # what is given on the command line is one line that everybody sees
        placed = self.line and not self.file.startswith("--set ")
        place = f"{self.file}:{self.line}:{self.column}: " if placed else f"{self.file}: "
        path = f"{self.path}: " if self.path else ""
        return f"{place}{path}{self.message}" + (f"; {self.hint}" if self.hint else "")


class ScenarioError(ValueError):
    """A scenario that is refused, with every mistake found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        count = len(self.problems)
        head = "1 mistake" if count == 1 else f"{count} mistakes"
        super().__init__("\n".join([f"{head}:", *map(str, self.problems)]))


def nearest(word: str, known: Iterable[str]) -> str:
    """Hint at the known name nearest to ``word``, or at all of them if they are few."""
    names = sorted(set(known))
    lower = {name.lower(): name for name in names}
    close = get_close_matches(word.lower(), list(lower), n=1, cutoff=0.6)
    if close:
        return f"did you mean '{lower[close[0]]}'?"
    if not names:
        return "none is defined"
    return f"known are {', '.join(names)}" if len(names) <= 12 else ""


def path_text(path: Sequence[str | int]) -> str:
    """Path as people write it: ``rules[0].through[0]``."""
    out = ""
    for step in path:
        out += f"[{step}]" if isinstance(step, int) else f".{step}" if out else step
    return out
