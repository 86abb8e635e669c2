"""A world in which every record comes a week later is the programme a week later, where nothing else has a date."""

import numpy as np
import pytest

from jaywalk.engine import RunOutput
from jaywalk.scenario.loading import loads
from promises.towns import Town, compiled, monthly, weekly

# one act a channel, points that run from the record, no review that could fall between: all that counts is when records come
TEXT = """
format: jaywalk-scenario/1
title: Undated
synthetic: true
reference: rules
evidence:
  rules: {kind: assumption, why: Made up for a test}
  guess: {kind: assumption, why: Made up for a test}
cities: {village: {margins: village}}
time: {start: 2027-01-04, end: 2027-12-26, past: none}
heterogeneity: {source: guess, range: x/2..x2, k: 0.7, copula: 0.2}
gallery: {source: guess, range: x/2..x2, enrolled: 0.7, look_alikes: {kappa: 0.3, own_band: 0.8}}
names: {source: guess, range: x/2..x2, groups: [{size: 1, share: 0.4}, {size: 9, share: 0.6}]}
acts:
  default: {kind: violation, family: money, eligible: all, rate: {value: 1 per person-year, range: x/2..x2, source: guess}}
  crossing:
    {kind: violation, family: public_order, eligible: all, rate: {value: 4 per person-year, range: x/2..x2, source: guess}}
  donation: {kind: prosocial, family: civic, eligible: all, rate: {value: 2 per person-year, range: x/2..x2, source: guess}}
channels:
  court:
    kind: register
    source: guess
    range: x/2..x2
    scope: national
    sees: {default: 0.5}
    identity:
      keys: {number: {share: 0.5, wrong: 0, missed: 0.1}, name: {share: 0.5, wrong: 0.4, missed: 0.1}}
      outside: 0.4
    delay: {median: 3 weeks, p95: 9 weeks}
    copies: 0.1
    stale: 20 days
  cameras:
    kind: camera
    source: guess
    range: x/2..x2
    sees: {crossing: 0.5}
    identity: {fpir: {value: 0.1, at: 1400}, miss: 0.2, wrong_first: 0.1, visitors: 0.2, phantoms: 0.05}
    delay: 10 days
  app:
    kind: device
    source: guess
    range: x/2..x2
    sees: {donation: 0.5}
    identity: {unreadable: 0.1, shared: 0.1, recycled: 0.1}
    delay: 1 week
score: {start: 1000 points, floor: 0 points, ceiling: 2000 points, review: 1 week}
rules:
  - {id: money, on: default, through: [court], effect: -30 points, expires: 20 weeks, clock: record}
  - {id: walking, on: crossing, through: [cameras], effect: -5 points, expires: 9 weeks, clock: record}
  - {id: merit, on: donation, through: [app], effect: 7 points, expires: 30 weeks, clock: record}
coupling: tiers
tiers: {A: 1005 points, B: 990 points, C: 0 points}
lists:
  debt:
    scope: national
    on: default
    through: [court]
    term: 12 weeks
    extend: {chance: {value: 0.4, range: [0, 1], source: guess}, by: 6 weeks}
    exit: {performed: {value: 3 per person-year, range: x/2..x2, source: guess}, removal: 1 week}
    points: -15 points
  conduct:
    on: crossing
    through: [cameras]
    term: 6 weeks
    extend: {per_repeat: 2, within: 5 weeks, by: 3 weeks}
    while_listed: restart
measures:
  transit: {kind: benefit, for: {tier: A}, domain: travel}
  deposits: {kind: restriction, for: {tier: C}, domain: housing}
  hotels: {kind: restriction, for: {list: debt}, domain: travel}
  parks: {kind: restriction, for: {list: conduct}, domain: leisure}
rollout:
  - {from: 2027-01-04, where: all}
worlds:
  late: {delay: 1 week}
  later: {of: late, delay: 4 weeks}
"""


@pytest.fixture(scope="module")
def both() -> tuple[Town, RunOutput]:
    town = compiled(loads(TEXT, name="undated"))
    return town, town.run()


@pytest.mark.parametrize(("world", "weeks"), [("late", 1), ("later", 5)])
def test_every_stock_and_flow_of_the_ledgers_comes_so_much_later(
    both: tuple[Town, RunOutput], world: str, weeks: int
) -> None:
    town, run = both
    prompt, late = (town.plan.names.worlds.index(name) for name in ("programme", world))
    names = ["listed_debt", "listed_conduct", "listed_starts_debt", "listed_starts_conduct", "score_sum"]
    names += ["tier_A", "tier_B", "tier_C", "restricted", "wrongly_restricted", "strictly_wrongly_restricted", "spared"]
    names += ["wrong_nothing_happened", "wrong_someone_else", "wrong_misapplied", "restriction_starts", "touched"]
    for name in names:
        table = weekly(run, name)
        # in the first weeks nothing has come yet
        assert np.array_equal(table[weeks + 1 :, ..., late], table[1:-weeks, ..., prompt]), name
        assert table[..., late].any(), name


def test_what_is_seen_and_recorded_is_the_same(both: tuple[Town, RunOutput]) -> None:
    town, run = both
    prompt, late = (town.plan.names.worlds.index(name) for name in ("programme", "late"))
    for quantity in run.monthly_quantities:
        table = monthly(run, quantity.name)
        assert np.array_equal(table[..., late], table[..., prompt]), quantity.name
