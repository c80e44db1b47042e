"""How large a fleet is measured, and how often; pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from compliance.evaluation.benchmark.history import END


@dataclass(frozen=True, slots=True)
class Plan:
    """A fleet and its history."""

    sites: int = 100
    areas: int = 10
    days: int = 365
    repeats: int = 5
    seed: int = 1
    made: int = 8
    """Sites whose history is made hour by hour; the others have one of these under their name."""
    forwarded: int = 2
    """Of the made ones, sent by the product's own forwarding, a year's rows each."""
    visited: int = 10
    """Sites at which an hour of every day is tried."""
    layout_sites: int = 20
    """Sites whose rows are laid out in different ways."""
    patience_seconds: int = 20
    """For a question to every site's rows."""
    scrapes: int = 30
    """In VictoriaMetrics, each half a minute after the other."""

    @property
    def begin(self) -> datetime:
        """Return when the history begins."""
        return END - timedelta(days=self.days)


def steps(sites: int) -> tuple[int, ...]:
    """Return how many sites there are each time that everything is measured: 10, 100 and all."""
    smaller = [10**power for power in range(1, 7) if 10**power < sites]
    return (*smaller, sites)


def name_of(number: int) -> str:
    """Return a site's name; all are of one length."""
    return f"site-{number:06}"


def area_of(number: int) -> str:
    """Return an area's name."""
    return f"area-{number:02}"
