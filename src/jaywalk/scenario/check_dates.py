"""Dates: everything dated holds when it is first used, and nothing begins unseen."""

from collections.abc import Iterator

from pydantic import BaseModel

from jaywalk.scenario.look import Look, Steps
from jaywalk.scenario.quantities import Dated, week_of

MOST_WEEKS = 16_000


def check_dates(look: Look) -> None:
    """Every date of a scenario."""
    time = look.scenario.time
    if time.end < time.start:
        look.say(("time", "end"), f"the end {time.end} comes before the start {time.start}")
        return
    if time.weeks < 1:
        look.say(("time", "end"), "there is no whole week between start and end", "weeks begin on Mondays")
        return
    if time.weeks + time.past_weeks > MOST_WEEKS:
        look.say(("time", "past"), f"more than {MOST_WEEKS} weeks")
    _rollout(look)
    first = {week for week in _begins(look) if week is not None}
    programme = min(first) if first else time.first_week
    past = time.first_week - time.past_weeks
    for path, dated, national in _dated(look):
        _steps(look, path, dated, past if national else max(programme, past), national=national)
    factor = None if look.scenario.travel is None else look.scenario.travel.factor
    if factor is not None:
        _unseen(look, ("travel", "factor"), factor)  # type: ignore[arg-type]
    for name, measure in look.scenario.measures.items():
        if measure.starts is not None and measure.ends is not None and measure.ends <= measure.starts:
            look.say(("measures", name, "ends"), f"it ends on {measure.ends}, before it starts on {measure.starts}")
        if measure.starts is not None and measure.starts > time.end:
            look.say(("measures", name, "starts"), f"it starts after the end, {time.end}: nobody would see it")
        if measure.ends is not None and measure.ends <= time.start:
            look.say(("measures", name, "ends"), f"it ends before the start, {time.start}: nobody would see it")
    _tests(look)


def _begins(look: Look) -> list[int | None]:
    scenario = look.scenario
    return [scenario.rollout_week(city, district) for city in scenario.cities for district in look.districts(city)]


def _rollout(look: Look) -> None:
    reached: set[tuple[str, str]] = set()
    everything = {(city, district) for city in look.scenario.cities for district in look.districts(city)}
    scenario = look.scenario
    steps = sorted(enumerate(scenario.rollout), key=lambda item: item[1].from_)
    for index, step in steps:
        path: Steps = ("rollout", index)
        if step.from_ > scenario.time.end:
            look.say((*path, "from"), f"the step is after the end, {scenario.time.end}: nobody would see it")
        places = {
            (city, district)
            for city in scenario.cities
            for district in look.districts(city)
            if step.applies(city, district)
        }
        unknown = not set(step.where.district or []) <= {name for city, d in everything for name in (d, f"{city}/{d}")}
        if not places and not step.everywhere and look.mapped and not unknown:
            look.say((*path, "where"), "this reaches no place: the districts are not in the cities named")
        elif places and places <= reached:
            look.say(
                (*path, "where"), "the programme already applies there", "a rollout never shrinks, nor begins twice"
            )
        reached |= places
    ids = [step.id for step in scenario.rollout]
    for index, name in enumerate(ids):
        if name is not None and name in ids[:index]:
            look.say(("rollout", index, "id"), f"'{name}' is there twice")


def _dated(look: Look) -> Iterator[tuple[Steps, "Dated[BaseModel]", bool]]:
    """Every dated value with its path, and whether it is used before the programme begins."""
    scenario = look.scenario
    for name, channel in scenario.channels.items():
        if channel.coverage is not None and channel.enabled:
            yield ("channels", name, "coverage"), channel.coverage, channel.scope == "national"  # type: ignore[misc]
    for index, rule in enumerate(scenario.rules):
        if rule.enabled:
            yield ("rules", index, "effect"), rule.effect, False  # type: ignore[misc]
            if rule.cap is not None:
                yield ("rules", index, "cap", "most"), rule.cap.most, False  # type: ignore[misc]
    for name, tier in scenario.tiers.items():
        yield ("tiers", name), tier, False  # type: ignore[misc]
    for name, entry in scenario.lists.items():
        if entry.enabled and entry.term is not None:
            yield ("lists", name, "term"), entry.term, entry.scope == "national"  # type: ignore[misc]
        if entry.enabled and entry.points is not None:
            yield ("lists", name, "points"), entry.points, False  # type: ignore[misc]


def _steps(look: Look, path: Steps, dated: "Dated[BaseModel]", used: int, *, national: bool) -> None:
    _unseen(look, path, dated)
    days = [day for day, _ in dated.steps if day is not None]
    if not days:
        return
    weeks = [week_of(day) for day in days]
    for day, week in zip(days, weeks, strict=True):
        if weeks.count(week) > 1 and weeks.index(week) != days.index(day):
            look.say(
                (*path, str(day)),
                "two values begin in the same week; a mid-week date holds from the next Monday",
                at_key=True,
            )
    if weeks[0] > used:
        reason = "its past is already simulated" if national else "the programme begins"
        first = "with no date, or one no later" if national else "with the rollout"
        look.say(
            (*path, str(days[0])),
            f"nothing holds before {days[0]}, but {reason} earlier",
            f"begin {first}",
            at_key=True,
        )


def _unseen(look: Look, path: Steps, dated: "Dated[BaseModel]") -> None:
    end = look.scenario.time.end
    for day, _ in dated.steps:
        if day is not None and day > end:
            look.say((*path, str(day)), f"this begins after the end, {end}: nobody would see it", at_key=True)


def _tests(look: Look) -> None:
    weeks = look.scenario.time.weeks
    for index, test in enumerate(look.scenario.tests):
        for number, given in enumerate(test.given):
            path: Steps = ("tests", index, "given", number)
            if given.week >= weeks:
                look.say((*path, "week"), f"week {given.week} is after the end; the weeks are 0 to {weeks - 1}")
            if given.recorded is not None and given.recorded <= given.week:
                look.say(
                    (*path, "recorded"),
                    f"a record of week {given.week} is delivered in week {given.week + 1} at the earliest",
                )
        for number, expect in enumerate(test.expect):
            if expect.week >= weeks:
                look.say(
                    ("tests", index, "expect", number, "week"),
                    f"week {expect.week} is after the end; the weeks are 0 to {weeks - 1}",
                )
            if expect.score is None and expect.tier is None and expect.lists is None and expect.measures is None:
                look.say(("tests", index, "expect", number), "a test expects a score, a tier, lists or measures")
        names = [other.name for other in look.scenario.tests[:index]]
        if test.name in names:
            look.say(("tests", index, "name"), f"there are two tests '{test.name}'")
