"""What sees acts: registers of agencies, devices (phones, apps, plates) and cameras, each with its errors."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Field, StrictBool, StrictInt

from jaywalk.scenario.quantities import (
    Dated,
    Decided,
    Duration,
    Id,
    Part,
    Probability,
    Quantity,
    Section,
    Switch,
    Term,
)

Target = Literal["face", "name", "class", "district", "household"]
Error = Literal["missed", "wrong_person", "phantoms", "visitors", "copies", "stale", "outside"]


class Wrong(NamedTuple):
    """One way in which a record goes to someone else."""

    name: str
    target: Target
    probability: Probability
    attributed: bool


def _spread(raw: object) -> object:
    return raw if isinstance(raw, Mapping) and "median" in raw else {"median": raw}


class Spell(Part):
    """A time that varies: lognormal with this median and 95th percentile; one number alone does not vary."""

    median: Duration
    p95: Duration | None = None


Delay = Annotated[Spell, BeforeValidator(_spread)]


def _coverage(raw: object) -> object:
    places = isinstance(raw, Mapping) and bool({"elsewhere", "districts", "cities", "follows"} & set(raw))
    return raw if places else {"elsewhere": raw}


class Places(Part):
    """A share that differs by place: in districts (``city/district`` where the name is not unique), cities, elsewhere."""

    elsewhere: Probability
    cities: dict[str, Probability] = Field(default_factory=dict)
    districts: dict[str, Probability] = Field(default_factory=dict)

    def at(self, city: str, district: str) -> Probability:
        """The share in a district."""
        for name, table in ((f"{city}/{district}", self.districts), (district, self.districts), (city, self.cities)):
            if name in table:
                return table[name]
        return self.elsewhere

    def all(self) -> list[Probability]:
        """Every share named."""
        return [self.elsewhere, *self.cities.values(), *self.districts.values()]


class Most(Quantity):
    """By which factor coverage may grow or shrink: a design number."""

    WHAT = "a factor"
    EXAMPLE = "4"
    ROLE = "design"
    LEAST = 1.0
    MOST = 8.0


class Follows(Section):
    """Cameras moved every so often to where they made most records: how far coverage goes along, within what bounds."""

    what: Literal["records"]
    over: Term
    strength: Decided
    most: Most


class Coverage(Places):
    """Share of a place that the channel covers; cameras may follow their own records."""

    follows: Follows | None = None


CoverageShare = Annotated[Coverage, BeforeValidator(_coverage)]


class FalsePositive(Probability):
    """False positive identification rate of a search, at a gallery of ``at`` people; ``by`` keeps the mean."""

    at: Annotated[StrictInt, Field(ge=2)]


class LinkageKey(Part):
    """A key that joins a record to a person: how often it is used, errs, or finds nobody."""

    share: Probability
    wrong: Probability
    missed: Probability


class RegisterIdentity(Section):
    """How a register finds the person: a mix of keys, and files that name the wrong holder."""

    keys: dict[Id, LinkageKey] = Field(default_factory=dict)
    missed: Probability | None = None
    previous_tenant: Probability | None = None
    household: Probability | None = None
    document: Probability | None = None
    outside: Probability | None = None
    right_too: StrictBool = False

    @property
    def namesake(self) -> float:
        """Probability that a record goes to a namesake: the keys' wrong shares, summed (phi)."""
        return sum(key.share.value * key.wrong.value for key in self.keys.values())

    @property
    def namesake_high(self) -> float:
        """The same at the upper ends of the ranges."""
        return min(1.0, sum(key.share.high * key.wrong.high for key in self.keys.values()))

    @property
    def miss(self) -> float:
        """Probability that the record finds nobody."""
        own = 0.0 if self.missed is None else self.missed.value
        return min(1.0, own + sum(key.share.value * key.missed.value for key in self.keys.values()))

    def wrongs(self) -> list[Wrong]:
        """Ways to the wrong person that name a probability outright (namesakes come from the keys)."""
        found: list[Wrong] = []
        table: tuple[tuple[str, Target], ...] = (
            ("previous_tenant", "district"),
            ("household", "household"),
            ("document", "class"),
        )
        for name, target in table:
            probability: Probability | None = getattr(self, name)
            if probability is not None:
                found.append(Wrong(name, target, probability, attributed=False))
        return found


class DeviceIdentity(Section):
    """How a device finds the person: through its registered owner, who need not be its user."""

    unreadable: Probability | None = None
    shared: Probability | None = None
    recycled: Probability | None = None
    crowd: Probability | None = None
    other_driver: Probability | None = None
    right_too: StrictBool = False

    @property
    def miss(self) -> float:
        """Probability that the record finds nobody."""
        return 0.0 if self.unreadable is None else self.unreadable.value

    def wrongs(self) -> list[Wrong]:
        """Ways to the wrong person: household owner, former or present holder of a number, car owner."""
        found: list[Wrong] = []
        table: tuple[tuple[str, Target, bool], ...] = (
            ("other_driver", "household", True),
            ("shared", "household", False),
            ("recycled", "district", False),
            ("crowd", "district", False),
        )
        for name, target, attributed in table:
            probability: Probability | None = getattr(self, name)
            if probability is not None:
                found.append(Wrong(name, target, probability, attributed))
        return found


class CameraIdentity(Section):
    """How a camera finds the person: one search of the gallery a sighting."""

    fpir: FalsePositive
    policy: Literal["fixed_threshold", "fixed_fpir"] = "fixed_threshold"
    miss: Probability
    wrong_first: Probability
    visitors: Probability
    phantoms: Probability


class _Channel(Switch):
    """What all kinds of channel have."""

    scope: Literal["city", "national"] = "city"
    coverage: Dated[CoverageShare] | None = None
    sees: dict[Id, Probability] = Field(min_length=1)
    delay: Delay
    copies: Probability | None = None
    copy_lag: Duration | None = None
    stale: Delay | None = None

    @property
    def follows(self) -> Follows | None:
        """How coverage follows records, if it does."""
        return None if self.coverage is None else self.coverage.values[-1].follows

    def covers(self, city: str, district: str, week: int) -> float:
        """Share of a district covered in an absolute week (1 where no coverage is stated, 0 before its first date)."""
        if not self.enabled:
            return 0.0
        if self.coverage is None:
            return 1.0
        places: Any = self.coverage.in_week(week)
        return 0.0 if places is None else float(places.at(city, district).value)


class Register(_Channel):
    """Files of an agency."""

    kind: Literal["register"]
    identity: RegisterIdentity


class After(Part):
    """Looks only where another channel found nobody."""

    channel: Id
    outcome: Literal["none"]


class Device(_Channel):
    """Phones, apps, number plates."""

    kind: Literal["device"]
    adoption: Probability | None = None
    owner_liability: Literal["error", "kept"] = "error"
    after: After | None = None
    identity: DeviceIdentity


class Camera(_Channel):
    """Cameras with face search."""

    kind: Literal["camera"]
    identity: CameraIdentity


Channel = Annotated[Register | Device | Camera, Field(discriminator="kind")]
