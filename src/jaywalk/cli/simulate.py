"""`jaywalk run`: a scenario in, a summary on stdout and a result folder out."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jaywalk.cli.progress import Style, announce, shown
from jaywalk.cli.starting import numba_without_scipy, uncollected
from jaywalk.cli.tables import print_json, print_table

if TYPE_CHECKING:
    from jaywalk.results.result import Result

_UNITS = {"": 1, "B": 1, "KIB": 1 << 10, "MIB": 1 << 20, "GIB": 1 << 30, "TIB": 1 << 40}
_UNITS |= {"KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def memory(text: str) -> int:
    """Bytes of '6GiB', '500 MB' or '1073741824'."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*", text)
    if match is None or match[2].upper() not in _UNITS:
        raise typer.BadParameter(f"{text!r} is no amount of memory; write 6GiB or 500MiB")
    return int(float(match[1]) * _UNITS[match[2].upper()])


def share(value: float) -> float:
    """A scale above 0 and at most 1."""
    if not 0 < value <= 1:
        raise typer.BadParameter(f"{value} is no share of the residents; write a number above 0 and at most 1")
    return value


def run(
    scenario: Annotated[str, typer.Argument(help="Name of a shipped scenario, or path of a YAML file.")],
    *,
    scale: Annotated[float, typer.Option(callback=share, help="Share of the residents to simulate.")] = 1.0,
    seed: Annotated[int, typer.Option(min=0, help="One seed, one result.")] = 1,
    replicate: Annotated[int, typer.Option(min=0, help="Which replicate of the seed.")] = 0,
    replicates: Annotated[int, typer.Option(min=1, max=1000, help="Run replicates 0 to N-1 of the seed.")] = 1,
    threads: Annotated[int | None, typer.Option(min=1, help="Threads; changes no number. [default: all]")] = None,
    worlds: Annotated[str | None, typer.Option(help="Worlds, comma-separated. [default: the scenario's]")] = None,
    sets: Annotated[
        list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change a value; may be repeated.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Result folder. [default: runs/NAME]")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace another Jaywalk result in --out.")] = False,
    progress: Annotated[Style, typer.Option(help="How to show progress, on stderr.")] = Style.AUTO,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the result folder.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
    memory_limit: Annotated[
        str | None, typer.Option(help="Most memory to use, such as 6GiB. [default: what is free]")
    ] = None,
    keep_states: Annotated[bool, typer.Option("--keep-states", help="Keep final states as Parquet.")] = False,
) -> None:
    """Simulate a scenario.

    All its worlds share every draw. Prints what happened and keeps a result folder, whole or not at all.
    """
    limit = None if memory_limit is None else memory(memory_limit)
    if replicate and replicates > 1:
        raise typer.BadParameter("say either --replicate or --replicates")
    chosen = None if worlds is None else [world.strip() for world in worlds.split(",") if world.strip()]

    with uncollected():
        numba_without_scipy()
        from jaywalk.results.running import estimate, execute, prepare

    for number in range(replicate, replicate + replicates):
        with shown(Style.NONE if quiet else progress) as tell:
            with uncollected():
                ready = prepare(
                    scenario,
                    scale=scale,
                    seed=seed,
                    replicate=number,
                    threads=threads,
                    worlds=chosen,
                    sets=sets or (),
                    progress=tell,
                )
            if not quiet:
                announce(progress, estimate(ready, memory_limit=limit, keep_states=keep_states))
            target = Path("runs") / ready.name if out is None else out
            if replicates > 1 and out is not None:
                target = out / f"replicate-{number:03d}"
            result = execute(
                ready, memory_limit=limit, out=target, replace=replace, keep_states=keep_states, progress=tell
            )
        if quiet:
            typer.echo(str(target))
        elif as_json:
            print_json({**result.summary().as_json(), "folder": str(target)})
        else:
            print_summary(result)
            typer.echo(f"\nResult: {target} (result_hash {result.result_hash[:16]})")


def print_summary(result: "Result") -> None:
    """The summary in words and its tables."""
    from jaywalk.results import prose

    summary = result.summary()
    typer.echo(prose.headline(summary))
    for paragraph in prose.paragraphs(summary):
        typer.echo(f"\n{paragraph}")
    tables = (
        ("Worlds: adults of 10,000 in an average week", prose.world_table(summary)),
        (f"Groups in '{summary.focus}': adults in an average week", prose.group_table(summary)),
        (f"Channels in '{summary.focus}': records over the run", prose.channel_table(summary)),
        ("Redress: records, appeals and decisions over the run", prose.redress_table(summary)),
        (f"True acts in '{summary.focus}' compared with '{summary.comparator}'", prose.acts_table(summary)),
        (
            "Official figure and truth: why recorded acts change from the first to the last months",
            prose.official_table(summary),
        ),
    )
    for title, rows in tables:
        if len(rows) > 1:
            typer.echo(f"\n{title}")
            print_table(rows)
    typer.echo(f"\n{prose.closing(summary)}")


def warm() -> None:
    """Compile the kernels now.

    The first run then need not wait. Does nothing when done already.
    """
    import platform
    import time

    import numba
    from numba.core import config

    from jaywalk.core.jit import kernel_hash
    from jaywalk.results.running import run as simulate

    done = Path(config.CACHE_DIR) / f"warm-numba-{numba.__version__}-python-{platform.python_version()}"
    if done.exists():
        typer.echo("Kernels are compiled.", err=True)
        return
    typer.echo(f"Compiling the kernels ({kernel_hash()}); this takes a minute or two, once ...", err=True)
    began = time.monotonic()
    simulate("village", scale=0.2)
    done.parent.mkdir(parents=True, exist_ok=True)
    done.touch()
    typer.echo(f"Kernels are compiled ({time.monotonic() - began:.0f} s).", err=True)
