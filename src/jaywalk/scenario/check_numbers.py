"""Arithmetic: values inside ranges, shares that add up, probabilities that stay probabilities, tiers without a gap."""

from itertools import pairwise

from jaywalk.scenario.channels import Spell
from jaywalk.scenario.look import Look, Steps
from jaywalk.scenario.quantities import Dated, Points, Probability, Quantity
from jaywalk.scenario.strata import AGES, FIFTHS, By, bands
from jaywalk.scenario.walking import leaves

CLOSE = 1e-6
MOST_SLOTS = 256
MOST_WEEKS = 16_000


def check_numbers(look: Look) -> None:
    """Every sum and bound of a scenario."""
    for leaf in leaves(look.scenario):
        _range(look, leaf.path, leaf.quantity)
        if isinstance(leaf.quantity, Probability):
            _still_probability(look, leaf.path, leaf.quantity)
    _shares(look)
    _channels(look)
    _score(look)
    _terms(look)


def _range(look: Look, path: Steps, quantity: Quantity) -> None:
    ends, value = quantity.range, quantity.value
    if not isinstance(ends, tuple):
        return
    if ends[0] > ends[1]:
        look.say((*path, "range"), f"the range [{ends[0]:g}, {ends[1]:g}] runs backwards")
    elif not ends[0] - CLOSE * abs(ends[0]) <= value <= ends[1] + CLOSE * abs(ends[1]):
        look.say((*path, "range"), f"the value {value:g} lies outside its range [{ends[0]:g}, {ends[1]:g}]")


def _mean(by: By, look: Look, city: str) -> float:
    """Mean of the multipliers over a city's adults, axes taken one by one."""
    margins = look.margins.get(city)
    mean = 1.0
    for axis, labels in (
        ("age", AGES),
        ("sex", ("female", "male")),
        ("residency", ("registered", "migrant")),
        ("income_fifth", FIFTHS),
    ):
        table = getattr(by, axis)
        if not table:
            continue
        shares = (margins.shares.get(axis) if margins is not None else None) or {}
        total = value = 0.0
        for index, label in enumerate(labels):
            if axis == "age" and index == 0:
                continue
            weight = shares.get(label, 0.0) or (1.0 if not shares else 0.0)
            multiplier = next(
                (m for key, m in table.items() if (index in bands(key) if axis == "age" else key == label)), 1.0
            )
            total += weight
            value += weight * multiplier
        mean *= value / total if total else 1.0
    return mean


def _still_probability(look: Look, path: Steps, quantity: Probability) -> None:
    for city in look.scenario.cities:
        here = quantity.base(city)
        by = here.by or quantity.by
        if by is None:
            continue
        mean = _mean(by, look, city)
        top = here.high * max(by.cells()) / mean if mean else 0.0
        if top > 1 + 1e-3:
            look.say(
                path, f"the upper end {here.high:g} times the largest multiplier gives {top:.3g}: not a probability"
            )
            return


def _shares(look: Look) -> None:
    scenario = look.scenario
    if scenario.score is not None and scenario.score.start.status:
        total = sum(group.share.value for group in scenario.score.start.status.values())
        if abs(total - 1) > CLOSE:
            look.say(
                ("score", "start", "status"),
                f"the shares of the status groups add up to {total:.6g}, not to 1",
                at_key=True,
            )
    if scenario.names is not None:
        total = sum(group.share.value for group in scenario.names.groups)
        if abs(total - 1) > CLOSE:
            look.say(("names", "groups"), f"the shares of the name groups add up to {total:.6g}, not to 1", at_key=True)


def _channels(look: Look) -> None:
    slots = sum(len(channel.sees) for channel in look.scenario.channels.values())
    slots += sum(measure.places is not None for measure in look.scenario.measures.values())
    if slots > MOST_SLOTS:
        look.say(("channels",), f"{slots} pairs of act and channel; at most {MOST_SLOTS} can be", at_key=True)
    for name, channel in look.scenario.channels.items():
        path: Steps = ("channels", name)
        spell_holds(look, (*path, "delay"), channel.delay)
        if channel.stale is not None:
            spell_holds(look, (*path, "stale"), channel.stale)
        if channel.kind == "camera":
            if channel.identity.fpir.value >= 1:
                look.say((*path, "identity", "fpir"), "a search that always finds someone is no search")
            continue
        at: Steps = (*path, "identity")
        wrongs = channel.identity.wrongs()
        ways = len(wrongs)
        total = sum(wrong.probability.high for wrong in wrongs)
        if channel.kind == "register" and channel.identity.keys:
            ways += 1
            total += channel.identity.namesake_high
            shares = sum(key.share.value for key in channel.identity.keys.values())
            if abs(shares - 1) > CLOSE:
                look.say((*at, "keys"), f"the shares of the keys add up to {shares:.6g}, not to 1", at_key=True)
        if ways > 2:
            look.say(at, f"{ways} ways to the wrong person; at most two can be told apart", at_key=True)
        if total >= 1:
            look.say(
                at,
                f"at the upper ends, {total:.3g} of records would go to someone else: not a probability",
                at_key=True,
            )


def spell_holds(look: Look, path: Steps, spell: Spell) -> None:
    """Whether a time that varies can vary so."""
    if spell.p95 is not None and spell.p95.value < spell.median.value:
        look.say((*path, "p95"), f"95 % within {spell.p95.days:g} days, but half take {spell.median.days:g}")
    if spell.p95 is not None and spell.median.value == 0:
        look.say((*path, "median"), "a time that varies has a median above 0")


def _score(look: Look) -> None:
    score = look.scenario.score
    if score is None:
        return
    low, high = score.floor.points, score.ceiling.points
    if low >= high:
        look.say(("score", "ceiling"), f"the ceiling {high} is not above the floor {low}")
        return
    start: Steps = ("score", "start")
    for name, _, points in score.start.groups():
        at = start if score.start.points is not None else (*start, "status", name, "points")
        if not low <= points <= high:
            look.say(at, f"the start {points} is not between floor {low} and ceiling {high}")
    if score.hysteresis is not None and score.hysteresis.points < 0:
        look.say(("score", "hysteresis"), "hysteresis is not negative")
    if look.scenario.tiers:
        _tiers(look, low, high)
    else:
        look.say(("score",), "a score needs tiers", f"one will do: tiers: {{everybody: {low} points}}", at_key=True)


def _tiers(look: Look, low: int, high: int) -> None:
    tiers = look.scenario.tiers
    for name, dated in tiers.items():
        for day, points in dated.root.items():
            if not low <= points.points <= high:
                at: Steps = ("tiers", name, day) if day else ("tiers", name)
                look.say(at, f"tier '{name}' begins at {points.points}, outside the score's {low} to {high}")
    names = look.scenario.tiers_low_to_high
    bottom = tiers[names[0]]
    for day, points in bottom.root.items():
        if points.points > low:
            at = ("tiers", names[0], day) if day else ("tiers", names[0])
            look.say(
                at, f"no tier covers {low} to {points.points - 1}", f"let the lowest begin at the floor, {low} points"
            )
    for lower, upper in pairwise(names):
        weeks = {0, *tiers[lower].change_weeks, *tiers[upper].change_weeks}
        for week in sorted(weeks):
            here, above = tiers[lower].in_week(week), tiers[upper].in_week(week)
            if here is not None and above is not None and here.points >= above.points:
                look.say(("tiers", upper), f"tiers '{lower}' and '{upper}' overlap at {above.points} points")
                break


def _points(look: Look, path: Steps, dated: Dated[Points]) -> None:
    signs = {value.points > 0 for value in dated.values if value.points}
    if len(signs) > 1:
        look.say(path, "points of one rule are either all above or all below 0", "make two rules of it")
    if not signs and not look.varied:
        look.say(path, "0 points do nothing", "write the points, or enabled: false")


def _terms(look: Look) -> None:
    scenario = look.scenario
    for index, rule in enumerate(scenario.rules):
        path: Steps = ("rules", index)
        _points(look, (*path, "effect"), rule.effect)
        if rule.cap is not None and any(value.points <= 0 for value in rule.cap.most.values):
            look.say((*path, "cap"), "a cap is written above 0, for points taken as for points given")
        if rule.expires is not None and not 1 <= rule.expires.weeks <= MOST_WEEKS:
            look.say((*path, "expires"), "points last at least a week", "leave 'expires' out if they last for good")
    for name, entry in scenario.lists.items():
        path = ("lists", name)
        if entry.points is not None:
            _points(look, (*path, "points"), entry.points)
        terms = [] if entry.term is None else entry.term.values
        if entry.extend is not None:
            terms = [*terms, entry.extend.by]
        if any(not 1 <= term.weeks <= MOST_WEEKS for term in terms):
            look.say((*path, "term"), "a list lasts at least a week")
        if entry.exit is not None and entry.exit.performed.value == 0:
            look.say((*path, "exit", "performed"), "nobody ever leaves at rate 0", "leave 'exit' out")
    if scenario.score is not None and scenario.score.review.weeks < 1:
        look.say(("score", "review"), "reviews are at least a week apart")
    for name, measure in scenario.measures.items():
        if measure.places is not None and not 0 < measure.places.per_application.value < 1:
            look.say(
                ("measures", name, "places", "per_application"),
                "scarce places are fewer than applications, and more than none",
            )
