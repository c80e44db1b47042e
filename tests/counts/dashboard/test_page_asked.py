"""The page asked for other days and areas, to compare and to download, in a real browser."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from tests.counts.dashboard.serving import Site, cameras_of
from tests.counts.dashboard.shown import AREAS, RELEASED, WEEK
from tests.counts.dashboard.visiting import Visit, opened, visit


def test_other_days_and_areas_are_chosen_linked_and_gone_back_from(page: Visit) -> None:
    page.drawn_by(lambda: page.page.select_option("#days", "7"))
    assert page.text("h1").startswith("From 2 to 8 March 2026,")
    page.drawn_by(lambda: page.page.select_option("#area", "ward"))
    query = parse_qs(urlsplit(page.page.url).query)
    assert query == {"since": ["2026-03-02"], "until": ["2026-03-09"], "area": ["ward"]}
    assert page.page.is_hidden("#areas")
    assert page.text("#said").startswith("2 to 8 March 2026: From 2 to 8 March")
    page.drawn_by(page.page.go_back)
    assert page.page.input_value("#area") == ""
    assert page.page.input_value("#days") == "7"
    page.drawn_by(lambda: page.page.select_option("#days", "today"))
    assert page.text("h1").startswith("Today ")


def test_any_days_can_be_typed(page: Visit) -> None:
    page.page.select_option("#days", "chosen")
    page.page.fill("#from", "2026-02-02")
    page.page.fill("#to", "2026-02-15")
    page.drawn_by(lambda: page.page.click("#range button"))
    assert page.text("h1").startswith("From 2 to 15 February 2026,")
    assert page.page.input_value("#days") == "chosen"


def test_an_address_that_asks_for_nonsense_is_answered_in_words(browser: Any, url: str) -> None:  # noqa: ANN401
    found = opened(browser, f"{url}?area=attic")
    found.wait_until("!document.querySelector('#trouble').hidden")
    assert "There is no area 'attic'." in found.text("#trouble")
    found.page.context.close()


def an_api(asked: list[dict[str, list[str]]]) -> APIRouter:
    """Return what answers as the API does."""
    routes = APIRouter(prefix="/api/v1")
    side = {
        "name": "before", "start": "2026-03-02T00:00:00+01:00", "rate": 0.8, "rate_low": 0.7,
        "rate_high": 0.9, "corrected_rate": None, "decided": 200, "coverage": 1.0,
    }  # fmt: skip

    @routes.get("/compare")
    def compare(change: str = "", with_area: str = "") -> JSONResponse:
        asked.append({"change": [change], "with_area": [with_area]})
        if change == "2026-03-01":
            return JSONResponse({"detail": "nothing is released on one of the two sides"}, 404)
        found = {
            "first": side, "second": {**side, "name": "after"},
            "difference": {"value": -0.061, "low": -0.1, "high": -0.02},
            "corrected_difference": None, "cautions": [], "verdict": "The second rate is lower.",
        }  # fmt: skip
        return JSONResponse(found)

    @routes.get("/compliance")
    def compliance(by: str, limit: int, cursor: str = "") -> JSONResponse:
        asked.append({"by": [by], "limit": [str(limit)], "cursor": [cursor]})
        return JSONResponse({"items": [{"row": cursor or "1"}], "next": None if cursor else "2+"})

    return routes


def test_two_periods_are_compared_and_all_pages_downloaded(browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
    asked: list[dict[str, list[str]]] = []
    site = Site(cameras=cameras_of(*AREAS))
    with site.served(tmp_path, RELEASED, routers=lambda _: (an_api(asked),)) as address:
        found = visit(browser, f"{address}{WEEK}&area=hall")
        page = found.page
        page.click("#compare button")
        assert found.text("#compared") == "Choose a day first."
        page.fill("#change", "2026-03-05")
        page.click("#compare button")
        found.wait_until("document.querySelector('#compared table') !== null")
        assert "The second rate is lower." in found.text("#compared")
        assert "\N{MINUS SIGN}6.1 (\N{MINUS SIGN}10.0 to \N{MINUS SIGN}2.0)" in found.text(
            "#compared"
        )
        page.fill("#change", "2026-03-01")
        page.click("#compare button")
        found.wait_until("document.querySelector('#compared table') === null")
        assert "nothing is released" in found.text("#compared")
        page.select_option("#with-area", "ward")
        page.click("#compare button")
        found.wait_until("document.querySelector('#compared table') !== null")
        page.select_option("#by", "weekday_hour")
        csv = urlsplit(page.get_attribute("#csv", "href"))
        assert csv.path == "api/v1/compliance"
        assert parse_qs(csv.query) == {
            "area": ["hall"], "since": ["2026-03-02"], "until": ["2026-03-09"],
            "by": ["weekday_hour"], "format": ["csv"],
        }  # fmt: skip
        with page.expect_download() as saved:
            page.click("#json")
        assert saved.value.suggested_filename == "compliance-hall-2026-03-02-by-weekday_hour.json"
        assert Path(saved.value.path()).read_text() == '[\n{"row":"1"},\n{"row":"2+"}\n]\n'
        page.context.close()
    assert [each["change"] for each in asked if "change" in each] == [
        ["2026-03-05"], ["2026-03-01"], [""],
    ]  # fmt: skip
    assert asked[2]["with_area"] == ["ward"]
    assert [each["cursor"] for each in asked if "cursor" in each] == [[""], ["2+"]]
