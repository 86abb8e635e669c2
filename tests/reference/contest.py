"""Contest: records are contested, decided upon, and struck from ledger P; nothing of T or X ever changes."""

from reference.bear import Known
from reference.cases import (
    Case,
    Claim,
    Phase,
    What,
    bound,
    contest_draw,
    contestable,
    notice_week,
    notified,
    press_week,
    whole_weeks,
)
from reference.judge import State, in_force, in_programme, same_act, spells_of
from reference.records import Entry, Ledger, Record
from reference.residents import Resident
from reference.run import Run
from reference.tally import States


def open_cases(run: Run, resident: Resident, week: int) -> None:
    """What begins with the records that arrive this week. Equal records are one case."""
    for world in range(run.tables.n_worlds):
        arrived = {
            entry.record: entry
            for entry in run.books.entries[resident.index][world]
            if entry.p and entry.record.rec_week == week
        }
        for record, entry in arrived.items():
            if contestable(run.tables, world, record):
                open_case(run, resident, world, entry)


def open_case(run: Run, resident: Resident, world: int, entry: Entry) -> None:
    """Tell the resident, or wait until they find out; the press may come upon a wrongful record by itself."""
    record, week = entry.record, entry.record.rec_week
    if not entry.t:
        run.counters.add("false_contestable", week, resident, world)
        found = press_week(run, resident, world, record)
        if found is not None:
            run.office.cases.append(Case(resident, world, record, Phase.PRESS, found))
    if notified(run, resident, world, record):
        run.counters.add("notices", week, resident, world)
        heard = notice_week(run, resident, world, record)
        run.office.cases.append(Case(resident, world, record, Phase.TOLD, heard))
    else:
        run.office.cases.append(Case(resident, world, record, Phase.UNKNOWN, week))


# --- what is in force ------------------------------------------------------------------------------------


def find(run: Run, resident: Resident, world: int, record: Record) -> Entry | None:
    """The record as ledger P has it, if it is still there."""
    entries = run.books.entries[resident.index][world]
    return next((entry for entry in entries if entry.p and entry.record == record), None)


def listed(run: Run, resident: Resident, world: int, record: Record, week: int) -> bool:
    """Whether the record belongs to a present spell on a list, struck records counted as if they were there."""
    spells = spells_of(run, resident, week, world, Ledger.P)
    return any(
        run.tables.list_on[world][record.slot] >> number & 1 and spell.start <= record.rec_week and week < spell.end
        for number, spell in spells.items()
    )


def pointed(run: Run, resident: Resident, world: int, record: Record, week: int) -> bool:
    """Whether the record carries points now."""
    tables = run.tables
    return (
        in_programme(tables, resident, week, world)
        and tables.rule_of[world][record.slot] >= 0
        and in_force(tables, world, week, record)
        and bool(tables.looks_back[world] or record.act_week >= tables.rollout[world][resident.person.district])
    )


def standing(run: Run, resident: Resident, world: int, record: Record, week: int) -> bool:
    """Whether there is anything to contest: only what counts can be struck out."""
    return record.rec_week <= week and (
        pointed(run, resident, world, record, week) or listed(run, resident, world, record, week)
    )


# --- at the end of a week ----------------------------------------------------------------------------------


def contest(run: Run, week: int, p_states: list[list[State]], known: Known) -> None:
    """Who knows, decides when to file; whose week has come, files."""
    tables, kept = run.tables, []
    for case in run.office.cases:
        resident, world, record = case.resident, case.world, case.record
        discovered = case.phase is Phase.UNKNOWN and resident.index in known.by_world[world]
        if discovered or (case.phase is Phase.TOLD and case.due == week):
            window = tables.window_weeks[world][bound(tables, record, week)][record.slot]
            within = contest_draw(run, resident, record, What.FILE_1).w2 * window >> 32
            case.phase, case.due = Phase.FILE, week + within
        if case.phase is Phase.FILE and case.due == week:
            file(run, case, p_states[resident.index][world])
        else:
            kept.append(case)
    run.office.cases = kept


def file(run: Run, case: Case, state: State) -> None:
    """File an appeal, if the record still counts and the resident is one of those who do."""
    tables, resident, world, record, week = run.tables, case.resident, case.world, case.record, case.due
    entry = find(run, resident, world, record)
    era = bound(tables, record, week)
    if (
        entry is None
        or not standing(run, resident, world, record, week)
        or not tables.contest_on[world][era][record.slot]
    ):
        return
    wrong = not entry.t
    heavy = listed(run, resident, world, record, week) or bool(state.measures & tables.restrictions)
    if case.attempt == 1:
        draw, decision = (contest_draw(run, resident, record, what) for what in (What.FILE_1, What.DECIDE_1))
        chance = tables.file[world][era][(0 if wrong else 2) + (0 if heavy else 1)][resident.cell]
    else:
        draw, decision = (contest_draw(run, resident, record, what) for what in (What.FILE_2, What.DECIDE_2))
        chance = tables.again[world][era]
    if draw.w0 < chance:
        claim = Claim(resident, world, record, case.attempt, wrong, filed=week, place=draw.w3, time=decision.w1)
        run.office.queue.append(claim)
        run.counters.add("appeals_wrong" if wrong else "appeals_right", week, resident, world)


def count_waiting(run: Run, week: int) -> None:
    """Count the claims that are not decided."""
    for claims in (run.office.queue, *run.office.under_review.values()):
        for claim in claims:
            run.counters.add("appeals_waiting", week, claim.resident, claim.world)


# --- at the start of a week -----------------------------------------------------------------------------


def settle(run: Run, week: int, before: list[list[States]]) -> None:
    """Decisions of the week, then corrections that are due, then what the press found out."""
    for claim in run.office.under_review.pop(week, []):
        decide(run, claim, week)
    for phase, act in ((Phase.CORRECT, correct), (Phase.PRESS, uncover)):
        due: list[Case] = []
        later: list[Case] = []
        for case in run.office.cases:
            (due if (case.phase, case.due) == (phase, week) else later).append(case)
        run.office.cases = later
        for case in due:
            act(run, case, before[case.resident.index][case.world])


def decide(run: Run, claim: Claim, week: int) -> None:
    """Decide an appeal. The office does not know whether the record is still there."""
    tables, resident, world, record = run.tables, claim.resident, claim.world, claim.record
    side = "wrong" if claim.wrong else "right"
    run.counters.add(f"decided_{side}", week, resident, world)
    run.counters.add("weeks_to_decision", week, resident, world, week - claim.filed)
    era = bound(tables, record, week)
    draw = contest_draw(run, resident, record, What.DECIDE_1 if claim.attempt == 1 else What.DECIDE_2)
    if draw.w0 < tables.overturn[world][era][0 if claim.wrong else 1]:
        run.counters.add(f"overturned_{side}", week, resident, world)
        due = week + whole_weeks(tables.correct_days[world][era], draw.w2)
        due = effective(run, resident, world, record, week, due)
        if due == week:
            strike(run, resident, world, record, week)
        else:
            run.office.cases.append(Case(resident, world, record, Phase.CORRECT, due))
    elif claim.attempt == 1 and tables.tries[world][tables.era[week]] == 2:
        window = tables.window_weeks[world][era][record.slot]
        within = contest_draw(run, resident, record, What.FILE_2).w2 * window >> 32
        run.office.cases.append(Case(resident, world, record, Phase.FILE, week + 1 + within, attempt=2))


def effective(run: Run, resident: Resident, world: int, record: Record, week: int, due: int) -> int:
    """Where points fall off at reviews only, a correction waits for the next one."""
    tables = run.tables
    rollout, review = tables.rollout[world][resident.person.district], tables.review[world]
    if (
        tables.effect_review[world][tables.era[week]]
        and tables.list_on[world][record.slot] == 0
        and tables.scored[world]
        and due >= rollout
    ):
        return int(rollout + -(-(due - rollout) // review) * review)
    return due


def correct(run: Run, case: Case, _: States) -> None:
    """A correction takes effect."""
    strike(run, case.resident, case.world, case.record, case.due)


def uncover(run: Run, case: Case, before: States) -> None:
    """The press has a record struck out if it still counts and its owner was wrongly restricted last week."""
    week, p, t = case.due, before[Ledger.P], before[Ledger.T]
    if (
        p.measures & ~t.measures & run.tables.restrictions
        and find(run, case.resident, case.world, case.record) is not None
        and standing(run, case.resident, case.world, case.record, week)
    ):
        run.counters.add("press_fixes", week, case.resident, case.world)
        strike(run, case.resident, case.world, case.record, week)


def strike(run: Run, resident: Resident, world: int, record: Record, week: int) -> None:
    """Take a record out of ledger P, with all records of the same act that are the resident's own.

    They go together, whatever their delivery: another channel's record would otherwise take the place of the
    one struck out, and a decision could make a score worse.
    """
    tables, entries = run.tables, run.books.entries[resident.index][world]
    entry = find(run, resident, world, record)
    if entry is None:
        return
    if not entry.t and standing(run, resident, world, record, week):
        run.counters.add("corrected", week, resident, world)
    act = same_act(tables, record)
    for place, other in enumerate(entries):
        alike = other.record == record or (act is not None and same_act(tables, other.record) == act)
        if other.p and alike:
            entries[place] = other._replace(p=False, ghost=True)
