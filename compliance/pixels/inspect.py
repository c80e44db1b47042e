"""Detector and classifier on single photographs, small and large, one result per file."""

import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np

from compliance.errors import SourceError
from compliance.models import LABELS, read_manifest, verify
from compliance.pixels.classify import Classifier
from compliance.pixels.detect import Detector
from compliance.pixels.geometry import Picture, clipped
from compliance.pixels.outcome import Probabilities
from compliance.pixels.search import find_faces

IMAGE_SUFFIXES = frozenset((".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"))

_WAITING_PER_THREAD = 4

Box: TypeAlias = tuple[float, float, float, float]

Change: TypeAlias = Callable[[Picture], Picture]
"""What is done to a photograph before it is looked at."""


def unchanged(picture: Picture) -> Picture:
    """Return the photograph as it is."""
    return picture


@dataclass(frozen=True, slots=True)
class InspectedFace:
    """One face of a photograph."""

    box: Box
    """x1, y1, x2, y2 in pixels of the image as stored."""
    score: float
    probabilities: Probabilities


@dataclass(frozen=True, slots=True)
class ImageFaces:
    """What one photograph shows."""

    path: Path
    faces: tuple[InspectedFace, ...] = ()
    error: str = ""
    """Why the image could not be read; empty when it was."""
    size_px: tuple[int, int] | None = None
    """Width and height of what was looked at; None when it could not be read."""

    def to_json(self) -> str:
        """Return one line of JSON, without its line end."""
        line: dict[str, object] = {"image": self.path.name, "faces": [_row(f) for f in self.faces]}
        if self.error:
            line["error"] = self.error
        return json.dumps(line)


def paths_from(arguments: Iterable[str], lines: Iterable[str]) -> Iterator[Path]:
    """Yield the images named: files, a directory's images by name, and for `-` those in `lines`.

    Raises SourceError for a directory that holds no image.
    """
    for argument in arguments:
        if argument == "-":
            names = (line.rstrip("\r\n") for line in lines)
            yield from (Path(name) for name in names if name)
        elif Path(argument).is_dir():
            yield from _images_in(Path(argument))
        else:
            yield Path(argument)


def inspect_images(
    paths: Iterable[Path], models: Path, change: Change = unchanged
) -> Iterator[ImageFaces]:
    """Inspect photographs with the models in this folder, in order, on all processors.

    A broken image gives a result with an error. Raises ModelError before the first image.
    """
    described = read_manifest(models)
    verify(described)
    detector, classifier = Detector(described.detector), Classifier(described.classifier)
    threads = os.cpu_count() or 1
    cv2.setNumThreads(1)
    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[Future[ImageFaces]] = deque()
        for path in paths:
            waiting.append(pool.submit(inspect_image, path, detector, classifier, change))
            if len(waiting) > threads * _WAITING_PER_THREAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def inspect_image(
    path: Path, detector: Detector, classifier: Classifier, change: Change = unchanged
) -> ImageFaces:
    """Inspect one photograph; one that cannot be read gives its error.

    Detections that the classifier takes for no face are left out. Boxes lie in the photograph
    as `change` left it.
    """
    read = _read(path)
    if isinstance(read, str):
        return ImageFaces(path, error=read)
    picture = change(read)
    found = find_faces(picture, detector)
    judged = classifier.judge(classifier.crops(picture, found.boxes))
    height, width = picture.shape[:2]
    boxes = clipped(found.boxes, width, height)
    rows = zip(boxes, found.scores, judged.probabilities, judged.is_face, strict=True)
    least = classifier.model.rejects_below
    faces = (_face(box.tolist(), float(s), p.tolist()) for box, s, p, sure in rows if sure >= least)
    return ImageFaces(path, tuple(faces), size_px=(width, height))


def read_picture(path: Path) -> Picture:
    """Read an image as stored: (height, width, 3) uint8 BGR, EXIF rotation ignored.

    Raises SourceError, naming the file, when there is none or it is no image.
    """
    read = _read(path)
    if isinstance(read, str):
        raise SourceError(f"{path.name}: {read}")
    return read


def _read(path: Path) -> Picture | str:
    """Return the same picture, or why there is none."""
    try:
        data = np.frombuffer(path.read_bytes(), np.uint8)
        flags = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
        picture = cv2.imdecode(data, flags) if len(data) else None
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    except cv2.error:  # such as one of more pixels than OpenCV reads
        return "cannot be decoded as an image"
    return "is not an image, or is damaged" if picture is None else np.asarray(picture, np.uint8)


def face_finder(models: Path) -> Callable[[Picture], Box | None]:
    """Return a function that tells a picture's best face, or None, with this folder's models."""
    described = read_manifest(models)
    verify(described)
    detector = Detector(described.detector)

    def find(picture: Picture) -> Box | None:
        boxes = find_faces(picture, detector).boxes
        if not len(boxes):
            return None
        x1, y1, x2, y2 = boxes[0].tolist()
        return (x1, y1, x2, y2)

    return find


def _images_in(folder: Path) -> list[Path]:
    images = sorted(path for path in folder.iterdir() if path.suffix.lower() in IMAGE_SUFFIXES)
    if not images:
        raise SourceError(f"{folder}: holds no image", f"Looked for {sorted(IMAGE_SUFFIXES)}.")
    return images


def _face(box: list[float], score: float, probabilities: list[float]) -> InspectedFace:
    x1, y1, x2, y2 = (round(edge, 1) for edge in box)
    mask, incorrect, no_mask = (round(p, 4) for p in probabilities)
    return InspectedFace((x1, y1, x2, y2), round(score, 4), (mask, incorrect, no_mask))


def _row(face: InspectedFace) -> dict[str, object]:
    probabilities = dict(zip(LABELS, face.probabilities, strict=True))
    return {"box": list(face.box), "score": face.score, "probabilities": probabilities}
