"""Margins to strata to residents and households, in blocks: who lives in the synthetic city."""

from jaywalk.population.city import City
from jaywalk.population.district import BlockPeople, District
from jaywalk.population.margins import MarginsError

__all__ = ["BlockPeople", "City", "District", "MarginsError"]
