"""Fitting a table to its margins, and rounding it to whole people without losing one.

Plain floats, one operation after the other in a written order, and no library sum: the same table comes out on
every machine and every version of Python (``sum`` changed its rounding in Python 3.12).

Sources: W. E. Deming and F. F. Stephan, "On a least squares adjustment of a sampled frequency table when the
expected marginal totals are known", Ann. Math. Stat. 11 (1940), for the fit; L. H. Cox and L. R. Ernst, "Controlled
rounding", INFOR 20 (1982), for the rounding.
"""

from collections.abc import Sequence

Table = list[list[float]]
Counts = list[list[int]]

_ROUNDS = 2000
_CLOSE = 1e-11


class FitError(ValueError):
    """Margins that no table can have."""


def total(values: Sequence[float]) -> float:
    """Sum in the written order."""
    result = 0.0
    for value in values:
        result += value
    return result


def largest_remainder(shares: Sequence[float], amount: int) -> list[int]:
    """Whole numbers in proportion to ``shares`` that add up to ``amount``; ties go to the earlier entry."""
    whole = total(shares)
    if amount == 0:
        return [0] * len(shares)
    if whole <= 0.0:
        message = f"{amount} people cannot be shared out: every share is 0"
        raise FitError(message)
    exact = [share * amount / whole for share in shares]
    result = [int(value) for value in exact]
    missing = amount - sum(result)
    order = sorted((i for i, share in enumerate(shares) if share > 0.0), key=lambda i: (result[i] - exact[i], i))
    for i in range(missing):
        result[order[i % len(order)]] += 1
    return result


def fit_margins(
    seed: Sequence[float], members: Sequence[Sequence[Sequence[int]]], targets: Sequence[Sequence[float]]
) -> list[float]:
    """Iterative proportional fitting of a flat table to any set of margins.

    Parameters
    ----------
    seed
        Starting weights, at least 0, one for each cell of the flattened table.
    members
        For each margin, for each of its entries, the cells that add up to it.
    targets
        The totals wanted, in the same shape.

    Returns
    -------
    list of float
        The fitted cells; every margin is met to about one part in 10**11.

    Raises
    ------
    FitError
        If a wanted total is not 0 but all its cells are.
    """
    table = list(seed)
    for _ in range(_ROUNDS):
        worst = 0.0
        for entries, wanted in zip(members, targets, strict=True):
            for cells, target in zip(entries, wanted, strict=True):
                have = 0.0
                for i in cells:
                    have += table[i]
                if have <= 0.0:
                    if target > 0.0:
                        message = f"a total of {target:g} people has no cell to live in"
                        raise FitError(message)
                    continue
                factor = target / have
                worst = max(worst, abs(factor - 1.0) if target > 0.0 else have)
                for i in cells:
                    table[i] *= factor
        if worst < _CLOSE:
            break
    return table


def fit_two_way(seed: Table, rows: Sequence[int], columns: Sequence[int]) -> Counts:
    """Fit a two-way table to its row and column totals and round it so that both hold exactly."""
    n_rows, n_columns = len(rows), len(columns)
    flat = [value for row in seed for value in row]
    by_row = [[i * n_columns + j for j in range(n_columns)] for i in range(n_rows)]
    by_column = [[i * n_columns + j for i in range(n_rows)] for j in range(n_columns)]
    fitted = fit_margins(flat, [by_row, by_column], [[float(x) for x in rows], [float(x) for x in columns]])
    table = [fitted[i * n_columns : (i + 1) * n_columns] for i in range(n_rows)]
    return round_two_way(table, rows, columns)


def round_two_way(table: Table, rows: Sequence[int], columns: Sequence[int]) -> Counts:
    """Round each cell of a two-way table down or up so that all row and column totals hold exactly.

    The cells to round up are a flow from the rows' missing units to the columns'; the largest fractions are taken
    first, and augmenting paths in a fixed order repair what that leaves. Cells that are 0 stay 0.
    """
    counts = [[int(value) for value in row] for row in table]
    need_row = [rows[i] - sum(counts[i]) for i in range(len(rows))]
    need_column = [columns[j] - sum(row[j] for row in counts) for j in range(len(columns))]
    _lower(table, counts, need_row, need_column)
    raised = [[0] * len(columns) for _ in rows]
    order = sorted(
        ((counts[i][j] - value, i, j) for i, row in enumerate(table) for j, value in enumerate(row) if value > 0.0),
    )
    for _, i, j in order:
        if need_row[i] > 0 and need_column[j] > 0:
            raised[i][j] = 1
            need_row[i] -= 1
            need_column[j] -= 1
    for i in range(len(rows)):
        while need_row[i] > 0:
            _augment(table, raised, i, need_column)
            need_row[i] -= 1
    if any(need_column) or any(need_row):
        message = "the margins of a table contradict each other: its rows and columns have different sums"
        raise FitError(message)
    return [[counts[i][j] + raised[i][j] for j in range(len(columns))] for i in range(len(rows))]


def _lower(table: Table, counts: Counts, need_row: list[int], need_column: list[int]) -> None:
    # A value that should be whole can come out a hair above: where the floors overshoot, step back.
    for i, need in enumerate(need_row):
        for j in sorted(range(len(need_column)), key=lambda j: (table[i][j] - counts[i][j], j)):
            if need_row[i] >= 0 and need >= 0:
                break
            if counts[i][j] > 0 and need_column[j] < 0:
                counts[i][j] -= 1
                need_row[i] += 1
                need_column[j] += 1
    for j, _ in enumerate(need_column):
        for i in range(len(need_row)):
            if need_column[j] < 0 and counts[i][j] > 0:
                counts[i][j] -= 1
                need_row[i] += 1
                need_column[j] += 1


def _augment(table: Table, raised: Counts, start: int, need_column: list[int]) -> None:
    # Breadth first from the row: forward over cells still down, back over cells already up.
    came_from: dict[int, int] = {}  # column -> the row that reached it
    row_from: dict[int, int] = {start: -1}  # row -> the column that reached it
    queue = [start]
    for i in queue:
        for j, value in enumerate(table[i]):
            if value <= 0.0 or raised[i][j] or j in came_from:
                continue
            came_from[j] = i
            if need_column[j] > 0:
                need_column[j] -= 1
                _flip(raised, came_from, row_from, j)
                return
            for k in range(len(raised)):
                if raised[k][j] and k not in row_from:
                    row_from[k] = j
                    queue.append(k)
    message = "the margins of a table contradict each other: no rounding keeps both rows and columns"
    raise FitError(message)


def _flip(raised: Counts, came_from: dict[int, int], row_from: dict[int, int], column: int) -> None:
    j = column
    while j >= 0:
        i = came_from[j]
        raised[i][j] = 1
        j = row_from[i]
        if j >= 0:
            raised[i][j] = 0
