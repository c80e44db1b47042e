"""A manifest right after each run, so that the folder can be used and evaluated at once."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from compliance.evaluation.evaluate import Json
from compliance.models import MANIFEST, SHIPPED_MODELS
from compliance.training.manifest import Choices, manifest, write_manifest

PARTS = ("detector", "classifier")
REJECTION_RECIPE = "rejection-recipe.json"


def make_ready(folder: Path, trained: str, version: str) -> None:
    """Fill in what is missing from the shipped models and describe both files.

    trained: `detector`, `classifier`, `average`, `rejection` or `committee`. The part that was not
    trained keeps the settings it had. All scores and counts are empty until they are measured
    together.
    """
    before = _before(folder)
    for part in PARTS:
        if not (folder / f"{part}.onnx").is_file():
            shutil.copyfile(SHIPPED_MODELS / f"{part}.onnx", folder / f"{part}.onnx")
    recipes = {part: _recipe(folder / f"{part}-recipe.json") for part in PARTS}
    if trained in {"classifier", "average"}:
        (folder / REJECTION_RECIPE).unlink(missing_ok=True)
    content = manifest(folder, choices_for(folder, version), recipes, None)
    for part in PARTS:
        kept, new = before.get(part), content[part]
        if part not in _made_by(trained) and isinstance(kept, dict) and isinstance(new, dict):
            content[part] = {**kept, "sha256": new["sha256"], "file": new["file"], "scores": {}}
    write_manifest(folder, content)


def choices_for(folder: Path, version: str) -> Choices:
    """Return the choices for a folder's files.

    A classifier trained here rejects nothing until its last output was fitted to it.
    """
    is_ours = (folder / "classifier-recipe.json").is_file()
    if is_ours and not (folder / REJECTION_RECIPE).is_file():
        return Choices(version, rejects_below=0.0, rejects_tracks_below=0.0)
    return Choices(version)


def _made_by(trained: str) -> tuple[str, ...]:
    return (trained,) if trained in PARTS else ("classifier",)


def _before(folder: Path) -> Mapping[str, Json]:
    """Return the folder's manifest so far, or else the shipped one."""
    path = folder / MANIFEST
    source = path if path.is_file() else SHIPPED_MODELS / MANIFEST
    content: Mapping[str, Json] = json.loads(source.read_text(encoding="utf-8"))
    return content


def _recipe(path: Path) -> Json:
    content: Json = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
    return content
