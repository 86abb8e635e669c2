"""Judge: what a ledger's records mean in a week: lists, points, score, tier, measures."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from jaywalk.core import processes as process
from jaywalk.model.plan import CAP_NONE, CAP_YEAR, COMBINE_FIRST, COMBINE_SUM
from reference.draws import waiting
from reference.records import Entry, Ledger, Origin, Record
from reference.residents import Resident
from reference.run import Run
from reference.tables import Tables

NO_TIER = 15
IN_FORCE = 2  # repair_binds: the regime of each week


@dataclass(frozen=True)
class State:
    """What one ledger of a world says of a resident at the end of a week."""

    score: int = 0
    tier: int = NO_TIER
    lists: frozenset[int] = frozenset()
    measures: int = 0  # bit m: measure m is in force
    begun: frozenset[tuple[int, int]] = frozenset()  # (list, week in which the present spell on it began)


def judge(run: Run, resident: Resident, week: int, world: int, ledger: Ledger, before: State) -> State:
    """The state of a ledger in a week, from all its records and last week's tier."""
    tables = run.tables
    entries = run.books.entries[resident.index][world]
    records = [entry.record for entry in entries if entry.held_by(ledger) and entry.record.rec_week <= week]
    begun = frozenset(
        (number, spell.start)
        for number, spell in spells_of(run, resident, week, world, ledger).items()
        if week < min(spell.end, spell.carried)
    )
    listed = frozenset(number for number, _ in begun)
    score, tier = 0, NO_TIER
    if in_programme(tables, resident, week, world):
        score = score_of(run, resident, week, world, records, listed)
        tier = tier_after(tables, resident, week, world, score, before.tier)
    era = tables.era[week]
    measures = 0
    for number in listed:
        measures |= tables.by_list[world][era][number]
    if tier != NO_TIER:
        measures |= tables.by_tier[world][era][tier]
    return State(score, tier, listed, measures, begun)


def in_programme(tables: Tables, resident: Resident, week: int, world: int) -> bool:
    """Whether the resident has a score in the world."""
    return bool(
        tables.scored[world] and resident.participates and week >= tables.rollout[world][resident.person.district]
    )


# --- several channels that saw the same act -----------------------------------------------------------


def same_act(tables: Tables, record: Record) -> tuple[int, int, int, int] | None:
    """What tells an act apart; None where the record stands alone (not the origin's own, or there at the start)."""
    if record.origin is not Origin.OWN or record.seeded:
        return None
    return tables.slot_act[record.slot], record.act_week, record.prim, record.occ


def points_of(tables: Tables, world: int, week: int, record: Record) -> int:
    """Points of a record by its rule's dated table, caps and expiry aside."""
    rule = tables.rule_of[world][record.slot]
    if rule < 0:
        return 0
    binds = (record.act_week, record.rec_week, week)[tables.rule_binds[rule]]
    return int(tables.points[world][tables.era[binds]][record.slot])


def combined(tables: Tables, world: int, week: int, records: Iterable[Record], *, for_lists: bool) -> list[Record]:
    """One record an act where the act's combiner says so."""
    alone: list[Record] = []
    acts: dict[tuple[int, int, int, int], list[Record]] = {}
    for record in records:
        act = same_act(tables, record)
        if act is None or tables.act_combine[act[0]] == COMBINE_SUM:
            alone.append(record)
        else:
            acts.setdefault(act, []).append(record)
    for act, siblings in acts.items():
        siblings.sort(key=lambda record: (record.rec_week, record.slot))
        if tables.act_combine[act[0]] == COMBINE_FIRST or for_lists:
            alone.append(siblings[0])
        else:
            alone.append(max(siblings, key=lambda record: abs(points_of(tables, world, week, record))))
    return alone


# --- lists ---------------------------------------------------------------------------------------------


class Spell(NamedTuple):
    """Weeks ``start`` to ``end - 1`` on a list without a break.

    They are those of all records, the struck ones with them: otherwise striking the record that founds a spell
    would set a later one free to found a longer spell. What is left carries the spell to ``carried`` only.
    """

    start: int
    end: int
    carried: int


def spells_of(run: Run, resident: Resident, week: int, world: int, ledger: Ledger) -> dict[int, Spell]:
    """The last spell on each list that the records delivered by a week make."""
    entries = [entry for entry in run.books.entries[resident.index][world] if entry.record.rec_week <= week]
    ever = [entry.record for entry in entries if entry.ever_held_by(ledger)]
    left = frozenset(entry.record for entry in entries if entry.held_by(ledger))
    prolonged = ledger is Ledger.P and not run.tables.is_clean(world)
    spells = {
        number: last_spell(run, resident, world, number, ever, left, prolonged=prolonged)
        for number in range(run.tables.n_lists)
    }
    return {number: spell for number, spell in spells.items() if spell is not None}


def last_spell(
    run: Run,
    resident: Resident,
    world: int,
    number: int,
    records: list[Record],
    left: frozenset[Record],
    *,
    prolonged: bool,
) -> Spell | None:
    """The last spell on a list that ``records`` make, as far as those of them that are ``left`` carry it."""
    tables = run.tables
    founding = [record for record in records if tables.list_on[world][record.slot] >> number & 1]
    if not founding:
        return None
    # which sibling comes first is decided among all records, founding or not
    kept = combined(tables, world, 0, records, for_lists=True)
    founding = [record for record in kept if tables.list_on[world][record.slot] >> number & 1]
    founding.sort(key=lambda r: (r.rec_week, r.act_week, r.slot, r.origin, r.num, r.prim, r.stale, r.occ, r.of_others))
    start = end = carried = -1
    real = False  # whether a record that is left belongs to the spell
    for so_far, record in enumerate(founding, start=1):
        arrived = record.rec_week
        until = arrived + life_of(run, resident, world, number, record)
        if prolonged and tables.stale_on[world][record.slot]:
            until += record.stale
        if arrived >= end:
            # the founding record gives a term that nothing renews; one that is renewed rests on who is left
            start, end, carried, real = arrived, until, 0 if tables.list_restart[number] else until, False
        elif tables.list_restart[number]:
            end = max(end, until)
        if record in left:
            real = True
            if tables.list_restart[number]:
                carried = max(carried, until)
        if tables.list_repeat[number] > 0:
            window = arrived - tables.list_repeat_window[number]
            recent = [earlier for earlier in founding[:so_far] if earlier.rec_week > window]
            if len(recent) >= tables.list_repeat[number]:
                end += tables.list_repeat_by[number]
            if record in left and sum(earlier in left for earlier in recent) >= tables.list_repeat[number]:
                carried += tables.list_repeat_by[number]
    assert carried == end or not left.issuperset(founding), "nothing was struck, yet something is missing"
    return Spell(start, end, carried if real else 0)


def life_of(run: Run, resident: Resident, world: int, number: int, record: Record) -> int:
    """Weeks a record keeps somebody on a list: the term, perhaps one more, perhaps cut short by performance."""
    tables = run.tables
    if record.seeded:
        return max(1, record.num)
    era = tables.era[record.rec_week]
    true_act = own_act(record)
    if true_act:
        chance_process, draw_number = process.LIST_CHANCE + number, record.occ
    else:
        chance_process, draw_number = process.LIST_CHANCE_FALSE + number, record.num & 4095
    chance = run.draws(resident.serial, resident.area, tables.absolute(record.act_week), chance_process, draw_number)
    life = tables.list_term[world][era][number]
    if chance.w0 < tables.list_extend[world][era][number]:
        life += tables.list_extend_by[world][era][number]
    hazard = tables.list_exit[world][era][number]
    if hazard > 0 and (true_act or tables.list_exit_false[number]):
        life = min(life, waiting(chance.middle64) // hazard + tables.list_removal[world][era][number])
    if true_act or tables.list_exit_false[number]:
        life = min([life, *repaired(run, resident, world, number, record)])
    return max(1, int(life))


def own_act(record: Record) -> bool:
    """Whether a record is of an act that the resident did, first copy or second."""
    return record.origin is Origin.OWN or (record.origin is Origin.COPY and not record.of_others)


def repaired(run: Run, resident: Resident, world: int, number: int, record: Record) -> list[int]:
    """Weeks after which a listing is repaired (paid off, worked off), if it ever is."""
    tables = run.tables
    if not tables.repair_rate:
        return []
    true_act = own_act(record)
    if true_act:
        repair_process, draw_number = process.REPAIR + number, record.occ
    else:
        repair_process, draw_number = process.REPAIR_FALSE + number, record.num & 4095
    draw = run.draws(resident.serial, resident.area, tables.absolute(record.act_week), repair_process, draw_number)
    x = waiting(draw.first64)
    if tables.repair_binds[number] == IN_FORCE:
        done = tables.repair_sum[world][number]
        for week in range(record.rec_week, tables.n_weeks):
            if done[week + 1] - done[record.rec_week] > x:
                return [week - record.rec_week + tables.repair_removal[world][tables.era[week]][number]]
        return []
    era = tables.era[(record.act_week, record.rec_week)[tables.repair_binds[number]]]
    hazard = tables.repair_rate[world][era][number]
    return [x // hazard + tables.repair_removal[world][era][number]] if hazard > 0 else []


# --- score ---------------------------------------------------------------------------------------------


def score_of(run: Run, resident: Resident, week: int, world: int, records: list[Record], listed: frozenset[int]) -> int:
    """Start, plus capped points in force rule by rule, plus points for being on lists; between floor and ceiling."""
    tables, era = run.tables, run.tables.era[week]
    score = start_score(run, resident, world)
    counted = [
        record
        for record in combined(tables, world, week, records, for_lists=False)
        if tables.looks_back[world] or record.act_week >= tables.rollout[world][resident.person.district]
    ]
    for rule in range(tables.n_rules):
        score += rule_points(tables, week, world, rule, counted)
    for number in listed:
        score += tables.list_points[world][era][number]
    return int(min(max(score, tables.floor[world]), tables.ceiling[world]))


def start_score(run: Run, resident: Resident, world: int) -> int:
    """Points before anything is recorded: by status group, residency and a keyed normal."""
    tables, city = run.tables, resident.city
    draw = run.draws(resident.serial, resident.area, 0, process.START_SCORE)
    shares = tables.start_group[city]
    group = next((n for n, share in enumerate(shares) if draw.w0 < share), len(shares) - 1)
    return int(
        tables.start_points[world][city][group]
        + tables.start_residency[world][city][resident.residency]
        + tables.start_spread[world][city][draw.w1 >> 20]
    )


def in_force(tables: Tables, world: int, week: int, record: Record) -> bool:
    """Whether a record's points have not expired (the record has a rule)."""
    rule = tables.rule_of[world][record.slot]
    clock = (record.act_week, record.rec_week)[tables.rule_clock[rule]]
    return bool(week < clock + tables.rule_expires[world][rule])


def rule_points(tables: Tables, week: int, world: int, rule: int, records: list[Record]) -> int:
    """The sum of a rule's points in force under its cap."""
    ours = [
        record
        for record in records
        if tables.rule_of[world][record.slot] == rule and in_force(tables, world, week, record)
    ]
    ours.sort(key=lambda r: (r.act_week, r.slot, r.prim, r.occ, r.origin, r.num, r.rec_week, r.stale))
    kind, cap = tables.cap_kind[rule], tables.rule_cap[world][tables.era[week]][rule]
    points = [points_of(tables, world, week, record) for record in ours]
    if kind == CAP_NONE:
        return sum(points)
    if kind == CAP_YEAR:
        years: dict[int, int] = {}
        for record, value in zip(ours, points, strict=True):
            year = tables.year[record.act_week]
            years[year] = years.get(year, 0) + value
        return sum(max(-cap, min(cap, value)) for value in years.values())
    granted: list[int] = []
    for at, (record, value) in enumerate(zip(ours, points, strict=True)):
        used = sum(granted[i] for i in range(at) if ours[i].act_week > record.act_week - 52)
        granted.append(min(abs(value), max(0, cap - used)))
    return sum(credit if value > 0 else -credit for credit, value in zip(granted, points, strict=True))


# --- tiers ---------------------------------------------------------------------------------------------


def tier_of(tables: Tables, week: int, world: int, score: int) -> int:
    """The highest tier whose lowest score is reached; the lowest tier below all."""
    lows = tables.tier_low[world][tables.era[week]]
    return max((tier for tier, low in enumerate(lows) if score >= low), default=0)


def tier_after(tables: Tables, resident: Resident, week: int, world: int, score: int, before: int) -> int:
    """The tier at the end of the week: set at rollout, moved only at reviews, left only when clearly outside."""
    since = week - tables.rollout[world][resident.person.district]
    if since == 0:
        return tier_of(tables, week, world, score)
    if since % tables.review[world] != 0:
        return before
    margin = tables.hysteresis[world]
    cleared = tier_of(tables, week, world, score - margin)
    held = tier_of(tables, week, world, score + margin)
    return min(max(before, cleared), held)


def relevant(tables: Tables, week: int, world: int, record: Record, state: State) -> bool:
    """Whether a record of P still carries points or belongs to a present spell on a list."""
    if tables.rule_of[world][record.slot] >= 0 and in_force(tables, world, week, record):
        return True
    return any(
        tables.list_on[world][record.slot] >> number & 1 and record.rec_week >= start for number, start in state.begun
    )


def delivered(entries: list[Entry], week: int) -> list[Entry]:
    """Entries of P that have arrived."""
    return [entry for entry in entries if entry.p and entry.record.rec_week <= week]
