"""Reach and conflict: everything can happen, and nothing is decided twice."""

from collections import defaultdict

from jaywalk.scenario.frame import BUILT_IN
from jaywalk.scenario.look import Look, Steps
from jaywalk.scenario.problems import nearest
from jaywalk.scenario.scoring import ListEntry, Measure, Rule


def check_reach(look: Look) -> None:
    """Whatever could never happen, and whatever two parts would decide at once."""
    for index, rule in enumerate(look.scenario.rules):
        if rule.enabled:
            _founded(look, ("rules", index), [rule.on], rule.through)
    for name, entry in look.scenario.lists.items():
        if entry.enabled:
            _founded(look, ("lists", name), entry.acts, entry.through)
            _list(look, name, entry)
    _identity(look)
    _score(look)
    for name, measure in look.scenario.measures.items():
        if measure.enabled:
            _measure(look, name, measure)
    _worlds(look)
    _conflicts(look)


def _founded(look: Look, path: Steps, acts: list[str], through: list[str]) -> None:
    channels = look.scenario.channels
    known = [(number, name, channels[name]) for number, name in enumerate(through) if name in channels]
    for number, name, channel in known:
        if not channel.enabled and not look.varied:
            look.say(
                (*path, "through", number),
                f"channel '{name}' is switched off",
                "switch this off too, or the channel on",
            )
        guessed = not set(channel.sees) <= set(look.scenario.acts)
        if not guessed and not any(act in channel.sees for act in acts) and set(acts) & look.names("acts"):
            hint = nearest(acts[0], channel.sees)
            look.say((*path, "through", number), f"channel '{name}' never sees {_words(acts)}", hint)
    for number, act in enumerate(acts):
        if (
            act in look.scenario.acts
            and known
            and not any(act in channel.sees for _, _, channel in known)
            and len(acts) > 1
        ):
            look.say((*path, "on", number), f"no channel named here sees '{act}'")


def _words(names: list[str]) -> str:
    return " or ".join(f"'{name}'" for name in names)


def _list(look: Look, name: str, entry: ListEntry) -> None:
    path: Steps = ("lists", name)
    if entry.term is None and entry.exit is None:
        look.say(path, f"nobody ever leaves list '{name}'", "give it a 'term' or an 'exit'", at_key=True)
    if entry.term is None and entry.extend is not None:
        look.say((*path, "extend"), "there is no term to extend", at_key=True)
    if entry.scope == "national":
        for number, channel_name in enumerate(entry.through):
            channel = look.scenario.channels.get(channel_name)
            if channel is not None and channel.scope == "city":
                look.say(
                    (*path, "through", number),
                    f"a national list is founded by national channels; '{channel_name}' is a city's",
                )
    if entry.points is not None and look.scenario.score is None:
        look.say((*path, "points"), "there is no score to take points from", at_key=True)
    tied = [measure.for_.list_ for measure in look.scenario.measures.values() if measure.enabled and measure.for_.list_]
    shown = name in tied or not set(tied) <= look.names("lists")
    if not look.varied and not shown and entry.points is None and look.scenario.measures:
        look.say(path, f"list '{name}' does nothing: no measure is for it and it has no points", at_key=True)


def _identity(look: Look) -> None:
    for name, channel in look.scenario.channels.items():
        path: Steps = ("channels", name)
        if channel.kind == "camera" and look.scenario.gallery is None:
            look.say(path, "a camera searches a gallery", "add 'gallery' at the top of the file", at_key=True)
        confuses = channel.kind == "register" and channel.identity.namesake > 0
        if confuses and look.scenario.names is None:
            at = (*path, "identity", "keys")
            look.say(at, "keys that confuse namesakes need groups of namesakes", "add 'names'", at_key=True)
        if channel.kind == "register" and channel.identity.outside is not None and channel.scope == "city":
            look.say(
                (*path, "identity", "outside"), "only a national register has origins outside its cities", at_key=True
            )
        if channel.kind == "device" and channel.owner_liability == "kept" and channel.identity.other_driver is None:
            look.say((*path, "owner_liability"), "there is no 'other_driver' whose records the owner could keep")
        if channel.kind == "device" and any(w.attributed and w.probability.high > 0 for w in channel.identity.wrongs()):
            if channel.identity.right_too:
                said = "what is booked on the owner is not the driver's as well"
                look.say((*path, "identity", "right_too"), said, "leave out 'right_too' or 'other_driver'")
            if channel.after is not None:
                said = "a channel that books the owner comes after no other"
                look.say((*path, "after"), said, "leave out 'after' or 'other_driver'", at_key=True)
        if channel.copies is None and channel.copy_lag is not None:
            look.say((*path, "copy_lag"), "there are no copies to come later", at_key=True)


def _score(look: Look) -> None:
    scenario = look.scenario
    if scenario.score is None:
        for table in ("rules", "tiers"):
            if getattr(scenario, table):
                look.say((table,), f"there is no score for the {table}", "add 'score'", at_key=True)
        return
    if not scenario.rollout:
        look.say(("score",), "the programme never begins anywhere", "add 'rollout'", at_key=True)
    if not look.varied:
        _tiers(look)
    for index, rule in enumerate(scenario.rules):
        if any(other.id == rule.id for other in scenario.rules[:index]):
            look.say(("rules", index, "id"), f"there are two rules '{rule.id}'")


def _tiers(look: Look) -> None:
    scenario, score = look.scenario, look.scenario.score
    if score is None or not scenario.tiers:
        return
    low, high = _span(look)
    names = scenario.tiers_low_to_high
    for lower, upper in zip(names, [*names[1:], None], strict=True):
        begins = min(value.points for value in scenario.tiers[lower].values)
        ends = None if upper is None else max(value.points for value in scenario.tiers[upper].values) - 1
        if high < begins <= score.ceiling.points or (ends is not None and ends < low):
            reached = f"scores reach from {max(low, score.floor.points):g} to {min(high, score.ceiling.points):g}"
            look.say(("tiers", lower), f"no path leads to tier '{lower}'", reached, at_key=True)


def _span(look: Look) -> tuple[float, float]:
    """Lowest and highest score that the rules and lists could add up to."""
    score = look.scenario.score
    if score is None:
        return 0.0, 0.0
    starts = [points for _, _, points in score.start.groups()]
    adders = [points.points for points in score.start.residency.values()] or [0]
    spread = 4 * (score.start.sd.value if score.start.sd is not None else 0.0)
    low, high = min(starts) + min(0, *adders) - spread, max(starts) + max(0, *adders) + spread
    for rule in look.scenario.rules:
        if rule.enabled:
            most = _most(look, rule)
            low, high = (low + most, high) if most < 0 else (low, high + most)
    for entry in look.scenario.lists.values():
        if entry.enabled and entry.points is not None:
            points = [value.points for value in entry.points.values]
            low, high = low + min(0, *points), high + max(0, *points)
    return low, high


def _most(look: Look, rule: Rule) -> float:
    points = rule.effect.values
    sign = -1 if min(value.points for value in points) < 0 else 1
    if rule.cap is None:
        return sign * float("inf")
    time = look.scenario.time
    weeks = min(rule.expires.weeks if rule.expires is not None else time.weeks, time.weeks)
    return float(sign * max(abs(value.points) for value in rule.cap.most.values) * (weeks // 52 + 1))


def _measure(look: Look, name: str, measure: Measure) -> None:
    path: Steps = ("measures", name)
    entry = look.scenario.lists.get(measure.for_.list_ or "")
    if entry is not None and not entry.enabled and not look.varied:
        look.say((*path, "for"), f"list '{measure.for_.list_}' is switched off", "switch the measure off too")
    if measure.kind == "benefit" and measure.blocks:
        look.say((*path, "blocks"), "a benefit blocks nothing", "is it a restriction?", at_key=True)
    if measure.kind == "restriction" and measure.places is not None:
        look.say((*path, "places"), "a restriction gives no places", "is it a benefit?", at_key=True)
    if measure.kind == "restriction" and measure.for_.tier is not None and look.scenario.coupling != "tiers":
        reached = [world.set for world in look.scenario.worlds.values() if "coupling" in world.set]
        if not reached and not look.varied:
            look.say(
                (*path, "for"),
                f"no tier restricts while coupling is '{look.scenario.coupling}'",
                "write coupling: tiers",
            )
    for number, other in enumerate([] if measure.places is None else measure.places.shut_out):
        found = look.scenario.measures.get(other)
        if found is not None and found.kind == "benefit":
            look.say((*path, "places", "shut_out", number), f"'{other}' is a benefit: it shuts nobody out")


def _worlds(look: Look) -> None:
    worlds = look.scenario.worlds
    for name, world in worlds.items():
        path: Steps = ("worlds", name)
        without = world.without
        varied = without.channels or without.rules or without.lists or without.measures or without.errors
        if not varied and not world.set and world.delay is None:
            look.say(
                path,
                f"world '{name}' differs in nothing from '{world.of}'",
                "add 'without', 'set' or 'delay'",
                at_key=True,
            )
        seen, at = {name}, world.of
        while at in worlds and at not in seen:
            seen.add(at)
            at = worlds[at].of
        if at not in BUILT_IN and at in seen:
            look.say((*path, "of"), f"world '{name}' is built on itself")


def _conflicts(look: Look) -> None:
    by_slot: dict[tuple[str, str], list[int]] = defaultdict(list)
    by_act: dict[str, set[str]] = defaultdict(set)
    for index, rule in enumerate(look.scenario.rules):
        if not rule.enabled:
            continue
        for name in rule.through:
            by_slot[rule.on, name].append(index)
            by_act[rule.on].add(name)
    for entry in look.scenario.lists.values():
        for act in entry.acts if entry.enabled else []:
            by_act[act].update(entry.through)
    for (act, name), rules in by_slot.items():
        if len(rules) > 1:
            first, second = rules[:2]
            line = look.tree.find(("rules", first)).line
            also = f"rule '{look.scenario.rules[first].id}' in line {line} already does"
            look.say(("rules", second, "on"), f"a second rule scores '{act}' through '{name}'", also)
    for act, names in by_act.items():
        found = look.scenario.acts.get(act)
        seeing = [n for n in sorted(names) if n in look.scenario.channels and act in look.scenario.channels[n].sees]
        if found is not None and found.combine is None and len(seeing) > 1:
            hint = "say how they count with combine: first, max or sum"
            look.say(("acts", act), f"channels {', '.join(seeing)} may record the same '{act}'", hint, at_key=True)
