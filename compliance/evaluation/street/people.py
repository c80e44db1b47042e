"""A person's figure, made once, and its pose at a moment of the walk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from compliance.evaluation.street import bodies, heads
from compliance.evaluation.street.camera_view import View
from compliance.evaluation.street.looks import Look, Worn, draw_look
from compliance.evaluation.street.masks import Dressed, wear
from compliance.evaluation.street.plan import FACE_WIDTH_M, Place, Walk, Wears
from compliance.evaluation.street.portraits import (
    CANVAS_HEIGHT_PX,
    CANVAS_WIDTH_PX,
    FACE,
    Box,
    Picture,
)
from compliance.evaluation.street.skin import cheek_colour, toned
from compliance.evaluation.street.sprites import Placing, Sprite
from compliance.evaluation.street.templates import Template, paste
from compliance.evaluation.street.turning import Head

_FACE_WIDTH_PX = FACE[2] - FACE[0]
_MEAN_HEIGHT_M = 1.72
_HALF = 127


@dataclass(frozen=True, slots=True)
class Pose:
    """One person at one moment: what to lay where, back to front."""

    parts: tuple[tuple[Sprite, Placing], ...]
    face: Sprite
    """Cover of the face alone, by which it is told how much of it is seen."""
    face_placing: Placing
    face_box: tuple[float, float, float, float]
    """x1, y1, x2, y2 in pixels of the frame; it may reach outside."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One person's pictures."""

    heads: Mapping[Wears, Head]
    """One for everything the person wears on the way."""
    body: tuple[Sprite, ...]
    """One for each phase of a stride."""
    face_area_px: int
    """Opaque pixels of the face's cover, seen from the front at full size."""
    lean_degrees: float
    source: str = ""
    """Names the picture the face comes from."""

    def pose(self, view: View, place: Place, walk: Walk, at_seconds: float) -> Pose:
        """Return the figure's parts at this moment: it bobs twice a stride and sways once."""
        stride = (at_seconds - walk.start_seconds) * walk.strides_per_second + walk.seed % 7 / 7
        phase = 2 * np.pi * stride
        scale = view.pixels_per_metre(place.z_m)
        size = walk.height_m / _MEAN_HEIGHT_M
        bob_m = 0.016 * float(np.cos(2 * phase))
        sway_m = 0.012 * float(np.sin(phase))
        feet = view.point(place.x_m, 0.0, place.z_m)
        neck_m = (bodies.SOLE_Y_PX - bodies.NECK_PX[1]) / bodies.PIXELS_PER_METRE * size
        neck = view.point(place.x_m + sway_m, neck_m + bob_m, place.z_m)
        body = self.body[int(stride * bodies.PHASES) % bodies.PHASES]
        body_placing = Placing(
            anchor=(bodies.NECK_PX[0], bodies.SOLE_Y_PX),
            point=(feet[0] + sway_m * scale, feet[1] - bob_m * scale),
            scale=scale * size / bodies.PIXELS_PER_METRE,
        )
        head = Placing(
            anchor=((FACE[0] + FACE[2]) / 2, heads.NECK_Y_PX),
            point=neck,
            scale=scale * FACE_WIDTH_M / _FACE_WIDTH_PX,
            turn_degrees=self.lean_degrees + 1.5 * float(np.sin(phase)),
        )
        seen = self.heads[walk.worn_at(at_seconds)].turned(walk.turn_degrees(at_seconds))
        parts = ((body, body_placing), (seen.sprite, head))
        return Pose(parts, seen.face, head, _face_box(head, seen.box))


def make_figure(walk: Walk, faces: Sequence[Picture], templates: Sequence[Template]) -> Figure:
    """Draw a person from its seed.

    faces: aligned portraits, at least one. templates: pictures of masks; when there are none,
    the masks are drawn.
    """
    look = draw_look(walk.seed, len(faces))
    chance = np.random.default_rng((walk.seed, 2))
    noise = chance.standard_normal((CANVAS_HEIGHT_PX, CANVAS_WIDTH_PX)).astype(np.float32)
    bare = _bare(look, faces)
    skin = cheek_colour(bare)
    worn = {walk.wears} | ({walk.change.wears} if walk.change else set())
    template = None
    if templates and worn != {Wears.NO_MASK}:
        template = templates[int(chance.integers(len(templates)))]
    cloth = chance.standard_normal((bodies.HEIGHT_PX, bodies.WIDTH_PX)).astype(np.float32)
    oval = heads.face_oval()
    drawn = {}
    for wears in worn:
        dressed = _dressed(bare, wears, look, template, noise)
        drawn[wears] = Head(*heads.draw_head(dressed, skin, look, noise), oval)
    return Figure(
        heads=drawn,
        body=bodies.draw_body(look, skin, cloth),
        face_area_px=int(np.count_nonzero(oval > _HALF)),
        lean_degrees=look.lean_degrees,
        source=str(look.face),
    )


def _dressed(
    bare: Picture, wears: Wears, look: Look, template: Template | None, noise: NDArray[np.float32]
) -> Dressed:
    """Return the face with what it wears."""
    if wears is Wears.NO_MASK:
        return bare, np.zeros(bare.shape[:2], np.uint8)
    worn = look.worn_wrongly if wears is Wears.INCORRECT else Worn.RIGHT
    return paste(bare, template, worn) if template else wear(bare, look.mask, worn, noise)


def _bare(look: Look, faces: Sequence[Picture]) -> Picture:
    """Mix two portraits, turn them about, change the breadth and the skin's tone."""
    share = look.blend_share
    face = cv2.addWeighted(faces[look.face], 1 - share, faces[look.blend], share, 0)
    if look.is_mirrored:
        face = cv2.flip(face, 1)
    middle = CANVAS_WIDTH_PX / 2
    broaden = np.array([[look.width_factor, 0, middle * (1 - look.width_factor)], [0, 1, 0]])
    face = cv2.warpAffine(
        face, broaden, (CANVAS_WIDTH_PX, CANVAS_HEIGHT_PX), borderMode=cv2.BORDER_REPLICATE
    )
    return toned(np.asarray(face, np.uint8), look.skin)


def _face_box(head: Placing, face: Box) -> Box:
    """Return the upright box of the face, given on the canvas, once the head is placed."""
    angle = np.deg2rad(head.turn_degrees)
    right = (face[0] + face[2]) / 2 - head.anchor[0]
    down = (face[1] + face[3]) / 2 - head.anchor[1]
    x = head.point[0] + head.scale * float(np.cos(angle) * right - np.sin(angle) * down)
    y = head.point[1] + head.scale * float(np.sin(angle) * right + np.cos(angle) * down)
    wide = head.scale * (face[2] - face[0]) / 2
    high = head.scale * (face[3] - face[1]) / 2
    return x - wide, y - high, x + wide, y + high
