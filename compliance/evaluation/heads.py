"""Heads: an aligned face, ears, neck and hair in one sprite."""

import cv2
import numpy as np
from numpy.typing import NDArray

from compliance.evaluation.looks import Colour, Hair, Look
from compliance.evaluation.portraits import CANVAS_HEIGHT_PX, CANVAS_WIDTH_PX, FACE, Picture

CHIN_Y_PX = 248.0
NECK_Y_PX = 284.0
"""Where the neck goes into the collar; the head turns about this point."""

_SHAPE = (CANVAS_HEIGHT_PX, CANVAS_WIDTH_PX)
_MIDDLE_X = (FACE[0] + FACE[2]) / 2
_BEHIND_HAIR = {Hair.SHORT: 150, Hair.BOB: 236, Hair.LONG: 306, Hair.BEANIE: 190, Hair.CAP: 160}
"""How far down the hair behind the face reaches."""


def face_oval() -> NDArray[np.uint8]:
    """Return the cover of the bare face on the canvas, (320, 256) uint8."""
    cover = np.zeros(_SHAPE, np.uint8)
    _ellipse(cover, (_MIDDLE_X, 158), (63, 92), 255)
    _ellipse(cover, (_MIDDLE_X, 140), (66, 78), 255)
    return cover


def toned(face: Picture, look: Look) -> Picture:
    """Return the face in the look's skin tone."""
    factor, red, yellow = look.skin
    lab = cv2.cvtColor(face, cv2.COLOR_BGR2LAB).astype(np.float32)
    lab[..., 0] *= factor
    lab[..., 1] = 128 + (lab[..., 1] - 128) * 0.9 + red
    lab[..., 2] = 128 + (lab[..., 2] - 128) * 0.9 + yellow
    return np.asarray(
        cv2.cvtColor(np.clip(lab, 0, 255).astype(np.uint8), cv2.COLOR_LAB2BGR), np.uint8
    )


def skin_colour(face: Picture) -> Colour:
    """Return the colour of the cheeks."""
    cheeks = np.vstack([face[165:185, 84:104].reshape(-1, 3), face[165:185, 152:172].reshape(-1, 3)])
    blue, green, red = np.median(cheeks, axis=0)
    return int(blue), int(green), int(red)


def draw_head(
    bare: Picture, dressed: Picture, look: Look, noise: NDArray[np.float32]
) -> tuple[Picture, NDArray[np.uint8]]:
    """Return the head's picture (320, 256, 3) and its cover (320, 256), both uint8.

    bare: the aligned face in its tone, for the colour of neck and ears. dressed: the same with
    whatever it wears, which may reach beyond the face.
    """
    skin = skin_colour(bare)
    picture = np.full((*_SHAPE, 3), skin, np.float32)
    cover = np.zeros(_SHAPE, np.uint8)
    _hair_behind(picture, cover, look, noise)
    _neck(picture, cover, skin)
    _ears(picture, cover, skin)
    _face(picture, cover, bare, dressed)
    _hair_before(picture, cover, look, noise)
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8), cover


def _hair_behind(
    picture: NDArray[np.float32], cover: NDArray[np.uint8], look: Look, noise: NDArray[np.float32]
) -> None:
    part = np.zeros(_SHAPE, np.uint8)
    _ellipse(part, (_MIDDLE_X, 132), (78, 92), 255)
    low = _BEHIND_HAIR[look.hair]
    if low > 160:
        sides = np.array([[50, 130], [46, low - 14], [62, low], [194, low], [210, low - 14],
                          [206, 130]], np.int32)
        cv2.fillPoly(part, [sides], 255, lineType=cv2.LINE_AA)
    _paint(picture, cover, part, 0.62 * _strands(look.hair_colour, noise))


def _neck(picture: NDArray[np.float32], cover: NDArray[np.uint8], skin: Colour) -> None:
    part = np.zeros(_SHAPE, np.uint8)
    shape = np.array([[88, 220], [86, 280], [70, 318], [186, 318], [170, 280], [168, 220]], np.int32)
    cv2.fillPoly(part, [shape], 255, lineType=cv2.LINE_AA)
    rows, columns = np.mgrid[: _SHAPE[0], : _SHAPE[1]].astype(np.float32)
    light = 0.62 + 0.25 * np.clip((rows - 248) / 60, 0, 1) - 0.22 * ((columns - _MIDDLE_X) / 44) ** 2
    _paint(picture, cover, part, np.array(skin, np.float32) * light[..., None])


def _ears(picture: NDArray[np.float32], cover: NDArray[np.uint8], skin: Colour) -> None:
    for side in (-1, 1):
        part = np.zeros(_SHAPE, np.uint8)
        _ellipse(part, (_MIDDLE_X + side * 66, 166), (9, 22), 255)
        _paint(picture, cover, part, np.array(skin, np.float32) * 0.82)


def _face(
    picture: NDArray[np.float32], cover: NDArray[np.uint8], bare: Picture, dressed: Picture
) -> None:
    worn = cv2.dilate((np.abs(dressed.astype(np.int16) - bare).max(2) > 24).astype(np.uint8),
                      np.ones((3, 3), np.uint8)) * 255
    worn[:120] = 0
    oval = cv2.GaussianBlur(face_oval(), (0, 0), 4)
    part = np.maximum(oval, cv2.GaussianBlur(worn, (0, 0), 1))
    columns = np.arange(_SHAPE[1], dtype=np.float32)
    rounding = 1.03 - 0.22 * np.clip(np.abs(columns - _MIDDLE_X) / 66, 0, 1.1) ** 3
    _paint(picture, cover, part, dressed * rounding[None, :, None])


def _hair_before(
    picture: NDArray[np.float32], cover: NDArray[np.uint8], look: Look, noise: NDArray[np.float32]
) -> None:
    part = np.zeros(_SHAPE, np.uint8)
    _ellipse(part, (_MIDDLE_X, 128), (76, 90), 255)
    hole = np.zeros(_SHAPE, np.uint8)
    parting = 12 if look.is_mirrored else -12
    _ellipse(hole, (_MIDDLE_X + parting / 2, 182), (61, 84), 255)
    part = np.where(hole > 0, 255 - hole, 255).astype(np.uint8) & part
    part[200 if look.hair in {Hair.BOB, Hair.LONG} else 158 :] = 0
    _paint(picture, cover, cv2.GaussianBlur(part, (0, 0), 1.6), _strands(look.hair_colour, noise))
    if look.hair in {Hair.BEANIE, Hair.CAP}:
        _hat(picture, cover, look, noise)


def _hat(
    picture: NDArray[np.float32], cover: NDArray[np.uint8], look: Look, noise: NDArray[np.float32]
) -> None:
    part = np.zeros(_SHAPE, np.uint8)
    _ellipse(part, (_MIDDLE_X, 106), (80, 78), 255)
    brim = 112 if look.hair is Hair.BEANIE else 102
    part[brim:] = 0
    if look.hair is Hair.CAP:
        _ellipse(part, (_MIDDLE_X, 106), (70, 15), 255)
    rows, columns = np.mgrid[: _SHAPE[0], : _SHAPE[1]].astype(np.float32)
    light = 1.1 - 0.35 * ((columns - _MIDDLE_X) / 80) ** 2 - 0.25 * np.clip((rows - 40) / 80, 0, 1)
    knit = 0.10 * np.sin(columns * 0.9) * (look.hair is Hair.BEANIE) + 0.03 * noise
    _paint(picture, cover, cv2.GaussianBlur(part, (0, 0), 1.2),
           np.array(look.hat_colour, np.float32) * (light + knit)[..., None])


def _strands(colour: Colour, noise: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return hair: streaks along the head, a gloss on top."""
    streaks = cv2.GaussianBlur(noise, (0, 0), sigmaX=1.2, sigmaY=14)
    streaks = streaks / max(float(streaks.std()), 1e-6)
    rows, columns = np.mgrid[: _SHAPE[0], : _SHAPE[1]].astype(np.float32)
    gloss = np.exp(-(((rows - 74) / 22) ** 2) - ((columns - _MIDDLE_X + 18) / 44) ** 2)
    light = 1.0 + 0.16 * streaks + 0.45 * gloss - 0.25 * ((columns - _MIDDLE_X) / 80) ** 2
    return np.asarray(np.array(colour, np.float32) * light[..., None], np.float32)


def _paint(
    picture: NDArray[np.float32],
    cover: NDArray[np.uint8],
    part: NDArray[np.uint8],
    colour: NDArray[np.float32],
) -> None:
    share = part[..., None].astype(np.float32) / 255
    picture += (colour - picture) * share
    np.maximum(cover, part, out=cover)


def _ellipse(
    cover: NDArray[np.uint8], centre: tuple[float, float], axes: tuple[int, int], value: int
) -> None:
    middle = (round(centre[0]), round(centre[1]))
    cv2.ellipse(cover, middle, axes, 0, 0, 360, value, -1, cv2.LINE_AA)
