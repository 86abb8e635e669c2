"""Links: every name resolves, every number says where it comes from."""

import re

from jaywalk.scenario.frame import BUILT_IN, Given, Test
from jaywalk.scenario.look import Look, Steps, margin_names
from jaywalk.scenario.problems import nearest, path_text
from jaywalk.scenario.quantities import Count, Quantity
from jaywalk.scenario.reading import Node
from jaywalk.scenario.walking import leaves
from jaywalk.scenario.worlds import ready_made


def check_links(look: Look) -> None:
    """Every link of a scenario."""
    _cities(look)
    _acts_and_channels(look)
    _scoring(look)
    _frame(look)
    for index, test in enumerate(look.scenario.tests):
        _test(look, ("tests", index), test)
    _provenance(look)


def _cities(look: Look) -> None:
    for city, entry in look.scenario.cities.items():
        if city not in look.margins:
            hint = nearest(entry.margins, margin_names())
            look.say(("cities", city, "margins"), f"there are no margins '{entry.margins}'", hint)
        elif entry.districts != "all":
            known = look.margins[city].districts
            for index, district in enumerate(entry.districts):
                if district not in known:
                    look.say(
                        ("cities", city, "districts", index),
                        f"'{district}' is not a district of {city}",
                        nearest(district, known),
                    )
    for name, attribute in look.scenario.attributes.items():
        for city, margins in look.margins.items():
            if attribute.margin is not None and attribute.margin not in margins.attributes:
                hint = nearest(attribute.margin, margins.attributes)
                look.say(("attributes", name, "margin"), f"the margins of {city} have no '{attribute.margin}'", hint)


def _district(look: Look, path: Steps, name: str) -> None:
    city, slash, district = name.partition("/")
    if slash:
        if look.link(path, city, "cities", "a city") and district not in look.districts(city):
            look.say(path, f"'{district}' is not a district of {city}", nearest(district, look.districts(city)))
        return
    homes = [city for city in look.scenario.cities if name in look.districts(city)]
    if not homes and look.margins:
        known = {district for city in look.scenario.cities for district in look.districts(city)}
        look.say(path, f"'{name}' is not a district", nearest(name, known))
    elif len(homes) > 1:
        look.say(path, f"'{name}' is a district of {' and of '.join(homes)}", f"write {homes[0]}/{name}")


def _acts_and_channels(look: Look) -> None:
    scenario = look.scenario
    for name, act in scenario.acts.items():
        if act.eligible.attribute is not None:
            look.link(("acts", name, "eligible"), act.eligible.attribute, "attributes", "an attribute, or 'all'")
    for name, channel in scenario.channels.items():
        path: Steps = ("channels", name)
        for act_name in channel.sees:
            look.link((*path, "sees", act_name), act_name, "acts", "an act")
        after = channel.after if channel.kind == "device" else None
        if after is not None and look.link((*path, "after", "channel"), after.channel, "channels", "a channel"):
            _after(look, path, name, after.channel)
        if channel.coverage is not None:
            for day, places in channel.coverage.root.items():
                at: Steps = (*path, "coverage", day) if day else (*path, "coverage")
                for city in places.cities:
                    look.link((*at, "cities", city), city, "cities", "a city")
                for district in places.districts:
                    _district(look, (*at, "districts", district), district)


def _after(look: Look, path: Steps, name: str, first: str) -> None:
    channel, before = look.scenario.channels[name], look.scenario.channels.get(first)
    if before is None:
        return
    if first == name:
        look.say((*path, "after", "channel"), "a channel cannot come after itself")
    elif before.kind == "device" and before.after is not None:
        look.say(
            (*path, "after", "channel"), f"'{first}' itself comes after another channel", "chains are not modelled"
        )
    else:
        if channel.enabled and not before.enabled and not look.varied:
            hint = "switch this off too, or the channel on"
            look.say((*path, "after", "channel"), f"channel '{first}' is switched off", hint)
        for act in channel.sees:
            if act not in before.sees and act in look.names("acts"):
                hint = f"it comes after '{first}', which sees {', '.join(before.sees)}"
                look.say((*path, "sees", act), f"'{name}' can never see '{act}'", hint, at_key=True)


def _scoring(look: Look) -> None:
    scenario = look.scenario
    for index, rule in enumerate(scenario.rules):
        look.link(("rules", index, "on"), rule.on, "acts", "an act")
        look.links(("rules", index, "through"), rule.through, "channels", "a channel")
    for name, entry in scenario.lists.items():
        look.links(("lists", name, "on"), entry.acts, "acts", "an act")
        look.links(("lists", name, "through"), entry.through, "channels", "a channel")
    modes = set() if scenario.travel is None else set(scenario.travel.modes)
    for name, measure in scenario.measures.items():
        path: Steps = ("measures", name)
        if measure.for_.tier is not None:
            look.link((*path, "for", "tier"), measure.for_.tier, "tiers", "a tier")
        if measure.for_.list_ is not None:
            look.link((*path, "for", "list"), measure.for_.list_, "lists", "a list")
        for index, mode in enumerate(measure.blocks):
            if mode not in modes:
                look.say((*path, "blocks", index), f"'{mode}' is not a mode of travel", nearest(mode, modes))
        if measure.places is not None:
            shut = measure.places.shut_out
            look.links((*path, "places", "shut_out"), shut, "measures", "a measure")
            attribute = measure.places.eligible.attribute
            if attribute is not None:
                look.link((*path, "places", "eligible"), attribute, "attributes", "an attribute, or 'all'")


def _frame(look: Look) -> None:
    scenario = look.scenario
    for index, step in enumerate(scenario.rollout):
        path: Steps = ("rollout", index, "where")
        for number, city in enumerate(step.where.city or []):
            look.link((*path, "city", number), city, "cities", "a city")
        for number, district in enumerate(step.where.district or []):
            _district(look, (*path, "district", number), district)
    known = {*BUILT_IN, *look.names("worlds")}
    for name, world in scenario.worlds.items():
        path = ("worlds", name)
        if name in BUILT_IN:
            look.say(path, f"'{name}' is a built-in world", "choose another name", at_key=True)
        if world.of not in known:
            look.say((*path, "of"), f"'{world.of}' is not a world", nearest(world.of, known))
        for table in ("channels", "lists", "measures"):
            look.links((*path, "without", table), getattr(world.without, table), table, f"a {table.removesuffix('s')}")
        ids = {rule.id for rule in scenario.rules}
        for number, rule in enumerate(world.without.rules):
            if rule not in ids:
                look.say((*path, "without", "rules", number), f"'{rule}' is not a rule", nearest(rule, ids))
    for index, name in enumerate(scenario.run):
        if name not in known and name not in ready_made(scenario):
            look.say(("run", index), f"'{name}' is not a world", nearest(name, known))
        if name in scenario.run[:index]:
            look.say(("run", index), f"'{name}' is there twice")
    for index, axis in enumerate(scenario.groups):
        if axis in scenario.groups[:index]:
            look.say(("groups", index), f"'{axis}' is there twice")


def _test(look: Look, path: Steps, test: Test) -> None:
    resident = test.resident
    if resident.city is not None:
        look.link((*path, "resident", "city"), resident.city, "cities", "a city")
    if resident.district is not None:
        _district(look, (*path, "resident", "district"), resident.district)
    score = look.scenario.score
    groups = [] if score is None else [name for name, _, _ in score.start.groups()]
    if resident.status is not None and resident.status not in groups:
        look.say(
            (*path, "resident", "status"),
            f"'{resident.status}' is not a status of the start",
            nearest(resident.status, groups),
        )
    for index, given in enumerate(test.given):
        _given(look, (*path, "given", index), given)
    for index, expect in enumerate(test.expect):
        at: Steps = (*path, "expect", index)
        if expect.tier is not None:
            look.link((*at, "tier"), expect.tier, "tiers", "a tier")
        look.links((*at, "lists"), expect.lists or [], "lists", "a list")
        look.links((*at, "measures"), expect.measures or [], "measures", "a measure")


def _given(look: Look, path: Steps, given: Given) -> None:
    known = look.link((*path, "act"), given.act, "acts", "an act")
    if look.link((*path, "channel"), given.channel, "channels", "a channel") and known:
        channel = look.scenario.channels.get(given.channel)
        if channel is not None and given.act not in channel.sees:
            look.say((*path, "act"), f"'{given.channel}' never sees '{given.act}'", nearest(given.act, channel.sees))


def _provenance(look: Look) -> None:
    own = look.scenario.evidence
    for name, entry in own.items():
        if entry.kind == "assumption" and not entry.why:
            look.say(("evidence", name), "an assumption says why", "add 'why'", at_key=True)
        elif entry.kind != "assumption" and not entry.title:
            look.say(("evidence", name), "evidence has a title", at_key=True)
        if name in look.register:
            look.say(("evidence", name), f"'{name}' is a key of the packaged register", "choose another", at_key=True)
    _keys(look, look.tree, ())
    bare: list[Steps] = []
    for leaf in leaves(look.scenario):
        node = look.tree.find(leaf.path)
        inner = node.child("value")
        if (
            leaf.path[0] == "worlds"
            or isinstance(leaf.quantity, Count)
            or node.what_if
            or (inner is not None and inner.what_if)
        ):
            continue
        if leaf.quantity.ROLE == "design" and leaf.quantity.reference is None and leaf.quantity.source is None:
            bare.append(leaf.path)
        else:
            _sourced(look, leaf.path, leaf.quantity)
    hint = "add 'reference' here, on its section or at the top"
    if len(bare) > 3:
        shown = ", ".join(path_text(path) for path in bare[:3])
        look.say(
            (),
            f"{len(bare)} numbers were decided by somebody, such as {shown}: say where",
            "add 'reference' at the top",
        )
    else:
        for path in bare:
            look.say(path, "this number was decided by somebody: say where", hint)


def _sourced(look: Look, path: Steps, quantity: Quantity) -> None:
    key = quantity.source if quantity.ROLE == "world" else quantity.reference or quantity.source
    if key is None:
        hint = "add 'source' and 'range' here or on its section, or source: assumed with 'why'"
        look.say(path, "this number needs a source", hint)
        return
    if quantity.ROLE == "world" and quantity.range is None and grade_of(look, key) != "documented":
        look.say(path, "this number is not documented and needs a range", "add 'range', such as [30, 180] or x/2..x2")
    if key == "assumed" and not quantity.why:
        look.say(path, "an assumption says why", "add 'why'")


def grade_of(look: Look, key: str) -> str:
    """How sure what a key names is."""
    if key in look.scenario.evidence:
        return look.scenario.evidence[key].grade
    return look.register[key].certainty if key in look.register else "assumed"


def _keys(look: Look, node: Node, path: Steps) -> None:
    """Every key of evidence that is named anywhere exists."""
    if isinstance(node.value, dict):
        for step, below in node.value.items():
            inside = (*path, step)
            named = isinstance(below.value, str) and step in ("source", "reference") and path[:1] != ("evidence",)
            if named and not below.what_if and not re.match(r"^tests", str(path[:1])):
                key = str(below.value)
                if (
                    key not in look.register
                    and key not in look.names("evidence")
                    and (key != "assumed" or step != "source")
                ):
                    known = {*look.register, *look.names("evidence")}
                    look.say(
                        inside, f"'{key}' is not a key of evidence", nearest(key, known) or "see 'jaywalk sources'"
                    )
            _keys(look, below, inside)
    elif isinstance(node.value, list):
        for index, item in enumerate(node.value):
            _keys(look, item, (*path, index))
