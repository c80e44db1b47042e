"""The release rule: nothing is published of fewer than `minimum_count` passages.

Closed buckets are pooled until they hold enough, then released whole, once. Releases of an area
do not overlap, so any sum or difference of published tables is a sum of whole releases.

Numbers alone do not hide what everyone did: of an interval in which all wore a mask, or none
did, whoever knows that somebody was there knows what they did (A. Machanavajjhala et al.,
l-Diversity, ACM TKDD 1 (2007) 3, calls it homogeneity). So such an interval grows until both
sides are in it. When it is as long as `homogeneous_limit` and still alike, it is released with
the number of people alone: their outcomes are `withheld`, the undecided ones included.

What this does not hide, because the rule is known: that outcomes were withheld says that those
decided did alike; not on which side, but where nearly everyone wears a mask that is easily
guessed. And whoever knows that enough people had passed before an interval's last bucket knows
that they had done alike, or it would have ended sooner (R. Wong et al., Minimality attack, VLDB
2007). No count follows from either. Where nobody was decided there is nothing to hide.

With noise (see `noise`) nothing is withheld: nobody can tell whether all did alike, and a rule
that looked at what they did would give away what the noise hides. When an interval is released
then depends on how many passed, and when, but not on what anybody did.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from compliance.counts.buckets import BUCKET_FLOOR, Bucket, Counts
from compliance.models import Models
from compliance.sureness import NOBODY, Sureness

HOMOGENEOUS_LIMIT = timedelta(hours=24)
"""Long enough that a place has met all its hours' people; figures are then a day late at most.
Where one passage in 100 differs, the 360 of a day with 15 an hour are alike one time in 37."""


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Which models counted, each as name@version."""

    detector: str
    classifier: str


def identity(models: Models) -> ModelIdentity:
    """Return which models these are, as a release names them."""
    detector, classifier = models.detector, models.classifier
    return ModelIdentity(
        f"{detector.name}@{detector.version}", f"{classifier.name}@{classifier.version}"
    )


@dataclass(frozen=True, slots=True)
class Pending:
    """What is closed and not yet released in an area."""

    start: datetime
    end: datetime
    counts: Counts
    observed_ms: int
    expected_seconds: int
    sureness: Sureness = NOBODY


class Release(NamedTuple):
    """A published interval [start, end) of an area."""

    site: str
    area: str
    start: datetime
    end: datetime
    counts: Counts
    observed_seconds: int
    """Camera seconds really watched."""
    expected_seconds: int
    """Cameras x the seconds that should have been watched."""
    models: ModelIdentity
    sureness: Sureness = NOBODY
    """How surely those were judged that could be judged; empty where outcomes are withheld."""
    noise_epsilon: float | None = None
    """What the noise on the counts lets a passage tell at most, see `noise`; None: exact."""


def join(pending: Pending | None, closed: Bucket, cameras: float) -> Pending:
    """Return the pending interval grown by a closed bucket that `cameras` should have watched.

    `cameras` is their mean over the bucket.
    """
    expected_seconds = round(cameras * closed.length.total_seconds())
    if pending is None:
        return Pending(
            closed.start,
            closed.end,
            closed.counts,
            closed.observed_ms,
            expected_seconds,
            closed.sureness,
        )
    return Pending(
        pending.start,
        closed.end,
        pending.counts + closed.counts,
        pending.observed_ms + closed.observed_ms,
        pending.expected_seconds + expected_seconds,
        pending.sureness + closed.sureness,
    )


def is_due(
    pending: Pending,
    minimum_count: int,
    shortest: timedelta = BUCKET_FLOOR,
    homogeneous_limit: timedelta | None = None,
) -> bool:
    """Say whether the interval holds enough passages and time to be published.

    `homogeneous_limit`: how long it waits for both sides; None: it does not.
    """
    length = pending.end - pending.start
    if length < max(shortest, BUCKET_FLOOR) or pending.counts.passages < max(minimum_count, 1):
        return False
    if homogeneous_limit is None or not pending.counts.is_homogeneous:
        return True
    return length >= homogeneous_limit


def withhold(pending: Pending) -> Pending:
    """Return the interval with the number of people alone where those decided did alike."""
    if not pending.counts.is_homogeneous:
        return pending
    return replace(pending, counts=Counts(withheld=pending.counts.passages), sureness=NOBODY)


def publish(
    pending: Pending,
    site: str,
    area: str,
    models: ModelIdentity,
    noise_epsilon: float | None = None,
) -> Release:
    """Return the pending interval, whole, as it is published.

    `noise_epsilon`: of the noise that is on its counts already.
    """
    return Release(
        site=site,
        area=area,
        start=pending.start,
        end=pending.end,
        counts=pending.counts,
        observed_seconds=round(pending.observed_ms / 1000),
        expected_seconds=pending.expected_seconds,
        models=models,
        sureness=pending.sureness,
        noise_epsilon=noise_epsilon,
    )
