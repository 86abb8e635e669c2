"""`jaywalk margins`: the published totals that residents are made from."""

from typing import Annotated

import typer

app = typer.Typer(help="City margins: published aggregate totals.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _group() -> None:
    """City margins: published aggregate totals."""


@app.command("check")
def check(
    margins: Annotated[str, typer.Argument(help="Name of shipped margins, or path of a CSV file.")],
    population: Annotated[int | None, typer.Option(min=1, help="Residents to scale to.")] = None,
) -> None:
    """Read margins, fit them, form every household, and say what came out."""
    from jaywalk.population import check_margins

    typer.echo(str(check_margins(margins, population)))
