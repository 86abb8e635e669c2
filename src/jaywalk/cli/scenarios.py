"""Commands on scenarios: check one, see its sources and its week, list them, begin one."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from jaywalk.cli.exits import Exit
from jaywalk.cli.tables import as_records, print_json, print_table

Name = Annotated[str, typer.Argument(metavar="SCENARIO", help="Name of a shipped scenario, or path of a YAML file.")]
Sets = Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change a value; may be repeated.")]


class Grade(StrEnum):
    """How sure a number is."""

    DOCUMENTED = "documented"
    RECALLED = "recalled"
    ASSUMED = "assumed"
    WHAT_IF = "what-if"


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def list_scenarios(*, as_json: AsJson = False) -> None:
    """List the shipped scenarios."""
    from jaywalk.scenario.loading import load, shipped

    rows = []
    for name in shipped():
        scenario = load(name)
        rows.append((name, "what-if" if scenario.label and scenario.label.what_if else "", scenario.title))
    if as_json:
        print_json([{"name": name, "what_if": bool(kind), "title": title} for name, kind, title in rows])
    else:
        print_table([("name", "kind", "title"), *rows])


def schema() -> None:
    """Print the JSON Schema of scenarios.

    For editors that complete and check YAML files.
    """
    from jaywalk.scenario.export import json_schema

    print_json(json_schema())


def new(path: Annotated[Path, typer.Argument(help="File to write.")]) -> None:
    """Write a template for a new scenario."""
    from jaywalk.scenario.template import template

    text = template(path.stem)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        typer.echo(f"{path} exists; nothing was written.", err=True)
        raise typer.Exit(Exit.OCCUPIED) from None
    typer.echo(f"{path} is ready to edit. Then: jaywalk check {path}")


def check(scenario: Name, *, sets: Sets = None, as_json: AsJson = False) -> None:
    """Check a scenario.

    Every mistake at once, each with its place; warnings where a number disagrees with the register row that it names,
    and of what rules on sanctions usually forbid; then the tests inside the file.
    """
    from jaywalk.model.expectations import run_expectations
    from jaywalk.scenario.check_register import register_warnings
    from jaywalk.scenario.check_rights import report_warnings
    from jaywalk.scenario.loading import load
    from jaywalk.scenario.worlds import ready_made, worlds_run

    loaded = load(scenario, sets=sets or ())
    warnings = [*register_warnings(loaded), *report_warnings(loaded)]
    verdicts = run_expectations(loaded)
    if as_json:
        tests = [{"name": v.name, "passed": v.passed, "message": v.message} for v in verdicts]
        said = [str(warning) for warning in warnings]
        print_json({"scenario": loaded.name, "hash": loaded.hash, "warnings": said, "tests": tests})
    else:
        for warning in warnings:
            typer.echo(f"Warning: {warning}", err=True)
        for verdict in verdicts:
            outcome = "passed" if verdict.passed else f"FAILED: {verdict.message}"
            typer.echo(f"{verdict.name}: {outcome}")
        count = f"{len(verdicts)} test{'s' * (len(verdicts) != 1)} of its own"
        typer.echo(f"{loaded.name}: no mistakes; {count}; scenario_hash {loaded.hash}")
        if asked := [world for world in loaded.worlds if world not in worlds_run(loaded)]:
            typer.echo(f"Worlds that run only if asked for with --worlds: {', '.join(asked)}")
        typer.echo(f"Ready-made for --worlds: {', '.join(ready_made(loaded))}")
    if not all(verdict.passed for verdict in verdicts):
        raise typer.Exit(Exit.TEST_FAILED)


def sources(
    scenario: Name,
    *,
    sets: Sets = None,
    grade: Annotated[list[Grade] | None, typer.Option(help="Only numbers of this grade; may be repeated.")] = None,
    as_json: AsJson = False,
) -> None:
    """Print where every number comes from.

    The assumption ledger: documented, recalled, assumed or a what-if, with ranges.
    """
    from dataclasses import asdict

    from jaywalk.evidence import ledger
    from jaywalk.scenario.loading import load

    entries = ledger(load(scenario, sets=sets or ()))
    shown = [entry for entry in entries if grade is None or entry.grade in {g.value for g in grade}]
    if as_json:
        print_json({"title": entries.title, "counts": entries.counts, "entries": [asdict(entry) for entry in shown]})
        return
    typer.echo(f"{entries.title}\n{entries.sentence()}\n")
    grades = list(entries.counts)
    counts = [("numbers", *grades)]
    for words, of_role in (
        ("decided by somebody", entries.counts_of("design")),
        ("how people and instruments are", entries.counts_of("world")),
    ):
        counts.append((words, *(str(of_role[g]) for g in grades)))
    print_table(counts)
    typer.echo("")
    rows = [("number", "value", "range", "unit", "grade", "source")]
    for entry in shown:
        ends = f"{entry.low:.4g} to {entry.high:.4g}" if entry.ranged else "-"
        rows.append((entry.path, f"{entry.value:.6g}", ends, entry.unit, entry.grade, entry.source or entry.why))
    print_table(rows)


def show(scenario: Name, *, sets: Sets = None, as_json: AsJson = False) -> None:
    """Print a scenario's week as tables.

    Stages with what each reads, writes and draws; who sees what; what follows.
    """
    from jaywalk.results import draws, week
    from jaywalk.scenario.loading import load

    loaded = load(scenario, sets=sets or ())
    tables = {
        "stages": ("The week, in this order", week.week_table()),
        "acts": ("Acts, and who sees them", week.acts_table(loaded)),
        "consequences": ("What follows", week.consequences_table(loaded)),
        "draws": ("What is drawn, how often, and at which address", draws.draws_table()),
    }
    if as_json:
        print_json({key: as_records(rows) for key, (_, rows) in tables.items()})
        return
    for title, rows in tables.values():
        typer.echo(f"{title}\n")
        print_table(rows)
        typer.echo("")
