"""Which labelled pictures are judged: read, annotated, and if asked the held-out side only."""

from dataclasses import dataclass
from pathlib import Path

from compliance.evaluation.annotations import annotated, read_annotations
from compliance.evaluation.truth import Scenes, load_scenes


@dataclass(frozen=True, slots=True)
class Selection:
    """What an operator names."""

    truth: Path
    """A truth.json."""
    images: Path
    annotations: Path | None = None
    is_held_out: bool = False
    """Only the pictures that training keeps for validation, by its fixed hash."""


def selected(selection: Selection) -> Scenes:
    """Return the scenes to judge, and a fault for everything that could not be used.

    Raises DataError when a file cannot be used at all.
    """
    scenes = load_scenes(selection.truth, selection.images)
    if selection.annotations:
        scenes = annotated(scenes, read_annotations(selection.annotations))
    return held_out(scenes) if selection.is_held_out else scenes


def held_out(scenes: Scenes) -> Scenes:
    """Return the validation side of the split that training makes of these scenes."""
    # Only here: it looks at every picture, and training is another part of the product.
    from compliance.training.data import split_scenes  # noqa: PLC0415

    sides = split_scenes(scenes)
    return Scenes(sides.validation, sides.faults)
