"""Fitting and rounding keep every total; households hold everybody once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaywalk.population.fitting import FitError, fit_margins, fit_two_way, largest_remainder, round_two_way
from jaywalk.population.households import HouseholdShares, collective_sizes, private_types

SHARES = HouseholdShares(
    (0.286, 0.314, 0.273, 0.079, 0.037, 0.011),
    {2: (0.96, 0.04), 3: (0.4, 0.58, 0.02), 4: (0.3, 0.4, 0.29, 0.01), 5: (0.15, 0.5, 0.33), 6: (0.1, 0.45, 0.38)},
)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30), st.integers(0, 10**8))
def test_largest_remainder_shares_out_everybody(shares: list[float], amount: int) -> None:
    if sum(shares) <= 1e-3:
        return
    counts = largest_remainder(shares, amount)
    assert sum(counts) == amount
    whole = sum(shares)
    for share, n in zip(shares, counts, strict=True):
        assert abs(n - share * amount / whole) < 1 + 1e-6 * amount


def test_nobody_is_shared_out_over_nothing() -> None:
    assert largest_remainder([0.0, 0.0], 0) == [0, 0]
    with pytest.raises(FitError, match="every share is 0"):
        largest_remainder([0.0, 0.0], 3)


@settings(max_examples=60)
@given(st.data())
def test_a_two_way_table_is_rounded_within_one_and_keeps_all_totals(data: st.DataObject) -> None:
    rows, columns = data.draw(st.integers(1, 8)), data.draw(st.integers(1, 10))
    whole = data.draw(
        st.lists(st.lists(st.integers(0, 50), min_size=columns, max_size=columns), min_size=rows, max_size=rows)
    )
    by_row = [sum(row) for row in whole]
    by_column = [sum(row[j] for row in whole) for j in range(columns)]
    people = sum(by_row)
    if people == 0:
        return
    table = [[r * c / people for c in by_column] for r in by_row]
    rounded = round_two_way(table, by_row, by_column)
    assert [sum(row) for row in rounded] == by_row
    assert [sum(row[j] for row in rounded) for j in range(columns)] == by_column
    for row, exact in zip(rounded, table, strict=True):
        for n, value in zip(row, exact, strict=True):
            assert abs(n - value) < 1 + 1e-9
            assert n >= 0


def test_a_known_fit() -> None:
    # with even weights the fit is the product of the margins; the odds ratio of the weights is kept
    assert fit_two_way([[1.0, 1.0], [1.0, 1.0]], [40, 60], [50, 50]) == [[20, 20], [30, 30]]
    table = fit_margins([4.0, 1.0, 1.0, 1.0], [[[0, 1], [2, 3]], [[0, 2], [1, 3]]], [[100.0, 100.0], [100.0, 100.0]])
    assert abs(table[0] * table[3] / (table[1] * table[2]) - 4.0) < 1e-8
    assert abs(table[0] - 200 / 3) < 1e-8


def test_contradicting_margins_are_refused() -> None:
    with pytest.raises(FitError, match="no cell to live in"):
        fit_margins([0.0, 1.0], [[[0], [1]]], [[5.0, 5.0]])
    with pytest.raises(FitError, match="contradict"):
        round_two_way([[2.0, 0.0], [0.0, 2.0]], [1, 3], [3, 1])


@settings(max_examples=300)
@given(st.integers(0, 4000), st.integers(0, 4000))
def test_households_hold_every_adult_and_every_minor_once(adults: int, minors: int) -> None:
    if minors > 7 * adults:
        with pytest.raises(FitError, match="cannot live with"):
            private_types(adults, minors, SHARES)
        return
    types = private_types(adults, minors, SHARES)
    assert sum((size - m) * n for (size, m), n in types.items()) == adults
    assert sum(m * n for (_, m), n in types.items()) == minors
    assert all(n > 0 and 1 <= size <= 8 and 0 <= m < size for (size, m), n in types.items())


def test_household_sizes_come_close_to_the_published_ones() -> None:
    types = private_types(170_000, 30_000, SHARES)
    households = sum(types.values())
    for size, share in SHARES.by_size():
        assert abs(sum(n for (s, _), n in types.items() if s == size) - share * households) < 12


def test_collective_units_hold_everybody() -> None:
    assert collective_sizes(0) == {}
    with pytest.raises(FitError, match="too few"):
        collective_sizes(3)
    for people in range(4, 700):
        sizes = collective_sizes(people)
        assert sum(size * n for size, n in sizes.items()) == people
        assert set(sizes) <= {4, 5, 6, 7, 8}
        assert min(sizes.values()) > 0
