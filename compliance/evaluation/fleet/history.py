"""A site's released rows of a year: every hour goes through the product's release rule; pure."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from compliance.counts.buckets import Bucket
from compliance.counts.disclosure import (
    HOMOGENEOUS_LIMIT,
    ModelIdentity,
    Pending,
    Release,
    is_due,
    join,
    publish,
    withhold,
)
from compliance.evaluation.fleet.passers import Place, counted, judged, place
from compliance.evaluation.fleet.plan import area_of

HOUR = timedelta(hours=1)
_MINIMUM_COUNT = 10
_HOUR_MS = 3_600_000
_WATCHED = (0.97, 1.0)  # of an hour, usually
_AWAY = 0.002
"""Share of hours in which a camera sees nothing at all."""


def year(
    site: str, areas: int, begin: datetime, days: int, models: ModelIdentity, seed: int
) -> Iterator[list[Release]]:
    """Yield each area's releases; the same again for a seed."""
    for number in range(areas):
        chance = random.Random(f"{seed} {number}")  # noqa: S311 - people, not a secret
        yield list(_area(site, area_of(number), (begin, days * 24), models, chance))


def _area(
    site: str,
    area: str,
    span: tuple[datetime, int],
    models: ModelIdentity,
    chance: random.Random,
) -> Iterator[Release]:
    """Yield an area's releases of so many hours from a time on."""
    where = place(chance)
    begin, hours = span
    pending: Pending | None = None
    for number in range(hours):
        pending = join(pending, _hour(where, begin + number * HOUR, chance), 1)
        if is_due(pending, _MINIMUM_COUNT, homogeneous_limit=HOMOGENEOUS_LIMIT):
            yield publish(withhold(pending), site, area, models)
            pending = None


def _hour(where: Place, at: datetime, chance: random.Random) -> Bucket:
    if chance.random() < _AWAY:
        return Bucket(at, at + HOUR)
    counts = counted(where, at, chance)
    observed_ms = round(_HOUR_MS * chance.uniform(*_WATCHED))
    return Bucket(at, at + HOUR, counts, observed_ms, judged(counts))
