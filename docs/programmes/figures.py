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
    "points-benefits-only": (0.1, ()),
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
    rows = [
        (group, *(written(average(result, name, world, group)) for name in columns.values())) for group in groups
    ]
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
    columns = {"no subsidies": "in_force_no_subsidies", "wrongly": "wrong_no_subsidies", "debtors stay": "in_force_debtors_stay"}
    rows = []
    for world in ("status_quo", "programme", "no_reform", "exact"):
        for year in ("2020", "2022"):
            here = everybody(result, world).sel(week=year)
            shares = [float(here[name].mean()) / adults(result) * 1e5 for name in columns.values()]
            rows.append((world, year, *(written(share) for share in shares)))
    yield "Restricted, of 100,000 adults in an average week of the year", ("world", "year", *columns), rows
    merits = {"have it": "in_force_green_channel", "undue": "undue_green_channel", "denied": "missing_green_channel"}
    yield by_world(result, "Green channel", existing(result, merits))
    yield redress_rows(result)


def existing(result: jaywalk.Result, columns: dict[str, str]) -> dict[str, str]:
    """Columns whose counter is there; what is undue is what is wrongly in force."""
    known = {label: name.replace("undue_", "wrong_") for label, name in columns.items()}
    return {label: name for label, name in known.items() if name in result.dataset}


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


def transit_lists(result: jaywalk.Result) -> Iterator[Table]:
    """On which list, wrongly, and how many a month beside what is published."""
    columns: dict[str, str] = {}
    for label, name in (("rail", "rail"), ("air", "air"), ("metro", "metro")):
        columns |= {label: f"in_force_barred_from_{name}", f"{label}: wrongly": f"wrong_barred_from_{name}"}
    yield by_world(result, "Barred", existing(result, columns), per=1_000_000)
    row = Register.packaged()["V07_conduct_lists_tiny"]
    months = result.dataset.sizes["week"] / WEEKS_A_YEAR * 12
    starts = sum(total(result, f"listed_starts_{name}", "status_quo") for name in ("rail", "air"))
    monthly = starts / adults(result) / months * ADULTS_OF_CHINA
    target = f"{row.number:g} [{row.low}, {row.high}] `{row.key}`"
    metro = total(result, "listed_starts_metro_record", "programme") / result.manifest.run.scale
    rows = [
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
    rows = []
    for world in worlds_of(result):
        refused = [total(result, f"{kind}_{mode}", world) for kind in ("refused", "wrongly_refused") for mode in ("flight", "fast_train")
                   if f"{kind}_{mode}" in result.dataset]  # fmt: skip
        rows.append((world, *(written(n / result.manifest.run.scale) for n in refused)))
    yield "Trips refused over the run, whole city", ("world", "flight", "fast train", "flight: wrongly", "fast train: wrongly")[: 1 + len(rows[0][1:])], rows
    yield by_group(result, "Restricted", FIFTHS, columns, "programme")
    yield redress_rows(result)


def benefit_fraud(result: jaywalk.Result) -> Iterator[Table]:
    """How many owe wrongly, who they are, what becomes of it."""
    columns = {"held to owe": "restricted", "wrongly": "wrongly_restricted", "touched": "touched"}
    yield by_world(result, "Held to owe", columns)
    yield by_group(result, "Held to owe", (*FIFTHS, "registered", "migrant"), columns, "programme")
    yield redress_rows(result)


def driver_points(result: jaywalk.Result) -> Iterator[Table]:
    """Suspensions and their errors; the response stands in a table of its own."""
    columns = {"suspended": "restricted", "wrongly": "wrongly_restricted", "spared": "spared", "touched": "touched"}
    yield by_world(result, "Suspended", columns)
    yield by_group(result, "Suspended", ("female", "male", "18-24", "25-29", "30-34", "35-55", "56-59", "60+"), columns, "programme")
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
    parts = [
        f"- `{facts.run.command}`: {facts.size.residents:,} residents, {facts.size.adults:,} adults, "
        f"{facts.time.weeks} weeks from {facts.time.start}, `result_hash` {result.result_hash[:16]}"
    ]
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
