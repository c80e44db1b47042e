"""One run of the rejection: fits a finished classifier's last output, no face."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from compliance.errors import DataError
from compliance.evaluation.annotations import Notes
from compliance.evaluation.truth import Scene
from compliance.models import SHIPPED_MODELS
from compliance.pixels.geometry import as_boxes
from compliance.pixels.onnx import Session
from compliance.training.checking import looked_over
from compliance.training.classifier import CHECKPOINT
from compliance.training.contents import Contents
from compliance.training.data import read_picture, readable
from compliance.training.drawn_masks import drawn_masks
from compliance.training.export_classifier import classifier_parity, export_classifier
from compliance.training.gathering import Boxed, boxed, faceless, faces, web_pictures
from compliance.training.initial import SHIPPED, initial_classifier
from compliance.training.manifest import Choices
from compliance.training.negatives import DOUBT_MIN, Negatives, negatives, strangers
from compliance.training.opinions_run import with_opinions
from compliance.training.pools import pools
from compliance.training.rejection import (
    CROPS_PER_STEP,
    REJECTION_STEPS,
    face_probabilities,
    fit_rejection,
)
from compliance.training.run import CLASSIFIER, DETECTOR, Log, Run, told, write_recipe
from compliance.training.subjects import Subject
from compliance.training.teacher import Teacher
from compliance.training.teachers import Blind, Counted, marker

_SEED = 1


def run_rejection(run: Run, log: Log) -> None:
    """Fit a trained classifier's last output, no face; its other three stay as they are.

    The classifier is the one in `out`, unless there is none or another is named.
    """
    contents = looked_over(run, log)
    own = run.out / CHECKPOINT
    initial = str(own) if run.initial == SHIPPED and own.is_file() else run.initial
    model = initial_classifier(initial, run.seed)
    scenes = boxed(run, contents, log)
    known = with_opinions(run, contents, scenes, faces(run, contents, scenes, log), log)
    none, strange = _strangers(run, contents, scenes, log)
    steps = run.budget.steps or REJECTION_STEPS
    filled = pools(known.scenes, known.folders, drawn_masks(contents, log))
    fit_rejection(model, filled, none, run.seed, log, CROPS_PER_STEP * steps)
    file = run.out / CLASSIFIER
    torch.save(model.state_dict(), own)
    export_classifier(model, file)
    rejected = face_probabilities(model, strange.mistakes) < Choices("").rejects_below
    log(f"{int(rejected.sum())} of {len(rejected)} held-out mistakes are rejected")
    parity = classifier_parity(model, file)
    write_recipe(replace(run, initial=initial), "rejection", steps, float(rejected.mean()), parity)


def _strangers(
    run: Run, contents: Contents, scenes: Boxed, log: Log
) -> tuple[Negatives, Negatives]:
    """Return what is no face but may be taken for one, to learn from and to validate on."""
    faults: list[str] = []
    teacher = marker(contents, run.threads, DOUBT_MIN)
    sides = []
    learn, hold = scenes.sides.training, scenes.sides.validation
    for part, files in zip((learn, hold), faceless(contents, faults), strict=True):
        found = _mistaken(run, part, teacher) if teacher else Negatives([], [])
        alone = _mistaken_anywhere(run, files, faults)
        noted = _noted(((scene.name, scene.path) for scene in part), scenes.notes)
        mistakes = [*found.mistakes, *alone.mistakes, *noted]
        sides.append(Negatives(mistakes, [*found.places, *alone.places]))
    none, strange = sides
    unlabelled = ((path.name, path) for path in web_pictures(contents))
    none = Negatives([*none.mistakes, *_noted(unlabelled, scenes.notes)], none.places)
    told(faults, run, log)
    if not none.mistakes or not strange.mistakes:
        message = "the detector mistakes nothing for a face, so there is nothing to reject"
        raise DataError(message, "Give pictures without faces in a folder negatives.")
    log(f"no faces: {len(none.mistakes)} mistakes of detectors and {len(none.places)} places")
    return none, strange


def _noted(pictures: Iterable[tuple[str, Path]], notes: Mapping[str, Notes]) -> list[Subject]:
    """Return the places in which somebody saw no face."""
    return [
        one
        for name, path in pictures
        if name in notes and notes[name].no_faces
        for one in strangers(read_picture(path), as_boxes(notes[name].no_faces))
    ]


def _mistaken(run: Run, scenes: Sequence[Scene], teacher: Teacher) -> Negatives:
    """Look beside the known faces; a teacher says where there may be others."""
    counted = Counted(teacher, len(scenes), lambda share: run.show("mistakes in scenes", share))
    pictures = (
        (read_picture(scene.path), as_boxes([*(f.box for f in scene.faces), *scene.ignored]))
        for scene in scenes
    )
    return negatives(pictures, _detector(run), counted, np.random.default_rng(_SEED))


def _mistaken_anywhere(run: Run, files: Sequence[Path], faults: list[str]) -> Negatives:
    """Look everywhere in pictures without any face."""
    counted = Counted(Blind(), len(files), lambda share: run.show("mistakes elsewhere", share))
    pictures = ((picture, as_boxes([])) for _, picture in readable(files, faults))
    return negatives(pictures, _detector(run), counted, np.random.default_rng(_SEED))


def _detector(run: Run) -> Session:
    """Return the detector trained before, or else the shipped one."""
    own = run.out / DETECTOR
    return Session(own if own.is_file() else SHIPPED_MODELS / DETECTOR, run.threads)
