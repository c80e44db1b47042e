"""The training loop of both networks: learn, average, look how good it is, keep the best."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic

import numpy as np
import torch

from compliance.training.averaging import Average, Network
from compliance.training.schedule import schedule


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a run may last and how it is watched.

    With `steps` a run is the same on any machine; `minutes` bounds it in any case. It stops early
    after `patience` validations without a better one.
    """

    minutes: float
    steps: int | None = None
    validate_seconds: float = 150.0
    patience: int = 6

    def spent(self, step: int, seconds: float) -> float:
        """Return the share of the budget that is used up, 0 to 1 and above."""
        by_time = seconds / (self.minutes * 60)
        return max(by_time, (step + 1) / self.steps) if self.steps else by_time


@dataclass(frozen=True, slots=True)
class Best(Generic[Network]):
    """The best averaged network of a run, its validation score, and the steps made in all."""

    network: Network
    score: float
    steps: int


def fit(  # noqa: PLR0913  # what a loop joins
    network: Network,
    optimiser: torch.optim.Optimizer,
    learn: Callable[[], float],
    check: Callable[[Network], tuple[float, str]],
    budget: Budget,
    *,
    keep: float,
    checkpoint: Path,
    log: Callable[[str], None],
    clock: Callable[[], float] = time.monotonic,
) -> Best[Network]:
    """Learn until the budget is spent.

    learn: makes one step, returns its loss. check: returns a score (more is better) and words
    about it. keep: what the running average keeps per step. checkpoint: gets the best weights.
    """
    average = Average(network, keep)
    rates = [float(group["lr"]) for group in optimiser.param_groups]
    best, best_score, stale = average.state(), -1.0, 0
    losses: list[float] = []
    begun = checked = clock()
    step, spent = 0, 0.0
    while spent < 1 and stale < budget.patience:
        for group, rate in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * schedule(step, spent)
        losses.append(learn())
        average.update(network)
        spent = budget.spent(step, clock() - begun)
        step += 1
        if spent >= 1 or clock() - checked > budget.validate_seconds:
            checked = clock()
            score, words = check(average.network)
            log(f"step {step} spent {spent:.2f} loss {np.mean(losses):.4f} {words}")
            losses.clear()
            stale += 1
            if score > best_score:
                best, best_score, stale = average.state(), score, 0
                torch.save(best, checkpoint)
    average.network.load_state_dict(best)
    return Best(average.network, best_score, step)
