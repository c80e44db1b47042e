"""The models' manifest: what each file is, how it is used, and whether it is the right one."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from compliance.errors import ModelError
from compliance.shipped import shipped
from compliance.sureness import CLASSES, EDGES, Sureness

SHIPPED_MODELS = shipped("models")
MANIFEST = "manifest.json"
SCHEMA = 1
FOLDER_VARIABLE = "COMPLIANCE_PRELOADED_MODELS"
"""Names, in the environment of the server of pixel processes, the folder of what it loads."""
LABELS = ("mask", "incorrect", "no_mask")
"""What the classifier tells apart of faces, in the order of its output; no face comes last."""

Confusion: TypeAlias = dict[str, dict[str, int]]
"""Held-out faces by true label, then by what they were called: one of LABELS, or `missed`."""

_CALLED = (*LABELS, "missed")
_SCORES = ("balanced_accuracy", "macro_f1", "mask_or_none")
_RESTORE = "Restore the models folder from the release, or name another under [models] folder."


@dataclass(frozen=True, slots=True)
class DetectorModel:
    """The face detector's file and settings."""

    path: Path
    sha256: str
    name: str
    version: str
    high_threshold: float
    """Score from which a detection is a face by itself."""
    low_threshold: float
    """Score from which a detection may continue a track."""
    nms_iou: float
    """Of two detections that overlap more than this, the one with the lower score is dropped."""


@dataclass(frozen=True, slots=True)
class ClassifierModel:
    """The crop classifier's file and settings."""

    path: Path
    sha256: str
    name: str
    version: str
    size_px: int
    crop_scale: float
    """Side of the square cut out, in longer sides of the face's box."""
    labels: tuple[str, ...]
    temperature: float
    """Logits are divided by it before the softmax."""
    offsets: tuple[float, ...]
    """Added per label to the divided logits, so that no label is favoured."""
    decided_probability: float
    """A face whose best label has less than this stays unknown."""
    rejects_below: float
    """A crop that is a face with less than this probability is none."""
    rejects_tracks_below: float
    """A track whose crops are faces with less than this probability on average is none."""


@dataclass(frozen=True, slots=True)
class Score:
    """A score, with its 95 % interval where there is one."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Models:
    """Everything the manifest says that the product uses."""

    detector: DetectorModel
    classifier: ClassifierModel
    confusion: Confusion
    confusion_by_size: dict[str, Confusion] = field(default_factory=dict)
    """The same by the shorter side of the face, such as `40 px to 80 px`; empty where missing."""
    sureness: Sureness | None = None
    """How surely passages are judged where the models were measured; None where missing."""
    scores: dict[str, Score] = field(default_factory=dict)
    """The classifier's on held-out faces, by name; only those that the manifest has."""


def read_manifest(folder: Path) -> Models:
    """Read the manifest in the folder of the models; their files are not touched.

    Raises ModelError naming the key that is missing or wrong.
    """
    path = folder / MANIFEST
    try:
        tree = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror}", _RESTORE) from error
    except ValueError as error:
        raise ModelError(f"{path}: is not JSON: {error}", _RESTORE) from error
    manifest = _Manifest(path, tree)
    if manifest.number("schema") != SCHEMA:
        raise manifest.fault("schema", f"expected {SCHEMA}; these models need another release")
    return Models(
        _detector(manifest),
        _classifier(manifest),
        _confusion(manifest, "confusion.counts"),
        _confusion_by_size(manifest),
        _sureness(manifest),
        _scores(manifest),
    )


def verify(models: Models) -> None:
    """Check that both files are the ones the manifest describes.

    Raises ModelError with the file, what was expected and what was found.
    """
    for model in (models.detector, models.classifier):
        try:
            found = hashlib.sha256(model.path.read_bytes()).hexdigest()
        except OSError as error:
            raise ModelError(f"{model.path}: cannot be read: {error.strerror}", _RESTORE) from error
        if found != model.sha256:
            raise ModelError(
                f"{model.path}: sha256 is {found}, expected {model.sha256}",
                f"The file is cut short or was replaced. {_RESTORE}",
            )


@dataclass(frozen=True, slots=True)
class _Manifest:
    """A parsed manifest, read by dotted keys."""

    path: Path
    tree: object

    def fault(self, key: str, expected: str) -> ModelError:
        return ModelError(f"{self.path}: {key}: {expected}", _RESTORE)

    def value(self, key: str) -> object:
        here = self.tree
        for part in key.split("."):
            if not isinstance(here, Mapping) or part not in here:
                raise self.fault(key, "is missing")
            here = here[part]
        return here

    def has(self, key: str) -> bool:
        table, _, name = key.rpartition(".")
        found = self.value(table) if table else self.tree
        return isinstance(found, Mapping) and name in found

    def tells(self, key: str) -> bool:
        """Say whether a key is there with a value; null, alone or as a pair, stands for none."""
        return self.has(key) and self.value(key) not in (None, [None, None])

    def text(self, key: str) -> str:
        found = self.value(key)
        if not isinstance(found, str) or not found:
            raise self.fault(key, f"{found!r} is not a text")
        return found

    def number(self, key: str, low: float = 0.0, high: float = float("inf")) -> float:
        found = self.value(key)
        if isinstance(found, bool) or not isinstance(found, int | float):
            raise self.fault(key, f"{found!r} is not a number")
        if not low <= found <= high:
            raise self.fault(key, f"{found} is not between {low:g} and {high:g}")
        return float(found)

    def count(self, key: str) -> int:
        found = self.number(key)
        if not found.is_integer():
            raise self.fault(key, f"{found} is not a whole number")
        return int(found)

    def numbers(self, key: str, count: int) -> tuple[float, ...]:
        found = self.value(key)
        if not isinstance(found, list) or len(found) != count:
            raise self.fault(key, f"{found!r} is not a list of {count} numbers")
        if any(isinstance(one, bool) or not isinstance(one, int | float) for one in found):
            raise self.fault(key, f"{found!r} holds something that is not a number")
        return tuple(float(one) for one in found)

    def counts(self, key: str, count: int) -> tuple[int, ...]:
        found = self.numbers(key, count)
        if any(one < 0 or not one.is_integer() for one in found):
            raise self.fault(key, f"{found!r} holds something that is not a count")
        return tuple(int(one) for one in found)

    def file(self, key: str) -> Path:
        name = self.text(key)
        if Path(name).name != name:
            raise self.fault(key, f"{name!r} is not a plain file name beside the manifest")
        return self.path.parent / name


def _detector(manifest: _Manifest) -> DetectorModel:
    high = manifest.number("detector.thresholds.high", 0.0, 1.0)
    return DetectorModel(
        path=manifest.file("detector.file"),
        sha256=manifest.text("detector.sha256"),
        name=manifest.text("detector.name"),
        version=manifest.text("detector.version"),
        high_threshold=high,
        low_threshold=manifest.number("detector.thresholds.low", 0.0, high),
        nms_iou=manifest.number("detector.nms_iou", 0.0, 1.0),
    )


def _classifier(manifest: _Manifest) -> ClassifierModel:
    labels = manifest.value("classifier.labels")
    if labels != list(LABELS):
        raise manifest.fault("classifier.labels", f"{labels!r} is not {list(LABELS)!r}")
    return ClassifierModel(
        path=manifest.file("classifier.file"),
        sha256=manifest.text("classifier.sha256"),
        name=manifest.text("classifier.name"),
        version=manifest.text("classifier.version"),
        size_px=manifest.count("classifier.input.size_px"),
        crop_scale=manifest.number("classifier.input.crop_scale", 0.5, 4.0),
        labels=LABELS,
        temperature=manifest.number("classifier.temperature", 0.01, 100.0),
        offsets=manifest.numbers("classifier.offsets", len(LABELS)),
        decided_probability=manifest.number("classifier.decided_probability", 0.0, 1.0),
        rejects_below=manifest.number("classifier.rejects_below", 0.0, 1.0),
        rejects_tracks_below=manifest.number("classifier.rejects_tracks_below", 0.0, 1.0),
    )


def _confusion(manifest: _Manifest, key: str) -> Confusion:
    return {
        true: {called: manifest.count(f"{key}.{true}.{called}") for called in _CALLED}
        for true in LABELS
    }


def _confusion_by_size(manifest: _Manifest) -> dict[str, Confusion]:
    key = "confusion.by_size"
    bands = manifest.value(key) if manifest.has(key) else {}
    if not isinstance(bands, Mapping):
        raise manifest.fault(key, "is not a table")
    return {str(band): _confusion(manifest, f"{key}.{band}") for band in bands}


def _sureness(manifest: _Manifest) -> Sureness | None:
    """Return the histogram; None where there is none, or one of other classes."""
    if not manifest.has("sureness") or manifest.numbers("sureness.edges", len(EDGES)) != EDGES:
        return None
    return Sureness(*manifest.counts("sureness.passages", CLASSES))


def _scores(manifest: _Manifest) -> dict[str, Score]:
    table = "classifier.scores"
    if not manifest.has(table):
        return {}
    return {
        name: Score(manifest.number(f"{table}.{name}"), *_interval(manifest, table, name))
        for name in _SCORES
        if manifest.tells(f"{table}.{name}")
    }


def _interval(manifest: _Manifest, table: str, name: str) -> tuple[float, ...]:
    intervals = f"{table}.intervals"
    if not manifest.has(intervals) or not manifest.tells(f"{intervals}.{name}"):
        return ()
    return manifest.numbers(f"{intervals}.{name}", 2)
