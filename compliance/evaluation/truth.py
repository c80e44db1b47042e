"""Boxed scenes: photographs with faces whose label is known, read from a truth.json."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from compliance.errors import DataError

Box: TypeAlias = tuple[float, float, float, float]
"""x1, y1, x2, y2 in pixels of the picture as stored."""


class Label(StrEnum):
    """What a face wears; the order is the classifier's."""

    MASK = "mask"
    INCORRECT = "incorrect"
    NO_MASK = "no_mask"


LABELS = tuple(Label)


@dataclass(frozen=True, slots=True)
class Face:
    """One labelled face."""

    box: Box
    label: Label

    @property
    def side_px(self) -> float:
        """Return the shorter side, by which faces are called small or large."""
        x1, y1, x2, y2 = self.box
        return min(x2 - x1, y2 - y1)


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture with its labelled faces; `width` and `height` in pixels."""

    name: str
    path: Path
    width: int
    height: int
    faces: tuple[Face, ...]


@dataclass(frozen=True, slots=True)
class Scenes:
    """What could be read, and one line per fault, each with the file's name."""

    scenes: tuple[Scene, ...]
    faults: tuple[str, ...]


def load_scenes(truth: Path, images: Path) -> Scenes:
    """Read truth.json and check it against the folder of its images.

    Faulty entries are left out and reported. Raises DataError when nothing can be read at all.
    """
    try:
        entries = json.loads(truth.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = f"{truth.name} cannot be read: {error}"
        raise DataError(message, "Name a JSON file with a list of images and boxes.") from error
    if not isinstance(entries, list):
        message = f"{truth.name} holds {type(entries).__name__}, expected a list of images"
        raise DataError(message, 'Each entry: {"image", "width", "height", "boxes"}.')
    scenes: list[Scene] = []
    faults: list[str] = []
    for index, entry in enumerate(entries):
        try:
            scenes.append(parse_scene(entry, images))
        except (KeyError, TypeError, ValueError) as error:
            name = entry.get("image", index) if isinstance(entry, dict) else index
            faults.append(f"{truth.name}, {name}: {type(error).__name__}: {error}")
    return Scenes(tuple(scenes), tuple(faults))


def parse_scene(entry: Mapping[str, object], images: Path) -> Scene:
    """Turn one entry into a scene; boxes are clipped to the picture.

    Raises KeyError, TypeError or ValueError, saying what is wrong with it.
    """
    name, width, height = str(entry["image"]), int(str(entry["width"])), int(str(entry["height"]))
    path = images / name
    if not path.is_file():
        message = "the image file is missing"
        raise ValueError(message)
    boxes = entry["boxes"]
    if not isinstance(boxes, list):
        message = "boxes is not a list"
        raise TypeError(message)
    return Scene(name, path, width, height, tuple(_face(b, width, height) for b in boxes))


def _face(raw: Mapping[str, object], width: int, height: int) -> Face:
    x1, y1, x2, y2 = (float(str(raw[key])) for key in ("x1", "y1", "x2", "y2"))
    box = (max(x1, 0.0), max(y1, 0.0), min(x2, float(width)), min(y2, float(height)))
    if box[2] <= box[0] or box[3] <= box[1]:
        message = f"box {x1:g}, {y1:g}, {x2:g}, {y2:g} is empty or outside the picture"
        raise ValueError(message)
    return Face(box, Label(str(raw["label"])))
