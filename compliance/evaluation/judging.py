"""One picture's truth against what the models found there."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from compliance.evaluation.scores import LEAST_PX, MATCH_IOU, Found, Judged, match
from compliance.evaluation.truth import Box, Scene
from compliance.pixels.geometry import as_boxes, iou
from compliance.pixels.inspect import ImageFaces

IGNORED_COVER = 0.5
"""A detection of which this share lies in one ignored box is neither right nor wrong."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One picture as it was judged."""

    scene: Scene
    judged: tuple[Judged, ...]
    """Its true faces, in their order."""
    alarms: tuple[Found, ...]
    """Detections that match no face and lie on no ignored place."""

    @property
    def counted(self) -> list[Judged]:
        """Return the faces large enough to count."""
        return [face for face in self.judged if face.side_px >= LEAST_PX]

    @property
    def false_alarms(self) -> list[Found]:
        """Return the alarms large enough to count."""
        return [alarm for alarm in self.alarms if alarm.side_px >= LEAST_PX]


def judged_sight(scene: Scene, image: ImageFaces) -> Sight:
    """Compare what was found in a readable picture with what is true."""
    found = [Found(face.box, face.score, face.probabilities) for face in image.faces]
    pairs = match([face.box for face in scene.faces], [face.box for face in found])
    judged = (
        Judged(face.label, face.side_px, None if at is None else found[at], face.box, face.tags)
        for face, at in zip(scene.faces, pairs, strict=True)
    )
    rest = [item for index, item in enumerate(found) if index not in pairs]
    alarms = (item for item in rest if not _is_ignored(item.box, scene.ignored))
    return Sight(scene, tuple(judged), tuple(alarms))


def _is_ignored(box: Box, ignored: Sequence[Box]) -> bool:
    places, one = as_boxes(ignored), as_boxes([box])
    low, high = np.maximum(places[:, :2], one[:, :2]), np.minimum(places[:, 2:], one[:, 2:])
    inside = np.clip(high - low, 0, None).prod(axis=1)
    area = float((one[:, 2:] - one[:, :2]).prod())
    is_covered = inside >= IGNORED_COVER * area
    return bool(is_covered.any() or (iou(places, one) >= MATCH_IOU).any())
