"""Response, lives and placement as tables, against numbers worked out by hand."""

import math

import numpy as np
import pytest

from jaywalk.model.compile import CompileError, compile_plan, plan_hash
from jaywalk.model.heights import reach_top
from jaywalk.model.plan import Plan, no_lives, no_placement, no_response
from model.compile.made_scenarios import TEXT, made_city, made_plan, made_scenario

RESPONSE = """
awareness: {share: {value: 0.2, range: [0.1, 0.4], source: guess}}
response:
  source: guess
  range: x/2..x2
  deterrence: {elasticity: -0.25, initial: 0.8, fades_over: 20 weeks, certainty: 0.5, certainty_floor: 0.01}
  own_record: {effect: 0.4, fades_over: 30 weeks, counts_for: 40 weeks}
  household: 0.1
  news: 0.05
  near_threshold: {effect: 0.2, within: 8 points}
  price: {factor: {value: 1.5, range: [1, 2.2]}}
  shift: {value: 0.25, range: [0, 1]}
  crowding:
    donation:
      value: 0
      range: [-0.5, 0.5]
      where: {sex: {female: {value: -0.2, range: [-0.5, 0]}, male: {value: 0.3, range: [0, 0.5]}}}
  acts_every: 4 weeks
"""
LIVES = """
lives:
  source: guess
  range: x/2..x2
  job_loss: {rate: {2026-05-04: 0.1 per person-year, 2027-07-07: {value: 0.2 per person-year, by: {sex: {male: 2}}}}}
  out_of_work: {lasts: 26 weeks, money_acts: {value: 2.5, range: [1, 5]}}
"""
OWN_WORLDS = """
worlds:
  no_response: {set: {response.enabled: false}}
  alone: {set: {response.household: 0, response.news: 0, response.learns: false}}
  settled: {set: {lives.enabled: false}}
"""
FOLLOWS = (
    "{elsewhere: 0.1, districts: {old_town: 0.2}, follows: {what: records, over: 13 weeks, strength: 0.5, most: 4}}"
)
WORLDS = ("none", "status_quo", "programme", "exact", "no_response", "alone", "settled")
W = {name: w for w, name in enumerate(WORLDS)}
ONE = 65536


def plan_of(*sets: str, worlds: tuple[str, ...] = WORLDS, text: str = RESPONSE + LIVES + OWN_WORLDS) -> Plan:
    return compile_plan(made_scenario(*sets, text=TEXT + text), [made_city()], seed=3, worlds=worlds)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of()


def act(plan: Plan, name: str) -> int:
    return plan.names.acts.index(name)


def test_who_responds(plan: Plan) -> None:
    assert plan.names.parts == ("respond", "lives")
    assert plan.respond_on.tolist() == [0, 0, 1, 1, 0, 1, 1]
    assert plan.learns.tolist() == [0, 0, 1, 1, 0, 0, 1]
    programme = {plan.names.slots[s] for s in np.flatnonzero(plan.aware_slot[W["programme"]])}
    assert programme == {"default/court", "jaywalking/cameras", "jaywalking/phones", "donation/app"}
    assert not plan.aware_slot[W["status_quo"]].any()


def test_strengths_are_elasticity_times_what_deters(plan: Plan) -> None:
    w = W["programme"]
    assert plan.limit[w] == round(0.25 * math.log(4) * ONE)
    for n in (0, 1, 20, 100):
        assert plan.fade[w, n] == round(-0.25 * 0.8 * math.exp(-n / 20) * ONE)
    assert plan.own_fade.shape == (len(WORLDS), 40)
    assert plan.own_fade[w, 39] == round(-0.25 * 0.4 * math.exp(-39 / 30) * ONE)
    assert (plan.household[w], plan.news[w]) == (round(-0.025 * ONE), round(-0.0125 * ONE))
    assert (plan.near[w], plan.near_points[w], plan.shift[w]) == (round(-0.05 * ONE), 8, ONE // 4)
    assert (plan.household[W["alone"]], plan.news[W["alone"]]) == (0, 0)
    for field in ("limit", "fade", "own_fade", "household", "news", "near", "shift", "aware_extra", "sure"):
        assert not getattr(plan, field)[W["no_response"]].any()


def test_price_and_crowding_are_logarithms_of_those_who_know(plan: Plan) -> None:
    extra = plan.aware_extra[W["programme"]]
    price = round(math.log(1.5) * ONE)
    # red lights are seen but no rule takes points for them
    assert [int(extra[act(plan, name), 60]) for name in ("default", "jaywalking", "red_light")] == [price, price, 0]
    women, men = 3 * 20 + 5, 3 * 20 + 15
    donation = extra[act(plan, "donation")]
    assert (donation[women], donation[men]) == (round(math.log(0.8) * ONE), round(math.log(1.3) * ONE))
    assert not extra[:, :20].any()


def test_what_is_protected_is_chilled() -> None:
    text = RESPONSE.replace("  acts_every", "  chilling: {value: 0.1, range: [0, 0.2]}\n  acts_every")
    plan = plan_of("acts.red_light.kind=protected", text=text, worlds=WORLDS[:3])
    assert int(plan.aware_extra[W["programme"], act(plan, "red_light"), 60]) == round(-0.1 * ONE)
    assert int(plan.aware_extra[W["programme"], act(plan, "donation"), 65]) == round(math.log(0.8) * ONE)


def test_certainty_counts_coverage_detection_and_being_booked_rightly(plan: Plan) -> None:
    w, last = W["programme"], plan.sure.shape[1] - 1
    # the driver's own bookings: .3 seen, 3 % unreadable, a tenth on the owner who did not drive; nothing national before
    right = 0.3 * (1 - 0.03 - 0.1)
    by_hand = -0.25 * 0.5 * math.log((right + 0.01) / 0.01)
    assert plan.sure[w, last, 0, act(plan, "red_light")] == pytest.approx(by_hand * ONE, abs=2)
    # exact: nobody else is booked, none is missed
    exact = -0.25 * 0.5 * math.log((0.3 + 0.01) / 0.01)
    assert plan.sure[W["exact"], last, 0, act(plan, "red_light")] == pytest.approx(exact * ONE, abs=2)
    # the court sees as much without the programme; merits have no certainty
    assert not plan.sure[w, :, :, act(plan, "default")].any()
    assert not plan.sure[w, :, :, act(plan, "donation")].any()
    # where the programme is not yet, no channel of the city sees
    assert plan.sure[w, 0, 0, act(plan, "red_light")] == 0
    assert plan.sure[w, last, 0, act(plan, "jaywalking")] < plan.sure[w, last, 1, act(plan, "jaywalking")] < 0


def factor(plan: Plan, log: int) -> int:
    return int(plan.exp_high[(log >> 8) + plan.exp_base]) * int(plan.exp_low[log & 255]) >> 32


def test_the_tables_of_the_exponential_hold_and_no_effect_is_exactly_one(plan: Plan) -> None:
    assert factor(plan, 0) == ONE
    most = int(plan.limit.max()) + int(plan.aware_extra.max()) + int(plan.lost_extra.max())
    least = -int(plan.limit.max()) + int(plan.aware_extra.min())
    assert 0 <= (least >> 8) + plan.exp_base < len(plan.exp_high)
    assert 0 <= (most >> 8) + plan.exp_base < len(plan.exp_high)
    logs = [least, -1000, -1, 0, 1, 1000, most]
    for log in logs:
        assert factor(plan, log) == pytest.approx(math.exp(log / ONE) * ONE, abs=1.5)
    made = [factor(plan, log) for log in range(least, most, 37)]
    assert made == sorted(made)


def test_the_largest_factor_is_that_of_everything_at_once(plan: Plan) -> None:
    price = round(math.log(1.5) * ONE)
    lost, crowd = round(math.log(2.5) * ONE), round(math.log(1.3) * ONE)
    top = plan.m_top[W["programme"]]
    # what can only deter raises nothing; here no act is less sure to be recorded than before
    assert plan.sure.max() <= 0
    assert top[act(plan, "default")] == factor(plan, price + lost)
    assert top[act(plan, "red_light")] == ONE
    assert top[act(plan, "donation")] == factor(plan, crowd)
    assert top[act(plan, "places/fast_track")] == ONE
    assert plan.m_top[W["status_quo"], act(plan, "default")] == factor(plan, lost)
    assert plan.m_top[W["none"]].tolist() == [ONE] * len(plan.names.acts)


def test_slots_have_layers_for_the_largest_factor_and_the_first_stays(plan: Plan) -> None:
    bare = made_plan(worlds=["none", "status_quo", "programme", "exact"])
    assert np.array_equal(bare.layer_low[0], plan.layer_low[0])
    assert np.array_equal(bare.layer_length[0], plan.layer_length[0])
    assert bare.ceilings == plan.ceilings
    held = (plan.layer_low + plan.layer_length).max(axis=0)
    assert (reach_top(plan).max(axis=(0, 3)) <= held).all()
    assert len(plan.layer_length) > 1


def test_expected_acts_every_so_many_weeks_of_the_tallied_ones(plan: Plan) -> None:
    tallied = np.arange(plan.n_weeks - plan.n_past)
    asked = {week for week in tallied.tolist() if week % 4 == 0} | {week for week in (13, 52, 78) if week in tallied}
    assert np.flatnonzero(plan.acts_week).tolist() == [plan.n_past + week for week in sorted(asked)]
    assert plan_of(text=LIVES, worlds=("programme",)).acts_week[plan.n_past :].all()


def test_rates_of_each_world_are_its_own(plan: Plan) -> None:
    assert plan.world_act_rate.shape == (len(WORLDS), *plan.act_rate.shape)
    for w in range(len(WORLDS)):
        assert np.array_equal(plan.world_act_rate[w], plan.act_rate)
    text = RESPONSE + "worlds: {walkers: {set: {acts.jaywalking.rate: 180 per person-year}}}\n"
    other = plan_of(text=text, worlds=("programme", "walkers"))
    rates, a = other.world_act_rate, act(other, "jaywalking")
    assert np.abs(rates[1, -1, :, a] - 2 * rates[0, -1, :, a]).max() <= 1
    assert np.array_equal(rates[1, 0], rates[0, 0])  # in the past all are the same


def test_work_is_lost_at_the_stated_rate_by_those_of_working_age(plan: Plan) -> None:
    hazard = plan.job_loss / 2.0**40 * 52.1775
    assert plan.job_attribute == -1
    first, last = int(plan.era[plan.n_past - 1]), int(plan.era[-1])
    assert not plan.job_loss[:, plan.era[0]].any()  # before its first date
    cells = np.arange(140)
    working = (cells >= 20) & (cells < 120)
    for world in ("status_quo", "programme", "settled"):
        assert (hazard[W[world], first][~working] == 0).all()
        assert hazard[W[world], first][25] == pytest.approx(0.1)
    adults = sum(d.counts_full for d in made_city().districts)
    now = hazard[W["programme"], last]
    assert (now * adults * working).sum() / (adults * working).sum() == pytest.approx(0.2)
    assert now[35] == pytest.approx(2 * now[25])
    assert not plan.job_loss[W["none"]].any()
    assert not plan.job_loss[W["settled"], last].any()
    assert plan.lost_weeks.tolist() == [1, 26, 26, 26, 26, 26, 26]
    lost = round(math.log(2.5) * ONE)
    assert plan.lost_extra[W["settled"]].tolist() == [lost if name == "default" else 0 for name in plan.names.acts]
    assert plan.market_vacancies.tolist() == [0]
    assert plan_of("measures.fast_track.places.vacancies=true").market_vacancies.tolist() == [1]


def test_work_may_be_an_attribute() -> None:
    plan = plan_of("lives.job_loss.who=driver")
    assert plan.job_attribute == plan.names.attributes.index("driver")
    assert plan.job_loss[W["programme"], -1][125] > 0
    assert not plan.job_loss[W["programme"], -1][:20].any()


def test_lives_alone_bring_the_tables_of_response_without_effect() -> None:
    plan = plan_of(text=LIVES, worlds=("none", "status_quo", "programme"))
    assert plan.names.parts == ("lives",)
    assert not plan.respond_on.any()
    assert plan.own_fade.shape == (3, 0)
    assert plan.m_top[2, act(plan, "default")] == factor(plan, round(math.log(2.5) * ONE))


def test_cameras_follow_in_worlds_that_have_the_programme() -> None:
    plan = plan_of(f"channels.cameras.coverage={FOLLOWS}", worlds=("status_quo", "programme", "exact"), text="")
    assert plan.names.parts == ("placement",)
    s = plan.names.slots.index("jaywalking/cameras")
    assert np.flatnonzero(plan.follow).tolist() == [s]
    assert plan.follow[s] == plan.names.channels.index("cameras") + 1
    assert plan.follow_weeks[s] == 13
    assert plan.follow_strength[:, s].tolist() == [0, ONE // 2, ONE // 2]
    assert plan.follow_most[:, s].tolist() == [ONE, 4 * ONE, 4 * ONE]
    assert plan.coverage16[1, -1, :, s].tolist() == [round(0.2 * ONE), round(0.1 * ONE)]
    assert not plan.coverage16[1, 0].any()
    assert not plan.coverage16[0].any()
    assert (reach_top(plan)[:, :, s] <= (plan.layer_low + plan.layer_length)[:, :, s].max(axis=0)[None, :, None]).all()


def test_what_is_absent_or_switched_off_is_not_there() -> None:
    bare = made_plan(worlds=["none", "status_quo", "programme"])
    off = plan_of("response.enabled=false", "lives.enabled=false", worlds=("none", "status_quo", "programme"))
    for field, empty in (no_response() | no_lives() | no_placement()).items():
        for plan in (bare, off):
            value = getattr(plan, field)
            assert value == empty if isinstance(empty, int) else value.size == 0
    assert bare.names.parts == off.names.parts == ()
    assert off.layer_length.shape == bare.layer_length.shape
    # awareness alone differs, and that is drawn for everybody
    assert plan_hash(off) != plan_hash(bare)
    assert np.array_equal(off.reach[off.era[-1]], bare.reach[bare.era[-1]])


def test_opinion_is_a_part_without_tables() -> None:
    text = "opinion: {source: guess, range: x/2..x2, approval: 0.6}\n"
    assert plan_of(text=text, worlds=("programme",)).names.parts == ("opinion",)
    assert plan_of(text=text, worlds=("status_quo",)).names.parts == ()


def test_what_all_worlds_share_is_refused_where_they_differ() -> None:
    moved = "worlds: {slower: {set: {channels.cameras.coverage.follows.over: 26 weeks}}}\n"
    with pytest.raises(CompileError, match=r"follows\.over must be the same"):
        plan_of(f"channels.cameras.coverage={FOLLOWS}", text=moved, worlds=("programme", "slower"))
    jobs = LIVES + "worlds: {drivers: {set: {lives.job_loss.who: driver}}}\n"
    with pytest.raises(CompileError, match=r"lives\.job_loss\.who must be the same"):
        plan_of(text=jobs, worlds=("programme", "drivers"))


def test_an_act_that_costs_and_earns_is_not_contested() -> None:
    from model.compile.test_redress_tables import REDRESS

    def contested(*sets: str) -> set[str]:
        plan = compile_plan(made_scenario(*sets, text=TEXT + REDRESS), [made_city()], seed=3, worlds=["programme"])
        return {plan.names.slots[s] for s in np.flatnonzero(plan.contest_on[0].any(axis=0))}

    assert contested() == {"default/court", "jaywalking/cameras", "jaywalking/phones"}
    earning = ("rules.R2.through=[cameras]", "rules.R3.on=jaywalking", "rules.R3.through=[phones]")
    assert contested(*earning) == {"default/court"}
    assert contested("lists.debt.points=150 points") == {"jaywalking/cameras", "jaywalking/phones"}
    good = (
        "measures.no_flights.kind=benefit",
        "measures.no_flights.blocks=[]",
        "measures.fast_track.places.shut_out=[]",
    )
    assert contested(*good) == {"jaywalking/cameras", "jaywalking/phones"}
