"""Conservation: what is seen has one outcome, what is recorded has one origin, what is counted is there."""

import numpy as np
import pytest

from jaywalk.core.layout import NO_TIER
from jaywalk.engine import Options, RunOutput, execute
from jaywalk.engine.output import GROUPS
from promises.towns import Ints, Town, monthly, states, total, usual, village, weekly

WEEKS = (53, 60, 75, 104)  # the first 52 are the past
RECORDED = ("status_quo", "programme", "exact")


@pytest.mark.parametrize("world", RECORDED)
def test_whatever_is_seen_has_one_outcome(world: str) -> None:
    town, run = usual()
    w = town.plan.names.worlds.index(world)
    for slot in town.plan.names.slots:
        seen, right, missed, other, both = (
            monthly(run, f"{name}_{slot}")[..., w] for name in ("seen", "right", "missed", "other", "both")
        )
        assert np.array_equal(seen, right + missed + other + both), slot
        # own records of the identified; the origin's group is the group of the resident they are about
        assert np.array_equal(monthly(run, f"made_own_{slot}")[..., w], right + both), slot


@pytest.mark.parametrize("right_too", [False, True])
@pytest.mark.parametrize("world", RECORDED)
def test_every_stray_has_one_victim(world: str, right_too: bool) -> None:
    """Records = right + other only + 2 both + outside + phantom + copies, each channel by itself."""
    sets = (f"channels.court_register.identity.right_too={str(right_too).lower()}",)
    run = village(*sets).run()
    assert run.facts["undealt"] == 0
    for slot in run.plan.names.slots:
        by_origin = {
            o: total(run, f"made_{o}_{slot}", world)
            for o in ("own", "copy", "stray", "outside", "phantom", "attributed")
        }
        right, other, both = (total(run, f"{name}_{slot}", world) for name in ("right", "other", "both"))
        assert by_origin["stray"] + by_origin["attributed"] == other + both, slot
        made = sum(by_origin.values())
        assert made == right + other + 2 * both + by_origin["outside"] + by_origin["phantom"] + by_origin["copy"]
    if world == "programme":
        assert (total(run, "both_court_default/court_register", world) > 0) == right_too
        for origin in ("own", "copy", "stray", "outside", "attributed"):
            assert sum(total(run, f"made_{origin}_{slot}", world) for slot in run.plan.names.slots) > 0, origin


@pytest.mark.parametrize("target", ["street_cameras", "fare_staff"])
def test_victims_are_of_the_class_they_are_mistaken_for(target: str) -> None:
    """Strays of a class go to that class: exactly for equal drawing, to the same sex for faces."""
    run = village("gallery.look_alikes.own_band=1").run()
    slot = next(name for name in run.plan.names.slots if name.endswith(target))
    w = run.plan.names.worlds.index("programme")
    for group in ("female", "male", "18-24", "35-55", "60+"):
        g = GROUPS.index(group)
        strays = monthly(run, f"other_{slot}")[..., g, w].sum() + monthly(run, f"both_{slot}")[..., g, w].sum()
        assert monthly(run, f"made_stray_{slot}")[..., g, w].sum() == strays, group
    assert monthly(run, f"made_stray_{slot}")[..., 0, w].sum() > 0


def test_minors_are_never_recorded() -> None:
    _, run = usual()
    minors = GROUPS.index("0-17")
    assert not run.monthly[:, :, minors].any()
    for name in ("participants", "restricted", "listed_court_debt"):
        assert not weekly(run, name)[:, :, minors].any()
    assert weekly(run, "touched")[:, :, minors].any()


def test_groups_are_parts_of_everybody() -> None:
    _, run = usual()
    for part in (("female", "male"), ("registered", "migrant"), GROUPS[3:10], GROUPS[12:]):
        numbers = [GROUPS.index(name) for name in part]
        for table in (run.weekly, run.monthly):
            assert np.array_equal(table[:, :, numbers].sum(axis=2), table[:, :, 0])


# --- stocks, counted again from the states of all residents ------------------------------------------------------


def recount(town: Town, run: RunOutput, world: str) -> dict[str, Ints]:
    """Stocks of a world by district, from final states."""
    plan = run.plan
    table = states(run)
    w = plan.names.worlds.index(world)
    era = int(plan.era[plan.n_weeks - 1])
    district = table["district"].astype(np.int64)

    def count(of: Ints) -> Ints:
        return np.bincount(district, weights=of, minlength=len(plan.names.districts)).astype(np.int64)

    def in_force(ledger: str) -> Ints:
        tier, lists = (table[f"{world}_{ledger}_{part}"].astype(np.int64) for part in ("tier", "lists"))
        words = np.zeros(len(tier), np.int64)
        for number in range(len(plan.names.lists)):
            words |= np.where(lists >> number & 1, int(plan.by_list[w, era, number]), 0)
        for number in range(len(plan.names.tiers)):
            words |= np.where(tier == number, int(plan.by_tier[w, era, number]), 0)
        return words

    p, t, x = (in_force(ledger) for ledger in "ptx")
    tier, score = table[f"{world}_p_tier"].astype(np.int64), table[f"{world}_p_score"].astype(np.int64)
    restrictions = plan.restrictions
    has = p & restrictions != 0
    out = {
        "participants": count(tier != NO_TIER),
        "score_sum": count(np.where(tier != NO_TIER, score, 0)),
        "restricted": count(has),
        "wrongly_restricted": count(p & ~t & restrictions != 0),
        "strictly_wrongly_restricted": count(p & ~x & restrictions != 0),
        "spared": count(t & ~p & restrictions != 0),
        "touched": count(~has & (restricted_at_home(town, table, has) > 0)),
    }
    for number, name in enumerate(plan.names.tiers):
        out[f"tier_{name}"] = count(tier == number)
    for number, name in enumerate(plan.names.lists):
        out[f"listed_{name}"] = count(table[f"{world}_p_lists"].astype(np.int64) >> number & 1)
    for number, name in enumerate(plan.names.measures):
        mine, true, seen = (word >> number & 1 for word in (p, t, x))
        out[f"in_force_{name}"] = count(mine)
        out[f"wrong_{name}"] = count(mine & ~true & 1)
        out[f"strict_{name}"] = count(mine & ~seen & 1)
        restricts = restrictions >> number & 1
        out[f"missing_{name}"] = count((true if restricts else seen) & ~mine & 1)
    return out


def restricted_at_home(town: Town, table: dict[str, Ints], has: Ints) -> Ints:
    """How many members of each resident's household are restricted; none in collective units."""
    out = np.zeros(len(has), np.int64)
    for d, number in enumerate(town.plan.district_number):
        rows = np.flatnonzero(table["district"] == d)
        people = town.cities[0].block(int(number), 0, len(rows))
        home = people.household.astype(np.int64) - int(people.household[0])
        there = np.bincount(home, weights=has[rows]).astype(np.int64)
        out[rows] = np.where(people.collective, 0, there[home])
    return out


@pytest.mark.parametrize("weeks", WEEKS)
def test_stocks_are_what_counting_everybody_finds(weeks: int) -> None:
    town, _ = usual()
    run = town.run(weeks=weeks)
    for world in RECORDED:
        w = town.plan.names.worlds.index(world)
        for name, expected in recount(town, run, world).items():
            assert np.array_equal(weekly(run, name)[-1, :, 0, w], expected), (name, world)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_run_that_counts_all_stocks_again_every_week_finds_them_right(seed: int) -> None:
    town = village(seed=seed)
    run = execute(town.plan, town.cities, Options(threads=1, block_size=512, check=True))
    assert weekly(run, "restricted").any()


def test_a_shorter_run_is_the_beginning_of_a_longer_one() -> None:
    town, whole = usual()
    for weeks in (53, 60, 104):
        run = town.run(weeks=weeks)
        assert np.array_equal(run.weekly, whole.weekly[: weeks - 52])
        if weeks >= 56:  # January is over
            assert np.array_equal(run.monthly[0], whole.monthly[0])


def test_excess_is_the_difference_to_exact_in_states() -> None:
    _, run = usual()
    table = states(run)
    plan = run.plan
    era = int(plan.era[-1])

    def restricted(world: str) -> Ints:
        w = plan.names.worlds.index(world)
        words = np.zeros(len(table["district"]), np.int64)
        for number in range(len(plan.names.lists)):
            words |= np.where(table[f"{world}_p_lists"] >> number & 1, int(plan.by_list[w, era, number]), 0)
        for number in range(len(plan.names.tiers)):
            words |= np.where(table[f"{world}_p_tier"] == number, int(plan.by_tier[w, era, number]), 0)
        return words & plan.restrictions

    excess = int((restricted("programme") & ~restricted("exact") != 0).sum())
    w = plan.names.worlds.index("programme")
    assert weekly(run, "excess")[-1, :, 0, w].sum() == excess > 0
