# ruff: noqa: INP001
"""Computes every figure of the pages on programmes again, and with ``--write`` puts the tables into them.

``python docs/programmes/figures.py --write`` runs the six programmes one after another: some minutes on two cores. What
stands between a page's markers comes from here; the words around it are written by hand.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
import xarray as xr

import jaywalk
from jaywalk.evidence import Register

HERE: Final = Path(__file__).resolve().parent
BEGIN: Final = "<!-- figures -->\n"
END: Final = "<!-- end of figures -->"
WEEKS_A_YEAR: Final = 52.1775
ADULTS_OF_CHINA: Final = 1.1e9
NO_TIER: Final = 15
#: Scale and worlds of each run; where no worlds are named, those that the scenario runs.
RUNS: Final[dict[str, tuple[float, tuple[str, ...]]]] = {
    "benefit-fraud": (1.0, ("status_quo", "programme", "human_check", "heard", "as_in_michigan", "exact")),
    "driver-points": (1.0, ()),
    "name-only-list": (0.2, ()),
    "points-benefits-only": (
        0.1,
        ("status_quo", "programme", "own_phones", "rewards_work", "crowded_out", "exact"),
    ),
    "rongcheng": (1.0, ("status_quo", "programme", "no_reform", "exact")),
    "transit-lists": (0.5, ("status_quo", "programme", "records_only", "exact")),
}
#: Tables of one page, in order: title, head, rows.
Table = tuple[str, tuple[str, ...], list[tuple[str, ...]]]


def written(value: float) -> str:
    """Three digits, without powers of ten."""
    if value == 0:
        return "0"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{float(f'{value:.3g}'):g}"


def everybody(result: jaywalk.Result, world: str, group: str = "all") -> xr.Dataset:
    """A world's weekly counters, all districts together."""
    return result.dataset.sel(world=world, group=group).sum("district")


def adults(result: jaywalk.Result, group: str = "all") -> float:
    """Adults of a group."""
    return float(result.dataset["adults"].sel(group=group).sum())


def worlds_of(result: jaywalk.Result) -> list[str]:
    """Worlds in which something can happen."""
    return [str(name) for name in result.dataset["world"].values if name != "none"]


def average(result: jaywalk.Result, quantity: str, world: str, group: str = "all", per: float = 10_000) -> float:
    """A stock in an average week, of so many adults."""
    return float(everybody(result, world, group)[quantity].mean()) / adults(result, group) * per


def total(result: jaywalk.Result, quantity: str, world: str, group: str = "all") -> float:
    """A flow over the run."""
    return float(everybody(result, world, group)[quantity].sum())


def by_world(result: jaywalk.Result, title: str, columns: dict[str, str], per: float = 10_000) -> Table:
    """Stocks in an average week by world."""
    rows = [
        (world, *(written(average(result, name, world, per=per)) for name in columns.values()))
        for world in worlds_of(result)
    ]
    return f"{title}, of {per:,.0f} adults in an average week", ("world", *columns), rows


def redress_rows(result: jaywalk.Result) -> Table:
    """What becomes of false records."""
    rows = []
    for world in worlds_of(result):
        false = total(result, "false_contestable", world)
        if not false:
            continue
        named = ("appeals_wrong", "overturned_wrong", "corrected")
        rows.append((world, written(false), *(written(total(result, name, world) / false * 100) for name in named)))
    head = ("world", "false records", "of 100: appealed", "overturned", "corrected while they counted")
    return "False records and what becomes of them", head, rows


def by_group(result: jaywalk.Result, title: str, groups: Iterable[str], columns: dict[str, str], world: str) -> Table:
    """Stocks in an average week by group."""
    rows = [(group, *(written(average(result, name, world, group)) for name in columns.values())) for group in groups]
    return f"{title}, of 10,000 adults of the group in an average week (`{world}`)", ("group", *columns), rows


FIFTHS: Final = ("income_lowest", "income_second", "income_third", "income_fourth", "income_highest")


def tiers(result: jaywalk.Result, world: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Shares of participants by tier at the end, from the lowest."""
    seen = np.concatenate([np.asarray(table[f"{world}_p_tier"]) for table in result.states or ()])
    seen = seen[seen != NO_TIER]
    return tuple(f"{100 * float((seen == number).mean()):.3g}" for number in range(len(names)))


def rongcheng(result: jaywalk.Result) -> Iterator[Table]:
    """Tiers at the end, restrictions before and after, errors."""
    names = ("D", "C", "B", "A", "AA", "AAA")
    rows = [(world, *tiers(result, world, names)) for world in ("programme", "no_reform", "exact")]
    yield "Grades at the end, % of participants", ("world", *names), rows
    columns = {
        "no subsidies": "in_force_no_subsidies",
        "wrongly": "wrong_no_subsidies",
        "debtors stay": "in_force_debtors_stay",
    }
    rows = []
    for world in ("status_quo", "programme", "no_reform", "exact"):
        for year in ("2020", "2022"):
            here = everybody(result, world).sel(week=year)
            shares = [float(here[name].mean()) / adults(result) * 1e5 for name in columns.values()]
            rows.append((world, year, *(written(share) for share in shares)))
    yield "Restricted, of 100,000 adults in an average week of the year", ("world", "year", *columns), rows
    merits = {"have it": "in_force_green_channel", "undue": "wrong_green_channel", "denied": "missing_green_channel"}
    yield by_world(result, "Green channel", merits)
    yield redress_rows(result)


def points_benefits_only(result: jaywalk.Result) -> Iterator[Table]:
    """Who has benefits, unduly, or goes without."""
    columns = {"take part": "participants"}
    for label, name in (("first benefits", "transit_discount"), ("gold benefits", "pay_later")):
        columns |= {
            label: f"in_force_{name}",
            f"{label}: undue": f"wrong_{name}",
            f"{label}: denied": f"missing_{name}",
        }
    yield by_world(result, "Benefits", columns)
    few = {label: name for label, name in columns.items() if not label.startswith("gold")}
    yield by_group(result, "Benefits", ("18-24", "25-29", "30-34", "35-55", "56-59", "60+"), few, "programme")
    yield by_group(result, "Benefits", ("female", "male", "registered", "migrant"), few, "programme")
    merits = ("blood_donation", "volunteering", "charity_gift")
    rows = [
        (world, *(percent(float(taken_up(result, world, (act,))[-1])) for act in merits))
        for world in ("programme", "rewards_work", "crowded_out")
    ]
    yield "Merits at the end, beside `status_quo`, %", ("world", *merits), rows


def transit_lists(result: jaywalk.Result) -> Iterator[Table]:
    """On which list, wrongly, and how many a month beside what is published."""
    columns: dict[str, str] = {}
    for label, name in (("rail", "rail"), ("air", "air"), ("metro", "metro")):
        columns |= {label: f"in_force_barred_from_{name}", f"{label}: wrongly": f"wrong_barred_from_{name}"}
    yield by_world(result, "Barred", columns, per=1_000_000)
    row = Register.packaged()["V07_conduct_lists_tiny"]
    months = result.dataset.sizes["week"] / WEEKS_A_YEAR * 12
    starts = sum(total(result, f"listed_starts_{name}", "status_quo") for name in ("rail", "air"))
    monthly = starts / adults(result) / months * ADULTS_OF_CHINA
    target = f"{row.number:g} [{row.low}, {row.high}] `{row.key}`"
    metro = total(result, "listed_starts_metro_record", "programme") / result.manifest.run.scale
    rows: list[tuple[str, ...]] = [
        ("on rail and air lists a month, as if the whole country were like this", written(monthly), target),
        ("on the metro's list over its first 32 weeks, whole city", written(metro), "no figure"),
    ]
    trips = {mode: total(result, f"refused_{mode}", "programme") for mode in ("flight", "fast_train", "metro")}
    scale = result.manifest.run.scale
    rows += [(f"trips refused over the run, {mode}", written(n / scale), "no figure") for mode, n in trips.items()]
    yield "Counts", ("quantity", "simulated", "published"), rows
    yield redress_rows(result)


def name_only_list(result: jaywalk.Result) -> Iterator[Table]:
    """How the key decides who is taken for a debtor."""
    columns = {"restricted": "restricted", "wrongly": "wrongly_restricted", "spared": "spared", "touched": "touched"}
    yield by_world(result, "Restricted", columns)
    names = ("refused_flight", "wrongly_refused_flight", "refused_fast_train", "wrongly_refused_fast_train")
    scale = result.manifest.run.scale
    rows = [(world, *(written(total(result, name, world) / scale) for name in names)) for world in worlds_of(result)]
    head = ("world", "flights", "wrongly", "fast trains", "wrongly")
    yield "Trips refused over the run, whole city", head, rows
    yield by_group(result, "Restricted", FIFTHS, columns, "programme")
    yield work_rows(result)
    yield redress_rows(result)


def benefit_fraud(result: jaywalk.Result) -> Iterator[Table]:
    """How many owe wrongly, who they are, what becomes of it."""
    columns = {"held to owe": "restricted", "wrongly": "wrongly_restricted", "touched": "touched"}
    yield by_world(result, "Held to owe", columns)
    yield by_group(result, "Held to owe", (*FIFTHS, "registered", "migrant"), columns, "programme")
    yield redress_rows(result)


def taken_up(result: jaywalk.Result, world: str, acts: tuple[str, ...]) -> np.ndarray:
    """By how much more or less of some acts there is in a world than in ``status_quo``, %, week by week."""
    here = result.acts_by_world["true_acts"].sel(group="all", act=list(acts)).sum(("district", "act"))
    change: np.ndarray = (here.sel(world=world) / here.sel(world="status_quo")).values * 100 - 100
    return change


def percent(value: float) -> str:
    """A change in percent, one digit."""
    return "0" if abs(value) < 0.05 else f"{value:+.1f}"


def in_percent(key: str) -> str:
    """A row of the register in percent."""
    row = Register.packaged()[key]
    ends = "" if row.range is None else f" [{row.range[0] * 100:g}, {row.range[1] * 100:g}]"
    return f"{(row.number or 0) * 100:g}{ends} `{key}`"


def response_rows(result: jaywalk.Result) -> Table:
    """Expected true acts beside ``status_quo``, beside the evidence."""
    worlds = ("programme", "own_bookings", "no_response")
    acts = tuple(str(name) for name in result.acts_by_world["act"].values)
    change = {world: taken_up(result, world, acts) for world in worlds}
    months = Register.packaged()["points_system_decay_months"]
    evidence = {
        0: in_percent("points_system_initial_effect"),
        78: f"0 after {months.number:g} months [{months.low}, {months.high}] `{months.key}`",
    }
    rows = [
        (f"week {week}", *(percent(float(change[world][week])) for world in worlds), evidence.get(week, ""))
        for week in (0, 13, 26, 52, 78, 104, 155)
    ]
    mean = tuple(percent(float(change[world][:78].mean())) for world in worlds)
    rows += [
        ("mean of the first 78 weeks", *mean, f"deaths: {in_percent('points_system_italy')}"),
        ("", "", "", "", f"deaths: {in_percent('points_system_spain')}"),
    ]
    return "True violations, seen or not, beside `status_quo`, %", ("", *worlds, "evidence"), rows


def work_rows(result: jaywalk.Result) -> Table:
    """Work lost while travel was blocked."""
    scale = result.manifest.run.scale
    rows = [
        (
            world,
            *(written(total(result, name, world) / scale) for name in ("jobs_lost", "jobs_lost_wrongly")),
            written(average(result, "out_of_work", world)),
        )
        for world in worlds_of(result)
    ]
    head = (
        "world",
        "lost over the run, whole city",
        "by people wrongly shut out",
        "out of work, of 10,000 adults in an average week",
    )
    return "Work lost", head, rows


def driver_points(result: jaywalk.Result) -> Iterator[Table]:
    """The response beside the evidence, suspensions and their errors."""
    yield response_rows(result)
    columns = {"suspended": "restricted", "wrongly": "wrongly_restricted", "spared": "spared", "touched": "touched"}
    yield by_world(result, "Suspended", columns)
    ages = ("female", "male", "18-24", "25-29", "30-34", "35-55", "56-59", "60+")
    yield by_group(result, "Suspended", ages, columns, "programme")
    yield work_rows(result)
    yield redress_rows(result)


TABLES: Final[dict[str, Callable[[jaywalk.Result], Iterator[Table]]]] = {
    "benefit-fraud": benefit_fraud,
    "driver-points": driver_points,
    "name-only-list": name_only_list,
    "points-benefits-only": points_benefits_only,
    "rongcheng": rongcheng,
    "transit-lists": transit_lists,
}


def page_of(name: str, result: jaywalk.Result) -> str:
    """The part of a page that is computed."""
    facts = result.manifest
    size = f"{facts.size.residents:,} residents, {facts.size.adults:,} adults"
    weeks = f"{facts.time.weeks} weeks from {facts.time.start}"
    parts = [f"- `{facts.run.command}`: {size}, {weeks}, `result_hash` {result.result_hash[:16]}"]
    for title, head, rows in TABLES[name](result):
        parts += ["", f"**{title}**", "", f"| {' | '.join(head)} |", "|---|" + "---:|" * (len(head) - 1)]
        parts += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(parts) + "\n"


def main() -> None:
    """Run the programmes, and print or write the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", help="programmes; all unless named")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="put the tables into the pages")
    given = parser.parse_args()
    for name in given.names or RUNS:
        scale, worlds = RUNS[name]
        text = page_of(name, jaywalk.run(name, scale=scale, seed=given.seed, worlds=worlds or None, keep_states=True))
        if not given.write:
            sys.stdout.write(f"## {name}\n\n{text}\n")
            continue
        path = HERE / f"{name}.md"
        before, rest = path.read_text("utf-8").split(BEGIN)
        path.write_text(before + BEGIN + text + END + rest.split(END)[1], "utf-8")


if __name__ == "__main__":
    main()
