"""Scores by what suits other pictures."""

from dataclasses import replace

import pytest

from compliance.evaluation.calibrate import NONE, Calibration, fitted
from compliance.evaluation.cross_fitting import PARTS, calibrated, cross_fitted, part, uncalibrated
from compliance.evaluation.intervals import Estimate
from compliance.evaluation.judging import Sight
from compliance.evaluation.scores import Judged
from compliance.evaluation.truth import Label
from tests.evaluation.cases import INCORRECT, MASK, NO_MASK, face, scene


def sights(faces: list[Judged]) -> list[Sight]:
    return [Sight(scene(name=f"{n}.jpg"), (one,), ()) for n, one in enumerate(faces)]


def mixed(count: int, sureness: float = 0.8) -> list[Judged]:
    labels = (MASK, INCORRECT, NO_MASK)
    return [face(labels[n % 3], labels[n % 3], sureness=sureness) for n in range(count)]


def test_all_faces_of_a_picture_are_in_one_part_and_every_part_has_some() -> None:
    assert {part(f"{n}.jpg") for n in range(60)} == set(range(PARTS))


def test_each_face_is_judged_by_what_suits_the_others() -> None:
    """Only one part holds bare faces called masked; no offset learned there may save them."""
    odd = [n for n in range(200) if part(f"{n}.jpg") == 0]
    faces = mixed(200)
    for n in odd:
        faces[n] = face(NO_MASK, MASK, sureness=0.6)
    there = [faces[n] for n in odd]
    assert sum(calibrated(one, fitted(there)).is_right for one in there) == len(there)
    crossed = cross_fitted(sights(faces))
    assert crossed.decision.wrong_of_all.hits == len(odd)


def test_missed_faces_count_in_nothing() -> None:
    with_missed = [*mixed(30), *(face(MASK, None) for _ in range(10))]
    crossed = cross_fitted(sights(with_missed))
    assert crossed.decision.unknown.total == 30
    assert crossed.balanced_accuracy.value == 1


def test_without_faces_nothing_is_claimed() -> None:
    crossed = cross_fitted([])
    assert crossed.calibration_error is None
    assert crossed.balanced_accuracy == Estimate(None, None, None)


def test_what_the_faces_were_calibrated_with_changes_nothing() -> None:
    raw = [*mixed(90, 0.7), *(face(MASK, INCORRECT, sureness=0.5) for _ in range(20))]
    used = Calibration(0.7, (-0.3, 0.1, 0.2))
    crossed = cross_fitted(sights([calibrated(one, used) for one in raw]), used)
    plain = cross_fitted(sights(raw))
    assert crossed.decision == plain.decision
    assert crossed.calibration_error == pytest.approx(plain.calibration_error, abs=1e-4)


def test_a_calibration_is_undone_whole() -> None:
    used = Calibration(0.7, (-0.3, 0.1, 0.2))
    one = face(MASK, MASK, sureness=0.6)
    back = uncalibrated(calibrated(one, used), used)
    assert back.found is not None
    assert one.found is not None
    assert back.found.probabilities == pytest.approx(one.found.probabilities, abs=1e-5)


def test_a_calibration_moves_probabilities_and_no_calibration_leaves_them() -> None:
    one = face(MASK, MASK, sureness=0.6)
    left, moved = calibrated(one, NONE), calibrated(one, Calibration(1.0, (0.0, 9.0, 0.0)))
    assert left.found is not None
    assert one.found is not None
    assert left.found.probabilities == pytest.approx(one.found.probabilities)
    assert moved.found == replace(one.found, probabilities=moved.found.probabilities)
    assert moved.found.called is Label.INCORRECT
