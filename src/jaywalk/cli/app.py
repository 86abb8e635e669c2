"""The commands, put together, and what happens to errors that leave them."""

import os
import sys
from typing import Annotated

import typer

import jaywalk
from jaywalk.cli import kept, margins, scenarios, simulate
from jaywalk.cli.exits import Exit, exit_for

app = typer.Typer(
    name="jaywalk",
    help="Simulate social scoring on synthetic cities: who is restricted, who wrongly, and through which error.",
    no_args_is_help=True,
    # plain help starts in half the time of the framed one
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)

app.command("run")(simulate.run)
app.command("check")(scenarios.check)
app.command("sources")(scenarios.sources)
app.command("show")(scenarios.show)
app.command("schema")(scenarios.schema)
app.command("scenarios")(scenarios.list_scenarios)
app.command("new")(scenarios.new)
app.add_typer(margins.app, name="margins")
app.command("summary")(kept.summary)
app.command("export")(kept.export)
app.command("verify")(kept.verify)
app.command("cite")(kept.cite)
app.command("warm")(simulate.warm)


@app.command("version")
def version(
    *, full: Annotated[bool, typer.Option("--full", help="Also the model version and the libraries'.")] = False
) -> None:
    """Print the version."""
    typer.echo(f"jaywalk {jaywalk.__version__}")
    if full:
        from importlib.metadata import version as library

        from jaywalk.results.making import model_version

        typer.echo(f"model {model_version()}")
        for name in ("numpy", "numba", "xarray", "h5netcdf"):
            typer.echo(f"{name} {library(name)}")


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        # outside typer's own handling, so that every error ends in one place
        outcome = app(args=arguments, prog_name="jaywalk", standalone_mode=False)
        sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):
        return _interrupted()
    except (BrokenPipeError, SystemExit) as error:
        if isinstance(error, SystemExit) and error.code != 1:
            raise  # shell completion ends like this; typer exits with 1 when the reader went away
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is still buffered has nowhere to go
        return Exit.PIPE_CLOSED
    except typer.TyperException as error:
        show = getattr(error, "show", None)
        show() if callable(show) else typer.echo(str(error), err=True)
        return Exit.USAGE
    except Exception as error:  # told by its type below; what has no exit code is raised again
        code = exit_for(error)
        if code is None:
            raise
        if code is Exit.INTERRUPTED:
            return _interrupted()
        typer.echo(str(error), err=True)
        return code
    if outcome == Exit.INTERRUPTED:
        return _interrupted()
    return outcome if isinstance(outcome, int) else Exit.OK


def _interrupted() -> int:
    typer.echo("\nInterrupted; nothing half-written is left.", err=True)
    return Exit.INTERRUPTED
