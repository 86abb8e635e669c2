"""Response, lives, opinion and cameras that follow records: that what somebody responds to, loses or thinks exists."""

import math
from collections.abc import Iterator
from typing import Any

from jaywalk.scenario.check_redress import same_for_all, same_week
from jaywalk.scenario.lives import Lives
from jaywalk.scenario.look import Look, Steps
from jaywalk.scenario.opinion import Opinion
from jaywalk.scenario.problems import Problem, path_text
from jaywalk.scenario.quantities import Dated, Duration
from jaywalk.scenario.response import Response
from jaywalk.scenario.schema import Scenario

MOST_WEEKS = 16_000
WITH_ELASTICITY = ("own_record", "household", "news", "near_threshold")


def check_response(look: Look) -> None:
    """Every mistake of these sections that shape and units do not show."""
    scenario = look.scenario
    if scenario.response is not None:
        _response(look, scenario.response)
    if scenario.lives is not None:
        _lives(look, scenario.lives)
    if scenario.opinion is not None:
        _opinion(look, scenario.opinion)
    _vacancies(look)
    _costs(look)
    for name in scenario.channels:
        _follows(look, name)
    same_for_all(look, "lives", ("work is lost at one rate in all cities of a scenario", ""), lambda _: True)


def response_warnings(scenario: Scenario) -> list[Problem]:
    """What begins after the end (no mistake: a text serves runs of any length), and what rests on little."""
    found = []
    response = scenario.response
    near = None if response is None or not response.enabled else response.near_threshold
    if near is not None and near.effect.value > 0:
        where: Steps = ("response", "near_threshold")
        said = "the evidence that people mind a tier's foot is weak"
        found.append(scenario.tree.find(where).problem(path_text(where), said, at_key=True))
    for path, dated in _dated(scenario):
        for day, _ in dated.steps:
            if day is not None and day > scenario.time.end:
                at = (*path, str(day))
                said = f"this begins after the end, {scenario.time.end}: nobody would see it"
                found.append(scenario.tree.find(at).problem(path_text(at), said, at_key=True))
    return found


def _dated(scenario: Scenario) -> Iterator[tuple[Steps, "Dated[Any]"]]:
    if scenario.lives is not None:
        yield ("lives", "job_loss", "rate"), scenario.lives.job_loss.rate


def _lasting(look: Look, path: Steps, time: Duration, *, whole: bool = False) -> None:
    """A time in which something fades or is counted is above 0, and where weeks are counted at least one."""
    if whole and not 1 <= time.weeks <= MOST_WEEKS:
        look.say(path, "this is at least a week")
    elif not whole and time.days <= 0:
        look.say(path, "nothing fades over no time", "write 26 weeks")


def _response(look: Look, response: Response) -> None:
    scenario = look.scenario
    path: Steps = ("response",)
    parts = ("deterrence", *WITH_ELASTICITY, "price", "shift", "chilling")
    if not response.crowding and all(getattr(response, part) is None for part in parts) and not look.varied:
        look.say(path, "nobody responds to anything", "add 'deterrence'", at_key=True)
    if look.root.child("awareness") is None:
        look.say(path, "who knows of the programme?", "add 'awareness'", at_key=True)
    deterrence = response.deterrence
    if deterrence is None:
        for part in WITH_ELASTICITY:
            if getattr(response, part) is not None:
                said = f"'{part}' needs 'deterrence', whose elasticity it works by"
                look.say((*path, part), said, at_key=True)
    else:
        _lasting(look, (*path, "deterrence", "fades_over"), deterrence.fades_over)
        if deterrence.certainty.value > 0 and deterrence.certainty_floor.value <= 0:
            at = (*path, "deterrence", "certainty_floor")
            look.say(at, "a certainty that grows from 0 grows without bound", "write 0.01")
    if response.own_record is not None:
        at = (*path, "own_record")
        _lasting(look, (*at, "fades_over"), response.own_record.fades_over)
        _lasting(look, (*at, "counts_for"), response.own_record.counts_for, whole=True)
    if response.near_threshold is not None and (scenario.score is None or not scenario.tiers):
        look.say((*path, "near_threshold"), "there are no tiers to be near the foot of", "add 'tiers'", at_key=True)
    for act in response.crowding:
        at = (*path, "crowding", act)
        if look.link(at, act, "acts", "an act") and act in scenario.acts and scenario.acts[act].kind != "prosocial":
            look.say(at, f"'{act}' is no merit: only merits are crowded out or in", at_key=True)
    chills = response.chilling is not None and response.chilling.value > 0
    if chills and not look.varied and all(act.kind != "protected" for act in scenario.acts.values()):
        look.say((*path, "chilling"), "there is no protected act that could be chilled", "leave 'chilling' out")
    if response.acts_every is not None:
        _lasting(look, (*path, "acts_every"), response.acts_every, whole=True)
    same_for_all(look, "response", ("response is one for all cities of a scenario", ""), lambda _: True)


def _lives(look: Look, lives: Lives) -> None:
    scenario = look.scenario
    who = lives.job_loss.who
    if who is not None:
        look.link(("lives", "job_loss", "who"), who, "attributes", "an attribute")
    shut = any(m.enabled and m.kind == "restriction" and m.blocks for m in scenario.measures.values())
    if lives.enabled and not shut and not look.varied:
        said = "nobody's travel is restricted: work is lost where a measure 'blocks' a mode of travel"
        look.say(("lives", "job_loss"), said, at_key=True)
    _lasting(look, ("lives", "out_of_work", "lasts"), lives.out_of_work.lasts, whole=True)
    money = any(act.enabled and act.family == "money" and act.kind == "violation" for act in scenario.acts.values())
    if lives.out_of_work.money_acts.value > 1 and not money and not look.varied:
        said = "there is no violation of the family 'money' to commit more of"
        look.say(("lives", "out_of_work", "money_acts"), said, "write 1")
    for day, _ in lives.job_loss.rate.steps:
        if day is not None:
            same_week(look, ("lives", "job_loss", "rate"), lives.job_loss.rate)
            break


def _vacancies(look: Look) -> None:
    takers = [name for name, m in look.scenario.measures.items() if m.places is not None and m.places.vacancies]
    for name in takers:
        at: Steps = ("measures", name, "places", "vacancies")
        if look.root.child("lives") is None:
            look.say(at, "nobody loses work whose place could be taken", "add 'lives'", at_key=True)
        elif name != takers[0]:
            said = f"the places of those who lose work are given away once: '{takers[0]}' has them already"
            look.say(at, said, at_key=True)


def _costs(look: Look) -> None:
    for name, measure in look.scenario.measures.items():
        if measure.costs is not None and measure.kind == "benefit":
            look.say(("measures", name, "costs"), "a benefit costs nobody anything", "leave 'costs' out", at_key=True)


def _opinion(look: Look, opinion: Opinion) -> None:
    scenario = look.scenario
    if all(look.root.child(table) is None for table in ("score", "lists")):
        look.say(("opinion",), "there is no programme to approve of", "add 'score' or 'lists'", at_key=True)
    base = opinion.approval.value
    if not 0 < base < 1:
        look.say(("opinion", "approval"), "approval is between 0 and 1, neither of them")
    for number, shock in enumerate(opinion.shocks):
        at: Steps = ("opinion", "shocks", number)
        after = base + shock.effect.value
        if 0 < base < 1 and not 0 < after < 1:
            look.say((*at, "effect"), f"{base:g} {shock.effect.value:+g} is {after:.3g}: not a share between 0 and 1")
        if not math.isfinite(after):
            continue
        if not scenario.time.start <= shock.on <= scenario.time.end:
            side = "before the start" if shock.on < scenario.time.start else "after the end"
            edge = scenario.time.start if shock.on < scenario.time.start else scenario.time.end
            look.say((*at, "on"), f"the shock comes {side}, {edge}: nobody would see it")
        _lasting(look, (*at, "fades_over"), shock.fades_over)


def _follows(look: Look, name: str) -> None:
    channel = look.scenario.channels[name]
    if channel.coverage is None:
        return
    said = [(day, places.follows) for day, places in channel.coverage.root.items()]
    for day, follows in said:
        at: Steps = ("channels", name, "coverage", *((day,) if day else ()), "follows")
        if follows is None:
            if any(other is not None for _, other in said):
                where = ("channels", name, "coverage", day)
                hint = "repeat 'follows' in each"
                look.say(where, "coverage follows records at all dates or at none", hint, at_key=True)
            continue
        if channel.kind != "camera":
            look.say(at, f"only cameras are moved: '{name}' is a {channel.kind}", at_key=True)
        if not 1 <= follows.over.weeks <= MOST_WEEKS:
            look.say((*at, "over"), "this is at least a week")
        if follows != said[-1][1] and said[-1][1] is not None:
            look.say(at, "how coverage follows records is the same at all dates", at_key=True)
