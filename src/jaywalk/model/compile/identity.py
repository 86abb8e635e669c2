"""What becomes of a sighting: whom a channel names, rightly or wrongly, and how often nobody.

Registers join records by keys, and a wrong join goes to a namesake; devices name their owner; cameras search a
gallery. A slot holds two ways to a wrong person at most: ways with the same target add up.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from jaywalk.model.compile.cells import A_CLASS, ADULT, by_class, mean, share
from jaywalk.model.compile.elementary import F64
from jaywalk.model.compile.frame import Frame
from jaywalk.model.compile.identification import false_hit
from jaywalk.model.compile.limits import refuse
from jaywalk.model.compile.worlds import AnyChannel, Variation
from jaywalk.model.plan import (
    CELLS,
    CLASSES,
    TARGET_CLASS,
    TARGET_DISTRICT,
    TARGET_FACE,
    TARGET_HOUSEHOLD,
    TARGET_NAMESAKE,
)
from jaywalk.scenario.channels import Camera, Device, Register

TARGETS: Final = {
    "face": TARGET_FACE,
    "name": TARGET_NAMESAKE,
    "class": TARGET_CLASS,
    "district": TARGET_DISTRICT,
    "household": TARGET_HOUSEHOLD,
}
Way = tuple[int, bool]  # target, attributed by law


@dataclass(frozen=True, eq=False)
class Kind:
    """What a channel's errors are like in all worlds: the targets of its two ways, and whether it is a camera."""

    ways: tuple[Way, ...]
    camera: bool
    kept: bool

    def target(self, way: int) -> int:
        """Target of way 0 or 1 (0 where there is none)."""
        return self.ways[way][0] if way < len(self.ways) else 0

    @property
    def attributed(self) -> bool:
        """Whether the first way is law rather than error."""
        return bool(self.ways) and self.ways[0][1]


@dataclass(frozen=True, eq=False)
class Identity:
    """Probabilities of a channel's outcomes in one world and city.

    Attributes
    ----------
    miss, wrong_a, wrong_b
        ``float64[14]``.
    both, copy
        Numbers.
    outside, phantom
        ``float64[140]`` records that nobody in the city made, for each sighting of a resident of the cell.
    """

    miss: F64
    wrong_a: F64
    wrong_b: F64
    both: float
    copy: float
    outside: F64
    phantom: F64

    def clean(self, *, lawful: bool = False) -> bool:
        """Whether no record can be missing, wrong or superfluous (``lawful``: way a is law and counts as right)."""
        tables = (self.miss, self.wrong_b, self.outside, self.phantom, *(() if lawful else (self.wrong_a,)))
        return self.copy == 0.0 and not any(bool(np.any(table)) for table in tables)


def kind_of(frame: Frame, name: str) -> Kind:
    """Kind of a channel; refused if it has more than two ways to a wrong person or differs between worlds."""
    channels = [s.channels[name] for s in frame.scenarios if name in s.channels and s.channels[name].enabled]
    ways: dict[Way, None] = {}
    for channel in channels:
        for way, probability in _ways(channel):
            if probability > 0.0:
                ways[way] = None
    ordered = sorted(ways, key=lambda way: not way[1])  # what is attributed by law comes first
    if len(ordered) > 2 or sum(1 for way in ordered if way[1]) > 1:
        refuse(f"channels.{name} can name the wrong person in more than two ways; leave one out or join them")
    cameras = {isinstance(channel, Camera) for channel in channels}
    kept = {not isinstance(channel, Camera) and channel.identity.right_too for channel in channels}
    if len(cameras) > 1 or len(kept) > 1:
        refuse(f"channels.{name}: its kind and 'right_too' must be the same in all worlds of a run")
    after = any(isinstance(channel, Device) and channel.after is not None for channel in channels)
    if ordered and ordered[0][1] and (after or True in kept):
        refuse(f"channels.{name}: what is attributed to an owner by law cannot go with 'right_too' or 'after'")
    return Kind(tuple(ordered), camera=True in cameras, kept=True in kept)


def _ways(channel: AnyChannel) -> list[tuple[Way, float]]:
    if isinstance(channel, Camera):
        return [((TARGET_FACE, False), channel.identity.fpir.value)]
    found = [((TARGETS[w.target], w.attributed), w.probability.high) for w in channel.identity.wrongs()]
    if isinstance(channel, Register) and channel.identity.keys:
        found.insert(0, ((TARGET_NAMESAKE, False), channel.identity.namesake))
    return [(way, probability) for way, probability in found]


def no_identity() -> Identity:
    """A channel that names everybody rightly."""
    none, cells = np.zeros(CLASSES), np.zeros(CELLS)
    return Identity(none, none, none, 0.0, 0.0, cells, cells)


def identity_of(frame: Frame, world: Variation, name: str, city: int, kind: Kind) -> Identity:
    """Outcomes of a channel in a world and a city."""
    channel = world.channel(name)
    if channel is None:
        return no_identity()
    copy = channel.copies.value if channel.copies is not None and world.errs("copies") else 0.0
    if isinstance(channel, Camera):
        return _camera(frame, world, channel, name, city, copy)
    where, adults = frame.cities[city].id, frame.adults[city]
    path = f"channels.{name}.identity"
    miss = np.zeros(CLASSES)
    if world.errs("missed"):
        miss += channel.identity.miss
    parts = {way: np.zeros(CLASSES) for way in kind.ways}
    if isinstance(channel, Register) and channel.identity.namesake > 0.0 and world.errs("wrong_person"):
        parts[(TARGET_NAMESAKE, False)] += channel.identity.namesake
    for wrong in channel.identity.wrongs():
        way = (TARGETS[wrong.target], wrong.attributed)
        kept = wrong.attributed and isinstance(channel, Device) and channel.owner_liability == "kept"
        if way in parts and (world.errs("wrong_person") or kept):
            parts[way] += by_class(
                share(wrong.probability, where, adults, f"{path}.{wrong.name}"), f"{path}.{wrong.name}"
            )
    wrongs = [parts[way] for way in kind.ways] + [np.zeros(CLASSES)] * (2 - len(kind.ways))
    outside = np.zeros(CLASSES)
    if isinstance(channel, Register) and channel.identity.outside is not None:
        elsewhere = channel.identity.outside.value
        if world.errs("outside"):
            outside = wrongs[0] * elsewhere
        wrongs[0] = wrongs[0] * (1.0 - elsewhere)
    return Identity(
        miss=np.minimum(miss, 1.0),
        wrong_a=wrongs[0],
        wrong_b=wrongs[1],
        both=0.0,
        copy=copy,
        outside=np.where(ADULT, np.repeat(outside, A_CLASS), 0.0),
        phantom=np.zeros(CELLS),
    )


def _camera(frame: Frame, world: Variation, camera: Camera, name: str, city: int, copy: float) -> Identity:
    where, adults = frame.cities[city].id, frame.adults[city]
    path = f"channels.{name}.identity"
    search = camera.identity
    miss = np.zeros(CLASSES)
    if world.errs("missed"):
        miss = by_class(share(search.miss, where, adults, f"{path}.miss"), f"{path}.miss")
    false = false_hits(frame, world, camera, name, city)
    hits = false if world.errs("wrong_person") else np.zeros(CLASSES)
    outside = np.zeros(CLASSES)
    if world.errs("visitors"):
        v = search.visitors.value
        if v >= 1.0:
            refuse(f"{path}.visitors: not everybody can be a visitor")
        outside = false * (v / (1.0 - v))
    phantom = np.zeros(CELLS)
    if world.errs("phantoms"):
        enrolled = enrolled_share(frame, world, city)
        f, m = np.repeat(hits, A_CLASS), np.repeat(miss, A_CLASS)
        records = enrolled * (1.0 - m * (1.0 - f)) + (1.0 - enrolled) * f
        phantom = np.where(ADULT, records * search.phantoms.value, 0.0)
    return Identity(
        miss=miss,
        wrong_a=hits,
        wrong_b=np.zeros(CLASSES),
        both=search.wrong_first.value if world.errs("wrong_person") else 0.0,
        copy=copy,
        outside=np.where(ADULT, np.repeat(outside, A_CLASS), 0.0),
        phantom=phantom,
    )


def enrolled_share(frame: Frame, world: Variation, city: int) -> F64:
    """``[140]`` share of each cell in the gallery: adults as stated."""
    gallery = world.scenario.gallery
    if gallery is None:
        return np.where(ADULT, 1.0, 0.0)
    cells = share(gallery.enrolled, frame.cities[city].id, frame.adults[city], "gallery.enrolled")
    return np.where(ADULT, cells, 0.0)


def false_hits(frame: Frame, world: Variation, camera: Camera, name: str, city: int) -> F64:
    """``[14]`` probability F that a search finds somebody else, for the person searched for.

    The gallery holds the stated number of people; without one, the enrolled share of all residents.
    """
    search, gallery = camera.identity, world.scenario.gallery
    where, adults = frame.cities[city].id, frame.adults[city]
    if gallery is not None and gallery.size is not None:
        enrolled = gallery.size.value
    else:
        part = mean(enrolled_share(frame, world, city), adults)
        enrolled = part * math.fsum(frame.residents[city].tolist())
    rates = by_class(
        share(search.fpir, where, adults, f"channels.{name}.identity.fpir"), f"channels.{name}.identity.fpir"
    )
    value = search.fpir.base(where).value
    return np.array(
        [
            false_hit(value, search.fpir.at, enrolled, policy=search.policy, factor=rate / value)
            if value > 0.0
            else 0.0
            for rate in rates.tolist()
        ]
    )
