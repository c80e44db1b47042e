"""The frames of a simulated street, each with the truth about the faces in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from compliance.evaluation.street.backdrop import draw_backdrop
from compliance.evaluation.street.camera_view import View
from compliance.evaluation.street.people import Figure
from compliance.evaluation.street.plan import Place, StreetSettings, Walk
from compliance.evaluation.street.sprites import lay, placed
from compliance.evaluation.street.street_truth import Sighting

Frame: TypeAlias = NDArray[np.uint8]
"""(height, width, 3) uint8, BGR."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One frame and the faces in it."""

    frame: Frame
    sightings: tuple[Sighting, ...]


def render(
    settings: StreetSettings, walks: Sequence[Walk], figures: Sequence[Figure], every: int = 1
) -> Iterator[Shot]:
    """Yield every frame in order, or one in `every`; figures belong to the walks of that index."""
    view = View(settings.width_px, settings.height_px)
    backdrop = draw_backdrop(view, settings.seed, settings.pillars)
    sensor = _Sensor(settings)
    for number in range(0, round(settings.seconds * settings.frames_per_second), every):
        seconds = number / settings.frames_per_second
        scene = _Scene(view, backdrop.picture.copy(), backdrop.depth_m)
        present = [
            (walk.place(seconds), walk, figure) for walk, figure in zip(walks, figures, strict=True)
        ]
        here = [(place, walk, figure) for place, walk, figure in present if place is not None]
        for place, walk, figure in sorted(here, key=lambda one: -one[0].z_m):
            scene.add(place, walk, figure, seconds)
        yield Shot(sensor.exposed(scene.frame, number), scene.sightings())


class _Scene:
    """One moment: people laid over the street from far to near, and who hides whom."""

    def __init__(self, view: View, frame: Frame, depth_m: NDArray[np.float32]) -> None:
        self.frame = frame
        self._view = view
        self._depth_m = depth_m
        self._nearest = np.zeros(frame.shape[:2], np.uint16)
        self._faces: list[tuple[int, int, tuple[float, float, float, float], _Region]] = []

    def add(self, place: Place, walk: Walk, figure: Figure, seconds: float) -> None:
        """Lay one person over everybody further away; walls nearer than the person hide it."""
        pose = figure.pose(self._view, place, walk, seconds)
        self._shadow(place)
        mark = len(self._faces) + 1
        region: _Region = None
        for sprite, placing in pose.parts:
            patch = placed(sprite, placing, self._view.width_px, self._view.height_px)
            if patch is None:
                continue
            behind = self._depth_m[patch.window] < place.z_m
            laid = lay(self.frame, patch, behind)
            self._nearest[patch.window][laid[..., 3] > _OPAQUE] = mark
        face = placed(pose.face, pose.face_placing, self._view.width_px, self._view.height_px)
        if face is not None:
            region = (face.window, face.layer[..., 3] > _OPAQUE)
        area = figure.face_area_px * pose.face_placing.scale**2
        self._faces.append((walk.person, round(area), pose.face_box, region))

    def sightings(self) -> tuple[Sighting, ...]:
        """Return the faces of which anything is to be seen."""
        found = []
        for index, (person, area, box, region) in enumerate(self._faces):
            if region is None:
                continue
            window, inside = region
            shown = int(np.count_nonzero(inside & (self._nearest[window] == index + 1)))
            if shown:
                found.append(Sighting(person, box, min(1.0, shown / max(area, 1))))
        return tuple(found)

    def _shadow(self, place: Place) -> None:
        """Darken the ground under the feet."""
        x, y = self._view.point(place.x_m, 0.0, place.z_m)
        scale = self._view.pixels_per_metre(place.z_m)
        wide, high = round(0.45 * scale), round(0.12 * scale)
        left, top = round(x) - wide, round(y) - high
        window = (
            slice(max(top, 0), max(top + 2 * high, 0)),
            slice(max(left, 0), max(left + 2 * wide, 0)),
        )
        ground = self.frame[window]
        if ground.size == 0:
            return
        rows = (np.arange(ground.shape[0]) + window[0].start - y) / max(high, 1)
        columns = (np.arange(ground.shape[1]) + window[1].start - x) / max(wide, 1)
        dark = np.clip(1 - rows[:, None] ** 2 - columns[None] ** 2, 0, 1) * 0.4
        dark[self._depth_m[window] < place.z_m - 1] = 0
        self.frame[window] = (ground * (1 - dark[..., None])).astype(np.uint8)


class _Sensor:
    """What a camera adds: noise, and a light that wanders."""

    def __init__(self, settings: StreetSettings) -> None:
        chance = np.random.default_rng((settings.seed, 1))
        shape = (settings.height_px + _SPARE_PX, settings.width_px + _SPARE_PX, 3)
        grain = np.clip(chance.standard_normal(shape) * settings.noise, -60, 60)
        self._grain = np.rint(grain).astype(np.int16)
        self._chance = chance
        self._settings = settings
        # The light ends where it began, so that a looped clip has no jump.
        self._beats = np.array([1.0, 3.0]) * 2 * np.pi / settings.seconds

    def exposed(self, frame: Frame, number: int) -> Frame:
        """Return the frame as the sensor gives it."""
        settings = self._settings
        seconds = number / settings.frames_per_second
        waves = np.sin(self._beats * seconds) * (0.7, 0.3)
        gain = 1 + settings.light_swing * float(waves.sum())
        lit = cv2.convertScaleAbs(frame, alpha=gain)
        y, x = self._chance.integers(0, _SPARE_PX, 2)
        grain = self._grain[y : y + settings.height_px, x : x + settings.width_px]
        return np.asarray(cv2.add(lit, grain, dtype=cv2.CV_8U), np.uint8)


_Region: TypeAlias = tuple[tuple[slice, slice], NDArray[np.bool_]] | None
_OPAQUE = 127
_SPARE_PX = 64
