"""The course of a run: everything that changes while a network learns, kept in one file.

A run taken up again from that file goes on as if it had never stopped.
"""

import pickle
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Generic, TypeAlias, TypedDict

import numpy as np
import torch
from numpy.random import Generator

from compliance.errors import DataError
from compliance.training.averaging import Average, Network

Identity: TypeAlias = Mapping[str, str | int]
"""What must be the same for a run to be taken up again, such as its seed."""

_AFRESH = "Give the options and data it was begun with, or begin afresh without --resume."


@dataclass(frozen=True, slots=True)
class Row:
    """One point of the curves; `score` is None between validations."""

    step: int
    seconds: float
    loss: float
    score: float | None


class _State(TypedDict):
    identity: dict[str, str | int]
    network: dict[str, torch.Tensor]
    optimiser: dict[str, object]
    average: tuple[dict[str, torch.Tensor], int]
    random: tuple[torch.Tensor, Mapping[str, object]]
    best: tuple[dict[str, torch.Tensor], float]
    rows: list[tuple[int, float, float, float | None]]
    losses: list[float]
    step: int
    seconds: float
    checked: tuple[int, float]
    stale: int


class Course(Generic[Network]):
    """A network on its way: its optimiser and average, the draws to come, and what was best."""

    def __init__(
        self, network: Network, optimiser: torch.optim.Optimizer, rng: Generator, keep: float
    ) -> None:
        self.network, self.optimiser, self.rng = network, optimiser, rng
        self.average = Average(network, keep)
        self.best, self.best_score = self.average.state(), -1.0
        self.rows: list[Row] = []
        self.losses: list[float] = []
        self.step, self.seconds = 0, 0.0
        self.checked, self.stale = (0, 0.0), 0

    @property
    def loss(self) -> float:
        """Return the mean loss since the last row of the curves; nan without any."""
        return float(np.mean(self.losses)) if self.losses else float("nan")

    @property
    def since_check(self) -> tuple[int, float]:
        """Return the steps and seconds since the last validation."""
        return self.step - self.checked[0], self.seconds - self.checked[1]

    def note(self, score: float | None) -> None:
        """Add a row to the curves."""
        self.rows.append(Row(self.step, round(self.seconds, 1), self.loss, score))
        self.losses.clear()

    def save(self, path: Path, identity: Identity) -> None:
        """Write everything, whole or not at all."""
        state: _State = {
            "identity": dict(identity),
            "network": self.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "average": (self.average.state(), self.average.updates),
            "random": (torch.get_rng_state(), self.rng.bit_generator.state),
            "best": (self.best, self.best_score),
            "rows": [astuple(row) for row in self.rows],
            "losses": self.losses,
            "step": self.step,
            "seconds": self.seconds,
            "checked": self.checked,
            "stale": self.stale,
        }
        unfinished = path.with_suffix(".unfinished")
        torch.save(state, unfinished)
        unfinished.replace(path)

    def restore(self, path: Path, identity: Identity) -> None:
        """Take up what `save` wrote; raises DataError when it is missing, damaged or another's."""
        state = _read(path)
        _compare(state["identity"], identity, path)
        self.network.load_state_dict(state["network"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.average.restore(*state["average"])
        torch.set_rng_state(state["random"][0])
        self.rng.bit_generator.state = state["random"][1]
        self.best, self.best_score = state["best"]
        self.rows = [Row(*row) for row in state["rows"]]
        self.losses = state["losses"]
        self.step, self.seconds = state["step"], state["seconds"]
        self.checked, self.stale = state["checked"], state["stale"]


def _read(path: Path) -> _State:
    if not path.is_file():
        message = f"{path.name} is not in {path.parent.name}: there is no run to go on with"
        raise DataError(message, "Begin it without --resume.")
    try:
        state: _State = torch.load(path, weights_only=True)
    except (RuntimeError, EOFError, pickle.UnpicklingError) as error:
        message = f"{path.name}: is damaged"
        raise DataError(message, "Begin afresh without --resume.") from error
    return state


def _compare(then: Identity, now: Identity, path: Path) -> None:
    for key, value in now.items():
        if then.get(key) != value:
            message = f"{path.name}: was begun with {key} {then.get(key)}, not {value}"
            raise DataError(message, _AFRESH)
