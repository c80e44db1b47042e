"""Boxes overlap, and the best of those that do remain."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.pixels.geometry import (
    MOST_CANDIDATES,
    Boxes,
    as_boxes,
    candidates,
    clipped,
    cover,
    iou,
    longer_sides,
    scaled,
    suppressed,
)

boxes = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(1, 50), st.integers(1, 50)),
    max_size=8,
).map(lambda rows: as_boxes([(x, y, x + w, y + h) for x, y, w, h in rows]))


def test_half_shifted_squares_overlap_by_a_third() -> None:
    assert np.isclose(iou(as_boxes([(0, 0, 2, 2)]), as_boxes([(1, 0, 3, 2)]))[0, 0], 1 / 3)


def test_a_box_inside_another_is_covered_whole() -> None:
    assert cover(as_boxes([(0, 0, 10, 10)]), as_boxes([(2, 2, 4, 4)]))[0, 0] == 1


@given(boxes, boxes)
def test_overlap_is_mutual_and_between_nothing_and_all(a: Boxes, b: Boxes) -> None:
    assert iou(a, b).shape == (len(a), len(b))
    assert np.array_equal(iou(a, b), iou(b, a).T)
    assert ((iou(a, b) >= 0) & (iou(a, b) <= cover(a, b) + 1e-6)).all()
    assert np.allclose(np.diag(iou(a, a)), 1)


@given(boxes, st.floats(0.1, 0.9))
def test_what_remains_does_not_overlap_and_what_goes_did(found: Boxes, overlap: float) -> None:
    scores = np.linspace(1, 0.5, len(found), dtype=np.float32)
    kept = suppressed(found, scores, overlap)
    among = iou(found[kept], found[kept]) - np.eye(len(kept))
    assert (among <= overlap + 1e-6).all()
    gone = np.setdiff1d(np.arange(len(found)), kept)
    assert (iou(found[gone], found[kept]).max(axis=1, initial=0) > overlap).all()


@pytest.mark.parametrize("number", [0, 3, MOST_CANDIDATES, MOST_CANDIDATES + 500])
def test_the_best_candidates_remain_however_many_there_are(number: int) -> None:
    scores = np.random.default_rng(0).permutation(np.linspace(0.5, 1, number, dtype=np.float32))
    found = candidates(np.concatenate((scores, np.float32([0.4, 0.1]))), 0.5)
    best = np.sort(scores)[::-1][:MOST_CANDIDATES]
    assert np.sort(scores[found])[::-1].tolist() == best.tolist()


def test_boxes_follow_their_picture() -> None:
    box = as_boxes([(1, 2, 3, 4)])
    assert scaled(box, 2, 3).tolist() == [[2, 6, 6, 12]]
    assert clipped(as_boxes([(-5, 2, 30, 40)]), 20, 10).tolist() == [[0, 2, 20, 10]]
    assert longer_sides(as_boxes([(0, 0, 3, 9)])).tolist() == [9]


def test_no_boxes_are_boxes_too() -> None:
    none = as_boxes([])
    assert none.shape == (0, 4)
    assert longer_sides(none).shape == (0,)
