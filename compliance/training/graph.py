"""A small writer of ONNX graphs: just the operations of the two networks, named by hand.

Written by hand rather than traced, so that the file holds nothing we did not mean, is the same
byte for byte on every machine, and needs no exporter.
"""

from pathlib import Path
from typing import TypeAlias, TypeVar

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from compliance.errors import ModelError

OPSET = 17
TOLERANCE = 1e-3
"""The largest difference from torch that is accepted."""

_IR = 9
_Part = TypeVar("_Part")


Attribute: TypeAlias = int | str | list[int]


class Graph:
    """A graph under construction; every method adds a node and returns its output's name.

    halves: keep weights as float16, half the file; they are float32 again when it is loaded.
    """

    def __init__(self, *, halves: bool = False) -> None:
        self._halves = halves
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []

    def input(self, name: str, shape: tuple[int | str, ...]) -> str:
        """Declare a uint8 input; a word in the shape is a free dimension."""
        self._inputs.append(helper.make_tensor_value_info(name, TensorProto.UINT8, shape))
        return name

    def output(self, value: str, name: str, shape: tuple[int | str, ...]) -> None:
        """Declare a value to be a float32 output of that name."""
        self._nodes.append(helper.make_node("Identity", [value], [name]))
        self._outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))

    def node(self, kind: str, *inputs: str, **attributes: Attribute) -> str:
        """Add any operation with one output."""
        name = f"{kind}_{len(self._nodes)}"
        node = helper.make_node(kind, list(inputs), [name], name=name)
        node.attribute.extend(helper.make_attribute(k, v) for k, v in attributes.items())
        self._nodes.append(node)
        return name

    def constant(self, value: NDArray[np.float32] | NDArray[np.float16] | NDArray[np.int64]) -> str:
        """Add a constant."""
        name = f"constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(value, name))
        return name

    def weights(self, value: Tensor) -> str:
        """Add what was learned."""
        array = np.ascontiguousarray(value.detach().to(torch.float32).contiguous().numpy())
        if not self._halves:
            return self.constant(array)
        return self.node("Cast", self.constant(array.astype(np.float16)), to=TensorProto.FLOAT)

    def floats(self, *values: float) -> str:
        """Add a constant of float32: a scalar for one value, a row for more."""
        return self.constant(np.array(values if len(values) > 1 else values[0], np.float32))

    def integers(self, *values: int) -> str:
        """Add a constant row of int64."""
        return self.constant(np.array(values, np.int64))

    def convolution(self, x: str, layer: nn.Conv2d, weight: Tensor, bias: Tensor) -> str:
        """Add a convolution shaped like the layer, with these weights.

        A layer of stride 2 without padding of its own gets one row and column at the far end.
        """
        inside = layer.padding[0]
        far = 1 if layer.stride == (2, 2) and inside == 0 else int(inside)
        return self.node(
            "Conv",
            x,
            self.weights(weight),
            self.weights(bias),
            kernel_shape=list(layer.kernel_size),
            strides=list(layer.stride),
            pads=[int(inside), int(inside), far, far],
            group=layer.groups,
        )

    def write(self, path: Path, name: str) -> None:
        """Check the graph and write it."""
        graph = helper.make_graph(
            self._nodes, name, self._inputs, self._outputs, initializer=self._constants
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET)],
            producer_name="compliance",
            ir_version=_IR,
        )
        onnx.checker.check_model(model, full_check=True)
        onnx.save(model, str(path))


def accepted(worst: float, path: Path, tolerance: float = TOLERANCE) -> float:
    """Return the largest difference from torch; raises ModelError above the tolerance."""
    if worst > tolerance:
        message = f"{path.name} differs from torch by {worst:.2g}, more than {tolerance:g}"
        raise ModelError(message, "Do not ship it; the export is at fault.")
    return worst


def checked(part: object, kind: type[_Part]) -> _Part:
    """Return the part as what it is; torch itself types every member as a plain module."""
    if not isinstance(part, kind):
        message = f"{type(part).__name__} stands where {kind.__name__} should"
        raise TypeError(message)
    return part
