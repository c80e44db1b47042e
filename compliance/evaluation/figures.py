"""All scores of an evaluation, each with the counts it comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compliance.evaluation.calibrate import NONE, Calibration
from compliance.evaluation.certainty import (
    Bin,
    Decided,
    calibration,
    calibration_error,
    risk_and_coverage,
    whole_curve,
)
from compliance.evaluation.cross_fitting import CrossFitted, cross_fitted
from compliance.evaluation.deciding import Decision, decision
from compliance.evaluation.intervals import Estimate, mean_count
from compliance.evaluation.judging import Sight
from compliance.evaluation.metrics import (
    Confusion,
    balanced_accuracy,
    macro_f1,
    mask_or_none,
    recall_gap_points,
)
from compliance.evaluation.rate_error import RateErrors, rate_errors
from compliance.evaluation.scores import BANDS, LEAST_PX, Share, confusion, recall
from compliance.evaluation.truth import Label

LEVELS = (0.34, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
"""Levels of sureness at which the report says what deciding from there on would give."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Everything measured; by band: by the name of a size band."""

    pictures: int
    faces: int
    """True faces large enough to count."""
    recall: Mapping[Label, Share]
    recall_by_band: Mapping[str, Mapping[Label, Share]]
    too_small: Share
    """Found, of the faces too small to count."""
    alarms: Share
    """False alarms, of pictures; may be more than one each."""
    alarms_per_picture: Estimate
    precision: Share
    """Faces, of the detections that count."""
    confusion: Confusion
    confusion_by_band: Mapping[str, Confusion]
    balanced_accuracy: Estimate
    macro_f1: Estimate
    mask_or_none: Estimate
    recall_gap_points: Estimate
    calibration: Sequence[Bin]
    calibration_error: float | None
    decision: Decision
    cross_fitted: CrossFitted
    """The same and more, were calibration and decision fitted to other pictures of these."""
    levels: Sequence[Decided]
    curve: Sequence[Decided]
    """At every sureness that occurs."""
    rate_errors: RateErrors


def measured(
    sights: Sequence[Sight], decided_probability: float, seed: int, used: Calibration = NONE
) -> Scores:
    """Return all scores of these pictures.

    used: what their faces were calibrated with.
    """
    faces = [face for sight in sights for face in sight.counted]
    small = [f for sight in sights for f in sight.judged if f.side_px < LEAST_PX]
    alarms = [len(sight.false_alarms) for sight in sights]
    found = sum(face.found is not None for face in faces)
    counts = confusion(faces)
    in_bands = {band.name: [f for f in faces if band.holds(f.side_px)] for band in BANDS}
    return Scores(
        pictures=len(sights),
        faces=len(faces),
        recall=recall(faces),
        recall_by_band={name: recall(held) for name, held in in_bands.items()},
        too_small=Share.of(face.found is not None for face in small),
        alarms=Share(sum(alarms), len(sights)),
        alarms_per_picture=mean_count(alarms, seed),
        precision=Share(found, found + sum(alarms)),
        confusion=counts,
        confusion_by_band={name: confusion(held) for name, held in in_bands.items()},
        balanced_accuracy=balanced_accuracy(counts),
        macro_f1=macro_f1([sight.counted for sight in sights], seed),
        mask_or_none=mask_or_none(counts),
        recall_gap_points=recall_gap_points(counts),
        calibration=calibration(faces),
        calibration_error=calibration_error(faces),
        cross_fitted=cross_fitted(sights, used),
        decision=decision(faces, decided_probability),
        levels=risk_and_coverage(faces, LEVELS),
        curve=whole_curve(faces),
        rate_errors=rate_errors(sights, decided_probability, seed),
    )
