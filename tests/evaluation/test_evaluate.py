"""The report of an evaluation, and the real models on real photographs."""

import json
from pathlib import Path

import pytest

from compliance.errors import DataError
from compliance.evaluation.evaluate import evaluate, evaluate_scenes, judge
from compliance.evaluation.truth import Face, Label, Scene
from compliance.pixels.inspect import ImageFaces, InspectedFace
from tests.data import shared_data

MODELS = Path(__file__).parents[2] / "models"
FACE = Face((0, 0, 50, 50), Label.MASK)
SURE_MASK = (0.9, 0.05, 0.05)


def scene(*faces: Face) -> Scene:
    return Scene("a.jpg", Path("a.jpg"), 100, 100, faces)


def test_found_missed_and_unmatched_faces_are_told_apart() -> None:
    missed = Face((60, 60, 90, 90), Label.NO_MASK)
    found = ImageFaces(
        Path("a.jpg"),
        (
            InspectedFace((1, 0, 50, 50), 0.9, SURE_MASK),
            InspectedFace((0, 60, 30, 90), 0.7, SURE_MASK),
        ),
    )
    report = judge([scene(FACE, missed)], [found])
    assert [item.found is not None for item in report.judged] == [True, False]
    assert [item.score for item in report.unmatched] == [0.7]
    plain = json.loads(json.dumps(report.to_json()))
    assert plain["recall"]["mask"] == {"hits": 1, "total": 1, "ratio": 1.0}
    assert plain["confusion"]["no_mask"]["missed"] == 1
    assert plain["unmatched"] == {"hits": 1, "total": 1, "ratio": 1.0}


def test_a_tiny_face_is_judged_but_not_counted() -> None:
    report = judge([scene(Face((0, 0, 20, 20), Label.MASK))], [ImageFaces(Path("a.jpg"))])
    assert (len(report.judged), len(report.counted)) == (1, 0)
    assert report.to_json()["balanced_accuracy"] is None


def test_an_unreadable_picture_is_a_fault_and_no_missed_face() -> None:
    report = judge([scene(FACE)], [ImageFaces(Path("a.jpg"), error="a.jpg: is damaged")])
    assert (report.pictures, report.judged) == (0, ())
    assert report.faults == ("a.jpg: is damaged",)


def test_nothing_to_judge_is_refused() -> None:
    with pytest.raises(DataError, match="no labelled picture"):
        evaluate_scenes([], MODELS)


def test_the_shipped_models_find_and_name_most_faces_of_real_photographs(tmp_path: Path) -> None:
    scenes = shared_data() / "scenes"
    entries = json.loads((scenes / "truth.json").read_text(encoding="utf-8"))
    (tmp_path / "truth.json").write_text(json.dumps(entries[::40]))
    report = evaluate(tmp_path / "truth.json", scenes / "images", MODELS).to_json()
    assert report["faults"] == []
    assert float(str(report["balanced_accuracy"])) > 0.8
