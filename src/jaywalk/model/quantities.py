"""Every counter of a run by name: stocks at week's end, flows of a week, and the wide monthly table."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from jaywalk.core.layout import ORIGINS
from jaywalk.model.plan import Names

OUTCOMES = ("seen", "right", "missed", "other", "both")
STOCKS_PER_MEASURE = ("in_force", "wrong", "strict", "missing")
SINGLE_STOCKS = (
    "participants",
    "score_sum",
    "restricted",
    "wrongly_restricted",
    "strictly_wrongly_restricted",
    "spared",
    "wrong_nothing_happened",
    "wrong_someone_else",
    "wrong_misapplied",
    "excess",
    "out_of_proportion",
    "touched",
)


@dataclass(frozen=True)
class Quantity:
    """One counter: its name, unit, whether it is a stock or a flow, and what it counts in words."""

    name: str
    unit: str
    kind: str
    long_name: str


_SINGLE_WORDS = {
    "participants": ("residents", "residents whom the programme scores"),
    "score_sum": ("points", "sum of the scores of participants"),
    "restricted": ("residents", "residents under at least one restriction"),
    "wrongly_restricted": ("residents", "residents under a restriction that their own records do not carry"),
    "strictly_wrongly_restricted": (
        "residents",
        "residents under a restriction that not even their unidentified acts would carry",
    ),
    "spared": ("residents", "residents free of a restriction that their own records carry"),
    "wrong_nothing_happened": ("residents", "wrongly restricted although nothing happened"),
    "wrong_someone_else": ("residents", "wrongly restricted for what someone else did"),
    "wrong_misapplied": ("residents", "wrongly restricted by a true act counted wrongly (copy, stale, over cap)"),
    "excess": ("residents", "restricted, and not restricted under exact observation"),
    "out_of_proportion": ("residents", "restricted for longer than the gravity of the act stands for"),
    "touched": ("residents", "unrestricted members of households with a restricted member"),
}


# what each part of a run adds behind all others: name, unit, words
PART_STOCKS: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "contest": (("appeals_waiting", "appeals", "appeals filed and not yet decided"),),
    "respond": (
        ("aware", "residents", "adults who know of the programme"),
        ("induced", "residents", "restricted for acts that they would not have committed under exact observation"),
    ),
    "lives": (("out_of_work", "residents", "residents who lost their work while a mode of travel was shut to them"),),
}
_INDUCED: Final = PART_STOCKS["respond"][1]  # counted where acts differ between worlds: by either part
PART_FLOWS: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "contest": (
        ("notices", "notices", "records of which the person recorded is told"),
        ("false_contestable", "records", "false records that came to count and can be contested"),
        ("appeals_wrong", "appeals", "appeals against false records"),
        ("appeals_right", "appeals", "appeals against true records"),
        ("decided_wrong", "decisions", "decisions on false records"),
        ("decided_right", "decisions", "decisions on true records"),
        ("overturned_wrong", "decisions", "appeals against false records that succeeded"),
        ("overturned_right", "decisions", "appeals against true records that succeeded"),
        ("weeks_to_decision", "weeks", "weeks from filing to decision, summed over decisions"),
        ("corrected", "records", "false records struck while they counted"),
        ("press_fixes", "records", "records struck because the press took up the case"),
    ),
    "lives": (
        ("jobs_lost", "residents", "residents who lost their work"),
        (
            "jobs_lost_wrongly",
            "residents",
            "residents who lost their work and whose own records block no mode of travel",
        ),
    ),
}


def part_stocks(parts: tuple[str, ...], part: str) -> tuple[tuple[str, str, str], ...]:
    """The stocks that a part adds in a run with these parts."""
    held = PART_STOCKS.get(part, ())
    return (_INDUCED, *held) if part == "lives" and "respond" not in parts else held


@dataclass(frozen=True)
class Quantities:
    """The order of all counters for a run's names. Offsets are positions on the quantity axes."""

    names: Names
    restricting: tuple[bool, ...] = field(default=())

    @cached_property
    def stocks(self) -> tuple[Quantity, ...]:
        """Counted at the end of each week."""
        out = [Quantity(name, *_SINGLE_WORDS[name][:1], "stock", _SINGLE_WORDS[name][1]) for name in SINGLE_STOCKS]
        out += [Quantity(f"tier_{t}", "residents", "stock", f"residents in tier {t}") for t in self.names.tiers]
        out += [Quantity(f"listed_{n}", "residents", "stock", f"residents on list {n}") for n in self.names.lists]
        for number, measure in enumerate(self.names.measures):
            restricts = self.restricting[number]
            words = {
                "in_force": f"residents to whom {measure} applies",
                "wrong": f"{measure} applies, not carried by their own records"
                + (" (wrongful)" if restricts else " (undue)"),
                "strict": f"{measure} applies, not carried by all that was seen of them",
                "missing": f"{measure} does not apply although "
                + ("their own records carry it (spared)" if restricts else "their own acts seen earn it (denied)"),
            }
            out += [Quantity(f"{kind}_{measure}", "residents", "stock", words[kind]) for kind in STOCKS_PER_MEASURE]
        return (*out, *self._of_parts(self._part_stocks(), "stock"))

    @cached_property
    def flows(self) -> tuple[Quantity, ...]:
        """Counted over a week."""
        out = [
            Quantity("restriction_starts", "starts", "flow", "residents who came under a first restriction"),
            Quantity("wrongful_starts", "starts", "flow", "residents who became wrongly restricted"),
        ]
        for measure in self.names.measures:
            out.append(Quantity(f"starts_{measure}", "starts", "flow", f"{measure} came to apply"))
            out.append(Quantity(f"wrong_starts_{measure}", "starts", "flow", f"{measure} came to apply wrongly"))
        out += [Quantity(f"listed_starts_{n}", "starts", "flow", f"entries on list {n}") for n in self.names.lists]
        for mode in self.names.modes:
            out.append(Quantity(f"refused_{mode}", "trips", "flow", f"refused trips by {mode}"))
            out.append(Quantity(f"wrongly_refused_{mode}", "trips", "flow", f"trips by {mode} wrongly refused"))
        for market in self.names.markets:
            out.append(Quantity(f"applications_{market}", "applications", "flow", f"applications for {market}"))
            out.append(Quantity(f"gained_{market}", "places", "flow", f"{market}: places gained by priority"))
            out.append(Quantity(f"displaced_{market}", "places", "flow", f"{market}: places lost to priority"))
        return (*out, *self._of_parts(PART_FLOWS, "flow"))

    def _part_stocks(self) -> dict[str, tuple[tuple[str, str, str], ...]]:
        return {part: part_stocks(self.names.parts, part) for part in self.names.parts}

    def _of_parts(self, table: dict[str, tuple[tuple[str, str, str], ...]], kind: str) -> list[Quantity]:
        return [
            Quantity(name, unit, kind, words) for part in self.names.parts for name, unit, words in table.get(part, ())
        ]

    def first_stock(self, part: str) -> int:
        """Position of a part's first stock, -1 if the run has none."""
        return self._first(self.stocks, self._part_stocks(), part)

    def stock(self, name: str) -> int:
        """Position of a stock, -1 if the run has none of that name."""
        return next((n for n, quantity in enumerate(self.stocks) if quantity.name == name), -1)

    def first_flow(self, part: str) -> int:
        """Position of a part's first flow, -1 if the run has none."""
        return self._first(self.flows, PART_FLOWS, part)

    def _first(self, held: tuple[Quantity, ...], table: dict[str, tuple[tuple[str, str, str], ...]], part: str) -> int:
        if part not in self.names.parts or not table.get(part):
            return -1
        return [quantity.name for quantity in held].index(table[part][0][0])

    @cached_property
    def wide(self) -> tuple[Quantity, ...]:
        """Counted over a month: what became of each act that each channel saw, and records by origin."""
        words = {
            "seen": "sightings",
            "right": "the right resident alone identified",
            "missed": "nobody identified",
            "other": "only another resident identified",
            "both": "the right resident and another identified",
        }
        out = []
        for slot in self.names.slots:
            out += [Quantity(f"{o}_{slot}", "sightings", "flow", f"{slot}: {words[o]}") for o in OUTCOMES]
            out += [Quantity(f"made_{o}_{slot}", "records", "flow", f"{slot}: records of origin {o}") for o in ORIGINS]
        return tuple(out)


# positions used by the kernels (the tests hold them to the names)
Q_PARTICIPANTS, Q_SCORE, Q_RESTRICTED, Q_WRONG, Q_STRICT, Q_SPARED = range(6)
Q_KIND, Q_EXCESS, Q_PROPORTION, Q_TOUCHED = 5, 9, 10, 11  # Q_KIND + kind (1, 2, 3)
Q_TIERS = 12
F_STARTS, F_WRONG_STARTS, F_MEASURES = 0, 1, 2
# within a part's counters
(
    NOTICES, FALSE_CONTESTABLE, APPEALS_WRONG, APPEALS_RIGHT, DECIDED_WRONG, DECIDED_RIGHT, OVERTURNED_WRONG,
    OVERTURNED_RIGHT, WEEKS_TO_DECISION, CORRECTED, PRESS_FIXES,
) = range(11)  # fmt: skip
JOBS_LOST, JOBS_LOST_WRONGLY = range(2)
WIDE_PER_SLOT = len(OUTCOMES) + len(ORIGINS)
