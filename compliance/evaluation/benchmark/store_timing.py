"""The statistics side measured: release, report and scrape on years of rows; a program of its own.

`python -m compliance.evaluation.benchmark.store_timing FOLDER DAYS HOURS REPEATS` prints JSON:
pairs of wall and processor seconds by what was measured.
"""

import http.client
import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from compliance import __version__
from compliance.camera import Camera, Source, SourceKind
from compliance.counts.dashboard.desk import Desk
from compliance.counts.dashboard.document import document
from compliance.counts.dashboard.live import Terms as PageTerms
from compliance.counts.dashboard.period import complete_days
from compliance.counts.dashboard.place import Place
from compliance.counts.disclosure import HOMOGENEOUS_LIMIT, identity
from compliance.counts.metrics import Metrics
from compliance.counts.rates import measured_of
from compliance.counts.reader import Reader, Total, open_reader
from compliance.counts.report import By, Terms, rows_of_area
from compliance.counts.report_text import to_json
from compliance.counts.store import open_store
from compliance.counts.web.app import build_app
from compliance.counts.web.server import serve
from compliance.evaluation.benchmark.history import (
    DAY,
    END,
    SITE,
    YEAR,
    copy_day,
    release_hours,
)
from compliance.models import SHIPPED_MODELS, Models, read_manifest

AREAS = tuple(f"area-{number}" for number in range(10))
_SCRAPES = 200
_ZONE = ZoneInfo("Europe/Paris")


Took = list[tuple[float, float]]
"""Wall and processor seconds, again and again."""


def measure(folder: Path, days: int, hours: int, repeats: int) -> dict[str, Took]:
    """Return what each took, on a store of AREAS x so many days of hourly rows.

    hours: how many hours are released one after the other.
    """
    url = f"sqlite:///{(folder / 'history.db').absolute()}"
    models = read_manifest(SHIPPED_MODELS)
    with open_store(url, SITE) as store:
        release_hours(store, AREAS[:1], END - DAY, 24, identity(models))
    copy_day(url, AREAS, days)
    with open_store(url, SITE) as store:
        release = release_hours(store, AREAS, END, hours, identity(models))
    with open_reader(url, SITE) as reader:
        return {
            "release": release,
            "report_area": _timed(repeats, lambda: _report(reader, models, AREAS[0])),
            "report_site": _timed(repeats, lambda: _report(reader, models, None)),
            "page_day": _timed(repeats, lambda: _page(reader, models, 1)),
            "page_year": _timed(repeats, lambda: _page(reader, models, 365)),
            "metrics": _scrapes(reader.totals()),
        }


def _report(reader: Reader, models: Models, area: str | None) -> str:
    """Make the newest year's hourly report as the command line does, after its start."""
    terms = Terms(By.HOUR, _ZONE, measured_of(models).beside(reader.pairs(area)))
    areas = reader.by_area(END - YEAR, END, area, with_sureness=False)
    return to_json(row for releases in areas for row in rows_of_area(releases, terms))


def _page(reader: Reader, models: Models, days: int) -> str:
    """Make the figures of the newest days as the page gets them, by a daemon just started."""
    terms = PageTerms(timedelta(hours=1), 10, HOMOGENEOUS_LIMIT)
    desk = Desk(Place(SITE, _ZONE, measured_of(models), terms), lambda: reader, lambda: END)
    return json.dumps(document(desk.overview(None, complete_days(END, _ZONE, days)), desk.live()))


def _scrapes(totals: list[Total]) -> Took:
    source = Source(SourceKind.RTSP, "rtsp://camera", "rtsp://camera")
    cameras = [Camera(n, area, area, source) for n, area in enumerate(AREAS)]
    metrics = Metrics(SITE, cameras, __version__)
    metrics.set_totals(totals)
    app = build_app(metrics, lambda: (), lambda: ())
    with serve(app, "127.0.0.1", 0) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        return _timed(_SCRAPES, lambda: _get(connection))


def _get(connection: http.client.HTTPConnection) -> None:
    connection.request("GET", "/metrics")
    connection.getresponse().read()


def _timed(times: int, act: Callable[[], object]) -> Took:
    took = []
    for _ in range(times):
        began, began_cpu = time.perf_counter(), time.process_time()
        act()
        took.append((time.perf_counter() - began, time.process_time() - began_cpu))
    return took


if __name__ == "__main__":
    figures = measure(Path(sys.argv[1]), *(int(word) for word in sys.argv[2:5]))
    sys.stdout.write(json.dumps(figures))
