"""A scenario's week as tables: the stages in their fixed order, who sees what, and what follows from it.

What `jaywalk show` prints. The stages name the processes whose draws they use, so that a reader can follow any
number back to its draw; a test holds them to the process registry.
"""

from datetime import date
from typing import Final, NamedTuple

from jaywalk.scenario.quantities import Dated, Points, Term
from jaywalk.scenario.schema import Scenario

Row = tuple[str, ...]


class Stage(NamedTuple):
    """One stage of the week: what it does, reads and writes, and the processes that it draws from."""

    name: str
    does: str
    reads: str
    writes: str
    processes: tuple[str, ...]


BEFORE: Final = Stage(
    "before",
    "makes residents and their lasting states; seeds the national lists as they stand",
    "margins, attributes, heterogeneity, participation, awareness, gallery",
    "residents, households, first records",
    (
        "POPULATION",
        "PROPENSITY",
        "ATTRIBUTE",
        "STATUS",
        "START_SCORE",
        "NAME_ORDER",
        "SEED_LIST",
        "DEAL_SEED",
        "COUNT_SEED",
        "TIMING_SEED",
    ),
)

STAGES: Final[tuple[Stage, ...]] = (
    Stage(
        "deliver",
        "puts into force what is due this week; takes out what was decided or corrected",
        "calendar, decisions",
        "records in force, notices",
        (),
    ),
    Stage(
        "occur",
        "opportunities for each act, the same in all worlds; which are taken up depends on the response and on work lost",
        "rates, propensities, response, lives",
        "acts",
        ("GATE", "POINT"),
    ),
    Stage(
        "observe",
        "what each channel sees and whom it takes for the one who did it",
        "acts, coverage, detection, errors of identity",
        "records with a delivery week, strays",
        ("SECONDARY", "IDENTITY", "TIMING", "VICTIM"),
    ),
    Stage(
        "misattribute",
        "deals stray records, visitors' and nobody's to residents who are not theirs",
        "strays by pool, name groups, look-alikes, gallery",
        "records on the wrong resident",
        (
            "COUNT_OUTSIDE",
            "COUNT_PHANTOM",
            "DEAL_STRAY",
            "DEAL_OUTSIDE",
            "DEAL_PHANTOM",
            "BAND_STRAY",
            "BAND_OUTSIDE",
            "BAND_PHANTOM",
            "TIMING_STRAY",
            "TIMING_OUTSIDE",
            "TIMING_PHANTOM",
        ),
    ),
    Stage(
        "judge",
        "points, score, lists, tiers and measures from the records in force, in ledgers P, T and X",
        "records in force, rules, lists, tiers, measures",
        "scores, tiers, measures in force",
        ("LIST_CHANCE", "LIST_CHANCE_FALSE", "REPAIR", "REPAIR_FALSE"),
    ),
    Stage(
        "bear",
        "refused trips, work lost where travel is shut, places gained and lost, households touched",
        "measures in force, demand, applications, lives",
        "harms and benefits, vacancies",
        ("DEMAND", "SWITCH", "PRIORITY", "JOB_LOSS"),
    ),
    Stage(
        "contest",
        "who has come to know of a record files; reviews serve the queue; the press takes up cases",
        "records in force, notices, refusals, redress",
        "appeals, decisions and corrections to come",
        ("CONTEST",),
    ),
    Stage(
        "respond",
        "who knows, what still deters them, what the district hears; cameras go where most was recorded",
        "records in force, restrictions of households and districts, awareness, response",
        "factors on the acts of the next week, coverage",
        (),
    ),
    Stage(
        "tally", "counts all of it by district, group and world", "everything above", "the counters of the result", ()
    ),
)


def week_table() -> list[Row]:
    """The stages in order: a header and a row a stage."""
    rows: list[Row] = [("stage", "does", "reads", "writes", "draws")]
    rows += [
        (s.name, s.does, s.reads, s.writes, ", ".join(p.lower() for p in s.processes) or "-") for s in (BEFORE, *STAGES)
    ]
    return rows


def acts_table(scenario: Scenario) -> list[Row]:
    """Acts, how often residents do them, and the channels that can see them."""
    rows: list[Row] = [("act", "kind", "mean a year", "seen by")]
    for name, act in scenario.acts.items():
        if act.enabled:
            seen = [
                f"{channel} {_percent(each.sees[name].value)}"
                for channel, each in scenario.active_channels.items()
                if name in each.sees
            ]
            rows.append((name, act.kind, f"{act.rate.value:g}", ", ".join(seen) or "nobody"))
    return rows


def consequences_table(scenario: Scenario) -> list[Row]:
    """What follows from records: points, lists, and the measures tied to tiers and lists."""
    rows: list[Row] = [("what", "name", "because of", "effect")]
    for rule in scenario.rules:
        if rule.enabled:
            effect = _points(rule.effect)
            if rule.expires is not None:
                effect += f", for {rule.expires.weeks} weeks"
            rows.append(("rule", rule.id, f"{rule.on} through {', '.join(rule.through)}", effect))
    for name, entry in scenario.lists.items():
        if entry.enabled:
            effect = f"{entry.colour} list, {entry.scope}"
            if entry.term is not None:
                effect += f", {_terms(entry.term)}"
            rows.append(("list", name, f"{', '.join(entry.acts)} through {', '.join(entry.through)}", effect))
    for name, measure in scenario.measures.items():
        if measure.enabled:
            tied = measure.for_
            because = f"list {tied.list_}" if tied.tier is None else f"tier {tied.tier}" + _reach(tied.reach)
            effect = f"{measure.kind} in {measure.domain}"
            if measure.blocks:
                effect += f": no {', '.join(measure.blocks)}"
            rows.append(("measure", name, because, effect))
    return [*rows, *_remedies(scenario), *_responses(scenario)]


def _responses(scenario: Scenario) -> list[Row]:
    """What residents make of it: deterrence, lawful conduct chilled, work lost, costs, cameras that move."""
    rows: list[Row] = []
    response, lives, opinion = scenario.response, scenario.lives, scenario.opinion
    if response is not None and response.enabled:
        first = response.deterrence
        if first is not None:
            effect = f"elasticity {first.elasticity.value:g}; {first.initial.value:g} at first, fading over "
            effect += f"{first.fades_over.weeks} weeks; certainty {first.certainty.value:g}"
            rows.append(("response", "deterrence", "knowing of the programme", effect))
        own = response.own_record
        if own is not None:
            effect = f"{own.effect.value:g} at first, fading over {own.fades_over.weeks} weeks"
            rows.append(("response", "own record", "a true record", effect))
        for name, because in (
            ("household", "another of the household restricted"),
            ("news", "the restricted of the district"),
            ("chilling", "knowing of the programme"),
        ):
            strength = getattr(response, name)
            if strength is not None:
                rows.append(("response", name, because, f"{strength.value:g}"))
    for name, measure in scenario.measures.items():
        if measure.enabled and measure.costs is not None:
            costs = measure.costs
            said = [f"a deposit of {costs.deposit.value:g} yuan"] if costs.deposit is not None else []
            said += [f"{costs.fee.value:g} yuan a week"] if costs.fee is not None else []
            rows.append(("costs", name, "the measure in force", ", ".join(said)))
    if lives is not None and lives.enabled:
        lost = _steps([(day, f"{rate.value:g} a year") for day, rate in lives.job_loss.rate.steps])
        out = lives.out_of_work
        effect = f"{lost}; {out.lasts.weeks} weeks, acts for want of money x{out.money_acts.value:g}"
        rows.append(("work lost", "", "a mode of travel shut", effect))
    for name, channel in scenario.active_channels.items():
        follows = channel.follows
        if follows is not None:
            effect = f"strength {follows.strength.value:g}, every {follows.over.weeks} weeks"
            effect += f", at most x{follows.most.value:g}"
            rows.append(("placement", name, "its own records", effect))
    if opinion is not None and opinion.enabled:
        rows.append(("opinion", "stated approval", "results alone", f"{_percent(opinion.approval.value)} at first"))
    return rows


def _remedies(scenario: Scenario) -> list[Row]:
    """What can be done against records: repair of lists, notice, appeal."""
    rows: list[Row] = []
    for name, entry in scenario.lists.items():
        if entry.enabled and entry.repair is not None:
            done = [(day, f"{rate.value:g} a year") for day, rate in entry.repair.performed.steps]
            rows.append(("repair", name, "making good", _steps(done)))
    redress = scenario.redress
    if redress is not None and redress.enabled:
        if redress.notice is not None:
            told = [(day, f"reaches {_percent(share.value)}") for day, share in redress.notice.reaches.steps]
            rows.append(("notice", "", "a record that can be contested", _steps(told)))
        reviews = [(day, f"{number.value:g} reviews a week") for day, number in redress.appeal.reviews.steps]
        rows.append(("appeal", "", "a notice or a refusal", f"{_terms(redress.appeal.window)}; {_steps(reviews)}"))
    return rows


def _reach(reach: str) -> str:
    return "" if reach == "only" else f" or {reach}"


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"


def _points(dated: Dated[Points]) -> str:
    return _steps([(day, f"{p.points:+d} point{'s' * (abs(p.points) != 1)}") for day, p in dated.steps])


def _terms(dated: Dated[Term]) -> str:
    return _steps([(day, f"{t.weeks} weeks") for day, t in dated.steps])


def _steps(steps: list[tuple[date | None, str]]) -> str:
    return ", ".join(text if day is None else f"{text} from {day}" for day, text in steps)
