"""The weights a classifier's run begins with, kept so that the run can be taken up again."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from compliance.evaluation.truth import Label
from compliance.training.classifier import CHECKPOINT
from compliance.training.from_onnx import settle
from compliance.training.initial import initial_classifier, is_folded
from compliance.training.known_faces import KnownFace
from compliance.training.loop import beside
from compliance.training.run import Run
from compliance.training.subjects import still

INITIAL = "initial.pt"
"""Ends the name of the file they are kept in, beside the checkpoint."""

_SETTLING_CROPS = 512


def first_weights(run: Run, learned: Sequence[KnownFace]) -> Path:
    """Write the weights to begin with, or return those of the run that is resumed.

    Folded normalisations are unfolded by what the faces to learn from look like.
    """
    initial = beside(run.out / CHECKPOINT, INITIAL)
    if run.watch.resume and initial.is_file():
        return initial
    model = initial_classifier(run.initial, run.seed)
    if is_folded(run.initial):
        settle(model, _some_crops(learned))
    torch.save(model.state_dict(), initial)
    return initial


def _some_crops(learned: Sequence[KnownFace]) -> NDArray[np.uint8]:
    """Return plain crops of all labels alike, (n, 96, 96, 3)."""
    each = [[face for face in learned if face.subject.label is label] for label in Label]
    share = max(1, _SETTLING_CROPS // len(each))
    chosen = [face for part in each for face in part[:: max(1, len(part) // share)]]
    return np.stack([still(face.subject) for face in chosen])
