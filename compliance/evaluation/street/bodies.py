"""Clothed bodies seen from the front, one picture for each phase of a stride."""

from collections.abc import Sequence
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from compliance.evaluation.street.looks import Colour, Look
from compliance.evaluation.street.outlines import rounded
from compliance.evaluation.street.sprites import Sprite

PIXELS_PER_METRE = 200
PHASES = 12
WIDTH_PX, HEIGHT_PX = 160, 336
NECK_PX = (80.0, 26.0)
"""Where the head's neck meets the body."""
SOLE_Y_PX = 322.0

Points: TypeAlias = Sequence[tuple[float, float]]
"""x from the body's middle, y from the sprite's top, in pixels."""

_SHOULDER_Y, _HIP_Y = 40.0, 166.0
_MARGIN_PX = 4
_HALF = 127
_STRAP: Colour = (34, 40, 52)


def draw_body(look: Look, skin: Colour, noise: NDArray[np.float32]) -> tuple[Sprite, ...]:
    """Return PHASES sprites of one stride.

    skin: of the hands. noise: (HEIGHT_PX, WIDTH_PX) of mean 0 and standard deviation 1.
    """
    folds = cv2.GaussianBlur(noise, (0, 0), sigmaX=4, sigmaY=9)
    cloth = np.asarray(0.05 * folds / folds.std() + 0.018 * noise, np.float32)
    drawings = (_Drawing(look, skin, cloth) for _ in range(PHASES))
    return tuple(drawing.at(2 * np.pi * number / PHASES) for number, drawing in enumerate(drawings))


class _Drawing:
    """One body while it is being drawn, part over part."""

    def __init__(self, look: Look, skin: Colour, cloth: NDArray[np.float32]) -> None:
        self._look = look
        self._skin = skin
        self._cloth = cloth
        self._picture = np.zeros((HEIGHT_PX, WIDTH_PX, 3), np.float32)
        self._cover = np.zeros((HEIGHT_PX, WIDTH_PX), np.uint8)

    def at(self, phase: float) -> Sprite:
        """Draw legs, arms, coat and collar at a phase of the stride, in radians."""
        swing = float(np.sin(phase))
        for side in (-1, 1) if swing > 0 else (1, -1):
            self._leg(side, swing * side)
        for side in (-1, 1):
            self._arm(side, -swing * side, 1.5 * swing)
        self._coat(1.5 * swing)
        self._collar(1.5 * swing)
        return Sprite.of(np.clip(np.rint(self._picture), 0, 255).astype(np.uint8), self._cover)

    def _leg(self, side: int, forward: float) -> None:
        """Draw a leg: in front it is lit and low, behind it lifts its foot."""
        hip, knee = side * 17, side * (17 - 2 * forward)
        foot_y = SOLE_Y_PX - 8 + 11 * min(forward, 0)
        ankle = side * (14 - 3 * abs(forward))
        light = 0.86 + 0.14 * forward
        shoe = (
            (ankle - 11, foot_y - 8),
            (ankle + 11, foot_y - 8),
            (ankle + 13 + 3 * side, foot_y + 9),
            (ankle - 13 + 3 * side, foot_y + 9),
        )
        self._part(shoe, self._look.shoes, light, round_px=6)
        leg = (
            (hip - 20, _HIP_Y - 12),
            (hip + 20, _HIP_Y - 12),
            (knee + 15, 236),
            (ankle + 11, foot_y),
            (ankle - 11, foot_y),
            (knee - 15, 236),
        )
        self._part(leg, self._look.trousers, light, round_px=16)

    def _arm(self, side: int, forward: float, sway: float) -> None:
        shoulder, elbow = sway + side * 43, sway + side * (55 + 2 * forward)
        hand_x, hand_y = sway + side * (55 - 8 * max(forward, 0)), 174 - 9 * max(forward, 0)
        hand = (
            (hand_x - 9, hand_y - 8),
            (hand_x + 9, hand_y - 8),
            (hand_x + 7, hand_y + 17),
            (hand_x - 7, hand_y + 17),
        )
        self._part(hand, self._skin, 0.9, round_px=5)
        sleeve = (
            (shoulder - 14, _SHOULDER_Y),
            (shoulder + 12, _SHOULDER_Y),
            (elbow + 13, 112),
            (hand_x + 12, hand_y),
            (hand_x - 12, hand_y),
            (elbow - 13, 112),
        )
        self._part(sleeve, self._look.coat, 0.86 + 0.1 * forward, round_px=11)

    def _coat(self, sway: float) -> None:
        look = self._look
        hem = _HIP_Y + 14 + look.coat_length * 120
        flare = 2 + 16 * look.coat_length
        half = (
            (20, 20),
            (44, _SHOULDER_Y - 6),
            (56, _SHOULDER_Y + 12),
            (42, 96),
            (38 + flare, hem),
        )
        coat = [(sway + x, y) for x, y in half] + [(sway - x, y) for x, y in reversed(half)]
        self._part(coat, look.coat, 1.0, round_px=26)
        seam = ((sway - 1, 44), (sway + 1, 44), (1, hem - 2), (-1, hem - 2))
        self._part(seam, look.coat, 0.6, round_px=1)
        if look.has_bag:
            side = 1 if look.is_mirrored else -1
            strap = ((side * 36, 32), (side * 29, 30), (-side * 42, 156), (-side * 36, 160))
            self._part([(sway + x, y) for x, y in strap], _STRAP, 0.9, round_px=3)

    def _collar(self, sway: float) -> None:
        look = self._look
        if look.scarf:
            wrap = ((sway - 26, 18), (sway + 26, 18), (sway + 30, 30), (sway, 50), (sway - 30, 30))
            self._part(wrap, look.scarf, 1.0, round_px=5)
            return
        inside = ((sway - 18, 20), (sway + 18, 20), (sway + 12, 42), (sway, 62), (sway - 12, 42))
        blue, green, red = (min(255, c + 55) for c in look.coat)
        self._part(inside, (blue, green, red), 0.8, round_px=8)
        for side in (-1, 1):
            lapel = (
                (sway + side * 17, 14),
                (sway + side * 30, 26),
                (sway + side * 16, 48),
                (sway + side * 2, 64),
            )
            self._part(lapel, look.coat, 1.08, round_px=5)

    def _part(self, shape: Points, colour: Colour, light: float, round_px: float) -> None:
        """Paint one part with folds, darker within `round_px` of its edges as round things are."""
        points = rounded(shape) * (self._look.breadth, 1) + (WIDTH_PX / 2, 0)
        low = np.maximum(np.floor(points.min(0)).astype(int) - _MARGIN_PX, 0)
        high = np.ceil(points.max(0)).astype(int) + _MARGIN_PX
        window = (slice(low[1], min(high[1], HEIGHT_PX)), slice(low[0], min(high[0], WIDTH_PX)))
        part = np.zeros(self._cover[window].shape, np.uint8)
        outline = np.rint((points - low) * 8).astype(np.int32)
        cv2.fillPoly(part, [outline], 255, lineType=cv2.LINE_AA, shift=3)
        soft = np.asarray(cv2.GaussianBlur(part, (0, 0), 0.9), np.uint8)
        depth = cv2.distanceTransform((soft > _HALF).astype(np.uint8), cv2.DIST_L2, 3)
        shade = light * (0.68 + 0.36 * np.sqrt(np.clip(depth / round_px, 0, 1)))
        shade += self._cloth[window]
        painted = np.array(colour, np.float32) * shade[..., None]
        below = self._picture[window]
        below += (painted - below) * (soft[..., None].astype(np.float32) / 255)
        np.maximum(self._cover[window], soft, out=self._cover[window])
