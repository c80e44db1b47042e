"""Whoever holds all that audits ever told cannot single out a few, nor learn what all did."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.counts.auditing.agreement import agreement
from compliance.counts.auditing.desk import Desk, open_desk
from compliance.counts.auditing.matching import Terms
from compliance.counts.auditing.pairs import Audit
from compliance.counts.auditing.rows import read_audits
from compliance.counts.buckets import Counts
from compliance.counts.disclosure import HOMOGENEOUS_LIMIT, ModelIdentity
from compliance.counts.store import Store, open_store
from tests.counts.databases import sqlite_url
from tests.privacy.solving import Sum, solved
from tests.privacy.test_release_attack import groups

DAWN = datetime(2026, 1, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
OUTCOMES = ("mask", "incorrect", "no_mask")
MODELS = (ModelIdentity("detector@1", "classifier@1"), ModelIdentity("detector@2", "classifier@1"))
_areas = count()


@dataclass(frozen=True, slots=True)
class Hour:
    """What passes in an hour, as it is seen and as it is counted."""

    seen: Counts
    counted: Counts
    audited_after: int | None
    """How many hours later the audit is handed in; None: nobody audits."""
    models: ModelIdentity


@dataclass(frozen=True, slots=True)
class Life:
    """Some hours of an area, under which rule."""

    hours: tuple[Hour, ...]
    minimum_count: int
    expires_after: int
    """Hours."""


@st.composite
def lives(draw: st.DrawFn) -> Life:
    few, rare = st.integers(0, 5), st.sampled_from([0, 0, 0, 1])
    hours = []
    for _ in range(draw(st.integers(1, 25))):
        seen = Counts(draw(few), draw(rare), draw(rare))
        counted = Counts(draw(few), draw(rare), draw(rare), draw(rare))
        audited = draw(st.sampled_from([0, 0, 0, 0, 1, 6, None]))
        hours.append(Hour(seen, counted, audited, MODELS[draw(rare)]))
    expires = draw(st.sampled_from([5, 400]))
    return Life(tuple(hours), draw(st.integers(2, 12)), expires)


class Watched:
    """An area whose audits are watched by somebody who knows which hours each comparison is of."""

    def __init__(self, store: Store, desk: Desk, life: Life) -> None:
        self.store, self.desk, self.life = store, desk, life
        self.area = f"hall-{next(_areas)}"
        self.sums: list[Sum] = []
        self.members: dict[tuple[datetime, ModelIdentity], frozenset[datetime]] = {}
        self.models: dict[datetime, ModelIdentity] = {}

    def live(self) -> None:
        """Let each hour pass, be audited, closed, released and compared; note all that is told."""
        for number, hour in enumerate(self.life.hours):
            start = DAWN + number * HOUR
            sequence = self.store.next_sequence(self.area)
            self.store.add(self.area, self.area, sequence, start, hour.counted, 3_600_000)
            for earlier, other in enumerate(self.life.hours[: number + 1]):
                if other.audited_after == number - earlier:
                    begin = DAWN + earlier * HOUR
                    audit = Audit(self.area, "door", begin, begin + HOUR, other.seen)
                    self.desk.hand_in(audit)
            self.store.close_buckets(self.area, start + HOUR, 1)
            self.store.release(
                self.area, self.life.minimum_count, hour.models, HOMOGENEOUS_LIMIT / 4
            )
            self._compare(start + HOUR)
            self.store.expire(start - self.life.expires_after * HOUR)
            self._look()

    def _compare(self, now: datetime) -> None:
        terms = Terms(1, self.life.minimum_count, protects_homogeneous=True)
        before = self._waiting()
        pairs = self.store.match_audits(self.area, terms, now)
        gone = before - self._waiting()
        for release in self.store.releases(area=self.area):
            for start in before:
                if release.start <= start < release.end:
                    self.models[start] = release.models
        for pair in pairs:
            its = {s for s in gone if pair.start <= s < pair.end and self.models[s] == pair.models}
            self.members[pair.start, pair.models] = frozenset(its)

    def _waiting(self) -> set[datetime]:
        with self.desk.writing() as connection:
            return {audit.start for audit in read_audits(connection, "lyon", self.area)}

    def _look(self) -> None:
        told = self.store.pairs(self.area)
        for models in MODELS:
            theirs = [pair for pair in told if pair.models == models]
            hours = {hour for pair in theirs for hour in self.members[pair.start, models]}
            seen = agreement(theirs).seen
            for outcome in OUTCOMES:
                cells: frozenset[Hashable] = frozenset((self.area, hour, outcome) for hour in hours)
                self.sums.append(Sum(cells, getattr(seen, outcome)))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Desk]]:
    url = sqlite_url(tmp_path_factory.mktemp("audits"))
    with open_store(url, "lyon") as store, open_desk(url, "lyon") as desk:
        yield store, desk


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(life=lives())
def test_no_sum_that_audits_ever_told_is_of_few_people_or_of_people_alike(
    site: tuple[Store, Desk], life: Life
) -> None:
    watched = Watched(*site, life)
    watched.live()
    truth = {DAWN + n * HOUR: hour.seen for n, hour in enumerate(life.hours)}
    for when, by_outcome in groups(solved(watched.sums)).items():
        told = Counts(**{name: number for (name,), number in by_outcome.items()})
        hours = {hour for cell in when if isinstance(cell, tuple) for hour in cell[1:]}
        assert told == sum((truth[hour] for hour in hours), Counts())
        assert told.decided >= life.minimum_count
        assert not told.is_homogeneous


def test_the_adversary_sees_comparisons_at_all(site: tuple[Store, Desk]) -> None:
    hours = [Hour(Counts(6, n % 2, 1), Counts(5, 1, 1, 1), 0, MODELS[0]) for n in range(6)]
    watched = Watched(*site, Life(tuple(hours), 5, 400))
    watched.live()
    assert len(groups(solved(watched.sums))) == 6
