"""A running average of a network's weights, which does better than the last weights do."""

import copy
from collections.abc import Mapping
from typing import Generic, TypeVar

import torch
from torch import nn

Network = TypeVar("Network", bound=nn.Module)

_RISE = 10.0


class Average(Generic[Network]):
    """The exponential average of a network over its updates; early updates weigh more.

    keep: the share that an update leaves of the average, once there were many.
    """

    def __init__(self, network: Network, keep: float) -> None:
        self.network = copy.deepcopy(network).eval()
        self.updates = 0
        self._keep = keep

    @torch.no_grad()
    def update(self, network: nn.Module) -> None:
        """Take in the network's weights as they are now."""
        weight = max(1 - self._keep, (_RISE - 1) / (_RISE + self.updates))
        self.updates += 1
        now = network.state_dict()
        for name, value in self.network.state_dict().items():
            if value.is_floating_point():
                value.lerp_(now[name].to(value.dtype), weight)
            else:
                value.copy_(now[name])

    def state(self) -> dict[str, torch.Tensor]:
        """Return a copy of the average's weights."""
        return {name: value.clone() for name, value in self.network.state_dict().items()}

    def restore(self, state: Mapping[str, torch.Tensor], updates: int) -> None:
        """Go on from an average of that many updates."""
        self.network.load_state_dict(state)
        self.updates = updates
