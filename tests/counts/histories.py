"""Random histories of an area: what is counted, when buckets are closed, what goes wrong."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from compliance.counts.buckets import Counts

DAWN = datetime(2026, 1, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LENGTHS = [20 * MINUTE, 30 * MINUTE, 60 * MINUTE]


@dataclass(frozen=True, slots=True)
class Seen:
    """A tally of the minute `at`."""

    at: datetime
    counts: Counts


@dataclass(frozen=True, slots=True)
class Closed:
    """The job that closes buckets runs at `at`."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Restarted:
    """The daemon starts again, perhaps with other settings."""

    length: timedelta
    minimum_count: int


Event = Seen | Closed | Restarted

_few = st.integers(0, 3)
_counts = st.builds(Counts, _few, _few, _few, _few)
# Mostly forward by little; now and then the clock steps far forward or back.
_steps = st.one_of(st.integers(0, 15), st.integers(0, 15), st.integers(-200, 300))


@st.composite
def histories(draw: st.DrawFn, *, with_restarts: bool = False) -> list[Event]:
    """Return tallies, closures and restarts under a clock that may step either way."""
    kinds = ["seen", "seen", "seen", "closed"] + ["restarted"] * with_restarts
    now = DAWN
    events: list[Event] = []
    for kind in draw(st.lists(st.sampled_from(kinds), max_size=50)):
        now += draw(_steps) * MINUTE
        if kind == "seen":
            late = draw(st.integers(0, 3)) * MINUTE
            events.append(Seen(now - late, draw(_counts)))
        elif kind == "closed":
            events.append(Closed(now))
        else:
            events.append(Restarted(draw(st.sampled_from(LENGTHS)), draw(st.integers(1, 20))))
    return events
