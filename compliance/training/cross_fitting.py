"""What calibration and threshold are worth on pictures they were not fitted to.

The held-out pictures are few, and calibration and threshold are chosen on them. So the choice is
made again without each part of them and judged on that part alone; nothing here is used.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from compliance.evaluation.certainty import calibration_error, risk_and_coverage
from compliance.evaluation.evaluate import Json
from compliance.evaluation.figures import Decision
from compliance.evaluation.intervals import Estimate
from compliance.evaluation.judging import Sight
from compliance.evaluation.metrics import balanced_accuracy, mask_or_none
from compliance.evaluation.plain import plain_decision, plain_estimate
from compliance.evaluation.scores import Judged, Share, confusion
from compliance.training.calibrate import Calibration, fitted
from compliance.training.deciding import decided_probability

PARTS = 5


@dataclass(frozen=True, slots=True)
class CrossFitted:
    """Scores of faces that were calibrated and decided by what suits other pictures."""

    balanced_accuracy: Estimate
    mask_or_none: Estimate
    calibration_error: float | None
    decision: Decision
    """Its `least` is the mean of the parts'."""

    def to_json(self) -> dict[str, Json]:
        """Return the figures with the counts they come from."""
        error = self.calibration_error
        return {
            "parts": PARTS,
            "balanced_accuracy": plain_estimate(self.balanced_accuracy),
            "mask_or_none": plain_estimate(self.mask_or_none),
            "calibration_error": None if error is None else round(error, 4),
            "decided": plain_decision(self.decision),
        }


def part(picture: str) -> int:
    """Return the part a picture belongs to, 0 to PARTS - 1; all its faces share it."""
    return zlib.crc32(picture.encode()) % PARTS


def cross_fitted(sights: Sequence[Sight]) -> CrossFitted:
    """Calibrate and decide each part's faces by the other parts'.

    sights: judged without any calibration.
    """
    faces: list[Judged] = []
    levels: list[float] = []
    decided = wrong = 0
    for number in range(PARTS):
        others = [f for s in sights if part(s.scene.name) != number for f in s.counted]
        here = [f for s in sights if part(s.scene.name) == number for f in s.counted]
        fit = fitted(others)
        least = decided_probability([calibrated(face, fit) for face in others])
        judged = [calibrated(face, fit) for face in here]
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
    """Return the face with probabilities (of no calibration so far) by this one."""
    if face.found is None:
        return face
    logits = np.log(np.array([face.found.probabilities], np.float32).clip(1e-6))
    raised = np.exp(fit.applied(logits)[0])
    mask, incorrect, no_mask = (float(value) for value in raised / raised.sum())
    return replace(face, found=replace(face.found, probabilities=(mask, incorrect, no_mask)))
