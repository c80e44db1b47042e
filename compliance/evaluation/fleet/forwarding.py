"""What the product's own forwarding takes: for a year that waited, for an hour, for nothing."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class Visit:
    """What a site's forwarding took when it had an hour to send, and when it had nothing."""

    hour_seconds: float
    idle_seconds: float


def forward_year(url: str, folder: Path, made: Made, now: datetime) -> float:
    """Send a site's whole year from a store of its own; return the seconds it took."""
    store_url = _store(folder, made.site, [each for area in made.releases for each in area])
    with open_store(store_url, made.site) as store:
        forwarder = Forwarder(store, made.site, as_site(url, made.site))
        began = time.perf_counter()
        _expect(forwarder, now, made.rows)
        return time.perf_counter() - began


def visits(
    url: str, folder: Path, sites: Sequence[tuple[str, Made]], after: timedelta
) -> Iterator[Visit]:
    """Have each of these sites send an hour that lies so long after its history, then nothing."""
    for site, made in sites:
        newest = [_later(site, area[-1], after) for area in made.releases]
        store_url = _store(folder, site, newest)
        with open_store(store_url, site) as store:
            forwarder = Forwarder(store, site, as_site(url, site))
            began = time.perf_counter()
            _expect(forwarder, newest[0].end, len(newest))
            between = time.perf_counter()
            _expect(forwarder, newest[0].end + HOUR, 0)
            yield Visit(between - began, time.perf_counter() - between)


def _later(site: str, release: Release, after: timedelta) -> Release:
    start = release.end + after
    return replace(release, site=site, start=start, end=start + HOUR)


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
