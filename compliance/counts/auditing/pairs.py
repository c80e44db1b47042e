"""What a person saw in an interval, and the same interval as it was counted and released."""

from dataclasses import dataclass, field
from datetime import datetime

from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity


@dataclass(frozen=True, slots=True)
class Audit:
    """What one person saw at one camera in a bucket, watched from its start to its end.

    Held as pending counts are, never told: it may be of a few people.
    """

    area: str
    camera: str
    start: datetime
    end: datetime
    seen: Counts = field(repr=False)
    """`unknown` and `withheld` are nought: a person is sure, or does not tell."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One or more releases of an area that were audited whole, summed; may be told."""

    site: str
    area: str
    start: datetime
    """Start of the first release."""
    end: datetime
    """End of the last one; between them may lie releases that nobody audited."""
    releases: int
    seen: Counts
    """People by what a person saw."""
    counted: Counts
    """Passages as released."""
    models: ModelIdentity
