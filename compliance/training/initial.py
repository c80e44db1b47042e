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
from compliance.training.from_onnx import classifier_from, detector_from, is_ours
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
    (.pt). Raises DataError when the file does not fit.
    """
    torch.manual_seed(seed)
    if named == SCRATCH:
        return MobileNet()
    path = _file(named, "classifier.onnx")
    return classifier_from(path) if path.suffix == _ONNX else _fitting(_classifier, path)


def is_folded(named: str) -> bool:
    """Say whether the classifier named comes with its normalisations folded in."""
    return named == SHIPPED or Path(named).suffix == _ONNX


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
