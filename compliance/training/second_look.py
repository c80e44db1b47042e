"""A second round for the classifier: drop labels it surely contradicts, add faces it is sure of."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from compliance.evaluation.truth import LABELS, Label
from compliance.training.classifier import logits_of
from compliance.training.data import Picture
from compliance.training.mobilenet import MobileNet
from compliance.training.pools import KnownFace, all_faces
from compliance.training.subjects import still
from compliance.training.teacher import Teacher

CONTRADICTED = 0.04
SURE = {Label.MASK: 0.9, Label.NO_MASK: 0.97}
"""No face becomes `incorrect` by a guess: the label is rare and the guess often wrong."""


def cleaned(model: MobileNet, faces: Sequence[KnownFace]) -> list[KnownFace]:
    """Leave out the faces whose label a trained network gives less than CONTRADICTED."""
    likely = probabilities(model, faces)
    return [
        face
        for face, row in zip(faces, likely, strict=True)
        if face.subject.label and row[LABELS.index(face.subject.label)] >= CONTRADICTED
    ]


def guessed(
    model: MobileNet, pictures: Iterable[tuple[Path, Picture]], teacher: Teacher
) -> list[KnownFace]:
    """Label the faces of unlabelled pictures where a trained network is sure."""
    faces = [face for path, picture in pictures for face in all_faces(path.name, picture, teacher)]
    return [
        face.labelled(label)
        for face, row in zip(faces, probabilities(model, faces), strict=True)
        for label, least in SURE.items()
        if row[LABELS.index(label)] >= least
    ]


def probabilities(model: MobileNet, faces: Sequence[KnownFace]) -> NDArray[np.float32]:
    """Return (n, 3), in the order of LABELS, for the plain crops of faces; n may be 0."""
    if not faces:
        return np.zeros((0, len(LABELS)), np.float32)
    logits = logits_of(model, np.stack([still(face.subject) for face in faces]))
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)
