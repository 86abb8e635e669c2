"""What becomes of sightings: thresholds of misses and of wrong persons, arrivals from outside, columns."""

import math

import numpy as np
import pytest

from jaywalk.model.compile.identification import false_hit
from jaywalk.model.plan import (
    TARGET_DISTRICT,
    TARGET_FACE,
    TARGET_HOUSEHOLD,
    TARGET_NAMESAKE,
    Plan,
)
from model.compile.made_scenarios import made_city, made_plan, total

CITY = np.stack([d.counts_full for d in made_city().districts]).sum(axis=0)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return made_plan()


def part(plan: Plan, table: str, slot: str, world: str = "programme") -> np.ndarray:
    s, w = plan.names.slots.index(slot), plan.names.worlds.index(world)
    return getattr(plan, table)[plan.era[-1], 0, w, s] / 2.0 ** (64 if getattr(plan, table).dtype == np.uint64 else 32)


def test_registers_confuse_namesakes_as_often_as_their_keys_say(plan: Plan) -> None:
    phi = 0.2 * 0.3
    assert part(plan, "wrong_a", "default/court") == pytest.approx(np.full(14, phi * 0.5))
    assert part(plan, "miss", "default/court") == pytest.approx(np.full(14, 0.2 * 0.05))
    s = plan.names.slots.index("default/court")
    assert (plan.target_a[s], plan.kept_a[s], plan.attributed_a[s]) == (TARGET_NAMESAKE, 1, 0)
    assert part(plan, "copy", "default/court") == pytest.approx(0.05)


def test_names_from_elsewhere_arrive_as_often_as_names_go_elsewhere(plan: Plan) -> None:
    s, w, e = plan.names.slots.index("default/court"), plan.names.worlds.index("programme"), plan.era[-1]
    expected = plan.reach[e, :, w, s].astype(float) * 0.06 * 0.5 * 2**16
    assert np.allclose(plan.outside[e, :, w, s], expected, rtol=1e-6)


def test_devices_name_their_owner(plan: Plan) -> None:
    s = plan.names.slots.index("donation/app")
    assert {plan.target_a[s], plan.target_b[s]} == {TARGET_HOUSEHOLD, TARGET_DISTRICT}
    assert part(plan, "wrong_a", "donation/app")[4] == pytest.approx(0.05)
    assert part(plan, "wrong_b", "donation/app")[4] == pytest.approx(0.02)


def test_plates_book_the_owner_by_law(plan: Plan) -> None:
    s, w = plan.names.slots.index("red_light/plates"), plan.names.worlds.index("programme")
    assert (plan.target_a[s], plan.attributed_a[s], plan.attributed_own[w, s]) == (TARGET_HOUSEHOLD, 1, 0)
    exact = part(plan, "wrong_a", "red_light/plates", "exact")
    assert float(exact.max()) == 0.0
    kept = made_plan("channels.plates.owner_liability=kept")
    assert bool(np.all(kept.attributed_own[2:, s] == 1))
    assert part(kept, "wrong_a", "red_light/plates", "exact")[4] == pytest.approx(0.1)
    assert kept.col_p[3] == kept.col_t[3]


def test_cameras_confuse_by_gallery_and_group(plan: Plan) -> None:
    adults = CITY[20:].reshape(12, 10).sum(axis=1)
    women, men = int(adults[0::2].sum()), int(adults[1::2].sum())
    gallery = 0.9 * float(CITY.sum())
    mean = (3.0 * women + men) / (women + men)
    hits = part(plan, "wrong_a", "jaywalking/cameras")
    for sex, factor in ((0, 3.0), (1, 1.0)):
        expected = false_hit(0.04, 1000, gallery, policy="fixed_threshold", factor=factor / mean)
        assert hits[4 + sex] == pytest.approx(expected, rel=1e-9)
    s = plan.names.slots.index("jaywalking/cameras")
    assert (plan.target_a[s], plan.slot_camera[s]) == (TARGET_FACE, 1)
    fixed = made_plan("channels.cameras.identity.policy=fixed_fpir")
    share = part(fixed, "wrong_a", "jaywalking/cameras")
    mean_share = (share[4] * women + share[5] * men) / (women + men)
    assert mean_share == pytest.approx(0.04, rel=0.02)


def test_visitors_are_their_share_of_searches(plan: Plan) -> None:
    s, w, e = plan.names.slots.index("jaywalking/cameras"), plan.names.worlds.index("programme"), plan.era[-1]
    hits = np.repeat(part(plan, "wrong_a", "jaywalking/cameras"), 10)
    expected = plan.reach[e, :, w, s] * hits * (0.08 / 0.92) * 2**16
    assert np.allclose(plan.outside[e, :, w, s], expected, rtol=1e-6)


def test_phantoms_are_their_share_of_records(plan: Plan) -> None:
    s, w, e = plan.names.slots.index("jaywalking/cameras"), plan.names.worlds.index("programme"), plan.era[-1]
    f = part(plan, "wrong_a", "jaywalking/cameras")[8]
    records = 0.9 * (1 - 0.2 * (1 - f)) + 0.1 * f
    cell = 85
    ratio = int(plan.phantom[e, 0, w, s, cell]) / int(plan.reach[e, 0, w, s, cell]) / 2**16
    assert ratio == pytest.approx(0.02 * records, rel=1e-6)


def test_exact_errs_in_nothing(plan: Plan) -> None:
    w = plan.names.worlds.index("exact")
    for e in range(int(plan.era[plan.n_past]), int(plan.era[-1]) + 1):
        for table in (plan.miss, plan.wrong_a, plan.wrong_b, plan.both_h, plan.copy, plan.outside, plan.phantom):
            assert int(table[e, :, w].max()) == 0
    assert int(plan.stale_on[w].max()) == 0
    assert bool(plan.stale_on[plan.names.worlds.index("programme")].any())


def test_a_world_without_errors_from_the_start_has_one_column() -> None:
    plan = made_plan("time.past=0 weeks")
    assert (plan.col_p[3], plan.col_t[3]) == (plan.col_x[3], plan.col_x[3])
    assert plan.n_columns == 3 + 3 + 1


def test_the_past_of_exact_is_observed_exactly_too(plan: Plan) -> None:
    assert plan.n_past > 0
    assert plan.n_columns == 3 + 3 + 1
    exact, programme = plan.names.worlds.index("exact"), plan.names.worlds.index("programme")
    assert plan.col_p[exact] == plan.col_t[exact] == plan.col_x[exact]
    for table in (plan.miss, plan.wrong_a, plan.copy, plan.outside):
        past = table[: int(plan.era[plan.n_past])]
        assert not past[:, :, exact].any()
        assert past[:, :, programme].any()


def test_without_any_error_the_programme_is_exact() -> None:
    zeros = ("court.copies", "court.identity.keys.name.wrong", "court.identity.keys.name.missed",
             "plates.identity.unreadable", "plates.identity.other_driver", "cameras.identity.fpir.value",
             "cameras.identity.miss", "cameras.identity.phantoms", "phones.identity.shared",
             "app.identity.shared", "app.identity.recycled")  # fmt: skip
    plan = made_plan("time.past=0 weeks", "channels.court.stale=null", *(f"channels.{path}=0" for path in zeros))
    programme, exact = (plan.names.worlds.index(w) for w in ("programme", "exact"))
    assert plan.col_p[programme] == plan.col_t[programme] == plan.col_x[programme]
    for table in (plan.reach, plan.miss, plan.wrong_a, plan.wrong_b, plan.copy, plan.outside, plan.phantom):
        assert np.array_equal(table[:, :, programme], table[:, :, exact])


def test_more_misses_never_lower_a_threshold_of_missing() -> None:
    low, high = made_plan("channels.cameras.identity.miss=0.1"), made_plan("channels.cameras.identity.miss=0.4")
    s = low.names.slots.index("jaywalking/cameras")
    assert bool(np.all(high.miss[1:, :, 2, s] >= low.miss[1:, :, 2, s]))
    assert np.array_equal(high.wrong_a, low.wrong_a)
    assert np.array_equal(high.reach, low.reach)


def test_false_share_of_a_plan_is_the_one_of_the_camera_paragraph(plan: Plan) -> None:
    """(1-v) stray + v F over all identifications, from the thresholds themselves."""
    s, w, e = plan.names.slots.index("jaywalking/cameras"), plan.names.worlds.index("programme"), plan.era[-1]
    f = plan.wrong_a[e, 0, w, s, 8] / 2**64
    miss, h = plan.miss[e, 0, w, s, 8] / 2**64, plan.both_h[e, 0, w, s] / 2**32
    v = 0.08
    right, stray = (1 - miss) * (1 - h * f), miss * f + (1 - miss) * h * f
    outside = int(plan.outside[e, 0, w, s, 85]) / int(plan.reach[e, 0, w, s, 85]) / 2**16
    share = (stray + outside) / (stray + right + outside)
    assert share == pytest.approx(((1 - v) * stray + v * f) / ((1 - v) * (right + stray) + v * f), rel=1e-6)


def test_weekly_arrivals_of_a_city_fit(plan: Plan) -> None:
    e, w = plan.era[-1], plan.names.worlds.index("programme")
    people = np.stack([d.counts_full for d in made_city().districts])
    assert math.log2(max(total(plan.outside[e, :, w] * people[:, None, :]), 1)) < 62
