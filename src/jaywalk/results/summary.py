"""What a run says, as numbers: the arithmetic behind the printed summary and its JSON.

Everything is simulated residents of this run, averaged over its tallied weeks or added over them. Shares are
natural frequencies: so many of 10,000 adults.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from jaywalk.core.layout import ORIGINS
from jaywalk.results.cube import Cube
from jaywalk.results.groups import ALL, AXES
from jaywalk.results.lives import Cost, Response, Work, costs_of, response_of, work_of
from jaywalk.results.manifest import Manifest, WorldFacts
from jaywalk.results.official import Official, official_of
from jaywalk.results.opinion import Approval, approval_of
from jaywalk.results.redress import Contest, contest_of

#: built-in worlds that are references rather than the thing studied
REFERENCE_WORLDS: Final = ("none", "status_quo", "exact", "full_sight")

#: below so many events a rate from one run says little
FEW: Final = 30

KINDS: Final = ("wrong_someone_else", "wrong_nothing_happened", "wrong_misapplied")


@dataclass(frozen=True)
class Restricted:
    """Adults under restrictions, in one world and group. All but ``adults`` and the starts: residents in an average week.

    ``wrongly``: under a restriction that their own records do not carry. ``strictly``: nor would their acts that were
    seen and not identified. ``spared``: free of one that their own records carry.
    """

    adults: int
    restricted: float
    wrongly: float
    strictly: float
    spared: float
    starts: int
    wrongful_starts: int

    def per(self, value: float, base: int = 10_000) -> float:
        """``value`` residents as so many of ``base`` adults."""
        return value * base / self.adults if self.adults else 0.0


@dataclass(frozen=True)
class Benefit:
    """A benefit in one world: residents in an average week who have it, have it undue, and are denied it."""

    name: str
    in_force: float
    undue: float
    denied: float


@dataclass(frozen=True)
class Mode:
    """Refused trips by one mode of travel over the run, and how many of them wrongly."""

    name: str
    refused: int
    wrongly: int


@dataclass(frozen=True)
class Market:
    """Scarce places over the run: applications, places gained by priority, places others lost to it."""

    name: str
    applications: int
    gained: int
    displaced: int


@dataclass(frozen=True)
class ChannelRecords:
    """Records that one channel made over the run, by origin (own, copy, stray, outside, phantom, attributed)."""

    channel: str
    sightings: int
    missed: int
    records: Mapping[str, int]

    @property
    def on_the_wrong_person(self) -> int:
        """Records about a resident who was not the one seen."""
        return sum(self.records[o] for o in ("stray", "outside", "phantom"))


@dataclass(frozen=True)
class ActTruth:
    """Expected true acts of a run, and the own records made of them in one world."""

    act: str
    true_acts: float
    own_records: int


@dataclass(frozen=True)
class WorldSummary:
    """One world in numbers."""

    world: str
    everybody: Restricted
    kinds: Mapping[str, float]
    excess: float | None
    out_of_proportion: float
    touched: float
    benefits: tuple[Benefit, ...]
    modes: tuple[Mode, ...]
    markets: tuple[Market, ...]
    groups: Mapping[str, Restricted]
    channels: tuple[ChannelRecords, ...]
    acts: tuple[ActTruth, ...]
    redress: Contest | None = None
    response: Response | None = None
    work: Work | None = None
    costs: tuple[Cost, ...] = ()
    approval: Approval | None = None
    official: tuple[Official, ...] = ()


@dataclass(frozen=True)
class Summary:
    """A run in numbers; ``str()`` says it in words.

    Attributes
    ----------
    focus
        The world the summary is about: ``programme``, or the first world that is not a reference.
    comparator
        The world it is compared with, None where the run has none.
    """

    name: str
    title: str
    label: str | None
    what_if: bool
    axes: tuple[str, ...]
    warnings: tuple[str, ...]
    start: str
    end: str
    weeks: int
    residents: int
    scale: float
    focus: str
    comparator: str | None
    worlds: Mapping[str, WorldSummary]
    numbers: int
    by_grade: Mapping[str, int]
    result_hash: str
    command: str

    @property
    def assumed_share(self) -> float | None:
        """Share of the scenario's numbers that no source stands behind; None if the run kept no ledger."""
        return self.by_grade.get("assumed", 0) / self.numbers if self.numbers else None

    def as_json(self) -> dict[str, Any]:
        """The numbers as plain JSON values."""
        return {"format": "jaywalk-summary/1", **asdict(self), "assumed_share": self.assumed_share}

    def __str__(self) -> str:
        from jaywalk.results.prose import in_words

        return in_words(self)


def focus_world(worlds: tuple[str, ...]) -> str:
    """The world that a summary is about."""
    if "programme" in worlds:
        return "programme"
    own = [world for world in worlds if world not in REFERENCE_WORLDS]
    # without a programme of its own a scenario is about what there is anyway
    return own[0] if own else "status_quo" if "status_quo" in worlds else worlds[-1]


def comparator_of(worlds: tuple[str, ...]) -> str | None:
    """The world that others are compared with: ``status_quo`` before ``none``."""
    focus = focus_world(worlds)
    return next((world for world in ("status_quo", "none") if world in worlds and world != focus), None)


def summarise(manifest: Manifest, cube: Cube) -> Summary:
    """The summary of a run."""
    worlds = cube.labels.worlds
    ledger = manifest.ledger
    return Summary(
        name=manifest.name,
        title=manifest.scenario.title,
        label=manifest.scenario.label,
        what_if=manifest.scenario.what_if,
        axes=manifest.scenario.axes or tuple(AXES),
        warnings=manifest.scenario.warnings,
        start=manifest.time.start,
        end=manifest.time.end,
        weeks=manifest.time.weeks,
        residents=manifest.size.residents,
        scale=manifest.run.scale,
        focus=focus_world(worlds),
        comparator=manifest.run.comparator,
        worlds={
            world: _world(cube, world, manifest.run.comparator, manifest.reckoned.get(world, WorldFacts()))
            for world in worlds
        },
        numbers=ledger.numbers if ledger else 0,
        by_grade=dict(ledger.by_grade) if ledger else {},
        result_hash=manifest.result_hash,
        command=manifest.run.command,
    )


def _world(cube: Cube, world: str, comparator: str | None, facts: WorldFacts) -> WorldSummary:
    la = cube.labels
    return WorldSummary(
        world=world,
        everybody=_restricted(cube, world, ALL),
        kinds={kind: _mean(cube, kind, world) for kind in KINDS},
        excess=_mean(cube, "excess", world) if "exact" in la.worlds and world not in REFERENCE_WORLDS else None,
        out_of_proportion=_mean(cube, "out_of_proportion", world),
        touched=_mean(cube, "touched", world),
        benefits=tuple(
            Benefit(
                name,
                _mean(cube, f"in_force_{name}", world),
                _mean(cube, f"wrong_{name}", world),
                _mean(cube, f"missing_{name}", world),
            )
            for name in la.benefits
        ),
        modes=tuple(
            Mode(mode, _total(cube, f"refused_{mode}", world), _total(cube, f"wrongly_refused_{mode}", world))
            for mode in la.modes
        ),
        markets=tuple(
            Market(
                market,
                _total(cube, f"applications_{market}", world),
                _total(cube, f"gained_{market}", world),
                _total(cube, f"displaced_{market}", world),
            )
            for market in la.markets
        ),
        groups={group: _restricted(cube, world, group) for groups in AXES.values() for group in groups},
        channels=tuple(_channel(cube, world, number) for number in range(len(la.channels))),
        acts=tuple(_act(cube, world, number) for number in range(len(la.acts))),
        redress=contest_of(cube, world),
        response=response_of(cube, world, comparator),
        work=work_of(cube, world),
        costs=costs_of(cube, world, facts.costs),
        approval=approval_of(cube, world, facts.opinion),
        official=official_of(cube, world),
    )


def _restricted(cube: Cube, world: str, group: str) -> Restricted:
    return Restricted(
        adults=cube.adults_of(group),
        restricted=_mean(cube, "restricted", world, group),
        wrongly=_mean(cube, "wrongly_restricted", world, group),
        strictly=_mean(cube, "strictly_wrongly_restricted", world, group),
        spared=_mean(cube, "spared", world, group),
        starts=_total(cube, "restriction_starts", world, group),
        wrongful_starts=_total(cube, "wrongful_starts", world, group),
    )


def _channel(cube: Cube, world: str, number: int) -> ChannelRecords:
    la = cube.labels
    slots = [slot for slot, channel in zip(la.slots, la.slot_channel, strict=True) if channel == number]
    return ChannelRecords(
        channel=la.channels[number],
        sightings=sum(_monthly(cube, f"seen_{slot}", world) for slot in slots),
        missed=sum(_monthly(cube, f"missed_{slot}", world) for slot in slots),
        records={o: sum(_monthly(cube, f"made_{o}_{slot}", world) for slot in slots) for o in ORIGINS},
    )


def _act(cube: Cube, world: str, number: int) -> ActTruth:
    la = cube.labels
    rows = zip(la.slots, la.slot_act, la.slot_channel, strict=True)
    slots = [slot for slot, act, channel in rows if act == number and channel >= 0]
    return ActTruth(
        act=la.acts[number],
        true_acts=cube.acts_total(la.acts[number], world=world),
        own_records=sum(_monthly(cube, f"made_own_{slot}", world) for slot in slots),
    )


def _mean(cube: Cube, quantity: str, world: str, group: str = ALL) -> float:
    weeks = len(cube.labels.weeks)
    return int(cube.of(quantity, world=world, group=group).sum()) / weeks if weeks and cube.has(quantity) else 0.0


def _total(cube: Cube, quantity: str, world: str, group: str = ALL) -> int:
    return int(cube.of(quantity, world=world, group=group).sum()) if cube.has(quantity) else 0


def _monthly(cube: Cube, quantity: str, world: str) -> int:
    return cube.monthly_total(quantity, world=world) if cube.has_monthly(quantity) else 0
