"""What a programme does beyond its restrictions: who knows of it, how acts change, work lost, money held and paid."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from jaywalk.model.plan import REPORTED_WEEKS
from jaywalk.results.cube import TRUE_ACT_UNIT, Cube
from jaywalk.results.manifest import CostFacts

#: months into the run after which acts are compared, and the week that begins then
MONTHS: Final = dict(zip((3, 12, 18), REPORTED_WEEKS, strict=True))
#: acts are evaluated in some weeks only: how many weeks beside it the nearest may lie
NEAR: Final = 4

Row = tuple[str, ...]


@dataclass(frozen=True)
class Acts:
    """Expected true acts a week some months into the run, in a world and in the one it is compared with.

    ``what`` is a kind of act (``violation``, ``prosocial``, ``protected``), a family of violations, or one act.
    """

    what: str
    months: int
    here: float
    there: float

    @property
    def change(self) -> float:
        """By how much more (or less, below 0) is done here, as a share of what is done there."""
        return self.here / self.there - 1 if self.there else 0.0


@dataclass(frozen=True)
class Response:
    """How residents respond in one world: adults who know of the programme at the end, and the acts compared.

    ``induced`` residents in an average week are restricted for acts that they commit only where observation errs.
    """

    aware: int
    induced: float
    kinds: tuple[Acts, ...]
    families: tuple[Acts, ...]
    acts: tuple[Acts, ...]


@dataclass(frozen=True)
class Work:
    """Work lost over the run while a mode of travel was blocked, and residents out of work in an average week."""

    lost: int
    lost_wrongly: int
    out_of_work: float


@dataclass(frozen=True)
class Cost:
    """What a restriction cost those under it, in yuan: held in deposits in an average week, paid in fees over the run.

    ``wrongly``: by those whose own records do not carry it.
    """

    measure: str
    held: float
    held_wrongly: float
    paid: float
    paid_wrongly: float


def response_of(cube: Cube, world: str, other: str | None) -> Response | None:
    """Who knows and what they do; ``None`` where nobody responds in any world."""
    if not cube.has("aware") and not len(cube.acts):
        return None
    la = cube.labels
    kinds = {
        kind: [a for a, k in enumerate(la.act_kind) if k == kind] for kind in ("violation", "prosocial", "protected")
    }
    families: dict[str, list[int]] = {}
    for a in kinds["violation"]:
        families.setdefault(la.act_family[a], []).append(a)
    return Response(
        aware=int(cube.of("aware", world=world)[-1]) if cube.has("aware") else 0,
        induced=float(cube.of("induced", world=world).mean()) if cube.has("induced") else 0.0,
        kinds=_compared(cube, world, other, kinds),
        families=_compared(cube, world, other, families),
        acts=_compared(cube, world, other, {la.acts[a]: [a] for some in kinds.values() for a in some}),
    )


def _compared(cube: Cube, world: str, other: str | None, groups: Mapping[str, list[int]]) -> tuple[Acts, ...]:
    """Acts of each group of acts at each time that the run reaches, beside the other world."""
    if other is None or not len(cube.acts):
        return ()
    out = []
    for what, acts in groups.items():
        for months, week in MONTHS.items():
            nearest = int(np.abs(cube.acts_weeks - week).argmin())
            if acts and abs(int(cube.acts_weeks[nearest]) - week) <= NEAR:
                mine = cube.acts[nearest, :, 0][..., acts].sum(axis=(0, 2)) / TRUE_ACT_UNIT
                here, there = float(mine[cube.world(world)]), float(mine[cube.world(other)])
                out.append(Acts(what, months, here, there))
    return tuple(out)


def work_of(cube: Cube, world: str) -> Work | None:
    """Work lost; ``None`` where the run knows nothing of it."""
    if not cube.has("jobs_lost"):
        return None
    return Work(
        lost=int(cube.of("jobs_lost", world=world).sum()),
        lost_wrongly=int(cube.of("jobs_lost_wrongly", world=world).sum()),
        out_of_work=float(cube.of("out_of_work", world=world).mean()),
    )


def costs_of(cube: Cube, world: str, costs: Mapping[str, CostFacts]) -> tuple[Cost, ...]:
    """What each restriction with a deposit or a fee cost the simulated residents under it."""
    out = []
    for measure, facts in costs.items():
        if measure in cube.labels.restrictions:
            held, wrong = (
                cube.of(f"{kind}_{measure}", world=world).astype(np.float64) for kind in ("in_force", "wrong")
            )
            mean, sums = (float(held.mean()), float(wrong.mean())), (float(held.sum()), float(wrong.sum()))
            out.append(
                Cost(
                    measure, facts.deposit * mean[0], facts.deposit * mean[1], facts.fee * sums[0], facts.fee * sums[1]
                )
            )
    return tuple(out)


def acts_table(response: Response | None) -> list[Row]:
    """Acts compared: a header, and a row for each act that differs at any time."""
    rows: list[Row] = [("act", *(f"after {months} months" for months in MONTHS))]
    if response is None:
        return rows
    by_act: dict[str, dict[int, Acts]] = {}
    for each in response.acts:
        by_act.setdefault(each.what, {})[each.months] = each
    for act, held in by_act.items():
        if any(each.here != each.there for each in held.values()):
            rows.append((act, *(percent(held[m].change) if m in held else "-" for m in MONTHS)))
    return rows


def percent(change: float) -> str:
    """A change in per cent with its sign: ``-6.9 %``."""
    return f"{100 * change:+.2g} %" if change else "0 %"
