"""Fine-tuning of the face detector: from published weights to our own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.random import Generator

from compliance.training.assign import detector_loss
from compliance.training.loop import Best, Budget, fit
from compliance.training.views import LARGE_VIEW_PX, SMALL_VIEW_PX, Example, view
from compliance.training.yunet import YuNet, decode, load_published, priors

CHECKPOINT = "detector.pt"
_RATE_OF_SMALLEST = 0.02
_GRADIENT_MAX = 50.0


@dataclass(frozen=True, slots=True)
class DetectorSettings:
    """How to train. initial: published weights (.onnx), or a checkpoint of ours (.pt)."""

    initial: Path
    out: Path
    budget: Budget
    seed: int = 1
    threads: int = 1
    rate: float = 0.005
    small_batch: int = 16
    large_batch: int = 6
    large_share: float = 0.25
    average: float = 0.998


def train_detector(
    settings: DetectorSettings,
    examples: Sequence[Example],
    check: Callable[[YuNet], tuple[float, str]],
    log: Callable[[str], None],
) -> Best[YuNet]:
    """Fine-tune on the examples; keep the averaged weights that do best in `check`."""
    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    model = initial_network(settings.initial)
    optimiser = torch.optim.AdamW(proportional(model, settings.rate), weight_decay=0.0)
    drawn = batches(examples, settings, np.random.default_rng(settings.seed))
    return fit(
        model,
        optimiser,
        lambda: train_step(model, optimiser, next(drawn)),
        check,
        settings.budget,
        keep=settings.average,
        checkpoint=settings.out / CHECKPOINT,
        log=log,
    )


def initial_network(path: Path) -> YuNet:
    """Load published weights (.onnx), or a checkpoint of ours (.pt) to go on from."""
    if path.suffix == ".onnx":
        return load_published(path)
    model = YuNet()
    model.load_state_dict(torch.load(path, weights_only=True))
    return model


def proportional(model: YuNet, rate: float) -> list[dict[str, object]]:
    """Give each tensor a rate in proportion to its own size.

    The published weights have their normalisation folded in, so their sizes differ by orders of
    magnitude; one rate for all wrecks the small ones.
    """
    return [
        {
            "params": [tensor],
            "lr": rate * max(float(tensor.detach().square().mean().sqrt()), _RATE_OF_SMALLEST),
        }
        for tensor in model.parameters()
    ]


def train_step(model: YuNet, optimiser: torch.optim.Optimizer, batch: list[Example]) -> float:
    """Learn from one batch; return its loss."""
    pictures = np.stack([example.picture for example in batch])
    x = torch.from_numpy(pictures).permute(0, 3, 1, 2).float()
    with torch.autocast("cpu", torch.bfloat16):
        raw = model(x.contiguous(memory_format=torch.channels_last))
    grid = priors(pictures.shape[1], pictures.shape[2])
    boxes, _ = decode(raw, grid)
    faces = [torch.from_numpy(example.faces) for example in batch]
    ignored = [torch.from_numpy(example.ignored) for example in batch]
    loss = detector_loss(raw, boxes, grid, faces, ignored)
    optimiser.zero_grad(set_to_none=True)
    torch.autograd.backward(loss)
    torch.nn.utils.clip_grad_norm_(model.parameters(), _GRADIENT_MAX)
    optimiser.step()
    return float(loss.detach())


def batches(
    examples: Sequence[Example], settings: DetectorSettings, rng: Generator
) -> Iterator[list[Example]]:
    """Yield batches for ever: mostly small views, sometimes large ones with faces kept whole."""
    with_faces = [example for example in examples if len(example.faces)]
    while True:
        large = rng.random() < settings.large_share
        size = LARGE_VIEW_PX if large else SMALL_VIEW_PX
        count = settings.large_batch if large else settings.small_batch
        pool = with_faces if large else examples
        yield [view(pool[int(rng.integers(len(pool)))], size, rng) for _ in range(count)]
