"""Redress: that there is something to contest, that tries and windows fit together, that dates mean something.

Unlike other dated values these may begin after their first use: before, there is no such remedy. And a regime dated
after the end of the run is no mistake, since the same text serves runs of any length: it is a warning.
"""

from collections.abc import Callable, Iterator
from typing import Any

from jaywalk.scenario.check_numbers import spell_holds
from jaywalk.scenario.look import Look, Steps
from jaywalk.scenario.problems import Problem, nearest, path_text
from jaywalk.scenario.quantities import Dated, Part, Varied, week_of
from jaywalk.scenario.redress import Appeal, Repair
from jaywalk.scenario.schema import Scenario
from jaywalk.scenario.walking import fields_of, leaves

FILED: Steps = ("redress", "appeal", "filed_by")


def check_redress(look: Look) -> None:
    """Every mistake of redress and repair that shape and units do not show."""
    redress = look.scenario.redress
    if redress is not None:
        _something_to_contest(look)
        _appeal(look, redress.appeal)
    for name, entry in look.scenario.lists.items():
        if entry.repair is not None:
            _repair(look, name, entry.repair)
    words = ("redress is one for all cities of a scenario", ": only who files differs between groups")
    same_for_all(look, "redress", words, lambda path: path[: len(FILED)] == FILED)
    for path, dated in dated_values(look.scenario):
        same_week(look, path, dated)


def regime_warnings(scenario: Scenario) -> list[Problem]:
    """Each value of redress or repair that begins after the end of the run."""
    end = scenario.time.end
    found = []
    for path, dated in dated_values(scenario):
        for day, _ in dated.steps:
            if day is not None and day > end:
                at = (*path, str(day))
                said = f"this begins after the end, {end}: nobody would see it"
                found.append(scenario.tree.find(at).problem(path_text(at), said, at_key=True))
    return found


def dated_values(scenario: Scenario) -> Iterator[tuple[Steps, "Dated[Any]"]]:
    """Every value of redress and repair that may be dated, with its path."""
    if scenario.redress is not None:
        yield from _dated(scenario.redress, ("redress",))
    for name, entry in scenario.lists.items():
        if entry.repair is not None:
            yield from _dated(entry.repair, ("lists", name, "repair"))


def _dated(part: Any, path: Steps) -> Iterator[tuple[Steps, "Dated[Any]"]]:
    for _, key, value in fields_of(part):
        if isinstance(value, Dated):
            yield (*path, key), value
        elif isinstance(value, dict):
            for name, below in value.items():
                yield (*path, key, name), below
        elif isinstance(value, Part):
            yield from _dated(value, (*path, key))


def _something_to_contest(look: Look) -> None:
    scenario = look.scenario
    written = any(look.root.child(table) is not None for table in ("rules", "lists"))
    if not scenario.rules and not scenario.lists and not (written and look.varied):
        look.say(("redress",), "there is nothing to contest", "add 'rules' or 'lists'", at_key=True)


def _appeal(look: Look, appeal: Appeal) -> None:
    path: Steps = ("redress", "appeal")
    lists = look.scenario.lists
    for name in appeal.windows:
        if name not in look.names("lists"):
            hint = nearest(name, look.names("lists"))
            look.say((*path, "windows", name), f"'{name}' is not a list", hint, at_key=True)
        elif name in lists and lists[name].colour == "red":
            said = f"'{name}' is a red list: nobody contests a merit"
            look.say((*path, "windows", name), said, at_key=True)
    for at, window in ((("window",), appeal.window), *((("windows", name), w) for name, w in appeal.windows.items())):
        for day, term in window.root.items():
            if term.days <= 0:
                said = "nobody can appeal in no time"
                look.say((*path, *at, day) if day else (*path, *at), said, "leave 'redress' out, or write 15 days")
    second = appeal.tries is not None and any(tries.value == 2 for tries in appeal.tries.values)
    if second and appeal.again is None:
        said = "'tries: 2' needs 'again', the share who try a second time"
        look.say((*path, "tries"), said, at_key=True)
    if appeal.again is not None and not second and not look.varied:
        look.say((*path, "again"), "a second try needs 'tries: 2'", at_key=True)
    if appeal.effect == "next_review" and look.scenario.score is None:
        look.say((*path, "effect"), "there are no reviews without a score", "write effect: immediate")
    for day, spell in appeal.decides_in.root.items():
        spell_holds(look, (*path, "decides_in", day) if day else (*path, "decides_in"), spell)


def _repair(look: Look, name: str, repair: Repair) -> None:
    path: Steps = ("lists", name, "repair")
    if look.scenario.lists[name].colour == "red":
        look.say(path, f"'{name}' is a red list: nobody repairs a merit", "leave 'repair' out", at_key=True)
    if not look.varied and all(rate.value == 0 for rate in repair.performed.values):
        look.say((*path, "performed"), "nobody ever repairs at rate 0", "leave 'repair' out")


def same_for_all(look: Look, section: str, words: tuple[str, str], varies: Callable[[Steps], bool]) -> None:
    """Numbers of a section that hold for everybody: none by city, and by group only where ``varies`` says so."""
    for leaf in leaves(look.scenario):
        path, quantity = leaf.path, leaf.quantity
        if not _of(section, path) or not isinstance(quantity, Varied):
            continue
        if quantity.where is not None and quantity.where.city:
            look.say((*path, "where", "city"), words[0], at_key=True)
        elif not varies(path):
            for key in ("by", "where"):
                if getattr(quantity, key) is not None:
                    look.say((*path, key), f"this is one number for everybody{words[1]}", at_key=True)


def _of(section: str, path: Steps) -> bool:
    repair = section == "redress" and path[0] == "lists" and len(path) > 2 and path[2] == "repair"
    return path[0] == section or repair


def same_week(look: Look, path: Steps, dated: "Dated[Any]") -> None:
    """No two values of a dated number begin in the same week."""
    weeks: list[int] = []
    for day, _ in dated.steps:
        if day is not None and week_of(day) in weeks:
            said = "two values begin in the same week; a mid-week date holds from the next Monday"
            look.say((*path, str(day)), said, at_key=True)
        if day is not None:
            weeks.append(week_of(day))
