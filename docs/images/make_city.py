# ruff: noqa: INP001
"""Draws the README's figure from a run of the shipped what-if: ``city-light.svg`` and ``city-dark.svg``.

``python docs/images/make_city.py`` simulates a tenth of both cities, which takes a minute or two;
``--result FOLDER`` draws a result that is there already. The text is written by hand, so that no drawing library is
needed and the file stays small enough to read.
"""

import argparse
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import jaywalk

HERE = Path(__file__).resolve().parent
FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif"
WIDTH, HEIGHT = 860, 560
LEFT, RIGHT = 52, 664  # of the plots
UPPER, LOWER = (132, 302), (362, 492)  # top and bottom of each
ROLLOUTS = {"pilot": "Hangzhou", "core": "2 districts", "central": "6 districts", "all": "all 16"}


@dataclass(frozen=True)
class Theme:
    """Colours of one version."""

    name: str
    ground: str
    ink: str
    quiet: str
    grid: str
    worlds: dict[str, str]


THEMES = (
    Theme("light", "#ffffff", "#1f2328", "#59636e", "#d8dee4",
          {"programme": "#b3261e", "status_quo": "#57606a", "exact": "#0b6e8f"}),
    Theme("dark", "#0d1117", "#e6edf3", "#9aa4af", "#2b323b",
          {"programme": "#ff8a7a", "status_quo": "#a8b3be", "exact": "#5cc8e8"}),
)  # fmt: skip


@dataclass(frozen=True)
class Panel:
    """One plot: weekly numbers by world, of 10,000 adults."""

    title: str
    top: int
    bottom: int
    highest: float
    ticks: Sequence[float]
    lines: dict[str, NDArray[np.float64]]
    labels: dict[str, tuple[str, ...]]

    def y(self, value: float) -> float:
        """Where a value lies."""
        return self.bottom - (self.bottom - self.top) * value / self.highest


def of_ten_thousand(result: jaywalk.Result, quantity: str, world: str) -> NDArray[np.float64]:
    """A stock by week, of 10,000 adults of all districts."""
    everybody = result.dataset.sel(group="all").sum("district")
    shares = everybody[quantity].sel(world=world) / everybody["adults"] * 1e4
    return np.asarray(shares.values, np.float64)


def text(x: float, y: float, words: str, *, size: float, fill: str, anchor: str = "start", weight: int = 400) -> str:
    """One line of text."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}" '
        f'font-weight="{weight}">{words}</text>'
    )


def line(x1: float, y1: float, x2: float, y2: float, colour: str, extra: str = "") -> str:
    """One straight line."""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" {extra}/>'


def draw(result: jaywalk.Result, theme: Theme) -> str:
    """The whole figure as SVG."""
    scenario = jaywalk.load("beijing")
    weeks = result.dataset["week"].values.astype("datetime64[D]")
    days = (weeks - weeks[0]).astype(int)

    def x(date: np.datetime64 | dt.date) -> float:
        return LEFT + (RIGHT - LEFT) * int((np.datetime64(str(date), "D") - weeks[0]).astype(int)) / int(days[-1])

    size = result.manifest.size
    share = f"{result.manifest.run.scale:.0%}".replace("%", " %")
    first, last = weeks[0].astype(dt.date), weeks[-1].astype(dt.date)
    wrongly = {w: of_ten_thousand(result, "wrongly_restricted", w) for w in ("status_quo", "exact", "programme")}
    denied = {w: of_ten_thousand(result, "missing_gym_access", w) for w in ("exact", "programme")}
    upper = Panel(
        "Restricted, though nothing in their own records carries it", *UPPER,
        2.5, (0, 0.5, 1, 1.5, 2, 2.5), wrongly,
        {"programme": ("with the programme",), "status_quo": ("national lists alone,", "as they were anyway"),
         "exact": ("everyone identified", "without error: 0")},
    )  # fmt: skip
    lower = Panel(
        "Denied benefits that their own acts, as seen, had earned", *LOWER, 20, (0, 5, 10, 15, 20), denied,
        {"programme": ("with the programme",), "exact": ("everyone identified", "without error: 0")},
    )  # fmt: skip
    heading = "What if the announced Beijing programme had run?"
    described = f"{heading} Adults wrongly restricted, and denied benefits, week by week"
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} font-family="{FONT}" role="img">',
        f"<title>{described}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{theme.ground}"/>',
        text(24, 34, heading, size=20, fill=theme.ink, weight=650),
        text(24, 57, f"Of 10,000 adults, week by week, {first:%B %Y} to {last:%B %Y}: {size.residents:,} synthetic "
             f"residents ({share} of", size=13, fill=theme.quiet),
        text(24, 75, "Beijing and Hangzhou) live the same weeks in each world; all worlds share every random draw.",
             size=13, fill=theme.quiet),
    ]  # fmt: skip
    for step in scenario.rollout:
        at = x(step.from_)
        for top, bottom in (UPPER, LOWER):
            parts.append(line(at, top - 8, at, bottom, theme.quiet, 'stroke-dasharray="2 4" opacity=".8"'))
    for panel in (upper, lower):
        parts += plot(panel, theme, x, weeks)
    for step in scenario.rollout:
        words = ROLLOUTS.get(step.id or "", "")
        parts.append(text(x(step.from_) + 4, UPPER[0] - 2, words, size=11, fill=theme.quiet))
    for year in range(first.year + 1, last.year + 1):
        at = x(dt.date(year, 1, 1))
        parts.append(line(at, LOWER[1], at, LOWER[1] + 5, theme.quiet))
        parts.append(text(at, LOWER[1] + 20, str(year), size=12, fill=theme.quiet, anchor="middle"))
    parts += [
        text(24, HEIGHT - 22, "A what-if: the programme was announced, and nothing shows that it went live. "
             "Consequences of stated assumptions, not", size=11.5, fill=theme.quiet),
        text(24, HEIGHT - 6, f"observations of a city. Dashed: the programme begins there. Seed "
             f"{result.manifest.run.seed}.", size=11.5, fill=theme.quiet),
        "</svg>",
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def plot(panel: Panel, theme: Theme, x, weeks: NDArray[np.datetime64]) -> list[str]:  # type: ignore[no-untyped-def]
    """Axes, curves and their names of one panel."""
    parts = [text(24, panel.top - 18, panel.title, size=14, fill=theme.ink, weight=600)]
    for tick in panel.ticks:
        at = panel.y(tick)
        parts.append(line(LEFT, at, RIGHT, at, theme.grid if tick else theme.quiet))
        parts.append(text(LEFT - 8, at + 4, f"{tick:g}", size=12, fill=theme.quiet, anchor="end"))
    for world, values in panel.lines.items():
        if not values.any():
            points = f"{LEFT:.1f},{panel.y(0):.1f} {RIGHT:.1f},{panel.y(0):.1f}"
        else:
            points = " ".join(f"{x(week):.1f},{panel.y(value):.1f}" for week, value in zip(weeks, values, strict=True))
        width = 2.6 if world == "programme" else 2
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{theme.worlds[world]}" stroke-width="{width}" '
            'stroke-linejoin="round" stroke-linecap="round"/>'
        )
        middle = panel.y(float(values[-13:].mean()))
        words = panel.labels[world]
        for number, part in enumerate(words):
            at = middle + 4 + 15 * (number - (len(words) - 1) / 2)
            parts.append(text(RIGHT + 10, at, part, size=12, fill=theme.worlds[world], weight=600))
    return parts


def main() -> None:
    """Run or read, and write both versions."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--result", type=Path, help="a result folder of the scenario 'beijing'")
    given = parser.parse_args()
    if given.result:
        result = jaywalk.Result.load(given.result)
    else:
        result = jaywalk.run("beijing", scale=given.scale, seed=given.seed)
    for theme in THEMES:
        (HERE / f"city-{theme.name}.svg").write_text(draw(result, theme), encoding="utf-8")


if __name__ == "__main__":
    main()
