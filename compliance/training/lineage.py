"""What a network came from, when training went on from the shipped models: their own recipe."""

import json

from compliance.evaluation.evaluate import Json
from compliance.models import MANIFEST, SHIPPED_MODELS
from compliance.training.initial import SHIPPED, member


def shipped_recipe(what: str, named: str) -> Json:
    """Return the version and recipe of a shipped network; None when another file is named.

    what: `detector`, `classifier` or `rejection`, the classifier's last output. named: as in
    `initial_classifier`, such as `shipped:2`.
    """
    name, number = member(named)
    if name != SHIPPED:
        return None
    manifest = json.loads((SHIPPED_MODELS / MANIFEST).read_text(encoding="utf-8"))
    described = manifest["detector" if what == "detector" else "classifier"]
    recipe = described["recipe"]["rejection"] if what == "rejection" else described["recipe"]
    members = recipe.get("members")
    if isinstance(members, list):
        recipe = members[number - 1]
    return {"version": described["version"], "recipe": recipe}
