"""Fine-tuning of the face detector: from published weights to our own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.random import Generator

from compliance.training.assign import detector_loss
from compliance.training.loop import UNWATCHED, Best, Budget, Watch, fit
from compliance.training.views import LARGE_VIEW_PX, SMALL_VIEW_PX, Example, mosaic, view
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
    mosaic_share: float = 0.4
    average: float = 0.998
    watch: Watch = UNWATCHED


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
    rng = np.random.default_rng(settings.seed)
    drawn = batches(examples, settings, rng)
    return fit(
        model,
        optimiser,
        lambda: train_step(model, optimiser, next(drawn)),
        check,
        settings.budget,
        rng=rng,
        keep=settings.average,
        checkpoint=settings.out / CHECKPOINT,
        log=log,
        watch=settings.watch,
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
        if rng.random() < settings.large_share:
            yield [
                view(_any(with_faces, rng), LARGE_VIEW_PX, rng) for _ in range(settings.large_batch)
            ]
        else:
            yield [_small(examples, settings, rng) for _ in range(settings.small_batch)]


def _small(examples: Sequence[Example], settings: DetectorSettings, rng: Generator) -> Example:
    if rng.random() < settings.mosaic_share:
        return mosaic([_any(examples, rng) for _ in range(4)], SMALL_VIEW_PX, rng)
    return view(_any(examples, rng), SMALL_VIEW_PX, rng)


def _any(examples: Sequence[Example], rng: Generator) -> Example:
    return examples[int(rng.integers(len(examples)))]
