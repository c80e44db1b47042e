"""Made-up lives of a site: hours counted by chance, released by the product's own rule."""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from compliance.counts import rows
from compliance.counts.buckets import Bucket, Counts
from compliance.counts.correction import Correction
from compliance.counts.disclosure import (
    ModelIdentity,
    Pending,
    Release,
    identity,
    is_due,
    join,
    publish,
    withhold,
)
from compliance.counts.engine import connected
from compliance.counts.rates import Measured
from compliance.counts.store import open_store
from compliance.models import SHIPPED_MODELS, read_manifest

SITE = "lyon-01"
PARIS = ZoneInfo("Europe/Paris")
HOUR = timedelta(hours=1)
DAY_LIMIT = timedelta(hours=24)
MODELS = read_manifest(SHIPPED_MODELS)
THEIRS: ModelIdentity = identity(MODELS)
MEASURED = Measured(Correction(MODELS.confusion), THEIRS)


@dataclass(frozen=True)
class Life:
    """How an area lives."""

    area: str
    busiest: float = 90.0
    """Passages in its busiest hour."""
    rate: float = 0.82
    dark: Sequence[tuple[date, date]] = ()
    """Days [first, after) in which nothing was watched."""
    half_dark: Sequence[date] = ()
    """Days of which a fifth was watched."""
    lower_from: date | None = None
    """From when on six points fewer comply."""
    seed: int = 1
    rng: random.Random = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rng", random.Random(f"{self.area}{self.seed}"))  # noqa: S311 - no secret

    def watched(self, at: datetime) -> float:
        """Return the share of an hour that was watched."""
        day = at.astimezone(PARIS).date()
        if any(first <= day < after for first, after in self.dark):
            return 0.0
        return 0.2 if day in self.half_dark else 1.0

    def counts(self, at: datetime) -> Counts:
        """Return who passed, by chance, in an hour."""
        local = at.astimezone(PARIS)
        through = (local.hour - 6) / 14
        busy = math.sin(math.pi * through) ** 1.5 if 0 < through < 1 else 0.01
        busy *= 0.25 if local.weekday() > 4 else 1.0
        n = max(0, round(self.rng.gauss(1, 0.18) * self.busiest * busy * self.watched(at)))
        rate = self.rate + 0.05 * math.cos(math.pi * through) - 0.08 * (local.weekday() > 4)
        rate += self.rng.gauss(0, 0.025)
        if self.lower_from and local.date() >= self.lower_from:
            rate -= 0.06
        made = [0, 0, 0, 0]
        for _ in range(n):
            chance = self.rng.random()
            made[0 if chance < rate * 0.96 else 1 if chance < rate else 2] += 1
            if self.rng.random() < 0.04:
                made[3] += 1
        return Counts(*made)


def lived(life: Life, start: datetime, end: datetime, minimum: int = 10) -> Iterator[Release]:
    """Yield what is released of an area that lives from start to end."""
    pending: Pending | None = None
    at = start.astimezone(UTC)
    while at < end:
        seen = round(3_600_000 * life.watched(at))
        pending = join(pending, Bucket(at, at + HOUR, life.counts(at), seen), cameras=1)
        at += HOUR
        if is_due(pending, minimum, HOUR, DAY_LIMIT):
            yield publish(withhold(pending), SITE, life.area, THEIRS)
            pending = None


def a_release(
    start: datetime,
    counts: Counts,
    *,
    area: str = "hall",
    hours: float = 1,
    watched: float = 1.0,
    models: ModelIdentity = THEIRS,
) -> Release:
    """Return one released row."""
    seconds = round(3600 * hours)
    end = start + timedelta(seconds=seconds)
    return Release(SITE, area, start, end, counts, round(seconds * watched), seconds, models)


def write(folder: Path, releases: Sequence[Release]) -> str:
    """Put released rows into a new store; return its address."""
    url = f"sqlite:///{folder / 'compliance.db'}"
    with open_store(url, SITE) as store:
        for release in {release.area: release for release in releases}.values():
            sequence = store.next_sequence(release.area)
            store.add(release.area, release.area, sequence, release.start, Counts(), 0)
    with connected(url) as engine, engine.connect() as plain:
        writer = plain.execution_options(is_writer=True)
        with writer.begin():
            for release in releases:
                rows.write_release(writer, release)
    return url
