"""Photographs of any size are searched, and broken ones reported, one line each."""

import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from compliance.errors import ModelError, SourceError
from compliance.models import LABELS, read_manifest
from compliance.pixels.detect import Detector
from compliance.pixels.geometry import Picture, as_boxes, iou
from compliance.pixels.inspect import ImageFaces, inspect_images, paths_from, read_picture
from compliance.pixels.search import find_faces, passes

SHIPPED = Path(__file__).parents[2] / "models"
FACE = as_boxes([(176, 64, 272, 180)])


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(read_manifest(SHIPPED).detector)


@pytest.fixture(scope="module")
def portrait() -> Picture:
    """Return NASA's portrait of an astronaut, 512x512, public domain."""
    return np.ascontiguousarray(data.astronaut()[..., ::-1])


def save(path: Path, picture: Picture) -> Path:
    path.write_bytes(cv2.imencode(path.suffix, picture)[1].tobytes())
    return path


def test_one_line_of_json_tells_a_photographs_faces(tmp_path: Path, portrait: Picture) -> None:
    (result,) = inspect_images([save(tmp_path / "who.png", portrait)], SHIPPED)
    line = result.to_json()
    read = json.loads(line)
    assert "\n" not in line
    assert list(read) == ["image", "faces"]
    assert read["image"] == "who.png"
    face = read["faces"][0]
    assert list(face) == ["box", "score", "probabilities"]
    assert tuple(face["probabilities"]) == LABELS
    assert iou(as_boxes([face["box"]]), FACE)[0, 0] > 0.5
    assert 0.99 < sum(face["probabilities"].values()) < 1.01


def test_a_broken_image_is_reported_and_the_run_goes_on(tmp_path: Path, portrait: Picture) -> None:
    good = save(tmp_path / "good.jpg", portrait)
    text, hollow = tmp_path / "text.jpg", tmp_path / "hollow.jpg"
    text.write_text("not an image")
    hollow.write_bytes(b"")
    results = list(inspect_images([text, hollow, tmp_path / "none.jpg", tmp_path, good], SHIPPED))
    assert [bool(result.error) for result in results] == [True, True, True, True, False]
    assert json.loads(results[0].to_json())["error"] == "is not an image, or is damaged"
    assert results[0].to_json().startswith('{"image": "text.jpg", "faces": []')
    assert results[-1].faces


def test_results_keep_the_order_of_the_images(tmp_path: Path) -> None:
    paths = [save(tmp_path / f"{n}.png", np.zeros((8, 8, 3), np.uint8)) for n in range(30)]
    assert [result.path for result in inspect_images(paths, SHIPPED)] == paths


def test_a_replaced_model_is_refused_before_the_first_image(tmp_path: Path) -> None:
    models = Path(shutil.copytree(SHIPPED, tmp_path / "models"))
    (models / "classifier.onnx").write_bytes(b"other")
    with pytest.raises(ModelError, match="sha256"):
        next(inspect_images([], models))


def test_rotation_told_by_exif_is_ignored(tmp_path: Path) -> None:
    jpeg = cv2.imencode(".jpg", np.zeros((20, 40, 3), np.uint8))[1].tobytes()
    exif = bytes.fromhex("457869660000 4d4d002a00000008 0001 0112 0003 00000001 0006 0000 00000000")
    marker = b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
    path = tmp_path / "turned.jpg"
    path.write_bytes(jpeg[:2] + marker + jpeg[2:])
    assert cv2.imread(str(path)).shape == (40, 20, 3)
    assert read_picture(path).shape == (20, 40, 3)


@pytest.mark.parametrize("channels", [1, 4])
def test_grey_and_transparent_images_are_read_as_colour(tmp_path: Path, channels: int) -> None:
    path = save(tmp_path / "odd.png", np.zeros((9, 7, channels), np.uint8))
    assert read_picture(path).shape == (9, 7, 3)


@pytest.mark.parametrize("side", [100, 200, 512, 1500, 4000])
def test_the_best_face_of_a_portrait_of_any_size_is_its_face(
    detector: Detector, portrait: Picture, side: int
) -> None:
    found = find_faces(cv2.resize(portrait, (side, side)), detector)
    assert iou(found.boxes[:1], FACE * np.float32(side / 512))[0, 0] > 0.5
    assert (np.diff(found.scores) <= 0).all()


def test_a_face_that_fills_the_picture_is_one_face(detector: Detector, portrait: Picture) -> None:
    assert len(find_faces(np.ascontiguousarray(portrait[64:180, 176:272]), detector).boxes) == 1


def test_a_small_face_in_a_large_picture_is_found(detector: Detector, portrait: Picture) -> None:
    picture = np.full((3000, 4000, 3), 90, np.uint8)
    picture[1200:1456, 2000:2256] = cv2.resize(portrait, (256, 256), interpolation=cv2.INTER_AREA)
    found = find_faces(picture, detector)
    expected = FACE / 2 + np.array((2000, 1200, 2000, 1200), np.float32)
    assert iou(found.boxes[:1], expected)[0, 0] > 0.5


@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (3000, 2)])
def test_a_sliver_of_a_picture_shows_nobody(detector: Detector, shape: tuple[int, int]) -> None:
    assert len(find_faces(np.zeros((*shape, 3), np.uint8), detector).boxes) == 0


def test_every_size_of_face_belongs_to_some_pass() -> None:
    for side in (50, 640, 641, 1920, 8000):
        assert passes(side)[-1].smallest_px == 0


def test_names_come_from_arguments_a_folder_and_a_list(tmp_path: Path) -> None:
    for name in ("b.JPG", "a.png", "notes.txt"):
        (tmp_path / name).touch()
    paths = list(paths_from(["x.jpg", "-", str(tmp_path)], ["y.jpg\n", "\n", "z z.png\r\n"]))
    assert paths[:3] == [Path("x.jpg"), Path("y.jpg"), Path("z z.png")]
    assert [path.name for path in paths[3:]] == ["a.png", "b.JPG"]


def test_a_folder_without_images_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds no image"):
        list(paths_from([str(tmp_path)], []))


def test_no_faces_are_an_empty_list() -> None:
    assert ImageFaces(Path("a/b.jpg")).to_json() == '{"image": "b.jpg", "faces": []}'
