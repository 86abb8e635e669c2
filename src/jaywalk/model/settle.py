"""Residents take their places: lines, gate thresholds, and who already stands on a national list at the start.

Everything here is a function of (key, district, serial number); nothing depends on how the blocks are cut.
"""

import numpy as np

from jaywalk.core.jit import helper, kernel
from jaywalk.core.layout import (
    AWARE,
    BLANK_STATE,
    COLLECTIVE,
    ENROLLED,
    G_HIGH,
    G_LOW,
    HEAD,
    HOME,
    OWN,
    PARTICIPATES,
    STATE,
    WHO,
)
from jaywalk.core.philox import philox4
from jaywalk.core.processes import ATTRIBUTE, NUMBER_BITS, PROPENSITY, SEED_LIST, STATUS
from jaywalk.model.observe import enter_record
from jaywalk.model.occur import propensity_index
from jaywalk.model.state import FAMILIES


@helper
def _piece(words, number):  # type: ignore[no-untyped-def]
    """The number-th 16-bit piece of eight 32-bit words, high half first."""
    word = words[number >> 1]
    return np.int64((word >> np.uint32(0 if number & 1 else 16)) & np.uint32(0xFFFF))


@kernel
def settle(  # type: ignore[no-untyped-def]
    lines, cells, members, sizes, collective, first, area, city, key, attribute, participates, aware, enrolled,
    normal_quantile, normal_cdf, copula_common, copula_own,
):  # fmt: skip
    """Write the lines of a block: propensities, attributes, status and household of each resident."""
    words = np.zeros(8, np.uint32)
    for i in range(lines.shape[0]):
        j = np.int64(first + i)
        cell = np.int64(cells[i])
        adult = cell >= 20
        for column in range(HEAD, lines.shape[1]):
            lines[i, column] = np.uint32(0)
        for call in range(2):
            a, b, c, d = philox4(j, area, 0, (PROPENSITY << NUMBER_BITS) | call, key[0], key[1])
            words[4 * call] = a
            words[4 * call + 1] = b
            words[4 * call + 2] = c
            words[4 * call + 3] = d
        common = np.int64(normal_quantile[_piece(words, 0)])
        packed = np.uint64(0)
        for family in range(FAMILIES):
            own = np.int64(normal_quantile[_piece(words, family + 1)])
            z = (np.int64(copula_common) * common + np.int64(copula_own) * own) >> 16
            place = (z + 360448) * 65536 // 720896
            place = min(max(place, np.int64(0)), np.int64(65535))
            packed |= np.uint64(normal_cdf[place]) << np.uint64(12 * family)
        lines[i, G_LOW] = np.uint32(packed & np.uint64(0xFFFFFFFF))
        lines[i, G_HIGH] = np.uint32(packed >> np.uint64(32))
        who = np.uint32(cell << 16)
        if adult:
            for number in range(attribute.shape[1]):
                if number % 4 == 0:
                    a, b, c, d = philox4(j, area, 0, (ATTRIBUTE << NUMBER_BITS) | (number >> 2), key[0], key[1])
                    words[0] = a
                    words[1] = b
                    words[2] = c
                    words[3] = d
                if words[number & 3] < attribute[city, number, cell]:
                    who |= np.uint32(1) << np.uint32(number)
            a, b, c, _ = philox4(j, area, 0, STATUS << NUMBER_BITS, key[0], key[1])
            if a < participates[city, cell]:
                who |= np.uint32(PARTICIPATES)
            if b < aware[city, cell]:
                who |= np.uint32(AWARE)
            if c < enrolled[city, cell]:
                who |= np.uint32(ENROLLED)
        if collective[i]:
            who |= np.uint32(COLLECTIVE)
        lines[i, WHO] = who
        lines[i, HOME] = np.uint32(members[i]) | (np.uint32(sizes[i]) << np.uint32(8))


@kernel
def blank_states(lines, columns):  # type: ignore[no-untyped-def]
    """Give every column its empty state."""
    for i in range(lines.shape[0]):
        for column in range(columns):
            lines[i, STATE + column] = np.uint32(BLANK_STATE)


@kernel
def gate_thresholds(T, B, active):  # type: ignore[no-untyped-def]
    """Fill the gate: for each resident the least 32-bit threshold that passes every point on the axis.

    ``active`` is one more than the last slot any world can use now: points beyond it cannot matter, so the gate need
    not let them through. The gate only ever filters (what it lets through is looked at exactly), so the exponential
    function here may round as it likes on the side of letting through.
    """
    shift = B.first & 63
    needs, families = T.slot_needs, T.slot_family
    for layer in range(B.gate.shape[0]):
        lengths = T.layer_length[layer, B.district]
        for i in range(B.lines.shape[0]):
            who = B.lines[i, WHO]
            length = np.int64(0)
            if (who >> np.uint32(16)) & np.uint32(255) >= np.uint32(20):
                packed = np.uint64(B.lines[i, G_LOW]) | (np.uint64(B.lines[i, G_HIGH]) << np.uint64(32))
                family = np.int64(-1)
                g = np.int64(0)
                for s in range(active):
                    if needs[s] & ~who or lengths[s] == 0:
                        continue
                    if np.int64(families[s]) != family:
                        family = np.int64(families[s])
                        index = np.int64((packed >> np.uint64(12 * family)) & np.uint64(4095))
                        g = np.int64(T.propensity[family, index])
                    length += (lengths[s] * g) >> 16
            threshold = np.uint32(0)
            if length > 0:
                x = np.float64(length) / 1099511627776.0
                # from above: the series alternates
                share = x - x * x * (0.5 - x / 6.0) if x < 0.25 else -np.expm1(-x)
                share = share * 4294967296.0 * (1.0 + 2e-8) + 64.0
                threshold = np.uint32(min(share, 4294967295.0))
            B.gate[layer, shift + i] = threshold


@kernel
def seed_lists(T, B, A):  # type: ignore[no-untyped-def]
    """Who is on a list at t = 0 already, by the stationary share: one record with the rest of its spell."""
    e = np.int64(T.era[0])
    v = T.seed_world
    for s in range(T.slot_act.shape[0]):
        if T.seed_stay[s] == 0:
            continue
        for i in range(B.lines.shape[0]):
            cell = np.int64((B.lines[i, WHO] >> np.uint32(16)) & np.uint32(255))
            if cell < 20:
                continue
            attribute = T.slot_attribute[s]
            if attribute >= 0 and not (B.lines[i, WHO] >> np.uint32(attribute)) & np.uint32(1):
                continue
            family = T.slot_family[s]
            g = np.int64(T.propensity[family, propensity_index(B.lines[i, G_LOW], B.lines[i, G_HIGH], family)])
            rate = (T.reach[e, B.district, s, cell, v] * g) >> 16
            x = (rate * T.seed_stay[s]) >> 8
            j = np.int64(B.first + i)
            u0, u1, u2, u3 = philox4(j, B.area, 0, (SEED_LIST + s) << NUMBER_BITS, T.key[0], T.key[1])
            # u0 * (2**40 + x) >> 32 < x in 64 bits: the stationary share is x / (1 + x)
            low = (np.uint64(u0) * np.uint64(x & 0xFFFFFFFF)) >> np.uint64(32)  # up to 2**64: not a signed product
            high = np.int64(u0) * (x >> 32) + np.int64(low)
            if (np.int64(u0) << 8) + high >= x:
                continue
            mask_seen = 0
            for w in range(T.col_p.shape[0]):
                if T.col_p[w] < 0:
                    continue
                mask_seen |= 1 << T.col_x[w]
                if (np.uint64(u3) << np.uint64(32)) >= T.miss[e, B.city, w, s, cell // 10]:
                    mask_seen |= (1 << T.col_p[w]) | (1 << T.col_t[w])
            residual = np.int64(T.seed_residual[s, np.int64(u2 >> np.uint32(22))])
            stale = np.int64(T.stale_weeks[s, np.int64(u1 >> np.uint32(24))])
            enter_record(T, B, A, i, mask_seen, s, OWN, 1, stale, 0, 0, 0, residual, s, False)
