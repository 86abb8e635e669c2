"""Runs one scenario once in a process of its own and prints its figures as one JSON line.

A process of its own, because peak memory is a process's and never falls again. What is timed is what the run times
itself; estimating comes first, as it does for everybody.
"""

import argparse
import itertools
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import jaywalk
from jaywalk import engine
from jaywalk.results import running
from jaywalk.results.making import make_result


def folder_bytes(folder: Path) -> int:
    """What a folder's files take on disk."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def run_once(options: argparse.Namespace) -> dict[str, Any]:
    """One run from preparing to keeping, with what was estimated and what it took."""
    worlds = options.worlds.split(",") if options.worlds else None
    start = time.perf_counter()
    ready = running.prepare(
        options.scenario,
        scale=options.scale,
        seed=options.seed,
        threads=options.threads,
        worlds=worlds,
        sets=options.set,
    )
    prepared = time.perf_counter()
    estimate = running.estimate(ready)
    ends: list[float] = []

    def note_week(progress: engine.Progress) -> None:
        if progress.phase == "weeks":
            ends.append(time.perf_counter())

    output = engine.execute(ready.plan, ready.cities, engine.Options(threads=options.threads), note_week)
    result = make_result(output, ready.request)
    with tempfile.TemporaryDirectory() as folder:
        result.save(Path(folder) / "result")
        disk = folder_bytes(Path(folder))
    end = time.perf_counter()
    manifest = result.manifest
    return {
        "scenario": manifest.scenario.id,
        "scale": manifest.run.scale,
        "worlds": list(manifest.run.worlds),
        "residents": manifest.size.residents,
        "adults": manifest.size.adults,
        "weeks": manifest.time.weeks,
        "past_weeks": manifest.run.past_weeks,
        "threads": options.threads or os.cpu_count(),
        "layers": int(output.plan.layer_length.shape[0]),
        "facts": dict(output.facts),
        "seconds": dict(output.timings),
        "week_seconds": [round(end - start, 6) for start, end in itertools.pairwise(ends)],
        "prepare_seconds": prepared - start,
        "whole_seconds": end - start,
        "peak_memory_bytes": output.peak_memory,
        "disk_bytes": disk,
        "estimate": {name: getattr(estimate, name) for name in ("memory", "seconds", "disk")},
        "result_hash": manifest.result_hash,
    }


def repeated_seconds(scenario: str, times: int) -> list[float]:
    """Seconds of whole runs through the public call, in one process, the first left out."""
    seconds = []
    for _ in range(times + 1):
        start = time.perf_counter()
        jaywalk.run(scenario)
        seconds.append(time.perf_counter() - start)
    return seconds[1:]


def main() -> None:
    """Read the options, run, print."""
    parser = argparse.ArgumentParser(description="Run one scenario once and print its figures as JSON.")
    parser.add_argument("scenario")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--worlds")
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--in-process", type=int, help="instead: seconds of so many warm runs")
    options = parser.parse_args()
    if options.in_process:
        print(json.dumps({"seconds": repeated_seconds(options.scenario, options.in_process)}))
    else:
        print(json.dumps(run_once(options)))


if __name__ == "__main__":
    main()
