"""PASCAL VOC's XML files as boxed scenes."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from compliance.evaluation.truth import Face, Label
from compliance.training.class_names import NAMES, class_named
from compliance.training.voc import is_voc, load_voc


def an_object(name: str, box: tuple[float, ...] = (10, 20, 50, 60)) -> str:
    edges = zip(("xmin", "ymin", "xmax", "ymax"), box, strict=True)
    inside = "".join(f"<{key}>{value}</{key}>" for key, value in edges)
    return f"<object><name>{name}</name><bndbox>{inside}</bndbox></object>"


def write_voc(folder: Path, stem: str, *objects: str, size: tuple[int, int] = (100, 80)) -> None:
    """Write one picture and its XML file in the published arrangement."""
    for name in ("Annotations", "JPEGImages"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    width, height = size
    text = (
        f"<annotation><filename>{stem}.png</filename><size><width>{width}</width>"
        f"<height>{height}</height><depth>3</depth></size>{''.join(objects)}</annotation>"
    )
    (folder / "Annotations" / f"{stem}.xml").write_text(text)
    picture = cv2.imencode(".png", np.zeros((80, 100, 3), np.uint8))[1].tobytes()
    (folder / "JPEGImages" / f"{stem}.png").write_bytes(picture)


def test_boxes_and_classes_are_read(tmp_path: Path) -> None:
    write_voc(tmp_path, "a", an_object("with_mask"), an_object("none", (0, 0, 30.5, 200)))
    loaded = load_voc(tmp_path)
    (scene,) = loaded.scenes
    assert is_voc(tmp_path)
    assert (scene.name, scene.path) == ("a.png", tmp_path / "JPEGImages" / "a.png")
    assert scene.faces == (
        Face((10, 20, 50, 60), Label.MASK),
        Face((0, 0, 30.5, 80), Label.NO_MASK),
    )


def test_xml_files_beside_their_pictures_are_read(tmp_path: Path) -> None:
    write_voc(tmp_path / "published", "a", an_object("Mask Weared Incorrect"))
    for inside in ("Annotations/a.xml", "JPEGImages/a.png"):
        file = tmp_path / "published" / inside
        file.rename(tmp_path / file.name)
    (scene,) = load_voc(tmp_path).scenes
    assert scene.faces[0].label is Label.INCORRECT


def test_what_is_to_be_ignored_is_no_face(tmp_path: Path) -> None:
    write_voc(tmp_path, "a", an_object("ignore"))
    (scene,) = load_voc(tmp_path).scenes
    assert (scene.faces, scene.ignored) == ((), ((10, 20, 50, 60),))


def test_a_size_of_zero_is_taken_from_the_picture(tmp_path: Path) -> None:
    write_voc(tmp_path, "a", an_object("face", (0, 0, 300, 300)), size=(0, 0))
    (scene,) = load_voc(tmp_path).scenes
    assert (scene.width, scene.height, scene.faces[0].box) == (100, 80, (0, 0, 100, 80))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (an_object("hat"), "class 'hat' is not known"),
        (an_object("mask", (200, 0, 300, 50)), "outside the picture"),
        (an_object("mask", (50, 20, 10, 60)), "empty or outside"),
        ("<object><name>mask</name></object>", "no bndbox"),
        ("<object>", "mismatched tag"),
    ],
)
def test_a_fault_is_told_with_its_file_and_the_rest_goes_on(
    tmp_path: Path, content: str, words: str
) -> None:
    write_voc(tmp_path, "bad", content)
    write_voc(tmp_path, "good", an_object("mask"))
    loaded = load_voc(tmp_path)
    assert [scene.name for scene in loaded.scenes] == ["good.png"]
    assert len(loaded.faults) == 1
    assert loaded.faults[0].startswith("bad.xml: ")
    assert words in loaded.faults[0]


def test_a_missing_picture_is_a_fault(tmp_path: Path) -> None:
    write_voc(tmp_path, "a", an_object("mask"))
    (tmp_path / "JPEGImages" / "a.png").unlink()
    assert load_voc(tmp_path).faults == ("a.xml: its picture a.png is missing",)


def test_no_name_means_two_classes() -> None:
    names = [name for names in NAMES.values() for name in names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("name", "label"),
    [("With-Mask", Label.MASK), (" bad ", Label.INCORRECT), ("NO MASK", Label.NO_MASK)],
)
def test_spelling_of_a_class_does_not_matter(name: str, label: Label) -> None:
    assert class_named(name) is label
