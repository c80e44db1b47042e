"""What the product's own forwarding takes: for a year that waited, for an hour, for nothing."""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from compliance.counts import schema
from compliance.counts.disclosure import Release
from compliance.counts.engine import connected
from compliance.counts.forward import Forwarder
from compliance.counts.rows import write_release
from compliance.counts.store import open_store
from compliance.errors import DataError
from compliance.evaluation.fleet.central import as_site
from compliance.evaluation.fleet.copying import Made
from compliance.evaluation.fleet.history import HOUR

_IDLE_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Visits:
    """What forwarding took at sites that had an hour to send, and then nothing."""

    hour_seconds: tuple[float, ...]
    idle_seconds: tuple[float, ...]
    hour_spent_seconds: float
    """Of the server's processor, for one site on average."""
    idle_spent_seconds: float


def forward_year(url: str, folder: Path, made: Made, now: datetime) -> float:
    """Send a site's whole year from a store of its own; return the seconds it took."""
    store_url = _store(folder, made.site, [each for area in made.releases for each in area])
    with open_store(store_url, made.site) as store:
        forwarder = Forwarder(store, made.site, as_site(url, made.site))
        return _seconds(forwarder, now, made.rows)


def visits(
    url: str,
    folder: Path,
    sites: Sequence[tuple[str, Made]],
    after: timedelta,
    spent_seconds: Callable[[], float],
) -> Visits:
    """Have each of these sites send an hour that lies so long after its history, then nothing."""
    with ExitStack() as opened:
        calls: list[tuple[Forwarder, datetime, int]] = []
        for site, made in sites:
            newest = [_later(site, area[-1], after) for area in made.releases]
            store = opened.enter_context(open_store(_store(folder, site, newest), site))
            forwarder = Forwarder(store, site, as_site(url, site))
            calls.append((forwarder, newest[0].end, len(newest)))
        before = spent_seconds()
        hours = tuple(_seconds(*each) for each in calls)
        between = spent_seconds()
        idle = tuple(
            _seconds(forwarder, now + HOUR, 0)
            for _ in range(_IDLE_ROUNDS)
            for forwarder, now, _ in calls
        )
        after_all = spent_seconds()
    return Visits(hours, idle, (between - before) / len(hours), (after_all - between) / len(idle))


def _seconds(forwarder: Forwarder, now: datetime, rows: int) -> float:
    began = time.perf_counter()
    _expect(forwarder, now, rows)
    return time.perf_counter() - began


def _later(site: str, release: Release, after: timedelta) -> Release:
    start = release.end + after
    return release._replace(site=site, start=start, end=start + HOUR)


def _store(folder: Path, site: str, releases: Sequence[Release]) -> str:
    """Return the address of a site's own store that holds these rows and no others."""
    file = folder / f"{site}.db"
    file.unlink(missing_ok=True)
    url = f"sqlite:///{file.absolute()}"
    with open_store(url, site):
        pass
    with connected(url) as engine, engine.connect() as plain:
        connection = plain.execution_options(is_writer=True)
        with connection.begin():
            ends = {(each.site, each.area): each.end for each in releases}
            rows = [{"site": s, "area": a, "closed_until": end} for (s, a), end in ends.items()]
            connection.execute(schema.areas.insert(), rows)
            for each in releases:
                write_release(connection, each)
    return url


def _expect(forwarder: Forwarder, now: datetime, rows: int) -> None:
    sent = forwarder.forward(now)
    if forwarder.state.failures or sent != rows:
        raise DataError(f"of {rows} rows {sent} were forwarded", "See the messages before.")
