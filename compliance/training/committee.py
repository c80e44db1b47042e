"""Several classifiers as one: each looks at a crop and at its mirror image, and the mean counts.

What one net or one view gets wrong by chance, the others seldom do, so the mean is also surer of
itself for good reasons (Lakshminarayanan et al. 2017).
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy

import torch
from torch import Tensor, nn

from compliance.training.graph import checked
from compliance.training.mobilenet import MobileNet


class Committee(nn.Module):
    """The mean of the members' logits over both views."""

    def __init__(self, members: Sequence[MobileNet]) -> None:
        super().__init__()
        self._members = nn.ModuleList(members)

    def networks(self) -> Iterator[MobileNet]:
        """Yield the members."""
        for member in self._members:
            yield checked(member, MobileNet)

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, 3, 96, 96) float, RGB, -1 to 1, to logits (n, 4)."""
        both = torch.cat((x, x.flip(3)))
        mean = torch.stack([member(both) for member in self._members]).mean(0)
        return mean.reshape(2, len(x), -1).mean(0)


@torch.no_grad()
def weighed(members: Sequence[MobileNet], counts: Sequence[int]) -> list[MobileNet]:
    """Return copies whose plain mean is the mean of the members, each counted so many times.

    Only their last layers differ: what a member is sure of is scaled.
    """
    scales = [count * len(counts) / sum(counts) for count in counts]
    copies = [deepcopy(member) for member in members]
    for one, scale in zip(copies, scales, strict=True):
        for line in (one.head, one.reject):
            line.weight.mul_(scale)
            line.bias.mul_(scale)
    return copies
