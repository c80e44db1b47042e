"""Faces are found where they are, however little of the picture is searched."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from skimage import data

from compliance.camera import Camera, Source, SourceKind
from compliance.models import read_manifest
from compliance.pixels.detect import Detections, Detector
from compliance.pixels.finding import Finder
from compliance.pixels.gate import Gate
from compliance.pixels.geometry import Picture, iou
from compliance.pixels.track import NOBODY, Expected
from tests.pixels.shots import Shot

SHIPPED = Path(__file__).parents[2] / "models"
CAMERA = Camera(0, "door", "site", Source(SourceKind.FILE, "", ""))
FACE_PX = 150
RIGHT_HALF = ((0.5, 0.0), (1.0, 0.0), (1.0, 1.0), (0.5, 1.0))


class Heard:
    """A detector that remembers the sizes and light of what it searched; for one thread."""

    def __init__(self, detector: Detector) -> None:
        self.model = detector.model
        self.searched: list[tuple[int, int]] = []
        self.brightest: list[int] = []
        self._detector = detector

    def detect(self, picture: Picture) -> Detections:
        self.searched.append((picture.shape[1], picture.shape[0]))
        self.brightest.append(int(picture.max()))
        return self._detector.detect(picture)


@pytest.fixture(scope="module")
def loaded() -> Detector:
    return Detector(read_manifest(SHIPPED).detector)


@pytest.fixture
def detector(loaded: Detector) -> Heard:
    return Heard(loaded)


def shot(*faces: tuple[int, int]) -> Shot:
    """Return a grey scene with an astronaut's bare face (public domain) at each left and top."""
    scene = np.full((1080, 1920, 3), 110, np.uint8)
    face = data.astronaut()[30:200, 150:300, ::-1]
    for left, top in faces:
        scene[top : top + 170, left : left + FACE_PX] = face
    return Shot(scene)


def dimmed(lit: Shot) -> Shot:
    return Shot((lit.picture * 0.2).astype(np.uint8))


@pytest.mark.parametrize("place", [(0, 0), (700, 400), (1770, 910), (33, 500)])
def test_a_face_found_in_a_part_is_where_it_is_found_in_the_whole(
    detector: Heard, place: tuple[int, int]
) -> None:
    finder = Finder(detector, CAMERA)
    assert not len(finder.find(shot(), NOBODY, 0.0).at_least(0.6).boxes)
    partly, wholly = shot(place), shot(place)
    found = finder.find(partly, NOBODY, 0.2).at_least(0.6)
    expected = Finder(detector, CAMERA).find(wholly, NOBODY, 0.0).at_least(0.6)
    assert len(found.boxes) == len(expected.boxes) == 1
    assert iou(found.boxes, expected.boxes)[0, 0] > 0.95
    width_px, height_px = detector.searched[1]
    assert width_px * height_px < 0.35 * 640 * 352


def test_by_night_a_part_is_lit_as_the_whole_is(detector: Heard) -> None:
    finder, place = Finder(detector, CAMERA), (700, 400)
    finder.find(dimmed(shot()), NOBODY, 0.0)
    found = finder.find(dimmed(shot(place)), NOBODY, 0.2).at_least(0.6)
    expected = Finder(detector, CAMERA).find(dimmed(shot(place)), NOBODY, 0.0).at_least(0.6)
    assert iou(found.boxes, expected.boxes)[0, 0] > 0.95
    assert detector.brightest[1] == detector.brightest[2] > 0.4 * 255


def test_of_a_scene_at_rest_nothing_is_converted(detector: Heard) -> None:
    finder, still = Finder(detector, CAMERA), shot((700, 400))
    found = finder.find(still, NOBODY, 0.0)
    assert len(found.at_least(0.6).boxes) == 1
    assert not len(finder.find(still, NOBODY, 0.2).boxes)
    assert (
        len(finder.find(still, Expected(found.boxes, is_sure=True), 0.4).at_least(0.6).boxes) == 1
    )
    assert still.converted == len(detector.searched) == 2


def test_of_those_followed_each_is_found_by_a_small_search_of_its_own(detector: Heard) -> None:
    finder, street = Finder(detector, CAMERA), shot((150, 400), (1500, 400))
    known = finder.find(street, NOBODY, 0.0).at_least(0.6)
    assert len(known.boxes) == 2
    followed = Expected(known.boxes, is_sure=True)
    found = finder.find(street, followed, 0.2).at_least(0.6)
    assert (iou(found.boxes, known.boxes).max(axis=0) > 0.95).all()
    assert len(found.boxes) == 2
    assert len(detector.searched) == 3
    assert all(width_px * high_px < 0.15 * 640 * 352 for width_px, high_px in detector.searched[1:])


def test_a_face_that_the_search_cuts_is_left_to_a_search_that_does_not(detector: Heard) -> None:
    finder, before = Finder(detector, CAMERA), shot((700, 400))
    finder.find(before, NOBODY, 0.0)
    beside = shot((700, 400))
    beside.picture[500:560, 870:900] = 250  # something small moves beside a face nobody follows
    assert not len(finder.find(beside, NOBODY, 0.2).boxes)
    assert detector.searched[1][0] < 640


def test_no_more_is_searched_than_holds_what_counts(detector: Heard) -> None:
    right = replace(CAMERA, include=(RIGHT_HALF,))
    both = shot((300, 400), (1300, 400))
    found = Finder(detector, right).find(both, NOBODY, 0.0).at_least(0.6)
    assert len(found.boxes) == 1
    assert found.boxes[0, 0] > 1280
    assert detector.searched == [(320, 352)]


def test_what_moves_where_nobody_counts_is_no_reason_to_search(detector: Heard) -> None:
    finder = Finder(detector, replace(CAMERA, exclude=(RIGHT_HALF,)))
    finder.find(shot(), NOBODY, 0.0)
    moved = shot((1300, 400))
    assert not len(finder.find(moved, NOBODY, 0.2).boxes)
    assert moved.converted == 0


def test_where_nothing_counts_nobody_is_found(detector: Heard) -> None:
    nowhere = replace(CAMERA, include=(RIGHT_HALF,), exclude=(RIGHT_HALF,))
    assert not len(Finder(detector, nowhere).find(shot((1300, 400)), NOBODY, 0.0).boxes)


def test_a_gate_that_is_always_open_searches_everything(detector: Heard) -> None:
    finder, still = Finder(detector, CAMERA, Gate(whole_seconds=0.0)), shot()
    for number in range(3):
        finder.find(still, NOBODY, number / 5)
    assert detector.searched == [(640, 352)] * 3
