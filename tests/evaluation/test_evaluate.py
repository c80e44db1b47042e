"""The report of an evaluation, and the real models on real photographs."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from compliance.errors import DataError
from compliance.evaluation.evaluate import Report, evaluate, evaluate_scenes, judge
from compliance.evaluation.selection import Selection
from compliance.evaluation.truth import Face, Scene
from compliance.models import SHIPPED_MODELS
from compliance.pixels.inspect import ImageFaces
from tests.data import shared_data
from tests.evaluation.cases import BOX, MASK, NO_MASK, scene, seen
from tests.training.made import write_scenes

FACE = Face(BOX, MASK)


def report(scene: Scene, image: ImageFaces) -> Report:
    return Report(*judge([scene], [image]), decided_probability=0.6)


def test_found_missed_and_unmatched_faces_are_told_apart() -> None:
    missed = Face((60, 60, 90, 90), NO_MASK)
    found = report(scene(FACE, missed), seen((1, 0, 50, 50), (0, 60, 30, 90)))
    assert [item.found is not None for item in found.judged] == [True, False]
    assert [item.box for item in found.unmatched] == [(0, 60, 30, 90)]
    plain = json.loads(json.dumps(found.to_json()))
    assert plain["recall"]["mask"]["hits"] == plain["recall"]["mask"]["total"] == 1
    assert plain["confusion"]["no_mask"]["missed"] == 1
    assert plain["confusion_by_size"]["40 px to 80 px"]["mask"]["mask"] == 1
    assert plain["unmatched"] == {"hits": 1, "total": 1, "ratio": 1.0, "low": 1.0, "high": 1.0}
    assert plain["precision"]["ratio"] == 0.5


def test_a_tiny_face_is_judged_but_not_counted() -> None:
    tiny = report(scene(Face((0, 0, 20, 20), MASK)), seen())
    assert (len(tiny.judged), len(tiny.counted)) == (1, 0)
    assert tiny.to_json()["balanced_accuracy"] is None
    assert tiny.scores().too_small.total == 1


def test_an_unreadable_picture_is_a_fault_and_no_missed_face() -> None:
    broken = report(scene(FACE), ImageFaces(Path("a.jpg"), error="is damaged"))
    assert (broken.pictures, broken.judged) == (0, [])
    assert broken.faults == ("a.jpg: is damaged",)


def test_a_truth_for_another_size_is_a_fault_and_judges_nothing() -> None:
    image = replace(seen(BOX), size_px=(100, 101))
    assert report(scene(FACE), image).faults == ()
    turned = report(replace(scene(FACE), width=400), image)
    assert turned.faults == ("a.jpg: is 100 x 101 px, its truth says 400 x 100",)
    assert turned.judged == []


def test_nothing_to_judge_is_refused() -> None:
    with pytest.raises(DataError, match="no labelled picture"):
        evaluate_scenes([], SHIPPED_MODELS)


def test_pictures_that_are_all_broken_are_named_and_refused(tmp_path: Path) -> None:
    write_scenes(tmp_path, 2)
    for picture in (tmp_path / "images").iterdir():
        picture.write_bytes(b"no picture")
    with pytest.raises(DataError) as caught:
        evaluate(Selection(tmp_path / "truth.json", tmp_path / "images"), SHIPPED_MODELS)
    assert "000.png" in caught.value.hint
    assert "001.png" in caught.value.hint


def test_the_shipped_models_find_and_name_most_faces_of_real_photographs(tmp_path: Path) -> None:
    scenes = shared_data() / "scenes"
    entries = json.loads((scenes / "truth.json").read_text(encoding="utf-8"))
    (tmp_path / "truth.json").write_text(json.dumps(entries[::40]))
    shares: list[float] = []
    measured = evaluate(
        Selection(tmp_path / "truth.json", scenes / "images"),
        SHIPPED_MODELS,
        progress=shares.append,
    )
    assert measured.faults == ()
    assert (measured.scores().balanced_accuracy.value or 0) > 0.8
    assert shares == sorted(shares)
    assert shares[-1] == 1
