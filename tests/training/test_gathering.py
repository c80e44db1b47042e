"""What a run learns from and validates on: never the same picture, and corrected by notes."""

import json
from pathlib import Path

import cv2
import pytest

pytest.importorskip("torch", reason="needs the training extra (torch)")

from compliance.errors import DataError
from compliance.evaluation.annotations import read_annotations
from compliance.evaluation.truth import Label
from compliance.training.checking import looked_over
from compliance.training.contents import survey
from compliance.training.data import read_picture
from compliance.training.gathering import (
    Faces,
    boxed,
    faceless,
    faces,
    portrait_sides,
    portraits,
)
from compliance.training.opinions_run import with_opinions
from compliance.training.run import Run, budget
from compliance.training.teachers import OwnTeacher
from tests.training.made import face_picture, portrait, write_portraits, write_scenes
from tests.training.test_voc import an_object, write_voc


def a_run(data: Path, **more: object) -> Run:
    return Run(data, data / "out", budget(None, 1), **more)


def silent(_: str) -> None:
    """Log nothing."""


def test_scenes_of_all_forms_are_split_together(tmp_path: Path) -> None:
    write_scenes(tmp_path / "scenes", 12)
    write_voc(tmp_path / "voc", "000", an_object("mask"))
    sides = boxed(a_run(tmp_path), survey(tmp_path), silent).sides
    names = [scene.name for scene in (*sides.training, *sides.validation)]
    assert len(names) == len(set(names)) == 13


def test_notes_correct_labels_before_anything_is_learned(tmp_path: Path) -> None:
    write_scenes(tmp_path / "scenes", 3)
    notes = {"000.png": {"labels": {"0": "no_mask"}}, "001.png": {"labels": {"0": "doubtful"}}}
    (tmp_path / "notes.json").write_text(json.dumps({"schema": 1, "pictures": notes}))
    run = a_run(tmp_path, annotations=read_annotations(tmp_path / "notes.json"))
    found = boxed(run, survey(tmp_path), silent)
    scenes = {scene.name: scene for scene in (*found.sides.training, *found.sides.validation)}
    assert [face.label for face in scenes["000.png"].faces] == [Label.NO_MASK]
    assert (scenes["001.png"].faces, len(scenes["001.png"].ignored)) == ((), 1)
    assert set(found.notes) == set(notes)


def test_the_kinds_of_one_source_are_all_on_one_side(tmp_path: Path) -> None:
    write_portraits(tmp_path, range(14))
    contents = survey(tmp_path)
    run = a_run(tmp_path)
    known = faces(run, contents, boxed(run, contents, silent), silent)
    learned, held = (
        {face.picture.split("/")[1][:5] for face in side}
        for side in (known.folders, known.validation)
    )
    assert learned
    assert held
    assert not learned & held
    assert len(known.folders) == 3 * len(learned)


def test_a_copy_in_another_class_folder_stays_on_its_side(tmp_path: Path) -> None:
    for place, label in enumerate(Label):
        (tmp_path / label).mkdir()
        for number in range(20 * place, 20 * place + 12):
            picture = cv2.imencode(".png", face_picture(label, number)[0])[1].tobytes()
            (tmp_path / label / f"{label}-{number}.png").write_bytes(picture)
            (tmp_path / label / f"copy-{number}-{label}.png").write_bytes(picture)
    in_classes, published = portraits(a_run(tmp_path), survey(tmp_path), [])
    learn, hold, prints = portrait_sides(tmp_path, in_classes, published, [])
    learned, held = ({item.path.read_bytes() for item in side} for side in (learn, hold))
    assert len(learned) + len(held) == 36
    assert not learned & held
    assert held
    assert len(prints) == len(hold)


def test_pictures_without_faces_are_found_in_any_depth_and_split(tmp_path: Path) -> None:
    write_portraits(tmp_path, range(1))
    for number in range(20):
        file = tmp_path / "negatives" / f"{number % 3}" / f"{number}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(cv2.imencode(".png", face_picture(Label.MASK, number)[0])[1].tobytes())
    faults: list[str] = []
    learn, hold = faceless(survey(tmp_path), faults)
    assert (len(learn) + len(hold), faults) == (20, [])
    assert learn
    assert hold


def test_our_own_detector_finds_the_face_but_no_landmarks() -> None:
    seen = OwnTeacher((320,), 1).detect(portrait(Label.MASK, 3))
    assert len(seen.boxes) == 1
    assert not seen.landmarks.any()


def test_strict_data_is_checked_before_any_work(tmp_path: Path) -> None:
    write_scenes(tmp_path / "scenes", 3)
    write_voc(tmp_path / "voc", "bad", an_object("hat"))
    (tmp_path / "scenes" / "images" / "001.png").write_bytes(b"cut short")
    (tmp_path / "negatives").mkdir()
    (tmp_path / "negatives" / "a.jpg").write_bytes(b"")
    with pytest.raises(DataError, match="3 faults") as refused:
        looked_over(a_run(tmp_path, strict=True), silent)
    for name in ("001.png", "bad.xml: class 'hat'", "a.jpg"):
        assert name in refused.value.hint
    assert read_picture(tmp_path / "scenes" / "images" / "000.png").size
    assert looked_over(a_run(tmp_path), silent).is_boxed


def test_an_unlabelled_face_that_somebody_labelled_later_is_learned(tmp_path: Path) -> None:
    write_scenes(tmp_path / "scenes", 3)
    (tmp_path / "masked-web").mkdir()
    for name in ("labelled.png", "other.png"):
        coded = cv2.imencode(".png", portrait(Label.MASK, len(name)))[1]
        (tmp_path / "masked-web" / name).write_bytes(coded.tobytes())
    notes = {"labelled.png": {"labels": {"0": "incorrect"}}}
    (tmp_path / "notes.json").write_text(json.dumps({"schema": 1, "pictures": notes}))
    run = a_run(tmp_path, annotations=read_annotations(tmp_path / "notes.json"))
    contents, nobody = survey(tmp_path), Faces([], [], [])
    known = with_opinions(run, contents, boxed(run, contents, silent), nobody, silent)
    learned = [(face.picture, face.subject.label) for face in known.folders]
    assert learned == [("labelled.png", Label.INCORRECT)]
