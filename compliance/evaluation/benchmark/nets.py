"""Two nets of the classic pipeline's shape, with random weights: what they cost, not what they say.

The detector follows the layers of OpenCV's res10 SSD at 300 px (its file of 10.7 MB holds the
same 2.7 million weights), the classifier MobileNetV2 1.0 at 224 px (Sandler et al. 2018, table 2).
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from compliance.evaluation.benchmark.classic import (
    CLASSIFIER,
    CLASSIFIER_PX,
    DETECTOR,
    DETECTOR_PX,
)

_OPSET, _IR = 17, 10
_MOBILE = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
"""Widening, channels, repeats, stride."""


def make_nets(folder: Path) -> dict[str, int]:
    """Write both nets; return the multiply-adds of each by the name of its file."""
    nets = {DETECTOR: _detector(), CLASSIFIER: _classifier()}
    for name, net in nets.items():
        net.write(folder / name)
    return {name: net.multiply_adds for name, net in nets.items()}


class Net:
    """A net as it grows, layer by layer."""

    def __init__(self, size_px: int) -> None:
        self.multiply_adds = 0
        self.weights = 0
        self._size_px = size_px
        self._sizes_px = {"picture": size_px}
        self._channels = {"picture": 3}
        self._nodes: list[onnx.NodeProto] = []
        self._tensors: list[onnx.TensorProto] = []
        self._outputs: list[str] = []
        self._chance = np.random.default_rng(1)

    def conv(  # noqa: PLR0913 - a convolution has so many
        self,
        inside: str,
        channels: int,
        kernel: int = 1,
        *,
        stride: int = 1,
        dilation: int = 1,
        groups: int = 1,
        cap: float | None = None,
        is_linear: bool = False,
    ) -> str:
        """Add a convolution, rectified unless linear (up to `cap`); return its output's name."""
        of_each = self._channels[inside] // groups
        pad = dilation * (kernel // 2)
        shape = (channels, of_each, kernel, kernel)
        spread = (2 / (of_each * kernel * kernel)) ** 0.5
        weights = self._chance.standard_normal(shape, np.float32) * np.float32(spread)
        size = (self._sizes_px[inside] - 1) // stride + 1
        self.weights += weights.size
        self.multiply_adds += weights.size * size * size
        named, bias = self._tensor(weights), self._tensor(np.zeros(channels, np.float32))
        out = self._node(
            "Conv",
            [inside, named, bias],
            channels,
            size,
            strides=[stride, stride],
            pads=[pad] * 4,
            dilations=[dilation, dilation],
            group=groups,
        )
        return out if is_linear else self._rectified(out, cap)

    def pool(self, inside: str) -> str:
        """Halve the size by the maxima of 3 x 3."""
        size = (self._sizes_px[inside] - 1) // 2 + 1
        shape = {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1] * 4}
        return self._node("MaxPool", [inside], self._channels[inside], size, **shape)

    def add(self, one: str, other: str) -> str:
        """Add two of one shape."""
        return self._node("Add", [one, other], self._channels[one], self._sizes_px[one])

    def mean(self, inside: str) -> str:
        """Average over the picture."""
        return self._node("GlobalAveragePool", [inside], self._channels[inside], 1)

    def give(self, name: str) -> None:
        """Make this an output."""
        self._outputs.append(name)

    def write(self, path: Path) -> None:
        """Write the net as ONNX."""
        side = self._size_px
        picture = helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 3, side, side])
        outputs = [helper.make_tensor_value_info(o, TensorProto.FLOAT, None) for o in self._outputs]
        graph = helper.make_graph(self._nodes, "net", [picture], outputs, self._tensors)
        opset = helper.make_opsetid("", _OPSET)
        model = helper.make_model(graph, opset_imports=[opset], ir_version=_IR)
        onnx.save(model, str(path))

    def _rectified(self, inside: str, cap: float | None) -> str:
        channels, size = self._channels[inside], self._sizes_px[inside]
        if cap is None:
            return self._node("Relu", [inside], channels, size)
        ends = [self._tensor(np.array(end, np.float32)) for end in (0, cap)]
        return self._node("Clip", [inside, *ends], channels, size)

    def _tensor(self, values: NDArray[np.float32]) -> str:
        name = f"tensor{len(self._tensors)}"
        self._tensors.append(numpy_helper.from_array(values, name))
        return name

    def _node(self, kind: str, inside: list[str], channels: int, size: int, **how: Any) -> str:  # noqa: ANN401 - what a node takes
        name = f"{kind.lower()}{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inside, [name], **how))
        self._channels[name], self._sizes_px[name] = channels, size
        return name


def _detector() -> Net:
    net = Net(DETECTOR_PX)
    x = net.pool(net.conv("picture", 32, 7, stride=2))
    x = net.add(x, net.conv(net.conv(x, 32, 3), 32, 3, is_linear=True))
    x = _residual(net, x, (128, 128), stride=2)
    sources = [x]
    x = _residual(net, x, (256, 256), stride=2)
    x = _residual(net, x, (128, 256), dilation=2)
    sources.append(x)
    for narrow, wide, stride in ((128, 256, 2), (64, 128, 2), (64, 128, 1), (64, 128, 1)):
        x = net.conv(net.conv(x, narrow), wide, 3, stride=stride)
        sources.append(x)
    for source, boxes in zip(sources, (4, 6, 6, 6, 4, 4), strict=True):
        for values in (4, 2):
            net.give(net.conv(source, boxes * values, 3, is_linear=True))
    return net


def _residual(
    net: Net, x: str, channels: tuple[int, int], *, stride: int = 1, dilation: int = 1
) -> str:
    middle, wide = channels
    deep = net.conv(x, middle, 3, stride=stride)
    deep = net.conv(deep, wide, 3, dilation=dilation, is_linear=True)
    return net.add(deep, net.conv(x, wide, stride=stride, is_linear=True))


def _classifier() -> Net:
    net = Net(CLASSIFIER_PX)
    x, inside = net.conv("picture", 32, 3, stride=2, cap=6), 32
    for widening, channels, repeats, stride in _MOBILE:
        for index in range(repeats):
            step = stride if index == 0 else 1
            wide = inside * widening
            y = net.conv(x, wide, cap=6) if widening > 1 else x
            y = net.conv(y, wide, 3, stride=step, groups=wide, cap=6)
            y = net.conv(y, channels, is_linear=True)
            x = net.add(x, y) if step == 1 and inside == channels else y
            inside = channels
    net.give(net.conv(net.mean(net.conv(x, 1280, cap=6)), 2, is_linear=True))
    return net


if __name__ == "__main__":
    make_nets(Path(sys.argv[1]))
