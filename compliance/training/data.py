"""The pictures to learn from: boxed scenes, class folders, unlabelled folders; faults by name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from compliance.errors import DataError
from compliance.evaluation.truth import Label, Scene, Scenes, load_scenes
from compliance.training.split import fingerprint, is_validation, near_any, near_groups

Picture: TypeAlias = NDArray[np.uint8]

SUFFIXES = {".jpg", ".jpeg", ".png", ".bmp", ".webp"}
_SIDE_MIN_PX = 16


@dataclass(frozen=True, slots=True)
class Sides:
    """The boxed scenes by side of the split, and the fingerprints of the validation pictures."""

    training: tuple[Scene, ...]
    validation: tuple[Scene, ...]
    held_out: tuple[int, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassFolder:
    """The pictures of one class folder: each is one face."""

    label: Label
    files: tuple[Path, ...]


def load_boxed(folder: Path) -> Scenes:
    """Read `truth.json` and `images/` of a folder of boxed scenes."""
    return load_scenes(folder / "truth.json", folder / "images")


def split_scenes(scenes: Scenes) -> Sides:
    """Put each readable scene on its side; near-duplicates stay together."""
    prints: dict[str, int] = {}
    faults = list(scenes.faults)
    for scene in scenes.scenes:
        try:
            prints[scene.name] = fingerprint(read_picture(scene.path))
        except DataError as error:
            faults.append(error.message)
    groups = near_groups(prints)
    known = [scene for scene in scenes.scenes if scene.name in groups]
    held = {scene.name for scene in known if is_validation(groups[scene.name])}
    return Sides(
        training=tuple(scene for scene in known if scene.name not in held),
        validation=tuple(scene for scene in known if scene.name in held),
        held_out=tuple(prints[name] for name in sorted(held)),
        faults=tuple(faults),
    )


def load_class_folders(
    folders: Sequence[tuple[Label, Path]], faults: list[str]
) -> tuple[ClassFolder, ...]:
    """Read folders of known labels; an empty one is left out and reported."""
    found = [ClassFolder(label, picture_files(folder)) for label, folder in folders]
    for (_, folder), item in zip(folders, found, strict=True):
        if not item.files:
            faults.append(f"{folder.parent.name}/{folder.name}: the class is empty")
    return tuple(item for item in found if item.files)


def picture_files(folder: Path) -> tuple[Path, ...]:
    """Return the picture files of a folder, sorted by name."""
    return tuple(sorted(p for p in folder.iterdir() if p.suffix.lower() in SUFFIXES))


def readable(files: Iterable[Path], faults: list[str]) -> Iterator[tuple[Path, Picture]]:
    """Yield each picture that can be read; add one line to `faults` for each that cannot."""
    for file in files:
        try:
            yield file, read_picture(file)
        except DataError as error:
            faults.append(error.message)


def apart(
    pictures: Iterable[tuple[Path, Picture]], held_out: tuple[int, ...]
) -> Iterator[tuple[Path, Picture]]:
    """Leave out pictures that nearly equal a validation picture."""
    for path, picture in pictures:
        if not held_out or not near_any(fingerprint(picture), held_out):
            yield path, picture


def read_picture(path: Path) -> Picture:
    """Return the picture as stored: (h, w, 3) uint8 BGR, EXIF rotation ignored.

    Raises DataError naming the file when it is damaged, truncated or too small.
    """
    raw = np.frombuffer(path.read_bytes(), np.uint8)
    flags = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
    try:
        picture = cv2.imdecode(raw, flags) if raw.size else None
    except cv2.error:  # such as one of more pixels than OpenCV reads
        picture = None
    if picture is None or min(picture.shape[:2]) < _SIDE_MIN_PX:
        message = f"{path.name}: not a picture of at least {_SIDE_MIN_PX} px"
        raise DataError(message, "Remove or replace the file.")
    return np.asarray(picture, np.uint8)
