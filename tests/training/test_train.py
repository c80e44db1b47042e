"""The training command, from a small folder of real pictures to models that are accepted."""

import json
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="needs the training extra (torch)")

from compliance.models import read_manifest, verify  # noqa: E402
from compliance.training.mobilenet import MobileNet  # noqa: E402
from compliance.training.train import main  # noqa: E402
from tests.data import shared_data  # noqa: E402
from tests.training.made import write_scenes  # noqa: E402


def small_copy(folder: Path) -> Path:
    shared = shared_data()
    entries = json.loads((shared / "scenes" / "truth.json").read_text(encoding="utf-8"))[:24]
    (folder / "scenes").mkdir(parents=True)
    (folder / "scenes" / "truth.json").write_text(json.dumps(entries))
    (folder / "scenes" / "images").symlink_to(shared / "scenes" / "images")
    (folder / "yunet").symlink_to(shared / "yunet")
    (folder / "mask-templates").symlink_to(shared / "mask-templates")
    return folder


def train(what: str, data: Path, out: Path, *more: str) -> int:
    return main([what, "--data", str(data), "--out", str(out), "--steps", "1", *more])


def test_a_first_and_a_second_round_end_in_models_with_a_manifest(tmp_path: Path) -> None:
    data, out = small_copy(tmp_path / "data"), tmp_path / "out"
    out.mkdir()
    torch.manual_seed(0)
    torch.save(MobileNet().state_dict(), out / "base.pt")
    assert train("detector", data, out) == 0
    assert train("detector", data, out, "--initial", str(out / "detector.pt")) == 0
    assert train("classifier", data, out, "--initial", str(out / "base.pt")) == 0
    assert train("rejection", data, out) == 0
    assert train("manifest", data, out, "--version", "test") == 0
    described = read_manifest(out)
    verify(described)
    assert described.detector.version == "test"
    assert sum(sum(called.values()) for called in described.confusion.values()) > 0
    recipe = json.loads((out / "manifest.json").read_text())["detector"]["recipe"]
    assert recipe["initial_weights"] == "detector.pt"
    assert recipe["steps"] == 1


def test_missing_published_weights_are_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write_scenes(tmp_path / "scenes", 6)
    assert train("detector", tmp_path, tmp_path / "out") == 1
    assert "yunet_n_dynamic.onnx is not in the data's folder yunet" in caplog.text


def test_a_manifest_without_models_is_refused(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert train("manifest", tmp_path, tmp_path / "out") == 1
    assert "detector.onnx is not in out" in caplog.text
