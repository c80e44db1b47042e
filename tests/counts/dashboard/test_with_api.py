"""The page beside the real API, behind the guard of the port: what it asks there, and who may."""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from fastapi import APIRouter

from compliance.config import parse
from compliance.counts.dashboard.routes import PUBLIC
from compliance.counts.reader import Reader
from compliance.counts.web.doorway import open_doorway
from compliance.counts.web.tokens import Scope, holder_of
from compliance.counts.web.v1.router import api_router
from compliance.exposure import Exposure
from compliance.telling import sources_of
from tests.counts.dashboard.lives import MODELS, SITE, Life
from tests.counts.dashboard.serving import Site, cameras_of, lives
from tests.counts.dashboard.shown import WEEK
from tests.counts.dashboard.test_routes import get
from tests.counts.dashboard.visiting import opened, visit

RELEASED = lives(Life("hall", 60), Life("ward", 9, 0.95))
TOKEN = "cmpl_the-managers-own-token"  # noqa: S105 - of this test alone
CONFIGURATION = f"""
site = "{SITE}"
[publish]
time_zone = "Europe/Paris"
[[cameras]]
name = "hall-door"
area = "hall"
source = "rtsp://camera.lan/1"
"""


def with_api(folder: Path, site: Site) -> Callable[[Reader], Sequence[APIRouter]]:
    config = parse(CONFIGURATION, folder / "site.toml", {})
    return lambda reader: [api_router(sources_of(config, MODELS, lambda: reader, site.states))]


def plain(value: object) -> object:
    """Return what JSON or CSV says as a number where it is one; JavaScript writes 1.0 as 1."""
    try:
        return float(str(value))
    except ValueError:
        return "" if value is None else value


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, site = tmp_path_factory.mktemp("site"), Site(cameras=cameras_of("hall", "ward"))
    with site.served(folder, RELEASED, routers=with_api(folder, site)) as address:
        yield address


@pytest.mark.parametrize("by", ["hour", "day", "release", "weekday_hour"])
def test_what_is_downloaded_is_what_the_api_tells(browser: Any, url: str, by: str) -> None:  # noqa: ANN401
    found = visit(browser, f"{url}{WEEK}&area=hall")
    found.page.select_option("#by", by)
    with found.page.expect_download() as saved:
        found.page.click("#json")
    rows = json.loads(Path(saved.value.path()).read_text())
    address = urljoin(url, found.page.get_attribute("#csv", "href"))
    status, headers, body = get(address)
    assert (status, headers["Content-Type"].split(";")[0]) == (200, "text/csv")
    lines = list(csv.DictReader(body.splitlines()))
    assert len(rows) == len(lines) > 6
    for row, line in zip(rows, lines, strict=True):
        assert {name: plain(value) for name, value in row.items()} == {
            name: plain(value) for name, value in line.items()
        }
    found.page.context.close()


def test_the_days_on_the_page_are_the_apis_to_the_last_digit(browser: Any, url: str) -> None:  # noqa: ANN401
    """For the trend's window, from which the page estimates how much people come in groups."""
    _, _, body = get(f"{url}overview{WEEK}&area=hall")
    trend = json.loads(body)["trend"]
    asked = "by=day&area=hall&since=2026-01-12&until=2026-03-09&limit=1000"
    days = json.loads(get(f"{url}api/v1/compliance?{asked}")[2])["items"]
    told = [
        values
        for values in zip(trend["rate"], trend["low"], trend["high"], strict=True)
        if values[0] is not None
    ]
    assert told == [(day["rate"], day["rate_low"], day["rate_high"]) for day in days]
    slope = json.loads(get(f"{url}api/v1/trend?area=hall&since=2026-01-12&until=2026-03-09")[2])[
        "items"
    ][0]
    found = visit(browser, f"{url}{WEEK}&area=hall")
    said = found.text("#trend-told").replace("\N{MINUS SIGN}", "-")
    assert f"({slope['points_per_week_low']:+.1f} to {slope['points_per_week_high']:+.1f})" in said
    found.page.context.close()


@pytest.mark.parametrize(
    ("fill", "query"),
    [
        ([("#change", "2026-03-05")], "change=2026-03-05"),
        ([("#with-from", "2026-02-02"), ("#with-to", "2026-02-08")],
         "with_since=2026-02-02&with_until=2026-02-09"),
    ],
)  # fmt: skip
def test_what_is_compared_is_what_the_api_tells(
    browser: Any,  # noqa: ANN401
    url: str,
    fill: list[tuple[str, str]],
    query: str,
) -> None:
    whole = f"area=hall&since=2026-03-02&until=2026-03-09&{query}"
    told = json.loads(get(f"{url}api/v1/compare?{whole}")[2])
    found = visit(browser, f"{url}{WEEK}&area=hall")
    for selector, text in fill:
        found.page.fill(selector, text)
    found.page.click("#compare button")
    found.wait_until("document.querySelector('#compared table') !== null")
    shown = found.text("#compared").replace("\N{MINUS SIGN}", "-")
    assert told["verdict"] in shown
    for side in (told["first"], told["second"]):
        assert f"{100 * side['rate']:.1f} %" in shown
    assert f"{100 * told['difference']['value']:+.1f}" in shown
    assert found.complaints == []
    found.page.context.close()


def test_nothing_to_compare_with_is_said_in_the_apis_words(browser: Any, url: str) -> None:  # noqa: ANN401
    found = visit(browser, f"{url}{WEEK}&area=hall")
    found.page.fill("#with-from", "2020-02-02")
    found.page.fill("#with-to", "2020-02-08")
    found.page.click("#compare button")
    found.wait_until("document.querySelector('#compared').innerText.length > 0")
    assert "nothing is released" in found.text("#compared").lower()
    found.page.context.close()


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, site = tmp_path_factory.mktemp("guarded"), Site(cameras=cameras_of("hall", "ward"))
    tokens = folder / "tokens"
    tokens.write_text(f"{holder_of(TOKEN, 'manager', Scope.READ).to_line()}\n")
    tokens.chmod(0o600)
    doorway = open_doorway("127.0.0.1", Exposure(tokens=tokens), (PUBLIC,))
    with site.served(folder, RELEASED, routers=with_api(folder, site), doorway=doorway) as address:
        yield address


@pytest.mark.parametrize("path", ["", "overview", "assets/page.js", "publicity"])
def test_without_a_token_nothing_of_the_page_is_served(guarded: str, path: str) -> None:
    status, headers, body = get(f"{guarded}{path}")
    assert status == 401
    assert "Basic" in headers["WWW-Authenticate"]
    assert "hall" not in body


@pytest.mark.parametrize(
    "path", ["public/../overview", "public/%2e%2e/overview", "public//overview"]
)
def test_no_path_below_the_open_one_leads_out_of_it(guarded: str, path: str) -> None:
    status, _, body = get(f"{guarded}{path}")
    assert status == 404
    assert "hall" not in body


def test_the_page_for_passers_by_needs_no_token(browser: Any, guarded: str) -> None:  # noqa: ANN401
    found = opened(browser, f"{guarded}public?language=en")
    assert found.text("h1") == "Cameras count masks here"
    assert found.page.evaluate(
        "getComputedStyle(document.querySelector('header')).borderRadius"
    ) == ("10px")
    assert found.complaints == []
    assert get(f"{guarded}public/figures")[0] == 200
    found.page.context.close()


def test_with_the_token_as_password_the_page_works_as_ever(browser: Any, guarded: str) -> None:  # noqa: ANN401
    login = {"username": "anybody", "password": TOKEN}
    found = visit(browser, f"{guarded}{WEEK}&area=hall", http_credentials=login)
    assert found.text("h1").startswith("From 2 to 8 March 2026,")
    found.page.fill("#change", "2026-03-05")
    found.page.click("#compare button")
    found.wait_until("document.querySelector('#compared table') !== null")
    with found.page.expect_download() as saved:
        found.page.click("#json")
    assert json.loads(Path(saved.value.path()).read_text())
    found.page.context.close()


def test_every_answer_carries_the_policy_of_the_port(guarded: str, url: str) -> None:
    for address in (url, f"{url}overview", f"{url}public", guarded):
        policy = get(address)[1]["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
