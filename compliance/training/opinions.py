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

from compliance.evaluation.truth import LABELS
from compliance.training.mobilenet import MobileNet
from compliance.training.pools import KnownFace
from compliance.training.second_look import probabilities

Belief: TypeAlias = tuple[float, float, float]
"""Probabilities in the order of LABELS, summing to 1."""

FOLDS = 3
OPINIONS = "opinions.json"
CONTRADICTED = 0.04
"""A face whose label got less than this from networks that never saw it is left out."""


def fold(picture: str) -> int:
    """Return the part of the data a picture belongs to, 0 to FOLDS - 1; all its faces share it."""
    return zlib.crc32(picture.encode()) % FOLDS


def opinions(
    faces: Sequence[KnownFace], train: Callable[[int, Sequence[KnownFace]], MobileNet]
) -> dict[str, Belief]:
    """Train once without each part of the faces, and ask that network about the part."""
    said: dict[str, Belief] = {}
    for part in range(FOLDS):
        network = train(part, [face for face in faces if fold(face.picture) != part])
        held = [face for face in faces if fold(face.picture) == part]
        for face, row in zip(held, probabilities(network, held), strict=True):
            mask, incorrect, no_mask = (round(float(p), 4) for p in row)
            said[face.name] = (mask, incorrect, no_mask)
    return said


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
