"""What an evaluation writes, and the command that does it, on a real face."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from compliance.errors import DataError
from compliance.evaluation.conditions import CONDITIONS
from compliance.evaluation.evaluate import Report, evaluate
from compliance.evaluation.outputs import about, prepare, write
from compliance.evaluation.selection import Selection
from compliance.models import SHIPPED_MODELS
from tests.evaluation.portraits import write_portraits


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> Selection:
    folder = tmp_path_factory.mktemp("labelled")
    return Selection(*write_portraits(folder, "no_mask", "mask", "broken", "none"))


@pytest.fixture(scope="module")
def report(chosen: Selection) -> Report:
    return evaluate(chosen, SHIPPED_MODELS)


def written(
    folder: Path, chosen: Selection, report: Report, *, with_worst: bool = False
) -> dict[str, Any]:
    write(folder, about(chosen, SHIPPED_MODELS, 1), report, with_worst=with_worst)
    tree: dict[str, Any] = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))
    return tree


def test_the_command_prints_a_report_and_writes_it_but_no_pixel(
    chosen: Selection, tmp_path: Path
) -> None:
    named = ("--truth", chosen.truth, "--images", chosen.images, "--out", tmp_path / "out")
    command = [sys.executable, "-m", "compliance", "evaluate", *map(str, named)]
    environment = os.environ | {"COLUMNS": "100"}
    answer = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert answer.returncode == 0, answer.stderr
    for words in ("3 pictures, 2 faces", "What faces are called", "24 px to 40 px"):
        assert words in answer.stdout
    assert "2-broken.png" in answer.stderr
    assert files_in(tmp_path) == {"out/evaluation.json", "out/evaluation.html"}
    assert "data:image" not in (tmp_path / "out/evaluation.html").read_text(encoding="utf-8")


def test_the_json_keeps_its_names(chosen: Selection, report: Report, tmp_path: Path) -> None:
    tree = written(tmp_path, chosen, report)
    assert set(tree) == {"schema", "about", "scores", "curves", "rows", "worst"}
    assert tree["schema"] == 1
    assert set(report.to_json()) == {
        "pictures", "faces_counted", "face_min_px", "recall", "recall_by_size", "too_small",
        "unmatched", "precision", "confusion", "confusion_by_size", "balanced_accuracy",
        "macro_f1", "mask_or_none", "recall_gap_points", "intervals", "calibration_error",
        "decided", "cross_fitted", "decided_from", "rate_error", "faults",
    }  # fmt: skip
    assert tree["scores"] == report.to_json()
    (row, *_) = tree["rows"]
    assert set(row) == {
        "kind", "name", "description", "faces", "recall", "accuracy", "balanced_accuracy",
        "mask_or_none", "unknown", "unmatched",
    }  # fmt: skip
    assert str(tmp_path) not in json.dumps(tree)


def test_the_worst_mistakes_are_named_but_not_pictured_unless_asked(
    chosen: Selection, report: Report, tmp_path: Path
) -> None:
    tree = written(tmp_path, chosen, report)
    (mistake,) = tree["worst"]
    assert (mistake["picture"], mistake["called"]) == ("1-mask.png", "no_mask")
    assert mistake["file"] is None
    assert files_in(tmp_path) == {"evaluation.json", "evaluation.html"}


def test_pictures_of_the_worst_mistakes_take_the_place_of_an_earlier_runs(
    chosen: Selection, report: Report, tmp_path: Path
) -> None:
    (tmp_path / "worst").mkdir()
    (tmp_path / "worst/wrong-07.jpg").write_bytes(b"of an earlier run")
    (tmp_path / "worst/mine.jpg").write_bytes(b"not ours")
    tree = written(tmp_path, chosen, report, with_worst=True)
    assert files_in(tmp_path / "worst") == {"wrong-01.jpg", "mine.jpg"}
    assert tree["worst"][0]["file"] == "worst/wrong-01.jpg"
    page = (tmp_path / "evaluation.html").read_text(encoding="utf-8")
    assert "data:image/jpeg;base64," in page


def test_conditions_add_a_row_each(chosen: Selection) -> None:
    rows = evaluate(chosen, SHIPPED_MODELS, conditions=CONDITIONS).rows()
    made = {row.name: (row.faces, row.recall.hits) for row in rows if row.kind == "made"}
    assert set(made) == {condition.name for condition in CONDITIONS}
    assert made["infrared"] == (2, 2)
    assert made["quarter size"] == (0, 0)  # too small to count there


def test_annotations_correct_what_is_judged(chosen: Selection, tmp_path: Path) -> None:
    notes = {"1-mask.png": {"labels": {"0": "no_mask"}, "tags": {"0": ["smile"]}}}
    corrected = tmp_path / "annotations.json"
    corrected.write_text(json.dumps({"schema": 1, "pictures": notes}))
    selection = Selection(chosen.truth, chosen.images, corrected)
    report = evaluate(selection, SHIPPED_MODELS)
    assert all(face.is_right for face in report.counted)
    assert [row.name for row in report.rows() if row.kind == "tag"] == ["smile"]
    assert about(selection, SHIPPED_MODELS, 1).annotations == "annotations.json"


def test_a_folder_without_the_images_is_refused_naming_them(
    chosen: Selection, tmp_path: Path
) -> None:
    with pytest.raises(DataError) as caught:
        evaluate(Selection(chosen.truth, tmp_path), SHIPPED_MODELS)
    assert "0-no_mask.png: the image file is missing" in caught.value.hint


def test_a_folder_that_cannot_be_made_shows_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="cannot be made"):
        prepare(tmp_path / "file" / "out")
