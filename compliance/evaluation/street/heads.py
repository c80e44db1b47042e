"""Heads: an aligned face, ears, neck and hair in one sprite."""

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from compliance.evaluation.street.looks import Colour, Hair, Look
from compliance.evaluation.street.masks import Dressed
from compliance.evaluation.street.outlines import rounded
from compliance.evaluation.street.portraits import CANVAS_HEIGHT_PX, CANVAS_WIDTH_PX, FACE, Picture

Cover: TypeAlias = NDArray[np.uint8]
"""(320, 256): how far each pixel of the canvas is covered, 0 to 255."""
Field: TypeAlias = NDArray[np.float32]
"""(320, 256) or, as a picture, (320, 256, 3)."""

NECK_Y_PX = 278.0
"""Where the neck goes into the collar; the head turns about this point."""

_SHAPE = (CANVAS_HEIGHT_PX, CANVAS_WIDTH_PX)
_MIDDLE_X = (FACE[0] + FACE[2]) / 2
_FRONT_HAIR_END_PX = {False: 146, True: 200}
_CROWN_END_PX = 60
"""How far above the chin the back of a cut-out head ends."""
_HALF = 127
_BEHIND_HAIR = {
    Hair.SHORT: None,
    Hair.BOB: 240.0,
    Hair.LONG: 306.0,
    Hair.BEANIE: 225.0,
    Hair.CAP: None,
}
"""How far down the hair behind the face reaches; None: no further than before it."""


def face_oval() -> Cover:
    """Return the cover of the bare face on the canvas, (320, 256) uint8."""
    cover = np.zeros(_SHAPE, np.uint8)
    _ellipse(cover, (_MIDDLE_X, 158), (63, 92), 255)
    _ellipse(cover, (_MIDDLE_X, 140), (66, 78), 255)
    return cover


def draw_head(dressed: Dressed, skin: Colour, look: Look, noise: Field) -> tuple[Picture, Cover]:
    """Return the head's picture (320, 256, 3) and its cover (320, 256), both uint8.

    dressed: the aligned face with whatever it wears, and the cover of that, which may reach
    beyond the face. skin: for neck and ears. noise: of mean 0 and standard deviation 1.
    """
    picture = np.full((*_SHAPE, 3), skin, np.float32)
    cover = np.zeros(_SHAPE, np.uint8)
    _hair_behind(picture, cover, look, noise)
    _neck(picture, cover, skin)
    _ears(picture, cover, skin)
    _face(picture, cover, dressed)
    _hair_before(picture, cover, look, noise)
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8), cover


def on_neck(photograph: Picture, outline: Cover, skin: Colour) -> tuple[Picture, Cover]:
    """Return a head cut out of a photograph, set on a drawn neck, and its cover."""
    picture = np.full((*_SHAPE, 3), skin, np.float32)
    cover = np.zeros(_SHAPE, np.uint8)
    crown = np.zeros(_SHAPE, np.uint8)
    _ellipse(crown, (_MIDDLE_X, 134), (62, 78), 255)
    crown[round(FACE[3]) - _CROWN_END_PX :] = 0
    _paint(
        picture, cover, _softened(crown, 2), np.full((*_SHAPE, 3), 0.9 * _top(photograph, outline))
    )
    _neck(picture, cover, skin)
    _paint(picture, cover, outline, photograph.astype(np.float32))
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8), cover


def _top(photograph: Picture, outline: Cover) -> Field:
    """Return the median colour of a cut-out head's upper end: hair, hat or a bald head."""
    rows = np.flatnonzero((outline > _HALF).any(1))
    upper = slice(rows[0], rows[0] + max(len(rows) // 10, 1))
    return np.asarray(np.median(photograph[upper][outline[upper] > _HALF], axis=0), np.float32)


def _hair_behind(picture: Field, cover: Cover, look: Look, noise: Field) -> None:
    part = np.zeros(_SHAPE, np.uint8)
    low = _BEHIND_HAIR[look.hair]
    if low is None:
        _ellipse(part, (_MIDDLE_X, 126), (71, 88), 255)
        part[_FRONT_HAIR_END_PX[False] :] = 0
    else:
        _ellipse(part, (_MIDDLE_X, 130), (77, 90), 255)
        half = ((77, 130), (81, low - 24), (68, low))
        sides = [(_MIDDLE_X + x, y) for x, y in half]
        sides += [(_MIDDLE_X - x, y) for x, y in reversed(half)]
        _polygon(part, rounded(sides))
    _paint(picture, cover, part, 0.62 * _strands(look.hair_colour, noise))


def _neck(picture: Field, cover: Cover, skin: Colour) -> None:
    part = np.zeros(_SHAPE, np.uint8)
    half = ((46, 210), (44, 286), (54, 318))
    shape = [(_MIDDLE_X + x, y) for x, y in half] + [(_MIDDLE_X - x, y) for x, y in reversed(half)]
    _polygon(part, np.array(shape))
    rows, columns = np.mgrid[: _SHAPE[0], : _SHAPE[1]].astype(np.float32)
    light = (
        0.62 + 0.25 * np.clip((rows - 248) / 60, 0, 1) - 0.22 * ((columns - _MIDDLE_X) / 44) ** 2
    )
    _paint(picture, cover, part, np.array(skin, np.float32) * light[..., None])


def _ears(picture: Field, cover: Cover, skin: Colour) -> None:
    for side in (-1, 1):
        part = np.zeros(_SHAPE, np.uint8)
        _ellipse(part, (_MIDDLE_X + side * 66, 166), (9, 22), 255)
        _paint(picture, cover, part, np.array(skin, np.float32) * 0.82)


def _face(picture: Field, cover: Cover, dressed: Dressed) -> None:
    face, worn = dressed
    part = np.maximum(_softened(face_oval(), 4), worn)
    columns = np.arange(_SHAPE[1], dtype=np.float32)
    rounding = 1.03 - 0.22 * np.clip(np.abs(columns - _MIDDLE_X) / 66, 0, 1.1) ** 3
    _paint(picture, cover, part, face * rounding[None, :, None])


def _hair_before(picture: Field, cover: Cover, look: Look, noise: Field) -> None:
    """Draw the hair round the face: a cap of it, with the face left open to one side."""
    is_long = look.hair in {Hair.BOB, Hair.LONG}
    part = np.zeros(_SHAPE, np.uint8)
    _ellipse(part, (_MIDDLE_X, 126), (75 if is_long else 71, 88), 255)
    parting = 10 if look.is_mirrored else -10
    hole = np.zeros(_SHAPE, np.uint8)
    _ellipse(hole, (_MIDDLE_X + parting, 178), (60, 92), 255)
    _ellipse(hole, (_MIDDLE_X, 190), (63, 88), 255)
    part = np.minimum(part, 255 - hole)
    part[_FRONT_HAIR_END_PX[is_long] :] = 0
    _paint(picture, cover, _softened(part, 1.8), _strands(look.hair_colour, noise))
    if look.hair in {Hair.BEANIE, Hair.CAP}:
        _hat(picture, cover, look, noise)


def _hat(picture: Field, cover: Cover, look: Look, noise: Field) -> None:
    part = np.zeros(_SHAPE, np.uint8)
    _ellipse(part, (_MIDDLE_X, 106), (80, 78), 255)
    brim = 112 if look.hair is Hair.BEANIE else 102
    part[brim:] = 0
    if look.hair is Hair.CAP:
        _ellipse(part, (_MIDDLE_X, 106), (70, 15), 255)
    rows, columns = np.mgrid[: _SHAPE[0], : _SHAPE[1]].astype(np.float32)
    light = 1.1 - 0.35 * ((columns - _MIDDLE_X) / 80) ** 2 - 0.25 * np.clip((rows - 40) / 80, 0, 1)
    knit = 0.10 * np.sin(columns * 0.9) * (look.hair is Hair.BEANIE) + 0.03 * noise
    _paint(
        picture,
        cover,
        _softened(part, 1.2),
        np.array(look.hat_colour, np.float32) * (light + knit)[..., None],
    )


def _strands(colour: Colour, noise: Field) -> Field:
    """Return hair: streaks along the head, a gloss on top."""
    streaks = cv2.GaussianBlur(noise, (0, 0), sigmaX=1.2, sigmaY=14)
    rows, columns = np.mgrid[: _SHAPE[0], : _SHAPE[1]].astype(np.float32)
    gloss = np.exp(-(((rows - 74) / 22) ** 2) - ((columns - _MIDDLE_X + 18) / 44) ** 2)
    light = (
        1.0
        + 0.16 * streaks / streaks.std()
        + 0.45 * gloss
        - 0.25 * ((columns - _MIDDLE_X) / 80) ** 2
    )
    return np.asarray(np.array(colour, np.float32) * light[..., None], np.float32)


def _paint(
    picture: Field,
    cover: Cover,
    part: Cover,
    colour: Field,
) -> None:
    share = part[..., None].astype(np.float32) / 255
    picture += (colour - picture) * share
    np.maximum(cover, part, out=cover)


def _softened(cover: Cover, by_px: float) -> Cover:
    return np.asarray(cv2.GaussianBlur(cover, (0, 0), by_px), np.uint8)


def _polygon(cover: Cover, points: NDArray[np.floating]) -> None:
    cv2.fillPoly(cover, [np.rint(points).astype(np.int32)], 255, lineType=cv2.LINE_AA)


def _ellipse(cover: Cover, centre: tuple[float, float], axes: tuple[int, int], value: int) -> None:
    middle = (round(centre[0]), round(centre[1]))
    cv2.ellipse(cover, middle, axes, 0, 0, 360, value, -1, cv2.LINE_AA)
