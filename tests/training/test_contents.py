"""What is found in a folder of data."""

from pathlib import Path

import pytest

from compliance.errors import DataError
from compliance.evaluation.truth import Label
from compliance.training.contents import picture_tree, survey
from tests.training.made import write_scenes
from tests.training.test_voc import an_object, write_voc


def picture(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")


def test_every_kind_is_found_beside_the_others(tmp_path: Path) -> None:
    write_scenes(tmp_path / "scenes", 1)
    write_voc(tmp_path / "voc", "a", an_object("mask"))
    for name in ("crops/mask/a.jpg", "other/Train/WithoutMask/b.jpg", "CMFD/00000/00000_Mask.jpg"):
        picture(tmp_path / name)
    picture(tmp_path / "negatives/hands/a.jpg")
    found = survey(tmp_path)
    assert found.scenes == (tmp_path / "scenes",)
    assert found.voc == (tmp_path / "voc",)
    assert found.classes == (
        (Label.MASK, tmp_path / "crops" / "mask"),
        (Label.NO_MASK, tmp_path / "other" / "Train" / "WithoutMask"),
    )
    assert found.faces == (tmp_path / "CMFD",)
    assert str(found) == (
        "boxed scenes (scenes), PASCAL VOC (voc), class folders (crops/mask,"
        " other/Train/WithoutMask), MaskedFace-Net and FFHQ (CMFD), negatives"
    )


def test_a_folder_may_itself_be_of_one_kind(tmp_path: Path) -> None:
    write_scenes(tmp_path / "scenes", 1)
    write_voc(tmp_path / "voc", "a", an_object("mask"))
    picture(tmp_path / "crops/no_mask/a.jpg")
    picture(tmp_path / "net/IMFD/00000/00000_Mask_Chin.jpg")
    assert survey(tmp_path / "scenes").scenes == (tmp_path / "scenes",)
    assert survey(tmp_path / "voc").voc == (tmp_path / "voc",)
    assert survey(tmp_path / "crops").classes == ((Label.NO_MASK, tmp_path / "crops" / "no_mask"),)
    assert survey(tmp_path / "net").faces == (tmp_path / "net" / "IMFD",)
    assert survey(tmp_path / "net" / "IMFD").faces == (tmp_path / "net" / "IMFD",)


def test_pictures_without_faces_are_no_class(tmp_path: Path) -> None:
    picture(tmp_path / "crops/mask/a.jpg")
    picture(tmp_path / "negatives/none/a.jpg")
    assert [folder.name for _, folder in survey(tmp_path).classes] == ["mask"]
    assert [file.name for file in picture_tree(tmp_path / "negatives")] == ["a.jpg"]


def test_a_folder_of_folders_is_no_class_itself(tmp_path: Path) -> None:
    picture(tmp_path / "Face Mask/incorrect/a.jpg")
    assert [folder.name for _, folder in survey(tmp_path).classes] == ["incorrect"]


def test_nothing_to_learn_from_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nothing to learn from"):
        survey(tmp_path)


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is not a folder"):
        survey(tmp_path / "nowhere")
