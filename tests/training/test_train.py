"""The training command, from folders of pictures to models that are used and measured."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

torch = pytest.importorskip("torch", reason="needs the training extra (torch)")

from compliance.errors import DataError  # noqa: E402
from compliance.models import SHIPPED_MODELS, read_manifest, verify  # noqa: E402
from compliance.pixels.inspect import inspect_images  # noqa: E402
from compliance.training.loop import StoppedError, Watch  # noqa: E402
from compliance.training.opinions import read_opinions  # noqa: E402
from compliance.training.run import Run, budget  # noqa: E402
from compliance.training.train import train  # noqa: E402
from compliance.training.what import What  # noqa: E402
from tests.data import shared_data  # noqa: E402
from tests.training.made import write_portraits, write_scenes  # noqa: E402

SOME = range(14)  # with portraits on both sides of the split


def run(data: Path, out: Path, steps: int = 1, **more: object) -> Run:
    return Run(data, out, budget(None, steps), **more)


def told(what: What, order: Run) -> list[str]:
    lines: list[str] = []
    train(what, order, lines.append)
    return lines


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "compliance", "train", *arguments]


def small_copy(folder: Path, pictures: int = 14) -> Path:
    shared = shared_data()
    entries = json.loads((shared / "scenes" / "truth.json").read_text(encoding="utf-8"))[:pictures]
    (folder / "scenes").mkdir(parents=True)
    (folder / "scenes" / "truth.json").write_text(json.dumps(entries))
    (folder / "scenes" / "images").symlink_to(shared / "scenes" / "images")
    for name in ("yunet", "mask-templates"):
        (folder / name).symlink_to(shared / name)
    return folder


def test_all_runs_one_after_the_other_end_in_measured_models(tmp_path: Path) -> None:
    data, out = small_copy(tmp_path / "data"), tmp_path / "out"
    told(What.DETECTOR, run(data, out, initial=str(data / "yunet" / "yunet_n_dynamic.onnx")))
    told(What.CLASSIFIER, run(data, out, initial="scratch"))
    told(What.CLASSIFIER, run(data, out, initial=str(out / "classifier.pt")))
    told(What.REJECTION, run(data, out))
    told(What.MANIFEST, run(data, out, version="test"))
    described = read_manifest(out)
    verify(described)
    assert described.detector.version == "test"
    assert sum(sum(called.values()) for called in described.confusion.values()) > 0
    recipe = json.loads((out / "manifest.json").read_text())["classifier"]["recipe"]
    assert recipe["initial_weights"] == "classifier.pt"
    assert recipe["command"].startswith("compliance train classifier --data DATA --out OUT")


def test_a_detector_of_ones_own_is_usable_at_once(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    write_scenes(data / "scenes", 24)
    lines = told(What.DETECTOR, run(data, out, steps=2, version="ours"))
    assert any("no teacher" in line for line in lines)
    described = read_manifest(out)
    verify(described)
    shipped = read_manifest(SHIPPED_MODELS)
    assert described.detector.version == "ours"
    assert described.classifier.sha256 == shipped.classifier.sha256
    assert described.classifier.temperature == shipped.classifier.temperature
    assert sum(sum(called.values()) for called in described.confusion.values()) == 0
    (seen,) = inspect_images([data / "scenes" / "images" / "000.png"], out)
    assert not seen.error
    assert {"detector-curve.csv", "detector-curve.png", "detector.log"} <= {
        file.name for file in out.iterdir()
    }


def test_portraits_alone_train_a_classifier_and_no_source_is_on_both_sides(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    write_portraits(data, SOME)
    lines = told(What.CLASSIFIER, run(data, out))
    counts = [line for line in lines if "faces to learn from" in line]
    assert len({line.split(": ")[1] for line in counts}) == 1  # all three kinds split alike
    described = read_manifest(out)
    verify(described)
    assert described.classifier.rejects_below == 0
    (seen,) = inspect_images([next(data.glob("CMFD/*/*"))], out)
    assert len(seen.faces) == 1


def test_a_classifier_stopped_and_resumed_is_the_same_file(tmp_path: Path) -> None:
    data, whole, parts = (tmp_path / name for name in ("data", "whole", "parts"))
    write_portraits(data, SOME)
    torch.set_num_threads(2)  # as whoever came before may leave it
    told(What.CLASSIFIER, run(data, whole, steps=3))
    stop = Event()
    watch = Watch(switch=lambda: stop, progress=lambda _: stop.set())
    with pytest.raises(StoppedError, match="stopped at step 1"):
        told(What.CLASSIFIER, run(data, parts, steps=3, watch=watch))
    told(What.CLASSIFIER, run(data, parts, steps=3, watch=Watch(resume=True)))
    first, second = ((out / "classifier.onnx").read_bytes() for out in (whole, parts))
    assert first == second


def test_strict_training_lists_all_faults_and_trains_nothing(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    write_portraits(data, SOME)
    (data / "CMFD" / "00000" / "00001_Mask.jpg").write_bytes(b"cut short")
    (data / "IMFD" / "00000" / "hat.jpg").write_bytes(b"")
    (data / "incorrect").mkdir()
    with pytest.raises(DataError, match="3 faults in data; nothing was trained") as refused:
        told(What.CLASSIFIER, run(data, out, strict=True))
    for name in ("00001_Mask.jpg", "hat.jpg", "data/incorrect: the class is empty"):
        assert name in refused.value.hint
    assert not list(out.glob("*.pt"))
    lines = told(What.CLASSIFIER, run(data, out))
    assert sum(line.startswith("left out: ") for line in lines) == 3


def test_a_class_without_faces_is_refused(tmp_path: Path) -> None:
    write_portraits(tmp_path / "net", SOME)
    for file in (tmp_path / "net" / "IMFD").rglob("*.jpg"):
        file.unlink()
    with pytest.raises(DataError, match="no face to learn from is labelled incorrect"):
        told(What.CLASSIFIER, run(tmp_path / "net", tmp_path / "out"))


def test_what_was_not_trained_here_keeps_its_recipe(tmp_path: Path) -> None:
    data, out = small_copy(tmp_path / "data"), tmp_path / "out"
    told(What.CLASSIFIER, run(data, out, initial="scratch"))
    told(What.MANIFEST, run(data, out, version="test"))
    ours, shipped = (
        json.loads((folder / "manifest.json").read_text())["detector"]
        for folder in (out, SHIPPED_MODELS)
    )
    assert (ours["version"], ours["sha256"]) == ("test", shipped["sha256"])
    assert ours["recipe"] == shipped["recipe"]


def test_a_detector_needs_boxes(tmp_path: Path) -> None:
    write_portraits(tmp_path / "net", range(1))
    with pytest.raises(DataError, match="the detector learns from boxes"):
        told(What.DETECTOR, run(tmp_path / "net", tmp_path / "out"))


def test_a_manifest_without_models_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"detector\.onnx is not in out"):
        told(What.MANIFEST, run(tmp_path, tmp_path / "out"))


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(DataError, match="out: File exists"):
        told(What.DETECTOR, run(tmp_path, tmp_path / "out"))


def until(lines: Iterator[str], words: str) -> None:
    for line in lines:
        if words in line:
            return
    pytest.fail(f"{words!r} was never said")


def test_a_run_stopped_by_a_signal_and_resumed_gives_the_same_weights(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    write_scenes(data / "scenes", 24)
    order = command(
        "detector", "--data", str(data), "--out", str(out), "--steps", "6", "--seed", "7"
    )
    with subprocess.Popen(order, stderr=subprocess.PIPE, text=True) as stopped:
        assert stopped.stderr
        until(stopped.stderr, "step 1 ")
        stopped.send_signal(signal.SIGTERM)
        said = stopped.stderr.read()
    assert (stopped.returncode, "--resume" in said) == (130, True), said
    told(What.DETECTOR, run(data, tmp_path / "whole", steps=6, seed=7))
    answer = subprocess.run([*order, "--resume"], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert "resumed at step" in answer.stderr
    courses = [torch.load(folder / "detector-state.pt") for folder in (out, tmp_path / "whole")]
    assert [course["step"] for course in courses] == [6, 6]
    first, second = (course["network"] for course in courses)
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_without_torch_the_command_says_what_to_install() -> None:
    program = "import sys; sys.modules['torch'] = None; from compliance import cli; cli.main()"
    words = ("train", "detector", "--data", "a", "--out", "b")
    answer = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 1
    assert "training needs torch" in answer.stderr
    assert "pip install 'compliance[training]'" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_minutes_and_steps_exclude_each_other() -> None:
    words = ("detector", "--data", "a", "--out", "b", "--minutes", "1", "--steps", "1")
    answer = subprocess.run(command(*words), capture_output=True, text=True, check=False)
    assert answer.returncode != 0
    assert "not both" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_opinions_are_asked_once_and_heeded_by_the_classifier(tmp_path: Path) -> None:
    data, out = small_copy(tmp_path / "data", 40), tmp_path / "out"
    lines = told(What.OPINIONS, run(data, out, initial="scratch"))
    assert [line for line in lines if line.startswith("part ")] != []
    asked = read_opinions(out / "opinions.json")
    assert asked
    assert all(sum(belief) == pytest.approx(1, abs=1e-3) for belief in asked.values())
    lines = told(What.CLASSIFIER, run(data, out, initial="scratch", teachers=("shipped",)))
    assert any("labels are contradicted" in line for line in lines)
    recipe = json.loads((out / "classifier-recipe.json").read_text())
    assert recipe["command"].endswith("--teacher shipped")


def test_classifiers_trained_from_the_same_weights_are_averaged(tmp_path: Path) -> None:
    data, out = small_copy(tmp_path / "data", 40), tmp_path / "out"
    told(What.CLASSIFIER, run(data, tmp_path / "a", initial="shipped"))
    members = (tmp_path / "a" / "classifier-initial.pt", tmp_path / "a" / "classifier.pt")
    lines = told(What.AVERAGE, run(data, out, members=members))
    assert any(line.startswith("2 classifiers averaged: likelihood 0.") for line in lines)
    recipe = json.loads((out / "classifier-recipe.json").read_text())
    assert recipe["command"].endswith(
        "--member a/classifier-initial.pt --member a/classifier.pt --seed 1"
    )
    assert recipe["members"]["a/classifier-initial.pt"] == "the weights that this run began with"
    assert recipe["members"]["a/classifier.pt"]["began_with"]["version"]
    assert read_manifest(out).classifier.rejects_below == 0  # until that is fitted to it
    verify(read_manifest(out))


def test_too_few_faces_for_opinions_are_refused(tmp_path: Path) -> None:
    data = small_copy(tmp_path / "data")
    with pytest.raises(DataError, match=r"without part \d no face is labelled"):
        told(What.OPINIONS, run(data, tmp_path / "out", initial="scratch"))
