"""Heads seen from the side: the picture of a head laid round its own outline and turned."""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from compliance.evaluation.street.portraits import FACE, Box, Picture
from compliance.evaluation.street.sprites import Sprite

_STEP_DEGREES = 5
_NECK_ROWS = (244, 262)
"""From the first of these rows down to the second the turn fades out: the neck stays."""
_OPAQUE = 127


@dataclass(frozen=True, slots=True)
class Seen:
    """A head as it is seen at a turn."""

    sprite: Sprite
    face: Sprite
    """Cover of the face alone."""
    box: Box
    """Of the face, on the head's canvas."""


@dataclass(frozen=True, slots=True)
class Head:
    """A head seen from the front; what it looks like when turned is made once."""

    picture: Picture
    cover: NDArray[np.uint8]
    oval: NDArray[np.uint8]
    """Cover of the face."""
    box: Box = FACE
    _seen: dict[int, Seen] = field(default_factory=dict)

    def turned(self, degrees: float) -> Seen:
        """Return the head turned by this much to the right of the picture, to 90 degrees."""
        step = round(degrees / _STEP_DEGREES)
        if step not in self._seen:
            self._seen[step] = (
                self._turned(np.deg2rad(step * _STEP_DEGREES)) if step else self._front()
            )
        return self._seen[step]

    def _front(self) -> Seen:
        return Seen(
            Sprite.of(self.picture, self.cover), Sprite.of(self.picture, self.oval), self.box
        )

    def _turned(self, angle: float) -> Seen:
        """Take each row for the front of an upright cylinder; its far side is that of its edge."""
        middle, half = _extents(self.cover)
        rows, columns = np.mgrid[: self.cover.shape[0], : self.cover.shape[1]].astype(np.float32)
        turn = angle * np.clip((_NECK_ROWS[1] - rows) / (_NECK_ROWS[1] - _NECK_ROWS[0]), 0, 1)
        out = np.arcsin(np.clip((columns - middle[:, None]) / half[:, None], -1, 1))
        back = np.clip(out - turn, -_EDGE, _EDGE)
        source = (middle[:, None] + half[:, None] * np.sin(back)).astype(np.float32)
        picture = cv2.remap(self.picture, source, rows, cv2.INTER_LINEAR)
        behind = np.abs(out - turn) > np.pi / 2
        oval = np.where(behind, 0, cv2.remap(self.oval, source, rows, cv2.INTER_LINEAR))
        shown = np.asarray(picture, np.uint8), np.minimum(oval, self.cover).astype(np.uint8)
        return Seen(
            Sprite.of(shown[0], self.cover), Sprite.of(*shown), self._box(angle, middle, half)
        )

    def _box(self, angle: float, middle: NDArray[np.float32], half: NDArray[np.float32]) -> Box:
        x1, y1, x2, y2 = self.box
        rows = slice(round(y1), round(y2))
        centre, radius = float(np.median(middle[rows])), float(np.median(half[rows]))
        edges = np.arcsin(np.clip((np.array([x1, x2]) - centre) / radius, -1, 1)) + angle
        left, right = centre + radius * np.sin(np.clip(edges, -np.pi / 2, np.pi / 2))
        return (float(left), y1, float(right), y2)


def _extents(cover: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return each row's middle and half width in pixels; rows without any borrow the widest."""
    solid = cover > _OPAQUE
    first = solid.argmax(1).astype(np.float32)
    last = (cover.shape[1] - 1 - solid[:, ::-1].argmax(1)).astype(np.float32)
    has_any = solid.any(1)
    middle, half = (first + last) / 2, np.maximum((last - first) / 2, 1)
    middle[~has_any], half[~has_any] = cover.shape[1] / 2, cover.shape[1] / 2
    return _smooth(middle), _smooth(half)


def _smooth(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.blur(values[:, None], (1, 9), borderType=cv2.BORDER_REPLICATE)[:, 0])


_EDGE = np.deg2rad(70)
"""The edge of the picture itself is background or blurred: further round it shows this colour."""
