"""One run of the committee: finished classifiers become one file."""

import json
from collections import Counter
from pathlib import Path

from compliance.errors import DataError
from compliance.training.committee import Committee, weighed
from compliance.training.export_classifier import committee_parity, export_committee
from compliance.training.initial import initial_classifier
from compliance.training.lineage import shipped_recipe
from compliance.training.ready import REJECTION_RECIPE
from compliance.training.run import CLASSIFIER, Log, Run, named

_AT_LEAST = 2


def run_committee(run: Run, log: Log) -> None:
    """Join the members, each with its rejection fitted, into `out`; nothing is learned.

    The word of a member that is named twice counts twice.
    """
    counts = Counter(run.members)
    if len(counts) < _AT_LEAST:
        message = "a committee has two members or more"
        raise DataError(message, "Name them: --member one.pt --member shipped:2")
    members = [initial_classifier(str(file), run.seed) for file in counts]
    committee = Committee(weighed(members, list(counts.values())))
    export_committee(committee, run.out / CLASSIFIER)
    parity = committee_parity(committee, run.out / CLASSIFIER)
    _write(run.out / "classifier-recipe.json", _recipe(run, "classifier-recipe.json", parity))
    _write(run.out / REJECTION_RECIPE, _recipe(run, REJECTION_RECIPE, parity))
    log(f"{len(counts)} classifiers in one; the file is {parity:.2g} off at most")


def _recipe(run: Run, name: str, parity: float) -> dict[str, object]:
    files = " ".join(f"--member {named(file)}" for file in run.members)
    return {
        "command": f"compliance train committee --data DATA --out OUT {files}",
        "members": [_made(file, name) for file in dict.fromkeys(run.members)],
        "parity_with_torch": parity,
    }


def _made(file: Path, name: str) -> object:
    """Return how a member came about: as told beside it, or of a shipped one in its manifest."""
    what = "rejection" if name == REJECTION_RECIPE else "classifier"
    return shipped_recipe(what, str(file)) or _read(file.parent / name)


def _read(path: Path) -> object:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def _write(path: Path, recipe: dict[str, object]) -> None:
    path.write_text(json.dumps(recipe, indent=2) + "\n", encoding="utf-8")
