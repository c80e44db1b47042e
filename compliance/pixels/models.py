"""Both models, loaded: once for all pixel processes where they come from a server that has them.

What was loaded before a process is forked is memory that it shares with the others. The server
runs one thread and has seen no picture.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from compliance.errors import ModelError
from compliance.models import FOLDER_VARIABLE, Models, read_manifest, verify
from compliance.pixels.classify import Classifier
from compliance.pixels.detect import Detector


@dataclass(frozen=True, slots=True)
class Loaded:
    """A detector and a classifier that have run once, so nothing is left to load."""

    detector: Detector
    classifier: Classifier

    def are(self, models: Models) -> bool:
        """Say whether these are the models described, to the letter."""
        described = (models.detector, models.classifier)
        return (self.detector.model, self.classifier.model) == described


def loaded(folder: Path) -> Loaded:
    """Return the models of a folder: those loaded already, or loaded now. Raises ModelError."""
    models = read_manifest(folder)
    if _shared and _shared.are(models):
        return _shared
    verify(models)
    return Loaded(Detector(models.detector), Classifier(models.classifier))


def _load_shared() -> Loaded | None:
    """Load the models that whoever started this process named; whoever needs them says faults."""
    folder = os.environ.get(FOLDER_VARIABLE)
    try:
        return loaded(Path(folder)) if folder else None
    except ModelError:
        return None


_shared: Loaded | None = None
_shared = _load_shared()
