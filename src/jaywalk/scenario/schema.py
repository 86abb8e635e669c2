"""The whole scenario, as a frozen model."""

from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, PrivateAttr, StrictBool, field_validator

from jaywalk.evidence.ledger import Entry
from jaywalk.scenario.acts import Act, Travel
from jaywalk.scenario.channels import Channel
from jaywalk.scenario.frame import BUILT_IN, CityEntry, Evidence, Step, Test, Time, World
from jaywalk.scenario.lives import Lives
from jaywalk.scenario.opinion import Opinion
from jaywalk.scenario.people import Attribute, Awareness, Gallery, Heterogeneity, NameGroups, Participation
from jaywalk.scenario.quantities import Dated, Id, Part, Points, week_of
from jaywalk.scenario.redress import Redress
from jaywalk.scenario.response import Response
from jaywalk.scenario.scoring import ListEntry, Measure, Proportion, Rule, Score

FORMAT = "jaywalk-scenario/1"
Axis = Literal["sex", "age", "residency", "income_fifth"]
AXES: tuple[Axis, ...] = ("sex", "age", "residency", "income_fifth")


class Label(Part):
    """Words that go wherever results appear."""

    what_if: StrictBool
    text: str = Field(min_length=1, max_length=400)


class Scenario(Part):
    """One programme in one or more cities: the whole experiment."""

    format: Literal["jaywalk-scenario/1"]
    title: str = Field(min_length=1, max_length=200)
    synthetic: StrictBool
    question: str | None = None
    note: str | None = None
    label: Label | None = None
    reference: str | None = None
    evidence: dict[Id, Evidence] = Field(default_factory=dict)

    cities: dict[Id, CityEntry] = Field(min_length=1, max_length=64)
    time: Time

    attributes: dict[Id, Attribute] = Field(default_factory=dict, max_length=64)
    heterogeneity: Heterogeneity
    participation: Participation | None = None
    awareness: Awareness | None = None
    gallery: Gallery | None = None
    names: NameGroups | None = None

    acts: dict[Id, Act] = Field(min_length=1, max_length=64)
    channels: dict[Id, Channel] = Field(min_length=1, max_length=64)
    travel: Travel | None = None

    coupling: Literal["none", "lists", "tiers"] = "tiers"
    score: Score | None = None
    rules: list[Rule] = Field(default_factory=list, max_length=200)
    tiers: dict[Id, Dated[Points]] = Field(default_factory=dict, max_length=15)
    lists: dict[Id, ListEntry] = Field(default_factory=dict, max_length=32)
    measures: dict[Id, Measure] = Field(default_factory=dict, max_length=32)
    proportion: Proportion | None = None
    redress: Redress | None = None
    response: Response | None = None
    lives: Lives | None = None
    opinion: Opinion | None = None

    rollout: list[Step] = Field(default_factory=list)
    worlds: dict[Id, World] = Field(default_factory=dict, max_length=7)
    run: list[Id] = Field(default_factory=lambda: list(BUILT_IN), min_length=1, max_length=8)
    groups: list[Axis] = Field(default_factory=lambda: list(AXES))
    tests: list[Test] = Field(default_factory=list, max_length=50)

    _name: str = PrivateAttr(default="")
    _hash: str = PrivateAttr(default="")
    _tree: Any = PrivateAttr(default=None)
    _folder: Path | None = PrivateAttr(default=None)
    _what_if: frozenset[str] = PrivateAttr(default=frozenset())
    _bases: tuple[Any, ...] = PrivateAttr(default=())

    @field_validator("synthetic")
    @classmethod
    def _synthetic(cls, value: bool) -> bool:
        if not value:
            raise ValueError(
                "must be true: Jaywalk simulates made-up residents and runs nothing that holds data on people"
            )
        return value

    @property
    def name(self) -> str:
        """Short name: the file's, without its ending."""
        return self._name

    @property
    def hash(self) -> str:
        """Content hash: of what the scenario says, not of how it is written."""
        return self._hash

    @property
    def tree(self) -> Any:
        """The nodes it was made of, each with its file and line."""
        return self._tree

    @property
    def folder(self) -> Path | None:
        """The folder of its file, where margins of its own lie; none for scenarios that come with the package."""
        return self._folder

    def margins(self, city: str) -> str:
        """Packaged name or path of a city's margins."""
        written = self.cities[city].margins
        if not written.endswith(".csv"):
            return written
        return str((self._folder or Path()) / written)

    @property
    def bases(self) -> tuple[Any, ...]:
        """Nodes, name and folder of each scenario it is built on, the first one first (see ``lineage``)."""
        return self._bases

    def bound(
        self,
        name: str,
        digest: str,
        tree: Any,
        folder: Path | None,
        what_if: frozenset[str],
        bases: tuple[Any, ...] = (),
    ) -> Self:
        """The same scenario, knowing its name, hash and origin."""
        new = self.model_copy()
        origin: dict[str, Any] = {"_name": name, "_hash": digest, "_tree": tree, "_folder": folder}
        origin |= {"_what_if": what_if, "_bases": bases}
        for attribute, value in origin.items():
            setattr(new, attribute, value)
        return new

    def with_set(self, assignment: str) -> "Scenario":
        """A new scenario with one patch ``PATH=VALUE`` applied; this one stays as it is."""
        from jaywalk.scenario.loading import with_sets

        return with_sets(self, [assignment])

    def numbers(self) -> list[Entry]:
        """Every number with its provenance, for the assumption ledger."""
        from jaywalk.scenario.provenance import numbers

        return numbers(self)

    @property
    def what_if_paths(self) -> frozenset[str]:
        """Paths of the values that ``--set`` or a world has put in place of the file's."""
        return self._what_if

    @property
    def tiers_low_to_high(self) -> tuple[str, ...]:
        """Tiers, the lowest first."""
        return tuple(sorted(self.tiers, key=lambda tier: self.tiers[tier].first.value))

    @property
    def active_channels(self) -> "dict[str, Channel]":
        """Channels that are not switched off."""
        return {name: channel for name, channel in self.channels.items() if channel.enabled}

    def rollout_week(self, city: str, district: str) -> int | None:
        """Absolute week in which the programme begins in a district, if it does."""
        weeks = [week_of(step.from_) for step in self.rollout if step.applies(city, district)]
        return min(weeks) if weeks else None
