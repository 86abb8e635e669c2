"""Rights: what a scenario does to people that rules on sanctions usually forbid. Warnings, repeated in every report.

Nothing here refuses: a scenario may well ask what a programme without notice or appeal would do. But whoever reads its
results is told that it has none.
"""

from collections.abc import Iterator
from typing import Final

from jaywalk.scenario.channels import Camera, Channel, Register
from jaywalk.scenario.check_redress import regime_warnings
from jaywalk.scenario.check_response import response_warnings
from jaywalk.scenario.look import Steps
from jaywalk.scenario.problems import Problem, path_text
from jaywalk.scenario.schema import Scenario
from jaywalk.scenario.scoring import ListEntry, Measure, Rule

NO_NOTICE: Final = "a restriction without notice: nobody is told of the records behind it"
NO_APPEAL: Final = "a restriction without appeal: no error in the records behind it is ever reviewed"
SHOWN: Final = 3  # names in one warning
Found = tuple[Steps, str]


def report_warnings(scenario: Scenario) -> list[Problem]:
    """What a run says about its scenario wherever its results are reported: rights, and regimes it never reaches."""
    found = [
        *rights_warnings(scenario),
        *regime_warnings(scenario),
        *response_warnings(scenario),
        *mixed_warnings(scenario),
    ]
    return sorted(set(found))


def mixed_warnings(scenario: Scenario) -> list[Problem]:
    """Acts that cost and earn: no record of theirs can be contested, since striking it could cost what was earned."""
    if scenario.redress is None or not scenario.redress.enabled:
        return []
    effects = [(rule.on, points.points) for rule in scenario.rules if rule.enabled for points in rule.effect.values]
    for name, entry in scenario.lists.items():
        if not entry.enabled:
            continue
        points = 0 if entry.points is None else max((p.points for p in entry.points.values), key=abs, default=0)
        wanted = [m.kind for m in scenario.measures.values() if m.enabled and m.for_.list_ == name]
        good = points > 0 or entry.colour == "red" or "benefit" in wanted
        effects += [(act, 1 if good else -1) for act in entry.acts]
    taking = {act for act, points in effects if points < 0}
    both = sorted(act for act, points in set(effects) if points > 0 and act in taking)
    words = "its records cost and earn: none of them can be contested, since striking one could cost what it earned"
    merits = {name for name, act in scenario.acts.items() if act.kind == "prosocial"}
    return [
        scenario.tree.find(("acts", act)).problem(path_text(("acts", act)), words, at_key=True)
        for act in dict.fromkeys(both)
        if act not in merits
    ]


def rights_warnings(scenario: Scenario) -> list[Problem]:
    """Restrictions without notice, appeal or end, on households or in other domains; protected conduct; perfection."""
    found: list[Found] = [*_protected(scenario), *_perfect(scenario)]
    for name, measure in scenario.measures.items():
        if measure.enabled and measure.kind == "restriction" and _ever(scenario, measure):
            found += [(("measures", name), words) for words in _restriction(scenario, measure)]
    tree = scenario.tree
    return sorted({tree.find(path).problem(path_text(path), words, at_key=True) for path, words in found})


def _ever(scenario: Scenario, measure: Measure) -> bool:
    """Whether a restriction applies in some world: tiers restrict only where coupling says so."""
    if measure.for_.list_ is not None:
        entry = scenario.lists.get(measure.for_.list_)
        return entry is not None and entry.enabled
    return scenario.score is not None and scenario.coupling == "tiers"


def _restriction(scenario: Scenario, measure: Measure) -> Iterator[str]:
    redress = scenario.redress
    if redress is None or not redress.enabled:
        yield NO_NOTICE
        yield NO_APPEAL
    else:
        if redress.notice is None or all(share.value == 0 for share in redress.notice.reaches.values):
            yield NO_NOTICE
        if all(reviews.value == 0 for reviews in redress.appeal.reviews.values):
            yield NO_APPEAL
    rules, lists = _behind(scenario, measure)
    endless = [f"rule '{rule.id}' never expires" for rule in rules if rule.expires is None]
    endless += [f"list '{number}' has no term" for number, entry in lists.items() if entry.term is None]
    if endless:
        yield f"a restriction without end: {', '.join(endless)}"
    acts = dict.fromkeys([*(rule.on for rule in rules), *(act for entry in lists.values() for act in entry.acts)])
    related = {word for act in acts for word in (scenario.acts[act].domain, scenario.acts[act].family)}
    response = scenario.response
    if response is not None and response.enabled and response.household is not None and response.household.value > 0:
        deposit = measure.costs is not None and measure.costs.deposit is not None
        if deposit or measure.domain == "travel":
            yield "it reaches the household: others of it bear and fear what one of them is under"
    if acts and measure.domain not in related:
        shown = ", ".join(acts) if len(acts) <= SHOWN else f"{', '.join([*acts][:SHOWN])} and {len(acts) - SHOWN} more"
        yield f"it restricts {measure.domain} for records of another domain: {shown}"


def _behind(scenario: Scenario, measure: Measure) -> tuple[list[Rule], dict[str, ListEntry]]:
    """What can bring somebody under a restriction: rules and lists that take points, or the one list it is for."""
    if measure.for_.list_ is not None:
        return [], {measure.for_.list_: scenario.lists[measure.for_.list_]}
    rules = [rule for rule in scenario.rules if rule.enabled and rule.effect.first.points < 0]
    costly = {
        name: entry
        for name, entry in scenario.lists.items()
        if entry.enabled and entry.points is not None and entry.points.first.points < 0
    }
    return rules, costly


def _protected(scenario: Scenario) -> Iterator[Found]:
    acts = {name for name, act in scenario.acts.items() if act.kind == "protected"}
    for index, rule in enumerate(scenario.rules):
        if rule.enabled and rule.on in acts:
            yield ("rules", index, "on"), f"protected conduct is scored: '{rule.on}' is lawful"
    for name, entry in scenario.lists.items():
        for act in entry.acts if entry.enabled else ():
            if act in acts:
                yield ("lists", name, "on"), f"protected conduct is listed: '{act}' is lawful"


def _perfect(scenario: Scenario) -> Iterator[Found]:
    for name, channel in scenario.active_channels.items():
        if _errors(channel) == 0:
            yield ("channels", name), f"'{name}' is declared perfect: whom it sees it never misses or mistakes"


def _errors(channel: Channel) -> float:
    """Upper ends of all that can go wrong with whom a channel sees, added up."""
    total = 0.0 if channel.copies is None else channel.copies.high
    if isinstance(channel, Camera):
        camera = channel.identity
        return total + sum(p.high for p in (camera.fpir, camera.miss, camera.wrong_first, camera.phantoms))
    total += sum(wrong.probability.high for wrong in channel.identity.wrongs())
    if isinstance(channel, Register):
        register = channel.identity
        missed = [register.missed, *(key.missed for key in register.keys.values())]
        return total + register.namesake_high + sum(p.high for p in missed if p is not None)
    unreadable = channel.identity.unreadable
    return total + (0.0 if unreadable is None else unreadable.high)
