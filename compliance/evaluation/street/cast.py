"""Who walks: drawn people with portraits for faces, and heads cut from photographs as they are."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np

from compliance.errors import DataError
from compliance.evaluation.street import bodies
from compliance.evaluation.street.looks import draw_look
from compliance.evaluation.street.pasted import cut_out
from compliance.evaluation.street.people import Figure, make_figure
from compliance.evaluation.street.plan import Walk, Wears
from compliance.evaluation.street.portraits import Picture, Points, Portrait, aligned
from compliance.evaluation.street.templates import Template
from compliance.evaluation.truth import Box, Scene

SMALLEST_FACE_PX = 48.0
"""Faces narrower than this in their photograph are not shown."""

_PASTED_SHARE = 0.5
_MARGIN = 0.12
"""A head that its picture cuts off is not used: room wanted round the face, in its widths."""
_HALF = 127
_CHOICE = 'Expected {"portraits": {name: {index: [[x, y], ...]}}, "unfit": {name: [index, ...]}}.'


@dataclass(frozen=True, slots=True)
class Cut:
    """A face of a photograph, to be cut out with its head."""

    name: str
    path: Path
    box: Box


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody's faces."""

    names: tuple[str, ...]
    """Of the portraits."""
    portraits: tuple[Picture, ...]
    """Aligned; at least one."""
    templates: tuple[Template, ...] = ()
    cuts: Mapping[Wears, Sequence[Cut]] = field(default_factory=dict)

    def figure(self, walk: Walk) -> Figure:
        """Return the person who walks; half of them have a photograph's head if there is one.

        Whoever changes what they wear on the way is drawn.
        """
        chance = np.random.default_rng((walk.seed, 5))
        cuts = self.cuts.get(walk.wears, ())
        if cuts and walk.change is None and chance.random() < _PASTED_SHARE:
            return _pasted(walk, cuts[int(chance.integers(len(cuts)))], chance)
        figure = make_figure(walk, self.portraits, self.templates)
        return replace(figure, source=self.names[int(figure.source)])


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody who looked at the faces of a set of scenes chose."""

    portraits: Mapping[str, tuple[Points, ...]] = field(default_factory=dict)
    """By picture: the five points of bare faces that look into the camera."""
    unfit: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """By picture: faces that make no believable head once cut out."""


def read_choice(path: Path) -> Choice:
    """Read a choice of faces. Raises DataError when it cannot be understood."""
    try:
        tree = json.loads(path.read_text(encoding="utf-8"))
        portraits = {
            name: tuple(tuple((float(x), float(y)) for x, y in face) for face in faces.values())
            for name, faces in tree["portraits"].items()
        }
        unfit = {name: frozenset(int(i) for i in faces) for name, faces in tree["unfit"].items()}
    except (AttributeError, KeyError, OSError, TypeError, ValueError) as error:
        message = f"{path.name} cannot be understood: {type(error).__name__}: {error}"
        raise DataError(message, _CHOICE) from error
    return Choice(portraits, unfit)


def cast_of(scenes: Sequence[Scene], choice: Choice, templates: Sequence[Template] = ()) -> Cast:
    """Return the portraits chosen among these scenes and every large, whole, fit face in them.

    Raises DataError when there is no portrait.
    """
    cuts = {wears: tuple(_cuts(scenes, wears, choice)) for wears in Wears}
    portraits = tuple(_portraits(scenes, choice))
    if not portraits:
        message = f"none of {len(scenes)} pictures holds a portrait that was chosen"
        raise DataError(message, "Name a choice of these pictures' faces.")
    return cast(portraits, templates, cuts)


def cast(
    portraits: Sequence[Portrait],
    templates: Sequence[Template] = (),
    cuts: Mapping[Wears, Sequence[Cut]] | None = None,
) -> Cast:
    """Return a cast of these portraits, brought to one pose, and these faces."""
    names = tuple(portrait.name for portrait in portraits)
    return Cast(names, tuple(aligned(p) for p in portraits), tuple(templates), cuts or {})


def _portraits(scenes: Sequence[Scene], choice: Choice) -> Iterator[Portrait]:
    for scene in scenes:
        for index, points in enumerate(choice.portraits.get(scene.name, ())):
            yield Portrait(f"{scene.name}, portrait {index}", _read(scene.path), points)


def _cuts(scenes: Sequence[Scene], wears: Wears, choice: Choice) -> Iterator[Cut]:
    for scene in scenes:
        unfit = choice.unfit.get(scene.name, frozenset())
        for index, face in enumerate(scene.faces):
            number = index if face.index is None else face.index
            is_fit = face.label == wears.value and number not in unfit
            if is_fit and _is_large_and_whole(face.box, scene):
                yield Cut(f"{scene.name}, face {number}", scene.path, face.box)


def _is_large_and_whole(box: Box, scene: Scene) -> bool:
    x1, y1, x2, y2 = box
    room = _MARGIN * (x2 - x1)
    is_whole = min(x1, y1, scene.width - x2, scene.height - y2) >= room
    return is_whole and x2 - x1 >= SMALLEST_FACE_PX


def _pasted(walk: Walk, cut: Cut, chance: np.random.Generator) -> Figure:
    look = draw_look(walk.seed, 1)
    light = float(chance.uniform(0.85, 1.1))
    head, skin = cut_out(_read(cut.path), cut.box, is_mirrored=look.is_mirrored, light=light)
    cloth = chance.standard_normal((bodies.HEIGHT_PX, bodies.WIDTH_PX)).astype(np.float32)
    return Figure(
        heads={walk.wears: head},
        body=bodies.draw_body(look, skin, cloth),
        face_area_px=int(np.count_nonzero(head.oval > _HALF)),
        lean_degrees=look.lean_degrees / 2,
        source=cut.name,
    )


def _read(path: Path) -> Picture:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    if picture is None:
        raise DataError(f"{path.name} is not a picture that can be read", "Take it away.")
    return np.asarray(picture, np.uint8)
