"""Reading truth.json."""

import json
from pathlib import Path

import pytest

from compliance.errors import DataError
from compliance.evaluation.truth import Label, load_scenes

GOOD = {"x1": 10, "y1": 10, "x2": 30, "y2": 40, "label": "mask"}


def write(folder: Path, *boxes: dict[str, object], image: str = "a.jpg") -> Path:
    (folder / "a.jpg").write_bytes(b"")
    truth = folder / "truth.json"
    truth.write_text(json.dumps([{"image": image, "width": 50, "height": 40, "boxes": boxes}]))
    return truth


def test_a_labelled_face_is_read(tmp_path: Path) -> None:
    loaded = load_scenes(write(tmp_path, GOOD), tmp_path)
    (face,) = loaded.scenes[0].faces
    assert (face.box, face.label, face.side_px) == ((10, 10, 30, 40), Label.MASK, 20)


def test_a_box_to_ignore_is_a_place_and_no_face(tmp_path: Path) -> None:
    loaded = load_scenes(write(tmp_path, {**GOOD, "label": "ignore"}, GOOD), tmp_path)
    (scene,) = loaded.scenes
    assert scene.ignored == ((10, 10, 30, 40),)
    assert [(face.index, face.tags) for face in scene.faces] == [(1, frozenset())]


def test_a_box_over_the_edge_is_clipped(tmp_path: Path) -> None:
    loaded = load_scenes(write(tmp_path, {**GOOD, "x1": -5, "y2": 99}), tmp_path)
    assert loaded.scenes[0].faces[0].box == (0, 10, 30, 40)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"x2": 10}, "is empty or outside"),
        ({"x1": 60, "x2": 70}, "is empty or outside"),
        ({"label": "scarf"}, "label 'scarf' is none of mask, incorrect, no_mask, ignore"),
        ({"x1": "left"}, "left"),
    ],
)
def test_a_bad_box_is_reported_with_its_picture(
    tmp_path: Path, change: dict[str, object], words: str
) -> None:
    loaded = load_scenes(write(tmp_path, {**GOOD, **change}), tmp_path)
    assert loaded.scenes == ()
    assert loaded.faults[0].startswith("truth.json, a.jpg: ")
    assert words in loaded.faults[0]


def test_a_picture_listed_twice_counts_once(tmp_path: Path) -> None:
    truth = write(tmp_path, GOOD)
    truth.write_text(json.dumps(json.loads(truth.read_text()) * 2))
    loaded = load_scenes(truth, tmp_path)
    assert len(loaded.scenes) == 1
    assert loaded.faults == ("truth.json, a.jpg: is listed twice; the first entry counts",)


def test_a_missing_picture_is_reported(tmp_path: Path) -> None:
    loaded = load_scenes(write(tmp_path, GOOD, image="b.jpg"), tmp_path)
    assert "b.jpg" in loaded.faults[0]


@pytest.mark.parametrize("content", ["{}", "no json", ""])
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "truth.json").write_text(content)
    with pytest.raises(DataError, match=r"truth\.json"):
        load_scenes(tmp_path / "truth.json", tmp_path)
