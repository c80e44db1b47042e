"""Faces are unrecognisable in what is shown, and stay so where they are missed for a moment."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from skimage import data

from compliance.models import SHIPPED_MODELS, read_manifest
from compliance.pixels.detect import Detector
from compliance.pixels.geometry import Picture, as_boxes
from compliance.preview.veil import LOWEST_SCORE, Veil, pixelate
from tests.data import shared_data

FACE = (slice(245, 345), slice(455, 535))  # rows and columns of the face in `scene`
NOBODY = as_boxes([])


@pytest.fixture(scope="module")
def detector() -> Detector:
    described = read_manifest(SHIPPED_MODELS).detector
    return Detector(replace(described, low_threshold=LOWEST_SCORE))


def scene(*, left_px: int = 400) -> Picture:
    """Return an astronaut's face (public domain) before a grey wall."""
    picture = np.full((540, 960, 3), 110, np.uint8)
    picture[200:400, left_px : left_px + 200] = data.astronaut()[20:220, 130:330, ::-1]
    return picture


def detail(picture: Picture) -> float:
    """Return how much fine detail a picture holds: inside flat cells there is none."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32)
    return float(np.median(np.abs(cv2.Laplacian(grey, cv2.CV_32F))))


def test_a_face_loses_all_its_detail(detector: Detector) -> None:
    before, shown = scene(), scene()
    Veil(detector).draw(shown, NOBODY, 0.0)
    assert detail(before[FACE]) > 2
    assert detail(shown[FACE]) == 0
    assert len(np.unique(shown[FACE].reshape(-1, 3), axis=0)) <= 64


def test_the_wall_beside_it_is_shown_as_it_is(detector: Detector) -> None:
    shown = scene()
    Veil(detector).draw(shown, NOBODY, 0.0)
    assert np.array_equal(shown[:, :200], scene()[:, :200])
    assert np.array_equal(shown[:, 800:], scene()[:, 800:])


def test_where_a_face_was_a_moment_ago_nothing_is_shown_yet(detector: Detector) -> None:
    veil, missed = Veil(detector), scene()
    veil.draw(scene(), NOBODY, 0.0)
    veil.detector = Detector(replace(detector.model, low_threshold=1.0))  # finds nobody any more
    veil.draw(missed, NOBODY, 0.6)
    assert detail(missed[FACE]) == 0
    later = scene()
    veil.draw(later, NOBODY, 2.0)
    assert detail(later[FACE]) > 2


def test_a_face_that_is_followed_is_hidden_though_the_search_misses_it(detector: Detector) -> None:
    blind, shown = Detector(replace(detector.model, low_threshold=1.0)), scene()
    Veil(blind).draw(shown, as_boxes([(430, 230, 570, 370)]), 0.0)
    assert detail(shown[FACE]) == 0


def test_a_new_stream_forgets_the_old_ones_places(detector: Detector) -> None:
    veil, shown = Veil(detector), scene()
    veil.draw(scene(), NOBODY, 0.0)
    veil.forget()
    veil.detector = Detector(replace(detector.model, low_threshold=1.0))
    veil.draw(shown, NOBODY, 0.1)
    assert np.array_equal(shown, scene())


@pytest.mark.parametrize("box", [(0, 0, 3, 3), (950, 530, 960, 540), (0, 0, 960, 540)])
def test_any_part_of_a_picture_can_be_pixelated(box: tuple[float, float, float, float]) -> None:
    picture = scene()
    pixelate(picture, box)
    assert detail(picture[int(box[1]) : int(box[3]), int(box[0]) : int(box[2])]) == 0


def test_a_box_without_size_changes_nothing() -> None:
    picture = scene()
    pixelate(picture, (5, 5, 5, 5))
    assert np.array_equal(picture, scene())


def test_of_faces_on_photographs_nearly_all_are_hidden(detector: Detector) -> None:
    pictures = sorted((shared_data() / "masked-web").rglob("*.jpg"))[:12]
    assert pictures
    exact = Detector(read_manifest(SHIPPED_MODELS).detector)
    faces = left = 0
    for path in pictures:
        picture = np.asarray(cv2.imread(str(path)), np.uint8)
        found = exact.detect(picture).at_least(exact.model.high_threshold)
        shown = picture.copy()
        Veil(detector).draw(shown, NOBODY, 0.0)
        again = exact.detect(shown).at_least(exact.model.high_threshold)
        faces, left = faces + len(found.boxes), left + len(again.boxes)
    assert faces >= 8
    assert left <= 0.25 * faces  # what is still taken for a face is a mosaic of one
