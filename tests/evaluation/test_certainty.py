"""Calibration and deciding only when sure, on cases that can be counted by hand."""

import pytest

from compliance.evaluation.certainty import (
    calibration,
    calibration_error,
    risk_and_coverage,
    whole_curve,
)
from compliance.evaluation.scores import Share
from tests.evaluation.cases import MASK, NO_MASK, face

THREE = (
    face(MASK, MASK, sureness=0.9),
    face(MASK, MASK, sureness=0.6),
    face(MASK, NO_MASK, sureness=0.5),
    face(MASK, None),
)


def test_the_calibration_error_is_the_gap_between_sureness_and_share_right() -> None:
    faces = [face(MASK, MASK, sureness=0.85), face(MASK, NO_MASK, sureness=0.85)]
    assert calibration_error(faces) == pytest.approx(0.35)


def test_without_a_found_face_there_is_no_calibration_error() -> None:
    assert calibration_error([face(MASK, None)]) is None


def test_faces_lie_in_the_bin_of_their_sureness() -> None:
    bins = calibration(THREE)
    assert [each.right for each in bins if each.right.total] == [
        Share(0, 1),
        Share(1, 1),
        Share(1, 1),
    ]
    assert bins[9].mean_sureness == pytest.approx(0.9)
    assert bins[0].mean_sureness is None
    assert calibration([face(MASK, MASK, sureness=1.0)])[9].right == Share(1, 1)


def test_deciding_only_when_sure_leaves_fewer_errors() -> None:
    everything, sure = risk_and_coverage(THREE, (0.4, 0.55))
    assert (everything.decided, everything.wrong) == (Share(3, 3), Share(1, 3))
    assert (sure.decided, sure.wrong) == (Share(2, 3), Share(0, 2))


def test_the_whole_curve_has_a_point_for_every_sureness() -> None:
    points = [(each.sureness, each.decided.hits, each.wrong.hits) for each in whole_curve(THREE)]
    assert points == [(0.5, 3, 1), (0.6, 2, 0), (0.9, 1, 0)]
    assert whole_curve([]) == []
