"""Jaywalk's own figures: commands, sizes, worlds, stages, and the estimate against what was used."""

import itertools
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measuring import Figures, Sample, repeat, run_child

HERE = Path(__file__).resolve().parent
JAYWALK = Path(sys.executable).with_name("jaywalk")
GB = 1e9
YEAR = 52

Say = Callable[[str], None]


@dataclass(frozen=True)
class Effort:
    """How much is run."""

    repeats: int
    scales: tuple[float, ...]
    scale_of_worlds: float


FULL = Effort(repeats=3, scales=(0.01, 0.1, 1.0), scale_of_worlds=0.1)
QUICK = Effort(repeats=2, scales=(0.005, 0.02), scale_of_worlds=0.01)


def run_city(scenario: str, **options: str | float) -> dict[str, Any]:
    """One run in a process of its own; the process's peak memory goes along."""
    words: list[str | Path] = [sys.executable, HERE / "city_child.py", scenario]
    for name, value in options.items():
        for one in value.split("|") if isinstance(value, str) else [f"{value:g}"]:
            words += [f"--{name}", one]
    child = run_child(words)
    return {**child.json(), "process_peak_bytes": child.peak_bytes}


def measure_commands(figures: Figures, effort: Effort, say: Say) -> None:
    """What somebody at a terminal waits for, with everything compiled and in the file cache."""
    section = "Commands, warm"
    say("jaywalk --help")
    times = 3 * effort.repeats
    help_ = repeat(lambda: run_child([JAYWALK, "--help"]).seconds, times, warm=1)
    figures.add(section, "jaywalk --help", help_, "s", at_most=0.2)

    say("village")
    child = run_child([sys.executable, HERE / "city_child.py", "village", "--in-process", str(times)])
    figures.add(section, "village, in process", Sample(tuple(child.json()["seconds"])), "s", at_most=0.5)
    figures.add(section, "jaywalk run village", _command("village", times), "s", at_most=2.0)

    say("beijing, 1 %")
    seconds = _command("beijing", effort.repeats, "--scale", "0.01")
    figures.add(section, "jaywalk run beijing --scale 0.01", seconds, "s", at_most=5.0)


def _command(scenario: str, times: int, *options: str) -> Sample:
    def once() -> float:
        with tempfile.TemporaryDirectory() as folder:
            out = ["--out", str(Path(folder) / "result")]
            command: list[str | Path] = [JAYWALK, "run", scenario, *options, *out, "--quiet", "--progress", "none"]
            return run_child(command).seconds

    return repeat(once, times, warm=1)


def measure_sizes(figures: Figures, effort: Effort, say: Say) -> list[dict[str, Any]]:
    """The same city at several sizes: time and memory of each, and whether both grow in proportion."""
    runs: dict[float, list[dict[str, Any]]] = {}
    for _ in range(effort.repeats):
        for scale in effort.scales:
            say(f"beijing at scale {scale:g}")
            runs.setdefault(scale, []).append(run_city("beijing", scale=scale))
    for scale, several in runs.items():
        _size_figures(figures, several, full=scale == 1.0)
    _growth_figures(figures, runs)
    _week_figures(figures, runs[max(runs)])
    _stage_figures(figures, runs[max(runs)])
    _estimate_figures(figures, runs)
    return [run for several in runs.values() for run in several]


def _size_figures(figures: Figures, several: list[dict[str, Any]], *, full: bool) -> None:
    first = several[0]
    section = f"Beijing and Hangzhou, {first['residents']:,} residents, {len(first['worlds'])} worlds"
    tallied = Sample(tuple(run["seconds"]["tallied"] for run in several))
    peak = Sample(tuple(run["process_peak_bytes"] / GB for run in several))
    weeks = f"{first['weeks']} tallied weeks"
    figures.add(section, weeks, tallied, "s", at_most=60.0 if full else None)
    for name, words in (
        ("past", f"{first['past_weeks']} past weeks"),
        ("population", "population"),
        ("compile", "compile"),
    ):
        if name in first["seconds"]:
            figures.add(section, words, Sample(tuple(run["seconds"][name] for run in several)), "s")
    figures.add(section, "the whole process", Sample(tuple(run["whole_seconds"] for run in several)), "s")
    figures.add(section, "peak memory", peak, "GB", at_most=6.0 if full else None)
    figures.add(section, "result on disk", first["disk_bytes"] / 1e6, "MB")
    work = first["residents"] * first["weeks"]
    figures.add(section, "per resident-week", tallied.scaled(1e9 / work), "ns")
    figures.add(section, "per resident-week and world", tallied.scaled(1e9 / work / len(first["worlds"])), "ns")


def _growth_figures(figures: Figures, runs: Mapping[float, list[dict[str, Any]]]) -> None:
    """Cost of a further resident between neighbouring sizes: constant if time and memory grow in proportion."""
    section = "Growth with residents"
    scales = sorted(runs)
    for low, high in itertools.pairwise(scales):
        small, large = runs[low], runs[high]
        more = large[0]["residents"] - small[0]["residents"]
        name = f"{small[0]['residents']:,} to {large[0]['residents']:,} residents"
        seconds = _median(large, "tallied") - _median(small, "tallied")
        figures.add(section, f"time, {name}", seconds / more / large[0]["weeks"] * 1e9, "ns a resident-week")
        memory = _peak(large) - _peak(small)
        figures.add(section, f"memory, {name}", memory / more, "bytes a resident")


def _week_figures(figures: Figures, several: list[dict[str, Any]]) -> None:
    """What a typical week costs, year by year: constant once as many records expire as are made."""
    section = f"Growth with weeks, {several[0]['residents']:,} residents"
    weeks = [Sample(tuple(times)).median for times in zip(*(run["week_seconds"] for run in several), strict=True)]
    years = [weeks[first : first + YEAR] for first in range(0, len(weeks), YEAR)]
    costs = [Sample(tuple(year)).median for year in years if len(year) > YEAR // 2]
    for number, cost in enumerate(costs, 1):
        name = f"median week of tallied year {number}"
        figures.add(section, name, cost / several[0]["residents"] * 1e9, "ns a resident")
    if len(costs) > 1:
        figures.add(section, "last year / the one before", costs[-1] / costs[-2], "x")


def _stage_figures(figures: Figures, several: list[dict[str, Any]]) -> None:
    section = f"Stages, {several[0]['residents']:,} residents"
    names = [name for name in several[0]["seconds"] if name.startswith("stage_")]
    total = sum(_median(several, name) for name in names)
    for name in sorted(names, key=lambda name: -_median(several, name)):
        share = _median(several, name) / total if total else 0.0
        label = name.removeprefix("stage_").replace("_", " ")
        figures.add(section, label, 100 * share, "% of the stages' time")


def _estimate_figures(figures: Figures, runs: Mapping[float, list[dict[str, Any]]]) -> None:
    section = "Estimate against use"
    for scale, several in sorted(runs.items()):
        first = several[0]
        name = f"{first['residents']:,} residents"
        memory = first["estimate"]["memory"] / _peak(several)
        largest = scale == max(runs)
        figures.add(
            section,
            f"memory, {name}",
            abs(memory - 1) * 100,
            "% off",
            note="estimated too high" if memory > 1 else "estimated too low",
            at_most=15.0 if largest else None,
        )
        used = _median(several, "past") + _median(several, "tallied")
        if first["estimate"]["seconds"]:
            figures.add(section, f"seconds, {name}", first["estimate"]["seconds"] / used, "x of the weeks' seconds")
        if first["estimate"]["disk"]:
            figures.add(
                section, f"disk, {name}", first["estimate"]["disk"] / first["disk_bytes"], "x of what was written"
            )


def compare_with_bounds(figures: Figures, bounds: Mapping[str, Any], runs: list[dict[str, Any]]) -> None:
    """How long the largest run's work would take at each of the machine's bounds, as a share of its time."""
    largest = max(runs, key=lambda run: float(run["residents"]))
    several = [run for run in runs if run["residents"] == largest["residents"]]
    section = f"Shares of the bounds, {largest['residents']:,} residents, past weeks included"
    seconds = _median(several, "past") + _median(several, "tallied")
    gates = largest["residents"] * (largest["past_weeks"] + largest["weeks"]) * largest["layers"]
    facts = largest["facts"]
    touched = facts["hits"] + facts["judged"]
    for name, at_bound in (
        ("copy: gate thresholds read", 4 * gates / bounds["copy_bytes_per_second"]),
        ("generator: gate words", gates / bounds["philox_words_per_second"]),
        (
            "generator: at least a call a hit and a point",
            (facts["hits"] + facts["points"]) / bounds["philox_calls_per_second"],
        ),
        ("scattered lines: hits and judged residents", touched / bounds["lines_updated_per_second"]),
    ):
        figures.add(section, name, 100 * at_bound / seconds, "% of the weeks' time")
    weeks = largest["residents"] * (largest["past_weeks"] + largest["weeks"])
    for name in ("hits", "points", "judged"):
        figures.add(section, f"{name} a resident-week", facts[name] / weeks, "")


def measure_worlds(figures: Figures, effort: Effort, say: Say) -> list[dict[str, Any]]:
    """What each further world adds to a run that has the ones before it."""
    section = "Cost of each further world"
    names = ("none", "status_quo", "programme", "exact")
    before = 0.0
    runs = []
    for number in range(1, len(names) + 1):
        worlds = ",".join(names[:number])
        say(f"beijing, worlds {worlds}")
        several = [run_city("beijing", scale=effort.scale_of_worlds, worlds=worlds) for _ in range(effort.repeats)]
        seconds = _median(several, "tallied")
        if number == 1:
            figures.add(section, names[0], seconds, "s alone")
        else:
            figures.add(section, f"with {names[number - 1]}", seconds / before, "x the time of the worlds before it")
        before = seconds
        runs += several
    return runs


def _median(several: list[dict[str, Any]], name: str) -> float:
    return Sample(tuple(run["seconds"].get(name, 0.0) for run in several)).median


def _peak(several: list[dict[str, Any]]) -> float:
    return Sample(tuple(float(run["process_peak_bytes"]) for run in several)).median
