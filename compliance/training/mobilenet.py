"""The classifier: MobileNetV2 1.0 (Sandler et al. 2018) on crops of 96 px."""

from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from compliance.errors import DataError
from compliance.evaluation.truth import LABELS

ARCHITECTURE = (
    "MobileNetV2 1.0, 96 px, global average, linear head of 3; no face: linear in the averages"
    " and maxima of all depths"
)
SIZE_PX = 96
FEATURES = 1280
# widening, channels, repeats, stride: Sandler et al. 2018, table 2
_STAGES = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
NO_FACE = len(LABELS)
"""The place of the output that says: no face at all."""

OUTPUTS = NO_FACE + 1
EVIDENCE = FEATURES + 2 * sum(outside * (repeats - 1) for _, outside, repeats, _ in _STAGES)
_EPSILON = 1e-3  # the initial weights were trained with it
_CAP = 6.0


class Convolution(nn.Module):
    """Convolution without bias, batch normalisation, then ReLU6 unless linear.

    A stride of 2 pads right and below only, as the initial weights expect.
    """

    def __init__(
        self,
        inside: int,
        outside: int,
        kernel: int,
        *,
        stride: int = 1,
        groups: int = 1,
        linear: bool = False,
    ) -> None:
        super().__init__()
        padding = kernel // 2 if stride == 1 else 0
        self.conv = nn.Conv2d(inside, outside, kernel, stride, padding, groups=groups, bias=False)
        self.norm = nn.BatchNorm2d(outside, eps=_EPSILON, momentum=0.03)
        self.linear = linear

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, inside, h, w) to (n, outside, h / stride, w / stride)."""
        if self.conv.stride == (2, 2):
            x = functional.pad(x, (0, 1, 0, 1))
        y = self.norm(self.conv(x))
        return y if self.linear else functional.relu6(y)


class Bottleneck(nn.Module):
    """Widen, filter each channel, narrow; add the input where the shape allows."""

    def __init__(self, inside: int, outside: int, widening: int, stride: int) -> None:
        super().__init__()
        wide = inside * widening
        self.steps = nn.Sequential(
            *([Convolution(inside, wide, 1)] if widening > 1 else []),
            Convolution(wide, wide, 3, stride=stride, groups=wide),
            Convolution(wide, outside, 1, linear=True),
        )
        self.adds = stride == 1 and inside == outside

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, inside, h, w) to (n, outside, h / stride, w / stride)."""
        y: Tensor = self.steps(x)
        return x + y if self.adds else y


class MobileNet(nn.Module):
    """Four logits of a crop: mask, incorrect, no_mask, no face.

    The last is fitted by itself: it moves nothing else, and begins at 0.
    """

    def __init__(self) -> None:
        super().__init__()
        self.first = Convolution(3, 32, 3, stride=2)
        blocks: list[nn.Module] = []
        inside = 32
        for widening, outside, repeats, stride in _STAGES:
            for index in range(repeats):
                blocks.append(Bottleneck(inside, outside, widening, stride if index == 0 else 1))
                inside = outside
        self.blocks = nn.Sequential(*blocks)
        self.last = Convolution(inside, FEATURES, 1)
        self.drop = nn.Dropout(0.2)
        self.head = nn.Linear(FEATURES, len(LABELS))
        self.reject = nn.Linear(EVIDENCE, 1)
        nn.init.zeros_(self.reject.weight)
        nn.init.zeros_(self.reject.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, 3, 96, 96) float, RGB, -1 to 1, to logits (n, 4)."""
        features, evidence = self.features(x)
        return torch.cat((self.head(self.drop(features)), self.reject(evidence.detach())), 1)

    def features(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return the last averages (n, FEATURES) and what all depths show (n, EVIDENCE)."""
        x = self.first(x)
        depths = []
        for block in self.blocks:
            x = block(x)
            if block.adds:
                depths += [x.mean((2, 3)), x.amax((2, 3))]
        features: Tensor = self.last(x).mean((2, 3))
        return features, torch.cat((features, *depths), 1)

    def convolutions(self) -> Iterator[Convolution]:
        """Yield the normalised convolutions from input to output."""
        for module in self.modules():
            if isinstance(module, Convolution):
                yield module


def network_input(crops: Tensor) -> Tensor:
    """Turn crops (n, 96, 96, 3) uint8 BGR into (n, 3, 96, 96) float, RGB, -1 to 1."""
    return crops.flip(-1).permute(0, 3, 1, 2).float() / 127.5 - 1


def load_base(path: Path) -> MobileNet:
    """Build the network on a Keras MobileNetV2 file's convolutions; the head starts anew.

    Raises DataError when the file holds another network.
    """
    model = MobileNet()
    with h5py.File(path, "r") as file:
        weights = {
            name: {key.split(":")[0]: np.array(value) for key, value in group[name].items()}
            for name, group in file["model_weights"].items()
            if name in group
        }
    try:
        for convolution, (conv, norm) in zip(model.convolutions(), _keras_names(), strict=True):
            _fill(convolution, weights[conv], weights[norm])
    except (KeyError, RuntimeError) as error:
        message = f"{path.name}: not a Keras MobileNetV2 1.0: {error}"
        raise DataError(message, "Name an h5 file with a MobileNetV2 base of width 1.0.") from error
    return model


def _keras_names() -> Iterator[tuple[str, str]]:
    yield "Conv1", "bn_Conv1"
    for block in range(sum(repeats for _, _, repeats, _ in _STAGES)):
        prefix = f"block_{block}" if block else "expanded_conv"
        for part in ("expand", "depthwise", "project")[0 if block else 1 :]:
            yield f"{prefix}_{part}", f"{prefix}_{part}_BN"
    yield "Conv_1", "Conv_1_bn"


def _fill(module: Convolution, conv: dict[str, np.ndarray], norm: dict[str, np.ndarray]) -> None:
    if "depthwise_kernel" in conv:
        kernel = conv["depthwise_kernel"].transpose(2, 3, 0, 1)
    else:
        kernel = conv["kernel"].transpose(3, 2, 0, 1)
    module.conv.weight.data.copy_(torch.from_numpy(kernel.copy()))
    module.norm.weight.data.copy_(torch.from_numpy(norm["gamma"]))
    module.norm.bias.data.copy_(torch.from_numpy(norm["beta"]))
    module.norm.running_mean.copy_(torch.from_numpy(norm["moving_mean"]))  # type: ignore[union-attr]
    module.norm.running_var.copy_(torch.from_numpy(norm["moving_variance"]))  # type: ignore[union-attr]
