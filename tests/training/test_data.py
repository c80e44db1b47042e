"""Loading pictures and labels; faults are named and left out."""

import json
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from compliance.errors import DataError
from compliance.evaluation.truth import Label
from compliance.training.data import (
    apart,
    load_boxed,
    load_class_folders,
    picture_files,
    read_picture,
    readable,
    split_scenes,
)
from compliance.training.split import fingerprint
from tests.training.made import write_scenes


def test_every_scene_lands_on_one_side(tmp_path: Path) -> None:
    write_scenes(tmp_path, 30)
    sides = split_scenes(load_boxed(tmp_path))
    training = {scene.name for scene in sides.training}
    validation = {scene.name for scene in sides.validation}
    assert not training & validation
    assert len(training | validation) == 30
    assert sides.faults == ()


def test_a_copy_of_a_scene_goes_with_it(tmp_path: Path) -> None:
    write_scenes(tmp_path, 30)
    truth = json.loads((tmp_path / "truth.json").read_text())
    for entry in list(truth):
        copy = tmp_path / "images" / f"copy-{entry['image']}"
        copy.write_bytes((tmp_path / "images" / entry["image"]).read_bytes())
        truth.append({**entry, "image": copy.name})
    (tmp_path / "truth.json").write_text(json.dumps(truth))
    held = {scene.name for scene in split_scenes(load_boxed(tmp_path)).validation}
    assert {f"copy-{name}" for name in held if not name.startswith("copy-")} == {
        name for name in held if name.startswith("copy-")
    }


def test_a_truncated_picture_is_named_and_left_out(tmp_path: Path) -> None:
    write_scenes(tmp_path, 6)
    (tmp_path / "images" / "002.png").write_bytes(b"\x89PNG broken")
    sides = split_scenes(load_boxed(tmp_path))
    assert len(sides.training) + len(sides.validation) == 5
    assert [fault.split(":")[0] for fault in sides.faults] == ["002.png"]


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"")
    with pytest.raises(DataError, match=r"a\.jpg"):
        read_picture(tmp_path / "a.jpg")


def test_a_picture_of_too_many_pixels_is_named(tmp_path: Path) -> None:
    header = b"IHDR" + struct.pack(">IIBBBBB", 2**20, 2**20, 8, 2, 0, 0, 0)
    sealed = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    (tmp_path / "huge.png").write_bytes(b"\x89PNG\r\n\x1a\n" + sealed)
    with pytest.raises(DataError, match=r"huge\.png"):
        read_picture(tmp_path / "huge.png")


def test_unreadable_files_are_reported_and_the_rest_goes_on(tmp_path: Path) -> None:
    write_scenes(tmp_path, 2)
    folder = tmp_path / "images"
    (folder / "bad.png").write_bytes(b"no")
    faults: list[str] = []
    read = [path.name for path, _ in readable(picture_files(folder), faults)]
    assert read == ["000.png", "001.png"]
    assert faults[0].startswith("bad.png")


def test_a_picture_near_a_held_out_one_is_left_out(tmp_path: Path) -> None:
    write_scenes(tmp_path, 2)
    files = picture_files(tmp_path / "images")
    faults: list[str] = []
    held = (fingerprint(read_picture(files[0])),)
    assert [path.name for path, _ in apart(readable(files, faults), held)] == ["001.png"]


def test_class_folders_are_read_by_their_labels(tmp_path: Path) -> None:
    (tmp_path / "mask").mkdir()
    picture = np.zeros((20, 20, 3), np.uint8)
    (tmp_path / "mask" / "a.png").write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    (folder,) = load_class_folders([(Label.MASK, tmp_path / "mask")], [])
    assert (folder.label, [file.name for file in folder.files]) == (Label.MASK, ["a.png"])


def test_an_empty_class_is_reported(tmp_path: Path) -> None:
    (tmp_path / "mask").mkdir()
    faults: list[str] = []
    assert load_class_folders([(Label.MASK, tmp_path / "mask")], faults) == ()
    assert faults == [f"{tmp_path.name}/mask: the class is empty"]
