"""The page's addresses, by real requests."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from compliance.counts.buckets import Counts
from compliance.counts.dashboard.assets import MODULES, assets
from compliance.counts.dashboard.desk import Desk
from compliance.counts.dashboard.routes import dashboard_routes
from compliance.counts.reader import Reader
from compliance.counts.web.app import build_app
from compliance.counts.web.server import serve
from compliance.errors import StoreError
from tests.counts.dashboard.lives import Life, a_release
from tests.counts.dashboard.serving import HOST, NOW, Site, cameras_of, lives

NOON = datetime(2026, 3, 9, 11, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = Site(cameras=cameras_of("hall", "ward"))
    with site.served(tmp_path_factory.mktemp("site"), lives(Life("hall", 40))) as address:
        yield address


def get(address: str, **headers: str) -> tuple[int, Any, str]:
    """Return an answer's status, headers and body."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    try:
        with urlopen(Request(address, headers=named), timeout=10) as answer:  # noqa: S310 - ours
            return answer.status, answer.headers, answer.read().decode()
    except HTTPError as refused:
        with refused:
            return refused.code, refused.headers, refused.read().decode()


def told(address: str) -> dict[str, Any]:
    status, _, body = get(address)
    assert status == 200, body
    found: dict[str, Any] = json.loads(body)
    return found


def test_the_page_names_its_files_by_what_is_in_them(url: str) -> None:
    status, headers, page = get(url)
    assert status == 200
    assert headers["Content-Type"].startswith("text/html")
    assert headers["Cache-Control"] == "no-cache"
    for name in assets().files:
        if name in page:
            assert f"assets/{name}?v={assets().version}" in page
    assert "{{" not in page


@pytest.mark.parametrize("name", assets().files)
def test_a_file_is_kept_for_good_under_its_version_alone(url: str, name: str) -> None:
    _, kept, body = get(f"{url}assets/{name}?v={assets().version}")
    _, fresh, _ = get(f"{url}assets/{name}?v=other")
    assert "immutable" in kept["Cache-Control"]
    assert fresh["Cache-Control"] == "no-cache"
    assert body.encode() == assets().files[name].body


@pytest.mark.parametrize(
    "path",
    [
        "assets/page.html",
        "assets/..%2Froutes.py",
        "assets/../routes.py",
        "assets/NOTICE",
        "assets/",
    ],
)
def test_nothing_but_the_named_files_is_served(url: str, path: str) -> None:
    assert get(f"{url}{path}")[0] == 404


def test_modules_ask_for_each_other_by_the_same_version() -> None:
    for name in MODULES:
        text = assets().files[name].body.decode()
        assert text.count('from "./') == text.count(f'.js?v={assets().version}";')


def test_figures_are_never_kept(url: str) -> None:
    _, headers, _ = get(f"{url}overview")
    assert headers["Cache-Control"] == "no-cache"


def test_today_is_told_unless_other_days_are_asked_for(url: str) -> None:
    assert told(f"{url}overview")["period"]["first"] == "2026-03-09"
    week = told(f"{url}overview?since=2026-03-02&until=2026-03-09")["period"]
    assert (week["first"], week["after"], week["days"]) == ("2026-03-02", "2026-03-09", 7)
    assert told(f"{url}overview?until=2026-03-09")["period"]["days"] == 1
    assert told(f"{url}overview?since=2026-03-01")["period"]["after"] == "2026-03-10"


def test_an_area_is_told_alone(url: str) -> None:
    found = told(f"{url}overview?area=hall")
    assert found["area"] == "hall"
    assert found["by_area"] == []
    assert told(f"{url}overview?area=ward")["figures"] is None


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("area=attic", 404),
        ("since=2026-03-09&until=2026-03-09", 422),
        ("since=2020-01-01&until=2026-03-09", 422),
        ("since=yesterday", 422),
        (f"area={'a' * 65}", 422),
    ],
)
def test_what_there_is_not_is_refused(url: str, query: str, status: int) -> None:
    found, _, body = get(f"{url}overview?{query}")
    assert found == status
    assert json.loads(body)["detail"]


def test_a_daemon_that_starts_says_so() -> None:
    def starting() -> Reader:
        raise StoreError("the daemon is starting", "Ask again in a moment.")

    desk = Desk(Site().place(), starting, lambda: NOW)
    app = build_app(_NO_METRICS, list, list, [dashboard_routes(desk)])
    with serve(app, HOST, 0) as port:
        status, _, body = get(f"http://{HOST}:{port}/overview")
        assert get(f"http://{HOST}:{port}/")[0] == 200
    assert status == 503
    assert "the daemon is starting" in body


class _Nothing:
    def collect(self) -> list[Any]:
        return []


_NO_METRICS: Any = _Nothing()


def test_no_credential_of_a_camera_is_on_the_page(url: str) -> None:
    assert "secret" not in get(f"{url}overview")[2]


def test_a_years_figures_are_a_small_answer(tmp_path: Path) -> None:
    at = NOON - timedelta(days=364)
    rows = [
        a_release(at + timedelta(days=day), Counts(mask=80, no_mask=20), area=f"area-{n}")
        for n in range(10)
        for day in range(365)
    ]
    with Site(areas=tuple(f"area-{n}" for n in range(10))).served(tmp_path, rows) as address:
        _, _, body = get(f"{address}overview?since=2025-03-10&until=2026-03-10")
    assert json.loads(body)["figures"]["decided"] == 365 * 10 * 100
    assert len(body) < 60_000
