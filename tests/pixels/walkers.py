"""Simulated walkers before a camera: what a detector would see, and how many people there were."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from compliance.pixels.followed import Track
from compliance.pixels.geometry import Boxes, as_boxes, iou
from compliance.pixels.motion import Box
from compliance.pixels.track import Tracker

WIDTH_PX, HEIGHT_PX = 1920.0, 1080.0
FACE_METRES = 0.16
FOCAL_PX = 1400.0

Sight: TypeAlias = tuple[float, Boxes, NDArray[np.float32]]
"""Time in seconds, boxes and scores of one frame."""


@dataclass(frozen=True, slots=True)
class Walker:
    """One person who walks straight past or up to the camera; metres and metres per second."""

    start_seconds: float
    x: float
    z: float
    x_speed: float
    z_speed: float
    phase: float = 0.0
    y: float = 0.0
    hesitation: float = 0.0
    """How unsteady the pace is: 0.2 swings it by half, with up to 2 m/s2."""

    def box(self, seconds: float) -> Box | None:
        """Return the face's true box, or None when it is not in the picture."""
        age = seconds - self.start_seconds
        walked = age + self.hesitation * math.sin(2.5 * age + self.phase)
        z = self.z + walked * self.z_speed
        if age < 0 or z < 1.5:
            return None
        width = FOCAL_PX * FACE_METRES / z
        height = width * 1.25
        bob = 0.03 * math.sin(2 * math.pi * 2.0 * age + self.phase)
        x = WIDTH_PX / 2 + FOCAL_PX * (self.x + walked * self.x_speed) / z
        y = HEIGHT_PX / 2 + FOCAL_PX * (self.y + bob) / z
        if not (0 < x < WIDTH_PX and 0 < y < HEIGHT_PX):
            return None
        return (x - width / 2, y - height / 2, x + width / 2, y + height / 2)


@dataclass(frozen=True, slots=True)
class Flaws:
    """How far the detector is from the truth."""

    jitter: float = 0.05
    """Standard deviation of a box's place and size, in face widths."""
    miss_probability: float = 0.1
    weak_probability: float = 0.15
    """Share of the faces seen that get a score below the high threshold."""
    false_per_frame: float = 0.1
    """False detections anywhere, of any score."""


def crowd(dice: random.Random, people: int, seconds: float) -> list[Walker]:
    """Return people who start at any time: half walk past, half walk up to the camera."""
    return [_walker(dice, dice.uniform(0, seconds)) for _ in range(people)]


def _walker(dice: random.Random, start_seconds: float) -> Walker:
    speed, phase, y = dice.uniform(0.8, 2.0), dice.uniform(0, 6.3), dice.uniform(-0.25, 0.25)
    hesitation = dice.uniform(0, 0.2)
    if dice.random() < 0.5:
        z, side = dice.uniform(2.0, 8.0), dice.choice((-1, 1))
        x = -side * WIDTH_PX / 2 * z / FOCAL_PX
        drift = dice.uniform(-0.2, 0.2)
        return Walker(start_seconds, x, z, side * speed, drift, phase, y, hesitation)
    x, drift = dice.uniform(-1.5, 1.5), dice.uniform(-0.2, 0.2)
    z = dice.uniform(7.0, 9.0)
    return Walker(start_seconds, x, z, drift, -speed, phase, y, hesitation)


def sights(
    walkers: list[Walker],
    dice: random.Random,
    seconds: float,
    per_second: float = 5.0,
    flaws: Flaws | None = None,
) -> Iterator[Sight]:
    """Yield what the detector sees, frame by frame: nearer faces hide those behind them."""
    flaws = flaws or Flaws()
    for number in range(round(seconds * per_second)):
        at = number / per_second
        yield (at, *_sight(walkers, dice, at, flaws))


def _sight(
    walkers: list[Walker], dice: random.Random, at: float, flaws: Flaws
) -> tuple[Boxes, NDArray[np.float32]]:
    true = [box for walker in walkers if (box := walker.box(at))]
    true.sort(key=lambda box: box[0] - box[2])  # nearest, which is widest, first
    rows: list[Box] = []
    for box in true:
        is_hidden = bool(rows) and iou(as_boxes([box]), as_boxes(rows)).max() > 0.3
        if not is_hidden and dice.random() >= flaws.miss_probability:
            rows.append(_shaken(box, dice, flaws.jitter))
    scores = [
        dice.uniform(0.3, 0.6) if dice.random() < flaws.weak_probability else dice.uniform(0.6, 1.0)
        for _ in rows
    ]
    if dice.random() < flaws.false_per_frame:
        rows.append(_false(dice))
        scores.append(dice.uniform(0.3, 0.8))
    return as_boxes(rows), np.array(scores, np.float32)


def _shaken(box: Box, dice: random.Random, jitter: float) -> Box:
    width = box[2] - box[0]
    x, y = dice.gauss(0, jitter) * width, dice.gauss(0, jitter) * width
    growth = dice.gauss(0, jitter) * width / 2
    return (box[0] + x - growth, box[1] + y - growth, box[2] + x + growth, box[3] + y + growth)


def _false(dice: random.Random) -> Box:
    x, y, width = dice.uniform(0, WIDTH_PX), dice.uniform(0, HEIGHT_PX), dice.uniform(20, 120)
    return (x, y, x + width, y + width * 1.25)


def follow(frames: Iterator[Sight], tracker: Tracker) -> list[Track]:
    """Return every track as it was when it gave its outcome."""
    ended: list[Track] = []
    for at, boxes, scores in frames:
        ended.extend(tracker.update(boxes, scores, at).ended)
    return [*ended, *tracker.finish()]


def visible_frames(walker: Walker, seconds: float, per_second: float = 5.0) -> int:
    """Return in how many frames the walker is in the picture."""
    return sum(walker.box(n / per_second) is not None for n in range(round(seconds * per_second)))
