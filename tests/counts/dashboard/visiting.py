"""A real browser on the page."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
DRAWN = "performance.getEntriesByName('drawn').length > {}"


@contextmanager
def browsing() -> Iterator[Any]:
    """Start a browser, or skip the tests where there is none."""
    if not CHROMIUM:
        pytest.skip("needs Chromium")
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@dataclass
class Visit:
    """A page that is open, and what went on."""

    page: Any
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def wait_until(self, expression: str) -> None:
        """Wait for JavaScript to become true; the page's policy forbids the usual way."""
        deadline = time.monotonic() + 60
        while not self.page.evaluate(expression):
            assert time.monotonic() < deadline, expression
            self.page.wait_for_timeout(20)

    def drawn_by(self, act: Any) -> None:  # noqa: ANN401
        """Do something that has the page drawn anew, and wait for it."""
        times = self.page.evaluate("performance.getEntriesByName('drawn').length")
        act()
        self.wait_until(DRAWN.format(times))

    def text(self, selector: str) -> str:
        return str(self.page.inner_text(selector)).replace("\N{NO-BREAK SPACE}", " ")

    def texts(self, selector: str) -> list[str]:
        found = self.page.locator(selector).all_inner_texts()
        return [str(text).replace("\N{NO-BREAK SPACE}", " ") for text in found]


def visit(browser: Any, address: str, **context: Any) -> Visit:  # noqa: ANN401
    """Open an address and wait until it is drawn."""
    found = opened(browser, address, **context)
    found.wait_until(DRAWN.format(0))
    return found


def opened(browser: Any, address: str, **context: Any) -> Visit:  # noqa: ANN401
    """Open an address."""
    page = browser.new_context(**{"viewport": DESK, **context}).new_page()
    found = Visit(page)
    page.on("request", lambda request: found.asked.append(request.url))
    page.on("console", lambda message: found.complaints.append(message.text))
    page.on("pageerror", lambda error: found.complaints.append(str(error)))
    page.goto(address)
    return found


def ink_in(visit: Visit, host: str, colour: str) -> int:
    """Return how many pixels of a chart have a colour of the style sheet, or nearly."""
    return int(
        visit.page.evaluate(
            """([host, name]) => {
                const colour = getComputedStyle(document.documentElement).getPropertyValue(name);
                const probe = document.createElement("canvas").getContext("2d");
                probe.fillStyle = colour.trim();
                probe.fillRect(0, 0, 1, 1);
                const wanted = probe.getImageData(0, 0, 1, 1).data;
                const canvas = document.querySelector(host + " canvas");
                const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
                let count = 0;
                for (let at = 0; at < data.length; at += 4)
                    if ([0, 1, 2].every((c) => Math.abs(data[at + c] - wanted[c]) < 12) && data[at + 3] > 200) count++;
                return count;
            }""",  # noqa: E501 - as short as JavaScript gets
            [host, f"--{colour}"],
        )
    )
