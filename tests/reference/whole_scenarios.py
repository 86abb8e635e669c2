"""Random scenarios in which residents respond, lose work and are asked, and cameras follow their own records."""

import json
from datetime import timedelta
from random import Random
from typing import Any

from reference.redress_scenarios import random_redress_scenario
from reference.scenarios import FIRST, Node, random_scenario


def random_whole_scenario(random: Random) -> str:
    """A random scenario with some of the parts, or all of them, as text."""
    parts = [part for part in ("response", "lives", "opinion", "placement") if random.random() < 0.8]
    node: Node = json.loads((random_redress_scenario if random.random() < 0.6 else random_scenario)(random))
    maker = _Whole(random, node)
    node["awareness"] = {"share": maker.number(0.05, 0.9, most=1)}
    node["acts"]["prayer"] = {
        "kind": "protected",
        "family": "civic",
        "domain": "daily_life",
        "eligible": "all",
        "gravity": 1,
        "rate": {"value": "8 per person-year", "range": "x/2..x2", "source": "guess"},
    }
    eyes = node["channels"].get("cameras", node["channels"]["court"])
    eyes["sees"]["prayer"] = round(random.uniform(0.1, 0.6), 2)
    if "response" in parts or not parts:
        node["response"] = maker.response()
    if "lives" in parts:
        maker.lives()
    if "opinion" in parts:
        node["opinion"] = {
            "source": "guess",
            "range": "x/1.1..x1.1",
            "approval": 0.8,
            "own": maker.number(-1, 0, least=-2),
            "falsification": {"value": 0, "range": [0, 0.3]},
        }
    if "placement" in parts:
        maker.placement()
    maker.worlds()
    return json.dumps(node, indent=1)


class _Whole:
    def __init__(self, random: Random, node: Node) -> None:
        self.random = random
        self.node = node

    def chance(self, p: float) -> bool:
        return self.random.random() < p

    def number(self, low: float, high: float, *, least: float | None = None, most: float | None = None) -> Node:
        """A number with the range that could be believed."""
        value = round(self.random.uniform(low, high), 3)
        return {
            "value": value,
            "range": [min(low, 0) if least is None else least, high if most is None else most],
            "source": "guess",
        }

    def weeks(self, low: int, high: int) -> Node:
        return {"value": f"{self.random.randint(low, high)} weeks", "range": [0, 500], "source": "guess"}

    def response(self) -> Node:
        """Effects several times as strong as anybody found."""
        acts = self.node["acts"]
        node: Node = {"source": "guess", "range": "x/2..x2", "learns": self.chance(0.8)}
        node["deterrence"] = {
            "elasticity": self.number(-1, -0.2, least=-1, most=0),
            "initial": self.number(0, 1.5),
            "fades_over": self.weeks(2, 30),
            "certainty": self.number(0, 1),
            "certainty_floor": self.number(0.001, 0.05),
        }
        if self.chance(0.8):
            node["own_record"] = {
                "effect": self.number(0, 1),
                "fades_over": self.weeks(2, 30),
                "counts_for": self.weeks(1, 40),
            }
        for name in ("household", "news", "chilling"):
            if self.chance(0.7):
                node[name] = self.number(0, 2)
        if self.chance(0.5) and "tiers" in self.node:
            within = f"{self.random.randint(1, 12)} points"
            node["near_threshold"] = {
                "effect": self.number(0, 1),
                "within": {"value": within, "range": [0, 20], "source": "guess"},
            }
        if self.chance(0.5):
            node["price"] = {"factor": self.number(1, 2.2, least=1)}
        if self.chance(0.5):
            node["shift"] = self.number(-0.27, 0.26, least=-0.27)
        if self.chance(0.7) and "donation" in acts:
            crowding = self.number(-0.4, 0.6, least=-0.9, most=1)
            if self.chance(0.5):
                crowding["by"] = {"sex": {"female": 0.5}}
            node["crowding"] = {"donation": crowding}
        if self.chance(0.5):
            node["acts_every"] = f"{self.random.randint(1, 6)} weeks"
        return node

    def lives(self) -> None:
        """Work is lost within weeks."""
        measures = self.node["measures"]
        rate: Any = {"value": f"{self.random.randint(2, 20)} per person-year", "range": "x/2..x2", "source": "guess"}
        if self.chance(0.3):
            later = FIRST + timedelta(weeks=self.random.randint(2, 15))
            rate = {FIRST.isoformat(): rate, later.isoformat(): rate | {"by": {"sex": {"male": 1.2}}}}
        self.node["lives"] = {
            "source": "guess",
            "range": "x/2..x2",
            "job_loss": {"rate": rate} | ({"who": "driver"} if self.chance(0.4) else {}),
            "out_of_work": {"lasts": self.weeks(1, 12), "money_acts": self.number(1, 5, least=1)},
        }
        if "places" in measures.get("fast_track", {}) and self.chance(0.8):
            measures["fast_track"]["places"]["vacancies"] = True
        if "deposits" in measures and self.chance(0.5):
            measures["deposits"]["costs"] = {"deposit": "500 yuan", "fee": "20 yuan per week"}

    def placement(self) -> None:
        """Cameras are moved every few weeks."""
        cameras = self.node["channels"].get("cameras")
        if cameras is None:
            return
        follows = {
            "what": "records",
            "over": f"{self.random.randint(1, 8)} weeks",
            "strength": self.random.choice((1.0, 1.0, 0.5)),
            "most": self.random.choice((1.5, 2, 4)),
        }
        coverage = cameras["coverage"]
        for places in [coverage] if "elsewhere" in coverage else coverage.values():
            places["follows"] = follows

    def worlds(self) -> None:
        """Worlds in which a part is off."""
        node, worlds = self.node, self.node["worlds"]
        if "response" in node:
            if self.chance(0.4):
                worlds["no_response"] = {"set": {"response.enabled": False}}
            if self.chance(0.4):
                values = {name: 0 for name in ("household", "news") if name in node["response"]}
                if "own_record" in node["response"]:
                    values["own_record.effect"] = 0
                worlds["no_feedback"] = {"set": {f"response.{name}": value for name, value in values.items()}}
                worlds["no_feedback"]["set"]["response.learns"] = False
        if "lives" in node and self.chance(0.3):
            worlds["no_lives"] = {"set": {"lives.enabled": False}}
        new = [name for name in ("no_response", "no_feedback", "no_lives") if name in worlds]
        node["run"] = [*node["run"], *new][:7]
