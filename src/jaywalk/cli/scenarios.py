"""Commands on scenarios: check one, see its sources and its week, list them, begin one."""

from pathlib import Path
from typing import Annotated

import typer

from jaywalk.cli.exits import Exit
from jaywalk.cli.tables import as_records, print_json, print_table

Name = Annotated[str, typer.Argument(metavar="SCENARIO", help="Name of a shipped scenario, or path of a YAML file.")]
Sets = Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change a value; may be repeated.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def list_scenarios(*, as_json: AsJson = False) -> None:
    """List the scenarios that come with Jaywalk."""
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
    """Print the JSON Schema of scenario files, for editors."""
    from jaywalk.scenario.export import json_schema

    print_json(json_schema())


def new(path: Annotated[Path, typer.Argument(help="File to write.")]) -> None:
    """Write a commented template to start a scenario from."""
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
    """Check a scenario: every mistake at once, then the tests inside the file."""
    raise NotImplementedError


def sources(scenario: Name, *, sets: Sets = None, as_json: AsJson = False) -> None:
    """Print where every number of a scenario comes from, and how sure it is."""
    raise NotImplementedError


def show(scenario: Name, *, sets: Sets = None, as_json: AsJson = False) -> None:
    """Print a scenario's week: stages and draws, who sees what, what follows."""
    from jaywalk.results import week
    from jaywalk.scenario.loading import load

    loaded = load(scenario, sets=sets or ())
    tables = {
        "stages": ("The week, in this order", week.week_table()),
        "acts": ("Acts, and who sees them", week.acts_table(loaded)),
        "consequences": ("What follows", week.consequences_table(loaded)),
    }
    if as_json:
        print_json({key: as_records(rows) for key, (_, rows) in tables.items()})
        return
    for title, rows in tables.values():
        typer.echo(f"{title}\n")
        print_table(rows)
        typer.echo("")
