"""The driver: runs the sections asked for, prints a table, keeps everything as JSON.

All ratios come from one run on one machine. Repeated figures are medians with half their range as noise. Nothing heavy
is done in this process itself, because a child's peak memory starts from its parent's.
"""

import argparse
import datetime as dt
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.city_runs import (
    FULL,
    QUICK,
    compare_with_bounds,
    measure_commands,
    measure_sizes,
    measure_worlds,
)
from benchmarks.measuring import ChildError, Figures, format_line, format_table, run_child
from benchmarks.peer_runs import run_peers

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
SECTIONS = ("bounds", "peers", "commands", "sizes", "worlds")


def run_bounds(figures: Figures, *, quick: bool) -> dict[str, Any]:
    """The machine's bounds, in a process of their own."""
    command: list[str | Path] = [sys.executable, HERE / "bounds.py", "--json", *(["--quick"] if quick else [])]
    bounds = run_child(command).json()
    machine = bounds["machine"]
    section = f"Machine: {machine['processor']}, {machine['threads']} threads, Python {machine['python']}"
    figures.add(section, "copy, read and written", bounds["copy_bytes_per_second"] / 1e9, "GB/s")
    figures.add(section, "Philox words", bounds["philox_words_per_second"] / 1e9, "G/s")
    figures.add(section, "Philox calls by events", bounds["philox_calls_per_second"] / 1e6, "M/s")
    figures.add(section, "64-byte lines read, scattered", bounds["lines_read_per_second"] / 1e6, "M/s")
    figures.add(section, "64-byte lines updated, scattered", bounds["lines_updated_per_second"] / 1e6, "M/s")
    return bounds


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small sizes and few repeats: does it run, not how fast")
    parser.add_argument("--sections", default=",".join(SECTIONS), help=f"some of {','.join(SECTIONS)}")
    parser.add_argument("--repeats", type=int, help="how often each figure is measured")
    parser.add_argument("--out", type=Path, default=RESULTS / "latest.json", help="where the JSON goes")
    options = parser.parse_args()
    options.sections = [name for name in options.sections.split(",") if name]
    unknown = sorted(set(options.sections) - set(SECTIONS))
    if unknown:
        parser.error(f"no such section: {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    return options


def say(words: str) -> None:
    """Progress, apart from the table."""
    print(f"... {words}", file=sys.stderr, flush=True)


def main() -> None:
    """Run, print, keep; ends with 1 if a section failed."""
    options = parse()
    effort = QUICK if options.quick else FULL
    if options.repeats:
        effort = type(effort)(options.repeats, effort.scales, effort.scale_of_worlds)
    figures = Figures(announce=lambda figure: print(format_line(figure), file=sys.stderr, flush=True))
    sections: dict[str, Callable[[], Any]] = {
        "bounds": lambda: run_bounds(figures, quick=options.quick),
        "peers": lambda: run_peers(figures, repeats=effort.repeats, quick=options.quick, say=say),
        "commands": lambda: measure_commands(figures, effort, say),
        "sizes": lambda: measure_sizes(figures, effort, say),
        "worlds": lambda: measure_worlds(figures, effort, say),
    }
    started = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    raw: dict[str, Any] = {}
    failed: dict[str, str] = {}
    for name in options.sections:
        say(name)
        try:
            raw[name] = sections[name]()
        except ChildError as failure:
            failed[name] = str(failure)
            say(f"{name} failed: {failure}")
    if "bounds" in raw and "sizes" in raw:
        compare_with_bounds(figures, raw["bounds"], raw["sizes"])
    print(format_table(figures.lines))
    record = {
        "started": started,
        "quick": options.quick,
        "figures": [figure.as_dict() for figure in figures.lines],
        "failed": failed,
        "raw": raw,
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    say(f"kept in {options.out}")
    if failed:
        raise SystemExit(1)
