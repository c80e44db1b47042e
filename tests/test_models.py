"""The right model files are accepted and every other is refused in words."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from compliance.errors import ModelError
from compliance.models import LABELS, MANIFEST, read_manifest, verify
from compliance.sureness import EDGES, Sureness

SHIPPED = Path(__file__).parents[1] / "models"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the shipped models, to be spoilt."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "models"))


def spoil(folder: Path, key: str, value: object) -> None:
    """Set a dotted key of the manifest; None removes it."""
    tree = json.loads((folder / MANIFEST).read_text())
    *above, last = key.split(".")
    here: dict[str, Any] = tree
    for part in above:
        here = here[part]
    if value is None:
        del here[last]
    else:
        here[last] = value
    (folder / MANIFEST).write_text(json.dumps(tree))


def test_the_shipped_models_are_the_ones_in_their_manifest() -> None:
    models = read_manifest(SHIPPED)
    verify(models)
    assert models.classifier.labels == LABELS
    assert models.detector.low_threshold <= models.detector.high_threshold
    assert set(models.confusion) == set(LABELS)


def test_scores_that_too_few_pictures_gave_are_not_told(folder: Path) -> None:
    tree = json.loads((folder / MANIFEST).read_text())
    scores = tree["classifier"]["scores"]
    scores["balanced_accuracy"], scores["intervals"]["balanced_accuracy"] = None, [None, None]
    scores["intervals"]["macro_f1"] = [None, None]
    (folder / MANIFEST).write_text(json.dumps(tree))
    told = read_manifest(folder).scores
    assert set(told) == {"macro_f1", "mask_or_none"}
    assert told["macro_f1"].low is None


@pytest.mark.parametrize("name", ["detector.onnx", "classifier.onnx"])
def test_a_file_cut_short_is_refused_by_its_name(folder: Path, name: str) -> None:
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: len(data) // 2])
    with pytest.raises(ModelError, match=rf"{name}: sha256 is [0-9a-f]+, expected [0-9a-f]+"):
        verify(read_manifest(folder))


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "detector.onnx").unlink()
    with pytest.raises(ModelError, match=r"detector\.onnx: cannot be read: No such file"):
        verify(read_manifest(folder))


def test_a_folder_without_a_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"manifest\.json: cannot be read") as caught:
        read_manifest(tmp_path)
    assert "release" in caught.value.hint


@pytest.mark.parametrize("text", ["{", "\xff", ""])
def test_a_manifest_that_is_not_json_is_refused(folder: Path, text: str) -> None:
    (folder / MANIFEST).write_text(text, encoding="latin-1")
    with pytest.raises(ModelError, match="is not JSON"):
        read_manifest(folder)


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("schema", 2, "schema: expected 1"),
        ("detector", None, r"detector\.\S+: is missing"),
        ("detector.sha256", 5, "5 is not a text"),
        ("detector.file", "../detector.onnx", "is not a plain file name"),
        ("detector.thresholds.high", 1.5, "1.5 is not between 0 and 1"),
        ("detector.thresholds.low", 0.99, "0.99 is not between 0 and"),
        ("detector.nms_iou", "0.4", "'0.4' is not a number"),
        ("classifier.rejects_below", None, r"rejects_below: is missing"),
        ("classifier.rejects_tracks_below", "x", "'x' is not a number"),
        ("classifier.rejects_below", 2, "2 is not between 0 and 1"),
        ("classifier.labels", ["no_mask", "mask", "incorrect"], "classifier.labels"),
        ("classifier.input.size_px", 96.5, "96.5 is not a whole number"),
        ("classifier.temperature", 0, "0 is not between 0.01 and 100"),
        ("classifier.offsets", [0.0, 0.1], r"\[0.0, 0.1\] is not a list of 3 numbers"),
        ("classifier.offsets", [0, "x", 0], "holds something that is not a number"),
        ("confusion.counts.mask.missed", None, r"confusion\.counts\.mask\.missed: is missing"),
        ("confusion.counts.mask.mask", -1, "-1 is not between 0 and inf"),
    ],
)
def test_a_wrong_key_is_named_with_what_was_found(
    folder: Path, key: str, value: object, fault: str
) -> None:
    spoil(folder, key, value)
    with pytest.raises(ModelError, match=fault):
        read_manifest(folder)


def test_the_confusion_by_size_is_read_and_may_be_missing(folder: Path) -> None:
    whole = json.loads((folder / MANIFEST).read_text())["confusion"]["counts"]
    spoil(folder, "confusion.by_size", {"40 px to 80 px": whole})
    models = read_manifest(folder)
    assert models.confusion_by_size == {"40 px to 80 px": models.confusion}
    spoil(folder, "confusion.by_size", None)
    assert read_manifest(folder).confusion_by_size == {}


def test_a_wrong_confusion_by_size_is_named(folder: Path) -> None:
    spoil(folder, "confusion.by_size", {"40 px to 80 px": {}})
    with pytest.raises(ModelError, match=r"confusion\.by_size\.40 px to 80 px\.mask"):
        read_manifest(folder)


A_HISTOGRAM = {"edges": list(EDGES), "passages": [1, 2, 3, 4, 5, 6]}


def test_how_surely_passages_are_judged_is_read_and_may_be_missing(folder: Path) -> None:
    spoil(folder, "sureness", A_HISTOGRAM)
    assert read_manifest(folder).sureness == Sureness(1, 2, 3, 4, 5, 6)
    spoil(folder, "sureness", None)
    assert read_manifest(folder).sureness is None


def test_a_histogram_of_other_classes_is_not_compared_with(folder: Path) -> None:
    spoil(folder, "sureness", A_HISTOGRAM | {"edges": [0.5, 0.6, 0.7, 0.8, 0.9]})
    assert read_manifest(folder).sureness is None


@pytest.mark.parametrize("passages", [[1, 2, 3], [1, 2, 3, 4, 5, -6], [1, 2, 3, 4, 5, 6.5]])
def test_a_histogram_that_cannot_be_is_named(folder: Path, passages: list[float]) -> None:
    spoil(folder, "sureness", A_HISTOGRAM | {"passages": passages})
    with pytest.raises(ModelError, match=r"sureness\.passages"):
        read_manifest(folder)


def test_the_shipped_models_say_how_surely_they_judge() -> None:
    sureness = read_manifest(SHIPPED).sureness
    assert sureness is not None
    assert sureness.total > 900
