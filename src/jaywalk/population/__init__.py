"""Margins to strata to residents and households, in blocks: who lives in the synthetic city."""

from jaywalk.population.city import City
from jaywalk.population.district import BlockPeople, District
from jaywalk.population.margins import Margins, MarginsError, read_margins
from jaywalk.population.report import MarginsReport, check_margins

__all__ = [
    "BlockPeople",
    "City",
    "District",
    "Margins",
    "MarginsError",
    "MarginsReport",
    "check_margins",
    "read_margins",
]
