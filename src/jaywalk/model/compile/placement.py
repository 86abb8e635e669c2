"""Cameras that follow their own records: which slots, how often, how far, within what bounds."""

from typing import Any

import numpy as np

from jaywalk.model.compile.frame import Frame
from jaywalk.model.compile.limits import refuse
from jaywalk.model.compile.sightings import covered
from jaywalk.model.compile.worlds import Variation
from jaywalk.model.plan import no_placement
from jaywalk.scenario.channels import Camera, Follows

ONE = 1 << 16


def placement_tables(frame: Frame, numbers: list[int], n_slots: int) -> dict[str, Any]:
    """The fields of a plan for placement; of length 0 where no camera of any world moves."""
    moving = {name for world in frame.worlds for name in frame.axes.channels if follows_records(world, name)}
    if not moving:
        return no_placement()
    n_worlds = len(frame.worlds)
    follow = np.zeros(n_slots, np.uint8)
    weeks = np.ones(n_slots, np.int32)
    strength = np.zeros((n_worlds, n_slots), np.int64)
    most = np.full((n_worlds, n_slots), ONE, np.int64)
    declared = np.zeros((n_worlds, frame.eras.number, len(frame.places), n_slots), np.int64)
    for p, (_, name) in enumerate(frame.axes.pairs):
        if name not in moving:
            continue
        s = numbers[p]
        follow[s] = frame.axes.channels.index(name) + 1
        weeks[s] = _weeks(frame, name)
        for w, world in enumerate(frame.worlds):
            follows = follows_records(world, name)
            if follows is not None:
                strength[w, s] = round(follows.strength.value * ONE)
                most[w, s] = round(follows.most.value * ONE)
            for e, week in enumerate(frame.eras.weeks):
                then = frame.world_in(e, w)
                channel = then.channel(name)
                if channel is not None:
                    shares = [covered(frame, then, channel, city, district, week) for city, district in frame.places]
                    declared[w, e, :, s] = [round(share * ONE) for share in shares]
    return {
        "follow": follow,
        "follow_weeks": weeks,
        "follow_strength": strength,
        "follow_most": most,
        "coverage16": declared,
    }


def follows_records(world: Variation, name: str) -> Follows | None:
    """How a world's channel follows records, if it does."""
    channel = world.channel(name)
    if not world.programme or not isinstance(channel, Camera):
        return None
    return channel.follows


def highest_moves(frame: Frame) -> dict[str, int]:
    """Channel to the largest 16.16 factor on its coverage in any world, of those that move."""
    out: dict[str, int] = {}
    for world in frame.worlds:
        for name in frame.axes.channels:
            follows = follows_records(world, name)
            if follows is not None:
                out[name] = max(out.get(name, ONE), round(follows.most.value * ONE))
    return out


def _weeks(frame: Frame, name: str) -> int:
    found = {follows.over.weeks for world in frame.worlds if (follows := follows_records(world, name)) is not None}
    if len(found) > 1:
        refuse(f"channels.{name}.coverage.follows.over must be the same in all worlds of a run")
    return max(next(iter(found)), 1)
