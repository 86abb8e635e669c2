"""A scenario's own tests: whether the programme answers a few records of made-up residents as the file expects.

Only what stands in the scenario's file is judged, and only a verdict comes out: pass, or the first thing that is
not as expected. Nothing here takes records from elsewhere or hands back a score.

What a test leaves open is settled plainly: a record is delivered in the week after its act unless ``recorded``
says when; chances do not happen (no extension by chance, nobody leaves a list early); the start has no spread,
the first status group, and registered residency; the resident takes part and lives where the programme began
first. Records of one act and week through several channels are sightings of one act.
"""

from dataclasses import dataclass
from typing import Final, Literal

from jaywalk.scenario.channels import Device
from jaywalk.scenario.frame import Expect, Given, Test, TestResident
from jaywalk.scenario.quantities import monday_of, week_of
from jaywalk.scenario.schema import Scenario
from jaywalk.scenario.scoring import ListEntry, Measure, Rule

Ledger = Literal["P", "T", "X"]
LONGEST: Final = 1 << 14  # weeks: beyond any run


@dataclass(frozen=True)
class Verdict:
    """What became of one test: ``message`` says what differs first, and is empty where it passed."""

    name: str
    passed: bool
    message: str = ""


@dataclass(frozen=True)
class _Record:
    act: str
    channel: str
    act_week: int
    rec_week: int
    occurrence: int
    own: bool
    ledgers: str


def run_expectations(scenario: Scenario) -> tuple[Verdict, ...]:
    """Judge every test that a scenario's file holds."""
    return tuple(_verdict(scenario, test) for test in scenario.tests)


def _verdict(scenario: Scenario, test: Test) -> Verdict:
    for expected in test.expect:
        message = _first_difference(scenario, test, expected)
        if message:
            return Verdict(test.name, passed=False, message=message)
    return Verdict(test.name, passed=True)


def _first_difference(scenario: Scenario, test: Test, expected: Expect) -> str:
    life = _Life(scenario, test, expected.ledger)
    week = scenario.time.first_week + expected.week
    where = f"week {expected.week}, ledger {expected.ledger}: "
    if expected.lists is not None:
        listed = life.lists(week)
        for name in scenario.lists:
            if (name in listed) != (name in expected.lists):
                return where + f"list {name} is {'not ' if name in expected.lists else ''}in force"
    if (expected.points is not None or expected.tier is not None) and not life.applies(week):
        return where + "the programme gives no score there in that week"
    if expected.points is not None and life.score(week) != expected.points:
        at_work = life.at_work(week)
        return (
            where + f"the score differs; the first rule at work is {at_work[0]}"
            if at_work
            else where + ("the score differs although no rule is at work: look at the start")
        )
    if expected.tier is not None and life.tier(week) != expected.tier:
        return where + f"the tier is not {expected.tier}; tiers change at reviews only"
    if expected.measures is not None:
        in_force = life.measures(week)
        for name, measure in scenario.measures.items():
            named = name in expected.measures
            if named and name not in in_force:
                return where + f"measure {name} is not in force"
            if not named and name in in_force and measure.kind == "restriction":
                return where + f"measure {name} is in force"
    return ""


class _Life:
    """One made-up resident in one ledger of the programme."""

    def __init__(self, scenario: Scenario, test: Test, ledger: Ledger):
        self._scenario = scenario
        self._resident = test.resident
        self._records = [r for r in _records(scenario, test.given) if ledger in r.ledgers]
        self._rollout = _rollout(scenario, test.resident)

    def applies(self, week: int) -> bool:
        """Whether the resident has a score in an absolute week."""
        return self._scenario.score is not None and self._rollout is not None and week >= self._rollout

    def lists(self, week: int) -> set[str]:
        """Lists the resident is on."""
        found = set()
        for name, entry in self._scenario.lists.items():
            if entry.enabled and self._listed(entry, week):
                found.add(name)
        return found

    def _listed(self, entry: ListEntry, week: int) -> bool:
        founding = [r for r in self._delivered(week, summed=False) if r.act in entry.on and r.channel in entry.through]
        founding.sort(key=lambda r: (r.rec_week, r.act_week))
        end, repeat = 0, entry.extend
        for n, record in enumerate(founding):
            term = entry.term.in_week(record.rec_week) if entry.term is not None else None
            life = max(term.weeks, 1) if term is not None else 1 if entry.term is not None else LONGEST
            if record.rec_week >= end:
                end = record.rec_week + life
            elif entry.while_listed == "restart":
                end = max(end, record.rec_week + life)
            if repeat is not None and repeat.per_repeat is not None and repeat.within is not None:
                since = record.rec_week - repeat.within.weeks
                if sum(1 for r in founding[: n + 1] if r.rec_week > since) >= repeat.per_repeat:
                    end += repeat.by.weeks
        return week < end

    def _delivered(self, week: int, *, summed: bool = True) -> list[_Record]:
        """Records delivered by a week, with several sightings of one act combined."""
        delivered = [r for r in self._records if r.rec_week <= week]
        kept = []
        for record in delivered:
            act = self._scenario.acts[record.act]
            if not record.own or (act.combine == "sum"):
                kept.append(record)
                continue
            same = [
                r
                for r in delivered
                if r.own and (r.act, r.act_week, r.occurrence) == (record.act, record.act_week, record.occurrence)
            ]
            if act.combine == "max" and summed:
                best = min(same, key=lambda r: (-abs(self._worth(r, week)), r.rec_week, self._order(r)))
            else:
                best = min(same, key=lambda r: (r.rec_week, self._order(r)))
            if best is record:
                kept.append(record)
        return kept

    def _order(self, record: _Record) -> int:
        return list(self._scenario.channels).index(record.channel)

    def _rule(self, record: _Record) -> Rule | None:
        for rule in self._scenario.rules:
            if rule.enabled and rule.on == record.act and record.channel in rule.through:
                return rule
        return None

    def _worth(self, record: _Record, week: int) -> int:
        rule = self._rule(record)
        if rule is None:
            return 0
        bound = {"acts": record.act_week, "records": record.rec_week, "in_force": week}[rule.binds]
        effect = rule.effect.in_week(bound)
        return effect.points if effect is not None else 0

    def _in_force(self, rule: Rule, week: int) -> list[_Record]:
        score = self._scenario.score
        found = []
        for record in self._delivered(week):
            if self._rule(record) is not rule:
                continue
            looks_back = score is not None and score.looks_back
            if not looks_back and (self._rollout is None or record.act_week < self._rollout):
                continue
            clock = record.act_week if rule.clock == "act" else record.rec_week
            if rule.expires is None or week < clock + rule.expires.weeks:
                found.append(record)
        return sorted(found, key=lambda r: (r.act_week, self._order(r), r.occurrence))

    def _points(self, rule: Rule, week: int) -> int:
        records = self._in_force(rule, week)
        worth = [self._worth(r, week) for r in records]
        most = rule.cap.most.in_week(week) if rule.cap is not None else None
        if rule.cap is None or most is None:
            return 0 if rule.cap is not None else sum(worth)
        cap = abs(most.points)
        if rule.cap.year == "iso":
            years: dict[int, int] = {}
            for record, points in zip(records, worth, strict=True):
                year = monday_of(record.act_week).isocalendar().year
                years[year] = years.get(year, 0) + points
            return sum(max(-cap, min(cap, points)) for points in years.values())
        taken: list[tuple[int, int]] = []
        total = 0
        for record, points in zip(records, worth, strict=True):
            used = sum(credit for then, credit in taken if then > record.act_week - 52)
            credit = min(abs(points), max(0, cap - used))
            taken.append((record.act_week, credit))
            total += credit if points > 0 else -credit
        return total

    def at_work(self, week: int) -> list[str]:
        """Rules and lists that move the score."""
        rules = [rule.id for rule in self._scenario.rules if rule.enabled and self._in_force(rule, week)]
        return rules + [f"of list {name}" for name in sorted(self.lists(week))]

    def score(self, week: int) -> int:
        """Points in a week."""
        score = self._scenario.score
        if score is None:
            return 0
        groups = score.start.groups()
        named = [points for name, _, points in groups if name == self._resident.status]
        points = named[0] if named else groups[0][2]
        points += score.start.residency_points(self._resident.residency or "registered")
        points += sum(self._points(rule, week) for rule in self._scenario.rules if rule.enabled)
        if self._scenario.coupling != "none":
            for name in self.lists(week):
                dated = self._scenario.lists[name].points
                listed = dated.in_week(week) if dated is not None else None
                points += listed.points if listed is not None else 0
        return max(score.floor.points, min(score.ceiling.points, points))

    def tier(self, week: int) -> str | None:
        """Tier in a week, reviews since the rollout walked through."""
        score, names = self._scenario.score, self._scenario.tiers_low_to_high
        if score is None or self._rollout is None or not names:
            return None
        margin = score.hysteresis.points if score.hysteresis is not None else 0
        tier = self._tier_of(self._rollout)
        for review in range(self._rollout + score.review.weeks, week + 1, max(score.review.weeks, 1)):
            tier = min(max(tier, self._tier_of(review, -margin)), self._tier_of(review, margin))
        return names[tier]

    def _low(self, tier: int, week: int) -> int:
        dated = self._scenario.tiers[self._scenario.tiers_low_to_high[tier]]
        return (dated.in_week(week) or dated.first).points

    def _tier_of(self, week: int, beside: int = 0) -> int:
        """The tier of a score that many points beside the one of the week."""
        points, found = self.score(week) + beside, 0
        for tier in range(len(self._scenario.tiers)):
            if points >= self._low(tier, week):
                found = tier
        return found

    def measures(self, week: int) -> set[str]:
        """Measures in force."""
        lists = self.lists(week)
        tier = self.tier(week) if self.applies(week) else None
        return {name for name, measure in self._scenario.measures.items() if self._holds(measure, week, lists, tier)}

    def _holds(self, measure: Measure, week: int, lists: set[str], tier: str | None) -> bool:
        started = measure.starts is None or week >= week_of(measure.starts)
        ended = measure.ends is not None and week >= week_of(measure.ends)
        if not measure.enabled or not started or ended:
            return False
        if measure.for_.list_ is not None:
            return measure.for_.list_ in lists
        if measure.kind == "restriction" and self._scenario.coupling != "tiers":
            return False
        return tier in measure.for_.tiers(self._scenario.tiers_low_to_high)


def _records(scenario: Scenario, given: list[Given]) -> list[_Record]:
    first = scenario.time.first_week
    seen: dict[tuple[str, int, str], int] = {}
    out = []
    for record in given:
        at = (record.act, record.week, record.channel)
        seen[at] = seen.get(at, -1) + 1
        channel = scenario.channels[record.channel]
        by_law = isinstance(channel, Device) and channel.owner_liability == "kept" and record.truth == "someone_else"
        own = record.truth == "own"
        delivered = record.recorded if record.recorded is not None else record.week + 1
        out.append(
            _Record(
                act=record.act,
                channel=record.channel,
                act_week=first + record.week,
                rec_week=first + delivered,
                occurrence=seen[at],
                own=own,
                ledgers="PTX" if own or by_law else "P",
            )
        )
    return out


def _rollout(scenario: Scenario, resident: TestResident) -> int | None:
    """Absolute week in which the programme begins for a test's resident: the earliest where no district is named."""
    weeks = []
    for step in scenario.rollout:
        cities = [resident.city] if resident.city is not None else list(scenario.cities)
        for city in cities:
            if resident.district is not None:
                reached = step.applies(city, resident.district)
            else:
                reached = step.where.city is None or city in step.where.city
            if reached:
                weeks.append(week_of(step.from_))
    return max(min(weeks), scenario.time.first_week) if weeks else None
