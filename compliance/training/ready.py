"""A manifest right after each run, so that the folder can be used and evaluated at once."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from compliance.evaluation.evaluate import Json
from compliance.models import MANIFEST, SHIPPED_MODELS
from compliance.training.manifest import Choices, manifest, write_manifest

PARTS = ("detector", "classifier")


def make_ready(folder: Path, trained: str, version: str) -> None:
    """Fill in what is missing from the shipped models and describe both files.

    trained: `detector`, `classifier` or `rejection`. The part that was not trained keeps the
    settings it had. All scores and counts are empty until they are measured together.
    """
    before = _before(folder)
    for part in PARTS:
        if not (folder / f"{part}.onnx").is_file():
            shutil.copyfile(SHIPPED_MODELS / f"{part}.onnx", folder / f"{part}.onnx")
    recipes = {part: _recipe(folder / f"{part}-recipe.json") for part in PARTS}
    choices = Choices(version)
    if trained == "classifier":  # its last output is not fitted to it yet
        choices = replace(choices, rejects_below=0.0, rejects_tracks_below=0.0)
    content = manifest(folder, choices, recipes, None)
    for part in PARTS:
        kept, new = before.get(part), content[part]
        if part not in _made_by(trained) and isinstance(kept, dict) and isinstance(new, dict):
            content[part] = {**kept, "sha256": new["sha256"], "file": new["file"], "scores": {}}
    write_manifest(folder, content)


def _made_by(trained: str) -> tuple[str, ...]:
    return ("classifier",) if trained == "rejection" else (trained,)


def _before(folder: Path) -> Mapping[str, Json]:
    """Return the folder's manifest so far, or else the shipped one."""
    path = folder / MANIFEST
    source = path if path.is_file() else SHIPPED_MODELS / MANIFEST
    content: Mapping[str, Json] = json.loads(source.read_text(encoding="utf-8"))
    return content


def _recipe(path: Path) -> Json:
    content: Json = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
    return content
