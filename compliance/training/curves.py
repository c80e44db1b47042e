"""The curves of a run, as a table and as a picture: loss, and score on validation data."""

import csv
from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from compliance.training.course import Row

COLUMNS = ("step", "seconds", "loss", "validation_score")


def write_rows(path: Path, rows: Sequence[Row]) -> None:
    """Write one line per row; between validations the score stays empty."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in rows:
            score = "" if row.score is None else f"{row.score:.6f}"
            writer.writerow((row.step, f"{row.seconds:.1f}", f"{row.loss:.6f}", score))


def draw(path: Path, rows: Sequence[Row]) -> None:
    """Draw loss and validation score over the steps into a PNG file."""
    figure = Figure(figsize=(8, 6), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True)
    above.plot([row.step for row in rows], [row.loss for row in rows], color="tab:blue")
    above.set_ylabel("loss")
    _scores(below, [(row.step, row.score) for row in rows if row.score is not None])
    below.set_xlabel("step")
    for axes in (above, below):
        axes.grid(alpha=0.3)
    figure.savefig(path, dpi=120)


def _scores(axes: Axes, points: Sequence[tuple[int, float]]) -> None:
    axes.set_ylabel("validation score")
    if not points:
        return
    steps, scores = zip(*points, strict=True)
    axes.plot(steps, scores, marker="o", color="tab:green")
    step, score = max(points, key=lambda point: (point[1], -point[0]))
    axes.plot([step], [score], marker="*", markersize=14, color="tab:red", linestyle="none")
    axes.set_title(f"best {score:.4f} at step {step}", fontsize=10)
