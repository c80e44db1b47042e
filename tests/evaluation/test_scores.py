"""Counts of what became of true faces, on cases that can be counted by hand."""

from hypothesis import given
from hypothesis import strategies as st

from compliance.evaluation.scores import BANDS, Share, confusion, match, recall
from compliance.evaluation.truth import Box
from tests.evaluation.cases import INCORRECT, MASK, NO_MASK, SEVEN


def test_the_confusion_counts_every_face_once() -> None:
    assert confusion(SEVEN) == {
        "mask": {"mask": 2, "incorrect": 1, "no_mask": 0, "missed": 1},
        "incorrect": {"mask": 0, "incorrect": 1, "no_mask": 0, "missed": 0},
        "no_mask": {"mask": 1, "incorrect": 0, "no_mask": 1, "missed": 0},
    }


def test_recall_is_by_true_label() -> None:
    assert recall(SEVEN) == {MASK: Share(3, 4), INCORRECT: Share(1, 1), NO_MASK: Share(2, 2)}


def test_nothing_has_no_ratio() -> None:
    assert Share(0, 0).ratio is None
    assert Share(1, 4).ratio == 0.25


def test_a_size_band_holds_its_lower_edge_and_not_its_upper() -> None:
    small, middle, large = BANDS
    assert [small.holds(side) for side in (23.9, 24, 39.9, 40)] == [False, True, True, False]
    assert (middle.holds(79.9), large.holds(80), large.holds(9000)) == (True, True, True)
    assert large.name == "80 px and more"


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
