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
from compliance.evaluation.street.looks import Worn
from compliance.evaluation.street.masks import Dressed
from compliance.evaluation.street.portraits import CANVAS_HEIGHT_PX, CANVAS_WIDTH_PX, FACE, Picture

_REACH_PX = 14

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
        named = [n for n in layout.sections() if "template" in layout[n]]
        names = [n for n in named if not n.endswith(("_left", "_right"))]
        found = tuple(_template(folder, name, layout[name]) for name in names)
    except (configparser.Error, KeyError, OSError, ValueError) as error:
        message = f"{path}: {type(error).__name__}: {error}"
        raise DataError(message, "Name a folder of templates with its masks.cfg.") from error
    if not found:
        raise DataError(f"{path}: no frontal template", "Name at least one.")
    return found


def paste(face: Picture, template: Template, worn: Worn) -> Dressed:
    """Return the aligned face (320, 256, 3) with the template worn on it."""
    x1, y1, x2, y2 = FACE
    targets = [(x1 + u * (x2 - x1), y1 + v * (y2 - y1)) for u, v in _TARGETS[worn]]
    laid = _bent(template, np.array(targets, np.float64))
    share = laid[..., 3:].astype(np.float32) / 255
    shadow = cv2.GaussianBlur(np.roll(share[..., 0], 5, axis=0), (0, 0), 4)[..., None]
    below = face * (1 - 0.35 * shadow)
    dressed = np.rint(below * (1 - share) + laid[..., :3] * share).astype(np.uint8)
    return dressed, np.asarray(laid[..., 3], np.uint8)


def _bent(template: Template, targets: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return the template on the canvas, its six points exactly at the targets.

    What lies between follows a curve of second degree across the face, a straight line down it.
    """
    rows, columns = np.mgrid[:CANVAS_HEIGHT_PX, :CANVAS_WIDTH_PX].astype(np.float64)
    bend = np.linalg.solve(_terms(targets[:, 0], targets[:, 1]), template.points)
    source = (_terms(columns, rows) @ bend).astype(np.float32)
    laid = cv2.remap(template.picture, source[..., 0], source[..., 1], cv2.INTER_LINEAR)
    # Further from the points the curve turns back on itself.
    far = np.abs(columns - targets[:, 0].mean()) > np.ptp(targets[:, 0]) / 2 + _REACH_PX
    far |= (rows < targets[:, 1].min() - _REACH_PX) | (rows > targets[:, 1].max() + _REACH_PX)
    laid[far] = 0
    return np.asarray(laid, np.uint8)


def _terms(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    u, v = x / CANVAS_WIDTH_PX - 0.5, y / CANVAS_HEIGHT_PX - 0.5
    return np.stack([np.ones_like(u), u, u**2, v, u * v, u**2 * v], axis=-1)


def _template(folder: Path, name: str, section: configparser.SectionProxy) -> Template:
    file = folder / Path(section["template"]).name
    picture = cv2.imread(str(file), cv2.IMREAD_UNCHANGED)
    if picture is None or picture.shape[2:] != (4,):
        message = f"{file.name} is not a picture with an alpha channel"
        raise ValueError(message)
    points = np.array([[float(v) for v in section[key].split(",")] for key in _POINTS])
    # Brought down first: what is then bent is about as fine as the canvas.
    share = min(1.0, CANVAS_WIDTH_PX / picture.shape[1])
    small = cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return Template(name, np.asarray(small, np.uint8), (points * share).astype(np.float32))
