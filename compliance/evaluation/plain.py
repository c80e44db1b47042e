"""An evaluation as plain values for JSON: what evaluation.json and the manifest hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from compliance.evaluation.certainty import Bin, Decided
from compliance.evaluation.cross_fitting import PARTS, CrossFitted
from compliance.evaluation.deciding import Decision
from compliance.evaluation.figures import Scores
from compliance.evaluation.intervals import Estimate, estimated
from compliance.evaluation.metrics import Confusion
from compliance.evaluation.rate_error import RateErrors
from compliance.evaluation.rows import Row
from compliance.evaluation.scores import LEAST_PX, Share
from compliance.evaluation.truth import Label
from compliance.evaluation.worst import Mistake

SCHEMA = 1
"""Rises when something in evaluation.json changes its name or meaning."""

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | None"


@dataclass(frozen=True, slots=True)
class About:
    """What was evaluated, by name; no path."""

    truth: str
    images: str
    """Empty when not named."""
    annotations: str
    """Empty without annotations."""
    is_held_out: bool
    seed: int
    detector: str
    classifier: str


def document(
    about: About,
    scores: Scores,
    rows: Sequence[Row],
    mistakes: Mapping[Mistake, str],
    faults: Sequence[str],
) -> dict[str, Json]:
    """Return the whole content of evaluation.json; `mistakes` with the names of their pictures."""
    return {
        "schema": SCHEMA,
        "about": {
            "truth": about.truth,
            "images": about.images or None,
            "annotations": about.annotations or None,
            "held_out": about.is_held_out,
            "seed": about.seed,
            "detector": about.detector,
            "classifier": about.classifier,
        },
        "scores": plain_scores(scores, faults),
        "curves": {
            "calibration": [_bin(each) for each in scores.calibration],
            "risk_coverage": [_decided(each) for each in scores.curve],
        },
        "rows": [plain_row(row) for row in rows],
        "worst": [_mistake(mistake, file) for mistake, file in mistakes.items()],
    }


def plain_scores(scores: Scores, faults: Sequence[str]) -> dict[str, Json]:
    """Return all scores but the curves."""
    estimates = {
        "balanced_accuracy": scores.balanced_accuracy,
        "macro_f1": scores.macro_f1,
        "mask_or_none": scores.mask_or_none,
        "recall_gap_points": scores.recall_gap_points,
    }
    by_band = scores.recall_by_band.items()
    return {
        "pictures": scores.pictures,
        "faces_counted": scores.faces,
        "face_min_px": LEAST_PX,
        "recall": _recalls(scores.recall),
        "recall_by_size": {name: _recalls(shares) for name, shares in by_band},
        "too_small": _share(scores.too_small),
        "unmatched": {
            **_counts(scores.alarms),
            "low": _rounded(scores.alarms_per_picture.low),
            "high": _rounded(scores.alarms_per_picture.high),
        },
        "precision": _share(scores.precision),
        "confusion": _confusion(scores.confusion),
        "confusion_by_size": {
            name: _confusion(counts) for name, counts in scores.confusion_by_band.items()
        },
        **{name: _rounded(estimate.value) for name, estimate in estimates.items()},
        "intervals": {
            name: [_rounded(estimate.low), _rounded(estimate.high)]
            for name, estimate in estimates.items()
        },
        "calibration_error": _rounded(scores.calibration_error),
        "decided": _decision(scores.decision),
        "cross_fitted": _cross_fitted(scores.cross_fitted),
        "decided_from": [_decided(row) for row in scores.levels],
        "rate_error": _rates(scores.rate_errors),
        "faults": list(faults),
    }


def plain_estimate(one: Estimate) -> dict[str, Json]:
    """Return a figure with its interval."""
    return {"value": _rounded(one.value), "low": _rounded(one.low), "high": _rounded(one.high)}


def plain_row(row: Row) -> dict[str, Json]:
    """Return one row of figures."""
    return {
        "kind": str(row.kind),
        "name": row.name,
        "description": row.description,
        "faces": row.faces,
        "recall": _share(row.recall),
        "accuracy": _share(row.accuracy),
        "balanced_accuracy": plain_estimate(row.balanced_accuracy),
        "mask_or_none": plain_estimate(row.mask_or_none),
        "unknown": _share(row.unknown),
        "unmatched": _counts(row.alarms) if row.alarms else None,
    }


def _decision(decision: Decision) -> dict[str, Json]:
    return {
        "decided_probability": decision.least,
        "unknown": _share(decision.unknown),
        "wrong_of_all": _share(decision.wrong_of_all),
        "wrong_of_decided": _share(decision.wrong_of_decided),
        "errors_fall_by": _rounded(decision.errors_fall_by),
    }


def _cross_fitted(crossed: CrossFitted) -> dict[str, Json]:
    return {
        "parts": PARTS,
        "balanced_accuracy": plain_estimate(crossed.balanced_accuracy),
        "mask_or_none": plain_estimate(crossed.mask_or_none),
        "calibration_error": _rounded(crossed.calibration_error),
        "decided": _decision(crossed.decision),
    }


def _mistake(mistake: Mistake, file: str) -> dict[str, Json]:
    return {
        "kind": str(mistake.kind),
        "picture": mistake.scene.name,
        "box": [round(edge, 1) for edge in mistake.box],
        "label": str(mistake.label) if mistake.label else None,
        "called": str(mistake.called) if mistake.called else None,
        "sureness": _rounded(mistake.sureness),
        "file": file or None,
    }


def _share(share: Share) -> dict[str, Json]:
    one = estimated(share)
    return {**_counts(share), "low": _rounded(one.low), "high": _rounded(one.high)}


def _counts(share: Share) -> dict[str, Json]:
    return {"hits": share.hits, "total": share.total, "ratio": _rounded(share.ratio)}


def _recalls(shares: Mapping[Label, Share]) -> dict[str, Json]:
    return {str(label): _share(share) for label, share in shares.items()}


def _confusion(counts: Confusion) -> dict[str, Json]:
    return {true: dict(called) for true, called in counts.items()}


def _bin(each: Bin) -> dict[str, Json]:
    sureness = _rounded(each.mean_sureness)
    right = _share(each.right)
    return {"low": each.low, "high": each.high, "mean_sureness": sureness, "right": right}


def _decided(row: Decided) -> dict[str, Json]:
    return {
        "sureness": row.sureness,
        "decided": _counts(row.decided),
        "wrong": _counts(row.wrong),
    }


def _rates(errors: RateErrors) -> dict[str, Json]:
    ways: list[Json] = [
        {
            "way": each.way,
            "points": plain_estimate(each.points),
            "group_mean_absolute": _rounded(each.group_mean_absolute),
            "group_low": _rounded(each.group_low),
            "group_high": _rounded(each.group_high),
        }
        for each in errors.ways
    ]
    return {"group_pictures": errors.group_pictures, "ways": ways}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
