"""Second opinions on labels, and how they are heeded."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("torch", reason="needs the training extra (torch)")

from compliance.evaluation.annotations import Notes
from compliance.evaluation.truth import LABELS, Label
from compliance.training.classifier import target
from compliance.training.known_faces import KnownFace, relabelled
from compliance.training.mobilenet import MobileNet
from compliance.training.opinions import (
    FOLDS,
    believed,
    fold,
    heeded,
    opinions,
    read_opinions,
    write_opinions,
)
from compliance.training.subjects import Subject

PATCH = np.full((60, 60, 3), 90, np.uint8)


def face(picture: str, label: Label = Label.MASK) -> KnownFace:
    subject = Subject(PATCH, ((15.0, 15.0, 45.0, 45.0),), label)
    return KnownFace(picture, 0, subject, None, 30.0)


def test_no_network_is_asked_about_a_face_it_learned_from() -> None:
    faces = [face(f"{n}.jpg") for n in range(12)]
    asked: list[tuple[int, set[str]]] = []

    def train(part: int, learned: list[KnownFace]) -> MobileNet:
        asked.append((part, {one.picture for one in learned}))
        return MobileNet()

    said = opinions(faces, [face("web.jpg")], train)
    assert set(said) == {one.name for one in faces} | {"web.jpg#0"}
    assert [part for part, _ in asked] == list(range(FOLDS))
    for part, learned in asked:
        assert learned == {one.picture for one in faces if fold(one.picture) != part}


@given(st.text(min_size=1))
def test_all_faces_of_a_picture_are_in_one_part(name: str) -> None:
    assert fold(name) == fold(name)
    assert 0 <= fold(name) < FOLDS


def test_a_clearly_contradicted_label_is_left_out_and_an_arguable_one_softened() -> None:
    faces = [face("a"), face("b"), face("c")]
    said = {"a#0": (0.01, 0.0, 0.99), "b#0": (0.4, 0.6, 0.0)}
    kept = heeded(faces, said)
    assert [one.picture for one in kept] == ["b", "c"]
    softened, plain = (target(one.subject) for one in kept)
    assert plain.tolist() == [1, 0, 0]
    assert softened.argmax() == LABELS.index(Label.MASK)
    assert 0.7 < softened[0] < 0.9
    assert softened.sum() == pytest.approx(1)


def test_an_unlabelled_face_is_taken_only_where_the_networks_are_sure() -> None:
    faces = [face(name) for name in "abc"]
    said = {"a#0": (0.95, 0.05, 0.0), "b#0": (0.8, 0.2, 0.0), "c#0": (0.0, 0.99, 0.01)}
    assert [(one.picture, one.subject.label) for one in believed(faces, said)] == [
        ("a", Label.MASK)
    ]


def test_opinions_are_read_as_they_were_written(tmp_path: Path) -> None:
    said = {"b.jpg#1": (0.1, 0.2, 0.7), 'a".jpg#0': (1.0, 0.0, 0.0)}
    write_opinions(tmp_path / "opinions.json", said)
    assert read_opinions(tmp_path / "opinions.json") == said
    assert read_opinions(tmp_path / "none.json") == {}


def test_a_persons_label_replaces_the_published_one() -> None:
    faces = [face("a"), replace(face("a"), index=1), face("b")]
    notes = {"a": Notes(labels={0: Label.INCORRECT, 1: None})}
    labels = [(one.name, one.subject.label) for one in relabelled(faces, notes)]
    assert labels == [("a#0", Label.INCORRECT), ("b#0", Label.MASK)]
