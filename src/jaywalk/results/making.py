"""From what the engine hands back to a `Result`: labels on the axes, hashes, and a manifest."""

import functools
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

import jaywalk
from jaywalk.model.compile.digest import plan_hash
from jaywalk.model.quantities import Quantity
from jaywalk.results.cube import Cube, Labels
from jaywalk.results.groups import GROUPS
from jaywalk.results.hashes import ContentHash, result_hash, world_hashes
from jaywalk.results.manifest import (
    CodeFacts,
    HostFacts,
    LedgerFacts,
    Manifest,
    RunFacts,
    ScenarioFacts,
    SizeFacts,
    TimeFacts,
    WorldFacts,
)
from jaywalk.results.parts import MemoryParts
from jaywalk.results.result import Result
from jaywalk.results.summary import comparator_of
from jaywalk.scenario.people import FAMILIES

if TYPE_CHECKING:
    from jaywalk.engine.output import RunOutput

#: kinds of acts by their numbers in a plan
KINDS: Final = ("violation", "prosocial", "protected", "market")


@dataclass(frozen=True)
class Request:
    """What was asked for: everything that names a run besides the scenario's own content."""

    scenario: ScenarioFacts
    scenario_json: str
    ledger: LedgerFacts | None
    margins_hashes: Mapping[str, str]
    seed: int
    replicate: int
    scale: float
    threads: int | None
    command: str
    reckoned: Mapping[str, WorldFacts] = field(default_factory=dict)


def make_result(output: "RunOutput", request: Request) -> Result:
    """The `Result` of a finished run, in memory.

    Parameters
    ----------
    output
        What the engine hands back.
    request
        What was asked for.
    """
    cube = make_cube(output)
    worlds = world_hashes(cube, threads=request.threads)
    manifest = Manifest(
        name=run_name(request, cube.labels.worlds, output.plan.ceilings),
        scenario=request.scenario,
        ledger=request.ledger,
        run=RunFacts(
            seed=request.seed,
            replicate=request.replicate,
            scale=request.scale,
            worlds=cube.labels.worlds,
            comparator=comparator_of(cube.labels.worlds),
            margins_hashes=request.margins_hashes,
            slot_table=dict(output.plan.ceilings),
            past_weeks=int(output.plan.n_past),
            command=request.command,
        ),
        time=TimeFacts(start=str(cube.labels.weeks[0]), end=str(cube.labels.weeks[-1]), weeks=len(cube.labels.weeks)),
        size=SizeFacts(
            residents=int(cube.counts.sum()),
            adults=cube.adults_of(),
            districts=len(cube.labels.districts),
            quantities=len(cube.quantities),
            monthly_quantities=len(cube.monthly_quantities),
        ),
        code=CodeFacts(version=jaywalk.__version__, model_version=model_version(), plan_hash=plan_hash(output.plan)),
        host=HostFacts(
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            threads=request.threads,
            seconds={name: round(float(value), 3) for name, value in output.timings.items()},
            counts={name: int(value) for name, value in output.facts.items()},
            peak_memory_bytes=int(output.peak_memory),
        ),
        result_hash=result_hash(cube, output.exchange, worlds),
        world_hashes=worlds,
        reckoned=request.reckoned,
    )
    parts = MemoryParts(
        cube=cube,
        exchange=output.exchange,
        digests=np.asarray(output.digests),
        blocks=np.asarray(output.blocks),
        scenario=request.scenario_json,
        states=output.states,
    )
    return Result(manifest, parts)


def make_cube(output: "RunOutput") -> Cube:
    """The engine's counters with the names of their axes."""
    return Cube(
        labels=_labels(output),
        quantities=_named(output.quantities),
        monthly_quantities=_named(output.monthly_quantities),
        weekly=output.weekly,
        monthly=output.monthly,
        true_acts=output.true_acts,
        counts=np.asarray(output.counts, dtype=np.int64),
        acts=output.acts,
        acts_weeks=output.acts_weeks,
    )


def _labels(output: "RunOutput") -> Labels:
    plan = output.plan
    names = plan.names
    restricts = [bool(plan.restrictions >> m & 1) for m in range(len(names.measures))]
    return Labels(
        weeks=output.week_dates.astype("datetime64[D]"),
        months=output.month_dates.astype("datetime64[D]"),
        era=output.era.astype(np.int32),
        cities=names.cities,
        districts=names.districts,
        district_city=tuple(names.district_city),
        groups=GROUPS,
        worlds=names.worlds,
        acts=_dotted(names.acts),
        channels=names.channels,
        slots=_dotted(names.slots),
        slot_act=tuple(int(a) for a in plan.slot_act),
        slot_channel=tuple(int(c) for c in plan.slot_channel),
        restrictions=tuple(m for m, r in zip(names.measures, restricts, strict=True) if r),
        benefits=tuple(m for m, r in zip(names.measures, restricts, strict=True) if not r),
        lists=names.lists,
        tiers=names.tiers,
        modes=names.modes,
        markets=_dotted(names.markets),
        act_kind=tuple(KINDS[int(kind)] for kind in plan.act_kind),
        act_family=tuple((*FAMILIES, "market")[int(family)] for family in plan.act_family),
    )


def _dotted(names: Iterable[str]) -> tuple[str, ...]:
    """Names as netCDF allows them: ``jaywalking.street_cameras`` for an act and the channel that sees it."""
    return tuple(name.replace("/", ".") for name in names)


def _named(quantities: Iterable[Quantity]) -> tuple[Quantity, ...]:
    return tuple(replace(q, name=q.name.replace("/", ".")) for q in quantities)


@functools.cache
def model_version() -> str:
    """Hash of the sources that turn a scenario into numbers: residents, compile step, kernels, coordinator. 16 digits."""
    package = Path(jaywalk.__file__).parent
    digest = hashlib.blake2b(digest_size=8)
    for part in ("core", "population", "model", "engine"):
        for path in sorted((package / part).rglob("*.py")):
            digest.update(path.relative_to(package).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def run_name(request: Request, worlds: tuple[str, ...], slot_table: Mapping[str, Mapping[str, int]]) -> str:
    """The run's name: the scenario's, and eight digits over everything that decides a number of it."""
    content = ContentHash("run")
    content.text("scenario", request.scenario.hash)
    for city in sorted(request.margins_hashes):
        content.text(f"margins {city}", request.margins_hashes[city])
    content.text("model", model_version())
    content.text("draws", f"seed={request.seed} replicate={request.replicate} scale={request.scale!r}")
    content.text("worlds", "\n".join(worlds))
    content.text("slots", repr(sorted(slot_table.items())))
    return f"{request.scenario.id}-{content.hexdigest()[:8]}"
