"""The classifier as an ONNX file that takes crops and gives logits; checked against torch."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from compliance.pixels.onnx import Session
from compliance.training.committee import Committee
from compliance.training.graph import TOLERANCE, Graph, accepted, checked
from compliance.training.mobilenet import (
    OUTPUTS,
    SIZE_PX,
    Bottleneck,
    Convolution,
    MobileNet,
    network_input,
)

HALVES_TOLERANCE = 5e-2
"""Weights kept as float16 move a logit by a hundredth or two."""

_CROPS_MAX = 5


def export_classifier(model: MobileNet, path: Path) -> None:
    """Write `crops` (n, 96, 96, 3) uint8 BGR to `logits` (n, 4).

    Normalisations are folded in.
    """
    g = Graph()
    _write(g, _logits(g, model, _input(g)), path)


def export_committee(committee: Committee, path: Path) -> None:
    """Write a file with the same inputs and outputs, its weights as float16."""
    g = Graph(halves=True)
    x = _input(g)
    ends = (g.integers(-1), g.integers(-SIZE_PX - 1), g.integers(3), g.integers(-1))
    both = g.node("Concat", x, g.node("Slice", x, *ends), axis=0)
    answers = [_logits(g, member, both) for member in committee.networks()]
    views = [g.node("Reshape", answer, g.integers(2, -1, OUTPUTS)) for answer in answers]
    mean = g.node("ReduceMean", g.node("Concat", *views, axis=0), axes=[0], keepdims=0)
    _write(g, mean, path)


def classifier_parity(model: MobileNet, path: Path, seed: int = 0) -> float:
    """Return the largest difference of a logit from torch; raises ModelError when too large."""
    return accepted(_apart(model.eval(), path, seed), path, TOLERANCE)


def committee_parity(committee: Committee, path: Path, seed: int = 0) -> float:
    """Return the largest difference of a logit from torch; raises ModelError when too large."""
    return accepted(_apart(committee.eval(), path, seed), path, HALVES_TOLERANCE)


def _apart(model: Callable[[Tensor], Tensor], path: Path, seed: int) -> float:
    session = Session(path)
    rng = np.random.default_rng(seed)
    worst = 0.0
    for count in range(1, _CROPS_MAX):
        crops = rng.integers(0, 256, (count, SIZE_PX, SIZE_PX, 3), dtype=np.uint8)
        (logits,) = session.run(("logits",), {"crops": crops})
        with torch.no_grad():
            wanted = model(network_input(torch.from_numpy(crops))).numpy()
        worst = max(worst, float(np.abs(logits - wanted).max()))
    return worst


def _input(g: Graph) -> str:
    crops = g.input("crops", ("n", SIZE_PX, SIZE_PX, 3))
    x = g.node("Cast", g.node("Transpose", crops, perm=[0, 3, 1, 2]), to=1)
    return g.node("Sub", g.node("Div", x, g.floats(127.5)), g.floats(1.0))


def _write(g: Graph, logits: str, path: Path) -> None:
    g.output(logits, "logits", ("n", OUTPUTS))
    g.write(path, "mask_classifier")


def _logits(g: Graph, model: MobileNet, x: str) -> str:
    x = _normalised(g, model.first, x, swap_channels=True)
    depths = []
    for part in model.blocks:
        block = checked(part, Bottleneck)
        before = x
        for layer in block.steps:
            x = _normalised(g, layer, x)
        if block.adds:
            x = g.node("Add", before, x)
            depths += [_flat(g, "GlobalAveragePool", x), _flat(g, "GlobalMaxPool", x)]
    x = _flat(g, "GlobalAveragePool", _normalised(g, model.last, x))
    none = _linear(g, model.reject, g.node("Concat", x, *depths, axis=1))
    return g.node("Concat", _linear(g, model.head, x), none, axis=1)


def _normalised(g: Graph, module: torch.nn.Module, x: str, *, swap_channels: bool = False) -> str:
    module = checked(module, Convolution)
    norm = module.norm
    scale = norm.weight / torch.sqrt(checked(norm.running_var, torch.Tensor) + norm.eps)
    weight = module.conv.weight * scale[:, None, None, None]
    if swap_channels:
        weight = weight.flip(1)
    y = g.convolution(
        x, module.conv, weight, norm.bias - checked(norm.running_mean, torch.Tensor) * scale
    )
    return y if module.linear else g.node("Clip", y, g.floats(0.0), g.floats(6.0))


def _flat(g: Graph, pooling: str, x: str) -> str:
    return g.node("Flatten", g.node(pooling, x), axis=1)


def _linear(g: Graph, layer: torch.nn.Linear, x: str) -> str:
    return g.node("Gemm", x, g.weights(layer.weight), g.weights(layer.bias), transB=1)
