"""Validation during training: which share of faces is found at fixed budgets of false alarms."""

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from compliance.evaluation.truth import LABELS, Scene
from compliance.pixels.geometry import Boxes, as_boxes, candidates, cover, iou, suppressed
from compliance.pixels.onnx import Session
from compliance.training.data import read_picture

SIDE_PX = 640
FACE_MIN_PX = 24.0
MATCH_IOU = 0.4
SCORE_MIN = 0.1
ALARMS_PER_PICTURE = (0.05, 0.1, 0.2)
"""A detection on nothing known is a false alarm; unlabelled faces make this an upper bound."""

_TOUCHES = 0.5


def found_at_budget(
    network: Session, scenes: Sequence[Scene], elsewhere: Mapping[str, Boxes]
) -> tuple[float, str]:
    """Return the recall averaged over the budgets, and a line of words about it.

    elsewhere: by picture, areas where a detection is no false alarm. Pictures are brought to
    SIDE_PX; faces and alarms under FACE_MIN_PX, as stored, do not count.
    """
    best: dict[str, list[float]] = {label: [] for label in LABELS}
    alarms: list[float] = []
    for scene in scenes:
        boxes, scores = answers(network, read_picture(scene.path))
        truth = as_boxes([face.box for face in scene.faces])
        overlap = iou(boxes, truth)
        known = np.concatenate((truth, elsewhere.get(scene.name, truth[:0])))
        strange = cover(boxes, known).max(axis=1, initial=0) < _TOUCHES
        large = (boxes[:, 2:] - boxes[:, :2]).min(axis=1, initial=np.inf) >= FACE_MIN_PX
        alarms += scores[strange & large].tolist()
        for index, face in enumerate(scene.faces):
            if face.side_px >= FACE_MIN_PX:
                hits = scores[overlap[:, index] >= MATCH_IOU]
                best[face.label].append(float(hits.max(initial=0)))
    return _summary(best, sorted(alarms, reverse=True), len(scenes))


def _summary(
    best: Mapping[str, Sequence[float]], alarms: Sequence[float], pictures: int
) -> tuple[float, str]:
    everyone = np.array([score for label in LABELS for score in best[label]])
    recalls, words = [], []
    for budget in ALARMS_PER_PICTURE:
        place = int(budget * pictures)
        threshold = alarms[place] if place < len(alarms) else SCORE_MIN
        recalls.append(float((everyone > threshold).mean()))
        each = [float((np.array(best[label]) > threshold).mean()) for label in LABELS]
        words.append(f"{budget:g}@{threshold:.2f} " + "/".join(f"{r:.3f}" for r in each))
    return float(np.mean(recalls)), f"recall {np.mean(recalls):.4f} " + " ".join(words)


def answers(
    network: Session, picture: NDArray[np.uint8], side_px: int = SIDE_PX
) -> tuple[Boxes, NDArray[np.float32]]:
    """Return boxes (n, 4) in pixels of the picture and scores (n,), overlapping ones removed."""
    factor = side_px / max(picture.shape[:2])
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    resized = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=method)
    sized = np.asarray(resized, np.uint8)
    height, width = sized.shape[:2]
    padded = np.pad(sized, ((0, -height % 32), (0, -width % 32), (0, 0)))[None]
    boxes, scores = (out[0] for out in network.run(("boxes", "scores"), {"image": padded}))
    keep = candidates(scores, SCORE_MIN)
    found, sure = boxes[keep] / np.float32(factor), scores[keep]
    kept = suppressed(found, sure, MATCH_IOU)
    return found[kept], sure[kept]
