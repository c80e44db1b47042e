"""A phone: a real browser of a phone's size, whose time moves with the place's."""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from tests.audit.places import Place

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

PHONE = {"width": 390, "height": 844}
STEP = 5
"""Seconds between two looks of a phone at its clock while a test lets time pass."""
# What the phone is asked to do, which a headless browser does not do visibly.
_RECORDER = """
window.asked = [];
Object.defineProperty(navigator, "vibrate", {value: (pattern) => asked.push(String(pattern))});
const held = {released: false, release: async () => asked.push("dark")};
const wakeLock = {request: async (kind) => (asked.push(kind), held)};
Object.defineProperty(navigator, "wakeLock", {value: wakeLock});
"""


@dataclass
class Phone:
    """A phone at a place."""

    page: Any
    here: Place
    asked: list[str] = field(default_factory=list)
    """Addresses of every request."""
    sent: list[dict[str, Any]] = field(default_factory=list)
    """What was posted."""
    complaints: list[str] = field(default_factory=list)
    _flying: set[Any] = field(default_factory=set)

    def listen(self) -> None:
        page = self.page
        page.on("request", self._asks)
        for event in ("requestfinished", "requestfailed"):
            page.on(event, self._lands)
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _asks(self, request: Any) -> None:  # noqa: ANN401
        self._flying.add(request)
        self.asked.append(request.url)
        if request.method == "POST" and not request.service_worker:
            self.sent.append(json.loads(request.post_data))

    def _lands(self, request: Any) -> None:  # noqa: ANN401
        self._flying.discard(request)

    def open(self, url: str = "") -> None:
        self.page.goto(url or self.here.url)
        self.settle()

    def start(self) -> None:
        self.page.tap("#start")
        self.settle()

    def tap(self, outcome: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.tap(f"[data-outcome={outcome}]")

    def pass_time(self, span: timedelta, *, answers: bool = False) -> None:
        """Let time pass on the phone and at the place, looked at every few seconds.

        answers: whoever holds the phone says that they are watching, when asked.
        """
        for _ in range(0, round(span.total_seconds()), STEP):
            self.here.now += timedelta(seconds=STEP)
            self.page.clock.run_for(STEP * 1000)
            self.settle()
            if answers and self.is_asked:
                self.page.tap("#whole")
        self.settle()

    def sleep(self, span: timedelta) -> None:
        """Let time pass while the page does nothing."""
        self.here.now += span
        self.page.clock.fast_forward(round(span.total_seconds() * 1000))
        self.settle()

    def settle(self) -> None:
        """Return once every request is answered and what follows from it has happened."""
        deadline = time.monotonic() + 20
        quiet = 0
        while quiet < 2:
            assert time.monotonic() < deadline, self._flying
            self.page.evaluate("Promise.resolve()")
            quiet = 0 if self._flying else quiet + 1

    def wait_until(self, expression: str) -> None:
        """Wait for JavaScript to become true; the page's policy forbids the usual way."""
        deadline = time.monotonic() + 30
        while not self.page.evaluate(expression):
            assert time.monotonic() < deadline, expression
            self.page.wait_for_timeout(20)

    def text(self, selector: str) -> str:
        return str(self.page.inner_text(selector)).strip()

    @property
    def totals(self) -> tuple[int, ...]:
        """What the three buttons show."""
        return tuple(int(text) for text in self.page.locator(".outcome b").all_inner_texts())

    @property
    def is_asked(self) -> bool:
        return bool(self.page.is_visible("#question"))

    @property
    def is_counting(self) -> bool:
        return bool(self.page.evaluate("document.querySelector('#watch').dataset.state")
                    == "counting")  # fmt: skip

    def kept(self) -> dict[str, Any]:
        """Return everything the phone keeps, read from its storage."""
        items = self.page.evaluate("Object.entries(localStorage)")
        return {name: json.loads(value) for name, value in items}

    def book(self) -> dict[str, Any]:
        """Return what it keeps of this place's counts; empty where it keeps nothing."""
        found: dict[str, Any] = self.kept().get("compliance audit lyon hall", {})
        return found

    def box(self, selector: str) -> dict[str, float]:
        found: dict[str, float] = self.page.locator(selector).first.bounding_box()
        return found


@contextmanager
def browsers() -> Iterator[Any]:
    if not CHROMIUM:
        pytest.skip("needs Chromium")
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@contextmanager
def phone(
    browser: Any,  # noqa: ANN401
    here: Place,
    *,
    ahead: timedelta = timedelta(),
    **context: Any,  # noqa: ANN401
) -> Iterator[Phone]:
    """Yield a phone that has opened the page; its clock goes `ahead` of the true time."""
    wanted = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "locale": "en-GB"} | context
    opened = browser.new_context(timezone_id="UTC", **wanted)
    opened.add_init_script(_RECORDER)
    page = opened.new_page()
    page.clock.install(time=here.now + ahead)
    made = Phone(page, here)
    made.listen()
    made.open()
    yield made
    opened.close()
