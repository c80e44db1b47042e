"""MaskedFace-Net and FFHQ by their published names."""

from collections import Counter
from pathlib import Path

import pytest

from compliance.errors import DataError
from compliance.evaluation.truth import Label
from compliance.training.contents import survey
from compliance.training.masked_face_net import load_portraits, source_of
from tests.data import shared_data


def published(root: Path, *names: str) -> list[Path]:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"")
    return list(survey(root).faces)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("CMFD/00000/00017_Mask.jpg", Label.MASK),
        ("IMFD/00000/00017_Mask_Mouth_Chin.jpg", Label.INCORRECT),
        ("IMFD/00000/00017_Mask_Nose_Mouth.jpg", Label.INCORRECT),
        ("IMFD/00000/00017_Mask_Chin.jpg", Label.INCORRECT),
        ("images1024x1024/00000/00017.png", Label.NO_MASK),
        ("thumbnails128x128/00000/00017.png", Label.NO_MASK),
    ],
)
def test_the_name_says_label_and_source(tmp_path: Path, name: str, label: Label) -> None:
    (portrait,) = load_portraits(published(tmp_path, name), (), [])
    assert (portrait.path, portrait.label, portrait.source) == (tmp_path / name, label, "00017")


def test_of_a_bare_face_in_two_sizes_the_larger_counts(tmp_path: Path) -> None:
    large, small = "images1024x1024/00000/00003.png", "thumbnails128x128/00000/00003.png"
    (portrait,) = load_portraits(published(tmp_path, small, large), (), [])
    assert portrait.path == tmp_path / large


@pytest.mark.parametrize("chosen", [("01000",), ("00001",)])
def test_thousands_are_chosen_by_folder_or_number(tmp_path: Path, chosen: tuple[str]) -> None:
    names = ("CMFD/00000/00999_Mask.jpg", "CMFD/01000/01000_Mask.jpg", "CMFD/02000/02000_Mask.jpg")
    portraits = load_portraits(published(tmp_path, *names), chosen, [])
    assert [portrait.source for portrait in portraits] == ["01000"]


@pytest.mark.parametrize("chosen", ["99999", "00000x", ""])
def test_what_is_no_thousand_is_refused(tmp_path: Path, chosen: str) -> None:
    with pytest.raises(DataError, match="is no thousand"):
        load_portraits(published(tmp_path, "CMFD/00000/00000_Mask.jpg"), (chosen,), [])


def test_a_thousand_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no picture of 02000"):
        load_portraits(published(tmp_path, "CMFD/00000/00000_Mask.jpg"), ("0", "02000"), [])


def test_an_unknown_name_is_a_fault(tmp_path: Path) -> None:
    faults: list[str] = []
    names = ("CMFD/00000/00001_Mask.jpg", "CMFD/00000/00002_Hat.jpg")
    assert len(load_portraits(published(tmp_path, *names), (), faults)) == 1
    assert faults == ["CMFD/00002_Hat.jpg: the name says no kind of mask"]


def test_more_than_memory_holds_must_be_chosen_from(tmp_path: Path) -> None:
    names = ("CMFD/00000/00001_Mask.jpg", "CMFD/01000/01001_Mask.jpg")
    with pytest.raises(DataError, match="more than 1"):
        load_portraits(published(tmp_path, *names), (), [], at_most=1)


def test_other_names_have_no_source() -> None:
    assert source_of(Path("00012_Mask.jpg")) == "00012"
    assert source_of(Path("portrait-12.jpg")) is None


def test_the_published_sample_is_understood() -> None:
    faults: list[str] = []
    folders = survey(shared_data() / "maskedface-net-sample").faces
    portraits = load_portraits(folders, (), faults)
    assert Counter(item.label for item in portraits) == {Label.MASK: 40, Label.INCORRECT: 70}
    assert faults == []
