"""What calibration and threshold are worth on pictures they were not fitted to.

The held-out pictures are few, and calibration and threshold are chosen on them. So the choice is
made again without each part of them and judged on that part alone; no model is changed. On other
pictures it tells what fitting both to a place would be worth.
"""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from compliance.evaluation.calibrate import NONE, Calibration, fitted
from compliance.evaluation.certainty import calibration_error, risk_and_coverage
from compliance.evaluation.deciding import Decision, decided_probability
from compliance.evaluation.intervals import Estimate
from compliance.evaluation.judging import Sight
from compliance.evaluation.metrics import balanced_accuracy, mask_or_none
from compliance.evaluation.scores import Judged, Share, confusion
from compliance.pixels.classify import softmax

PARTS = 5


@dataclass(frozen=True, slots=True)
class CrossFitted:
    """Scores of faces that were calibrated and decided by what suits other pictures."""

    balanced_accuracy: Estimate
    mask_or_none: Estimate
    calibration_error: float | None
    decision: Decision
    """Its `least` is the mean of the parts'."""


def part(picture: str) -> int:
    """Return the part a picture belongs to, 0 to PARTS - 1; all its faces share it."""
    return zlib.crc32(picture.encode()) % PARTS


def cross_fitted(sights: Sequence[Sight], used: Calibration = NONE) -> CrossFitted:
    """Calibrate and decide each part's faces by the other parts'.

    used: what the sights were calibrated with, which is undone first.
    """
    raw = [
        (part(each.scene.name), uncalibrated(face, used))
        for each in sights
        for face in each.counted
    ]
    faces: list[Judged] = []
    levels: list[float] = []
    decided = wrong = 0
    for number in range(PARTS):
        others = [face for its_part, face in raw if its_part != number]
        fit = fitted(others)
        least = decided_probability([calibrated(face, fit) for face in others])
        judged = [calibrated(face, fit) for its_part, face in raw if its_part == number]
        (sure,) = risk_and_coverage(judged, (least,))
        decided, wrong = decided + sure.decided.hits, wrong + sure.wrong.hits
        faces += judged
        levels.append(least)
    (all_of_them,) = risk_and_coverage(faces, (0.0,))
    found = all_of_them.decided.hits
    return CrossFitted(
        balanced_accuracy(confusion(faces)),
        mask_or_none(confusion(faces)),
        calibration_error(faces),
        Decision(
            round(float(np.mean(levels)), 4),
            Share(found - decided, found),
            all_of_them.wrong,
            Share(wrong, decided),
        ),
    )


def calibrated(face: Judged, fit: Calibration) -> Judged:
    """Return the face, whose probabilities are of no calibration, by this one."""
    return _moved(face, fit.applied)


def uncalibrated(face: Judged, used: Calibration) -> Judged:
    """Return the face as it was judged before it was calibrated."""
    return _moved(face, used.undone)


def _moved(face: Judged, move: Callable[[NDArray[np.float32]], NDArray[np.float32]]) -> Judged:
    if face.found is None:
        return face
    logits = np.log(np.array([face.found.probabilities], np.float32).clip(1e-6))
    mask, incorrect, no_mask = softmax(move(logits))[0].tolist()
    return replace(face, found=replace(face.found, probabilities=(mask, incorrect, no_mask)))
