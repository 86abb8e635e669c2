"""What becomes of a sighting, in shares, against the formulas of a search in a gallery."""

from typing import Any

import pytest

import bayes
from checks.made_places import act, camera, register, run, whole
from jaywalk.engine import RunOutput
from promises.towns import total

WEEKS = 53
HIT, MISS, FIRST = 0.0383, 0.2, 0.02


def gallery(enrolled: float = 1.0, kappa: float = 5.0) -> dict[str, Any]:
    return {
        "source": "guess",
        "range": "x/1.0001..x1.0001",
        "enrolled": whole(enrolled),
        "look_alikes": {"kappa": kappa, "own_band": whole(1.0)},
    }


def searched(enrolled: float = 1.0, **errors: float) -> RunOutput:
    seen = camera("crossing", **({"hit": HIT, "miss": MISS, "wrong_first": FIRST} | errors))
    return run({"crossing": act(12)}, {"camera": seen}, weeks=WEEKS, gallery=gallery(enrolled))


def counts(output: RunOutput) -> dict[str, int]:
    slot = "crossing/camera"
    names = ["seen", "right", "missed", "other", "both", "made_own", "made_stray", "made_outside", "made_phantom"]
    return {name: total(output, f"{name}_{slot}", "programme") for name in names}


@pytest.mark.parametrize("enrolled", [1.0, 0.6])
def test_outcomes_of_a_search_come_in_the_shares_of_the_formulas(enrolled: float) -> None:
    found = counts(searched(enrolled))
    right = (1 - MISS) * (1 - FIRST * HIT)
    stray = HIT * MISS + (1 - MISS) * FIRST * HIT
    missed = MISS * (1 - HIT)
    expected = {
        "right": enrolled * right,
        "other": enrolled * stray + (1 - enrolled) * HIT,
        "missed": enrolled * missed + (1 - enrolled) * (1 - HIT),
    }
    # who is enrolled is drawn as well, once a resident
    slack = 0.003 if enrolled == 1.0 else 0.02
    for name, share in expected.items():
        assert bayes.share(found[name], found["seen"], bayes.around(share, slack)) == "holds", name
    assert found["both"] == 0
    assert found["seen"] > 200_000


def test_the_false_share_of_records_is_the_worked_example() -> None:
    """FNIR .2, F .0383, visitors .08, both passing never: 1.355 % of records are of the wrong person."""
    v = 0.08
    share = ((1 - v) * MISS * HIT + v * HIT) / ((1 - v) * (1 - MISS + MISS * HIT) + v * HIT)
    assert share == pytest.approx(0.01355, abs=5e-6)
    found = counts(searched(wrong_first=0.0, visitors=v))
    false = found["made_stray"] + found["made_outside"]
    assert bayes.share(false, false + found["made_own"], bayes.around(share, 0.01)) == "holds"


@pytest.mark.parametrize("hit", [0.05, 0.6])
def test_whoever_is_always_found_is_never_mistaken(hit: float) -> None:
    """Nobody missed, nobody outranked, no visitors: no false record, however many wrong candidates pass."""
    found = counts(searched(hit=hit, miss=0.0, wrong_first=0.0))
    assert found["right"] == found["seen"] == found["made_own"] > 200_000
    assert found["made_stray"] == found["made_outside"] == found["made_phantom"] == 0


def test_phantoms_are_their_share_of_records() -> None:
    found = counts(searched(phantoms=0.01))
    made = found["right"] + found["other"]
    assert bayes.poisson(found["made_phantom"], bayes.around(0.01 * made, 0.01)) == "holds"


def test_more_misses_at_the_same_false_match_rate_mean_fewer_right_and_more_strays() -> None:
    """Draws are shared: true of every group and month, not only on average."""
    few, many = searched(miss=0.1), searched(miss=0.4)

    def table(output: RunOutput, name: str) -> Any:
        names = [q.name for q in output.monthly_quantities]
        return output.monthly[..., names.index(f"{name}_crossing/camera")]

    assert (table(few, "seen") == table(many, "seen")).all()
    assert (table(few, "right") >= table(many, "right")).all()
    assert (table(few, "other") <= table(many, "other")).all()
    assert (table(few, "missed") <= table(many, "missed")).all()
    for name in ("right", "other", "missed"):
        assert (table(few, name) != table(many, name)).any()


@pytest.mark.parametrize("right_too", [False, True])
def test_registers_lose_and_misplace_what_they_say(right_too: bool) -> None:
    miss, wrong = 0.1, 0.15
    desk = register("crossing", missed=miss, document=wrong) | {}
    desk["identity"]["right_too"] = right_too
    output = run({"crossing": act(12)}, {"desk": desk}, weeks=WEEKS)
    seen, right, missed, other, both = (
        total(output, f"{name}_crossing/desk", "programme") for name in ("seen", "right", "missed", "other", "both")
    )
    expected = {
        right: (1 - miss) * (1 - wrong),
        missed: miss * (1 - wrong),
        other: wrong * miss if right_too else wrong,
        both: wrong * (1 - miss) if right_too else 0.0,
    }
    for count, share in expected.items():
        assert bayes.share(count, seen, bayes.around(share, 0.005)) == "holds", share
