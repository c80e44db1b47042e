"""Networks trained on from the same weights, averaged into one that does better than each.

They lie in one valley, so their mean lies nearer to its middle (Wortsman et al. 2022, model soups,
and robust fine-tuning where the weights begun with are among them). Its normalisations are
measured anew, as no member's fit it (Izmailov et al. 2018).
"""

from collections.abc import Iterable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from compliance.training.classifier import laid_out
from compliance.training.mobilenet import MobileNet


def averaged(members: Sequence[MobileNet]) -> MobileNet:
    """Return the mean of the members' weights; one that is named twice counts twice."""
    states = [member.state_dict() for member in members]
    mean = MobileNet()
    mean.load_state_dict(
        {
            name: torch.stack([state[name] for state in states]).mean(0)
            if value.is_floating_point()
            else value
            for name, value in states[0].items()
        }
    )
    mean.eval()
    return mean


@torch.no_grad()
def renormalise(model: MobileNet, batches: Iterable[NDArray[np.uint8]]) -> None:
    """Measure every normalisation's mean and variance anew, in place.

    batches: crops (n, 96, 96, 3) uint8 BGR as the training shows them.
    """
    norms = [part.norm for part in model.convolutions()]
    kept = [norm.momentum for norm in norms]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # the plain mean over all batches
    model.train()
    for crops in batches:
        with torch.autocast("cpu", torch.bfloat16):
            model(laid_out(torch.from_numpy(crops)))
    for norm, momentum in zip(norms, kept, strict=True):
        norm.momentum = momentum
    model.eval()
