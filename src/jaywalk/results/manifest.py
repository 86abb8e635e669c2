"""The manifest: what a result is, how it was made, and how to make it again.

`manifest.json` is written last and holds the size and hash of every other file, so a folder with a readable
manifest is a whole one. Format versions count up when a reader of the old version would misread the new one;
`MIGRATIONS` turns an older manifest into the current one step by step, and a newer one is refused.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from jaywalk.results.errors import DamagedResult, NewerFormat, NotAResult

FORMAT: Final = "jaywalk-result"
FORMAT_VERSION: Final = 1
MANIFEST_NAME: Final = "manifest.json"

#: version -> how a manifest of that version becomes one of the next
MIGRATIONS: Final[dict[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ScenarioFacts(_Part):
    """The scenario as it ran. ``label`` goes wherever results appear; ``axes`` are the reporting axes it asks for."""

    id: str
    title: str
    what_if: bool = False
    label: str | None = None
    question: str | None = None
    axes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    hash: str


class LedgerFacts(_Part):
    """How the numbers of the scenario are known: counts by grade (documented, recalled, assumed, what-if ...)."""

    numbers: int
    by_grade: Mapping[str, int]

    def share(self, grade: str) -> float:
        """Share of all numbers that have ``grade``."""
        return self.by_grade.get(grade, 0) / self.numbers if self.numbers else 0.0


class RunFacts(_Part):
    """What was asked for."""

    seed: int
    replicate: int
    scale: float
    worlds: tuple[str, ...]
    comparator: str | None
    margins_hashes: Mapping[str, str]
    slot_table: Mapping[str, Mapping[str, int]]
    past_weeks: int
    command: str


class TimeFacts(_Part):
    """Dates are Mondays of the first and last tallied week."""

    start: str
    end: str
    weeks: int


class SizeFacts(_Part):
    """Simulated people and the shape of the cube."""

    residents: int
    adults: int
    districts: int
    quantities: int
    monthly_quantities: int


class CodeFacts(_Part):
    """Which Jaywalk made it. ``model_version`` changes only with the rules of the model and its kernels."""

    version: str
    model_version: str
    plan_hash: str


class HostFacts(_Part):
    """How it went on this machine; enters no hash.

    ``counts``: points drawn on the axis of opportunities, those within a world's reach (``hits``), residents judged,
    and records that found nobody to go to (``undealt``).
    """

    created: str
    threads: int | None
    seconds: Mapping[str, float]
    counts: Mapping[str, int] = {}
    peak_memory_bytes: int


class ShockFacts(_Part):
    """News that reaches a share of residents in the week of a day: its size on the logit, and the weeks it fades over."""

    on: str
    size: float
    reach: float
    fades_over: float


class OpinionFacts(_Part):
    """Approval to begin with as a share, effects on its logit, and the share of those against who say they approve."""

    approval: float
    own: float = 0.0
    household: float = 0.0
    falsification: float = 0.0
    falsification_range: tuple[float, float] = (0.0, 0.0)
    shocks: tuple[ShockFacts, ...] = ()


class CostFacts(_Part):
    """What a restriction costs each person under it: yuan held as long as it applies, and yuan each week."""

    deposit: float = 0.0
    fee: float = 0.0


class WorldFacts(_Part):
    """Numbers of a world's scenario that its counters are reckoned with after the run."""

    opinion: OpinionFacts | None = None
    costs: Mapping[str, CostFacts] = {}


class FileFacts(_Part):
    """Size and BLAKE2b-128 of a file."""

    bytes: int
    hash: str


class Manifest(_Part):
    """Everything about a result but its numbers."""

    format: Literal["jaywalk-result"] = FORMAT
    format_version: int = FORMAT_VERSION
    complete: Literal[True] = True
    name: str
    scenario: ScenarioFacts
    ledger: LedgerFacts | None
    run: RunFacts
    time: TimeFacts
    size: SizeFacts
    code: CodeFacts
    host: HostFacts
    result_hash: str
    world_hashes: Mapping[str, str]
    reckoned: Mapping[str, WorldFacts] = {}
    files: Mapping[str, FileFacts] = {}

    def attributes(self) -> dict[str, str]:
        """What every dataset made of the run says about itself, the scenario's label first of all."""
        facts = self.scenario
        attributes = {"title": facts.title, "run": self.name, "result_hash": self.result_hash}
        if facts.label:
            attributes["label"] = f"what-if: {facts.label}" if facts.what_if else facts.label
        return attributes


def read_manifest(folder: Path) -> Manifest:
    """Read a folder's manifest.

    Raises
    ------
    NotAResult
        There is no folder, no manifest, or it is another program's.
    NewerFormat
        A later version of Jaywalk wrote it.
    DamagedResult
        The manifest is cut short or does not say what it must.
    """
    if not folder.is_dir():
        raise NotAResult(
            folder, "there is no such folder.", "A result is the folder that `jaywalk run` names at its end."
        )
    path = folder / MANIFEST_NAME
    if not path.is_file():
        raise NotAResult(folder, f"has no {MANIFEST_NAME}: not a Jaywalk result, or never completed.", "Run it again.")
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as err:
        raise DamagedResult(folder, f"{MANIFEST_NAME} cannot be read ({err}).", "Run it again.") from None
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise NotAResult(folder, f"{MANIFEST_NAME} is not that of a Jaywalk result.")
    version = raw.get("format_version")
    if not isinstance(version, int) or version < 1:
        raise DamagedResult(folder, f"{MANIFEST_NAME} names no format version.", "Run it again.")
    if version > FORMAT_VERSION:
        raise NewerFormat(
            folder,
            f"is in result format {version}; this Jaywalk reads up to {FORMAT_VERSION}.",
            "Install the Jaywalk that wrote it, or a later one.",
        )
    if raw.get("complete") is not True:
        raise NotAResult(folder, "was never completed.", "Run it again.")
    for step in range(version, FORMAT_VERSION):
        raw = MIGRATIONS[step](raw)
    try:
        return Manifest.model_validate(raw)
    except ValidationError as err:
        first = err.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise DamagedResult(folder, f"{MANIFEST_NAME}: {where}: {first['msg'].lower()}.", "Run it again.") from None


def manifest_text(manifest: Manifest) -> str:
    """The manifest as it is written: indented JSON, keys in the order of this page."""
    return json.dumps(manifest.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"
