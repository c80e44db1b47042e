"""The detector as an ONNX file that takes a picture and gives boxes; checked against torch."""

from pathlib import Path

import numpy as np
import torch

from compliance.pixels.onnx import Session
from compliance.training.graph import Graph, accepted, checked
from compliance.training.yunet import STRIDES, Block, YuNet, decode, priors

DETECTOR_SIZES = ((320, 320), (384, 640), (544, 960), (1280, 1280))


def export_detector(model: YuNet, path: Path) -> None:
    """Write `image` (1, h, w, 3) uint8 BGR to `boxes` (1, n, 4) pixels and `scores` (1, n).

    h and w: any multiples of 32. All priors are given; choosing among them is the caller's.
    """
    g = Graph()
    image = g.input("image", (1, "height", "width", 3))
    x = g.node("Cast", g.node("Transpose", image, perm=[0, 3, 1, 2]), to=1)
    levels = [
        _answers(g, model, level, feature) for level, feature in enumerate(_features(g, model, x))
    ]
    boxes, scores = zip(*levels, strict=True)
    g.output(g.node("Concat", *boxes, axis=1), "boxes", (1, "priors", 4))
    g.output(g.node("Concat", *scores, axis=1), "scores", (1, "priors"))
    g.write(path, "face_detector")


def loaded_detector(model: YuNet, path: Path) -> Session:
    """Export and load: onnxruntime looks at pictures several times faster than torch."""
    export_detector(model, path)
    return Session(path)


def detector_parity(model: YuNet, path: Path, seed: int = 0) -> float:
    """Return the largest difference from torch over DETECTOR_SIZES (scores; boxes / their side).

    Raises ModelError when it is too large.
    """
    session = Session(path)
    rng = np.random.default_rng(seed)
    worst = 0.0
    for height, width in DETECTOR_SIZES:
        picture = rng.integers(0, 256, (1, height, width, 3), dtype=np.uint8)
        boxes, scores = session.run(("boxes", "scores"), {"image": picture})
        with torch.no_grad():
            raw = model.eval()(torch.from_numpy(picture).permute(0, 3, 1, 2).float())
            want_boxes, want_scores = decode(raw, priors(height, width))
        side = (want_boxes[..., 2:] - want_boxes[..., :2]).clamp(min=1).max(-1, keepdim=True).values
        apart = np.abs(boxes - want_boxes.numpy()) / side.numpy()
        worst = max(worst, float(apart.max()), float(np.abs(scores - want_scores.numpy()).max()))
    return accepted(worst, path)


def _features(g: Graph, model: YuNet, x: str) -> tuple[str, str, str]:
    x = g.node("Relu", g.convolution(x, model.stem, model.stem.weight, _bias(model.stem)))
    x = _pooled(g, _block(g, model.stem_block, x))
    at8 = _blocks(g, model.stride8, _pooled(g, _blocks(g, model.stride4, x)))
    at16 = _blocks(g, model.stride16, _pooled(g, at8))
    at32 = _block(g, model.lateral[0], _blocks(g, model.stride32, _pooled(g, at16)))
    at16 = _block(g, model.lateral[1], g.node("Add", at16, _doubled(g, at32)))
    at8 = _block(g, model.lateral[2], g.node("Add", at8, _doubled(g, at16)))
    return at8, at16, at32


def _answers(g: Graph, model: YuNet, level: int, feature: str) -> tuple[str, str]:
    shared = _block(g, model.shared[level], feature)
    face, present, box = (
        _listed(g, _block(g, head[level], shared), channels)
        for head, channels in ((model.face, 1), (model.objectness, 1), (model.box, 4))
    )
    score = g.node("Sqrt", g.node("Mul", g.node("Sigmoid", face), g.node("Sigmoid", present)))
    stride = g.floats(STRIDES[level])
    shift = g.node("Slice", box, g.integers(0), g.integers(2), g.integers(2))
    size = g.node("Slice", box, g.integers(2), g.integers(4), g.integers(2))
    centre = g.node("Mul", g.node("Add", _places(g, shared), shift), stride)
    half = g.node("Mul", g.node("Exp", size), g.floats(STRIDES[level] / 2))
    corners = (g.node("Sub", centre, half), g.node("Add", centre, half))
    return g.node("Concat", *corners, axis=2), g.node("Squeeze", score, g.integers(2))


def _places(g: Graph, feature: str) -> str:
    """Add (1, n, 2): the column and row of every cell, whatever the picture's size.

    Counting ones along an axis gives the positions without knowing the size beforehand.
    """
    plane = g.node("Slice", feature, g.integers(0), g.integers(1), g.integers(1))
    ones = g.node("Add", g.node("Mul", plane, g.floats(0.0)), g.floats(1.0))
    columns, rows = (
        g.node("CumSum", ones, g.constant(np.array(axis, np.int64)), exclusive=1) for axis in (3, 2)
    )
    return _listed(g, g.node("Concat", columns, rows, axis=1), 2)


def _listed(g: Graph, plane: str, channels: int) -> str:
    last = g.node("Transpose", plane, perm=[0, 2, 3, 1])
    return g.node("Reshape", last, g.integers(1, -1, channels))


def _blocks(g: Graph, blocks: torch.nn.Sequential, x: str) -> str:
    for block in blocks:
        x = _block(g, block, x)
    return x


def _block(g: Graph, block: torch.nn.Module, x: str) -> str:
    block = checked(block, Block)
    for layer in (block.point, block.depth):
        x = g.convolution(x, layer, layer.weight, _bias(layer))
    return x if block.last else g.node("Relu", x)


def _pooled(g: Graph, x: str) -> str:
    return g.node("MaxPool", x, kernel_shape=[2, 2], strides=[2, 2])


def _doubled(g: Graph, x: str) -> str:
    return g.node(
        "Resize",
        x,
        "",
        g.floats(1, 1, 2, 2),
        mode="nearest",
        coordinate_transformation_mode="asymmetric",
        nearest_mode="floor",
    )


def _bias(layer: torch.nn.Conv2d) -> torch.Tensor:
    return checked(layer.bias, torch.Tensor)
