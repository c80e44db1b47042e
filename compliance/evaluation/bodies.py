"""Clothed bodies seen from the front, one picture for each phase of a stride."""

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from compliance.evaluation.looks import Colour, Look
from compliance.evaluation.sprites import Sprite

PIXELS_PER_METRE = 200
PHASES = 12
WIDTH_PX, HEIGHT_PX = 220, 336
NECK_PX = (110.0, 26.0)
"""Where the head's neck meets the body."""
SOLE_Y_PX = 322.0

Points: TypeAlias = list[tuple[float, float]]

_MIDDLE = 110.0
_SHOULDER_Y, _HIP_Y = 40.0, 166.0


def draw_body(look: Look, noise: NDArray[np.float32]) -> tuple[Sprite, ...]:
    """Return PHASES sprites of one stride. noise: (336, 220) of mean 0 and deviation 1."""
    folds = cv2.GaussianBlur(noise, (0, 0), sigmaX=4, sigmaY=9)
    folds = (folds / max(float(folds.std()), 1e-6)).astype(np.float32)
    phases = np.arange(PHASES) * 2 * np.pi / PHASES
    return tuple(_Drawing(folds).of(look, float(phase)) for phase in phases)


class _Drawing:
    """One body while it is being drawn, part over part."""

    def __init__(self, folds: NDArray[np.float32]) -> None:
        self._folds = folds
        self._picture = np.zeros((HEIGHT_PX, WIDTH_PX, 3), np.float32)
        self._cover = np.zeros((HEIGHT_PX, WIDTH_PX), np.uint8)

    def of(self, look: Look, phase: float) -> Sprite:
        """Draw legs, arms behind, coat, collar; `phase` in radians of a stride."""
        swing = float(np.sin(phase))
        sway = 1.5 * float(np.sin(phase))
        for side in (-1, 1) if swing > 0 else (1, -1):
            self._leg(look, side, swing * side)
        for side in (-1, 1):
            self._arm(look, side, -swing * side, sway)
        self._coat(look, sway)
        picture = np.clip(np.rint(self._picture), 0, 255).astype(np.uint8)
        return Sprite.of(picture, self._cover)

    def _leg(self, look: Look, side: int, forward: float) -> None:
        """A leg in front is lower in the picture and lit; the one behind lifts its foot."""
        hip, knee = _MIDDLE + side * 17, _MIDDLE + side * (17 - 2 * forward)
        foot_y = SOLE_Y_PX - 6 + 5 * min(forward, 0) * 2.2
        light = 0.86 + 0.14 * forward
        ankle = _MIDDLE + side * (14 - 3 * abs(forward))
        shape: Points = [(hip - 19, _HIP_Y - 8), (hip + 19, _HIP_Y - 8), (knee + 14, 236),
                         (ankle + 10, foot_y), (ankle - 10, foot_y), (knee - 14, 236)]
        self._part(shape, look.trousers, light, rounding=16)
        shoe: Points = [(ankle - 11, foot_y - 6), (ankle + 11, foot_y - 6),
                        (ankle + 12 + 3 * side, foot_y + 8), (ankle - 12 + 3 * side, foot_y + 8)]
        self._part(shoe, look.shoes, light, rounding=6)

    def _arm(self, look: Look, side: int, forward: float, sway: float) -> None:
        shoulder = _MIDDLE + sway + side * 44
        elbow = _MIDDLE + sway + side * (56 + 2 * forward)
        hand_x = _MIDDLE + sway + side * (55 - 7 * max(forward, 0))
        hand_y = 172 - 9 * max(forward, 0)
        hand: Points = [(hand_x - 7, hand_y - 4), (hand_x + 7, hand_y - 4),
                        (hand_x + 6, hand_y + 15), (hand_x - 6, hand_y + 15)]
        red = int(150 * look.skin[0]) + 40
        self._part(hand, (int(red * 0.62), int(red * 0.74), red), 0.9, rounding=5)
        sleeve: Points = [(shoulder - 13, _SHOULDER_Y + 4), (shoulder + 13, _SHOULDER_Y + 4),
                          (elbow + 12, 112), (hand_x + 10, hand_y), (hand_x - 10, hand_y),
                          (elbow - 12, 112)]
        self._part(sleeve, look.coat, 0.84 + 0.1 * forward, rounding=11)

    def _coat(self, look: Look, sway: float) -> None:
        hem = _HIP_Y + 12 + look.coat_length * 120
        flare = 4 + 16 * look.coat_length
        middle = _MIDDLE + sway
        shape: Points = [(middle - 22, 22), (middle + 22, 22), (middle + 46, _SHOULDER_Y - 3),
                         (middle + 54, _SHOULDER_Y + 14), (middle + 42, 100),
                         (_MIDDLE + 38 + flare, hem), (_MIDDLE - 38 - flare, hem),
                         (middle - 42, 100), (middle - 54, _SHOULDER_Y + 14),
                         (middle - 46, _SHOULDER_Y - 3)]
        self._part(shape, look.coat, 1.0, rounding=26)
        line = [(middle - 1, 40), (middle + 1, 40), (_MIDDLE + 1, hem), (_MIDDLE - 1, hem)]
        self._part(line, look.coat, 0.55, rounding=1)
        lapel: Points = [(middle - 22, 22), (middle + 22, 22), (middle + 12, 46), (middle, 60),
                         (middle - 12, 46)]
        inner = look.scarf or tuple(min(255, c + 60) for c in look.coat)
        self._part(lapel, (inner[0], inner[1], inner[2]), 0.8, rounding=8)
        if look.scarf:
            wrap: Points = [(middle - 34, 16), (middle + 34, 16), (middle + 30, 38), (middle - 30, 38)]
            self._part(wrap, look.scarf, 1.0, rounding=8)
        if look.has_bag:
            strap = [(middle - 36, 34), (middle - 29, 33), (middle + 40, 158), (middle + 33, 160)]
            self._part(strap, (34, 40, 52), 0.9, rounding=3)

    def _part(self, shape: Points, colour: Colour, light: float, rounding: float) -> None:
        """Paint one part, darker towards its edges as a round thing is, with folds."""
        part = np.zeros((HEIGHT_PX, WIDTH_PX), np.uint8)
        outline = np.rint(np.array(shape) * 8).astype(np.int32)
        cv2.fillPoly(part, [outline], 255, lineType=cv2.LINE_AA, shift=3)
        part = np.asarray(cv2.GaussianBlur(part, (0, 0), 1.1), np.uint8)
        depth = cv2.distanceTransform((part > 127).astype(np.uint8), cv2.DIST_L2, 3)
        shade = light * (0.58 + 0.46 * np.sqrt(np.clip(depth / rounding, 0, 1)))
        shade += 0.05 * self._folds
        share = part[..., None].astype(np.float32) / 255
        painted = np.array(colour, np.float32) * shade[..., None]
        self._picture += (painted - self._picture) * share
        np.maximum(self._cover, part, out=self._cover)
