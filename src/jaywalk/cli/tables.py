"""Tables: aligned for a person at a terminal, tab-separated for a pipe, JSON when asked for."""

import json
import sys
from collections.abc import Sequence
from typing import Any

import typer

Row = Sequence[str]


def print_table(rows: Sequence[Row], *, title: str = "") -> None:
    """Print a header and rows: aligned if stdout is a terminal, tab-separated with raw numbers if not."""
    if not sys.stdout.isatty():
        for row in rows:
            typer.echo("\t".join(_raw(cell) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table

    header, *body = rows
    table = Table(title=title or None, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for number, name in enumerate(header):
        numeric = bool(body) and all(_is_number(row[number]) for row in body)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in body:
        table.add_row(*row)
    Console().print(table)


def as_records(rows: Sequence[Row]) -> list[dict[str, str]]:
    """A header and rows as one dictionary a row."""
    header, *body = rows
    return [dict(zip(header, row, strict=True)) for row in body]


def print_json(value: Any) -> None:
    """Print a value as indented JSON."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def _is_number(cell: str) -> bool:
    return cell in ("", "-") or _raw(cell).replace(".", "", 1).replace("e-", "", 1).lstrip("-").isdigit()


def _raw(cell: str) -> str:
    # thousands separators are for eyes
    bare = cell.replace(",", "")
    return bare if bare.isdigit() else cell.replace("\t", " ").replace("\n", " ")
