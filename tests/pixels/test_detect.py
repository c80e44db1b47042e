"""The shipped detector finds faces, and nothing it reads can break it."""

import resource
from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from compliance.errors import ModelError
from compliance.models import read_manifest
from compliance.pixels.detect import Detector, detect_size
from compliance.pixels.geometry import Picture, as_boxes, iou

SHIPPED = Path(__file__).parents[2] / "models"
FACE = as_boxes([(176, 64, 272, 180)])
"""Of the astronaut, measured by eye."""


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(read_manifest(SHIPPED).detector)


@pytest.fixture(scope="module")
def portrait() -> Picture:
    """Return NASA's portrait of an astronaut, 512x512, public domain."""
    return np.ascontiguousarray(data.astronaut()[..., ::-1])


@pytest.mark.parametrize("side", [160, 300, 512, 1000])
def test_a_portrait_of_any_size_shows_its_face(
    detector: Detector, portrait: Picture, side: int
) -> None:
    found = detector.detect(cv2.resize(portrait, (side, side), interpolation=cv2.INTER_AREA))
    assert iou(found.boxes[:1], FACE * np.float32(side / 512))[0, 0] > 0.5
    assert found.scores[0] >= detector.model.high_threshold


def test_sixty_faces_are_found_in_one_picture(detector: Detector, portrait: Picture) -> None:
    small = cv2.resize(portrait[20:276, 96:352], (96, 96), interpolation=cv2.INTER_AREA)
    found = detector.detect(np.tile(small, (6, 10, 1)))
    assert len(found.at_least(detector.model.high_threshold).boxes) == 60


def test_what_is_found_is_ordered_above_the_low_threshold_and_apart(
    detector: Detector, portrait: Picture
) -> None:
    found = detector.detect(portrait)
    assert (np.diff(found.scores) <= 0).all()
    assert (found.scores >= detector.model.low_threshold).all()
    among = iou(found.boxes, found.boxes) - np.eye(len(found.boxes))
    assert (among <= detector.model.nms_iou).all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (33, 65), (64, 64)])
def test_an_empty_picture_of_any_shape_shows_nobody(
    detector: Detector, shape: tuple[int, int]
) -> None:
    found = detector.detect(np.full((*shape, 3), 128, np.uint8)).at_least(0.5)
    assert found.boxes.shape == (0, 4)
    assert found.scores.shape == (0,)


def test_pictures_of_many_sizes_take_no_more_memory_each_time(detector: Detector) -> None:
    sizes = [(height, width) for height in range(64, 353, 96) for width in range(64, 641, 96)]

    def resident_after_all_mb() -> float:
        for height, width in sizes:
            detector.detect(np.zeros((height, width, 3), np.uint8))
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * resource.getpagesize() / 1e6

    first = resident_after_all_mb()
    assert max(resident_after_all_mb() for _ in range(3)) < first + 4


def test_a_file_that_is_no_model_is_refused_in_words(tmp_path: Path) -> None:
    model = read_manifest(SHIPPED).detector
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(model.path.read_bytes()[:1000])
    described = type(model)(broken, "", "", "", 0.6, 0.2, 0.4)
    with pytest.raises(ModelError, match=r"broken\.onnx: cannot be loaded"):
        Detector(described)


def test_another_model_than_a_detector_is_refused_in_words() -> None:
    models = read_manifest(SHIPPED)
    described = type(models.detector)(models.classifier.path, "", "", "", 0.6, 0.2, 0.4)
    with pytest.raises(ModelError, match=r"classifier\.onnx: cannot be run"):
        Detector(described)


@pytest.mark.parametrize(
    ("stream", "width", "size"),
    [
        ((1920, 1080), 640, (640, 352)),
        ((640, 480), 640, (640, 480)),
        ((1080, 1920), 640, (640, 1152)),
        ((4000, 10), 640, (640, 32)),
        ((100, 100), 10, (32, 32)),
    ],
)
def test_a_stream_keeps_its_shape_in_whole_strides(
    stream: tuple[int, int], width: int, size: tuple[int, int]
) -> None:
    assert detect_size(*stream, width) == size
