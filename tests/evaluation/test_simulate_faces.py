"""Face pictures: found, refused, and brought to one pose."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from compliance.errors import DataError
from compliance.evaluation.street.demo import astronaut
from compliance.evaluation.street.portraits import (
    FACE,
    Picture,
    Portrait,
    aligned,
    points_of,
    read_portraits,
)
from compliance.evaluation.street.skin import cheek_colour, toned

BOX = (40.0, 30.0, 104.0, 108.0)


def marked() -> Picture:
    """Return a grey picture with a red dot on each of a face's five points."""
    picture = np.full((150, 140, 3), 90, np.uint8)
    for x, y in points_of(BOX):
        cv2.circle(picture, (round(x), round(y)), 3, (0, 0, 255), -1)
    return picture


def save(folder: Path, name: str) -> None:
    (folder / name).write_bytes(cv2.imencode(".png", marked())[1].tobytes())


def test_every_face_is_brought_to_the_same_points() -> None:
    face = aligned(Portrait("dots", marked(), points_of(BOX)))
    for x, y in points_of(FACE):
        blue, _, red = (int(v) for v in face[round(y), round(x)])
        assert red > 200 > blue


def test_the_sidecar_tells_where_a_face_is(tmp_path: Path) -> None:
    save(tmp_path, "b.png")
    save(tmp_path, "a.png")
    known = {"b.png": {"box": BOX}, "a.png": {"points": points_of(BOX)}}
    (tmp_path / "faces.json").write_text(json.dumps(known))
    first, second = read_portraits(tmp_path)
    assert (first.name, second.name) == ("a.png", "b.png")
    assert first.points == second.points == points_of(BOX)


def test_a_detector_is_asked_where_the_sidecar_is_silent(tmp_path: Path) -> None:
    save(tmp_path, "a.png")
    (portrait,) = read_portraits(tmp_path, find=lambda _picture: BOX)
    assert portrait.points == points_of(BOX)


def test_a_folder_in_which_no_face_is_found_is_refused(tmp_path: Path) -> None:
    save(tmp_path, "a.png")
    with pytest.raises(DataError, match="no face found in 1 pictures"):
        read_portraits(tmp_path, find=lambda _picture: None)


def test_a_missing_folder_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nowhere: no such folder"):
        read_portraits(tmp_path / "nowhere")


def test_a_broken_picture_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8 not a picture")
    with pytest.raises(DataError, match=r"a\.jpg"):
        read_portraits(tmp_path)


@pytest.mark.parametrize("text", ["[1]", "{", '{"a.png": {"box": [1, 2]}}', '{"a.png": {}}'])
def test_a_sidecar_that_cannot_be_understood_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "faces.json").write_text(text)
    with pytest.raises(DataError, match=r"faces\.json"):
        read_portraits(tmp_path)


def test_a_tone_is_reached_whatever_the_portrait() -> None:
    tone = (110.0, 140.0, 146.0)
    colour = np.array([[cheek_colour(toned(aligned(astronaut()), tone))]], np.uint8)
    lab = cv2.cvtColor(colour, cv2.COLOR_BGR2LAB)[0, 0]
    assert np.abs(lab.astype(int) - tone).max() <= 4
