"""One run of the classifier: what to learn from, then the loop, then a checked ONNX file."""

from dataclasses import replace

from compliance.errors import DataError
from compliance.evaluation.truth import Label
from compliance.training.beginning import first_weights
from compliance.training.checking import looked_over
from compliance.training.classifier import ClassifierSettings, train_classifier
from compliance.training.drawn_masks import drawn_masks
from compliance.training.export_classifier import classifier_parity, export_classifier
from compliance.training.gathering import Faces, boxed, faces
from compliance.training.initial import initial_classifier
from compliance.training.opinions_run import with_opinions
from compliance.training.pools import pools
from compliance.training.run import CLASSIFIER, Log, Run, write_recipe


def run_classifier(run: Run, log: Log) -> None:
    """Train the classifier; where opinions were asked for before, they are heeded."""
    contents = looked_over(run, log)
    scenes = boxed(run, contents, log)
    known = with_opinions(run, contents, scenes, faces(run, contents, scenes, log), log)
    _check(known, log)
    learned = [*known.scenes, *known.folders]
    best = train_classifier(
        ClassifierSettings(
            first_weights(run, learned),
            run.out,
            run.budget,
            seed=run.seed,
            threads=run.threads,
            watch=replace(run.watch, identity=run.identity(len(learned))),
            teachers=tuple(initial_classifier(teacher, run.seed) for teacher in run.teachers),
        ),
        pools(known.scenes, known.folders, drawn_masks(contents, log)),
        [face.subject for face in known.validation],
        log,
    )
    file = run.out / CLASSIFIER
    export_classifier(best.network, file)
    write_recipe(run, "classifier", best.steps, best.score, classifier_parity(best.network, file))


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
