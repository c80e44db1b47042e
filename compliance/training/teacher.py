"""Faces nobody labelled: found by published detectors, so that training neither misses nor invents.

A background face counted as background teaches the detector to miss faces. Detections of two
published networks at two sizes become faces when they are sure, and areas to ignore when not.
"""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from compliance.errors import DataError
from compliance.evaluation.truth import Box
from compliance.pixels.geometry import as_boxes, cover, suppressed

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # before the import, or it would reach for the network
import onnxruntime as ort

STRIDES = (8, 16, 32)
SIDES_PX = (1280, 512)
GROWTH_MAX = 2.0
SURE = 0.7
DOUBTFUL = 0.4
_SAME_FACE_IOU = 0.4
_SAME_FACE = 0.6  # of the smaller box
_MULTIPLE = 32


@dataclass(frozen=True, slots=True)
class Marks:
    """What a picture shows beside its labelled faces."""

    faces: tuple[Box, ...]
    ignored: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A teacher's detections, in pixels of the picture, best first.

    boxes: (n, 4); scores: (n,), the least asked for and more; landmarks: (n, 5, 2) of both eyes,
    the nose tip and both corners of the mouth, left to right in the picture.
    """

    boxes: NDArray[np.float32]
    scores: NDArray[np.float32]
    landmarks: NDArray[np.float32]

    def taken(self, which: NDArray[np.intp] | NDArray[np.bool_]) -> "Seen":
        """Return the detections chosen, in that order."""
        return Seen(self.boxes[which], self.scores[which], self.landmarks[which])


class Teacher:
    """Published YuNet networks asked together; the best score of a face counts."""

    def __init__(
        self,
        files: Sequence[Path],
        sides_px: Sequence[int] = SIDES_PX,
        threads: int = 1,
        least_score: float = DOUBTFUL,
    ) -> None:
        if not files:
            message = "no published detector was named"
            raise DataError(message, "Name the YuNet ONNX files, such as yunet_n_dynamic.onnx.")
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.enable_cpu_mem_arena = False
        self._sides_px = tuple(sides_px)
        self._least_score = least_score
        self._sessions = [
            ort.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
            for file in files
        ]

    def detect(self, picture: NDArray[np.uint8]) -> Seen:
        """Find the faces of a picture (h, w, 3) uint8 BGR, at every size in turn."""
        parts = []
        for side in self._sides_px:
            factor = min(side / max(picture.shape[:2]), GROWTH_MAX)
            method = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
            sized = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=method)
            padded = _padded(np.asarray(sized, np.uint8))
            parts += [
                _ask(session, padded, 1 / factor, self._least_score) for session in self._sessions
            ]
        seen = _joined(parts)
        return seen.taken(suppressed(seen.boxes, seen.scores, _SAME_FACE_IOU))


def mark(seen: Seen, labelled: Sequence[Box]) -> Marks:
    """Divide a teacher's detections, leaving out the labelled faces and what lies on them.

    A teacher's box round a whole head, say, is no second face beside the labelled one.
    """
    covered = cover(seen.boxes, as_boxes(labelled)).max(axis=1, initial=0)
    seen = seen.taken(np.flatnonzero(covered < _SAME_FACE))
    nested = np.triu(cover(seen.boxes, seen.boxes) > _SAME_FACE, 1).any(axis=0)
    seen = seen.taken(np.flatnonzero(~nested))
    return Marks(_boxes(seen.boxes[seen.scores >= SURE]), _boxes(seen.boxes[seen.scores < SURE]))


def write_marks(path: Path, marks: dict[str, Marks]) -> None:
    """Write the marks of named pictures as JSON."""
    plain = {name: {"faces": m.faces, "ignored": m.ignored} for name, m in marks.items()}
    path.write_text(json.dumps(plain), encoding="utf-8")


def read_marks(path: Path) -> dict[str, Marks]:
    """Read what write_marks wrote."""
    plain = json.loads(path.read_text(encoding="utf-8"))
    return {
        name: Marks(tuple(map(tuple, m["faces"])), tuple(map(tuple, m["ignored"])))
        for name, m in plain.items()
    }


def _ask(
    session: ort.InferenceSession, picture: NDArray[np.uint8], factor: float, least_score: float
) -> Seen:
    """Return one network's detections; their pixels are multiplied by `factor`."""
    blob = picture.transpose(2, 0, 1)[None].astype(np.float32)
    names = [output.name for output in session.get_outputs()]
    outputs = dict(zip(names, session.run(None, {session.get_inputs()[0].name: blob}), strict=True))
    levels = []
    for stride in STRIDES:
        score = np.sqrt(outputs[f"cls_{stride}"] * outputs[f"obj_{stride}"])[0, :, 0]
        keep = np.flatnonzero(score >= least_score)
        columns = picture.shape[1] // stride
        places = np.stack((keep % columns, keep // columns), 1)
        raw = outputs[f"bbox_{stride}"][0, keep]
        centre, half = (raw[:, :2] + places) * stride, np.exp(raw[:, 2:]) * stride / 2
        boxes = np.concatenate((centre - half, centre + half), 1) * factor
        offsets = outputs[f"kps_{stride}"][0, keep].reshape(-1, 5, 2)
        points = (offsets + places[:, None]) * stride * factor
        levels.append(Seen(boxes.astype(np.float32), score[keep], points.astype(np.float32)))
    return _joined(levels)


def _joined(parts: Sequence[Seen]) -> Seen:
    return Seen(
        np.concatenate([part.boxes for part in parts]),
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.landmarks for part in parts]),
    )


def _padded(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = picture.shape[:2]
    below, right = -height % _MULTIPLE, -width % _MULTIPLE
    return np.pad(picture, ((0, below), (0, right), (0, 0)))


def _boxes(array: NDArray[np.float32]) -> tuple[Box, ...]:
    rows: Iterable[list[float]] = array.astype(float).round(1).tolist()
    return tuple((x1, y1, x2, y2) for x1, y1, x2, y2 in rows)
