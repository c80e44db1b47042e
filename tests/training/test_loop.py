"""The loop of a run: stopped and taken up again, ended early, and drawn as curves."""

import csv
import math
from collections.abc import Callable
from pathlib import Path
from threading import Event

import cv2
import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the training extra (torch)")

from torch import nn  # noqa: E402
from torch.nn import functional  # noqa: E402

from compliance.errors import DataError  # noqa: E402
from compliance.training.loop import (  # noqa: E402
    Best,
    Budget,
    Moment,
    StoppedError,
    Watch,
    fit,
)

STEPS = 30


def budget(steps: int = STEPS, **more: int) -> Budget:
    return Budget(math.inf, steps, validate_steps=7, **more)


def learned(
    folder: Path,
    watch: Watch,
    limits: Budget | None = None,
    score: Callable[[nn.Module], float] | None = None,
) -> Best[nn.Sequential]:
    """Fit a small network with dropout to noise, so that every draw shows in its weights."""
    folder.mkdir(exist_ok=True)
    torch.manual_seed(3)
    network = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.5), nn.Linear(8, 1))
    optimiser = torch.optim.AdamW(network.parameters(), lr=0.05)
    rng = np.random.default_rng(3)

    def learn() -> float:
        x = torch.from_numpy(rng.normal(size=(5, 4)).astype(np.float32))
        loss = functional.mse_loss(network(x), x.sum(1, keepdim=True))
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        return float(loss.detach())

    def check(averaged: nn.Sequential) -> tuple[float, str]:
        x = torch.eye(4)
        with torch.no_grad():
            error = functional.mse_loss(averaged(x), x.sum(1, keepdim=True))
        return (score(averaged) if score else 1 / (1 + float(error))), "checked"

    return fit(
        network,
        optimiser,
        learn,
        check,
        limits or budget(),
        rng=rng,
        keep=0.9,
        checkpoint=folder / "toy.pt",
        log=lambda _: None,
        watch=watch,
    )


def stopping_at(step: int, identity: tuple[tuple[str, str | int], ...] = ()) -> Watch:
    stop = Event()

    def see(moment: Moment) -> None:
        if moment.step == step:
            stop.set()

    return Watch(switch=lambda: stop, progress=see, identity=identity)


def state_of(best: Best[nn.Sequential]) -> list[float]:
    return torch.cat([value.flatten() for value in best.network.state_dict().values()]).tolist()


def curve(folder: Path) -> list[dict[str, str]]:
    with (folder / "toy-curve.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("stop", [1, 7, 20, 29])
def test_a_resumed_run_equals_one_that_never_stopped_bit_for_bit(tmp_path: Path, stop: int) -> None:
    whole = learned(tmp_path / "whole", Watch())
    with pytest.raises(StoppedError, match=f"stopped at step {stop}"):
        learned(tmp_path / "parts", stopping_at(stop))
    parts = learned(tmp_path / "parts", Watch(resume=True))
    assert state_of(parts) == state_of(whole)
    assert (parts.score, parts.steps) == (whole.score, whole.steps)
    without_time = [
        [(row["step"], row["loss"], row["validation_score"]) for row in curve(tmp_path / name)]
        for name in ("whole", "parts")
    ]
    assert without_time[0] == without_time[1]


def test_the_same_seed_and_steps_give_the_same_weights(tmp_path: Path) -> None:
    assert state_of(learned(tmp_path, Watch())) == state_of(learned(tmp_path, Watch()))


def test_a_finished_run_can_be_given_more_steps(tmp_path: Path) -> None:
    learned(tmp_path, Watch())
    assert learned(tmp_path, Watch(resume=True)).steps == STEPS
    assert learned(tmp_path, Watch(resume=True), budget(STEPS + 5)).steps == STEPS + 5


def test_training_ends_after_so_many_validations_without_a_better_one(tmp_path: Path) -> None:
    best = learned(tmp_path, Watch(), budget(1000, patience=3), score=lambda _: 0.5)
    assert best.steps == 7 * 4


def test_a_network_that_has_nothing_right_yet_is_given_its_time(tmp_path: Path) -> None:
    best = learned(tmp_path, Watch(), budget(70, patience=3), score=lambda _: 0.0)
    assert best.steps == 70


def test_every_validation_and_twenty_steps_are_a_row(tmp_path: Path) -> None:
    learned(tmp_path, Watch(), Budget(math.inf, 50, validate_steps=30))
    rows = [(int(row["step"]), row["validation_score"] != "") for row in curve(tmp_path)]
    assert rows == [(20, False), (30, True), (40, False), (50, True)]


def test_the_curves_are_a_picture(tmp_path: Path) -> None:
    learned(tmp_path, Watch())
    picture = cv2.imread(str(tmp_path / "toy-curve.png"))
    assert picture is not None
    assert picture.std() > 5


def test_a_run_with_another_seed_is_not_taken_up(tmp_path: Path) -> None:
    with pytest.raises(StoppedError):
        learned(tmp_path, stopping_at(5, (("seed", 1),)))
    with pytest.raises(DataError, match="was begun with seed 1, not 2"):
        learned(tmp_path, Watch(resume=True, identity=(("seed", 2),)))


def test_nothing_to_resume_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"toy-state\.pt is not in"):
        learned(tmp_path, Watch(resume=True))


def test_a_damaged_course_is_refused(tmp_path: Path) -> None:
    (tmp_path / "toy-state.pt").write_bytes(b"no state")
    with pytest.raises(DataError, match="is damaged"):
        learned(tmp_path, Watch(resume=True))


def test_a_loss_that_is_no_number_ends_the_run(tmp_path: Path) -> None:
    network = nn.Linear(1, 1)
    with pytest.raises(DataError, match="the loss is nan at step 1"):
        fit(
            network,
            torch.optim.AdamW(network.parameters()),
            lambda: math.nan,
            lambda _: (0.0, ""),
            budget(),
            rng=np.random.default_rng(0),
            keep=0.9,
            checkpoint=tmp_path / "toy.pt",
            log=lambda _: None,
        )
