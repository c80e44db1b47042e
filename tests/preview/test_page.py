"""The page in a real browser: what it shows, what may be drawn on it, and where it asks."""

import shutil
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import FastAPI

from compliance.counts.web.server import serve
from tests.preview.running import DEMO, Preview, previewing

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if not CHROMIUM:
    pytest.skip("needs Chromium", allow_module_level=True)

SQUARE = ((0.6, 0.1), (0.9, 0.1), (0.9, 0.5), (0.6, 0.5))


@dataclass
class Visit:
    """A page that is open, and what went on."""

    page: Any
    preview: Preview
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def wait_until(self, expression: str) -> None:
        """Wait for JavaScript to become true; the page's policy forbids the usual way."""
        deadline = time.monotonic() + 60
        while not self.page.evaluate(expression):
            assert time.monotonic() < deadline, expression
            self.page.wait_for_timeout(50)

    def text(self, selector: str) -> str:
        return str(self.page.inner_text(selector))

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return where a share of the picture lies on the screen."""
        box = self.page.locator("#frame").bounding_box()
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def areas(self) -> dict[str, Any]:
        """Return the configuration that the page shows, as its parser reads it."""
        return tomllib.loads(self.text("#toml"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        rebinding = "--host-resolver-rules=MAP evil.example 127.0.0.1"
        running = started.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", rebinding]
        )
        yield running
        running.close()


def opened(browser: Any, preview: Preview, **context: Any) -> Visit:  # noqa: ANN401
    page = browser.new_context(**context).new_page()
    visit = Visit(page, preview)
    page.on("request", lambda request: visit.asked.append(request.url))
    page.on("console", lambda message: visit.complaints.append(message.text))
    page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    page.goto(preview.url)
    visit.wait_until("document.querySelector('#state').dataset.state === 'live'")
    return visit


@pytest.fixture
def visit(browser: Any, demo: Preview) -> Iterator[Visit]:  # noqa: ANN401
    made = opened(browser, demo, viewport={"width": 1400, "height": 900})
    yield made
    made.page.context.close()


def test_the_picture_the_faces_and_the_notice_are_shown(visit: Visit) -> None:
    visit.wait_until("document.querySelectorAll('.face').length > 0")
    assert "stored nowhere" in visit.text("#notice")
    assert "Who must know" in visit.text("#notice")
    assert "pixelated" in visit.text("#faces-notice")
    assert visit.page.evaluate("document.querySelector('#picture').width") == 640
    visit.wait_until("/px between the eyes/.test(document.querySelector('#sentences').innerText)")
    visit.wait_until("document.querySelector('#counts').innerText.includes('mask')")
    assert "5 a second" in visit.text("#stream")


def test_the_page_asks_nobody_but_this_machine_and_complains_of_nothing(visit: Visit) -> None:
    visit.wait_until("document.querySelectorAll('.face').length > 0")
    outside = [url for url in visit.asked if not url.startswith((visit.preview.url, "data:"))]
    assert outside == []
    assert visit.complaints == []


def test_nothing_is_kept_in_the_browser(visit: Visit) -> None:
    kept = visit.page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
    assert kept == [0, 0, ""]


def test_a_foreign_name_that_leads_here_shows_nothing(browser: Any, demo: Preview) -> None:  # noqa: ANN401
    page, statuses = browser.new_page(), []
    page.on("response", lambda answer: statuses.append(answer.status))
    with pytest.raises(playwright.Error, match="RESPONSE_CODE"):
        page.goto(demo.url.replace("127.0.0.1", "evil.example"))
    assert statuses == [421]
    page.close()


def test_a_page_from_another_port_gets_no_picture(browser: Any, demo: Preview) -> None:  # noqa: ANN401
    page = browser.new_page()
    with serve(FastAPI(), "127.0.0.1", 0) as port:
        page.goto(f"http://127.0.0.1:{port}/docs-of-somebody-else")
        asked = f"fetch('{demo.url}look', {{mode: 'no-cors'}}).then(() => 'seen', () => 'blocked')"
        assert page.evaluate(asked) == "blocked"
    page.close()


def test_an_area_drawn_with_the_mouse_counts_at_once_and_can_be_taken_away(visit: Visit) -> None:
    page = visit.page
    page.click("#draw-exclude")
    for corner in (*SQUARE, SQUARE[0]):
        page.mouse.click(*visit.at(*corner))
    visit.wait_until("document.querySelector('#toml').innerText.includes('exclude = [\\n')")
    (polygon,) = visit.areas()["exclude"]
    assert polygon == [pytest.approx(corner, abs=0.002) for corner in SQUARE]
    assert visit.areas()["include"] == []
    facts, _, number = visit.preview.look()
    facts, _, _ = visit.preview.look(number + 1)
    assert facts["areas"]["exclude"] == [polygon]
    page.click("#area-list button")
    visit.wait_until("document.querySelector('#toml').innerText.includes('exclude = []')")


def test_an_area_can_be_drawn_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit.page
    page.focus("#draw-include")
    for key in ("Enter", "Space", "Shift+ArrowRight", "Space", "ArrowLeft", "Shift+ArrowDown",
                "Space", "Backspace", "Space", "Enter"):  # fmt: skip
        page.keyboard.press(key)
    visit.wait_until("document.querySelector('#toml').innerText.includes('include = [\\n')")
    (polygon,) = visit.areas()["include"]
    assert polygon == [[0.5, 0.5], [0.55, 0.5], [0.54, 0.55]]
    assert page.evaluate("document.activeElement.id") == "draw-include"
    page.click("#area-list button")
    visit.wait_until("document.querySelector('#toml').innerText.includes('include = []')")


def test_a_line_that_crosses_another_of_the_area_is_not_taken(visit: Visit) -> None:
    page = visit.page
    page.click("#draw-exclude")
    for corner in ((0.2, 0.2), (0.4, 0.4), (0.4, 0.2), (0.2, 0.4)):
        page.mouse.click(*visit.at(*corner))
    assert page.locator("#drawing .corner").count() == 3
    assert "would cross" in page.inner_text("body")


def test_an_area_whose_last_line_crosses_is_refused_and_drawn_on(visit: Visit) -> None:
    page = visit.page
    page.click("#draw-exclude")
    for corner in ((0.2, 0.2), (0.4, 0.1), (0.4, 0.5), (0.6, 0.3), (0.2, 0.2)):
        page.mouse.click(*visit.at(*corner))
    visit.wait_until("document.body.innerText.includes('crosses or touches itself')")
    visit.wait_until("document.querySelectorAll('#drawing .corner').length === 4")
    assert page.locator("#area-list li").count() == 0
    assert visit.areas() == {"include": [], "exclude": []}


def test_drawing_can_be_given_up(visit: Visit) -> None:
    visit.page.click("#draw-include")
    visit.page.mouse.click(*visit.at(0.2, 0.2))
    visit.page.keyboard.press("Escape")
    assert visit.page.is_hidden("#drawing")
    assert visit.areas() == {"include": [], "exclude": []}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone_in_both_themes(browser: Any, demo: Preview, scheme: str) -> None:  # noqa: ANN401
    phone = {"width": 390, "height": 844}
    visit = opened(browser, demo, viewport=phone, color_scheme=scheme, has_touch=True)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
    colour = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour == {"light": "rgb(244, 245, 247)", "dark": "rgb(14, 16, 20)"}[scheme]
    visit.page.tap("#draw-include")
    for corner in (*SQUARE, SQUARE[0]):
        visit.page.touchscreen.tap(*visit.at(*corner))
    visit.wait_until("document.querySelectorAll('#area-list li').length === 1")
    visit.page.tap("#area-list button")
    visit.wait_until("document.querySelectorAll('#area-list li').length === 0")
    visit.page.context.close()


def test_faces_that_are_shown_are_warned_of_and_the_end_blanks_the_picture(browser: Any) -> None:  # noqa: ANN401
    with previewing(str(DEMO), "--show-faces") as preview:
        visit = opened(browser, preview)
        assert "FACES ARE SHOWN" in visit.text("#faces-notice")
        visit.page.click("#draw-exclude")
        for corner in (*SQUARE, SQUARE[0]):
            visit.page.mouse.click(*visit.at(*corner))
        visit.wait_until("document.querySelectorAll('#area-list li').length === 1")
        visit.page.click("#tell")
        visit.wait_until("document.querySelector('#told').innerText.includes('terminal')")
        code, rest = preview.quit()
        visit.wait_until("document.querySelector('#state').dataset.state === 'ended'")
        blank = "document.querySelector('#picture').getContext('2d').getImageData(0, 0, 640, 360)"
        assert visit.page.evaluate(f"{blank}.data.every((value) => value === 0)")
        visit.page.context.close()
    assert code == 0
    by_the_button, at_the_end = rest.partition("Preview ended")[0].split("# for this camera")[1:]
    assert by_the_button.split() == at_the_end.split()
    assert len(tomllib.loads(f"# {at_the_end}")["exclude"][0]) == 4
