"""What an evaluation leaves in its folder: evaluation.json, evaluation.html, asked-for mistakes."""

import json
from pathlib import Path

from compliance.errors import DataError
from compliance.evaluation.evaluate import Report
from compliance.evaluation.plain import About, document
from compliance.evaluation.selection import Selection
from compliance.models import read_manifest

JSON_FILE = "evaluation.json"


def prepare(folder: Path) -> None:
    """Make the folder, so that a mistake in its name shows before the work.

    Raises DataError when it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{folder}: cannot be made: {error.strerror}"
        raise DataError(message, "Name another folder with --out.") from error


def about(selection: Selection, models: Path, seed: int) -> About:
    """Return the names of what is evaluated."""
    known = read_manifest(models)
    return About(
        truth=selection.truth.name,
        images=selection.images.name,
        annotations=selection.annotations.name if selection.annotations else "",
        is_held_out=selection.is_held_out,
        seed=seed,
        detector=f"{known.detector.name} {known.detector.version}",
        classifier=f"{known.classifier.name} {known.classifier.version}",
    )


def write(folder: Path, what: About, report: Report) -> None:
    """Write the files into the folder; others there stay.

    Raises DataError when that fails.
    """
    content = document(what, report.scores(), report.rows(), report.faults)
    try:
        text = json.dumps(content, indent=2, ensure_ascii=False)
        (folder / JSON_FILE).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        message = f"{folder}: cannot be written: {error.strerror}"
        raise DataError(message, "Name another folder with --out.") from error
