"""A site with released rows, and its API served."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from sqlalchemy import insert, select

from compliance.config import Config, parse
from compliance.counts import rows, schema
from compliance.counts.buckets import Counts
from compliance.counts.camera_state import CameraState, state_of
from compliance.counts.disclosure import ModelIdentity, Release, identity
from compliance.counts.exposition import ModelInfo
from compliance.counts.metrics import Metrics
from compliance.counts.reader import Reader
from compliance.counts.sink import CameraStatus
from compliance.counts.store import Store, open_store
from compliance.counts.web.app import build_app
from compliance.counts.web.doorway import Doorway
from compliance.counts.web.server import serve
from compliance.counts.web.sources import Sources
from compliance.counts.web.v1.router import api_router
from compliance.models import SHIPPED_MODELS, read_manifest
from compliance.telling import sources_of
from tests.counts.databases import sqlite_url
from tests.counts.web.serving import asked

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SITE = "lyon-01"
MANIFEST = read_manifest(SHIPPED_MODELS)
MODELS = identity(MANIFEST)
EMPTY = Metrics(SITE, (), "0.1.0")


def release(
    hour: float,
    area: str = "hall",
    counts: Counts | None = None,
    hours: float = 1,
    observed: int | None = None,
    models: ModelIdentity = MODELS,
) -> Release:
    """Return a release that starts so many hours after Monday."""
    start, seconds = MONDAY + hour * HOUR, round(3600 * hours)
    number = round(hour)
    found = counts or Counts(30 + 37 * number % 11, number % 3, 8 + 23 * number % 7, 3)
    watched = seconds if observed is None else observed
    return Release(SITE, area, start, start + hours * HOUR, found, watched, seconds, models)


def some_weeks(area: str = "hall", days: int = 15, step: int = 3) -> list[Release]:
    """Return releases of daytime hours: a day without any, one watched badly, one withheld."""
    told = [
        release(24 * day + hour, area, observed=1800 if day == 2 else 3600 - 300 * (hour % 3))
        for day in range(days)
        if day != 5
        for hour in range(6, 20, step)
    ]
    told.append(release(24 * days, area, Counts(withheld=40), hours=24))
    return [*told, release(24 * days + 24, area, hours=5)]


def publish(store: Store, releases: Iterable[Release]) -> None:
    """Write releases and their totals as the store does, whatever came before them."""
    with store._writing() as connection:
        known = {tuple(row) for row in connection.execute(select(*schema.areas.primary_key))}
        for each in releases:
            key = (each.site, each.area)
            if key not in known:
                row = {"site": each.site, "area": each.area, "closed_until": MONDAY}
                connection.execute(insert(schema.areas), row)
                known.add(key)
            rows.write_release(connection, each)


@dataclass
class Place:
    """A site, its store and what its API tells from."""

    config: Config
    store: Store

    @cached_property
    def sources(self) -> Sources:
        return sources_of(self.config, MANIFEST, lambda: self.store, self.cameras)

    @cached_property
    def metrics(self) -> Metrics:
        infos = [ModelInfo("detector", "face", "1", "ab" * 32)]
        return Metrics(SITE, self.config.cameras, "0.1.0", infos)

    def reader(self) -> Reader:
        return self.store

    def cameras(self) -> list[CameraState]:
        status = CameraStatus(is_up=True)
        return [state_of(camera, status, is_locked=True) for camera in self.config.cameras]


CONFIGURATION = """
site = "lyon-01"
[publish]
time_zone = "Europe/Paris"
[[cameras]]
name = "door"
area = "hall"
source = "rtsp://viewer:hunter2@camera.lan/1"
[[cameras]]
name = "gate"
area = "yard"
source = "rtsp://viewer:${GATE}@camera.lan/2?token=s3cret"
"""


@contextmanager
def a_place(
    folder: Path, releases: Iterable[Release] = (), url: str = "", text: str = CONFIGURATION
) -> Iterator[Place]:
    """Open a site's store with releases in it."""
    config = parse(text, folder / "site.toml", {"GATE": "p@ss/word"})
    with open_store(url or sqlite_url(folder), SITE) as store:
        publish(store, releases)
        yield Place(config, store)


@dataclass(frozen=True)
class Api:
    """An API that is served."""

    place: Place
    port: int

    def get(self, path: str, **parameters: object) -> tuple[HTTPResponse, bytes]:
        headers = parameters.pop("headers", {})
        assert isinstance(headers, dict)
        query = f"?{urlencode(parameters)}" if parameters else ""
        return asked(self.port, f"/api/v1/{path}{query}", **headers)

    def json(self, path: str, **parameters: object) -> Any:  # noqa: ANN401
        answer, body = self.get(path, **parameters)
        assert answer.status == 200, body
        assert answer.headers["Content-Type"] == "application/json"
        return json.loads(body)

    def csv(self, path: str, **parameters: object) -> list[dict[str, str]]:
        answer, body = self.get(path, **parameters, format="csv")
        assert answer.status == 200, body
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        return list(csv.DictReader(io.StringIO(body.decode())))

    def problem(self, path: str, **parameters: object) -> tuple[int, dict[str, Any]]:
        answer, body = self.get(path, **parameters)
        assert answer.headers["Content-Type"] == "application/problem+json"
        told = json.loads(body)
        assert told["status"] == answer.status
        return answer.status, told


@contextmanager
def api(
    place: Place, doorway: Doorway | None = None, pages: Iterable[APIRouter] = ()
) -> Iterator[Api]:
    """Serve a site's API and metrics, and perhaps pages, for the block."""
    door = doorway or Doorway()
    routers = [api_router(place.sources, needs_token=door.access.tokens is not None), *pages]
    app = build_app(place.metrics, list, list, routers, door)
    with serve(app, "127.0.0.1", 0, door) as port:
        yield Api(place, port)
