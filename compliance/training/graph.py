"""A small writer of ONNX graphs: just the operations of the two networks, named by hand.

Written by hand rather than traced, so that the file holds nothing we did not mean, is the same
byte for byte on every machine, and needs no exporter.
"""

from pathlib import Path
from typing import TypeAlias

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

OPSET = 17
_IR = 9


Attribute: TypeAlias = int | str | list[int]


class Graph:
    """A graph under construction; every method adds a node and returns its output's name."""

    def __init__(self) -> None:
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

    def constant(self, value: NDArray[np.float32] | NDArray[np.int64]) -> str:
        """Add a constant."""
        name = f"constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(value, name))
        return name

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
            self.constant(_array(weight)),
            self.constant(_array(bias)),
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


def _array(tensor: Tensor) -> NDArray[np.float32]:
    return np.ascontiguousarray(tensor.detach().to(torch.float32).contiguous().numpy())
