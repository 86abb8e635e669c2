"""Stage 2, occur: the opportunities of a week, the same in every world.

Each resident has an axis on which the slots lie one after another, as long as their ceilings times the resident's
propensity. Points fall on it by exponential gaps; the first gap is the gate, one 32-bit word for each resident and
week, four residents to a call. Only residents whose first point lies on their axis are touched at all.
"""

import numpy as np

from jaywalk.core.arena import (
    CASES,
    ENTRIES_LEFT,
    FAULT,
    FAULT_OCCURRENCE,
    HITS,
    POINTS,
    RESUME,
    SINK,
    room_for,
)
from jaywalk.core.fixed import waiting
from jaywalk.core.jit import helper, lowest_bit
from jaywalk.core.layout import COUNT_BITS, COUNT_MASK, G_HIGH, G_LOW, HEAD, OUT_OF_WORK, STATE, UNIT_WORDS, WHO
from jaywalk.core.philox import join64, philox, philox4
from jaywalk.core.processes import GATE, LAYER_SHIFT, NUMBER_BITS, OCCURRENCE_MASK, POINT, PRIORITY
from jaywalk.model.cases import BACK
from jaywalk.model.observe import draw_looks, sight
from jaywalk.model.respond import taken
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
            under_it = np.uint32(0)
            for k in range(16):
                under_it |= np.uint32(np.uint32(words[k] < under[k]) << np.uint32(k))
            while under_it:
                A.hits[n] = group * 64 + word * 16 + lowest_bit(under_it)
                n += 1
                under_it = np.uint32(under_it & (under_it - np.uint32(1)))
    return n


@helper
def _workless_hits(T, B, A, chunk, layer, t):  # type: ignore[no-untyped-def]
    """The same for everybody out of work (places in the block), a chunk of them at a time."""
    shift = B.first & 63
    first, many, n = chunk * TILE, 0, 0
    process = np.uint32((GATE << NUMBER_BITS) | layer)
    for row in range(B.meta[CASES]):
        case = np.int64(B.cases[row, 0])
        if (case >> 20) & 15 != BACK:
            continue
        i, w = case & 0xFFFF, (case >> 16) & 15
        if not _first_out_of_work(T, B, i, w):
            continue
        many += 1
        if many <= first or many > first + TILE:
            continue
        j = np.int64(B.first) + i
        a, b, c, d = philox(
            np.uint32(16 * (j >> 6) + (j & 15)), np.uint32(B.area), np.uint32(T.week0 + t), process, T.key[0], T.key[1]
        )
        which = (j >> 4) & 3
        word = a if which == 0 else b if which == 1 else c if which == 2 else d
        if word < B.gate[layer, i + shift]:
            A.hits[n] = i + shift
            A.words[n >> 8, n & 255] = word
            n += 1
    return n, many > first + TILE


@helper
def _first_out_of_work(T, B, i, w):  # type: ignore[no-untyped-def]
    """Whether ``w`` is the first world in which the resident is out of work: those of several have several rows."""
    for v in range(w):
        if T.col_p[v] >= 0 and B.since[i, v] & np.uint16(OUT_OF_WORK):
            return False
    return B.since[i, w] & np.uint16(OUT_OF_WORK) != np.uint16(0)


@helper
def propensity_index(line_low, line_high, family):  # type: ignore[no-untyped-def]
    """The resident's 12-bit propensity index of a family."""
    both = np.uint64(line_low) | (np.uint64(line_high) << np.uint64(32))
    return np.int64((both >> np.uint64(12 * family)) & np.uint64(4095))


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
def _draw_points(T, B, A, hits, offset, layer, t):  # type: ignore[no-untyped-def]
    """The rest of each hit's first word and the whole of the word that follows: most residents need no more."""
    area = np.uint32(B.area)
    week = np.uint32(T.week0 + t)
    process = np.uint32((POINT << NUMBER_BITS) | (layer << LAYER_SHIFT))
    k0, k1 = T.key[0], T.key[1]
    serial, rest, high, low = A.serial, A.draws[0], A.draws[1], A.draws[2]
    for k in range(hits):
        serial[k] = np.uint32(B.first + A.hits[k] + offset)
    for k in range(hits):
        a, _b, _c, _d = philox(serial[k], area, week, process, k0, k1)
        rest[k] = a
    for k in range(hits):
        a, b, _c, _d = philox(serial[k], area, week, np.uint32(process + np.uint32(1)), k0, k1)
        high[k] = a
        low[k] = b


@helper
def _resident_week(T, B, A, i, k, layer, gate_word, under, found, t):  # type: ignore[no-untyped-def]
    """All points of one resident (hit ``k``) on one layer's axis this week; ``found`` grows by those taken up."""
    x = waiting(join64(gate_word, A.draws[0, k]))
    u0, u1 = A.draws[1, k], A.draws[2, k]
    e = np.int64(T.era[t])
    who = B.lines[i, WHO]
    packed = np.uint64(B.lines[i, G_LOW]) | (np.uint64(B.lines[i, G_HIGH]) << np.uint64(32))
    cell = np.int64((who >> np.uint32(16)) & np.uint32(255))
    needs, families = T.slot_needs, T.slot_family
    lows, lengths = T.layer_low[layer, B.district], T.layer_length[layer, B.district]
    start = np.int64(0)
    number = 0
    family = np.int64(-1)
    g = np.int64(0)
    for slot in range(needs.shape[0]):
        if needs[slot] & ~who:
            continue
        if np.int64(families[slot]) != family:
            family = np.int64(families[slot])
            g = np.int64(T.propensity[family, np.int64((packed >> np.uint64(12 * family)) & np.uint64(4095))])
        end = start + ((lengths[slot] * g) >> 16)
        in_slot = 0
        while x < end:
            B.meta[POINTS] += 1
            if in_slot > OCCURRENCE_MASK:
                B.meta[FAULT] |= FAULT_OCCURRENCE
            r = ((lows[slot] * g) >> 16) + (x - start)
            found = _opportunity(T, B, A, i, k, cell, slot, (layer << LAYER_SHIFT) | in_slot, r, g, e, found, t)
            if u0 >= under:  # the gap alone is longer than all that can matter: the gate's own test
                return found
            x += waiting(join64(u0, u1))
            in_slot += 1
            number += 1
            if number >= OCCURRENCE_MASK:
                B.meta[FAULT] |= FAULT_OCCURRENCE
                return found
            u0, u1, _, _ = philox4(
                A.serial[k],
                B.area,
                np.uint32(T.week0 + t),
                (POINT << NUMBER_BITS) | (layer << LAYER_SHIFT) | (number + 1),
                T.key[0],
                T.key[1],
            )
        start = end
    return found


@helper
def _opportunity(T, B, A, i, k, cell, slot, occ, r, g, e, found, t):  # type: ignore[no-untyped-def]
    """One opportunity, at ``r`` above the foot of its slot: the worlds in which it is taken up and seen."""
    reach = T.reach[e, B.district, slot, cell]
    if T.slot_market[slot] >= 0:
        if r < (reach[0] * g) >> 16:
            _apply(T, B, A, i, np.int64(A.serial[k]), cell, slot, occ, t)
        return found
    worlds = 0
    if T.has_factor or T.has_placement:
        worlds = taken(T, B, A, i, cell, slot, r, g, e, t)
    else:
        for w in range(reach.shape[0]):
            if r < (reach[w] * g) >> 16:
                worlds |= 1 << w
    if worlds:
        if found == A.found.shape[1]:
            _see(T, B, A, found, t)
            found = 0
        A.found[0, found] = i
        A.found[1, found] = slot
        A.found[2, found] = occ
        A.found[3, found] = worlds
        found += 1
    return found


@helper
def _see(T, B, A, found, t):  # type: ignore[no-untyped-def]
    """What the channels make of the acts found in a tile."""
    draw_looks(T, B, A, found, t)
    sink = np.uint64(0)
    for k in range(found):  # the chains are scattered: fetch them all before looking at any
        head = np.int64(B.lines[A.found[0, k], HEAD])
        sink += B.records[(head >> COUNT_BITS) * UNIT_WORDS + 2 * (head & COUNT_MASK)]
    B.meta[SINK] = np.int64(sink & np.uint64(1))
    for k in range(found):
        i = np.int64(A.found[0, k])
        cell = np.int64((B.lines[i, WHO] >> np.uint32(16)) & np.uint32(255))
        sight(T, B, A, i, np.int64(B.first + i), cell, A.found[1, k], A.found[2, k], A.found[3, k], k, t)


@helper
def occur(T, B, A, t, begin):  # type: ignore[no-untyped-def]
    """Gate and points of every resident from tile ``begin`` on. Returns 0, or which store must grow first (1 to 3)."""
    n = B.lines.shape[0]
    shift = B.first & 63
    tiles = (n + shift + TILE - 1) // TILE
    sink = np.int64(0)
    A.owner[0] = -1
    more = True
    for at in range(begin, T.layers * tiles):
        layer = at // tiles
        tile = at % tiles
        if T.draws_layer[layer, B.district] == 0:
            continue
        workless = T.for_the_workless[layer, B.district] == 1
        if workless:
            if tile > 0 and at > begin and not more:
                continue
            hits, more = _workless_hits(T, B, A, tile, layer, t)
        else:
            _gate_words(T, B, A, tile, layer, t)
            hits = _find_hits(B, A, tile, layer)
        B.meta[RESUME] = at
        if not room_for(B.records, B.meta, 8 * hits + 64):
            return 1
        if B.meta[ENTRIES_LEFT] < 8 * hits + 64:
            return 2
        if A.counts[0] + 8 * hits + 64 > A.claims.shape[0] or A.counts[1] + 8 * hits + 64 > A.namesakes.shape[0]:
            return 3
        B.meta[HITS] += hits
        offset = -shift if workless else tile * TILE - shift
        for k in range(hits):
            sink += np.int64(B.lines[A.hits[k] + offset, WHO])
        if T.has_factor:
            for k in range(hits):
                sink += np.int64(B.since[A.hits[k] + offset, 0])
        _draw_points(T, B, A, hits, offset, layer, t)
        found = 0
        for k in range(hits):
            place = A.hits[k]
            at_word = k if workless else 256 * ((place >> 4) & 3) + (place >> 6) * 16 + (place & 15)
            word = A.words[at_word >> 8, at_word & 255]
            under = B.gate[layer, place + offset + shift]
            found = _resident_week(T, B, A, place + offset, k, layer, word, under, found, t)
        _see(T, B, A, found, t)
    B.meta[SINK] = sink
    return 0
