"""Commands on a result folder: say it again, take it elsewhere, check it, cite it."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from jaywalk.cli.tables import print_json

Folder = Annotated[Path, typer.Argument(metavar="RUN", help="A result folder.")]


class Part(StrEnum):
    """Which counters to export."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    ACTS = "acts"


def summary(run: Folder, *, as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False) -> None:
    """Say a result again."""
    from jaywalk.cli.simulate import print_summary
    from jaywalk.results.result import Result

    result = Result.open(run)
    if as_json:
        print_json(result.summary().as_json())
    else:
        print_summary(result)


def export(
    run: Folder,
    *,
    csv: Annotated[Path, typer.Option("--csv", help="File to write; '-' is stdout.")],
    part: Annotated[Part, typer.Option(help="Which counters.")] = Part.WEEKLY,
    quantity: Annotated[list[str] | None, typer.Option(help="Only this quantity; may be repeated.")] = None,
    world: Annotated[list[str] | None, typer.Option(help="Only this world; may be repeated.")] = None,
    group: Annotated[list[str] | None, typer.Option(help="Only this group; may be repeated.")] = None,
) -> None:
    """Write counters as a CSV table.

    Long form: one row a date, district, group and world, one column a quantity.
    """
    import sys

    from jaywalk.results.export import write_csv
    from jaywalk.results.result import Result

    cube = Result.open(run).cube
    try:
        if str(csv) == "-":
            write_csv(sys.stdout, cube, part.value, quantities=quantity, worlds=world, groups=group)
        else:
            with csv.open("w", encoding="utf-8", newline="") as file:
                write_csv(file, cube, part.value, quantities=quantity, worlds=world, groups=group)
    except KeyError as error:
        raise typer.BadParameter(error.args[0]) from None


def verify(run: Folder) -> None:
    """Check a result to the last byte.

    Reads it whole and computes all its hashes again.
    """
    from jaywalk.results.result import Result

    result = Result.load(run)
    typer.echo(f"{run}: whole; result_hash {result.result_hash}")


def cite(run: Folder, *, bibtex: Annotated[bool, typer.Option("--bibtex", help="Print BibTeX.")] = False) -> None:
    """Print how to cite a result.

    With the command and the hash that reproduce it.
    """
    from jaywalk.results.citation import as_bibtex, as_text
    from jaywalk.results.manifest import read_manifest

    manifest = read_manifest(run)
    typer.echo(as_bibtex(manifest) if bibtex else as_text(manifest))
