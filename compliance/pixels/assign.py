"""Who is who: the pairing of rows with columns that costs least in all."""

import numpy as np
from numpy.typing import NDArray


def best_pairs(costs: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Return the pairs (row, column) of the cheapest partial assignment.

    costs: (n, m); a pair is worth making only below 0, so what is at 0 or above (inf included)
    stays unpaired. Optimal, by shortest augmenting paths (Jonker and Volgenant, 1987): every
    row also has a place of its own at cost 0, which means "unpaired".
    """
    is_worth = costs < 0.0
    if (is_worth.sum(axis=0) <= 1).all() and (is_worth.sum(axis=1) <= 1).all():
        return [(int(row), int(column)) for row, column in np.argwhere(is_worth)]  # as is usual
    rows, columns = costs.shape
    own_places = np.full((rows, rows), np.inf)
    np.fill_diagonal(own_places, 0.0)
    table = np.hstack((np.where(is_worth, costs, np.inf), own_places))
    row_of = np.full(columns + rows, -1)
    row_prices, column_prices = np.zeros(rows), np.zeros(columns + rows)
    for row in range(rows):
        _augment(table, row, row_of, row_prices, column_prices)
    return sorted((int(row_of[c]), c) for c in range(columns) if row_of[c] >= 0)


def _augment(
    table: NDArray[np.float64],
    start: int,
    row_of: NDArray[np.int_],
    row_prices: NDArray[np.float64],
    column_prices: NDArray[np.float64],
) -> None:
    """Give row `start` a place by the cheapest chain of moves; all arrays but table change."""
    width = table.shape[1]
    distance, previous = np.full(width, np.inf), np.full(width, -1)
    is_done = np.zeros(width, bool)
    row, column, reached = start, -1, 0.0
    while True:
        steps = reached + table[row] - row_prices[row] - column_prices
        is_shorter = ~is_done & (steps < distance)
        distance[is_shorter], previous[is_shorter] = steps[is_shorter], column
        column = int(np.argmin(np.where(is_done, np.inf, distance)))
        reached, is_done[column] = distance[column], True
        if row_of[column] < 0:
            break
        row = row_of[column]
    passed = is_done & (distance < reached)
    row_prices[start] += reached
    row_prices[row_of[passed]] += reached - distance[passed]
    column_prices[passed] -= reached - distance[passed]
    while column >= 0:
        before = previous[column]
        row_of[column] = row_of[before] if before >= 0 else start
        column = before
