"""Whose faces walk: two public-domain portraits, a folder of portraits, or labelled photographs."""

from dataclasses import dataclass
from pathlib import Path

from compliance.evaluation.selection import Selection, selected
from compliance.evaluation.street.cast import Cast, Choice, cast, cast_of, read_choice
from compliance.evaluation.street.demo import admiral, astronaut
from compliance.evaluation.street.portraits import read_portraits
from compliance.evaluation.street.templates import read_templates
from compliance.pixels.inspect import face_finder


@dataclass(frozen=True, slots=True)
class Faces:
    """What an operator names."""

    folder: Path | None = None
    """Of pictures; None for the two portraits that packages bring along."""
    truth: Path | None = None
    """What the pictures show; None: each is the portrait of a bare face."""
    annotations: Path | None = None
    is_held_out: bool = False
    choice: Path | None = None
    """Which faces of labelled pictures are portraits, and which are not fit to be shown."""
    masks: Path | None = None
    """A folder of mask templates; None: masks are drawn."""


def read_cast(faces: Faces, models: Path) -> Cast:
    """Return everybody's faces. Raises DataError when a file cannot be used."""
    templates = read_templates(faces.masks) if faces.masks else ()
    if faces.folder is None:
        return cast((astronaut(), admiral()), templates)
    if faces.truth is None:
        return cast(read_portraits(faces.folder, face_finder(models)), templates)
    selection = Selection(faces.truth, faces.folder, faces.annotations, faces.is_held_out)
    choice = read_choice(faces.choice) if faces.choice else Choice()
    return cast_of(selected(selection).scenes, choice, templates)
