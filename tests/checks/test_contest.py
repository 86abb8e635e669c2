"""Appeals: how many wait for how long, in what order they are served, how many succeed, and what false records cost."""

from typing import Any

import numpy as np
import pytest

import bayes
from checks.made_places import YEAR, act, adults, last, points_only, register, series
from checks.made_redress import appeals, contested
from promises.towns import states

WEEKS = 60
UNSERVED = 65535
CLAIMS = 200  # a week, of the 15,000 or so adults of a place


def points(act_name: str, channel: str) -> dict[str, Any]:
    """One point an act for ever, in a tier that everybody is in: every record counts and nobody is restricted."""
    return points_only(rule=(act_name, channel, -1)) | {"tiers": {"upper": "2000 points", "lower": "0 points"}}


def crowded(reviews: float, **more: Any) -> Any:
    """One true act, and everybody contests it in the week of the record."""
    residents = 20_000
    return contested(
        {"late": act(CLAIMS / 15_000 * YEAR)},
        {"desk": register("late")},
        weeks=WEEKS,
        residents=residents,
        by={"reviews": reviews} | more,
        **points("late", "desk"),
    )


@pytest.mark.parametrize("reviews", [1, 90])
def test_a_queue_that_cannot_keep_up_grows_by_what_is_left_every_week(reviews: int) -> None:
    """(A - C) t, with A an act of the week before, and decisions a week after the review."""
    output = crowded(reviews)
    filed = series(output, "appeals_right")
    waiting = last(output, "appeals_waiting")
    assert waiting == filed.sum() - reviews * (WEEKS - 2)
    expected = CLAIMS / 15_000 * adults(output) * (WEEKS - 1)
    assert bayes.poisson(int(filed.sum()), bayes.around(expected, 0.02)) == "holds"
    assert series(output, "decided_right").sum() == reviews * (WEEKS - 2)


@pytest.mark.parametrize("reviews", [CLAIMS - 7.3, CLAIMS + 0.6, 10 * CLAIMS])
def test_a_queue_follows_from_week_to_week_from_claims_and_reviews(reviews: float) -> None:
    """What waits is what was left and what came; what is not used of a week's reviews is lost. To the claim."""
    output = crowded(reviews)
    filed, waiting = series(output, "appeals_right"), series(output, "appeals_waiting")
    c16 = round(reviews * 65536)
    left = 0
    for week in range(WEEKS):
        places = (c16 * (week + 1) >> 16) - (c16 * week >> 16)
        assert abs(int(waiting[week]) - (left + int(filed[week]))) <= 1, week  # a rounding of the share for each adult
        left = max(0, int(waiting[week]) - places)
    if reviews > 2 * CLAIMS:
        assert np.array_equal(series(output, "weeks_to_decision"), series(output, "decided_right"))
        assert np.array_equal(series(output, "decided_right")[1:], filed[:-1])


def test_claims_are_served_in_the_order_of_filing_and_within_a_week_by_a_draw() -> None:
    output = crowded(90)
    rows = appeals(output)
    served, decided = rows[:, 5], rows[:, 6]
    assert np.all(np.diff(served.astype(np.int64)) >= 0)
    assert np.all(np.bincount(served[served < UNSERVED].astype(np.int64))[1:WEEKS] == 90)
    assert np.all((decided == served + 1) | (served == UNSERVED))
    # the draw knows nothing of who files: the first half of a week's queue is no other than the second
    serial = (rows[:, 1] & np.uint64(0xFFFFFFFF)).astype(np.float64)
    weeks = np.split(serial, np.flatnonzero(np.diff(rows[:, 0] >> np.uint64(32))) + 1)
    early = np.concatenate([week[: len(week) // 2] for week in weeks])
    late = np.concatenate([week[len(week) // 2 :] for week in weeks])
    spread = serial.std() * np.sqrt(1 / len(early) + 1 / len(late))
    assert abs(early.mean() - late.mean()) < 4.5 * spread


def test_reviews_go_by_the_adults_of_the_run() -> None:
    """At half the sample half the reviews, from the same share for each adult."""
    sizes: list[int] = []
    served: list[int] = []
    for scale in (1.0, 0.5):
        output = contested(
            {"late": act(CLAIMS / 15_000 * YEAR)},
            {"desk": register("late")},
            weeks=WEEKS,
            residents=20_000,
            by={"reviews": 40.0},
            scale=scale,
            adults=sizes[0] if sizes else None,
            **points("late", "desk"),
        )
        sizes.append(adults(output))
        served.append(int((appeals(output)[:, 5] < UNSERVED).sum()))
    assert served[0] == pytest.approx(40 * (WEEKS - 1), abs=1)
    assert served[1] == pytest.approx(40 * sizes[1] / sizes[0] * (WEEKS - 1), abs=1)


# --- false records -------------------------------------------------------------------------------------------

WRONG = 0.9


def mistaken(per_week: float, *, weeks: int, residents: int, by: dict[str, Any], **more: Any) -> Any:
    """Acts that are booked on somebody else nine times in ten."""
    return contested(
        {"noise": act(per_week * YEAR)},
        {"bad": register("noise", document=WRONG)},
        weeks=weeks,
        residents=residents,
        by=by,
        **more,
    )


def test_more_reviews_never_make_anybody_wait_longer() -> None:
    """Where everybody has one try: claims may be fewer, as more was struck before, and none is decided later."""
    runs = []
    for reviews in (60.0, 120.0):
        output = mistaken(
            0.01,
            weeks=WEEKS,
            residents=20_000,
            by={"reviews": reviews, "overturns": (0.7, 0.1), "decides": 17, "corrected": 3},
            **points("noise", "bad"),
        )
        rows = appeals(output).tolist()
        runs.append({(row[1], row[2], row[3], row[4] & 0xFFFF): (row[0], row[6]) for row in rows})
        assert len(runs[-1]) == len(rows)
    few, many = runs
    assert set(many) <= set(few)
    assert all(few[claim][0] == many[claim][0] and few[claim][1] >= many[claim][1] for claim in many)
    assert sum(few[claim][1] > many[claim][1] for claim in many) > len(many) / 2


def test_as_many_false_records_are_corrected_as_are_noticed_contested_and_upheld() -> None:
    """Told, filing, winning, or losing and winning the second time: r f (q + (1 - q) s q), of those who had the time."""
    told, filing, winning, second, yielding = 0.7, 0.6, 0.5, 0.8, 0.1
    output = mistaken(
        0.01,
        weeks=WEEKS,
        residents=40_000,
        by={
            "reviews": 10_000.0,
            "reaches": told,
            "files": (0.0, filing, 0.0, filing),
            "again": second,
            "overturns": (winning, yielding),
        },
        **points("noise", "bad"),
    )
    false = series(output, "false_contestable")
    # decided a week after filing; the second try is filed a week after that and decided in a week again
    first, both = int(false[:-1].sum()), int(false[:-3].sum())
    expected = told * filing * (winning * first + (1 - winning) * second * winning * both) / false.sum()
    corrected = int(series(output, "corrected").sum())
    assert bayes.share(corrected, int(false.sum()), bayes.around(expected, 0.02)) == "holds"
    assert corrected == series(output, "overturned_wrong").sum()
    for side, success in (("wrong", winning), ("right", yielding)):
        decided = int(series(output, f"decided_{side}").sum())
        overturned = int(series(output, f"overturned_{side}").sum())
        assert bayes.share(overturned, decided, bayes.around(success, 0.1 if side == "right" else 0.02)) == "holds"
    notices = int(series(output, "notices").sum())
    records = int(series(output, "false_contestable").sum() / WRONG)  # and one in ten right
    assert bayes.poisson(notices, bayes.around(told * records, 0.03)) == "holds"


def test_the_wrongly_restricted_are_those_not_corrected_and_those_not_yet_corrected() -> None:
    """Entries a week x ((1 - a) T + a d); so rare that hardly anybody is entered twice."""
    term, filing, winning, delay = 26, 0.8, 0.6, 4
    output = mistaken(
        0.0008,
        weeks=term + 12,
        residents=150_000,
        by={
            "reviews": 10_000.0,
            "files": (filing, 0.0, 0.0, 0.0),
            "decides": 14,  # a week for the review and two for the decision, then one for the correction
            "corrected": 7,
            "overturns": (winning, 0.0),
        },
        lists={
            "conduct": {"on": "noise", "through": ["bad"], "term": f"{term} weeks", "while_listed": "ignore"},
        },
        measures={"barred": {"kind": "restriction", "for": {"list": "conduct"}, "domain": "travel"}},
    )
    entries = WRONG * 0.0008 * adults(output)
    a = filing * winning
    expected = entries * ((1 - a) * term + a * delay)
    assert bayes.poisson(last(output, "wrongly_restricted"), bayes.around(expected, 0.05)) == "holds"
    # without a term running out yet the same holds from the first correction on
    early = entries * ((1 - a) * 14 + a * delay)
    assert bayes.poisson(last(output, "wrongly_restricted", week=14), bayes.around(early, 0.08)) == "holds"


def test_without_reviews_only_the_press_has_anything_struck() -> None:
    place: dict[str, Any] = {
        "weeks": 40,
        "residents": 20_000,
        "lists": {"conduct": {"on": "noise", "through": ["bad"], "term": "30 weeks"}},
        "measures": {"barred": {"kind": "restriction", "for": {"list": "conduct"}, "domain": "travel"}},
    }
    silent = mistaken(0.01, by={"reviews": 0.0, "overturns": (1.0, 1.0)}, **place)
    loud = mistaken(0.01, by={"reviews": 0.0, "overturns": (1.0, 1.0), "press": 0.05}, **place)
    assert series(silent, "corrected").sum() == series(silent, "decided_wrong").sum() == 0
    assert series(silent, "appeals_wrong").sum() > 0
    fixed = series(loud, "press_fixes").sum()
    assert fixed == series(loud, "corrected").sum() > 100
    assert last(loud, "wrongly_restricted") < last(silent, "wrongly_restricted")
    assert np.array_equal(states(loud)["programme_t_lists"], states(silent)["programme_t_lists"])
