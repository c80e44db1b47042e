"""Boxed scenes: photographs with faces whose label is known, read from a truth.json."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
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
IGNORE = "ignore"
"""The label of a box in which a detection is neither right nor wrong."""


@dataclass(frozen=True, slots=True)
class Face:
    """One labelled face."""

    box: Box
    label: Label
    tags: frozenset[str] = frozenset()
    """What else it shows, such as `beard` or `profile`."""
    index: int | None = field(default=None, compare=False)
    """Its place among the boxes of its picture in the truth file, from 0."""

    @property
    def side_px(self) -> float:
        """Return the shorter side, by which faces are called small or large."""
        return shorter_side(self.box)


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture with its labelled faces; `width` and `height` in pixels."""

    name: str
    path: Path
    width: int
    height: int
    faces: tuple[Face, ...]
    ignored: tuple[Box, ...] = ()
    """Places where a detection is neither right nor wrong."""


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
    names: set[str] = set()
    for index, entry in enumerate(entries):
        try:
            scene = parse_scene(entry, images)
            if scene.name in names:
                message = "is listed twice; the first entry counts"
                raise ValueError(message)  # noqa: TRY301  # one place gathers the faults
            names.add(scene.name)
            scenes.append(scene)
        except (KeyError, TypeError, ValueError) as error:
            name = entry.get("image", index) if isinstance(entry, dict) else index
            faults.append(f"{truth.name}, {name}: {_told(error)}")
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
    faces = tuple(
        _face(b, width, height, index) for index, b in enumerate(boxes) if b["label"] != IGNORE
    )
    ignored = tuple(_box(b, width, height) for b in boxes if b["label"] == IGNORE)
    return Scene(name, path, width, height, faces, ignored)


def shorter_side(box: Box) -> float:
    """Return the length of a box's shorter side."""
    x1, y1, x2, y2 = box
    return min(x2 - x1, y2 - y1)


def clip_box(box: Box, width: int, height: int) -> Box:
    """Return the part of a box that lies in the picture.

    Raises ValueError when there is none.
    """
    x1, y1, x2, y2 = box
    inside = (max(x1, 0.0), max(y1, 0.0), min(x2, float(width)), min(y2, float(height)))
    if not (inside[2] > inside[0] and inside[3] > inside[1]):
        message = f"box {x1:g}, {y1:g}, {x2:g}, {y2:g} is empty or outside the picture"
        raise ValueError(message)
    return inside


def _face(raw: Mapping[str, object], width: int, height: int, index: int) -> Face:
    label = str(raw["label"])
    if label not in LABELS:
        message = f"label {label!r} is none of {', '.join((*LABELS, IGNORE))}"
        raise ValueError(message)
    return Face(_box(raw, width, height), Label(label), index=index)


def _box(raw: Mapping[str, object], width: int, height: int) -> Box:
    x1, y1, x2, y2 = (float(str(raw[key])) for key in ("x1", "y1", "x2", "y2"))
    return clip_box((x1, y1, x2, y2), width, height)


def _told(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)
