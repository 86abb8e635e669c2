"""Response, lives and opinion in plain words: paragraphs of the summary on the world under study."""

from collections.abc import Sequence
from typing import Final

from jaywalk.results.lives import Acts, Cost, Response, Work, percent
from jaywalk.results.opinion import Approval

_DONE: Final = {
    "violation": "violations (deterred or provoked)",
    "prosocial": "pro-social acts (crowded in or out)",
    "protected": "lawful acts that nobody scores (chilled)",
}


def response_words(response: Response | None, world: str, other: str | None, adults: int) -> str:
    """Who knows of the programme, and what is done more or less for it."""
    if response is None or not adults:
        return ""
    text = f"Response in '{world}':"
    if response.aware:
        text += f" at the end {_share(response.aware / adults)} of adults knew of the programme."
    parts = [_change(_DONE[kind], _of(response.kinds, kind)) for kind in _DONE]
    said = [part for part in parts if part]
    if said:
        text += (
            f" True acts a week in the whole city, seen or not, each act counted once, compared with '{other}' so long "
            f"after the start of the run, wherever the programme has come by then: {'; '.join(said)}."
        )
        families = [each for each in response.families if each.change]
        last = max((each.months for each in families), default=0)
        named = [f"{each.what.replace('_', ' ')} {percent(each.change)}" for each in families if each.months == last]
        if len(named) > 1:
            text += f" Violations by family after {last} months: {_listed(named)}."
    if response.induced:
        text += (
            f" In an average week {_number(response.induced)} residents were rightly under a restriction that they would "
            "not have met in 'exact', where they act otherwise."
        )
    return "" if text.endswith(":") else text


def work_words(work: Work | None, world: str) -> str:
    """Work lost while shut out of travel."""
    if work is None:
        return ""
    if not work.lost:
        return f"In '{world}' nobody lost work while a mode of travel was blocked."
    wrongly = f"{work.lost_wrongly:,}" if work.lost_wrongly else "none"
    return (
        f"In '{world}' {work.lost:,} resident{'s' * (work.lost > 1)} lost work while a mode of travel was blocked, "
        f"{wrongly} of them wrongly; {_number(work.out_of_work)} were out of work for it in an average week."
    )


def cost_words(costs: Sequence[Cost]) -> str:
    """Deposits held and fees paid by simulated residents."""
    parts = []
    for c in costs:
        name = c.measure.replace("_", " ")
        if c.held:
            parts.append(
                f"{name} held {c.held:,.0f} yuan in deposits in an average week, {c.held_wrongly:,.0f} wrongly"
            )
        if c.paid:
            parts.append(f"{name} took {c.paid:,.0f} yuan in fees over the run, {c.paid_wrongly:,.0f} wrongly")
    return f"Of the simulated residents {_listed(parts)}." if parts else ""


def approval_words(approval: Approval | None, world: str) -> str:
    """Stated approval: never a headline, always with its range."""
    if approval is None:
        return ""
    a = approval
    text = (
        f"Stated approval of the programme in '{world}' (reckoned from assumed effects on the logit, no measure of worth): "
        f"{_range(a.first_low, a.first_high)} of adults in the first week, {_range(a.last_low, a.last_high)} in the last"
    )
    if a.last_high > a.last_low or a.last_low > a.last_true:
        text += (
            f", depending on how many of those against say that they approve; {_share(a.last_true)} in the last if nobody "
            "does"
        )
    return f"{text}."


def _of(acts: Sequence[Acts], what: str) -> list[Acts]:
    return [each for each in acts if each.what == what]


def _change(words: str, times: Sequence[Acts]) -> str:
    if not any(each.change for each in times):
        return ""
    said = [f"{percent(each.change)} after {each.months} months" for each in times]
    return f"{words} {_listed(said)}"


def _range(low: float, high: float) -> str:
    return _share(low) if _share(low) == _share(high) else f"{100 * low:.3g} to {_share(high)}"


def _share(share: float) -> str:
    return f"{100 * share:.3g} %"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
