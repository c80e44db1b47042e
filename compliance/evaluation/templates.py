"""Pictures of masks with six anchor points, laid over an aligned face.

The layout is that of MaskTheFace: a folder with RGBA pictures and a `masks.cfg`, in which each
section names a `template` and its points `mask_a` to `mask_f`.
"""

import configparser
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from compliance.errors import DataError
from compliance.evaluation.looks import Worn
from compliance.evaluation.portraits import CANVAS_HEIGHT_PX, CANVAS_WIDTH_PX, FACE, Picture

_POINTS = tuple(f"mask_{letter}" for letter in "abcdef")
"""Upper edge left, middle, right; lower edge left, middle, right, as seen."""

# Where those points go on the face, as shares of its box's width and height.
_TARGETS = {
    Worn.RIGHT: ((0.0, 0.50), (0.5, 0.42), (1.0, 0.50), (0.09, 0.86), (0.5, 1.06), (0.91, 0.86)),
    Worn.NOSE_OUT: ((0.0, 0.60), (0.5, 0.66), (1.0, 0.60), (0.09, 0.90), (0.5, 1.10), (0.91, 0.90)),
    Worn.CHIN: ((0.02, 0.72), (0.5, 0.88), (0.98, 0.72), (0.12, 0.99), (0.5, 1.17), (0.88, 0.99)),
}


@dataclass(frozen=True, slots=True)
class Template:
    """One picture of a mask."""

    name: str
    picture: NDArray[np.uint8]
    """(height, width, 4) uint8, BGR and cover."""
    points: NDArray[np.float32]
    """(6, 2) x, y in pixels of the picture."""


def read_templates(folder: Path) -> tuple[Template, ...]:
    """Read the frontal templates of a folder; those drawn for turned heads are left out.

    Raises DataError, naming what is missing or wrong.
    """
    path = folder / "masks.cfg"
    layout = configparser.ConfigParser()
    try:
        layout.read_string(path.read_text(encoding="utf-8"))
        names = [n for n in layout.sections() if not n.endswith(("_left", "_right"))]
        found = tuple(_template(folder, name, layout[name]) for name in names)
    except (configparser.Error, KeyError, OSError, ValueError) as error:
        message = f"{path}: {type(error).__name__}: {error}"
        raise DataError(message, "Name a folder of templates with its masks.cfg.") from error
    if not found:
        raise DataError(f"{path}: no frontal template", "Name at least one.")
    return found


def paste(face: Picture, template: Template, worn: Worn) -> Picture:
    """Return the aligned face (320, 256, 3) with the template worn on it."""
    x1, y1, x2, y2 = FACE
    targets = [(x1 + u * (x2 - x1), y1 + v * (y2 - y1)) for u, v in _TARGETS[worn]]
    bend, _ = cv2.findHomography(template.points, np.array(targets, np.float32))
    size = (CANVAS_WIDTH_PX, CANVAS_HEIGHT_PX)
    laid = cv2.warpPerspective(template.picture, bend, size, flags=cv2.INTER_AREA)
    share = laid[..., 3:].astype(np.float32) / 255
    shadow = cv2.GaussianBlur(np.roll(share[..., 0], 5, axis=0), (0, 0), 4)[..., None]
    below = face * (1 - 0.35 * shadow)
    return np.asarray(np.rint(below * (1 - share) + laid[..., :3] * share), np.uint8)


def _template(folder: Path, name: str, section: configparser.SectionProxy) -> Template:
    file = folder / Path(section["template"]).name
    picture = cv2.imread(str(file), cv2.IMREAD_UNCHANGED)
    if picture is None or picture.ndim != 3 or picture.shape[2] != 4:
        message = f"{file.name} is not a picture with an alpha channel"
        raise ValueError(message)
    points = [tuple(float(v) for v in section[key].split(",")) for key in _POINTS]
    return Template(name, np.asarray(picture, np.uint8), np.array(points, np.float32))
