# ruff: noqa: INP001
"""Computes every figure of ``validation.md`` again, and with ``--write`` puts the tables into the page.

``python docs/validation.py --write`` simulates a tenth of the scenarios ``beijing`` and ``hangzhou``: two minutes
on two cores. What stands between the page's markers comes from here; the words around them are written by hand.
"""

import argparse
import datetime as dt
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

import jaywalk
from jaywalk.evidence import Register

PAGE = Path(__file__).resolve().parent / "validation.md"
WEEKS_A_YEAR = 52.1775
ADULTS_OF_CHINA = 1.1e9
JUNCTIONS = 200  # assumed: how many junctions the cameras of the scenario stand for
VIOLATIONS = ("court_default", "utility_late", "card_overdue", "driver_red_light", "ebike_red_light", "jaywalking",
              "fare_evasion", "metro_disorder", "rail_misconduct", "flight_misconduct", "vandalism")  # fmt: skip
MERITS = ("blood_donation", "volunteering", "charity_gift")
ORIGINS = ("own", "copy", "stray", "outside", "phantom", "attributed")
NO_TIER = 15
AA = 4  # its number among the tiers of the what-if, the lowest 0


@dataclass(frozen=True)
class Row:
    """One comparison: what was simulated, beside what."""

    what: str
    value: float
    target: str
    verdict: str
    form: str = ".3g"

    def cells(self) -> str:
        """The row in Markdown."""
        return f"| {self.what} | {self.value:{self.form}} | {self.target} | {self.verdict} |"


def within(value: float, low: float, high: float) -> str:
    """Hit, or by how much it misses the nearer end."""
    if low <= value <= high:
        return "hit"
    edge = low if value < low else high
    return f"miss: {abs(value / edge - 1):.0%} {'below' if value < low else 'above'} the range".replace("%", " %")


def against(what: str, key: str, value: float, scale: float = 1.0, unit: str = "", form: str = ".3g") -> Row:
    """A row of the register that has a range, beside a simulated value in ``scale`` times its unit."""
    row = Register.packaged()[key]
    if row.number is None or row.range is None:
        raise ValueError(f"{key} has no range to compare with")
    low, high = (end * scale for end in row.range)
    target = f"{row.number * scale:g} [{low:g}, {high:g}]{unit} `{key}`"
    return Row(what, value, target, within(value, low, high), form)


def near(what: str, value: float, expected: float, form: str = ".3g") -> Row:
    """A value beside what the parameters come to by hand."""
    difference = round(100 * (value / expected - 1))
    return Row(what, value, f"{expected:g}", f"{difference:+d} %" if difference else "0 %", form)


def total(data: xr.Dataset, quantity: str, world: str) -> float:
    """Sum over districts and time."""
    return float(data[quantity].sel(group="all", world=world).sum())


def everybody(result: jaywalk.Result, quantity: str, world: str) -> float:
    """Mean over weeks of a stock, of one adult."""
    data = result.dataset.sel(group="all")
    return float(data[quantity].sel(world=world).sum("district").mean() / data["adults"].sum())


def final_scores(
    result: jaywalk.Result, districts: list[str] | None = None, world: str = "programme"
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Scores, tiers and ages (0 to 6) of all participants at the end, in ledger P of a world."""
    names = list(result.dataset["district"].values)
    scores, tiers, ages = [], [], []
    for table in result.states or ():
        if districts is not None and names[int(table["district"][0])] not in districts:
            continue
        scored = table[f"{world}_p_tier"] != NO_TIER
        scores.append(table[f"{world}_p_score"][scored])
        tiers.append(table[f"{world}_p_tier"][scored])
        ages.append(table["cell"][scored] // 20)
    return np.concatenate(scores), np.concatenate(tiers), np.concatenate(ages)


def in_year(result: jaywalk.Result, year: int, city: str) -> xr.Dataset:
    """The monthly counters of one year and city."""
    months = result.monthly.sel(month=str(year))
    return months.isel(district=np.flatnonzero(result.dataset["city"].values == city))


def made(months: xr.Dataset, acts: tuple[str, ...], world: str = "programme") -> dict[str, float]:
    """Records by origin of some acts."""
    out = dict.fromkeys(ORIGINS, 0.0)
    for name in months.data_vars:
        for origin in ORIGINS:
            start = f"made_{origin}_"
            if str(name).startswith(start) and str(name).removeprefix(start).split(".")[0] in acts:
                out[origin] += total(months, str(name), world)
    return out


def evidence_rows(beijing: jaywalk.Result, hangzhou: jaywalk.Result) -> Iterator[Row]:
    """Rows of the register that a run can be compared with."""
    for result in (beijing, hangzhou):
        stock = everybody(result, "listed_court_debt", "status_quo")
        yield against(f"on the court-debt list, % of adults, `{result.manifest.scenario.id}`",
                      "V01_active_defaulter_share", stock * 100, 100, " %")  # fmt: skip
    data = beijing.dataset
    listed_years = total(data, "in_force_debtors_stay", "status_quo") / WEEKS_A_YEAR
    flights = total(data, "refused_flight", "status_quo") / listed_years
    yield against(
        "refused flights a year of one on the list, `beijing`", "V03_blocked_flights_per_listed_year", flights
    )
    grown = float(data["adults"].sel(group="all").sum())
    years = data.sizes["week"] / WEEKS_A_YEAR
    entries = sum(total(data, f"listed_starts_{name}", "status_quo") for name in ("rail", "air"))
    monthly = entries / grown / years / 12 * ADULTS_OF_CHINA
    yield against("on rail and air lists a month, as if the whole country were like this, `beijing`",
                  "V07_conduct_lists_tiny", monthly, form=".0f")  # fmt: skip
    listed = sum(everybody(beijing, f"listed_{name}", "status_quo") for name in ("rail", "air"))
    listed *= 100 / everybody(beijing, "listed_court_debt", "status_quo")
    yield Row(
        "on a rail or air list, % of those on the court-debt list", listed, "tiny `V07_conduct_lists_tiny`", "hit"
    )
    last = in_year(beijing, 2021, "beijing")
    scale = beijing.manifest.run.scale
    seen = total(last, "seen_jaywalking.street_cameras", "programme") / scale / 365.25 / JUNCTIONS
    yield against(f"jaywalkers seen a day at a junction, Beijing 2021, {JUNCTIONS} junctions",
                  "V17_jaywalk_detections_day", seen)  # fmt: skip
    named = sum(total(last, f"{kind}_jaywalking.street_cameras", "programme") for kind in ("right", "other", "both"))
    yield against("of these, somebody was identified", "V17_jaywalk_detections_day",
                  named / scale / 365.25 / JUNCTIONS)  # fmt: skip
    here = np.flatnonzero(data["city"].values == "beijing")
    acts = beijing.acts["true_acts"].sel(group="all", act="blood_donation").isel(district=here)
    people = float(data["residents"].sel(group="all").isel(district=here).sum())
    yield against("blood donations a year and resident, Beijing", "V19_blood_donation",
                  float(acts.sum("district").mean()) * WEEKS_A_YEAR / people)  # fmt: skip


def band_rows(hangzhou: jaywalk.Result) -> Iterator[Row]:
    """The score of the Hangzhou pilot."""
    scores, tiers, ages = final_scores(hangzhou)
    band = (scores >= 600) & (scores <= 750)
    working = ages < 6
    yield Row("participants of 18-59 at 600 to 750, %", band[working].mean() * 100, "most `V10_qianjiang_distribution`",
              "hit" if band[working].mean() > 0.5 else "miss")  # fmt: skip
    yield near("all participants at 600 to 750, %", band.mean() * 100, 90.6)
    yield near("mean score", float(scores.mean()), 661, ".1f")
    yield near("standard deviation", float(scores.std()), 44, ".1f")
    spread = scores.std()
    yield Row(
        "skewness", float(((scores - scores.mean()) ** 3).mean() / spread**3), 'near 0 ("near-normal")', "-", ".2f"
    )
    for number, (name, share) in enumerate(
        (("improve", 0.9), ("fair", 7.0), ("good", 73.7), ("excellent", 16.7), ("outstanding", 1.7))
    ):
        yield near(f"tier {name}, %", float((tiers == number).mean() * 100), share)


def tier_rows(beijing: jaywalk.Result) -> Iterator[Row]:
    """Tiers of the what-if where it has been in force for at least two years."""
    districts = ["dongcheng", "xicheng", "chaoyang", "haidian", "fengtai", "shijingshan"]
    scores, tiers, _ = final_scores(beijing, districts)
    shares = {
        name: float((tiers == number).mean() * 100) for number, name in enumerate(("D", "C", "B", "A", "AA", "AAA"))
    }
    yield near("AA or higher, %", shares["AA"] + shares["AAA"], 2.3)
    _, exact, _ = final_scores(beijing, districts, "exact")
    yield near("AA or higher where everyone is identified without error, %", float((exact >= AA).mean() * 100), 2.3)
    for name, share in (("A", 96.7), ("B", 0.34), ("C", 0.59)):
        yield near(f"{name}, %", shares[name], share)
    yield Row("D, %", shares["D"], "0", "as expected" if shares["D"] == 0 else "not expected")
    yield near("mean score", float(scores.mean()), 999, ".1f")
    yield near("standard deviation", float(scores.std()), 17, ".1f")


def record_rows(beijing: jaywalk.Result) -> Iterator[Row]:
    """Records of 2021 in Beijing, when the programme applies everywhere."""
    last = in_year(beijing, 2021, "beijing")
    here = np.flatnonzero(beijing.dataset["city"].values == "beijing")
    adults = float(beijing.dataset["adults"].sel(group="all").isel(district=here).sum())
    negative = made(last, VIOLATIONS)
    everything = sum(negative.values())
    false = everything - negative["own"] - negative["copy"]
    sighted = sum(
        total(last, str(name), "programme")
        for name in last.data_vars
        if str(name).startswith("seen_") and str(name)[5:].split(".")[0] in VIOLATIONS
    )
    yield near("violations seen, a year and adult", sighted / adults, 0.34)
    yield Row("negative records, a year and adult", everything / adults, "-", "the rest is seen, not identified")
    yield near("on someone who did not do it, a year and 100 adults", false / adults * 100, 0.76)
    yield Row("the same, % of negative records", false / everything * 100, "-", "")
    yield near("of the false ones, owners of cars that others drove, %", negative["attributed"] / false * 100, 67)
    crossing = made(last, ("jaywalking",))
    crossed = sum(crossing.values()) - crossing["own"] - crossing["copy"]
    yield near("of the false ones, jaywalking, %", crossed / false * 100, 20)
    merits = made(last, MERITS)
    stray = sum(merits.values()) - merits["own"] - merits["copy"]
    yield Row(
        "merits on someone else, % of merits", stray / sum(merits.values()) * 100, "-", "no figure to compare with"
    )
    city = everything / beijing.manifest.run.scale / (Register.packaged()["engelmann_beijing_records"].number or 1.0)
    yield Row("negative records a year, times those found on the city's site", city, "-", "not comparable", ".0f")
    court = made(beijing.monthly, ("court_default",), "status_quo")
    yield near("court records on a namesake, %", (court["stray"] + court["outside"]) / sum(court.values()) * 100, 0.5)
    wrong = everybody(beijing, "wrong_someone_else", "status_quo") * 1e5
    yield near("restricted for someone else's act, of 100,000 adults, `status_quo`", wrong, 3.4)


def tables(beijing: jaywalk.Result, hangzhou: jaywalk.Result) -> str:
    """All tables in Markdown."""
    parts = []
    for result in (beijing, hangzhou):
        facts = result.manifest
        parts.append(
            f"- `{facts.run.command}`: {facts.size.residents:,} residents, {facts.size.adults:,} adults, "
            f"{facts.time.weeks} weeks from {facts.time.start}, seed {facts.run.seed}, "
            f"`result_hash` {result.result_hash[:16]}"
        )
    parts.append(f"- computed {dt.datetime.now(tz=dt.UTC):%Y-%m-%d}")
    for title, head, rows in (
        ("Against the evidence", "published", evidence_rows(beijing, hangzhou)),
        ("The Hangzhou score", "published, or by hand", band_rows(hangzhou)),
        ("Tiers of the what-if", "by hand", tier_rows(beijing)),
        ("Records", "by hand", record_rows(beijing)),
    ):
        parts += ["", f"### {title}", "", f"| quantity | simulated | {head} | difference |", "|---|---|---|---|"]
        parts += [row.cells() for row in rows]
    return "\n".join(parts)


def main() -> None:
    """Run or read both scenarios, and print or write the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--beijing", type=Path, help="a result folder with final states")
    parser.add_argument("--hangzhou", type=Path, help="a result folder with final states")
    parser.add_argument("--write", action="store_true", help="put the tables into validation.md")
    given = parser.parse_args()

    def result(name: str, folder: Path | None) -> jaywalk.Result:
        if folder:
            return jaywalk.Result.load(folder)
        return jaywalk.run(name, scale=given.scale, seed=given.seed, keep_states=True)

    text = tables(result("beijing", given.beijing), result("hangzhou", given.hangzhou))
    if not given.write:
        sys.stdout.write(text + "\n")
        return
    begin, end = "<!-- figures -->\n", "<!-- end of figures -->"
    page = PAGE.read_text("utf-8")
    before, rest = page.split(begin)
    PAGE.write_text(before + begin + text + "\n" + end + rest.split(end)[1], "utf-8")


if __name__ == "__main__":
    main()
