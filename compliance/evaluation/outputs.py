"""What an evaluation leaves in its folder: evaluation.json, evaluation.html, asked-for mistakes."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from compliance.errors import DataError
from compliance.evaluation.evaluate import Report
from compliance.evaluation.page.whole import page
from compliance.evaluation.plain import About, document
from compliance.evaluation.selection import Selection
from compliance.evaluation.worst import Kind, Mistake, pictured, worst
from compliance.models import read_manifest

JSON_FILE, PAGE_FILE, WORST_FOLDER = "evaluation.json", "evaluation.html", "worst"


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
        images=selection.images.name if selection.images else "",
        annotations=selection.annotations.name if selection.annotations else "",
        is_held_out=selection.is_held_out,
        seed=seed,
        detector=f"{known.detector.name} {known.detector.version}",
        classifier=f"{known.classifier.name} {known.classifier.version}",
    )


def write(folder: Path, what: About, report: Report, *, with_worst: bool = False) -> None:
    """Write the files into the folder.

    Pictures of the worst mistakes are written, and shown on the page, only `with_worst`.
    Raises DataError when a file cannot be written.
    """
    mistakes = worst(report.sights)
    pictures = {each: pictured(each) for each in mistakes} if with_worst else None
    files = _file_names(mistakes) if with_worst else dict.fromkeys(mistakes, "")
    content = document(what, report.scores(), report.rows(), files, report.faults)
    try:
        if pictures is not None:
            _write_pictures(folder, {files[each]: jpeg for each, jpeg in pictures.items()})
        text = json.dumps(content, indent=2, ensure_ascii=False)
        (folder / JSON_FILE).write_text(text + "\n", encoding="utf-8")
        (folder / PAGE_FILE).write_text(page(what, report, pictures), encoding="utf-8")
    except OSError as error:
        message = f"{folder}: cannot be written: {error.strerror}"
        raise DataError(message, "Name another folder with --out.") from error


def _file_names(mistakes: Iterable[Mistake]) -> dict[Mistake, str]:
    numbers: Counter[Kind] = Counter()
    names = {}
    for mistake in mistakes:
        numbers[mistake.kind] += 1
        names[mistake] = f"{WORST_FOLDER}/{mistake.kind}-{numbers[mistake.kind]:02}.jpg"
    return names


def _write_pictures(folder: Path, pictures: Mapping[str, bytes]) -> None:
    """Write the pictures in place of those of an earlier run."""
    (folder / WORST_FOLDER).mkdir(exist_ok=True)
    for kind in Kind:
        for old in (folder / WORST_FOLDER).glob(f"{kind}-[0-9][0-9].jpg"):
            old.unlink()
    for name, jpeg in pictures.items():
        (folder / name).write_bytes(jpeg)
