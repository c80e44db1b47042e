"""Our detector against YuNet n as published, one look at each held-out picture: a table.

    python -m compliance.training.against DATA

DATA as for training, with the published file in its folder `yunet`. Both are judged alike, by the
rules of `compliance evaluate`; the processor time is the network's alone, on one thread.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from compliance.errors import DataError
from compliance.evaluation.evaluate import judge
from compliance.evaluation.scores import recall
from compliance.evaluation.truth import LABELS, Scene
from compliance.models import SHIPPED_MODELS, read_manifest
from compliance.pixels.geometry import Boxes, Picture, clipped
from compliance.pixels.inspect import ImageFaces, InspectedFace
from compliance.pixels.onnx import Session
from compliance.training.contents import TEACHERS, survey
from compliance.training.data import read_picture
from compliance.training.found import answers
from compliance.training.gathering import read_boxed
from compliance.training.run import Run, budget
from compliance.training.teacher import STRIDES, Teacher
from compliance.training.teachers import PUBLISHED

THEIRS_PX, THEIR_SCORE = 640, 0.5
OURS_PX = (480, 512, 544, 640)
_REPEATS = 40
_UNKNOWN = (1.0, 0.0, 0.0)  # what a face wears plays no part here

Look = Callable[[Picture], tuple[Boxes, np.ndarray]]
"""Boxes (n, 4) in the picture's pixels and scores (n,)."""


@dataclass(frozen=True, slots=True)
class Line:
    """How one detector did: recall by label, false alarms in all pictures, time against YuNet's."""

    name: str
    found: tuple[float | None, ...]
    alarms: int
    time: float

    def __str__(self) -> str:
        """Return the line as the table shows it."""
        found = " / ".join("-" if r is None else f"{100 * r:.1f}" for r in self.found)
        return f"{self.name:<24}{found:>22}{self.alarms:>8}{self.time:>8.2f}"


def table(data: Path, models: Path) -> Iterator[Line]:
    """Yield a line for YuNet n, then one for each size at which ours looks.

    Raises DataError when the published file is missing.
    """
    theirs = data / TEACHERS / PUBLISHED[0]
    if not theirs.is_file():
        message = f"{TEACHERS}/{PUBLISHED[0]} is not in {data.name}"
        raise DataError(message, "Put YuNet's published file there.")
    scenes = read_boxed(Run(data, data, budget(None, None)), survey(data)).sides.validation
    described = read_manifest(models).detector
    ours = Session(described.path)
    yunet = Teacher([theirs], (THEIRS_PX,), least_score=THEIR_SCORE)

    def their_look(picture: Picture) -> tuple[Boxes, np.ndarray]:
        seen = yunet.detect(picture)
        return seen.boxes, seen.scores

    unit = their_seconds(theirs, THEIRS_PX)
    yield measured(f"YuNet n {THEIRS_PX} px", scenes, their_look, THEIR_SCORE, 1.0)
    for side in OURS_PX:
        yield measured(
            f"ours {side} px",
            scenes,
            partial(answers, ours, side_px=side),
            described.high_threshold,
            our_seconds(ours, side) / unit,
        )


def measured(
    name: str, scenes: Sequence[Scene], look: Look, least_score: float, seconds: float
) -> Line:
    """Judge what one detector finds in all pictures."""
    images = [_image(scene, look, least_score) for scene in scenes]
    sights, _ = judge(scenes, images)
    shares = recall(face for sight in sights for face in sight.counted)
    alarms = sum(len(sight.false_alarms) for sight in sights)
    return Line(name, tuple(shares[label].ratio for label in LABELS), alarms, seconds)


def their_seconds(path: Path, side_px: int) -> float:
    """Return the processor time of the published network for a wide picture of this size."""
    names = tuple(f"{kind}_{s}" for kind in ("cls", "obj", "bbox", "kps") for s in STRIDES)
    picture = np.zeros((1, 3, *_wide(side_px)), np.float32)
    session = Session(path)
    return _least_seconds(lambda: session.run(names, {"input": picture}))  # type: ignore[dict-item]


def our_seconds(session: Session, side_px: int) -> float:
    """Return the processor time of our network for a wide picture of this size."""
    picture = np.zeros((1, *_wide(side_px), 3), np.uint8)
    return _least_seconds(lambda: session.run(("boxes", "scores"), {"image": picture}))


def _image(scene: Scene, look: Look, least_score: float) -> ImageFaces:
    picture = read_picture(scene.path)
    boxes, scores = look(picture)
    sure = scores >= least_score
    height, width = picture.shape[:2]
    kept = zip(clipped(boxes[sure], width, height), scores[sure], strict=True)
    faces = (InspectedFace(_corners(box), float(score), _UNKNOWN) for box, score in kept)
    return ImageFaces(scene.path, tuple(faces), size_px=(width, height))


def _corners(box: np.ndarray) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = (float(edge) for edge in box)
    return x1, y1, x2, y2


def _wide(side_px: int) -> tuple[int, int]:
    return round(side_px * 0.6 / 32) * 32, side_px


def _least_seconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(_REPEATS):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


if __name__ == "__main__":
    sys.stdout.write(f"{'':<24}{'found: m / i / n, %':>22}{'alarms':>8}{'time':>8}\n")
    for line in table(Path(sys.argv[1]), SHIPPED_MODELS):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
