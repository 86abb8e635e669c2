"""Random scenarios in the scenario language itself: small places, short terms, frequent errors.

Each is a valid scenario file as text. What varies: acts, channels and their errors, rules with caps and clocks,
lists with every option, tiers, measures, scarce places, travel, rollout, dated values and worlds.
"""

import json
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Node = dict[str, Any]
FIRST = date(2027, 1, 4)
DISTRICTS = ("east/old_town", "east/new_town", "east/hills")


def scenario_texts() -> SearchStrategy[str]:
    """Texts of random scenarios; hypothesis chooses every number, so that a failing one gets simpler."""
    return st.builds(random_scenario, st.randoms(use_true_random=False))


def random_scenario(random: Random) -> str:
    """A scenario file as text (JSON, which YAML includes)."""
    return json.dumps(_Maker(random).scenario(), indent=1)


class _Maker:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.weeks = random.randint(20, 40)

    # --- small choices --------------------------------------------------------------------------------

    def chance(self, p: float) -> bool:
        return self.random.random() < p

    def pick(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def monday(self, low: int, high: int) -> str:
        return (FIRST + timedelta(weeks=self.random.randint(low, high))).isoformat()

    def share(self, low: float, high: float) -> float:
        return round(self.random.uniform(low, high), 3)

    def rate(self, low: float, high: float) -> Node:
        node: Node = {"value": f"{self.share(low, high)} per person-year", "range": "x/2..x2", "source": "guess"}
        if self.chance(0.4):
            axis: tuple[str, Node] = self.pick(
                ("sex", {"male": 1.5}),
                ("age", {"18-34": 1.8, "60+": 0.5}),
                ("income_fifth", {"lowest": 2, "highest": 0.3}),
            )
            node["by"] = dict([axis])
        return node

    def weeks_text(self, low: int, high: int) -> str:
        return f"{self.random.randint(low, high)} weeks"

    def points(self, low: int, high: int) -> str:
        return f"{self.random.randint(low, high)} points"

    def dated(self, make: Any) -> Any:
        """One value, or two with a date between them."""
        if self.chance(0.6):
            return make()
        return {FIRST.isoformat(): make(), self.monday(3, self.weeks - 3): make()}

    def delay(self) -> Any:
        if self.chance(0.4):
            return f"{self.random.randint(0, 20)} days"
        return {"median": f"{self.random.randint(1, 10)} days", "p95": f"{self.random.randint(11, 60)} days"}

    # --- parts ----------------------------------------------------------------------------------------

    def scenario(self) -> Node:
        acts, channels = self.acts_and_channels()
        seen = {act: [c for c, node in channels.items() if act in node["sees"]] for act in acts}
        score = self.chance(0.85)
        lists = self.lists(seen, score=score)
        end = FIRST + timedelta(weeks=self.weeks) - timedelta(days=1)
        node: Node = {
            "format": "jaywalk-scenario/1",
            "title": "A random place",
            "synthetic": True,
            "reference": "rules",
            "evidence": {
                "rules": {"kind": "assumption", "why": "Made up for a test"},
                "guess": {"kind": "assumption", "why": "Made up for a test"},
            },
            "cities": {"east": {"margins": "village"}} | ({"west": {"margins": "village"}} if self.chance(0.4) else {}),
            "time": {
                "start": FIRST.isoformat(),
                "end": end.isoformat(),
                "past": {"value": self.weeks_text(0, 12), "source": "guess", "range": [0, 20]},
            },
            "attributes": {"driver": {"share": {"value": 0.6, "range": [0.3, 0.9], "source": "guess"}}},
            "heterogeneity": {
                "k": {"value": self.share(0.5, 3), "range": [0.3, 4], "source": "guess"},
                "copula": {"value": self.pick(0, 0.2), "range": [0, 0.5], "source": "guess"},
            },
            "participation": {"share": {"value": self.share(0.6, 1), "range": [0.5, 1], "source": "guess"}},
            "gallery": {
                "source": "guess",
                "range": "x/2..x2",
                "enrolled": self.share(0.4, 0.95),
                "look_alikes": {"kappa": self.pick(0.3, 2), "own_band": self.share(0.5, 1)},
            },
            "names": {
                "source": "guess",
                "range": "x/2..x2",
                "groups": [{"size": 1, "share": 0.3}, {"size": 4, "share": 0.4}, {"size": 30, "share": 0.3}],
            },
            "acts": acts,
            "channels": channels,
            "travel": {
                "source": "guess",
                "range": "x/2..x2",
                "modes": {"flight": {"attempts": "20 per person-year", "switched": self.pick(0, 0.5)}},
            },
            "lists": lists,
            "worlds": self.worlds(channels),
            "run": ["none", "status_quo", "programme", "exact"],
        }
        if score:
            node |= self.scores(acts, seen)
        node["measures"] = self.measures(list(node.get("tiers", {})), list(lists))
        node["rollout"] = [{"from": self.monday(0, self.weeks // 3), "where": {"district": ["east/old_town"]}}] * (
            self.chance(0.6)
        ) + [{"from": self.monday(self.weeks // 3, self.weeks // 2), "where": "all"}]
        node["proportion"] = {"weeks": {"value": self.weeks_text(1, 6), "range": [1, 26], "source": "guess"}}
        return node

    def acts_and_channels(self) -> tuple[Node, Node]:
        acts: Node = {
            "default": self.act("violation", "money"),
            "crossing": self.act("violation", "public_order")
            | {"combine": self.pick("first", "max", "sum"), "rate": self.rate(5, 15)},
            "red_light": self.act("violation", "traffic") | {"eligible": self.pick("driver", "all")},
            "donation": self.act("prosocial", "civic") | {"eligible": {"age": "18-55"}},
        }
        channels: Node = {"court": self.register("default", national=True)}
        if self.chance(0.8):
            channels["cameras"] = self.camera("crossing")
            if self.chance(0.5):
                channels["phones"] = self.device("crossing", {"crowd": self.share(0, 0.3)}) | {
                    "after": {"channel": "cameras", "outcome": "none"}
                }
        if self.chance(0.6) or "cameras" not in channels:
            channels["patrol"] = self.register("crossing", national=False)
        if self.chance(0.7):
            channels["plates"] = self.device("red_light", {"other_driver": self.share(0, 0.4)}) | {
                "owner_liability": self.pick("error", "kept")
            }
        if self.chance(0.7):
            wrong = {"shared": self.share(0, 0.2), "recycled": self.share(0, 0.2)}
            channels["app"] = self.device("donation", wrong)
        for act in [act for act in acts if not any(act in channel["sees"] for channel in channels.values())]:
            del acts[act]
        return acts, channels

    def act(self, kind: str, family: str) -> Node:
        return {
            "kind": kind,
            "family": family,
            "domain": "daily_life",
            "eligible": "all",
            "gravity": self.random.randint(1, 5),
            "rate": self.rate(1, 6),
        }

    def channel(self, act: str) -> Node:
        node: Node = {
            "source": "guess",
            "range": "x/2..x2",
            "sees": {act: self.share(0.3, 1)},
            "delay": self.delay(),
        }
        if self.chance(0.5):
            node["copies"] = self.share(0, 0.3)
            if self.chance(0.6):
                node["copy_lag"] = self.weeks_text(0, 4)
        if self.chance(0.4):
            node["stale"] = {"median": "10 days", "p95": "50 days"}
        return node

    def register(self, act: str, *, national: bool) -> Node:
        identity: Node = {
            "source": "guess",
            "range": "x/2..x2",
            "keys": {
                "number": {"share": 0.5, "wrong": 0, "missed": self.share(0, 0.1)},
                "name": {"share": 0.5, "wrong": self.share(0, 0.6), "missed": self.share(0, 0.3)},
            },
            "right_too": self.chance(0.4),
        }
        if national and self.chance(0.7):
            identity["outside"] = self.share(0.1, 0.6)
        other = self.pick(None, "previous_tenant", "household", "document")
        if other is not None and (other != "household" or not national):
            identity[other] = self.share(0, 0.2)
        node = self.channel(act) | {"kind": "register", "identity": identity}
        if national:
            node["scope"] = "national"
        return node

    def device(self, act: str, wrong: Node) -> Node:
        identity = {"source": "guess", "range": "x/2..x2", "unreadable": self.share(0, 0.3), **wrong}
        return self.channel(act) | {"kind": "device", "identity": identity}

    def camera(self, act: str) -> Node:
        coverage = self.dated(
            lambda: {"elsewhere": self.share(0.1, 0.5), "districts": {self.pick(*DISTRICTS): self.share(0.2, 1)}}
        )
        return self.channel(act) | {
            "kind": "camera",
            "coverage": coverage,
            "identity": {
                "source": "guess",
                "range": "x/2..x2",
                "fpir": {"value": self.share(0.05, 0.4), "at": 1400},
                "miss": self.share(0, 0.4),
                "wrong_first": self.share(0, 0.3),
                "visitors": self.share(0, 0.4),
                "phantoms": self.share(0, 0.05),
            },
        }

    def scores(self, acts: Node, seen: dict[str, list[str]]) -> Node:
        rules = []
        for act, channels in seen.items():
            sign = 1 if acts[act]["kind"] == "prosocial" else -1
            rule: Node = {
                "id": f"rule_{act}",
                "on": act,
                "through": channels,
                "effect": self.dated(lambda sign=sign: f"{sign * self.random.randint(1, 12)} points"),
                "binds": self.pick("acts", "records", "in_force"),
                "clock": self.pick("act", "record"),
                "expires": self.weeks_text(5, 25),
            }
            if self.chance(0.6):
                rule["cap"] = f"{self.random.randint(5, 30)} points per {self.pick('year', 'rolling year')}"
            rules.append(rule)
        score: Node = {
            "start": "100 points",
            "floor": "0 points",
            "ceiling": "130 points",
            "review": self.weeks_text(1, 5),
            "looks_back": self.chance(0.3),
        }
        if self.chance(0.5):
            score["hysteresis"] = self.points(1, 4)
        if self.chance(0.4):
            score["start"] = {
                "status": {
                    "settled": {
                        "share": {"value": 0.6, "range": [0.3, 0.8], "source": "guess"},
                        "points": "104 points",
                    },
                    "other": {"share": {"value": 0.4, "range": [0.2, 0.7], "source": "guess"}, "points": "96 points"},
                },
                "residency": {"migrant": "-3 points"},
                "sd": {"value": "4 points", "range": [0, 10], "source": "guess"},
            }
        # without merits nobody rises above the start
        high = self.random.randint(98, 106) if "donation" in seen else 96
        low = self.random.randint(70, 95)
        return {
            "score": score,
            "rules": rules,
            "tiers": {
                "A": self.dated(lambda: f"{high + self.random.randint(0, 2)} points"),
                "B": f"{low} points",
                "C": "0 points",
            },
        }

    def lists(self, seen: dict[str, list[str]], *, score: bool) -> Node:
        found: Node = {}
        for name, act in (("debt", "default"), ("conduct", "crossing")):
            if act not in seen or (name == "conduct" and self.chance(0.4)):
                continue
            entry: Node = {
                "on": act,
                "through": seen[act],
                "term": self.weeks_text(4, 15),
                "while_listed": self.pick("ignore", "restart"),
            }
            if name == "debt":
                entry["scope"] = "national"
            else:
                entry["term"] = self.dated(lambda: self.weeks_text(4, 15))
            entry |= self.pick(
                {},
                {"extend": {"chance": {"value": 0.35, "range": [0.2, 0.5], "source": "guess"}, "by": "5 weeks"}},
                {"extend": {"per_repeat": 2, "within": "12 weeks", "by": "4 weeks"}},
            )
            if self.chance(0.5):
                performed = {"value": f"{self.share(1, 8)} per person-year", "range": "x/2..x2", "source": "guess"}
                entry["exit"] = {"performed": performed, "removal": self.pick("3 days", "2 weeks")}
                entry["exit"]["false_too"] = self.chance(0.3)
            if score and self.chance(0.5):
                entry["points"] = self.points(-20, -1)
            found[name] = entry
        return found

    def measures(self, tiers: list[str], lists: list[str]) -> Node:
        measures: Node = {}
        if tiers:
            measures["deposits"] = {
                "kind": "restriction",
                "for": {"tier": self.pick("C", "B or lower")},
                "domain": "housing",
                "severity": self.random.randint(1, 5),
            }
            benefit: Node = {"kind": "benefit", "for": {"tier": self.pick("A", "B or higher")}, "domain": "jobs"}
            if self.chance(0.6):
                applications = {"value": "4 per person-year", "range": "x/2..x2", "source": "guess"}
                benefit["places"] = {
                    "applications": applications,
                    "eligible": self.pick("all", {"age": "18-55"}),
                    "per_application": self.share(0.2, 0.8),
                    "bonus": self.share(0.1, 0.5),
                    "shut_out": ["deposits"] if self.chance(0.5) else [],
                }
            measures["fast_track"] = benefit
        for name in lists:
            measure: Node = {"kind": "restriction", "for": {"list": name}, "domain": "travel", "blocks": ["flight"]}
            if self.chance(0.3):
                measure["starts"] = self.monday(0, self.weeks // 2)
            measures[f"no_tickets_{name}"] = measure
        return measures

    def worlds(self, channels: Node) -> Node:
        worlds: Node = {}
        if self.chance(0.5):
            worlds["late"] = {"delay": "1 week"}
        if self.chance(0.5):
            worlds["without_one"] = {"without": {"channels": [self.pick(*channels)]}}
        if self.chance(0.5):
            worlds["fewer_errors"] = {"without": {"errors": [self.pick("missed", "wrong_person", "copies", "stale")]}}
        return worlds
