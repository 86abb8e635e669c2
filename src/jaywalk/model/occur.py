"""Stage 2, occur: the opportunities of a week, the same in every world.

Each resident has an axis on which the slots lie one after another, as long as their ceilings times the resident's
propensity. Points fall on it by exponential gaps; the first gap is the gate, one 32-bit word for each resident and
week, four residents to a call. Only residents whose first point lies on their axis are touched at all.
"""

import numpy as np

from jaywalk.core.arena import (
    ENTRIES_LEFT,
    FAULT,
    FAULT_OCCURRENCE,
    HITS,
    POINTS,
    RECORDS_LEFT,
    RESUME,
    SINK,
)
from jaywalk.core.fixed import waiting
from jaywalk.core.jit import helper
from jaywalk.core.layout import G_HIGH, G_LOW, STATE, WHO
from jaywalk.core.philox import join64, philox, philox4
from jaywalk.core.processes import GATE, LAYER_SHIFT, NUMBER_BITS, OCCURRENCE_MASK, POINT, PRIORITY
from jaywalk.model.observe import sight
from jaywalk.model.tally import measures_in

TILE = 1024  # residents gated at a time: 16 groups of 64


@helper
def _gate_words(T, B, A, tile, layer, t):  # type: ignore[no-untyped-def]
    """The gate's draws for one tile: 256 calls of four words."""
    first = np.uint32(16 * ((B.first >> 6) + 16 * tile))
    area = np.uint32(B.area)
    week = np.uint32(T.week0 + t)
    process = np.uint32((GATE << NUMBER_BITS) | layer)
    k0, k1 = T.key[0], T.key[1]
    w0, w1, w2, w3 = A.words[0], A.words[1], A.words[2], A.words[3]
    for c in range(256):
        a, b, d, f = philox(np.uint32(first + np.uint32(c)), area, week, process, k0, k1)
        w0[c] = a
        w1[c] = b
        w2[c] = d
        w3[c] = f


@helper
def _find_hits(B, A, tile, layer):  # type: ignore[no-untyped-def]
    """Positions in the tile (0..1023) whose word lies under their threshold; how many."""
    gate = B.gate[layer]
    n = 0
    for group in range(16):
        base = (tile * 16 + group) * 64
        if base >= gate.shape[0]:
            break
        for word in range(4):
            words = A.words[word, group * 16 : group * 16 + 16]
            under = gate[base + word * 16 : base + word * 16 + 16]
            any_hit = 0
            for k in range(16):
                any_hit += 1 if words[k] < under[k] else 0
            if any_hit:
                for k in range(16):
                    if words[k] < under[k]:
                        A.hits[n] = group * 64 + word * 16 + k
                        n += 1
    return n


@helper
def propensity_index(line_low, line_high, family):  # type: ignore[no-untyped-def]
    """The resident's 12-bit propensity index of a family."""
    both = np.uint64(line_low) | (np.uint64(line_high) << np.uint64(32))
    return np.int64((both >> np.uint64(12 * family)) & np.uint64(4095))


@helper
def slot_length(T, B, i, layer, s):  # type: ignore[no-untyped-def]
    """Length of slot ``s`` on the axis of resident ``i`` in a layer, and the resident's propensity."""
    length = T.layer_length[layer, s]
    g = np.int64(0)
    if length > 0:
        attribute = T.slot_attribute[s]
        if attribute < 0 or (B.lines[i, WHO] >> np.uint32(attribute)) & np.uint32(1):
            family = T.slot_family[s]
            g = np.int64(T.propensity[family, propensity_index(B.lines[i, G_LOW], B.lines[i, G_HIGH], family)])
            return (length * g) >> 16, g
    return np.int64(0), g


@helper
def _apply(T, B, A, i, j, cell, s, occ, t):  # type: ignore[no-untyped-def]
    """An application for a scarce place: published to the coordinator with the worlds in which it has priority."""
    e = np.int64(T.era[t])
    market = T.slot_market[s]
    u0, _, _, _ = philox4(j, B.area, np.uint32(T.week0 + t), ((PRIORITY + s) << NUMBER_BITS) | occ, T.key[0], T.key[1])
    priority = 0
    excluded = 0
    for w in range(T.col_p.shape[0]):
        if T.col_p[w] < 0:
            continue
        mask = measures_in(T, w, e, B.lines[i, STATE + T.col_p[w]])
        if (mask >> np.uint32(T.market_measure[market])) & np.uint32(1):
            priority |= 1 << w
        if mask & T.market_excludes[market]:
            excluded |= 1 << w
    at = A.counts[0]
    A.counts[0] += 1
    A.claims[at, 0] = np.uint32(market)
    A.claims[at, 1] = u0
    A.claims[at, 2] = np.uint32(B.district)
    A.claims[at, 3] = np.uint32(j)
    A.claims[at, 4] = np.uint32(occ)
    A.claims[at, 5] = np.uint32(cell) | np.uint32(priority << 8) | np.uint32(excluded << 16)


@helper
def _resident_week(T, B, A, i, layer, gate_word, t):  # type: ignore[no-untyped-def]
    """All points of one resident on one layer's axis this week."""
    j = np.int64(B.first + i)
    week = np.uint32(T.week0 + t)
    e = np.int64(T.era[t])
    p0, _, _, _ = philox4(j, B.area, week, (POINT << NUMBER_BITS) | (layer << LAYER_SHIFT), T.key[0], T.key[1])
    x = waiting(join64(gate_word, p0))
    who = B.lines[i, WHO]
    packed = np.uint64(B.lines[i, G_LOW]) | (np.uint64(B.lines[i, G_HIGH]) << np.uint64(32))
    cell = np.int64((who >> np.uint32(16)) & np.uint32(255))
    start = np.int64(0)
    number = 0
    family = np.int64(-1)
    g = np.int64(0)
    for slot in range(T.slot_act.shape[0]):
        needs = T.slot_needs[slot]
        if needs & ~who:
            continue
        if np.int64(T.slot_family[slot]) != family:
            family = np.int64(T.slot_family[slot])
            index = np.int64((packed >> np.uint64(12 * family)) & np.uint64(4095))
            g = np.int64(T.propensity[family, index])
        length = (T.layer_length[layer, slot] * g) >> 16
        in_slot = 0
        while x < start + length:
            B.meta[POINTS] += 1
            if in_slot > OCCURRENCE_MASK:
                B.meta[FAULT] |= FAULT_OCCURRENCE
            r = ((T.layer_low[layer, slot] * g) >> 16) + (x - start)
            if r < (T.reach_top[e, B.district, slot, cell] * g) >> 16:
                _opportunity(T, B, A, i, j, cell, slot, (layer << LAYER_SHIFT) | in_slot, r, g, t)
            in_slot += 1
            number += 1
            if number > OCCURRENCE_MASK:
                B.meta[FAULT] |= FAULT_OCCURRENCE
                return
            u0, u1, _, _ = philox4(
                j, B.area, week, (POINT << NUMBER_BITS) | (layer << LAYER_SHIFT) | number, T.key[0], T.key[1]
            )
            x += waiting(join64(u0, u1))
        start += length


@helper
def _opportunity(T, B, A, i, j, cell, slot, occ, r, g, t):  # type: ignore[no-untyped-def]
    """One opportunity, at ``r`` above the foot of its slot: the worlds in which it is taken up and seen."""
    e = np.int64(T.era[t])
    if T.slot_market[slot] >= 0:
        if r < (T.reach[e, B.district, 0, slot, cell] * g) >> 16:
            _apply(T, B, A, i, j, cell, slot, occ, t)
        return
    worlds = 0
    for w in range(T.col_p.shape[0]):
        if T.col_p[w] >= 0 and r < (T.reach[e, B.district, w, slot, cell] * g) >> 16:
            worlds |= 1 << w
    if worlds:
        sight(T, B, A, i, j, cell, slot, occ, worlds, t)


@helper
def occur(T, B, A, t, begin):  # type: ignore[no-untyped-def]
    """Gate and points of every resident from tile ``begin`` on. Returns 0, or which store must grow first (1 to 3)."""
    n = B.lines.shape[0]
    shift = B.first & 63
    tiles = (n + shift + TILE - 1) // TILE
    sink = np.int64(0)
    for at in range(begin, T.layers * tiles):
        layer = at // tiles
        tile = at % tiles
        if T.draws_layer[layer] == 0:
            continue
        _gate_words(T, B, A, tile, layer, t)
        hits = _find_hits(B, A, tile, layer)
        B.meta[RESUME] = at
        if B.meta[RECORDS_LEFT] < 8 * hits + 64:
            return 1
        if B.meta[ENTRIES_LEFT] < 8 * hits + 64:
            return 2
        if A.counts[0] + 8 * hits + 64 > A.claims.shape[0] or A.counts[1] + 8 * hits + 64 > A.namesakes.shape[0]:
            return 3
        B.meta[HITS] += hits
        for k in range(hits):
            i = A.hits[k] + tile * TILE - shift
            sink += np.int64(B.lines[i, WHO])
        for k in range(hits):
            place = A.hits[k]
            i = place + tile * TILE - shift
            word = A.words[(place >> 4) & 3, (place >> 6) * 16 + (place & 15)]
            _resident_week(T, B, A, i, layer, word, t)
    B.meta[SINK] = sink
    return 0
