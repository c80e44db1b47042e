"""The face detector: YuNet n (Wu et al., 2023) without landmarks, 71,590 parameters."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

from compliance.errors import DataError

STRIDES = (8, 16, 32)
ARCHITECTURE = "YuNet n, strides 8/16/32, boxes only, 71,590 parameters"
_WIDTH = 64
_STEM = 16


class Block(nn.Module):
    """A 1x1 convolution, then a 3x3 depthwise one, then (unless last) ReLU."""

    def __init__(self, inside: int, outside: int, *, last: bool = False) -> None:
        super().__init__()
        self.point = nn.Conv2d(inside, outside, 1)
        self.depth = nn.Conv2d(outside, outside, 3, padding=1, groups=outside)
        self.last = last

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, inside, h, w) to (n, outside, h, w)."""
        y = self.depth(self.point(x))
        return y if self.last else functional.relu(y)


class YuNet(nn.Module):
    """Faces at three strides from a BGR picture of 0 to 255."""

    def __init__(self) -> None:
        super().__init__()
        w = _WIDTH
        self.stem = nn.Conv2d(3, _STEM, 3, stride=2, padding=1)
        self.stem_block = Block(_STEM, _STEM)
        self.stride4 = nn.Sequential(Block(_STEM, _STEM), Block(_STEM, w), Block(w, w), Block(w, w))
        self.stride8 = nn.Sequential(Block(w, w), Block(w, w))
        self.stride16 = nn.Sequential(Block(w, w), Block(w, w))
        self.stride32 = nn.Sequential(Block(w, w), Block(w, w))
        self.lateral = nn.ModuleList(Block(w, w) for _ in STRIDES)
        self.shared = nn.ModuleList(Block(w, w) for _ in STRIDES)
        self.face = nn.ModuleList(Block(w, 1, last=True) for _ in STRIDES)
        self.box = nn.ModuleList(Block(w, 4, last=True) for _ in STRIDES)
        self.objectness = nn.ModuleList(Block(w, 1, last=True) for _ in STRIDES)

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, 3, h, w) float, h and w multiples of 32, to raw predictions (n, priors, 6).

        The six: face logit, objectness logit, then dx, dy, log w, log h in strides.
        """
        maps = self._features(x)
        levels = []
        for i, feature in enumerate(maps):
            shared = self.shared[i](feature)
            heads = (self.face[i](shared), self.objectness[i](shared), self.box[i](shared))
            levels.append(torch.cat(heads, 1).flatten(2).transpose(1, 2))
        return torch.cat(levels, 1).float()

    def _features(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x = functional.relu(self.stem(x))
        x = functional.max_pool2d(self.stem_block(x), 2)
        at8 = self.stride8(functional.max_pool2d(self.stride4(x), 2))
        at16 = self.stride16(functional.max_pool2d(at8, 2))
        at32 = self.stride32(functional.max_pool2d(at16, 2))
        at32 = self.lateral[0](at32)
        at16 = self.lateral[1](at16 + functional.interpolate(at32, scale_factor=2.0))
        at8 = self.lateral[2](at8 + functional.interpolate(at16, scale_factor=2.0))
        return at8, at16, at32

    def convolutions(self) -> Iterator[nn.Conv2d]:
        """Yield the convolutions in the order of the published ONNX graph."""
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                yield module


def priors(height: int, width: int) -> Tensor:
    """Return (priors, 3) float: x, y and stride of every prior, in pixels, row by row."""
    levels = []
    for stride in STRIDES:
        ys, xs = torch.meshgrid(
            torch.arange(height // stride), torch.arange(width // stride), indexing="ij"
        )
        level = torch.stack((xs.flatten() * stride, ys.flatten() * stride), 1).float()
        levels.append(torch.cat((level, torch.full((len(level), 1), float(stride))), 1))
    return torch.cat(levels)


def decode(raw: Tensor, grid: Tensor) -> tuple[Tensor, Tensor]:
    """Turn raw predictions (..., priors, 6) into boxes (..., priors, 4) and scores (..., priors).

    Boxes: x1, y1, x2, y2 in pixels. Score: geometric mean of both probabilities, 0 to 1.
    """
    stride = grid[:, 2:]
    centre = grid[:, :2] + raw[..., 2:4] * stride
    half = raw[..., 4:6].exp() * stride / 2
    boxes = torch.cat((centre - half, centre + half), -1)
    return boxes, (raw[..., 0].sigmoid() * raw[..., 1].sigmoid()).sqrt()


def load_published(path: Path) -> YuNet:
    """Rebuild YuNet n from its published ONNX file; the landmark heads are left out.

    Raises DataError when the file is another network.
    """
    model = YuNet()
    graph = onnx.load(str(path)).graph
    weights = {item.name: np.array(numpy_helper.to_array(item)) for item in graph.initializer}
    nodes = [node for node in graph.node if node.op_type == "Conv"]
    for convolution, node in zip(model.convolutions(), nodes, strict=False):
        weight, bias = (torch.from_numpy(weights[name]) for name in node.input[1:3])
        if weight.shape != convolution.weight.shape:
            message = f"{path.name}: a convolution is {tuple(weight.shape)}, not YuNet n's"
            raise DataError(message, "Name YuNet n's published file, such as yunet_n_dynamic.onnx.")
        convolution.weight.data.copy_(weight)
        convolution.bias.data.copy_(bias)  # type: ignore[union-attr]
    return model
