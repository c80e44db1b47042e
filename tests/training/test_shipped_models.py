"""The models that are shipped: whole, small, and just what the manifest says."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from compliance.evaluation.evaluate import Json, evaluate
from compliance.evaluation.selection import Selection
from compliance.models import read_manifest, verify
from compliance.pixels.onnx import Session
from compliance.training.subjects import CROP_SCALE, SIZE_PX
from tests.data import shared_data

MODELS = Path(__file__).parents[2] / "models"
RATIO = "/ratio"
SIZES = ((320, 320), (384, 640), (544, 960), (1280, 1280))


def test_the_manifest_describes_the_files() -> None:
    described = read_manifest(MODELS)
    verify(described)
    manifest = json.loads((MODELS / "manifest.json").read_text(encoding="utf-8"))
    for part in ("detector", "classifier"):
        content = (MODELS / manifest[part]["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == manifest[part]["sha256"]


def test_both_files_are_under_ten_megabytes_together() -> None:
    assert sum(file.stat().st_size for file in MODELS.glob("*.onnx")) < 10_000_000


def test_training_and_operation_cut_the_same_crops() -> None:
    classifier = read_manifest(MODELS).classifier
    assert (classifier.size_px, classifier.crop_scale) == (SIZE_PX, CROP_SCALE)


def test_the_confusion_counts_add_up_to_the_scores() -> None:
    manifest = json.loads((MODELS / "manifest.json").read_text(encoding="utf-8"))
    counts = manifest["confusion"]["counts"]
    for true, called in counts.items():
        bands = [band[true] for band in manifest["confusion"]["by_size"].values()]
        assert called == {label: sum(band[label] for band in bands) for label in called}
    for label, share in manifest["detector"]["scores"]["recall"].items():
        assert share["total"] == sum(counts[label].values())
        assert share["total"] - share["hits"] == counts[label]["missed"]


def test_every_score_in_the_manifest_is_what_the_evaluation_measures() -> None:
    """But for the odd face that another processor sums up otherwise."""
    scenes = shared_data() / "scenes"
    truth, notes = scenes / "truth.json", MODELS / "annotations.json"
    held_out = Selection(truth, scenes / "images", notes, is_held_out=True)
    measured = numbers(evaluate(held_out, MODELS).to_json())
    manifest = json.loads((MODELS / "manifest.json").read_text(encoding="utf-8"))
    scores = manifest["detector"]["scores"] | manifest["classifier"]["scores"]
    told = {name: value for name, value in numbers(scores).items() if RATIO in name}
    assert len(told) > 30
    assert {name: measured[name] for name in told} == pytest.approx(told, abs=0.02)


def numbers(tree: Json, name: str = "") -> dict[str, float]:
    """Return every number of a tree by the names that lead to it."""
    if isinstance(tree, int | float):
        return {name: tree}
    if not isinstance(tree, dict | list):
        return {}
    parts = tree.items() if isinstance(tree, dict) else enumerate(tree)
    return {
        full: value for key, part in parts for full, value in numbers(part, f"{name}/{key}").items()
    }


@pytest.mark.parametrize(("height", "width"), SIZES)
def test_the_detector_takes_any_multiple_of_32(height: int, width: int) -> None:
    session = Session(read_manifest(MODELS).detector.path)
    picture = np.random.default_rng(0).integers(0, 256, (1, height, width, 3), dtype=np.uint8)
    boxes, scores = session.run(("boxes", "scores"), {"image": picture})
    priors = sum((height // stride) * (width // stride) for stride in (8, 16, 32))
    assert (boxes.shape, scores.shape) == ((1, priors, 4), (1, priors))
    assert ((scores >= 0) & (scores <= 1)).all()


@pytest.mark.parametrize("count", [1, 7])
def test_the_classifier_takes_any_number_of_crops(count: int) -> None:
    session = Session(read_manifest(MODELS).classifier.path)
    (logits,) = session.run(("logits",), {"crops": np.zeros((count, 96, 96, 3), np.uint8)})
    assert logits.shape == (count, 4)
    assert np.isfinite(logits).all()
