"""Scores, on cases that can be counted by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.evaluation.scores import (
    Found,
    Judged,
    Share,
    balanced_accuracy,
    calibration_error,
    confusion,
    mask_or_none,
    match,
    recall,
    risk_and_coverage,
    within,
)
from compliance.evaluation.truth import LABELS, Box, Label

MASK, INCORRECT, NO_MASK = LABELS
BOX = (0.0, 0.0, 10.0, 10.0)


def found(called: Label, sureness: float = 0.8) -> Found:
    rest = (1 - sureness) / 2
    mask, incorrect, no_mask = (sureness if label is called else rest for label in LABELS)
    return Found(BOX, 0.9, (mask, incorrect, no_mask))


def face(label: Label, called: Label | None, side_px: float = 50, sureness: float = 0.8) -> Judged:
    return Judged(label, side_px, None if called is None else found(called, sureness))


SEVEN = [
    face(MASK, MASK),
    face(MASK, MASK),
    face(MASK, INCORRECT),
    face(MASK, None),
    face(INCORRECT, INCORRECT),
    face(NO_MASK, NO_MASK),
    face(NO_MASK, MASK),
]


def test_the_confusion_counts_every_face_once() -> None:
    assert confusion(SEVEN) == {
        "mask": {"mask": 2, "incorrect": 1, "no_mask": 0, "missed": 1},
        "incorrect": {"mask": 0, "incorrect": 1, "no_mask": 0, "missed": 0},
        "no_mask": {"mask": 1, "incorrect": 0, "no_mask": 1, "missed": 0},
    }


def test_recall_is_by_true_label() -> None:
    assert recall(SEVEN) == {MASK: Share(3, 4), INCORRECT: Share(1, 1), NO_MASK: Share(2, 2)}


def test_balanced_accuracy_weighs_labels_equally_and_leaves_missed_faces_out() -> None:
    assert balanced_accuracy(confusion(SEVEN)) == pytest.approx((2 / 3 + 1 + 1 / 2) / 3)


def test_mask_against_none_leaves_incorrect_out() -> None:
    assert mask_or_none(confusion(SEVEN)) == pytest.approx((1 + 1 / 2) / 2)


def test_a_label_without_faces_leaves_no_balanced_accuracy() -> None:
    assert balanced_accuracy(confusion([face(MASK, MASK)])) is None


def test_nothing_has_no_ratio() -> None:
    assert Share(0, 0).ratio is None
    assert Share(1, 4).ratio == 0.25


def test_a_size_band_holds_its_lower_edge_and_not_its_upper() -> None:
    faces = [face(MASK, MASK, side) for side in (23.9, 24.0, 39.9, 40.0)]
    assert [item.side_px for item in within(faces, 24, 40)] == [24.0, 39.9]


def test_the_calibration_error_is_the_gap_between_sureness_and_share_right() -> None:
    faces = [face(MASK, MASK, sureness=0.85), face(MASK, NO_MASK, sureness=0.85)]
    assert calibration_error(faces) == pytest.approx(0.35)
    assert calibration_error([face(MASK, None)]) is None


def test_deciding_only_when_sure_leaves_fewer_errors() -> None:
    faces = [
        face(MASK, MASK, sureness=0.9),
        face(MASK, MASK, sureness=0.6),
        face(MASK, NO_MASK, sureness=0.5),
        face(MASK, None),
    ]
    everything, sure = risk_and_coverage(faces, (0.4, 0.55))
    assert (everything.decided, everything.wrong) == (Share(3, 3), Share(1, 3))
    assert (sure.decided, sure.wrong) == (Share(2, 3), Share(0, 2))


def test_a_detection_answers_for_one_face_only() -> None:
    truth = [(0.0, 0.0, 10.0, 10.0), (1.0, 0.0, 11.0, 10.0)]
    assert match(truth, [(1.0, 0.0, 11.0, 10.0)]) == [None, 0]


def test_an_overlap_below_the_least_is_no_match() -> None:
    assert match([(0.0, 0.0, 10.0, 10.0)], [(6.0, 0.0, 16.0, 10.0)]) == [None]


edges = st.floats(0, 50, width=32)
boxes = st.lists(
    st.tuples(edges, edges, edges, edges).map(
        lambda b: (b[0], b[1], b[0] + b[2] + 1, b[1] + b[3] + 1)
    ),
    max_size=8,
)


@given(boxes, boxes)
def test_matching_is_one_to_one(truth: list[Box], detections: list[Box]) -> None:
    pairs = [index for index in match(truth, detections) if index is not None]
    assert len(pairs) == len(set(pairs))
    assert all(0 <= index < len(detections) for index in pairs)


@given(boxes)
def test_boxes_match_themselves(truth: list[Box]) -> None:
    assert None not in match(truth, truth)
