"""Plans made of random integers within what a scenario could give: everything varied, rare paths made common.

A plan made here needs no scenario and no compile step. Rates and errors are 10 to 100 times those of a real
city, terms and expiries are weeks instead of years.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from math import log
from random import Random
from statistics import NormalDist
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from jaywalk.core.philox import draw_key
from jaywalk.model import plan as kinds
from jaywalk.model.plan import NEVER, Names, Plan
from reference.residents import CELLS
from reference.tiny_city import TinyCity

CLASSES: Final = 14
ONE32: Final = 1 << 32
ONE64: Final = 1 << 64
RATE: Final = 1 << 40
WORLD_KINDS: Final = ("none", "status_quo", "programme", "exact", "late", "other")


@cache
def normal_tables() -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
    """Normal quantiles in 16.16 and the way back to a 12-bit index."""
    normal = NormalDist()
    quantile = [round(normal.inv_cdf((i + 0.5) / 65536) * 65536) for i in range(65536)]
    index = [min(4095, int(normal.cdf(-5.5 + 11 * (i + 0.5) / 65536) * 4096)) for i in range(65536)]
    return np.array(quantile, dtype=np.int32), np.array(index, dtype=np.uint16)


@cache
def propensity_table() -> NDArray[np.uint32]:
    """Eight families from even to skewed, mean about one."""
    rows = []
    for family in range(8):
        shape = 0.4 + 0.3 * family
        row = [(-log(1 - (i + 0.5) / 4096)) ** shape for i in range(4096)]
        mean = sum(row) / 4096
        rows.append([round(value / mean * 65536) for value in row])
    return np.array(rows, dtype=np.uint32)


class Tiny:
    """Random tables over the axes of one plan."""

    def __init__(self, seed: int, cities: Sequence[TinyCity], **fixed: Any) -> None:
        self.random = Random(f"tiny plan {seed}")
        self.cities = cities
        self.n_weeks = fixed.get("n_weeks", self.random.randint(30, 45))
        self.n_past = self.random.randint(0, 8)
        self.kinds: list[str] = list(fixed.get("worlds", self.pick_worlds()))
        self.n_eras = self.random.randint(1, 4)
        self.fields: dict[str, Any] = {}

    # --- small draws ------------------------------------------------------------------------------------

    def pick_worlds(self) -> list[str]:
        """Two to six worlds in a random order, one of them with errors."""
        others = [kind for kind in WORLD_KINDS if kind != "programme"]
        worlds = ["programme", *self.random.sample(others, self.random.randint(1, 4))]
        worlds += ["other"] * (self.random.random() < 0.3)
        self.random.shuffle(worlds)
        return worlds

    def chance(self, p: float) -> bool:
        """A yes with probability p."""
        return self.random.random() < p

    def share(self, low: float, high: float, one: int) -> int:
        """A threshold between two probabilities."""
        return min(int(self.random.uniform(low, high) * one), one - 1)

    def quantiles(self, n: int, most: int, *, least: int = 0) -> list[int]:
        """Sorted random integers; sometimes all the same."""
        if self.chance(0.25):
            return [self.random.randint(least, most)] * n
        return sorted(self.random.randint(least, most) for _ in range(n))

    # --- the parts of a plan ----------------------------------------------------------------------------

    def make(self) -> Plan:
        """All fields."""
        self.axes()
        self.time()
        self.people()
        self.acts()
        self.axis_of_slots()
        self.sight()
        self.errors()
        self.timing()
        self.arrivals()
        self.names()
        self.seeds()
        self.worlds_alike()
        self.scores()
        self.lists()
        self.tiers()
        self.burdens()
        return Plan(**self.fields, **kinds.no_parts())

    def axes(self) -> None:
        """Who is simulated: districts, worlds, columns."""
        districts = [(c, d) for c, city in enumerate(self.cities) for d in city.districts]
        self.city_of = [c for c, _ in districts]
        self.ND, self.NC, self.W, self.E = len(districts), len(self.cities), len(self.kinds), self.n_eras
        self.counts = [d.counts_full for _, d in districts]
        columns: list[list[int]] = []
        following = 0
        for kind in self.kinds:
            if kind == "none":
                columns.append([-1, -1, -1])
            elif kind == "exact":
                columns.append([following] * 3)
                following += 1
            else:
                columns.append([following, following + 1, following + 2])
                following += 3
        self.clean = [kind == "exact" for kind in self.kinds]
        self.alive = [kind != "none" for kind in self.kinds]
        exact = self.kinds.index("exact") if "exact" in self.kinds else -1
        seed = self.random.randint(0, 10**6)
        self.fields |= {
            "key": np.array(draw_key(seed), dtype=np.uint32),
            "city_code": np.array([city.code for city in self.cities], dtype=np.uint32),
            "district_city": np.array(self.city_of, dtype=np.int32),
            "district_number": np.array([d.number for _, d in districts], dtype=np.int32),
            "col_p": np.array([c[0] for c in columns], dtype=np.int32),
            "col_t": np.array([c[1] for c in columns], dtype=np.int32),
            "col_x": np.array([c[2] for c in columns], dtype=np.int32),
            "n_columns": following,
            "perfect": np.array([kind == "exact" for kind in self.kinds], dtype=np.uint8),
            "exact_of": np.array([exact if k == "programme" else -1 for k in self.kinds], dtype=np.int32),
        }

    def time(self) -> None:
        """Weeks, eras, rollout."""
        first = date(2017, 1, 2) + timedelta(weeks=self.random.randint(0, 150))
        mondays = [first + timedelta(weeks=t) for t in range(self.n_weeks)]
        changes = sorted(self.random.sample(range(1, self.n_weeks), self.E - 1))
        era = [sum(t >= change for change in changes) for t in range(self.n_weeks)]
        years = [monday.isocalendar().year for monday in mondays]
        months = [monday.year * 12 + monday.month for monday in mondays]
        origin = months[min(self.n_past, self.n_weeks - 1)]
        rollout = np.full((self.W, self.ND), NEVER, dtype=np.int32)
        shared = [self.random.randint(self.n_past, self.n_weeks * 2 // 3) for _ in range(self.ND)]
        if self.chance(0.3):
            shared[self.random.randrange(self.ND)] = NEVER
        if self.chance(0.3):
            shared[self.random.randrange(self.ND)] = 0
        for w, kind in enumerate(self.kinds):
            if kind in ("programme", "exact", "late"):
                rollout[w] = shared
            elif kind == "other":
                rollout[w] = [self.random.randint(0, self.n_weeks // 2) for _ in range(self.ND)]
        full_touch = np.zeros((self.n_weeks, self.ND), dtype=np.uint8)
        full_touch[0] = 1
        full_touch[changes] = 1
        for w in range(self.W):
            for d in range(self.ND):
                if rollout[w, d] < self.n_weeks:
                    full_touch[rollout[w, d], d] = 1
        self.era, self.rollout = era, rollout
        self.fields |= {
            "n_weeks": self.n_weeks,
            "n_past": self.n_past,
            "week0": (first - date(1970, 1, 5)).days // 7,
            "era": np.array(era, dtype=np.uint16),
            "year": np.array([year - years[0] for year in years], dtype=np.int16),
            "month": np.array([month - origin for month in months], dtype=np.int16),
            "full_touch": full_touch,
            "rollout": rollout,
        }

    def people(self) -> None:
        """Persistent states."""
        quantile, cdf = normal_tables()
        self.NA = 3

        def shares(low: float, high: float) -> NDArray[np.uint32]:
            table = [[self.share(low, high, ONE32) for _ in range(CELLS)] for _ in range(self.NC)]
            return np.array(table, dtype=np.uint32)

        top = self.random.choice((1, 40, 1000))
        weights = sorted(min(top, int(top * self.random.random() ** 3 * 1.2)) for _ in range(4096))
        weights[-1] = top
        self.fields |= {
            "propensity": propensity_table(),
            "normal_quantile": quantile,
            "normal_cdf": cdf,
            "copula_common": 29309,
            "copula_own": 58617,
            "attribute": np.stack([shares(0.3, 1.0) for _ in range(self.NA)], axis=1),
            "participates": shares(0.5, 1.0),
            "aware": shares(0.0, 1.0),
            "enrolled": shares(0.4, 1.0),
            "look_alike": np.array(weights, dtype=np.uint32),
            "look_alike_top": top,
        }

    def acts(self) -> None:
        """Acts, and the slots through which they are seen: (act, kind of channel)."""
        slots = [
            (0, "register"),
            (1, "camera"),
            (1, "register"),
            (1, "device"),
            (1, "after"),
            (2, "device"),
            (2, "camera"),
            (3, "register"),
            (4, "camera"),
        ]
        kept = [slot for slot in slots if slot[1] == "after" or self.chance(0.85)]
        if not any(slot[0] == 1 and slot[1] != "after" for slot in kept):
            kept.insert(0, (1, "camera"))
        kept.sort(key=lambda slot: slot[0])
        self.random.shuffle(kept)
        markets = [(5 + m, "market") for m in range(self.random.randint(0, 2))]
        self.slots = kept + markets
        self.S, self.A, self.NMARKET = len(self.slots), 5 + len(markets), len(markets)
        self.sighting = [kind != "market" for _, kind in self.slots]
        after = [-1] * self.S
        for s, (act, kind) in enumerate(self.slots):
            if kind == "after":
                after[s] = self.random.choice([q for q, other in enumerate(self.slots) if other[0] == act and q != s])
        self.after = after
        families = [self.random.randrange(5) for _ in range(self.A)]
        attributes = [self.random.choice((-1, -1, 0, 1, 2)) for _ in range(self.A)]
        self.fields |= {
            "act_kind": np.array([0, 0, 0, 1, 2, 3, 3][: self.A], dtype=np.uint8),
            "act_family": np.array(families, dtype=np.uint8),
            "act_attribute": np.array(attributes, dtype=np.int32),
            "act_gravity": np.array([self.random.randint(1, 5) for _ in range(self.A)], dtype=np.uint8),
            "act_combine": np.array([self.random.randrange(3) for _ in range(self.A)], dtype=np.uint8),
            "act_rate": np.array(
                [
                    [[[self.share(0, 0.3, RATE) for _ in range(CELLS)] for _ in range(self.A)] for _ in range(self.NC)]
                    for _ in range(self.E)
                ],
                dtype=np.int64,
            ),
            "slot_act": np.array([act for act, _ in self.slots], dtype=np.int32),
            "slot_channel": np.array([s if self.sighting[s] else -1 for s in range(self.S)], dtype=np.int32),
            "slot_market": np.array([act - 5 if kind == "market" else -1 for act, kind in self.slots], dtype=np.int32),
            "slot_after": np.array(after, dtype=np.int32),
            "slot_camera": np.array([kind == "camera" for _, kind in self.slots], dtype=np.uint8),
        }

    def axis_of_slots(self) -> None:
        """Layers: [0, 1), [1, 2), [2, 4) times a slot's base."""
        layers = self.random.randint(1, 3)
        low = np.zeros((layers, self.ND, self.S), dtype=np.int64)
        length = np.zeros((layers, self.ND, self.S), dtype=np.int64)
        ceiling = np.zeros((self.ND, self.S), dtype=np.int64)
        for s in range(self.S):
            if self.after[s] != -1:
                continue
            base = self.share(0.004, 0.06, RATE)
            for d in range(self.ND):
                if self.chance(0.3):
                    base = self.share(0.004, 0.06, RATE)
                for layer in range(self.random.randint(1, layers)):
                    low[layer, d, s] = 0 if layer == 0 else base << (layer - 1)
                    length[layer, d, s] = base if layer == 0 else base << (layer - 1)
                    ceiling[d, s] = low[layer, d, s] + length[layer, d, s]
        self.ceiling = ceiling
        self.fields |= {"layer_low": low, "layer_length": length}

    def over_worlds(self, world: int) -> tuple[str, int]:
        """The kind of a world, and the world whose tables it takes (itself where none)."""
        kind = self.kinds[world]
        if kind in ("exact", "late") and "programme" in self.kinds:
            return kind, self.kinds.index("programme")
        return kind, world

    def in_order(self) -> list[int]:
        """Worlds, those that others are derived from first."""
        return sorted(range(self.W), key=lambda w: self.kinds[w] in ("exact", "late"))

    def sight(self) -> None:
        """What each world's channels reach, and which see what another saw first."""
        reach = np.zeros((self.E, self.ND, self.W, self.S, CELLS), dtype=np.int64)
        sees = np.zeros((self.E, self.ND, self.W, self.S, CLASSES), dtype=np.uint64)
        national = [self.chance(0.4) for _ in range(self.S)]
        for s in range(self.S):
            if not self.sighting[s]:
                cells = [self.share(0, 1, int(self.ceiling[:, s].min())) for _ in range(CELLS)]
                reach[:, :, :, s, :] = cells
                continue
            for w in self.in_order():
                kind, base = self.over_worlds(w)
                if kind == "none" or (kind == "status_quo" and not national[s]):
                    continue
                if base != w:
                    reach[:, :, w, s], sees[:, :, w, s] = reach[:, :, base, s], sees[:, :, base, s]
                    continue
                for e in range(self.E):
                    for d in range(self.ND):
                        if self.chance(0.15):
                            continue  # no coverage here and now
                        sees[e, d, w, s] = [self.share(0.2, 0.8, ONE64) for _ in range(CLASSES)]
                        if self.after[s] == -1:
                            most = int(self.ceiling[d, s])
                            reach[e, d, w, s] = [self.random.randint(most // 4, most) for _ in range(CELLS)]
        self.fields |= {"reach": reach, "sees": sees}

    def errors(self) -> None:
        """Misses, wrong persons, copies; and where wrong records go."""
        shape = (self.E, self.NC, self.W, self.S)
        miss = np.zeros((*shape, CLASSES), dtype=np.uint64)
        wrong_a = np.zeros((*shape, CLASSES), dtype=np.uint64)
        wrong_b = np.zeros((*shape, CLASSES), dtype=np.uint64)
        both_h = np.zeros(shape, dtype=np.uint32)
        copy = np.zeros(shape, dtype=np.uint32)
        targets = (
            kinds.TARGET_NAME,
            kinds.TARGET_CLASS,
            kinds.TARGET_DISTRICT,
            kinds.TARGET_HOUSEHOLD,
            kinds.TARGET_NAMESAKE,
        )
        target_a, target_b = [kinds.TARGET_NONE] * self.S, [kinds.TARGET_NONE] * self.S
        attributed = [0] * self.S
        own = np.zeros((self.W, self.S), dtype=np.uint8)
        kept = [[0] * self.S, [0] * self.S]
        for s, (_, kind) in enumerate(self.slots):
            if not self.sighting[s]:
                continue
            if kind == "camera":
                target_a[s] = kinds.TARGET_FACE
            elif self.chance(0.9):
                target_a[s] = self.random.choice(targets)
                target_b[s] = self.random.choice((kinds.TARGET_NONE, *targets))
                attributed[s] = int(kind == "device" and self.chance(0.7))
                kept[0][s] = int(not attributed[s] and self.chance(0.5))
                kept[1][s] = int(self.chance(0.5))
                if attributed[s] and self.chance(0.7):
                    own[:, s] = 1
            size = 1.0 if self.chance(0.8) else 0.0
            for w in self.in_order():
                _, base = self.over_worlds(w)
                for e in range(self.E):
                    for c in range(self.NC):
                        at = (e, c, w, s)
                        if base != w:
                            source = (e, c, base, s)
                            for table in (miss, wrong_a, wrong_b, both_h, copy):
                                table[at] = table[source]
                            continue
                        miss[at] = [self.share(0.0, 0.4 * size, ONE64) for _ in range(CLASSES)]
                        if target_a[s] != kinds.TARGET_NONE:
                            wrong_a[at] = [self.share(0.0, 0.4, ONE64) for _ in range(CLASSES)]
                        if target_b[s] != kinds.TARGET_NONE:
                            wrong_b[at] = [self.share(0.0, 0.3, ONE64) for _ in range(CLASSES)]
                        both_h[at] = self.share(0.0, 0.6, ONE32)
                        copy[at] = self.share(0.0, 0.3 * size, ONE32)
                if self.clean[w]:
                    for table in (miss, wrong_b, both_h, copy):
                        table[:, :, w, s] = 0
                    if not own[w, s]:
                        wrong_a[:, :, w, s] = 0
        top = ONE32 - 1
        middle = [[self.share(0.0, 0.4, ONE32), self.share(0.6, 1.0, ONE32)] for _ in range(4)]
        band = [[0, top], [0, self.share(0.5, 1.0, ONE32)], *middle, [self.share(0.0, 0.5, ONE32), top]]
        self.target_a = target_a
        self.fields |= {
            "miss": miss,
            "wrong_a": wrong_a,
            "wrong_b": wrong_b,
            "both_h": both_h,
            "copy": copy,
            "target_a": np.array(target_a, dtype=np.uint8),
            "target_b": np.array(target_b, dtype=np.uint8),
            "kept_a": np.array(kept[0], dtype=np.uint8),
            "kept_b": np.array(kept[1], dtype=np.uint8),
            "attributed_a": np.array(attributed, dtype=np.uint8),
            "attributed_own": own,
            "band": np.array(band, dtype=np.uint32),
        }

    def timing(self) -> None:
        """Delays, copies' lags, stale listings."""
        delay = [self.quantiles(1024, self.random.choice((0, 10, 45))) for _ in range(self.S)]
        extra = np.zeros((self.W, self.S), dtype=np.int32)
        stale_on = np.zeros((self.W, self.S), dtype=np.uint8)
        for w, kind in enumerate(self.kinds):
            for s in range(self.S):
                if kind == "late":
                    extra[w, s] = 1
                elif kind == "other" and self.chance(0.4):
                    extra[w, s] = self.random.randint(0, 3)
                stale_on[w, s] = int(self.alive[w] and not self.clean[w] and self.chance(0.6))
        self.fields |= {
            "delay_days": np.array(delay, dtype=np.uint16),
            "delay_extra": extra,
            "copy_lag": np.array([self.random.randint(0, 4) for _ in range(self.S)], dtype=np.int32),
            "stale_weeks": np.array([self.quantiles(256, 9) for _ in range(self.S)], dtype=np.uint8),
            "stale_on": stale_on,
        }

    def arrivals(self) -> None:
        """Records nobody in the city made."""
        shape = (self.E, self.ND, self.W, self.S, CELLS)
        outside, phantom = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for table in (outside, phantom):
            for s in range(self.S):
                if self.target_a[s] == kinds.TARGET_NONE or self.chance(0.3):
                    continue
                for w in self.in_order():
                    kind, base = self.over_worlds(w)
                    if kind in ("none", "exact") or (kind == "status_quo" and self.chance(0.5)):
                        continue
                    if base != w:
                        table[:, :, w, s] = table[:, :, base, s]
                        continue
                    for e in range(self.E):
                        for d in range(self.ND):
                            most = self.random.uniform(0, 0.003)
                            table[e, d, w, s, 20:] = [self.share(0, most, 1 << 56) for _ in range(CELLS - 20)]
        self.fields |= {"outside": outside, "phantom": phantom}

    def names(self) -> None:
        """Name groups of each class at full scale."""
        types = self.random.randint(1, 4)
        size = np.zeros((self.NC, CLASSES, types), dtype=np.int64)
        start = np.zeros((self.NC, CLASSES, types + 1), dtype=np.int64)
        weight = np.zeros((self.NC, CLASSES, types), dtype=np.uint32)
        for c in range(self.NC):
            for k in range(CLASSES):
                n = sum(
                    int(counts[10 * k : 10 * k + 10].sum())
                    for counts, city in zip(self.counts, self.city_of, strict=True)
                    if city == c
                )
                cuts = [0, *sorted(self.random.randint(0, n) for _ in range(types - 1)), n]
                sizes = [self.random.choice((1, 2, 3, 8, 20)) for _ in range(types)]
                shares = [(cuts[t + 1] - cuts[t]) * sizes[t] for t in range(types)]
                total = max(1, sum(shares))
                size[c, k], start[c, k] = sizes, cuts
                weight[c, k] = [min(sum(shares[: t + 1]) * ONE32 // total, ONE32 - 1) for t in range(types)]
        self.fields |= {"name_size": size, "name_start": start, "name_weight": weight}

    def seeds(self) -> None:
        """Lists that are filled at the start, through one or two slots."""
        stay, stay_false = [0] * self.S, [0] * self.S
        for s in range(self.S):
            if not self.sighting[s] or self.after[s] != -1 or not self.chance(0.6):
                continue
            stay[s] = self.random.randint(1 << 8, 8 << 8)
            if self.target_a[s] not in (kinds.TARGET_NONE, kinds.TARGET_FACE):
                stay_false[s] = self.random.randint(1 << 8, 30 << 8)
        self.fields |= {
            "seed_stay": np.array(stay, dtype=np.int64),
            "seed_stay_false": np.array(stay_false, dtype=np.int64),
            "seed_residual": np.array([self.quantiles(1024, 20, least=1) for _ in range(self.S)], dtype=np.uint16),
            "seed_residual_false": np.array(
                [self.quantiles(1024, 20, least=1) for _ in range(self.S)], dtype=np.uint16
            ),
        }

    def worlds_alike(self) -> None:
        """For each world, the world whose rules it takes: the programme's, its own, or none at all."""
        self.rules_of = []
        for w in range(self.W):
            kind, base = self.over_worlds(w)
            self.rules_of.append(base if kind != "none" else -1)

    def by_world(self, tables: dict[str, NDArray[Any]]) -> None:
        """Give worlds derived from the programme its tables, and none at all to the world without state."""
        for table in tables.values():
            for w, base in enumerate(self.rules_of):
                table[w] = table[base] if base >= 0 else 0
        self.fields |= tables

    def integers(self, shape: tuple[int, ...], low: int, high: int, dtype: Any) -> NDArray[Any]:
        """An array of random integers, both ends included."""
        n = int(np.prod(shape))
        return np.array([self.random.randint(low, high) for _ in range(n)], dtype=dtype).reshape(shape)

    def scores(self) -> None:
        """Start, points, caps, expiry."""
        groups, rules = self.random.randint(1, 3), self.random.randint(1, 4)
        scored = [int(kind in ("programme", "exact", "late", "other")) for kind in self.kinds]
        sign = [self.random.choice((-1, 1)) for _ in range(rules)]
        points = np.zeros((self.W, self.E, self.S), dtype=np.int16)
        rule_of = np.full((self.W, self.S), -1, dtype=np.int16)
        for w in range(self.W):
            for s in range(self.S):
                if self.sighting[s] and scored[w] and self.chance(0.85):
                    rule_of[w, s] = self.random.randrange(rules)
                    points[w, :, s] = [sign[rule_of[w, s]] * self.random.randint(0, 12) for _ in range(self.E)]
        spread = self.random.choice((0, 3, 15))
        normal = NormalDist()
        row = [round(spread * normal.inv_cdf((i + 0.5) / 4096)) for i in range(4096)]
        shares = [sorted(self.share(0, 1, ONE32) for _ in range(groups)) for _ in range(self.NC)]
        self.lowest = self.random.choice((0, 300))
        tables = {
            "looks_back": self.integers((self.W,), 0, 1, np.uint8),
            "start_points": self.lowest + self.integers((self.W, self.NC, groups), 40, 70, np.int16),
            "start_residency": self.integers((self.W, self.NC, 2), -4, 4, np.int16),
            "start_spread": np.tile(np.array(row, dtype=np.int16), (self.W, self.NC, 1)),
            "points": points,
            "rule_cap": self.integers((self.W, self.E, rules), 2, 30, np.int16),
            "rule_expires": self.integers((self.W, rules), 5, 20, np.int32),
        }
        self.by_world(tables)
        rule_of[[w for w in range(self.W) if self.rules_of[w] < 0]] = -1
        for w, base in enumerate(self.rules_of):
            if base >= 0:
                rule_of[w] = rule_of[base]
        self.fields |= {
            "scored": np.array(scored, dtype=np.uint8),
            "floor": np.full(self.W, self.lowest, dtype=np.int16),
            "ceiling": np.full(self.W, self.lowest + 100, dtype=np.int16),
            "start_group": np.array(shares, dtype=np.uint32),
            "rule_of": rule_of,
            "rule_binds": self.integers((rules,), 0, 2, np.uint8),
            "cap_kind": self.integers((rules,), 0, 2, np.uint8),
            "rule_clock": self.integers((rules,), 0, 1, np.uint8),
        }

    def lists(self) -> None:
        """Lists with all their options, and the measures tied to them."""
        self.L, self.M = self.random.randint(1, 4), self.random.randint(3, 6)
        on = np.zeros((self.W, self.S), dtype=np.uint32)
        for w in range(self.W):
            for s in range(self.S):
                if self.sighting[s] and self.alive[w]:
                    bits = [1 << number for number in range(self.L) if self.chance(0.4)]
                    on[w, s] = sum(bits)
        shape = (self.W, self.E, self.L)
        chances = [[[self.share(0, 0.6, ONE32) for _ in range(self.L)] for _ in range(self.E)] for _ in range(self.W)]
        leaves = [self.chance(0.5) for _ in range(self.L)]
        hazards = [
            [[self.share(0.01, 0.3, RATE) if leaves[n] else 0 for n in range(self.L)] for _ in range(self.E)]
            for _ in range(self.W)
        ]
        by_list = [
            [[self.random.getrandbits(self.M) for _ in range(self.L)] for _ in range(self.E)] for _ in range(self.W)
        ]
        self.by_world(
            {
                "list_on": on,
                "list_term": self.integers(shape, 2, 15, np.int32),
                "list_extend": np.array(chances, dtype=np.uint32),
                "list_extend_by": self.integers(shape, 1, 8, np.int32),
                "list_exit": np.array(hazards, dtype=np.int64),
                "list_removal": self.integers(shape, 0, 3, np.int32),
                "list_points": self.integers(shape, -15, 5, np.int16),
                "by_list": np.array(by_list, dtype=np.uint32),
            }
        )
        self.fields |= {
            "list_exit_false": self.integers((self.L,), 0, 1, np.uint8),
            "list_restart": self.integers((self.L,), 0, 1, np.uint8),
            "list_repeat": np.array([self.random.choice((0, 1, 2, 3)) for _ in range(self.L)], dtype=np.int32),
            "list_repeat_window": self.integers((self.L,), 3, 15, np.int32),
            "list_repeat_by": self.integers((self.L,), 1, 6, np.int32),
        }

    def tiers(self) -> None:
        """Bands of the score and what they bring."""
        self.NT = self.random.randint(2, 5)
        low = np.zeros((self.W, self.E, self.NT), dtype=np.int16)
        for w in range(self.W):
            for e in range(self.E):
                cuts = sorted(self.random.sample(range(15, 90), self.NT - 1))
                low[w, e] = [self.lowest, *(self.lowest + cut for cut in cuts)]
        by_tier = [
            [[self.random.getrandbits(self.M) for _ in range(self.NT)] for _ in range(self.E)] for _ in range(self.W)
        ]
        self.by_world(
            {
                "tier_low": low,
                "hysteresis": self.integers((self.W,), 0, 4, np.int16),
                "by_tier": np.array(by_tier, dtype=np.uint32),
            }
        )
        review = self.integers((self.W,), 1, 5, np.int32)
        for w, base in enumerate(self.rules_of):
            review[w] = review[base] if base >= 0 else 1
        self.fields |= {"review": review}

    def burdens(self) -> None:
        """Measures, travel, scarce places, and the names of everything."""
        self.NM = self.random.randint(1, 2)
        restricting = [self.chance(0.6) for _ in range(self.M)]
        restricting[0] = True
        restricting[1] = False
        modes = [self.random.randrange(1 << self.NM) if r else 0 for r in restricting]
        benefits = [m for m in range(self.M) if not restricting[m]]
        demand = [[[self.share(0, 0.8, RATE) for _ in range(CELLS)] for _ in range(self.NM)] for _ in range(self.E)]
        self.fields |= {
            "restrictions": sum(1 << m for m in range(self.M) if restricting[m]),
            "severity": self.integers((self.M,), 1, 5, np.uint8),
            "proportion_weeks": self.random.randint(1, 6),
            "measure_modes": np.array(modes, dtype=np.uint32),
            "demand": np.array(demand, dtype=np.int64),
            "switched": np.array([self.share(0, 1, ONE32) for _ in range(self.NM)], dtype=np.uint32),
            "market_measure": np.array([self.random.choice(benefits) for _ in range(self.NMARKET)], dtype=np.int32),
            "market_excludes": np.array([self.random.choice((0, 1)) for _ in range(self.NMARKET)], dtype=np.uint32),
            "market_bonus": np.array([self.share(0, 0.8, ONE32) for _ in range(self.NMARKET)], dtype=np.uint32),
            "market_places": np.array([self.share(0.1, 0.9, 65536) for _ in range(self.NMARKET)], dtype=np.uint32),
            "market_from": np.array(
                [self.random.randint(0, self.n_weeks // 2) for _ in range(self.NMARKET)], dtype=np.int32
            ),
            "ceilings": {f"slot{s}": {} for s in range(self.S)},
            "names": Names(
                cities=tuple(city.id for city in self.cities),
                districts=tuple(d.id for city in self.cities for d in city.districts),
                district_city=tuple(self.city_of),
                worlds=tuple(f"{kind}_{w}" for w, kind in enumerate(self.kinds)),
                acts=tuple(f"act{a}" for a in range(self.A)),
                channels=tuple(f"{kind}{s}" for s, (_, kind) in enumerate(self.slots) if self.sighting[s]),
                slots=tuple(f"slot{s}" for s in range(self.S)),
                lists=tuple(f"list{n}" for n in range(self.L)),
                measures=tuple(f"measure{m}" for m in range(self.M)),
                tiers=tuple(f"tier{n}" for n in range(self.NT)),
                rules=tuple(f"rule{n}" for n in range(len(self.fields["cap_kind"]))),
                modes=tuple(f"mode{m}" for m in range(self.NM)),
                markets=tuple(f"market{m}" for m in range(self.NMARKET)),
                attributes=tuple(f"attribute{a}" for a in range(self.NA)),
            ),
        }


def tiny_plan(seed: int, cities: Sequence[TinyCity], **fixed: Any) -> Plan:
    """A random plan for these cities. ``n_weeks`` and ``worlds`` (kinds) may be fixed."""
    return Tiny(seed, cities, **fixed).make()
