"""Name groups hold what is known of namesakes."""

import math

import numpy as np
import pytest

from jaywalk.model.compile.names import REFERENCE_RESIDENTS, TYPES, name_groups


def test_a_random_resident_has_117_namesakes_and_a_fifth_have_50_or_more() -> None:
    assert sum(share for _, share in TYPES) == 10_000
    mean = sum(size * share for size, share in TYPES) / 10_000
    assert mean == pytest.approx(117, abs=0.5)
    assert sum(share for size, share in TYPES if size >= 50) == 2100
    assert sum(share for size, share in TYPES if size >= 100) == 1700
    assert max(size for size, _ in TYPES) == 4600


def test_the_whole_city_as_one_class_keeps_these_figures() -> None:
    groups = name_groups(REFERENCE_RESIDENTS)
    members = np.diff(groups.start)
    assert int(members.sum()) == REFERENCE_RESIDENTS
    assert bool(np.all(members % groups.size == 0))
    mean = math.fsum((members * groups.size).tolist()) / REFERENCE_RESIDENTS
    assert mean == pytest.approx(117, rel=0.01)


@pytest.mark.parametrize("residents", [0, 1, 2, 7, 100, 20_000, 3_000_000])
def test_any_class_is_cut_without_gap_or_overlap(residents: int) -> None:
    groups = name_groups(residents)
    members = np.diff(groups.start)
    assert groups.start[0] == 0
    assert groups.start[-1] == residents
    assert bool(np.all(members >= 0))
    assert bool(np.all(members % groups.size == 0))
    assert bool(np.all(np.diff(groups.weight.astype(np.int64)) >= 0))
    # the last type has somebody whenever the class has: a draw beyond every weight finds a resident
    assert residents == 0 or members[-1] >= 1
    assert bool(np.all(groups.size[:-1] >= 2))


def test_names_from_outside_meet_the_common_names_most() -> None:
    groups = name_groups(3_000_000)
    assert groups.weight[0] / 2**32 > 0.15
    assert groups.weight[-1] == 2**32 - 1
