"""Training of the classifier's three classes: from an ImageNet base to our own weights."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from compliance.evaluation.truth import LABELS
from compliance.training.loop import UNWATCHED, Best, Budget, Watch, fit
from compliance.training.mobilenet import NO_FACE, MobileNet, load_base, network_input
from compliance.training.pools import Pool
from compliance.training.subjects import Subject, still, varied

CHECKPOINT = "classifier.pt"
_AT_ONCE = 64
_GRADIENT_MAX = 5.0
_HEED = 0.35  # how far another opinion moves a label
_TRUST = 0.65  # how far the teachers do


@dataclass(frozen=True, slots=True)
class ClassifierSettings:
    """How to train. initial: a Keras base (h5), or a checkpoint of ours (.pt)."""

    initial: Path
    out: Path
    budget: Budget
    seed: int = 1
    threads: int = 1
    rate: float = 6e-4
    batch: int = 48
    smoothing: float = 0.05
    average: float = 0.99
    watch: Watch = UNWATCHED
    teachers: tuple[MobileNet, ...] = ()
    """Trained networks whose mean answer is learned beside the labels."""


def train_classifier(
    settings: ClassifierSettings,
    pools: Sequence[Pool],
    validation: Sequence[Subject],
    log: Callable[[str], None],
) -> Best[MobileNet]:
    """Train on the pools, each label equally often; keep the averaged weights that do best."""
    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    model = initial_network(settings.initial)
    optimiser = torch.optim.AdamW(model.parameters(), lr=settings.rate, weight_decay=0.02)
    rng = np.random.default_rng(settings.seed)
    batch = batches(pools, settings.batch, rng)
    return fit(
        model,
        optimiser,
        lambda: train_step(
            model, optimiser, *taught(settings.teachers, *next(batch)), settings.smoothing
        ),
        lambda network: validate(network, validation),
        settings.budget,
        rng=rng,
        keep=settings.average,
        checkpoint=settings.out / CHECKPOINT,
        log=log,
        watch=settings.watch,
    )


def initial_network(path: Path) -> MobileNet:
    """Load a Keras base, or a checkpoint of ours (.pt) to go on from."""
    if path.suffix != ".pt":
        return load_base(path)
    model = MobileNet()
    state = torch.load(path, weights_only=True)
    model.load_state_dict({**MobileNet().state_dict(), **state})  # older ones reject nothing
    return model


def train_step(
    model: MobileNet,
    optimiser: torch.optim.Optimizer,
    crops: NDArray[np.uint8],
    targets: NDArray[np.float32],
    smoothing: float,
) -> float:
    """Learn from crops (n, 96, 96, 3) uint8 BGR and targets (n, 3), rows of 1; return the loss."""
    model.train()
    with torch.autocast("cpu", torch.bfloat16):
        logits = model(laid_out(torch.from_numpy(crops)))[:, :NO_FACE]
    loss = functional.cross_entropy(
        logits.float(), torch.from_numpy(targets), label_smoothing=smoothing
    )
    optimiser.zero_grad(set_to_none=True)
    torch.autograd.backward(loss)
    torch.nn.utils.clip_grad_norm_(model.parameters(), _GRADIENT_MAX)
    optimiser.step()
    return float(loss.detach())


def batches(
    pools: Sequence[Pool], count: int, rng: Generator
) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.float32]]]:
    """Yield batches for ever; every label is drawn equally often."""
    while True:
        chosen = [drawn(pools[index % len(pools)], rng) for index in range(count)]
        yield np.stack([varied(one, rng) for one in chosen]), np.stack([target(o) for o in chosen])


def target(one: Subject) -> NDArray[np.float32]:
    """Return what to answer, (3,) summing to 1: the label, softened by another opinion on it."""
    wanted = np.array([one.label is label for label in LABELS], np.float32)
    if one.belief is None:
        return wanted
    return np.asarray(wanted + _HEED * (np.array(one.belief, np.float32) - wanted))


def taught(
    teachers: Sequence[MobileNet], crops: NDArray[np.uint8], targets: NDArray[np.float32]
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return the crops with targets moved towards what the teachers answer (Hinton et al. 2015)."""
    if not teachers:
        return crops, targets
    answers = [torch.from_numpy(logits_of(one, crops)).softmax(1).numpy() for one in teachers]
    wanted = targets + _TRUST * (np.mean(answers, axis=0) - targets)
    return crops, np.asarray(wanted, np.float32)


def validate(model: MobileNet, subjects: Sequence[Subject]) -> tuple[float, str]:
    """Return how likely plain crops make their labels, and a line of words about it.

    The likelihood is the geometric mean over faces, then over labels: every label counts alike,
    and a few faces more or less sure of move it less than right and wrong would.
    """
    logits = logits_of(model, np.stack([still(item) for item in subjects]))
    truth = np.array([LABELS.index(item.label) for item in subjects])
    surprise = -torch.from_numpy(logits).log_softmax(1).numpy()[np.arange(len(truth)), truth]
    hit = logits.argmax(1) == truth
    known = [index for index in range(len(LABELS)) if (truth == index).any()]
    recalls = [float(hit[truth == index].mean()) for index in known]
    likelihood = float(np.exp(-np.mean([surprise[truth == index].mean() for index in known])))
    words = " ".join(f"{LABELS[index]} {r:.4f}" for index, r in zip(known, recalls, strict=True))
    return likelihood, f"likelihood {likelihood:.4f} balanced {np.mean(recalls):.4f} {words}"


def logits_of(model: MobileNet, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return logits (n, 3), without that of no face, of crops (n, 96, 96, 3) uint8 BGR."""
    model.eval()
    parts = [crops[start : start + _AT_ONCE] for start in range(0, len(crops), _AT_ONCE)]
    with torch.no_grad():
        logits = [model(laid_out(torch.from_numpy(part)))[:, :NO_FACE] for part in parts]
    return np.asarray(torch.cat(logits).numpy(), np.float32)


def laid_out(crops: Tensor) -> Tensor:
    """Put the channels last in memory, in which the convolutions are fastest."""
    return network_input(crops).contiguous(memory_format=torch.channels_last)


def drawn(pool: Pool, rng: Generator) -> Subject:
    """Return one of the pool's faces, or a made one."""
    if pool.make is not None and rng.random() < pool.made_share:
        return pool.make(rng)
    return pool.real[int(rng.integers(len(pool.real)))]
