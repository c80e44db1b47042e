"""Second opinions by cross-validation: what networks that never saw a face believe it wears.

Labels are partly wrong, and what is incorrectly worn is often arguable. A network trained on the
other pictures says how arguable each face is (Northcutt et al. 2021, confident learning).
"""

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from compliance.evaluation.truth import LABELS, Label
from compliance.pixels.classify import softmax
from compliance.training.classifier import logits_of
from compliance.training.known_faces import KnownFace
from compliance.training.mobilenet import MobileNet
from compliance.training.subjects import still

Belief: TypeAlias = tuple[float, float, float]
"""Probabilities in the order of LABELS, summing to 1."""

FOLDS = 3
OPINIONS = "opinions.json"
CONTRADICTED = 0.04
"""A face whose label got less than this from networks that never saw it is left out."""

SURE = {Label.MASK: 0.9, Label.NO_MASK: 0.97}
"""No face becomes `incorrect` by a guess: the label is rare and the guess often wrong."""


def fold(picture: str) -> int:
    """Return the part of the data a picture belongs to, 0 to FOLDS - 1; all its faces share it."""
    return zlib.crc32(picture.encode()) % FOLDS


def opinions(
    faces: Sequence[KnownFace],
    unlabelled: Sequence[KnownFace],
    train: Callable[[int, Sequence[KnownFace]], MobileNet],
) -> dict[str, Belief]:
    """Train once without each part of the faces, and ask that network about the part.

    About unlabelled faces all the networks are asked; their mean counts.
    """
    said: dict[str, Belief] = {}
    guesses = []
    for part in range(FOLDS):
        network = train(part, [face for face in faces if fold(face.picture) != part])
        held = [face for face in faces if fold(face.picture) == part]
        said |= _by_name(held, probabilities(network, held))
        guesses.append(probabilities(network, unlabelled))
    return said | _by_name(unlabelled, np.mean(guesses, axis=0))


def heeded(faces: Sequence[KnownFace], said: Mapping[str, Belief]) -> list[KnownFace]:
    """Give each face the opinion about it, and leave out those it clearly contradicts.

    A face nobody was asked about stays as it is.
    """
    kept = []
    for face in faces:
        belief, label = said.get(face.name), face.subject.label
        if belief is None or label is None:
            kept.append(face)
        elif belief[LABELS.index(label)] >= CONTRADICTED:
            kept.append(replace(face, subject=replace(face.subject, belief=belief)))
    return kept


def believed(faces: Sequence[KnownFace], said: Mapping[str, Belief]) -> list[KnownFace]:
    """Label the unlabelled faces of which the networks are sure; leave out the others."""
    return [
        face.labelled(label)
        for face in faces
        for label, least in SURE.items()
        if face.name in said and said[face.name][LABELS.index(label)] >= least
    ]


def probabilities(network: MobileNet, faces: Sequence[KnownFace]) -> NDArray[np.float32]:
    """Return (n, 3), in the order of LABELS, for the plain crops of faces; n may be 0."""
    if not faces:
        return np.zeros((0, len(LABELS)), np.float32)
    return softmax(logits_of(network, np.stack([still(face.subject) for face in faces])))


def write_opinions(path: Path, said: Mapping[str, Belief]) -> None:
    """Write the opinions as JSON, by the names of the faces."""
    rows = [f"{json.dumps(name)}: {json.dumps(said[name])}" for name in sorted(said)]
    path.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


def read_opinions(path: Path) -> dict[str, Belief]:
    """Read what write_opinions wrote; none when there is no such file."""
    if not path.is_file():
        return {}
    raw = json.loads(path.read_text(encoding="utf-8"))
    return {name: (row[0], row[1], row[2]) for name, row in raw.items()}


def _by_name(faces: Sequence[KnownFace], rows: NDArray[np.float32]) -> dict[str, Belief]:
    told: dict[str, Belief] = {}
    for face, row in zip(faces, rows, strict=True):
        mask, incorrect, no_mask = (round(float(p), 4) for p in row)
        told[face.name] = (mask, incorrect, no_mask)
    return told
