"""Whether faces are large enough at a camera, how far that reaches, and which settings fit."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import quantiles

from compliance.camera import Camera
from compliance.models import Confusion

EYES_SHARE = 0.37
"""Pixels between the eyes per pixel of a box's longer side.

Measured on 1,060 frontal faces that the shipped detector found in photographs: median 0.367, the
middle half from 0.344 to 0.393.
"""

EYES_METRES = 0.063
"""Between an adult's pupils on average: Dodgson, Proc. SPIE 5291 (2004), 36-46."""

FACE_METRES = EYES_METRES / EYES_SHARE
"""What the longer side of a box spans."""

SHORTER_SHARE = 0.78
"""Shorter side of a box per longer side: the median of 3,333 boxes, measured as EYES_SHARE was."""

FOUND_PX = 12.0
"""Longer side, in the picture that is searched, from which faces are found dependably.

Measured on 188 held-out photographs brought to widths from 96 to 640 px: of faces of 12 to 14 px
78 % begin a track and 90 % continue one, of 8 to 10 px 42 and 61 %, of 24 to 32 px 95 and 98 %.
"""

WALKING_METRES_PER_SECOND = 1.4
"""Bohannon, Age and Ageing 26 (1997), 15-19: comfortable speeds of adults, 1.3 to 1.5 m/s."""

WANTED_FRAMES = 6
"""Analysed frames in which somebody should be seen: twice what confirms a track."""

LENSES_DEGREES = (90.0, 60.0, 30.0)
"""Horizontal angles of view told of where the lens's own is not known."""

_STRIDE_PX, _NARROWEST_PX, _WIDEST_PX = 32, 160, 1920  # of `detector_width_px`
_MOST_PER_SECOND = 30
_BAND = re.compile(r"(\d+) px(?: to (\d+|inf) px| and more)")


class Verdict(Enum):
    """How the faces seen compare with what is needed."""

    UNSEEN = "unseen"
    """No face was followed, so nothing can be said."""
    GOOD = "good"
    MIXED = "mixed"
    """The typical face is large enough, a quarter of them are not."""
    SMALL = "small"


_WORDS = {
    Verdict.GOOD: "large enough",
    Verdict.MIXED: "large enough, but a quarter are not",
    Verdict.SMALL: "too small, so come closer, zoom in or choose a larger stream",
}


@dataclass(frozen=True, slots=True)
class Sizes:
    """The longer sides of the faces followed, each at its largest, in the full picture."""

    count: int
    low_px: float
    """A quarter is smaller."""
    typical_px: float
    high_px: float
    """A quarter is larger."""


@dataclass(frozen=True, slots=True)
class View:
    """A camera's picture as it is searched."""

    camera: Camera
    width_px: int
    height_px: int
    lens_degrees: float | None = None
    """Horizontal angle of view; None: unknown."""

    @property
    def found_px(self) -> float:
        """Longer side from which faces are found dependably, in the full picture."""
        return FOUND_PX * self.width_px / min(self.camera.detector_width_px, self.width_px)

    @property
    def needed_px(self) -> float:
        """Longer side from which faces are both found and counted."""
        return max(float(self.camera.minimum_face_px), self.found_px)


@dataclass(frozen=True, slots=True)
class Advice:
    """What is to be said of a camera's faces."""

    verdict: Verdict
    sentences: tuple[str, ...]


def advise(
    view: View, faces_px: Sequence[float], by_size: Mapping[str, Confusion] | None = None
) -> Advice:
    """Return what the faces followed, or else geometry alone, say of a camera.

    faces_px: the longer side of each at its largest, in pixels of the full picture; may be empty.
    by_size: the manifest's confusion by the size of the face; what it lacks is not told.
    """
    sizes = sizes_of(faces_px)
    said = (
        _seen(view, sizes, by_size or {}),
        _reach(view),
        _search(view),
        _rate(view, sizes),
    )
    return Advice(verdict(view, sizes), tuple(sentence for part in said for sentence in part))


def sizes_of(faces_px: Sequence[float]) -> Sizes | None:
    """Return what is usual among longer sides; None of none."""
    if not faces_px:
        return None
    several = faces_px if len(faces_px) > 1 else (*faces_px, *faces_px)
    low, typical, high = quantiles(several, n=4, method="inclusive")
    return Sizes(len(faces_px), low, typical, high)


def verdict(view: View, sizes: Sizes | None) -> Verdict:
    """Return how the faces seen compare with what is needed."""
    if sizes is None:
        return Verdict.UNSEEN
    if sizes.typical_px < view.needed_px:
        return Verdict.SMALL
    return Verdict.GOOD if sizes.low_px >= view.needed_px else Verdict.MIXED


def eyes_px(face_px: float) -> float:
    """Return the pixels between the eyes of a frontal face, by its box's longer side."""
    return EYES_SHARE * face_px


def reach_metres(face_px: float, width_px: int, lens_degrees: float) -> float:
    """Return the distance at which a frontal face has this longer side.

    A lens without distortion, its horizontal angle above 0 and below 180; fisheyes differ.
    """
    focal_px = width_px / 2 / math.tan(math.radians(lens_degrees) / 2)
    return focal_px * FACE_METRES / face_px


def fitting_width_px(view: View) -> int:
    """Return the `detector_width_px` at which the smallest face that counts is found.

    At most the picture's own width, beyond which nothing is gained.
    """
    wanted_px = FOUND_PX * view.width_px / view.camera.minimum_face_px
    most_px = min(_WIDEST_PX, _in_strides(view.width_px))
    return min(max(_in_strides(wanted_px), _NARROWEST_PX), most_px)


def crossing_seconds(face_px: float, width_px: int) -> float:
    """Return how long a walk straight across takes where faces have this longer side."""
    return width_px / face_px * FACE_METRES / WALKING_METRES_PER_SECOND


def fitting_rate(face_px: float, width_px: int) -> int:
    """Return the `analysed_per_second` at which a walk across is seen often enough, 1 to 30."""
    nearly = WANTED_FRAMES - 0.5  # frames are told in whole numbers, so they are compared so
    wanted = math.ceil(nearly / crossing_seconds(face_px, width_px))
    return min(max(wanted, 1), _MOST_PER_SECOND)


def right_of(by_size: Mapping[str, Confusion], face_px: float) -> tuple[int, int] | None:
    """Return how many test faces of about this longer side were called right, and of how many.

    The manifest's bands go by the shorter side. None where it has no such faces.
    """
    shorter_px = SHORTER_SHARE * face_px
    for name, confusion in by_size.items():
        band = _BAND.fullmatch(name)
        if band and float(band[1]) <= shorter_px < float(band[2] or "inf"):
            right = sum(called.get(true, 0) for true, called in confusion.items())
            total = sum(sum(called.values()) for called in confusion.values())
            return (right, total) if total else None
    return None


def _in_strides(length_px: float) -> int:
    return math.ceil(length_px / _STRIDE_PX) * _STRIDE_PX


def _seen(view: View, sizes: Sizes | None, by_size: Mapping[str, Confusion]) -> Iterator[str]:
    needed = f"{view.needed_px:.0f} px are needed"
    if sizes is None:
        yield f"nobody was seen long enough to judge the size of faces; {needed}"
        return
    low, typical, high = sizes.low_px, sizes.typical_px, sizes.high_px
    spread = f", half of them {low:.0f} to {high:.0f} px" if sizes.count > 1 else ""
    yield (
        f"faces reach {typical:.0f} px, {eyes_px(typical):.0f} px between the eyes "
        f"({sizes.count} followed{spread}): {_WORDS[verdict(view, sizes)]}; {needed}"
    )
    if (measured := right_of(by_size, typical)) is not None:
        right, total = measured
        yield f"of {total} test faces of that size {right} were found and called right"


def _reach(view: View) -> Iterator[str]:
    lenses = LENSES_DEGREES if view.lens_degrees is None else (view.lens_degrees,)
    reaches = (
        f"{reach_metres(view.needed_px, view.width_px, degrees):.1f} m ({degrees:g} degrees)"
        for degrees in lenses
    )
    yield f"faces are that large up to, by the lens's angle of view: {', '.join(reaches)}"


def _search(view: View) -> Iterator[str]:
    fitting_px, least_px = fitting_width_px(view), view.camera.minimum_face_px
    set_px = f"detector_width_px = {view.camera.detector_width_px}"
    if view.found_px <= least_px:
        yield f"{set_px} fits: it finds the smallest faces that count ({least_px} px)"
    elif fitting_px > view.camera.detector_width_px:
        found_px = FOUND_PX * view.width_px / fitting_px
        yield (
            f"{set_px} finds faces from {view.found_px:.0f} px on; {fitting_px} finds them from "
            f"{max(found_px, least_px):.0f} px on, at the cost of more work"
        )
    else:
        yield f"{set_px} finds faces from {view.found_px:.0f} px on, the best for this picture"


def _rate(view: View, sizes: Sizes | None) -> Iterator[str]:
    rate = view.camera.analysed_per_second
    set_rate = f"analysed_per_second = {rate:g}"
    if sizes is None:
        reach_px = WALKING_METRES_PER_SECOND * WANTED_FRAMES / rate / FACE_METRES
        yield f"{set_rate} fits while faces stay below {view.width_px / reach_px:.0f} px"
        return
    seconds = crossing_seconds(sizes.high_px, view.width_px)
    frames = f"a walk across takes {seconds:.1f} s, {seconds * rate:.0f} analysed frames"
    fitting = fitting_rate(sizes.high_px, view.width_px)
    yield f"{set_rate} {'fits' if fitting <= rate else f'is few, {fitting} fit'}: {frames}"
