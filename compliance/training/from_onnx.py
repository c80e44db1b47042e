"""Our own ONNX files back as networks, so that training can go on from what is shipped.

In the files every normalisation is folded into its convolution. Folded, a network cannot be
trained on: its normalisations must first be fitted to some crops (`settle`).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor, nn

from compliance.errors import DataError
from compliance.training.mobilenet import Convolution, MobileNet, network_input
from compliance.training.yunet import STRIDES, YuNet

_PRODUCER = "compliance"
_AT_ONCE = 32
_LINES = 2  # of one classifier: its labels, and no face


def is_ours(path: Path) -> bool:
    """Say whether an ONNX file is one that this product wrote."""
    return bool(_loaded(path).producer_name == _PRODUCER)


def detector_from(path: Path) -> YuNet:
    """Rebuild the detector from our ONNX file; raises DataError when it is another network."""
    model = YuNet()
    weights = _weights(path, "Conv")
    convolutions = list(_in_graph_order(model))
    if len(weights) != len(convolutions):
        raise _another(path, "detector")
    for convolution, (weight, bias) in zip(convolutions, weights, strict=True):
        _fill(convolution.weight, weight, path)
        _fill(_there(convolution.bias), bias, path)
    return model


def classifier_from(path: Path) -> MobileNet:
    """Rebuild the classifier from our ONNX file; raises DataError when it is another network.

    Of a committee it is the first member. Its normalisations change nothing: use it as it is, or
    settle it before training.
    """
    return classifiers_from(path)[0]


def classifiers_from(path: Path) -> list[MobileNet]:
    """Rebuild every member of the committee in our ONNX file, or the one classifier in it."""
    weights, lines = _weights(path, "Conv"), _weights(path, "Gemm")
    depth = len(list(MobileNet().convolutions()))
    members, rest = divmod(len(weights), depth)
    if not members or rest or len(lines) != members * _LINES:
        raise _another(path, "classifier")
    return [
        _classifier(
            weights[number * depth : (number + 1) * depth],
            lines[number * _LINES : (number + 1) * _LINES],
            path,
        )
        for number in range(members)
    ]


@torch.no_grad()
def settle(model: MobileNet, crops: NDArray[np.uint8]) -> None:
    """Give each normalisation the mean and variance it would have learned, in place.

    crops: (n, 96, 96, 3) uint8 BGR, such as the training shows. What the network answers when it
    is used stays the same; while it trains it normalises by the batch, and then nearly so.
    """
    parts = list(model.convolutions())
    sums = {part: (torch.zeros(()), torch.zeros(()), 0) for part in parts}

    def look(part: Convolution, y: Tensor) -> None:
        total, squares, count = sums[part]
        y = y.double()
        seen = y.numel() // y.shape[1]
        sums[part] = (
            total + y.sum((0, 2, 3)),
            squares + (y**2).sum((0, 2, 3)),
            count + seen,
        )

    hooks = [
        part.conv.register_forward_hook(lambda _, __, y, part=part: look(part, y)) for part in parts
    ]
    model.eval()
    for start in range(0, len(crops), _AT_ONCE):
        model(network_input(torch.from_numpy(crops[start : start + _AT_ONCE])))
    for hook in hooks:
        hook.remove()
    for part, (total, squares, count) in sums.items():
        mean = total / count
        variance = (squares / count - mean**2).clamp(min=0)
        _unfold(part, _folded_bias(part), mean.float(), variance.float())


def _classifier(
    weights: Sequence[tuple[Tensor, Tensor]], lines: Sequence[tuple[Tensor, Tensor]], path: Path
) -> MobileNet:
    model = MobileNet()
    pairs = zip(model.convolutions(), weights, strict=True)
    for index, (part, (weight, bias)) in enumerate(pairs):
        _fill(part.conv.weight, weight.flip(1) if index == 0 else weight, path)
        _unfold(part, bias, torch.zeros(len(bias)), torch.ones(len(bias)))
    for weight, bias in lines:
        line = model.reject if len(bias) == 1 else model.head
        _fill(line.weight, weight, path)
        _fill(line.bias, bias, path)
    return model


def _folded_bias(part: Convolution) -> Tensor:
    """Return what the part adds to its convolution when the normalisation is folded."""
    norm = part.norm
    scale = norm.weight / torch.sqrt(_there(norm.running_var) + norm.eps)
    return norm.bias - _there(norm.running_mean) * scale


def _unfold(part: Convolution, bias: Tensor, mean: Tensor, variance: Tensor) -> None:
    """Set the normalisation to add `bias` and change nothing else, given these statistics."""
    norm = part.norm
    norm.weight.data.copy_(torch.sqrt(variance + norm.eps))
    norm.bias.data.copy_(bias + mean)
    _there(norm.running_mean).copy_(mean)
    _there(norm.running_var).copy_(variance)


def _in_graph_order(model: YuNet) -> Iterator[nn.Conv2d]:
    parts: list[nn.Module] = [model.stem, model.stem_block, model.stride4, model.stride8]
    parts += [model.stride16, model.stride32, *model.lateral]
    for level in range(len(STRIDES)):
        heads = (model.shared, model.face, model.objectness, model.box)
        parts += [head[level] for head in heads]
    for part in parts:
        yield from (module for module in part.modules() if isinstance(module, nn.Conv2d))


def _weights(path: Path, kind: str) -> list[tuple[Tensor, Tensor]]:
    graph = _loaded(path).graph
    constants = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    halves = [node for node in graph.node if node.op_type == "Cast" and node.input[0] in constants]
    constants |= {node.output[0]: constants[node.input[0]] for node in halves}
    nodes = [node for node in graph.node if node.op_type == kind]
    pairs = [[constants[name] for name in node.input[1:3]] for node in nodes]
    return [(torch.tensor(weight).float(), torch.tensor(bias).float()) for weight, bias in pairs]


def _loaded(path: Path) -> onnx.ModelProto:
    try:
        return onnx.load(str(path))
    except Exception as error:  # onnx and protobuf share no narrower parent
        message = f"{path.name}: is no ONNX file"
        raise DataError(message, "Name one of this product's models, or another kind.") from error


def _fill(place: Tensor, value: Tensor, path: Path) -> None:
    if place.shape != value.shape:
        raise _another(path, f"network with {tuple(place.shape)}")
    place.data.copy_(value)


def _another(path: Path, wanted: str) -> DataError:
    return DataError(f"{path.name}: is another network, not our {wanted}", "Name another file.")


def _there(tensor: Tensor | None) -> Tensor:
    if tensor is None:
        message = "a part of the network is missing"
        raise TypeError(message)
    return tensor
