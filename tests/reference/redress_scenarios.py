"""Random scenarios with redress and repair: frequent appeals, few reviewers, dated rules, worlds that differ in it."""

import json
from datetime import timedelta
from random import Random
from typing import Any

from reference.scenarios import FIRST, Node, random_scenario


def random_redress_scenario(random: Random) -> str:
    """A random scenario in which records can be contested, as text."""
    node: Node = json.loads(random_scenario(random))
    maker = _Redress(random)
    node["redress"] = maker.redress(scored="score" in node, lists=list(node["lists"]))
    for entry in node["lists"].values():
        if random.random() < 0.5:
            entry["repair"] = maker.repair()
    node["worlds"] |= maker.worlds()
    node["run"] = [*node["run"], *(name for name in node["worlds"] if random.random() < 0.7)][:7]
    return json.dumps(node, indent=1)


class _Redress:
    def __init__(self, random: Random) -> None:
        self.random = random

    def share(self, low: float, high: float) -> Node:
        value = round(self.random.uniform(low, high), 3)
        return {"value": value, "range": [0, 1], "source": "guess"}

    def days(self, most: int) -> Node:
        return {"value": f"{self.random.randint(0, most)} days", "range": [0, 400], "source": "guess"}

    def dated(self, make: Any) -> Any:
        """One value, or another from some week on."""
        if self.random.random() < 0.7:
            return make()
        later = FIRST + timedelta(weeks=self.random.randint(2, 15))
        return {FIRST.isoformat(): make(), later.isoformat(): make()}

    def redress(self, *, scored: bool, lists: list[str]) -> Node:
        random = self.random
        filed: Node = {
            "wrongly_restricted": self.share(0.3, 0.7)
            | {"range": [0.2, 0.75], "by": {"age": {"60+": 0.6}, "residency": {"migrant": 0.7}}},
            "wrongly_scored": self.share(0.2, 1),
            "rightly_listed": self.share(0.1, 0.8),
            "rightly_scored": self.share(0.1, 0.8),
        }
        appeal: Node = {
            "window": self.dated(lambda: f"{random.randint(1, 8)} weeks"),
            "filed_by": filed,
            "reviews": self.dated(lambda: f"{random.randint(0, 120)} per week"),
            "decides_in": {"median": f"{random.randint(2, 15)} days", "p95": f"{random.randint(16, 60)} days"},
            "overturns": {"wrong": self.share(0.3, 1), "right": self.share(0, 0.5)},
            "corrected_in": self.days(20),
        }
        if lists and random.random() < 0.4:
            appeal["windows"] = {random.choice(lists): "15 days"}
        if random.random() < 0.5:
            appeal |= {"tries": 2, "again": self.share(0.2, 1)}
        if scored and random.random() < 0.4:
            appeal["effect"] = "next_review"
        binds = random.choice(("acts", "records", "in_force"))
        node: Node = {"source": "guess", "range": "x/2..x2", "binds": binds, "appeal": appeal}
        if random.random() < 0.85:
            node["notice"] = {"reaches": self.dated(lambda: self.share(0.3, 1)), "after": self.days(25)}
        if random.random() < 0.5:
            fixes = f"{round(random.uniform(0.005, 0.1), 4)} per person-week"
            node["press"] = {"fixes": {"value": fixes, "range": "x/2..x2", "source": "guess"}}
        return node

    def repair(self) -> Node:
        rate = f"{round(self.random.uniform(0.5, 6), 2)} per person-year"
        return {
            "performed": {"value": rate, "range": "x/2..x2", "source": "guess"},
            "removal": self.random.choice(("3 working days", "2 weeks")),
            "binds": self.random.choice(("acts", "records", "in_force")),
        }

    def worlds(self) -> Node:
        worlds: Node = {}
        if self.random.random() < 0.5:
            worlds["no_redress"] = {"set": {"redress.enabled": False}}
        if self.random.random() < 0.5:
            worlds["many_reviews"] = {"set": {"redress.appeal.reviews": "500 per week"}}
        return worlds
