"""What makes faces hard to judge, made on purpose: one change each, the same at every run."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from compliance.evaluation.truth import Box, Scene
from compliance.pixels.geometry import Picture

_BLUR_SHARE = 0.004
_MOTION_SHARE = 0.012
_DARK_GAMMA, _DARK_LIGHT, _DARK_NOISE = 1.8, 0.45, 6.0
_FLAT_CONTRAST, _FLAT_LIGHT = 0.45, 70.0
_JPEG_QUALITY = 15
_QUARTER = 0.25


@dataclass(frozen=True, slots=True)
class Condition:
    """A change made to every picture before it is inspected."""

    name: str
    about: str
    change: Callable[[Picture], Picture]
    """(height, width, 3) uint8 BGR in and out, its size multiplied by `scale`."""
    scale: float = 1.0

    def changed(self, scene: Scene) -> Scene:
        """Return the truth of a picture after the change."""
        if self.scale == 1.0:
            return scene
        return replace(
            scene,
            width=round(scene.width * self.scale),
            height=round(scene.height * self.scale),
            faces=tuple(replace(face, box=self._scaled(face.box)) for face in scene.faces),
            ignored=tuple(self._scaled(box) for box in scene.ignored),
        )

    def _scaled(self, box: Box) -> Box:
        x1, y1, x2, y2 = (edge * self.scale for edge in box)
        return x1, y1, x2, y2


def blurred(picture: Picture) -> Picture:
    """Put it out of focus, by a share of its longer side."""
    return _uint8(cv2.GaussianBlur(picture, (0, 0), _BLUR_SHARE * max(picture.shape)))


def moving(picture: Picture) -> Picture:
    """Smear it sideways, as somebody walking past a slow shutter is smeared."""
    length_px = max(3, round(_MOTION_SHARE * max(picture.shape)))
    return _uint8(cv2.blur(picture, (length_px, 1)))


def dark(picture: Picture) -> Picture:
    """Take most of the light away and add the noise of a sensor that amplifies the rest."""
    level = np.arange(256, dtype=np.float32) / 255
    table = (255 * _DARK_LIGHT * level**_DARK_GAMMA).astype(np.uint8)
    noise = np.random.default_rng(0).standard_normal(picture.shape, np.float32) * _DARK_NOISE
    return _uint8(np.clip(cv2.LUT(picture, table) + noise, 0, 255))


def infrared(picture: Picture) -> Picture:
    """Take the colour and most of the contrast away, as a night camera's picture has them."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32)
    flat = (grey * _FLAT_CONTRAST + _FLAT_LIGHT).astype(np.uint8)
    return _uint8(cv2.cvtColor(flat, cv2.COLOR_GRAY2BGR))


def compressed(picture: Picture) -> Picture:
    """Compress it hard and decompress it, in memory."""
    _, coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return _uint8(cv2.imdecode(coded, cv2.IMREAD_COLOR))


def quarter(picture: Picture) -> Picture:
    """Bring it to a quarter of its width and height."""
    height, width = picture.shape[:2]
    size = (max(1, round(width * _QUARTER)), max(1, round(height * _QUARTER)))
    return _uint8(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))


CONDITIONS = (
    Condition("blurred", "Gaussian blur of 0.4 % of the longer side", blurred),
    Condition("moving", "smeared sideways by 1.2 % of the longer side", moving),
    Condition("dark", "gamma 1.8, light x 0.45, sensor noise of 6 grey levels", dark),
    Condition("infrared", "grey, contrast x 0.45", infrared),
    Condition("compressed", "JPEG quality 15", compressed),
    Condition("quarter size", "width and height x 0.25", quarter, _QUARTER),
)


def _uint8(picture: object) -> Picture:
    return np.asarray(picture).astype(np.uint8)
