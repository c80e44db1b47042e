"""The classifier's last output, no face: fitted to a finished network, whose other three it leaves.

A linear function of what the network sees at every depth, so nothing that tells masks apart moves.
"""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from compliance.training.classifier import drawn, laid_out
from compliance.training.mobilenet import MobileNet
from compliance.training.negatives import Negatives
from compliance.training.pools import Pool
from compliance.training.subjects import Subject, still, varied

CROPS_PER_STEP, REJECTION_STEPS = 48, 300
_AT_ONCE = 48
_STEPS, _BATCH = 400, 1024
_RATE, _DECAY = 3e-3, 0.1


def fit_rejection(
    model: MobileNet,
    pools: Sequence[Pool],
    none: Negatives,
    seed: int,
    log: Callable[[str], None],
    crops: int,
) -> None:
    """Fit the rejecting output in place, on as many crops with a face as without one.

    The faces' labels are drawn equally often, places as often as the detector's mistakes.
    """
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    strange = [varied(_stranger(none, rng), rng) for _ in range(crops // 2)]
    faces = [varied(drawn(pools[i % len(pools)], rng), rng) for i in range(crops - crops // 2)]
    worn, evidence = _seen(model, np.stack(strange + faces))
    is_face = (torch.arange(crops) >= crops // 2).float()
    mean, spread = evidence.mean(0), evidence.std(0) + 1e-3
    line, loss = _fitted((evidence - mean) / spread, worn, is_face)
    with torch.no_grad():
        model.reject.weight.copy_(line.weight / spread)
        model.reject.bias.copy_(line.bias - (line.weight * (mean / spread)).sum())
    log(f"{crops} crops, loss {loss:.4f}")


def face_probabilities(model: MobileNet, subjects: Sequence[Subject]) -> NDArray[np.float32]:
    """Return for the plain crop of each subject how probably it is a face, (n,)."""
    crops = np.stack([still(item) for item in subjects])
    worn, evidence = _seen(model, crops)
    with torch.no_grad():
        odds = worn - model.reject(evidence)[:, 0]
    return np.asarray(odds.sigmoid().numpy(), np.float32)


def _seen(model: MobileNet, crops: NDArray[np.uint8]) -> tuple[Tensor, Tensor]:
    """Return the log of the three outputs' sum (n,), and the evidence (n, EVIDENCE)."""
    model.eval()
    worn, evidence = [], []
    with torch.no_grad():
        for start in range(0, len(crops), _AT_ONCE):
            part = laid_out(torch.from_numpy(crops[start : start + _AT_ONCE]))
            features, all_depths = model.features(part)
            worn.append(model.head(features).logsumexp(1))
            evidence.append(all_depths)
    return torch.cat(worn), torch.cat(evidence)


def _fitted(evidence: Tensor, worn: Tensor, is_face: Tensor) -> tuple[torch.nn.Linear, float]:
    line = torch.nn.Linear(evidence.shape[1], 1)
    optimiser = torch.optim.AdamW(line.parameters(), _RATE, weight_decay=_DECAY)
    value = 0.0
    for step in range(_STEPS):
        optimiser.param_groups[0]["lr"] = _RATE * (1 - step / _STEPS)
        chosen = torch.randint(len(evidence), (_BATCH,))
        odds = worn[chosen] - line(evidence[chosen])[:, 0]
        loss = functional.binary_cross_entropy_with_logits(odds, is_face[chosen])
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        value = float(loss.detach())
    return line, value


def _stranger(none: Negatives, rng: Generator) -> Subject:
    kinds = [kind for kind in (none.mistakes, none.places) if kind]
    kind = kinds[int(rng.integers(len(kinds)))]
    return kind[int(rng.integers(len(kind)))]
