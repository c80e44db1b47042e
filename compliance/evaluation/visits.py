"""What it does to audits when people leave before what they saw is published.

A release grows until enough people, and different ones, are in it; an audit that ends before it
does is lost. Where few pass or nearly all comply, what is left are the intervals in which the
count saw somebody without a mask soon, rightly or not: the count then looks worse than it is.

`python -m compliance.evaluation.visits [TRIALS]` prints how much worse.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from compliance.counts.auditing.agreement import found_of
from compliance.counts.auditing.matching import Terms, match
from compliance.counts.auditing.pairs import Audit, Pair
from compliance.counts.buckets import Bucket, Counts
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
from compliance.evaluation.auditing import Street, streets

RATES = (0.8, 0.9, 0.97, 0.99)
PEOPLE = (15, 40, 150)
TRIALS = 40

_TERMS = Terms(cameras=1, minimum_count=10, protects_homogeneous=True)
_DAYS, _HOURS = 40, 10  # in a day; nobody passes in the others
_SPREAD = 0.03
_START = datetime(2026, 1, 5, 8, tzinfo=UTC)
_HOUR = timedelta(hours=1)
_MODELS = ModelIdentity("detector", "classifier")


@dataclass(frozen=True, slots=True)
class Visits:
    """A visit a day, beginning at any hour."""

    street: Street
    rate: float
    people: int
    """In an hour, on average."""
    hours: int
    """Of each visit, at least."""
    stays: bool
    """Until what was seen is published, or the day ends."""

    def outcome(self, trials: int, seed: int) -> tuple[float, float]:
        """Return the share of the people seen that is compared, and the excess of the error.

        The excess: the error that audits find minus the true one, on average; 0.01 is a point.
        """
        chance = np.random.default_rng(seed)
        used, excess = [], []
        for _ in range(trials):
            pairs, seen = self._audited(chance)
            compared = sum(pair.seen.decided for pair in pairs)
            used.append(compared / seen if seen else 0.0)
            if len(pairs) > 1:
                excess.append(found_of(pairs).bias.value - self.street.bias(self.rate))
        return float(np.mean(used)), float(np.mean(excess)) if excess else float("nan")

    def _audited(self, chance: np.random.Generator) -> tuple[tuple[Pair, ...], int]:
        """Return what is compared in some weeks, and how many people were seen."""
        pending: Pending | None = None
        releases: list[Release] = []
        audits: list[Audit] = []
        for day in range(_DAYS):
            begin = int(chance.integers(0, _HOURS - self.hours + 1))
            is_there = False
            for hour in range(_HOURS):
                start = _START + timedelta(days=day, hours=hour)
                seen, counted = self._hour(chance)
                is_there = is_there or hour == begin
                if is_there:
                    audits.append(Audit("area", "door", start, start + _HOUR, seen))
                bucket = Bucket(start, start + _HOUR, counted, 3_600_000)
                pending, is_released = _grown(pending, bucket, 1, releases)
                has_been_long = hour - begin + 1 >= self.hours
                is_there = is_there and not (has_been_long and (is_released or not self.stays))
            night = _START + timedelta(days=day, hours=_HOURS)
            length = timedelta(hours=24 - _HOURS)
            pending, _ = _grown(pending, Bucket(night, night + length), 0, releases)
        end = releases[-1].end
        pairs = match(audits, releases, _TERMS, end, end).pairs
        return pairs, sum(audit.seen.decided for audit in audits)

    def _hour(self, chance: np.random.Generator) -> tuple[Counts, Counts]:
        rate = float(np.clip(chance.normal(self.rate, _SPREAD), 0.01, 0.995))
        people = chance.multinomial(chance.poisson(self.people), self.street.passes(rate))
        counted = self.street.counted(people[None], chance)[0, :4]
        return Counts(*people.tolist()), Counts(*counted.tolist())


def _grown(
    pending: Pending | None, bucket: Bucket, cameras: int, releases: list[Release]
) -> tuple[Pending | None, bool]:
    """Return what is pending after a bucket, and whether a release was made of it."""
    grown = join(pending, bucket, cameras)
    if not is_due(grown, _TERMS.minimum_count, _HOUR, HOMOGENEOUS_LIMIT):
        return grown, False
    releases.append(publish(withhold(grown), "site", "area", _MODELS))
    return None, True


def table(trials: int = TRIALS, seed: int = 1) -> Iterator[str]:
    """Yield the lines of the whole table, as they are worked out."""
    yield "Visits of so many hours: people seen that are compared, in %, and by how many points the"
    yield f"error found exceeds the true one; {trials} times {_DAYS} days, models as shipped."
    yield ""
    ways = ((1, False), (3, False), (1, True), (3, True))
    heads = [f"{hours} h{', until published' if stays else ''}" for hours, stays in ways]
    yield "true rate, people an hour".ljust(28) + "".join(f"{head:>22}" for head in heads)
    for rate in RATES:
        for people in PEOPLE:
            cells = []
            for hours, stays in ways:
                visits = Visits(streets()[1], rate, people, hours, stays)
                used, excess = visits.outcome(trials, seed)
                cells.append(f"{100 * used:.0f}  {100 * excess:+.1f}")
            yield f"  {rate:.0%}, {people}".ljust(28) + "".join(f"{cell:>22}" for cell in cells)


if __name__ == "__main__":
    for line in table(int(sys.argv[1]) if len(sys.argv) > 1 else TRIALS):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
