"""Finding the faces of one camera's frames, in the parts of them that are worth a search."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from compliance.camera import Camera
from compliance.pixels.area import AreaMask
from compliance.pixels.detect import STRIDE_PX, Detections, Detector, detect_size
from compliance.pixels.exposure import exposed
from compliance.pixels.gate import Gate
from compliance.pixels.geometry import Boxes, Picture, as_boxes, longer_sides, scaled
from compliance.pixels.tiny import Grey
from compliance.pixels.track import Expected
from compliance.pixels.window import Window, joined, whole

_GREY_SHARE = 4  # pixels of the detector's picture per grey pixel; the smallest face has two
_ROOM_PX = 16  # searched round what changed: a face is recognised by what is round it
_FACE_ROOM = 0.3  # of a followed face's size, on every side, beside that
_SEARCH_PX = 6000  # of one more search takes as long as being called

_NOBODY = Detections(as_boxes([]), np.zeros(0, np.float32))


class FrameLike(Protocol):
    """A frame that is converted to pixels only when asked."""

    @property
    def width_px(self) -> int:
        """Width of the full picture."""

    @property
    def height_px(self) -> int:
        """Height of the full picture."""

    def grey(self, width_px: int, height_px: int) -> Grey:
        """Return the frame at this size, (height, width) uint8, writable."""

    def small(self, width_px: int, height_px: int) -> Picture:
        """Return the frame at this size, (height, width, 3) uint8 BGR, writable."""

    def part(self, window: Window, width_px: int, height_px: int) -> Picture:
        """Return a window of the frame at this size, (height, width, 3) uint8 BGR, writable."""


@dataclass(frozen=True, slots=True)
class _Sizes:
    """What frames of one size are brought to; widths and heights."""

    frame_px: tuple[int, int]
    detector_px: tuple[int, int]
    grey_px: tuple[int, int]
    area: AreaMask
    grey_area: AreaMask

    @property
    def scale(self) -> tuple[float, float]:
        """Pixels of the frame per pixel of the detector's picture, across and down."""
        return self.frame_px[0] / self.detector_px[0], self.frame_px[1] / self.detector_px[1]


class Finder:
    """Searches frames at one scale, all of each or what the gate says.

    The search of a part begins with the same pixels as a search of the whole: brought to the
    detector's scale by itself, a part would be sampled elsewhere, and doubtful faces would come
    and go (6 of 995 sure faces were lost so, and 21 of 91 others; now none and 3).
    """

    def __init__(self, detector: Detector, camera: Camera, gate: Gate | None = None) -> None:
        self._detector, self._camera = detector, camera
        self._gate = gate or Gate()
        self._known: _Sizes | None = None

    def find(self, frame: FrameLike, followed: Expected, at_seconds: float) -> Detections:
        """Return the faces found in the frame of this time, in its pixels."""
        sizes = self._sizes((frame.width_px, frame.height_px))
        grey = frame.grey(*sizes.grey_px)
        sizes.grey_area.blacken(grey)
        faces = _in_grey(followed.boxes, sizes)
        windows = self._gate.windows(grey, faces, at_seconds, are_all=followed.is_sure)
        parts = [part for one in windows if not (part := _searched(one, sizes)).is_empty]
        if not parts:
            return _NOBODY
        picture = exposed(frame.small(*sizes.detector_px))
        found = [self._search(picture, sizes, part) for part in joined(parts, _SEARCH_PX)]
        boxes = np.concatenate([one.boxes for one in found])
        return Detections(boxes, np.concatenate([one.scores for one in found]))

    def _search(self, whole_picture: Picture, sizes: _Sizes, searched: Window) -> Detections:
        picture = np.ascontiguousarray(whole_picture[searched.slices])
        sizes.area.blacken(picture, searched)
        found = self._detector.detect(picture)
        is_uncut = _is_uncut(found.boxes, searched, sizes.detector_px)
        boxes = scaled(searched.to_whole(found.boxes[is_uncut]), *sizes.scale)
        return Detections(boxes, found.scores[is_uncut])

    def _sizes(self, frame_px: tuple[int, int]) -> _Sizes:
        if self._known is None or self._known.frame_px != frame_px:
            camera = self._camera
            wide, high = detect_size(*frame_px, camera.detector_width_px)
            grey_px = (wide // _GREY_SHARE, high // _GREY_SHARE)
            area = AreaMask((wide, high), camera.include, camera.exclude)
            grey_area = AreaMask(grey_px, camera.include, camera.exclude)
            self._known = _Sizes(frame_px, (wide, high), grey_px, area, grey_area)
        return self._known


def _in_grey(followed: Boxes, sizes: _Sizes) -> Boxes:
    """Return boxes of the frame, with room round them, in grey pixels."""
    room = _FACE_ROOM * longer_sides(followed)[:, None]
    roomy = followed + np.concatenate((-room, -room, room, room), axis=1)
    across, down = sizes.scale
    return scaled(roomy, 1 / across / _GREY_SHARE, 1 / down / _GREY_SHARE)


def _searched(grey: Window, sizes: _Sizes) -> Window:
    """Return what is searched for a window of the grey picture; of the detector's picture."""
    roomy = Window(
        grey.left * _GREY_SHARE - _ROOM_PX,
        grey.top * _GREY_SHARE - _ROOM_PX,
        grey.right * _GREY_SHARE + _ROOM_PX,
        grey.bottom * _GREY_SHARE + _ROOM_PX,
    )
    bounded = roomy.inside(sizes.area.bounds)
    return bounded.snapped(STRIDE_PX).inside(whole(sizes.detector_px))


def _is_uncut(
    boxes: Boxes, searched: Window, detector_px: tuple[int, int]
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Say which faces do not reach over an edge of a search that is none of the picture's."""
    everything = whole(detector_px)
    inside = (
        (searched.left == everything.left) | (boxes[:, 0] > 0),
        (searched.top == everything.top) | (boxes[:, 1] > 0),
        (searched.right == everything.right) | (boxes[:, 2] < searched.width_px),
        (searched.bottom == everything.bottom) | (boxes[:, 3] < searched.height_px),
    )
    return np.asarray(np.logical_and.reduce(inside), np.bool_)
