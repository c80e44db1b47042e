"""The training loop of both networks: learn, average, look how good it is, keep the best."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Generic

import torch
from numpy.random import Generator

from compliance.errors import ComplianceError, DataError
from compliance.training.averaging import Network
from compliance.training.course import Course, Identity
from compliance.training.curves import draw, write_rows
from compliance.training.schedule import schedule

ROW_STEPS = 20
"""A row of the curves is written every so many steps, and at every validation."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a run may last and how often it is validated.

    With `steps` and `validate_steps` it is the same on any machine; `minutes` bounds it in any
    case. Once anything was right, it stops early after `patience` validations without a better one.
    """

    minutes: float
    steps: int | None = None
    validate_seconds: float = 150.0
    patience: int = 6
    validate_steps: int | None = None

    def spent(self, steps: int, seconds: float) -> float:
        """Return the share of the budget that is used up, 0 to 1 and above."""
        by_time = seconds / (self.minutes * 60)
        return max(by_time, steps / self.steps) if self.steps else by_time

    def is_due(self, steps: int, seconds: float) -> bool:
        """Say whether to validate, so long after the last time."""
        if self.validate_steps is not None:
            return steps >= self.validate_steps
        return seconds > self.validate_seconds


@dataclass(frozen=True, slots=True)
class Moment:
    """How a run stands: what a progress bar shows. `share` of its budget is spent."""

    step: int
    share: float
    seconds: float
    loss: float
    best_score: float


def _unseen(_: Moment) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class Watch:
    """How a run is watched, stopped and taken up again.

    switch: called when the loop begins; the event it returns stops the run, its course saved.
    """

    resume: bool = False
    identity: tuple[tuple[str, str | int], ...] = ()
    switch: Callable[[], Event] = Event
    progress: Callable[[Moment], None] = _unseen
    save_seconds: float = 180.0


UNWATCHED = Watch()


@dataclass(frozen=True, slots=True)
class Best(Generic[Network]):
    """The best averaged network of a run, its validation score, and the steps made in all."""

    network: Network
    score: float
    steps: int


class StoppedError(ComplianceError):
    """The run was stopped before its end; its course is kept."""


def fit(  # noqa: PLR0913  # what a loop joins
    network: Network,
    optimiser: torch.optim.Optimizer,
    learn: Callable[[], float],
    check: Callable[[Network], tuple[float, str]],
    budget: Budget,
    *,
    rng: Generator,
    keep: float,
    checkpoint: Path,
    log: Callable[[str], None],
    watch: Watch = UNWATCHED,
    clock: Callable[[], float] = time.monotonic,
) -> Best[Network]:
    """Learn until the budget is spent.

    learn: makes one step, drawing from rng and torch alone; returns its loss. check: returns a
    score (0 and more; more is better) and words about it. keep: what the running average keeps
    per step. checkpoint: gets the best weights; beside it lie the course and the curves (CSV and
    PNG).
    Raises StoppedError, and DataError when there is no course to resume or the loss is no number.
    """
    rates = [float(group["lr"]) for group in optimiser.param_groups]
    identity = dict(watch.identity)
    course = Course(network, optimiser, rng, keep)
    if watch.resume:
        course.restore(beside(checkpoint, "state.pt"), identity)
        log(f"resumed at step {course.step}")
    stop = watch.switch()
    begun, saved = clock() - course.seconds, clock()
    spent = budget.spent(course.step, course.seconds)
    while spent < 1 and course.stale < budget.patience and not stop.is_set():
        for group, rate in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * schedule(course.step, spent)
        course.losses.append(_finite(learn(), course.step))
        course.average.update(network)
        course.step, course.seconds = course.step + 1, clock() - begun
        spent = budget.spent(course.step, course.seconds)
        watch.progress(_moment(course, spent))
        if spent >= 1 or budget.is_due(*course.since_check):
            _validate(course, spent, check, checkpoint, log)
        elif course.step % ROW_STEPS == 0:
            course.note(None)
        if clock() - saved > watch.save_seconds:
            _save(course, checkpoint, identity)
            saved = clock()
    _save(course, checkpoint, identity)
    if spent < 1 and course.stale < budget.patience:
        message = f"stopped at step {course.step}"
        raise StoppedError(message, "Go on by the same command with --resume.")
    course.average.network.load_state_dict(course.best)
    return Best(course.average.network, course.best_score, course.step)


def beside(checkpoint: Path, ending: str) -> Path:
    """Return the file of the same run with another ending: `detector-state.pt`."""
    return checkpoint.with_name(f"{checkpoint.stem}-{ending}")


def _moment(course: Course[Network], spent: float) -> Moment:
    return Moment(course.step, spent, course.seconds, course.losses[-1], course.best_score)


def _validate(
    course: Course[Network],
    spent: float,
    check: Callable[[Network], tuple[float, str]],
    checkpoint: Path,
    log: Callable[[str], None],
) -> None:
    score, words = check(course.average.network)
    log(f"step {course.step} spent {spent:.2f} loss {course.loss:.4f} {words}")
    course.note(score)
    course.checked = (course.step, course.seconds)
    course.stale += course.best_score > 0  # a network that learned nothing yet has time
    if score > course.best_score:
        course.best, course.best_score, course.stale = course.average.state(), score, 0
        torch.save(course.best, checkpoint)


def _save(course: Course[Network], checkpoint: Path, identity: Identity) -> None:
    course.save(beside(checkpoint, "state.pt"), identity)
    write_rows(beside(checkpoint, "curve.csv"), course.rows)
    draw(beside(checkpoint, "curve.png"), course.rows)


def _finite(loss: float, step: int) -> float:
    if not math.isfinite(loss):
        message = f"the loss is {loss} at step {step + 1}: the training went astray"
        raise DataError(message, "Begin from other weights, or look for damaged labels.")
    return loss
