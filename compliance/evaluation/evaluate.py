"""How good the shipped models are on labelled photographs: a report made of counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

from compliance.errors import DataError
from compliance.evaluation.scores import (
    SIZE_BANDS_PX,
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
from compliance.evaluation.truth import Scene, load_scenes
from compliance.pixels.inspect import ImageFaces, inspect_images

LEVELS = (0.34, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
"""Levels of sureness at which the report says what deciding from there on would give."""

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | None"


@dataclass(frozen=True, slots=True)
class Report:
    """Every true face and what was made of it, and the detections that belong to none."""

    pictures: int
    judged: tuple[Judged, ...]
    unmatched: tuple[Found, ...]
    faults: tuple[str, ...]

    @property
    def counted(self) -> list[Judged]:
        """Return the faces large enough to count."""
        return within(self.judged, SIZE_BANDS_PX[0], float("inf"))

    def to_json(self) -> dict[str, Json]:
        """Return all scores with the counts they come from, ready for JSON."""
        counts = confusion(self.counted)
        unmatched = [found for found in self.unmatched if _side(found) >= SIZE_BANDS_PX[0]]
        return {
            "pictures": self.pictures,
            "faces_counted": len(self.counted),
            "face_min_px": SIZE_BANDS_PX[0],
            "recall": _recalls(self.counted),
            "recall_by_size": _by_size(self.counted),
            "unmatched": _plain(Share(len(unmatched), self.pictures)),
            "confusion": {true: dict(called) for true, called in counts.items()},
            "balanced_accuracy": _rounded(balanced_accuracy(counts)),
            "mask_or_none": _rounded(mask_or_none(counts)),
            "calibration_error": _rounded(calibration_error(self.counted)),
            "decided_from": [
                {
                    "sureness": row.sureness,
                    "decided": _plain(row.decided),
                    "wrong": _plain(row.wrong),
                }
                for row in risk_and_coverage(self.counted, LEVELS)
            ],
            "faults": list(self.faults),
        }


def evaluate(truth: Path, images: Path, models: Path) -> Report:
    """Run the models in the folder on every picture of truth.json and judge the result.

    Raises DataError when there is nothing to judge, ModelError when the models are at fault.
    """
    loaded = load_scenes(truth, images)
    report = evaluate_scenes(loaded.scenes, models)
    return Report(
        report.pictures, report.judged, report.unmatched, (*loaded.faults, *report.faults)
    )


def evaluate_scenes(scenes: Sequence[Scene], models: Path) -> Report:
    """Run the models on these scenes, just as `inspect` does, and judge the result."""
    if not scenes:
        message = "there is no labelled picture to evaluate on"
        raise DataError(message, "Check the truth file and the folder of its images.")
    return judge(scenes, inspect_images([scene.path for scene in scenes], models))


def judge(scenes: Sequence[Scene], inspected: Iterable[ImageFaces]) -> Report:
    """Compare what was found with what is true, picture by picture, in the same order."""
    judged: list[Judged] = []
    unmatched: list[Found] = []
    faults: list[str] = []
    for scene, image in zip(scenes, inspected, strict=True):
        if image.error:
            faults.append(image.error)
            continue
        found = [Found(face.box, face.score, face.probabilities) for face in image.faces]
        pairs = match([face.box for face in scene.faces], [face.box for face in found])
        for face, index in zip(scene.faces, pairs, strict=True):
            judged.append(Judged(face.label, face.side_px, None if index is None else found[index]))
        unmatched += [item for index, item in enumerate(found) if index not in pairs]
    return Report(len(scenes) - len(faults), tuple(judged), tuple(unmatched), tuple(faults))


def _recalls(judged: Iterable[Judged]) -> dict[str, Json]:
    return {str(label): _plain(share) for label, share in recall(judged).items()}


def _by_size(judged: Sequence[Judged]) -> dict[str, Json]:
    return {
        f"{low:g} px to {high:g} px": _recalls(within(judged, low, high))
        for low, high in pairwise(SIZE_BANDS_PX)
    }


def _plain(share: Share) -> dict[str, Json]:
    return {"hits": share.hits, "total": share.total, "ratio": _rounded(share.ratio)}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _side(found: Found) -> float:
    x1, y1, x2, y2 = found.box
    return min(x2 - x1, y2 - y1)
