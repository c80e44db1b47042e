"""The manifest beside the models: what each file is, how it came about, how good it measured."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from compliance.evaluation.calibrate import NONE, Calibration
from compliance.evaluation.evaluate import Json, Report
from compliance.evaluation.scores import confusion
from compliance.evaluation.truth import LABELS
from compliance.training import mobilenet, yunet
from compliance.training.subjects import CROP_SCALE

MANIFEST = "manifest.json"
SCHEMA = 1
_OF_DETECTOR = (
    "pictures",
    "face_min_px",
    "recall",
    "recall_by_size",
    "recall_gap_points",
    "too_small",
    "unmatched",
    "precision",
)
_ELSEWHERE = (*_OF_DETECTOR, "confusion", "confusion_by_size")
_CONFUSION = (
    "Validation faces of 24 px and more, held out by a fixed hash: true label, then what the"
    " likeliest label was, or missed: below the detector's high threshold (IoU 0.4), or rejected"
    " as no face."
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen on validation data, for the models' use."""

    version: str
    high_threshold: float = 0.61
    """The least at which masked and bare faces are missed equally often, within half a point."""
    low_threshold: float = 0.25
    nms_iou: float = 0.4
    calibration: Calibration = NONE
    decided_probability: float = 0.6
    rejects_below: float = 0.01
    """Loses no held-out face as it is, and few of those made blurred or dark."""
    rejects_tracks_below: float = 0.2


def manifest(
    folder: Path,
    choices: Choices,
    recipes: Mapping[str, Json],
    report: Report | None,
) -> dict[str, Json]:
    """Describe the two files in the folder; without a report the scores and counts are empty."""
    scores = report.to_json() if report else {}
    counts = confusion(report.counted if report else ())
    return {
        "schema": SCHEMA,
        "detector": {
            **_file(folder / "detector.onnx"),
            "name": "compliance-face",
            "version": choices.version,
            "architecture": yunet.ARCHITECTURE,
            "input": {
                "name": "image",
                "type": "uint8",
                "layout": "1, h, w, 3 (BGR); h and w multiples of 32",
            },
            "thresholds": {"high": choices.high_threshold, "low": choices.low_threshold},
            "nms_iou": choices.nms_iou,
            "recipe": recipes.get("detector"),
            "scores": {key: scores[key] for key in _OF_DETECTOR if key in scores},
        },
        "classifier": {
            **_file(folder / "classifier.onnx"),
            "name": "compliance-mask",
            "version": choices.version,
            "architecture": _architecture(recipes.get("classifier")),
            "input": {
                "name": "crops",
                "type": "uint8",
                "layout": "n, 96, 96, 3 (BGR)",
                "size_px": mobilenet.SIZE_PX,
                "crop_scale": CROP_SCALE,
            },
            "labels": [str(label) for label in LABELS],
            "temperature": choices.calibration.temperature,
            "offsets": list(choices.calibration.offsets),
            "decided_probability": choices.decided_probability,
            "rejects_below": choices.rejects_below,
            "rejects_tracks_below": choices.rejects_tracks_below,
            "recipe": recipes.get("classifier"),
            "scores": {key: scores[key] for key in scores if key not in _ELSEWHERE},
        },
        "confusion": {
            "description": _CONFUSION,
            "counts": {true: dict(called) for true, called in counts.items()},
            "by_size": scores.get("confusion_by_size", {}),
        },
    }


def write_manifest(folder: Path, content: Mapping[str, Json]) -> None:
    """Write the manifest beside the files it describes."""
    text = json.dumps(content, indent=2, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def _architecture(recipe: Json) -> str:
    members = recipe.get("members") if isinstance(recipe, dict) else None
    if not isinstance(members, list):
        return mobilenet.ARCHITECTURE
    return f"mean logits of {len(members)} networks and of both mirror images: " + (
        mobilenet.ARCHITECTURE
    )


def _file(path: Path) -> dict[str, Json]:
    return {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
