"""One training run: what to learn from, then the loop, then a checked ONNX file."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from compliance.errors import DataError
from compliance.evaluation.truth import Scene
from compliance.models import SHIPPED_MODELS
from compliance.pixels.geometry import as_boxes
from compliance.pixels.onnx import Session
from compliance.training.classifier import CHECKPOINT as CLASSIFIER_CHECKPOINT
from compliance.training.classifier import ClassifierSettings, train_classifier
from compliance.training.classifier import initial_network as initial_classifier
from compliance.training.data import (
    Sides,
    apart,
    load_boxed,
    load_class_folders,
    picture_files,
    read_picture,
    readable,
    split_scenes,
)
from compliance.training.detector import DetectorSettings, train_detector
from compliance.training.examples import WEB_FOLDER, detector_data
from compliance.training.export import (
    classifier_parity,
    detector_parity,
    export_classifier,
    export_detector,
    loaded_detector,
)
from compliance.training.found import found_at_budget
from compliance.training.loop import Budget
from compliance.training.manifest import Choices
from compliance.training.mobilenet import MobileNet
from compliance.training.negatives import DOUBT_MIN, Negatives, negatives
from compliance.training.pools import KnownFace, face_print, folder_faces, pools, scene_faces
from compliance.training.rejection import (
    CROPS_PER_STEP,
    REJECTION_STEPS,
    face_probabilities,
    fit_rejection,
)
from compliance.training.second_look import cleaned, guessed
from compliance.training.synthetic import load_templates
from compliance.training.teacher import SIDES_PX, Teacher

FACE_MIN_PX = 24.0
CHECKPOINT = ".pt"
DETECTOR = "detector.onnx"
NEGATIVES_SEED = 1
_TEACHERS = ("yunet_n_dynamic.onnx", "yunet_s_dynamic.onnx")
_SCENE_SIDE_PX, _FOLDER_SIDE_PX = 640, 320


@dataclass(frozen=True, slots=True)
class Run:
    """What an operator asks for; `initial` is None for the data folder's published weights."""

    data: Path
    out: Path
    budget: Budget
    initial: Path | None = None
    seed: int = 1
    threads: int = 1


def run_detector(run: Run, log: Callable[[str], None]) -> None:
    """Train the detector, from published weights or on from a checkpoint of ours."""
    faults: list[str] = []
    sides = _sides(run, log)
    teacher = Teacher(_teachers(run), SIDES_PX, run.threads)
    known = detector_data(run.data, sides, teacher, run.out, faults)
    _tell(faults, log)
    initial = run.initial or run.data / "yunet" / _TEACHERS[0]
    file = run.out / DETECTOR
    log(f"{len(known.examples)} pictures")
    settings = DetectorSettings(initial, run.out, run.budget, seed=run.seed, threads=run.threads)
    best = train_detector(
        settings,
        known.examples,
        lambda model: found_at_budget(
            loaded_detector(model, file), sides.validation, known.elsewhere
        ),
        log,
    )
    export_detector(best.network, file)
    parity = detector_parity(best.network, file)
    _write_recipe(run, "detector", initial, best.steps, best.score, parity)


def run_classifier(run: Run, log: Callable[[str], None]) -> None:
    """Train the classifier; from a checkpoint of ours, look first at labels it contradicts."""
    if run.initial is None:
        message = "the classifier needs initial weights"
        raise DataError(message, "Name a Keras MobileNetV2 file or a checkpoint by --initial.")
    faults: list[str] = []
    sides = _sides(run, log)
    scenes, folders = _known_faces(run, sides, faults)
    if run.initial.suffix == CHECKPOINT:
        model = initial_classifier(run.initial)
        scenes, folders = cleaned(model, scenes), cleaned(model, folders)
        folders += _guessed(run, sides, model, faults)
    _tell(faults, log)
    masks = run.data / "mask-templates"
    templates = load_templates(masks) if masks.is_dir() else ()
    validation = [
        face.subject for face in validation_faces(run, sides.validation) if face.landmarks
    ]
    if not scenes or not validation:
        message = f"{len(scenes)} faces to learn from and {len(validation)} to validate are too few"
        raise DataError(message, "Label more pictures: both sides of the split need faces.")
    log(f"{len(scenes)} faces of scenes, {len(folders)} others, {len(validation)} to validate")
    settings = ClassifierSettings(
        run.initial, run.out, run.budget, seed=run.seed, threads=run.threads
    )
    best = train_classifier(settings, pools(scenes, folders, templates), validation, log)
    file = run.out / "classifier.onnx"
    export_classifier(best.network, file)
    parity = classifier_parity(best.network, file)
    _write_recipe(run, "classifier", run.initial, best.steps, best.score, parity)


def run_rejection(run: Run, log: Callable[[str], None]) -> None:
    """Fit a trained classifier's last output, no face; its other three stay as they are."""
    initial = run.initial or run.out / CLASSIFIER_CHECKPOINT
    if not initial.is_file():
        message = f"{initial.name} is not in {run.out.name}"
        raise DataError(message, "Train it first: train classifier.")
    model = initial_classifier(initial)
    faults: list[str] = []
    sides = _sides(run, log)
    scenes, folders = _known_faces(run, sides, faults)
    folders += _guessed(run, sides, model, faults)
    _tell(faults, log)
    masks = run.data / "mask-templates"
    templates = load_templates(masks) if masks.is_dir() else ()
    none, strange = (_negatives(run, side) for side in (sides.training, sides.validation))
    if not none.mistakes or not strange.mistakes:
        message = "the detector mistakes nothing for a face, so there is nothing to reject"
        raise DataError(message, "Give more pictures, or ship the classifier as it is.")
    log(f"no faces: {len(none.mistakes)} mistakes of the detector and {len(none.places)} places")
    crops = CROPS_PER_STEP * (run.budget.steps or REJECTION_STEPS)
    fit_rejection(model, pools(scenes, folders, templates), none, run.seed, log, crops)
    file = run.out / "classifier.onnx"
    torch.save(model.state_dict(), run.out / CLASSIFIER_CHECKPOINT)
    export_classifier(model, file)
    rejected = face_probabilities(model, strange.mistakes) < Choices("").rejects_below
    parity = classifier_parity(model, file)
    _write_recipe(
        run, "rejection", initial, crops // CROPS_PER_STEP, float(rejected.mean()), parity
    )


def validation_faces(run: Run, scenes: tuple[Scene, ...]) -> list[KnownFace]:
    """Return the faces of FACE_MIN_PX and more; those a teacher detected have landmarks."""
    teacher = Teacher(_teachers(run)[:1], (_SCENE_SIDE_PX,), run.threads)
    return [face for face in scene_faces(scenes, teacher) if face.side_px >= FACE_MIN_PX]


def _known_faces(
    run: Run, sides: Sides, faults: list[str]
) -> tuple[list[KnownFace], list[KnownFace]]:
    teacher = Teacher(_teachers(run)[:1], (_SCENE_SIDE_PX,), run.threads)
    scenes = scene_faces(sides.training, teacher)
    if not (run.data / "crops").is_dir():
        return scenes, []
    held = scene_faces(sides.validation, teacher)
    prints = tuple(face_print(face.subject.patch, face.subject.boxes[0]) for face in held)
    close = Teacher(_teachers(run)[:1], (_FOLDER_SIDE_PX,), run.threads)
    folders = [
        face
        for folder in load_class_folders(run.data / "crops")
        for face in folder_faces(folder, close, (sides.held_out, prints), faults)
    ]
    return scenes, folders


def _guessed(run: Run, sides: Sides, model: MobileNet, faults: list[str]) -> list[KnownFace]:
    web = run.data / WEB_FOLDER
    if not web.is_dir():
        return []
    teacher = Teacher(_teachers(run)[:1], (_SCENE_SIDE_PX,), run.threads)
    pictures = apart(readable(picture_files(web), faults), sides.held_out)
    return guessed(model, pictures, teacher)


def _negatives(run: Run, scenes: Sequence[Scene]) -> Negatives:
    """Ask the detector trained before, or else the shipped one, what it mistakes for faces."""
    own = run.out / DETECTOR
    detector = Session(own if own.is_file() else SHIPPED_MODELS / DETECTOR, run.threads)
    teacher = Teacher(_teachers(run), SIDES_PX, run.threads, DOUBT_MIN)
    pictures = (
        (read_picture(scene.path), as_boxes([face.box for face in scene.faces])) for scene in scenes
    )
    return negatives(pictures, detector, teacher, np.random.default_rng(NEGATIVES_SEED))


def _sides(run: Run, log: Callable[[str], None]) -> Sides:
    sides = split_scenes(load_boxed(run.data / "scenes"))
    _tell(sides.faults, log)
    log(f"{len(sides.training)} scenes to learn from, {len(sides.validation)} to validate")
    return sides


def _teachers(run: Run) -> list[Path]:
    files = [run.data / "yunet" / name for name in _TEACHERS]
    for file in files:
        if not file.is_file():
            message = f"{file.name} is not in the data's folder yunet"
            raise DataError(message, "Put YuNet's published ONNX files there.")
    return files


def _tell(faults: tuple[str, ...] | list[str], log: Callable[[str], None]) -> None:
    for fault in faults:
        log(f"left out: {fault}")


def _write_recipe(
    run: Run, what: str, initial: Path, steps: int, score: float, parity: float
) -> None:
    recipe = {
        "command": f"python -m compliance.training.train {what} --data DATA --out OUT"
        f" --initial {initial.name} --minutes {run.budget.minutes:g} --seed {run.seed}",
        "initial_weights": initial.name,
        "seed": run.seed,
        "minutes": run.budget.minutes,
        "threads": run.threads,
        "steps": steps,
        "validation_score": round(score, 4),
        "parity_with_torch": parity,
    }
    text = json.dumps(recipe, indent=2)
    (run.out / f"{what}-recipe.json").write_text(text + "\n", encoding="utf-8")
