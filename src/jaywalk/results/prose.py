"""The summary in plain words: natural frequencies, the comparator named, limits said, no verdict.

A frequency reads "12 of 10,000 adults". Where that would be less than one, the base grows to 100,000 or a million
for the whole sentence, so that numbers said together can be compared.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from jaywalk.results.groups import AXES
from jaywalk.results.lives import acts_table as compared
from jaywalk.results.official import official_table as three_terms
from jaywalk.results.redress import contest_table, contest_words
from jaywalk.results.summary import FEW, Mode, Restricted, Summary, WorldSummary
from jaywalk.results.telling import approval_words, cost_words, response_words, work_words

#: bases of a natural frequency, the first that leaves no number below one is used
BASES: Final = (10_000, 100_000, 1_000_000)

NO_VERDICT: Final = (
    "All residents are synthetic. These are consequences of the scenario's assumptions, not observations of a city, and "
    "no verdict on a law, an agency or a person."
)

_KIND_WORDS: Final = {
    "wrong_someone_else": "for what someone else did",
    "wrong_nothing_happened": "although nothing happened",
    "wrong_misapplied": "for an act of their own that was counted wrongly (twice, or too long)",
}

Row = tuple[str, ...]


def in_words(summary: Summary) -> str:
    """The whole summary as text of short paragraphs, without the tables."""
    return "\n\n".join([headline(summary), *paragraphs(summary), closing(summary)])


def headline(summary: Summary) -> str:
    """Title, label, and what was simulated."""
    lines = [summary.title]
    if summary.label:
        said = summary.label.lower().startswith(("what-if", "what if"))
        lines.append(f"What-if: {summary.label}" if summary.what_if and not said else summary.label)
    part = "" if summary.scale == 1 else f", {_percent(summary.scale)} of the cities' population"
    worlds = ", ".join(summary.worlds)
    lines.append(
        f"{summary.residents:,} synthetic residents{part}; {summary.weeks} weeks from {_day(summary.start)} to "
        f"the week of {_day(summary.end)}; worlds on the same draws: {worlds}."
    )
    return "\n".join(lines)


def paragraphs(summary: Summary) -> list[str]:
    """What happened in the world under study, beside its comparator."""
    focus = summary.worlds[summary.focus]
    out = [_restrictions(summary), _how_wrong(focus), contest_words(focus.redress, summary.focus)]
    out += [_refused(summary), work_words(focus.work, summary.focus), cost_words(focus.costs)]
    out += [_benefits(focus), _places(focus)]
    out += [response_words(focus.response, summary.focus, summary.comparator, focus.everybody.adults)]
    out += [approval_words(focus.approval, summary.focus)]
    return [text for text in out if text]


def closing(summary: Summary) -> str:
    """How sure this is, and what it is not."""
    lines = []
    starts = summary.worlds[summary.focus].everybody.wrongful_starts
    if 0 < starts < FEW:
        lines.append(
            f"Only {starts} wrongful restriction{'s' * (starts > 1)} began in this run: another seed can give quite other "
            "shares. Use a larger --scale or --replicates."
        )
    share = summary.assumed_share
    if share is not None:
        grades = ", ".join(f"{count} {grade}" for grade, count in summary.by_grade.items() if count)
        lines.append(f"Of the scenario's {summary.numbers} numbers {_percent(share)} are assumed ({grades}).")
    lines += _warnings(summary.warnings)
    lines.append(NO_VERDICT)
    return "\n".join(lines)


def group_table(summary: Summary) -> list[Row]:
    """Restricted and wrongly restricted adults by group in the world under study: a header and rows of text."""
    focus = summary.worlds[summary.focus]
    rows: list[Row] = [
        ("axis", "group", "adults", "restricted of 10,000", "wrongly of 10,000", "wrongly of 100 restricted")
    ]
    rows.append(_group_row("", "all", focus.everybody))
    rows += [
        _group_row(axis, group, focus.groups[group])
        for axis in summary.axes
        for group in AXES[axis]
        if focus.groups[group].adults
    ]
    return rows


def world_table(summary: Summary) -> list[Row]:
    """All worlds side by side, in adults of 10,000 in an average week."""
    rows: list[Row] = [
        ("world", "restricted", "wrongly", "strictly", "spared", "touched", "wrongful starts", "refused trips")
    ]
    for name, world in summary.worlds.items():
        all_ = world.everybody
        shares = (all_.restricted, all_.wrongly, all_.strictly, all_.spared, world.touched)
        cells = [_short(all_.per(value)) for value in shares]
        refused = sum(mode.refused for mode in world.modes)
        rows.append((name, *cells, f"{all_.wrongful_starts:,}", f"{refused:,}"))
    return rows


def channel_table(summary: Summary) -> list[Row]:
    """What each channel recorded in the world under study, over the run.

    "On the owner" are records of what somebody else did, booked on the registered owner: by law where the scenario
    keeps the owner liable, else by error.
    """
    header = ("channel", "sightings", "missed", "own records", "copies")
    rows: list[Row] = [(*header, "on another resident", "on the owner", "from outside", "of nobody")]
    for c in summary.worlds[summary.focus].channels:
        if c.sightings or any(c.records.values()):
            r = c.records
            strays = (r["stray"], r["attributed"], r["outside"], r["phantom"])
            numbers = (c.sightings, c.missed, r["own"], r["copy"], *strays)
            rows.append((c.channel, *(f"{n:,}" for n in numbers)))
    return rows


def redress_table(summary: Summary) -> list[Row]:
    """Redress in all worlds side by side, over the run."""
    return contest_table({name: world.redress for name, world in summary.worlds.items()})


def acts_table(summary: Summary) -> list[Row]:
    """True acts in the world under study beside its comparator, by act."""
    return compared(summary.worlds[summary.focus].response)


def official_table(summary: Summary) -> list[Row]:
    """The official figure against the truth in the world under study, by act; no rows where nobody responds."""
    focus = summary.worlds[summary.focus]
    return three_terms(focus.official if focus.response is not None else ())


def frequency(value: float, adults: int, base: int) -> str:
    """``value`` of ``adults`` people as a number of ``base``: 12, 1.4, 'none', 'fewer than 1'."""
    if value == 0:
        return "none"
    share = value * base / adults
    return "fewer than 1" if share < 1 and base == BASES[-1] else _short(share)


def _warnings(warnings: Sequence[str]) -> list[str]:
    """A line for each thing warned of, with all the places where it is so."""
    places: dict[str, list[str]] = {}
    for warning in warnings:
        # file and line, path, words
        _, _, said = warning.partition(": ")
        path, _, words = said.partition(": ")
        places.setdefault(words or warning, []).extend([path] if words else [])
    return [f"Warning: {', '.join(paths)}: {said}" if paths else f"Warning: {said}" for said, paths in places.items()]


def _restrictions(summary: Summary) -> str:
    focus = summary.worlds[summary.focus]
    here = focus.everybody
    if not here.adults:
        return "Nobody of 18 or over was simulated."
    there = summary.worlds[summary.comparator].everybody if summary.comparator else None
    said = [here.restricted, here.wrongly, here.strictly, here.spared]
    main = said[:2] if there is None else [*said[:2], there.restricted, there.wrongly]
    base = _base(here.adults, main)
    restricted, wrongly, strictly, spared = (frequency(value, here.adults, base) for value in said)
    text = (
        f"In the {summary.weeks} weeks, of {base:,} adults {restricted} were under a restriction in an average week "
        f"in the world '{summary.focus}'"
    )
    if here.wrongly:
        text += f"; for {wrongly} of them nothing in their own records would have brought it"
        text += f" ({strictly} if all that they were seen doing were on record)"
    elif here.restricted:
        text += "; each of them for what their own records carry"
    text += "."
    if there is not None:
        text += (
            f" Compared with '{summary.comparator}' ({frequency(there.restricted, there.adults, base)} restricted, "
            f"{frequency(there.wrongly, there.adults, base)} wrongly) that is "
            f"{_change(here.restricted, there.restricted, here.adults, base)} restricted and "
            f"{_change(here.wrongly, there.wrongly, here.adults, base)} wrongly so."
        )
    if here.spared:
        text += f" {_capital(spared)} {_were(spared)} spared a restriction that their own records would have brought."
    if focus.touched:
        text += (
            f" For every {base:,} adults {frequency(focus.touched, here.adults, base)} unrestricted people shared a "
            "household with someone restricted."
        )
    if focus.excess is not None and focus.excess:
        text += (
            f" {_capital(frequency(focus.excess, here.adults, base))} of {base:,} were under a restriction that they "
            "would not have met had everyone seen been identified without error ('exact')."
        )
    return text


def _change(here: float, there: float, adults: int, base: int) -> str:
    """The difference between two numbers as they are printed, so that it adds up on the page."""
    more = _shown(here * base / adults) - _shown(there * base / adults)
    return f"{_short(abs(more))} {'more' if more > 0 else 'fewer'}" if more else "no more"


def _how_wrong(world: WorldSummary) -> str:
    total = sum(world.kinds.values())
    if not total:
        return ""
    parts = [f"{_short(100 * value / total)} {_KIND_WORDS[kind]}" for kind, value in world.kinds.items() if value]
    text = f"Of 100 wrongly restricted, {_listed(parts)}."
    strays = sorted((c for c in world.channels if c.on_the_wrong_person), key=lambda c: -c.on_the_wrong_person)
    if strays:
        named = [f"{c.channel} {c.on_the_wrong_person:,}" for c in strays]
        text += f" Records that landed on the wrong resident, by channel over the run: {_listed(named)}."
    booked = [f"{c.channel} {c.records['attributed']:,}" for c in world.channels if c.records["attributed"]]
    if booked:
        text += f" Records booked on a registered owner for what someone else did: {_listed(booked)}."
    return text


def _refused(summary: Summary) -> str:
    focus = summary.worlds[summary.focus]
    parts = [_refusals(mode) for mode in focus.modes if mode.refused]
    if not parts:
        return ""
    text = f"Refused trips in the run: {_listed(parts)}."
    if summary.comparator:
        there = summary.worlds[summary.comparator].modes
        refused, wrongly = sum(m.refused for m in there), sum(m.wrongly for m in there)
        text += f" In '{summary.comparator}': {refused:,}, {wrongly:,} of them wrongly."
    return text


def _refusals(mode: Mode) -> str:
    wrongly = f"{mode.wrongly:,}" if mode.wrongly else "none"
    return f"{mode.refused:,} by {mode.name.replace('_', ' ')} ({wrongly} of them wrongly)"


def _benefits(world: WorldSummary) -> str:
    # benefits of one tier come and go together: they are said together
    alike: dict[tuple[float, float, float], list[str]] = {}
    for b in world.benefits:
        if b.in_force or b.denied:
            alike.setdefault((b.in_force, b.undue, b.denied), []).append(b.name.replace("_", " "))
    adults = world.everybody.adults
    parts = []
    for numbers, names in alike.items():
        base = _base(adults, [numbers[0]])
        had, undue, denied = (frequency(value, adults, base) for value in numbers)
        parts.append(
            f"{_listed(names)}: {had} of {base:,} adults had {'it' if len(names) == 1 else 'each'}, {undue} of them "
            f"undue; {denied} had earned it by what was seen of them and were denied it"
        )
    return f"Benefits in an average week. {'. '.join(_capital(part) for part in parts)}." if parts else ""


def _places(world: WorldSummary) -> str:
    how = "by priority or for work that others lost" if world.work is not None and world.work.lost else "by priority"
    parts = [
        f"{m.name.replace('_', ' ')}: of {m.applications:,} applications {m.gained:,} gained a place {how} "
        f"and {m.displaced:,} lost theirs to them"
        for m in world.markets
        if m.applications
    ]
    return f"Scarce places over the run. {'. '.join(_capital(part) for part in parts)}." if parts else ""


def _group_row(axis: str, group: str, r: Restricted) -> Row:
    of_hundred = _short(100 * r.wrongly / r.restricted) if r.restricted else "-"
    return (axis, group, f"{r.adults:,}", _short(r.per(r.restricted)), _short(r.per(r.wrongly)), of_hundred)


def _base(adults: int, values: list[float]) -> int:
    smallest = min((value / adults for value in values if value), default=1.0)
    return next((base for base in BASES if smallest * base >= 1), BASES[-1])


def _short(value: float) -> str:
    """Two significant digits below ten, whole numbers above: 0.42, 3.1, 57, 1,204."""
    return f"{_shown(value):,.0f}" if value >= 10 or value == 0 else f"{_shown(value):.2g}"


def _shown(value: float) -> float:
    return float(round(value)) if value >= 10 else float(f"{value:.2g}")


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _were(number: str) -> str:
    return "was" if number == "1" else "were"


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B} {day.year}"
