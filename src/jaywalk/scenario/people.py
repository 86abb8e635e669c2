"""Who the residents are beyond the census: states they hold, how unlike they are, who takes part and knows."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StrictInt, model_validator

from jaywalk.scenario.quantities import Count, Factor, Id, Part, Probability, Section
from jaywalk.scenario.strata import bands, cells_of

Family = Literal["money", "traffic", "public_order", "civic", "voice"]
FAMILIES: tuple[Family, ...] = ("money", "traffic", "public_order", "civic", "voice")


class Attribute(Section):
    """A state held for good by a share of adults (a licence, an account): acts may ask for it.

    Either ``share``, or ``margin``: the name of a column of the cities' margins.
    """

    share: Probability | None = None
    margin: Id | None = None

    @model_validator(mode="after")
    def _one(self) -> "Attribute":
        if (self.share is None) == (self.margin is None):
            raise ValueError("an attribute has either a share or a margin")
        return self


def _eligible(raw: object) -> object:
    if raw == "all":
        return {}
    if isinstance(raw, str):
        return {"attribute": raw}
    if raw == {}:
        raise ValueError("say who is eligible, or 'all'")
    return raw


class Eligible(Part):
    """Which adults can do an act: all, holders of an attribute, an age range, one sex or residency."""

    attribute: Id | None = None
    age: str | None = None
    sex: Literal["female", "male"] | None = None
    residency: Literal["registered", "migrant"] | None = None

    @model_validator(mode="after")
    def _ages(self) -> "Eligible":
        if self.age is not None:
            bands(self.age)
        return self

    def cells(self) -> list[int]:
        """Cells of those who may be eligible (holding the attribute comes on top)."""
        ages = [band for band in (range(7) if self.age is None else bands(self.age)) if band > 0]
        sexes = range(2) if self.sex is None else [("female", "male").index(self.sex)]
        residencies = range(2) if self.residency is None else [("registered", "migrant").index(self.residency)]
        return cells_of(ages, sexes, residencies)


Eligibility = Annotated[Eligible, BeforeValidator(_eligible)]


class Families(Part):
    """One factor a family of acts."""

    money: Factor | None = None
    traffic: Factor | None = None
    public_order: Factor | None = None
    civic: Factor | None = None
    voice: Factor | None = None


class Heterogeneity(Section):
    """How unlike residents are: propensity g ~ Gamma(k, 1/k) per family, families joined by a Gaussian copula."""

    k: Factor
    families: Families = Field(default_factory=Families)
    copula: Probability

    def k_of(self, family: Family) -> float:
        """Shape of the family's propensity."""
        own: Factor | None = getattr(self.families, family)
        return (own or self.k).value


class Participation(Section):
    """Share of adults in the programme; only they have points and tiers."""

    share: Probability


class Awareness(Section):
    """Share of adults who know that the programme exists."""

    share: Probability


class LookAlikes(Section):
    """Resemblance: weights ~ Gamma(kappa, 1/kappa), and where in age the look-alikes are."""

    kappa: Factor
    own_band: Probability


class Gallery(Section):
    """The faces that cameras search: who is enrolled, and how alike they look."""

    enrolled: Probability
    size: Count | None = None
    look_alikes: LookAlikes


class NameGroup(Part):
    """Groups of ``size`` namesakes, which hold ``share`` of a class of sex and cohort."""

    size: Annotated[StrictInt, Field(ge=1, le=1_000_000)]
    share: Probability


class NameGroups(Section):
    """Namesakes: each class of the city, in a keyed order, is cut into runs of these sizes."""

    groups: list[NameGroup] = Field(min_length=1, max_length=16)
