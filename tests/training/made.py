"""Made pictures for training tests: ellipses for faces, nobody's portrait."""

import json
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from compliance.evaluation.truth import Box, Label

_CLOTH = {Label.MASK: (220, 200, 60), Label.INCORRECT: (60, 200, 220)}


def face_picture(label: Label, seed: int, side_px: int = 160) -> tuple[NDArray[np.uint8], Box]:
    """Draw one "face" on noise; the lower half tells its label. Returns picture and box."""
    rng = np.random.default_rng(seed)
    picture = rng.integers(60, 120, (side_px, side_px, 3), dtype=np.uint8)
    width, height = side_px // 4, side_px // 3
    x, y = (int(rng.integers(width, side_px - width)), int(rng.integers(height, side_px - height)))
    cv2.ellipse(picture, (x, y), (width // 2, height // 2), 0, 0, 360, (130, 160, 210), -1)
    if label in _CLOTH:
        cv2.ellipse(picture, (x, y), (width // 2, height // 2), 0, 0, 180, _CLOTH[label], -1)
    box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    return picture, box


def write_scenes(folder: Path, count: int) -> None:
    """Write truth.json and images/ as the boxed scenes have them, labels in turn."""
    images = folder / "images"
    images.mkdir(parents=True)
    entries = []
    for index in range(count):
        label = list(Label)[index % 3]
        picture, (x1, y1, x2, y2) = face_picture(label, index)
        cv2.imwrite(str(images / f"{index:03}.png"), picture)  # noqa: TID251  # made, not taken
        boxes = [{"x1": x1, "y1": y1, "x2": x2, "y2": y2, "label": label}]
        entries.append({"image": f"{index:03}.png", "width": 160, "height": 160, "boxes": boxes})
    (folder / "truth.json").write_text(json.dumps(entries), encoding="utf-8")
