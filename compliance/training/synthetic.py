"""Masks put on bare faces: worn rightly, below the nose, or under the chin.

Rightly worn ones are put on too; otherwise the marks of pasting would come to mean "incorrect".
"""

import configparser
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from compliance.errors import DataError
from compliance.evaluation.truth import Label

_ANCHORS = ("mask_a", "mask_b", "mask_c", "mask_d", "mask_e", "mask_f")
_TURN_MAX = 0.28
_LEFT_OUT = ("_left", "_right", "gas")  # for turned heads; and no mask of the street


class Wear(Enum):
    """Where a mask sits: bridge, upper sides, lower sides, chin, in eye-to-mouth lengths."""

    RIGHT = (0.36, 0.42, 1.25, 1.75)
    BELOW_NOSE_TIP = (0.68, 0.58, 1.30, 1.80)
    BELOW_NOSE = (0.80, 0.70, 1.35, 1.85)
    UNDER_CHIN = (1.38, 1.25, 1.85, 2.25)

    @property
    def label(self) -> Label:
        """Return what such a face counts as."""
        return Label.MASK if self is Wear.RIGHT else Label.INCORRECT


@dataclass(frozen=True, slots=True)
class Template:
    """A mask's picture (h, w, 4) uint8 BGRA and its six anchors (6, 2): top, then bottom."""

    picture: NDArray[np.uint8]
    anchors: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Landmarks:
    """Eyes, nose tip and mouth corners, left to right in the picture: (5, 2) pixels."""

    points: NDArray[np.float32]

    @property
    def is_frontal(self) -> bool:
        """Say whether the nose lies between the eyes, so that a flat mask fits."""
        eyes = self.points[1] - self.points[0]
        nose = self.points[2] - (self.points[0] + self.points[1]) / 2
        length = float(eyes @ eyes)
        return length > 0 and abs(float(nose @ eyes)) / length < _TURN_MAX


def load_templates(folder: Path) -> tuple[Template, ...]:
    """Read masks.cfg and the frontal pictures it names; raises DataError when there is none."""
    config = configparser.ConfigParser()
    config.read(folder / "masks.cfg", encoding="utf-8")
    found = []
    for name in config.sections():
        if "template" not in config[name]:
            continue
        file = folder / Path(config[name]["template"]).name
        picture = cv2.imread(str(file), cv2.IMREAD_UNCHANGED) if file.is_file() else None
        if picture is None or picture.shape[2] != 4 or name.endswith(_LEFT_OUT):  # noqa: PLR2004
            continue
        anchors = [[float(v) for v in config[name][key].split(",")] for key in _ANCHORS]
        found.append(Template(np.asarray(picture, np.uint8), np.array(anchors, np.float32)))
    if not found:
        message = f"{folder.name}: no mask picture is named by masks.cfg"
        raise DataError(message, "Name a folder with masks.cfg and its RGBA pictures.")
    return tuple(found)


def put_on(
    patch: NDArray[np.uint8], face: Landmarks, template: Template, wear: Wear, rng: Generator
) -> NDArray[np.uint8]:
    """Return the patch (h, w, 3) uint8 BGR with the mask worn as said, its colour varied."""
    target = places(face, wear, rng)
    matrix, _ = cv2.findHomography(template.anchors, target)
    if matrix is None:
        return patch
    size = (patch.shape[1], patch.shape[0])
    shrink = max(1.0, template.picture.shape[1] / max(float(np.ptp(target[:, 0])), 8.0))
    soft = cv2.GaussianBlur(template.picture, (0, 0), 0.4 * shrink)
    worn = cv2.warpPerspective(soft, matrix, size, flags=cv2.INTER_LINEAR).astype(np.float32)
    opacity = worn[..., 3:] / 255
    cloth = _coloured(worn[..., :3], patch, rng)
    mixed = patch.astype(np.float32) * (1 - opacity) + cloth * opacity
    return mixed.clip(0, 255).astype(np.uint8)


def places(face: Landmarks, wear: Wear, rng: Generator | None = None) -> NDArray[np.float32]:
    """Return where a mask's six anchors lie on a face, (6, 2) pixels; varied with `rng`."""
    eyes = face.points[1] - face.points[0]
    middle = (face.points[0] + face.points[1]) / 2
    down = (face.points[3] + face.points[4]) / 2 - middle
    bridge, upper, lower, chin = wear.value
    wide, narrow = 1.05, 0.8
    if rng:
        shift = rng.normal(0, 0.04)
        bridge, upper, lower, chin = (v + shift + rng.normal(0, 0.03) for v in wear.value)
        wide, narrow = rng.uniform(0.98, 1.18), rng.uniform(0.72, 0.92)
    nose = float((face.points[2] - middle) @ eyes) / float(eyes @ eyes) * 0.8
    spots = (
        (-wide + nose / 2, upper),
        (nose, bridge),
        (wide + nose / 2, upper),
        (-narrow + nose / 2, lower),
        (nose, chin),
        (narrow + nose / 2, lower),
    )
    return np.array([middle + across * eyes + along * down for across, along in spots], np.float32)


def _coloured(
    cloth: NDArray[np.float32], patch: NDArray[np.uint8], rng: Generator
) -> NDArray[np.float32]:
    """Vary the colour, sometimes to black, and bring it to the light of the picture."""
    tint = rng.uniform(0.75, 1.2, 3)
    if rng.random() < 0.45:  # noqa: PLR2004
        tint = rng.uniform(0.1, 1.0, 3) if rng.random() < 0.5 else np.full(3, rng.uniform(0.1, 0.4))  # noqa: PLR2004
    brightness = float(np.clip(patch.mean() / 125, 0.5, 1.25))
    return np.asarray(cloth * tint * brightness, np.float32)
