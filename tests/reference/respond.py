"""Respond: by how much somebody does an act more or less than without a programme, world by world."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from jaywalk.model.plan import MARKET, VIOLATION
from reference.counters import GROUPS, groups_of
from reference.judge import NO_TIER, delivered
from reference.lives import out_of_work
from reference.residents import Resident, eligible
from reference.run import Run
from reference.tables import Tables

ONE = 1 << 16  # as without a programme


@dataclass
class Minds:
    """Who has learned of the programme, and what was in the news of last week."""

    since: dict[tuple[int, int], int] = field(default_factory=dict)  # (resident, world): first week of knowing
    news: dict[tuple[int, int], int] = field(default_factory=dict)  # (world, district): 16.16 share restricted


def know_at_the_start(run: Run) -> None:
    """Those who know of the programme before it has recorded anything."""
    for resident in run.town.residents:
        for world in range(run.tables.n_worlds):
            if resident.aware and run.tables.respond_on[world]:
                run.minds.since[resident.index, world] = 0


def learn(run: Run, resident: Resident, week: int) -> None:
    """A record that arrives tells its owner of the programme, for ever, even if it is struck out later."""
    tables = run.tables
    for world in range(tables.n_worlds):
        if (
            tables.learns[world]
            and resident.adult
            and week >= tables.rollout[world][resident.person.district]
            and any(
                entry.p and entry.record.rec_week == week and tables.aware_slot[world][entry.record.slot]
                for entry in run.books.entries[resident.index][world]
            )
        ):
            run.minds.since.setdefault((resident.index, world), week)


def read_the_news(run: Run) -> None:
    """The share of a district's adults who are restricted now, for next week."""
    tables = run.tables
    restricted: dict[tuple[int, int], int] = {}
    for resident in run.town.residents:
        for world, state in enumerate(run.p_states[resident.index]):
            if state.measures & tables.restrictions:
                at = world, resident.person.district
                restricted[at] = restricted.get(at, 0) + 1
    run.minds.news = {
        (world, district): (n << 16) // len(run.town.adults[district])
        for (world, district), n in restricted.items()
        if run.town.adults[district]
    }


# --- the factor -----------------------------------------------------------------------------------------


def factor(run: Run, resident: Resident, week: int, world: int, act: int) -> int:
    """What multiplies the rate of an act, 16.16."""
    tables = run.tables
    if tables.act_kind[act] == MARKET:
        return ONE
    total = response(run, resident, week, world, act) if tables.has_respond else 0
    if tables.has_lives and out_of_work(run, resident, world):
        total += tables.lost_extra[world][act]
    return exponential(tables, total)


def exponential(tables: Tables, total: int) -> int:
    """exp(total / 65536) in 16.16, from two tables."""
    return int(tables.exp_high[(total >> 8) + tables.exp_base] * tables.exp_low[total & 255] >> 32)


def response(run: Run, resident: Resident, week: int, world: int, act: int) -> int:
    """The logarithm of the programme's own effect on an act, in units of 2**-16."""
    tables, district = run.tables, resident.person.district
    rollout = tables.rollout[world][district]
    if not tables.respond_on[world] or week < rollout:
        return 0
    known = run.minds.since.get((resident.index, world))
    total = 0
    if tables.act_kind[act] == VIOLATION:
        if known is not None:
            total += tables.fade[world][week - max(rollout, known)]
            total += tables.sure[world][tables.era[week]][district][act]
        total += own_effect(run, resident, week, world, tables.act_family[act])
        if household_restricted(run, resident, world):
            total += tables.household[world]
        total += tables.news[world] * run.minds.news.get((world, district), 0) >> 16
        if near_threshold(run, resident, week, world):
            total += tables.near[world]
        total = min(max(total, -tables.limit[world]), tables.limit[world])
    if known is not None:
        total += tables.aware_extra[world][act][resident.cell]
    return int(total)


def own_effect(run: Run, resident: Resident, week: int, world: int, family: int) -> int:
    """What rightful records of the same family, delivered under the programme, still do."""
    tables = run.tables
    total = 0
    for entry in delivered(run.books.entries[resident.index][world], week):
        record = entry.record
        acted = tables.slot_act[record.slot]
        if (
            entry.t
            and record.rec_week >= tables.rollout[world][resident.person.district]
            and tables.act_kind[acted] == VIOLATION
            and tables.act_family[acted] == family
            and week - record.rec_week < len(tables.own_fade[world])
        ):
            total += tables.own_fade[world][week - record.rec_week]
    return total


def household_restricted(run: Run, resident: Resident, world: int) -> bool:
    """Whether somebody else of the household is restricted."""
    person = resident.person
    return not person.collective and any(
        run.p_states[other.index][world].measures & run.tables.restrictions
        for other in run.town.households[person.district, person.household]
        if other.index != resident.index
    )


def near_threshold(run: Run, resident: Resident, week: int, world: int) -> bool:
    """Whether a few points less would mean a lower tier."""
    tables, state = run.tables, run.p_states[resident.index][world]
    if state.tier == NO_TIER or state.tier == 0:
        return False
    lowest = tables.tier_low[world][tables.era[week]][state.tier]
    return bool(state.score - lowest < tables.near_points[world])


# --- true acts ------------------------------------------------------------------------------------------


def responding_acts(run: Run, week: int) -> NDArray[np.int64]:
    """Expected acts of a week as [ND, len(GROUPS), W, A] in units of 2**-24, summed resident by resident."""
    tables, n_acts = run.tables, len(run.tables.act_kind)
    sums: dict[tuple[int, int, int, int], int] = {}
    for resident in run.town.residents:
        for act in range(n_acts):
            if not (resident.adult and eligible(tables, resident, act)):
                continue
            for world in range(tables.n_worlds):
                at = resident.person.district, resident.cell, world, act
                propensity = resident.g[tables.act_family[act]]
                sums[at] = sums.get(at, 0) + propensity * where_seen_or_not(run, resident, week, world, act)
    table = np.zeros((tables.n_districts, len(GROUPS), tables.n_worlds, n_acts), np.int64)
    for (district, cell, world, act), total in sums.items():
        rate = tables.world_act_rate[world][tables.era[week]][tables.district_city[district]][act][cell]
        for group in groups_of(cell):
            table[district, group, world, act] += (rate >> 12) * (total >> 24) >> 12
    return table


def where_seen_or_not(run: Run, resident: Resident, week: int, world: int, act: int) -> int:
    """The factor of an act anywhere: some of the violations given up where they are seen move to where they are not."""
    tables = run.tables
    m = factor(run, resident, week, world, act)
    if tables.has_respond and tables.act_kind[act] == VIOLATION:
        m += (ONE - m) * tables.shift[world] >> 16
    return m
