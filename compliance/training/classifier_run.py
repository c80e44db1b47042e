"""One run of the classifier: what to learn from, then the loop, then a checked ONNX file."""

from dataclasses import replace

import numpy as np
import torch

from compliance.errors import DataError
from compliance.evaluation.truth import Label
from compliance.training.checking import looked_over
from compliance.training.classifier import CHECKPOINT, ClassifierSettings, train_classifier
from compliance.training.contents import TEMPLATES, Contents
from compliance.training.data import apart, readable
from compliance.training.export import classifier_parity, export_classifier
from compliance.training.from_onnx import settle
from compliance.training.gathering import (
    SCENE_SIDE_PX,
    Boxed,
    Faces,
    boxed,
    faces,
    web_pictures,
)
from compliance.training.initial import initial_classifier, is_checkpoint, is_folded
from compliance.training.loop import beside
from compliance.training.mobilenet import MobileNet
from compliance.training.pools import KnownFace, pools
from compliance.training.run import CLASSIFIER, Log, Run, told, write_recipe
from compliance.training.second_look import cleaned, guessed
from compliance.training.subjects import still
from compliance.training.synthetic import Template, load_templates
from compliance.training.teachers import Counted, finder, published

_SETTLING_CROPS = 512


def run_classifier(run: Run, log: Log) -> None:
    """Train the classifier; from a checkpoint of ours, look first at labels it contradicts."""
    contents = looked_over(run, log)
    scenes = boxed(run, contents, log)
    known = faces(run, contents, scenes, log)
    initial = beside(run.out / CHECKPOINT, "initial.pt")
    is_resumed = run.watch.resume and initial.is_file()
    model = initial_classifier(str(initial) if is_resumed else run.initial, run.seed)
    if is_checkpoint(run.initial):
        known = looked_at_again(run, contents, scenes, known, model, log)
    _check(known, log)
    if not is_resumed:
        if is_folded(run.initial):
            settle(model, _some_crops(known))
        torch.save(model.state_dict(), initial)
    best = train_classifier(
        ClassifierSettings(
            initial,
            run.out,
            run.budget,
            seed=run.seed,
            threads=run.threads,
            watch=replace(run.watch, identity=run.identity(len(known.scenes) + len(known.folders))),
        ),
        pools(known.scenes, known.folders, templates(contents, log)),
        [face.subject for face in known.validation],
        log,
    )
    file = run.out / CLASSIFIER
    export_classifier(best.network, file)
    write_recipe(run, "classifier", best.steps, best.score, classifier_parity(best.network, file))


def templates(contents: Contents, log: Log) -> tuple[Template, ...]:
    """Return the masks to put on bare faces; putting them on takes a teacher's landmarks."""
    folder = contents.folder(TEMPLATES)
    if folder is None:
        return ()
    if not published(contents):
        log("no teacher in the folder yunet: faces have no landmarks, so no mask is put on any")
        return ()
    return load_templates(folder)


def looked_at_again(
    run: Run, contents: Contents, scenes: Boxed, known: Faces, model: MobileNet, log: Log
) -> Faces:
    """Leave out labels a trained network contradicts; add unlabelled faces it is sure of."""
    learned = (cleaned(model, known.scenes), cleaned(model, known.folders))
    kept = sum(map(len, learned))
    log(f"{len(known.scenes) + len(known.folders) - kept} labels are contradicted and left out")
    sure = guesses(run, contents, scenes, model, log)
    return Faces(learned[0], learned[1] + sure, known.validation)


def guesses(
    run: Run, contents: Contents, scenes: Boxed, model: MobileNet, log: Log
) -> list[KnownFace]:
    """Return the faces of unlabelled pictures that a trained network is sure of."""
    files = web_pictures(contents)
    faults: list[str] = []
    teacher = Counted(
        finder(contents, SCENE_SIDE_PX, run.threads),
        len(files),
        lambda share: run.show("unlabelled faces", share),
    )
    sure = guessed(model, apart(readable(files, faults), scenes.sides.held_out), teacher)
    told(faults, run, log)
    return sure


def _check(known: Faces, log: Log) -> None:
    """Raise DataError when a label has no face to learn from, or none validates."""
    learned = [*known.scenes, *known.folders]
    for label in Label:
        count = sum(face.subject.label is label for face in learned)
        held = sum(face.subject.label is label for face in known.validation)
        log(f"{label}: {count} faces to learn from, {held} to validate")
        if not count:
            message = f"no face to learn from is labelled {label}"
            raise DataError(message, "All three labels are needed: mask, incorrect, no_mask.")
    if not known.validation:
        message = "no face is left to validate on"
        raise DataError(message, "Give more pictures: about a sixth of them validates.")


def _some_crops(known: Faces) -> np.ndarray:
    """Return plain crops of all labels alike, (n, 96, 96, 3)."""
    learned = [face.subject for face in (*known.scenes, *known.folders)]
    each = [[one for one in learned if one.label is label] for label in Label]
    share = max(1, _SETTLING_CROPS // len(each))
    chosen = [one for part in each for one in part[:: max(1, len(part) // share)]]
    return np.stack([still(one) for one in chosen])
