"""Made pictures for training tests: ellipses for faces, nobody's portrait."""

import json
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage import data

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


def portrait(label: Label, number: int) -> NDArray[np.uint8]:
    """Return a public-domain portrait with a drawn mask, (128, 128, 3), its light by number."""
    picture = np.ascontiguousarray(data.astronaut()[0:256, 96:352, ::-1])
    if label in _CLOTH:
        top = 120 if label is Label.MASK else 145
        cv2.ellipse(picture, (128, top), (46, 178 - top), 0, 0, 180, _CLOTH[label], -1)
    light = 0.7 + 0.6 * (number % 10) / 10
    lit = (cv2.resize(picture, (128, 128)).astype(np.float32) * light).clip(0, 255)
    return lit.astype(np.uint8)


def write_portraits(folder: Path, numbers: range) -> None:
    """Write portraits under the names of MaskedFace-Net and FFHQ."""
    names = {
        Label.MASK: "CMFD/00000/{:05}_Mask.jpg",
        Label.INCORRECT: "IMFD/00000/{:05}_Mask_Mouth_Chin.jpg",
        Label.NO_MASK: "thumbnails128x128/00000/{:05}.png",
    }
    for number in numbers:
        for label, name in names.items():
            file = folder / name.format(number)
            file.parent.mkdir(parents=True, exist_ok=True)
            coded = cv2.imencode(file.suffix, portrait(label, number))[1]
            file.write_bytes(coded.tobytes())
