"""What an operator asks of one training run, and what is written down about it."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from compliance.errors import DataError
from compliance.evaluation.annotations import Annotations
from compliance.training.initial import SHIPPED
from compliance.training.lineage import shipped_recipe
from compliance.training.loop import UNWATCHED, Budget, Watch

Log: TypeAlias = Callable[[str], None]
DETECTOR, CLASSIFIER = "detector.onnx", "classifier.onnx"
VALIDATIONS = 10
"""How often a run is validated, or oftener when it is long."""

DEFAULT_MINUTES = 20.0
_VALIDATE_SECONDS = 150.0


def _unseen(_what: str, _share: float) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class Run:
    """What to learn from, where to write, for how long, and how it is watched.

    initial: `shipped`, `scratch` or a file. teachers: trained classifiers, named like `initial`,
    whose answers the classifier learns as well. members: checkpoints to average, or of a
    committee. folders: the thousands of MaskedFace-Net to use, all when empty. annotations: what
    people noted about the scenes, or None. strict: refuse faulty data. show: told how far the
    gathering is, 0 to 1, and of what.
    """

    data: Path
    out: Path
    budget: Budget
    initial: str = SHIPPED
    teachers: tuple[str, ...] = ()
    members: tuple[Path, ...] = ()
    seed: int = 1
    threads: int = 1
    version: str = "0"
    folders: tuple[str, ...] = ()
    annotations: Annotations | None = None
    strict: bool = False
    watch: Watch = UNWATCHED
    show: Callable[[str, float], None] = _unseen

    def identity(self, learned_from: int) -> tuple[tuple[str, str | int], ...]:
        """Return what must be the same for this run to be resumed."""
        return (
            ("--seed", self.seed),
            ("--initial", _name(self.initial)),
            ("--teacher", " ".join(map(_name, self.teachers))),
            ("so many pictures or faces:", learned_from),
        )


def budget(minutes: float | None, steps: int | None) -> Budget:
    """Return the budget of so many minutes, or steps, in which no clock plays a part."""
    if steps is None:
        length = minutes or DEFAULT_MINUTES
        return Budget(length, validate_seconds=min(_VALIDATE_SECONDS, length * 60 / VALIDATIONS))
    return Budget(math.inf, steps, validate_steps=max(1, steps // VALIDATIONS))


def told(faults: list[str], run: Run, log: Log) -> None:
    """Log every fault of the data, then forget them; raises DataError in a strict run."""
    if faults and run.strict:
        message = f"{len(faults)} faults in {run.data.name}; nothing was trained"
        raise DataError(message, "\n  ".join([*faults, "Mend them, or train without --strict."]))
    for fault in faults:
        log(f"left out: {fault}")
    faults.clear()


def write_recipe(run: Run, what: str, steps: int, score: float, parity: float) -> None:
    """Write beside the model how it came about."""
    length = f"--steps {run.budget.steps}" if run.budget.steps else ""
    recipe = {
        "command": f"compliance train {what} --data DATA --out OUT --initial {_name(run.initial)}"
        f" {length or f'--minutes {run.budget.minutes:g}'} --seed {run.seed}"
        + "".join(f" --teacher {_name(teacher)}" for teacher in run.teachers),
        "initial_weights": _name(run.initial),
        "seed": run.seed,
        "threads": run.threads,
        "steps": steps,
        "validation_score": round(score, 4),
        "parity_with_torch": parity,
        "began_with": shipped_recipe(what, run.initial),
    }
    text = json.dumps(recipe, indent=2)
    (run.out / f"{what}-recipe.json").write_text(text + "\n", encoding="utf-8")


def named(checkpoint: Path) -> str:
    """Return what tells a checkpoint from those of other runs: its folder's name and its own."""
    return f"{checkpoint.parent.name}/{checkpoint.name}".lstrip("/")


def _name(initial: str) -> str:
    return Path(initial).name
