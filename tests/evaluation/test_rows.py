"""Rows of figures per kind of face, on cases that can be counted by hand."""

from compliance.evaluation.intervals import Estimate
from compliance.evaluation.rows import Kind, size_rows, tag_rows, whole
from compliance.evaluation.scores import Share
from tests.evaluation.cases import MASK, NO_MASK, SEVEN, face, found, sight

PICTURES = (
    sight(*SEVEN, alarms=(found(MASK),)),
    sight(face(MASK, NO_MASK, 30, 0.5, "beard", "hand"), face(NO_MASK, None, 30, 0.8, "beard")),
)


def test_a_row_counts_what_was_found_and_called_rightly() -> None:
    row = whole(Kind.ALL, "all", PICTURES, 0.6)
    assert row.faces == 9
    assert (row.recall, row.accuracy) == (Share(7, 9), Share(4, 7))
    assert (row.unknown, row.alarms) == (Share(1, 7), Share(1, 2))


def test_every_tag_that_occurs_has_a_row() -> None:
    beard, hand = tag_rows(PICTURES, 0.6)
    assert (beard.name, beard.recall, beard.accuracy) == ("beard", Share(1, 2), Share(0, 1))
    assert (hand.name, hand.recall, hand.mask_or_none) == ("hand", Share(1, 1), Estimate())
    assert hand.alarms is None


def test_the_size_rows_share_all_counted_faces_out() -> None:
    rows = size_rows(PICTURES, 0.6)
    assert [row.faces for row in rows] == [2, 7, 0]
    assert rows[2].recall == Share(0, 0)
