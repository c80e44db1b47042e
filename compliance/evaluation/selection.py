"""Which labelled pictures are judged: read, annotated, and if asked the held-out side only."""

from dataclasses import dataclass
from pathlib import Path

from compliance.errors import DataError
from compliance.evaluation.annotations import annotated, read_annotations
from compliance.evaluation.truth import Scenes, load_scenes


@dataclass(frozen=True, slots=True)
class Selection:
    """What an operator names."""

    truth: Path
    """A truth.json, or a folder of PASCAL VOC's XML files."""
    images: Path | None = None
    """Folder of the pictures; None is `images` beside truth.json, or wherever VOC says."""
    annotations: Path | None = None
    is_held_out: bool = False
    """Only the pictures that training keeps for validation, by its fixed hash."""


def selected(selection: Selection) -> Scenes:
    """Return the scenes to judge, and a fault for everything that could not be used.

    Raises DataError when a file cannot be used at all.
    """
    scenes = _read(selection)
    if selection.annotations:
        scenes = annotated(scenes, read_annotations(selection.annotations))
    return held_out(scenes) if selection.is_held_out else scenes


def _read(selection: Selection) -> Scenes:
    if not selection.truth.is_dir():
        return load_scenes(selection.truth, selection.images or selection.truth.parent / "images")
    # Only here: training reads such folders, and is another part of the product.
    from compliance.training.voc import is_voc, load_voc  # noqa: PLC0415

    if not is_voc(selection.truth):
        message = f"{selection.truth.name} holds no XML file of PASCAL VOC's form"
        raise DataError(message, "Name a truth.json, or a folder of such files.")
    return load_voc(selection.truth, selection.images)


def held_out(scenes: Scenes) -> Scenes:
    """Return the validation side of the split that training makes of these scenes."""
    # Only here: training is another part of the product.
    from compliance.training.data import split_scenes  # noqa: PLC0415

    sides = split_scenes(scenes)
    return Scenes(sides.validation, sides.faults)
