"""Rows and columns are paired at the least cost."""

from itertools import permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from compliance.pixels.assign import best_pairs

tables = st.tuples(st.integers(0, 4), st.integers(0, 4)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.floats(-5, 2) | st.just(np.inf))
)


def cheapest(costs: np.ndarray) -> float:
    """Try every pairing."""
    rows, columns = costs.shape
    worth = np.zeros((rows, columns + rows))
    worth[:, :columns] = np.minimum(costs, 0)
    ways = permutations(range(columns + rows), rows)
    return min(sum(worth[row, column] for row, column in enumerate(way)) for way in ways)


@given(tables)
def test_no_pairing_is_cheaper(costs: np.ndarray) -> None:
    total = sum(costs[row, column] for row, column in best_pairs(costs))
    assert abs(total - cheapest(costs)) < 1e-9


@given(tables)
def test_nobody_is_paired_twice_or_at_a_loss(costs: np.ndarray) -> None:
    pairs = best_pairs(costs)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert all(costs[pair] < 0 for pair in pairs)
