"""One run of averaging: classifiers trained on from the same weights become one network."""

import json
from itertools import islice
from pathlib import Path

import numpy as np
import torch

from compliance.errors import DataError
from compliance.training.beginning import INITIAL
from compliance.training.checking import looked_over
from compliance.training.classifier import CHECKPOINT, batches, validate
from compliance.training.drawn_masks import drawn_masks
from compliance.training.export_classifier import classifier_parity, export_classifier
from compliance.training.gathering import boxed, faces
from compliance.training.initial import initial_classifier
from compliance.training.loop import beside
from compliance.training.opinions_run import with_opinions
from compliance.training.pools import pools
from compliance.training.run import CLASSIFIER, Log, Run, named
from compliance.training.soup import averaged, renormalise

_AT_LEAST = 2
_BATCH, _BATCHES = 48, 30


def run_average(run: Run, log: Log) -> None:
    """Average the members' weights into `out`; nothing is learned."""
    if len(run.members) < _AT_LEAST:
        message = "an average has two members or more"
        raise DataError(message, "Name their checkpoints: --member one.pt --member two.pt")
    model = averaged([initial_classifier(str(file), run.seed) for file in run.members])
    contents = looked_over(run, log)
    scenes = boxed(run, contents, log)
    known = with_opinions(run, contents, scenes, faces(run, contents, scenes, log), log)
    filled = pools(known.scenes, known.folders, drawn_masks(contents, log))
    torch.manual_seed(run.seed)
    drawn = batches(filled, _BATCH, np.random.default_rng(run.seed))
    renormalise(model, (crops for crops, _ in islice(drawn, _BATCHES)))
    score, words = validate(model, [face.subject for face in known.validation])
    log(f"{len(run.members)} classifiers averaged: {words}")
    torch.save(model.state_dict(), run.out / CHECKPOINT)
    export_classifier(model, run.out / CLASSIFIER)
    _write_recipe(run, score, classifier_parity(model, run.out / CLASSIFIER))


def _write_recipe(run: Run, score: float, parity: float) -> None:
    files = " ".join(f"--member {named(file)}" for file in run.members)
    recipe = {
        "command": f"compliance train average --data DATA --out OUT {files} --seed {run.seed}",
        "members": {named(file): _recipe_beside(file) for file in run.members},
        "validation_score": round(score, 4),
        "parity_with_torch": parity,
    }
    text = json.dumps(recipe, indent=2)
    (run.out / "classifier-recipe.json").write_text(text + "\n", encoding="utf-8")


def _recipe_beside(checkpoint: Path) -> object:
    """Return how a checkpoint came about, None when that is not told."""
    if checkpoint.name == beside(Path(CHECKPOINT), INITIAL).name:
        return "the weights that this run began with"
    path = checkpoint.parent / "classifier-recipe.json"
    if checkpoint.name != CHECKPOINT or not path.is_file():
        return None
    return json.loads(path.read_text(encoding="utf-8"))
