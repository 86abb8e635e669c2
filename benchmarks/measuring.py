"""How things are timed: children with their peak memory, samples with their noise, figures with their targets."""

import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


class ChildError(RuntimeError):
    """A measured command ended with an error."""


@dataclass(frozen=True)
class Child:
    """One finished command: wall seconds, peak resident memory, what it printed."""

    seconds: float
    peak_bytes: int
    output: str

    def json(self) -> dict[str, Any]:
        """The last line of the output as JSON."""
        value: dict[str, Any] = json.loads(self.output.strip().splitlines()[-1])
        return value


def run_child(command: Sequence[str | Path], *, environment: Mapping[str, str] | None = None) -> Child:
    """Run a command to its end; its peak memory is that of the process itself and its threads."""
    words = [str(word) for word in command]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(words, stdout=out, stderr=err, env={**os.environ, **(environment or {})})
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode:
            message = err.read().decode(errors="replace").strip() or out.read().decode(errors="replace").strip()
            raise ChildError(f"{' '.join(words)} ended with {process.returncode}:\n{message[-2000:]}")
        return Child(seconds, usage.ru_maxrss * 1024, out.read().decode())


@dataclass(frozen=True)
class Sample:
    """Repeated measurements of one quantity."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.values)

    @property
    def noise(self) -> float:
        """Half the range, as a share of the median; 0 for a single measurement."""
        return (max(self.values) - min(self.values)) / 2 / self.median if self.median else 0.0

    def scaled(self, factor: float) -> "Sample":
        """The same in another unit."""
        return Sample(tuple(value * factor for value in self.values))


def repeat(measure: Callable[[], float], times: int, *, warm: int = 0) -> Sample:
    """Measure so many times, after so many unmeasured ones."""
    for _ in range(warm):
        measure()
    return Sample(tuple(measure() for _ in range(times)))


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    section: str
    name: str
    value: float
    unit: str
    noise: float | None = None
    runs: int = 1
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is met; nothing where there is none."""
        if self.at_most is None and self.at_least is None:
            return None
        return (self.at_most is None or self.value <= self.at_most) and (
            self.at_least is None or self.value >= self.at_least
        )

    def as_dict(self) -> dict[str, Any]:
        """For the JSON file."""
        return {**asdict(self), "met": self.met}


@dataclass
class Figures:
    """The figures of a benchmark run, in the order they came."""

    lines: list[Figure] = field(default_factory=list)
    announce: Callable[[Figure], None] | None = None

    def add(self, section: str, name: str, value: float | Sample, unit: str, **more: Any) -> None:
        """Add a figure; a sample brings its noise and number of runs along."""
        if isinstance(value, Sample):
            noise = value.noise if len(value.values) > 1 else None
            figure = Figure(section, name, value.median, unit, noise, len(value.values), **more)
        else:
            figure = Figure(section, name, value, unit, **more)
        self.lines.append(figure)
        if self.announce:
            self.announce(figure)

    def find(self, section: str, name: str) -> Figure | None:
        """A figure by its place in the table."""
        return next((line for line in self.lines if (line.section, line.name) == (section, name)), None)


def format_number(value: float) -> str:
    """Three significant digits, thousands apart."""
    if value == 0 or abs(value) >= 1e15:
        return f"{value:g}"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    digits = 2 if abs(value) >= 10 else 3
    return f"{value:.{max(0, digits - len(str(int(abs(value)))) + 1)}f}" if abs(value) >= 1 else f"{value:.3g}"


def format_line(figure: Figure, width: int = 46) -> str:
    """One figure as one line of plain text."""
    noise = "" if figure.noise is None else f" ±{figure.noise:.0%} of {figure.runs}"
    target = ""
    if figure.at_most is not None:
        target = f"  at most {format_number(figure.at_most)}: {'met' if figure.met else 'MISSED'}"
    elif figure.at_least is not None:
        target = f"  at least {format_number(figure.at_least)}: {'met' if figure.met else 'MISSED'}"
    note = f"  ({figure.note})" if figure.note else ""
    return f"  {figure.name:<{width}} {format_number(figure.value):>12} {figure.unit}{noise}{target}{note}"


def format_table(figures: Iterable[Figure]) -> str:
    """All figures, section by section."""
    lines: list[str] = []
    section = ""
    for figure in figures:
        if figure.section != section:
            section = figure.section
            lines += ["", section]
        lines.append(format_line(figure))
    return "\n".join(lines).lstrip("\n")
