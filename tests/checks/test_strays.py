"""Whom strays hit: as many victims as strays, dealt evenly by registers and to look-alikes by cameras."""

import numpy as np
import pytest

import bayes
from checks.made_places import act, camera, register, run
from checks.test_identification_outcomes import gallery
from jaywalk.engine import RunOutput
from promises.towns import Ints, total

WEEKS = 40


def hits_by_class(output: RunOutput) -> dict[int, tuple[int, Ints]]:
    """By class of sex and age: its members, and how often each victim was hit."""
    members = output.counts.reshape(-1, 14, 10).sum(axis=(0, 2))
    kept = {name: np.asarray(column).astype(np.int64) for name, column in output.exchange.items()}
    pool_class = kept["pool"] >> 9 & 127
    person = kept["district"] << 32 | kept["serial"]
    return {
        int(c): (int(members[c]), np.unique(person[pool_class == c], return_counts=True)[1])
        for c in np.unique(pool_class)
    }


@pytest.fixture(scope="module")
def evenly() -> RunOutput:
    return run({"crossing": act(4)}, {"desk": register("crossing", document=0.3)}, weeks=WEEKS)


@pytest.fixture(scope="module")
def to_look_alikes() -> RunOutput:
    seen = camera("crossing", hit=0.5, miss=0.3, wrong_first=0.01)
    return run({"crossing": act(4.3)}, {"camera": seen}, weeks=WEEKS, gallery=gallery(kappa=0.3))


def test_there_is_a_victim_for_each_stray_in_each_class(evenly: RunOutput) -> None:
    strays = total(evenly, "other_crossing/desk", "programme")
    hits = hits_by_class(evenly)
    assert sum(int(counts.sum()) for _, counts in hits.values()) == strays
    assert total(evenly, "made_stray_crossing/desk", "programme") == strays > 10_000
    assert len(hits) == 12  # two sexes, six ages of adults


def test_strays_of_a_register_hit_everybody_of_a_class_alike(evenly: RunOutput) -> None:
    """Occupancy: S strays on n members leave one out with (1 - 1/n)**S; 4.5 standard errors, 12 classes: 1e-4."""
    for n, counts in hits_by_class(evenly).values():
        s = int(counts.sum())
        missed, missed_both = (1 - 1 / n) ** s, (1 - 2 / n) ** s
        expected = n * (1 - missed)
        spread = np.sqrt(n * missed + n * (n - 1) * missed_both - (n * missed) ** 2)
        assert abs(len(counts) - expected) < 4.5 * spread
        twice = 1 - missed - s / n * (1 - 1 / n) ** (s - 1)
        assert abs(int((counts >= 2).sum()) - n * twice) < 4.5 * np.sqrt(n * twice * (1 - twice))


def test_strays_of_a_camera_come_back_to_the_same_look_alikes(to_look_alikes: RunOutput) -> None:
    """Weights Gamma(kappa): P(at least twice) = 1 - (1 + m/kappa)**-kappa - m (1 + m/kappa)**(-kappa - 1)."""
    kappa = 0.3
    once = twice = even = people = 0.0
    found_once = found_twice = 0
    for n, counts in hits_by_class(to_look_alikes).values():
        m = counts.sum() / n
        never = (1 + m / kappa) ** -kappa
        once += n * (1 - never)
        twice += n * (1 - never - m * (1 + m / kappa) ** (-kappa - 1))
        even += n * (1 - np.exp(-m) * (1 + m))
        people += n
        found_once += len(counts)
        found_twice += int((counts >= 2).sum())
    assert 0.4 < sum(c.sum() for _, c in hits_by_class(to_look_alikes).values()) / people < 0.6
    assert bayes.share(found_once, int(people), bayes.around(once / people, 0.03)) == "holds"
    assert bayes.share(found_twice, int(people), bayes.around(twice / people, 0.03)) == "holds"
    assert bayes.share(found_twice, int(people), bayes.around(even / people, 0.03)) == "misses"


def test_the_formula_of_the_sticky_share_is_the_worked_example() -> None:
    m, kappa = 0.5, 0.3
    assert 1 - (1 + m / kappa) ** -kappa - m * (1 + m / kappa) ** (-kappa - 1) == pytest.approx(0.1152, abs=5e-5)
    assert 1 - np.exp(-m) * (1 + m) == pytest.approx(0.0902, abs=5e-5)
