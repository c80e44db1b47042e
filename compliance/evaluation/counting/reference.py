"""The histogram of sureness in the models' manifest: what drift in operation is held against."""

import json
from collections.abc import Sequence
from pathlib import Path

from compliance.errors import DataError
from compliance.evaluation.counting.streets import Counted, Order
from compliance.models import MANIFEST
from compliance.sureness import EDGES, NOBODY, Sureness

_DESCRIPTION = (
    "Passages on simulated streets of held-out faces, by how surely they were judged (the mean of "
    "the likeliest label's probability over a track's samples): below the first edge, between "
    "edges, from the last edge on."
)


def sureness_of(counted: Sequence[Counted]) -> Sureness:
    """Return how surely the passages of all streets were judged."""
    return sum((street.sureness for street in counted), start=NOBODY)


def keep_sureness(folder: Path, order: Order, counted: Sequence[Counted]) -> Path:
    """Write it into the manifest in the folder of the models, whose other keys stay as they are."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        manifest["sureness"] = {
            "description": _DESCRIPTION,
            "people": order.people,
            "seed": order.seed,
            "edges": list(EDGES),
            "passages": list(sureness_of(counted).classes),
        }
        text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        message = f"{path}: cannot be written: {error.strerror}"
        raise DataError(message, "Name a folder of models that may be written to.") from error
    return path
