"""A small made-up scenario and a city of stated counts, for tests of the compile step."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from jaywalk.model.compile import compile_plan
from jaywalk.model.plan import Plan
from jaywalk.scenario.loading import loads
from jaywalk.scenario.schema import Scenario

TEXT = """
format: jaywalk-scenario/1
title: Harbour
synthetic: true
reference: rules
evidence:
  rules: {kind: assumption, why: Made up for a test}
  guess: {kind: assumption, why: Made up for a test}
cities:
  harbour: {margins: village}
time: {start: 2027-01-06, end: 2028-01-02, past: {value: 52 weeks, source: guess, range: [0, 104]}}
attributes:
  driver: {share: {value: 0.5, range: [0.3, 0.6], source: guess, by: {sex: {male: 1.6}}}}
heterogeneity:
  k: {value: 0.7, range: [0.3, 1.5], source: guess}
  copula: {value: 0.2, range: [0, 0.5], source: guess}
participation: {share: {value: 0.9, range: [0.5, 1], source: guess}}
gallery:
  source: guess
  range: x/2..x2
  enrolled: 0.9
  look_alikes: {kappa: 0.3, own_band: 0.8}
names: {source: guess, range: x/2..x2, groups: [{size: 1, share: 0.4}, {size: 4, share: 0.4}, {size: 12, share: 0.2}]}
acts:
  default:
    {kind: violation, family: money, domain: debts, eligible: all, gravity: 3,
     rate: {value: 0.08 per person-year, range: x/2..x2, source: guess, by: {income_fifth: {lowest: 2, highest: 0.5}}}}
  red_light:
    {kind: violation, family: traffic, domain: traffic, eligible: driver,
     rate: {value: 3 per person-year, range: x/2..x2, source: guess, by: {age: {18-34: 1.3}}}}
  jaywalking:
    {kind: violation, family: public_order, domain: traffic, eligible: all, combine: first,
     rate: {value: 90 per person-year, range: x/2..x2, source: guess, by: {sex: {male: 1.2}}}}
  donation:
    {kind: prosocial, family: civic, domain: health, eligible: {age: 18-55},
     rate: {value: 0.3 per person-year, range: x/2..x2, source: guess}}
channels:
  court:
    kind: register
    scope: national
    source: guess
    range: x/2..x2
    sees: {default: 0.98}
    identity:
      keys: {id: {share: 0.8, wrong: 0, missed: 0}, name: {share: 0.2, wrong: 0.3, missed: 0.05}}
      outside: 0.5
      right_too: true
    delay: {median: 3 weeks, p95: 13 weeks}
    copies: 0.05
    stale: 14 days
  plates:
    kind: device
    source: guess
    range: x/2..x2
    sees: {red_light: 0.3}
    identity: {unreadable: 0.03, other_driver: 0.1}
    delay: 2 weeks
  cameras:
    kind: camera
    source: guess
    range: x/2..x2
    coverage:
      2027-01-04: {elsewhere: 0.1, districts: {old_town: 0.2}}
      2027-07-07: {elsewhere: 0.2, districts: {old_town: 0.4}}
    sees: {jaywalking: 0.1}
    identity:
      fpir: {value: 0.04, at: 1000, by: {sex: {female: 3}}}
      miss: 0.2
      wrong_first: 0.02
      visitors: 0.08
      phantoms: 0.02
    delay: {median: 3 days, p95: 21 days}
  phones:
    kind: device
    source: guess
    range: x/2..x2
    sees: {jaywalking: 0.3}
    after: {channel: cameras, outcome: none}
    identity: {shared: 0.1}
    delay: 1 week
  app:
    kind: device
    source: guess
    range: x/2..x2
    sees: {donation: 0.9}
    identity: {shared: 0.05, recycled: 0.02}
    delay: 1 week
travel:
  source: guess
  range: x/2..x2
  modes: {flight: {attempts: 2 per person-year, switched: 0.2}}
coupling: tiers
score: {start: 1000 points, floor: 0 points, ceiling: 1300 points, review: 13 weeks}
rules:
  - {id: R1, on: default, through: [court], effect: -30 points, expires: 104 weeks}
  - {id: R2, on: jaywalking, through: [cameras, phones], effect: {2027-01-04: -5 points, 2027-07-07: -10 points},
     cap: 60 points per year, expires: 104 weeks}
  - {id: R3, on: donation, through: [app], effect: 5 points, cap: 10 points per rolling year, expires: 52 weeks}
tiers: {A: 1010 points, B: 900 points, C: 0 points}
lists:
  debt:
    scope: national
    on: default
    through: [court]
    term: 104 weeks
    extend: {chance: {value: 0.35, range: [0.2, 0.5], source: guess}, by: 104 weeks}
    exit: {performed: {value: 0.1 per person-year, range: x/2..x2, source: guess}, removal: 3 working days}
    points: -150 points
measures:
  fast_track:
    kind: benefit
    for: {tier: A}
    domain: health
    places:
      applications: {value: 0.5 per person-year, range: x/2..x2, source: guess}
      eligible: all
      per_application: 0.3
      bonus: 0.2
      shut_out: [no_flights]
  no_flights: {kind: restriction, for: {list: debt}, domain: debts, blocks: [flight], severity: 3}
  deposits: {kind: restriction, for: {tier: C}, domain: debts}
rollout:
  - {from: 2027-03-01, where: {district: [old_town]}}
  - {from: 2027-07-07, where: all}
"""


@dataclass(frozen=True, eq=False)
class MadeDistrict:
    """A district of stated counts."""

    id: str
    number: int
    counts_full: NDArray[np.int64]

    @property
    def n_full(self) -> int:
        return int(self.counts_full.sum())


@dataclass(frozen=True, eq=False)
class MadeCity:
    """A city of stated counts."""

    id: str = "harbour"
    code: int = 7
    districts: Sequence[MadeDistrict] = ()
    shares: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)

    def attribute_share(self, name: str) -> NDArray[np.float64]:
        return self.shares[name]


def made_city(name: str = "harbour", code: int = 7) -> MadeCity:
    """Two districts of 140 uneven cells, some empty."""
    old = np.array([(7 * k * k + 3 * k) % 23 for k in range(140)], dtype=np.int64)
    new = np.array([(5 * k * k + 11) % 31 for k in range(140)], dtype=np.int64)
    return MadeCity(name, code, (MadeDistrict("old_town", 0, old), MadeDistrict("hills", 2, new)))


def made_scenario(*sets: str, text: str = TEXT) -> Scenario:
    """The scenario with patches."""
    return loads(text, name="harbour", sets=sets)


def made_plan(
    *sets: str, worlds: Sequence[str] | None = None, slot_table: Mapping[str, Mapping[str, int]] | None = None
) -> Plan:
    """Plan of the scenario with patches, for one made city."""
    return compile_plan(made_scenario(*sets), [made_city()], seed=3, worlds=worlds, slot_table=slot_table)


def total(values: NDArray[np.int64]) -> int:
    """Exact sum."""
    return sum(int(v) for v in values.ravel())


def per_year(rate: float) -> float:
    """Events a year of a rate in rate units."""
    return rate / 2**40 * 52.1775


def close(a: float, b: float, relative: float = 1e-6) -> bool:
    """Whether two numbers agree."""
    return math.isclose(a, b, rel_tol=relative)
