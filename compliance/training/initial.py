"""Where a network's weights come from at first: ours as shipped, published ones, or nowhere."""

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import torch
from torch import nn

from compliance.errors import DataError
from compliance.models import SHIPPED_MODELS
from compliance.training import classifier, detector
from compliance.training.from_onnx import classifiers_from, detector_from, is_ours
from compliance.training.mobilenet import MobileNet
from compliance.training.yunet import YuNet

SHIPPED, SCRATCH = "shipped", "scratch"
_ONNX = ".onnx"
_Network = TypeVar("_Network", bound=nn.Module)


def initial_detector(named: str, seed: int) -> YuNet:
    """Return the detector to begin with.

    named: `shipped`, `scratch`, our ONNX file, YuNet n's published one, or a checkpoint (.pt).
    Raises DataError when the file does not fit.
    """
    if named == SCRATCH:
        torch.manual_seed(seed)
        return YuNet()
    path = _file(named, "detector.onnx")
    if path.suffix == _ONNX and is_ours(path):
        return detector_from(path)
    return _fitting(detector.initial_network, path)


def initial_classifier(named: str, seed: int) -> MobileNet:
    """Return the classifier to begin with.

    named: `shipped`, `scratch`, our ONNX file, a Keras MobileNetV2 base (h5), or a checkpoint
    (.pt). Of a committee it is the first member, or that of the number after a colon, as in
    `shipped:2`. Raises DataError when the file does not fit.
    """
    torch.manual_seed(seed)
    name, number = member(named)
    if name == SCRATCH:
        return MobileNet()
    path = _file(name, "classifier.onnx")
    return _one_of(path, number) if path.suffix == _ONNX else _fitting(_classifier, path)


def is_folded(named: str) -> bool:
    """Say whether the classifier named comes with its normalisations folded in."""
    name, _ = member(named)
    return name == SHIPPED or Path(name).suffix == _ONNX


def member(named: str) -> tuple[str, int]:
    """Divide a name from the number of a committee's member, 1 when none is given."""
    name, _, number = named.rpartition(":")
    return (name, int(number)) if name and number.isdecimal() else (named, 1)


def _one_of(path: Path, number: int) -> MobileNet:
    members = classifiers_from(path)
    if not 1 <= number <= len(members):
        message = f"--initial: {path.name} has no member {number}"
        raise DataError(message, f"Name one of 1 to {len(members)}.")
    return members[number - 1]


def _classifier(path: Path) -> MobileNet:
    return classifier.initial_network(path)


def _file(named: str, shipped: str) -> Path:
    path = SHIPPED_MODELS / shipped if named == SHIPPED else Path(named)
    if not path.is_file():
        message = f"--initial: {path.name} is not a file"
        raise DataError(message, f"Name one, or {SHIPPED}, or {SCRATCH}.")
    return path


def _fitting(load: Callable[[Path], _Network], path: Path) -> _Network:
    try:
        return load(path)
    except (OSError, RuntimeError, KeyError, EOFError, pickle.UnpicklingError) as error:
        message = f"{path.name}: does not hold the weights of this network"
        raise DataError(message, "Name other initial weights, or scratch.") from error
