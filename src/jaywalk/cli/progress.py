"""Progress on stderr: a bar for a terminal, a plain line every ten seconds for a pipe, JSON lines for a program."""

import contextlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import typer

if TYPE_CHECKING:
    from jaywalk.engine import Estimate

Tell = Callable[[str, int, int], None]

EVERY_SECONDS: Final = 10.0
JSON_SECONDS: Final = 0.5

WORDS: Final = {
    "cities": "making the cities",
    "plan": "compiling the scenario",
    "people": "making the residents",
    "past": "past weeks (untallied)",
    "weeks": "weeks",
    "keep": "writing the result",
}


class Style(StrEnum):
    """How progress is shown."""

    AUTO = "auto"
    BAR = "bar"
    PLAIN = "plain"
    JSON = "json"
    NONE = "none"


@contextlib.contextmanager
def shown(style: Style) -> Iterator[Tell | None]:
    """Something to tell progress to, in the given style; None shows nothing."""
    if style is Style.AUTO:
        style = Style.BAR if sys.stderr.isatty() else Style.PLAIN
    if style is Style.BAR:
        with _bar() as tell:
            yield tell
    elif style is Style.PLAIN:
        yield _Plain()
    elif style is Style.JSON:
        yield _Json()
    else:
        yield None


def announce(style: Style, expected: "Estimate") -> None:
    """Say before a run what it will need."""
    if style is Style.JSON:
        needs = {"memory": expected.memory, "seconds": round(expected.seconds, 1), "disk": expected.disk}
        typer.echo(json.dumps({"stage": "estimate", "residents": expected.residents, **needs}), err=True)
    elif style is not Style.NONE:
        typer.echo(
            f"{expected.residents:,} residents: about {_bytes(expected.memory)} of memory, {expected.seconds:.0f} s, "
            f"up to {_bytes(expected.disk)} on disk.",
            err=True,
        )


def _bytes(number: int) -> str:
    return f"{number / (1 << 30):.1f} GiB" if number >= 1 << 30 else f"{max(number >> 20, 1)} MiB"


@contextlib.contextmanager
def _bar() -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskID,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as progress:
        tasks: dict[str, TaskID] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(WORDS.get(stage, stage), total=total)
            progress.update(tasks[stage], completed=done, total=total)

        yield tell


class _Plain:
    """One line when a stage begins to take long, then one every ten seconds."""

    def __init__(self) -> None:
        self._began = self._last = time.monotonic()

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._last < EVERY_SECONDS:
            return
        self._last = now
        typer.echo(f"{WORDS.get(stage, stage)}: {done} of {total}, {now - self._began:.0f} s", err=True)


class _Json:
    """One object a line: stage, done, total, seconds. Ends of stages are always told."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._last = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if done < total and now - self._last < JSON_SECONDS:
            return
        self._last = now
        said = {"stage": stage, "done": done, "total": total, "seconds": round(now - self._began, 3)}
        typer.echo(json.dumps(said), err=True)
