"""From two trained files to a manifest: choices made and scores measured on validation data."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from compliance.errors import DataError
from compliance.evaluation.calibrate import fitted
from compliance.evaluation.deciding import decided_probability
from compliance.evaluation.evaluate import Json, evaluate_scenes
from compliance.training.contents import survey
from compliance.training.gathering import boxed
from compliance.training.manifest import MANIFEST, manifest, write_manifest
from compliance.training.ready import REJECTION_RECIPE, choices_for
from compliance.training.run import Run

FILES = ("detector", "classifier")


def publish(run: Run, version: str, log: Callable[[str], None]) -> None:
    """Calibrate, choose when to decide, measure both files in `run.out`, write the manifest."""
    for name in FILES:
        if not (run.out / f"{name}.onnx").is_file():
            message = f"{name}.onnx is not in {run.out.name}"
            raise DataError(message, f"Train it first: train {name}.")
    recipes = {name: _recipe(run.out, name) for name in FILES}
    validation = boxed(run, survey(run.data), log).sides.validation
    choices = choices_for(run.out, version)
    write_manifest(run.out, manifest(run.out, choices, recipes, None))
    measured = evaluate_scenes(validation, run.out)
    choices = replace(choices, calibration=fitted(measured.counted))
    write_manifest(run.out, manifest(run.out, choices, recipes, None))
    calibrated = evaluate_scenes(validation, run.out)
    least = decided_probability(calibrated.counted)
    choices = replace(choices, decided_probability=least)
    write_manifest(run.out, manifest(run.out, choices, recipes, None))
    report = evaluate_scenes(validation, run.out)
    write_manifest(run.out, manifest(run.out, choices, recipes, report))
    log(json.dumps(report.to_json()))


def _recipe(folder: Path, name: str) -> Json:
    """Return how a file came about: as told beside it, or of one not trained here as before."""
    own = _read(folder / f"{name}-recipe.json")
    if isinstance(own, dict):
        rejection = _read(folder / REJECTION_RECIPE) if name == "classifier" else None
        return {**own, "rejection": rejection} if rejection else own
    before = _read(folder / MANIFEST)
    described = before.get(name) if isinstance(before, dict) else None
    return described.get("recipe") if isinstance(described, dict) else None


def _read(path: Path) -> Json:
    content: Json = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
    return content
