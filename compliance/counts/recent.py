"""What an area's newest releases say together, beyond their counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from compliance.counts.clustering import design_effect
from compliance.counts.disclosure import Release, identity
from compliance.counts.drift import drift
from compliance.models import Models

REACH = timedelta(days=28)
"""How far back releases are looked at."""


@dataclass(frozen=True, slots=True)
class Recent:
    """What is told of an area's newest releases; None where too few say anything."""

    drift: float | None = None
    """How far the models' sureness has moved, 0 to 1; see `drift`."""
    design_effect: float | None = None
    """How much groups of people make rates vary, 1 or more; see `clustering`."""


def recent_of(releases: Sequence[Release], models: Models) -> Recent:
    """Return what an area's releases of the last REACH say, which come in order of time."""
    reference = models.sureness
    moved = drift(reversed(releases), reference, identity(models)) if reference else None
    return Recent(moved, design_effect(releases))
