"""Notes of a second look: how they are read, and what they change."""

import json
from pathlib import Path

import pytest

from compliance.errors import DataError
from compliance.evaluation.annotations import Annotations, Notes, annotated, read_annotations
from compliance.evaluation.truth import Face, Label, Scene, Scenes

FIRST, SECOND = (0.0, 0.0, 10.0, 10.0), (20.0, 0.0, 30.0, 10.0)


def written(folder: Path, **notes: object) -> Path:
    path = folder / "annotations.json"
    path.write_text(json.dumps({"schema": 1, "pictures": {"a.jpg": notes}}))
    return path


def scenes() -> Scenes:
    faces = (Face(FIRST, Label.MASK, index=0), Face(SECOND, Label.NO_MASK, index=2))
    return Scenes((Scene("a.jpg", Path("a.jpg"), 50, 50, faces),), ("truth.json, b.jpg: gone",))


def noted(notes: Notes, name: str = "a.jpg") -> tuple[Scene, tuple[str, ...]]:
    result = annotated(scenes(), Annotations({name: notes}))
    return result.scenes[0], result.faults


def test_all_kinds_of_notes_are_read(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        faces=[[1, 2, 3, 4]],
        doubtful=[[5, 6, 7, 8]],
        no_faces=[[9, 9, 10, 10.5]],
        labels={"0": "incorrect", "1": "doubtful"},
        tags={"2": ["beard", "glasses"]},
    )
    notes = read_annotations(path).pictures["a.jpg"]
    assert (notes.faces, notes.doubtful) == (((1, 2, 3, 4),), ((5, 6, 7, 8),))
    assert notes.no_faces == ((9, 9, 10, 10.5),)
    assert notes.labels == {0: Label.INCORRECT, 1: None}
    assert notes.tags == {2: {"beard", "glasses"}}


def test_every_fault_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        faces=[[1, 2, 3]],
        doubtful=[[5, 6, 5, 8]],
        labels={"0": "scarf", "first": "mask"},
        tags={"1": "beard"},
        hats=[],
    )
    with pytest.raises(DataError) as caught:
        read_annotations(path)
    for words in (
        "pictures.a.jpg.faces[0]: [1, 2, 3] is not",
        "pictures.a.jpg.doubtful[0]: [5, 6, 5, 8] is empty",
        "pictures.a.jpg.labels.0: 'scarf' is none of",
        "pictures.a.jpg.labels.first: is not the index",
        "pictures.a.jpg.tags.1: 'beard' is not a list",
        "pictures.a.jpg.hats: is not known",
    ):
        assert words in caught.value.hint


@pytest.mark.parametrize("content", ["", "[]", '{"schema": 2}', '{"schema": 1}'])
def test_a_file_that_holds_no_annotations_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "annotations.json"
    path.write_text(content)
    with pytest.raises(DataError, match=r"annotations\.json"):
        read_annotations(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        read_annotations(tmp_path / "none.json")


def test_a_corrected_label_and_tags_reach_the_face_by_its_index_among_all_boxes() -> None:
    scene, faults = noted(Notes(labels={2: Label.INCORRECT}, tags={2: frozenset(("beard",))}))
    assert [face.label for face in scene.faces] == [Label.MASK, Label.INCORRECT]
    assert [set(face.tags) for face in scene.faces] == [set(), {"beard"}]
    assert faults == ("truth.json, b.jpg: gone",)


def test_doubtful_places_doubtful_faces_and_faces_left_out_are_ignored() -> None:
    scene, _ = noted(
        Notes(faces=((30, 30, 60, 40),), doubtful=((0, 30, 10, 40),), labels={0: None})
    )
    assert [face.box for face in scene.faces] == [SECOND]
    assert scene.ignored == ((0, 30, 10, 40), (30, 30, 50, 40), FIRST)


def test_a_place_without_a_face_changes_nothing_in_evaluation() -> None:
    scene, _ = noted(Notes(no_faces=((0, 30, 10, 40),)))
    assert scene == scenes().scenes[0]


def test_notes_that_fit_nothing_are_reported() -> None:
    _, faults = noted(Notes(labels={1: Label.MASK}, doubtful=((60, 0, 70, 10),)))
    assert "a.jpg: there is no face 1" in faults[1]
    assert "a.jpg: box 60, 0, 70, 10 is empty or outside the picture" in faults[2]


def test_notes_for_other_pictures_than_those_in_use_are_no_fault_unless_all_are() -> None:
    _, faults = noted(Notes(), name="c.jpg")
    assert faults[1:] == ("annotations: none of their pictures is in use",)
    both = Annotations({"a.jpg": Notes(), "c.jpg": Notes()})
    assert annotated(scenes(), both).faults == scenes().faults
