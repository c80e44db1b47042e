"""The papers in a real browser: nothing is asked for, nothing cut off, each on its paper."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from compliance.papers.html import to_html
from compliance.papers.notice.layout import Paper
from compliance.papers.notice.svg import to_html as sign_to_html
from compliance.papers.report import privacy_report
from tests.papers.notice.test_sheet import ALL, WHOLE, sheet
from tests.papers.sites import FACTS

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if not CHROMIUM:
    pytest.skip("needs Chromium", allow_module_level=True)

REPORT = to_html(privacy_report(FACTS))
TEXTS = "[...document.querySelectorAll('svg.flow text')]"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


def opened(browser: Any, folder: Path, html: str, width: int = 900) -> tuple[Any, list[str]]:  # noqa: ANN401
    path = folder / "paper.html"
    path.write_text(html, encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900})
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.on("console", lambda message: seen.append(message.text))
    page.goto(path.as_uri())
    return page, [each for each in seen if each != path.as_uri()]


def sides(pdf: bytes) -> list[tuple[int, int]]:
    """Return width and height of each page, in whole mm."""
    found = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [(round(float(w) / 72 * 25.4), round(float(h) / 72 * 25.4)) for w, h in found]


@pytest.mark.parametrize(("paper", "size"), [(Paper.A4, (210, 297)), (Paper.A3, (297, 420))])
@pytest.mark.parametrize("languages", [("fr",), ALL], ids=len)
def test_a_sign_prints_on_one_sheet(
    browser: Any,  # noqa: ANN401
    tmp_path: Path,
    languages: tuple[str, ...],
    paper: Paper,
    size: tuple[int, int],
) -> None:
    page, others = opened(browser, tmp_path, sign_to_html([sheet(WHOLE, languages, paper)]))
    assert sides(page.pdf(prefer_css_page_size=True)) == [size]
    assert others == []
    page.close()


def test_the_report_prints_on_a4_and_asks_for_nothing(browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
    page, others = opened(browser, tmp_path, REPORT)
    pages = sides(page.pdf(prefer_css_page_size=True))
    assert set(pages) == {(210, 297)}
    assert 10 < len(pages) < 30
    assert others == []
    page.close()


@pytest.mark.parametrize("width", [380, 900])
def test_nothing_of_the_report_is_cut_off(browser: Any, tmp_path: Path, width: int) -> None:  # noqa: ANN401
    page, _ = opened(browser, tmp_path, REPORT, width)
    assert page.evaluate(OVERFLOW) == 0
    page.close()


def test_no_text_leaves_its_stage_in_the_drawing(browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
    page, _ = opened(browser, tmp_path, REPORT)
    ends = page.evaluate(f"{TEXTS}.map(text => text.getBBox()).map(box => box.x + box.width)")
    assert ends
    assert max(ends) <= 720 - 12
    page.close()
