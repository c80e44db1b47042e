"""One sheet of A4: of the page as it is shown, and of the file that the command writes."""

import re
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from compliance.counts.buckets import Counts
from compliance.counts.dashboard.desk import Desk
from compliance.counts.dashboard.document import document
from compliance.counts.dashboard.paper import paper, period_of
from compliance.counts.dashboard.period import Period, today
from compliance.counts.disclosure import Release
from compliance.counts.reader import open_reader
from compliance.counts.sink import CameraStatus
from compliance.faults import Fault
from tests.counts.dashboard.lives import HOUR, PARIS, SITE, Life, a_release, write
from tests.counts.dashboard.serving import NOW, Site, cameras_of, lives
from tests.counts.dashboard.shown import RELEASED, STATUSES, WEEK
from tests.counts.dashboard.visiting import Visit, ink_in, opened, visit

A4_POINTS = (595, 842)
MANY = tuple(f"an-area-with-a-long-name-{number:02}" for number in range(40))
LOCKED = CameraStatus(fault=Fault.LOCK_REFUSED)


def sheets(found: Visit) -> list[tuple[int, int]]:
    """Return the size of each sheet, in points, that printing takes."""
    printed = found.page.pdf(prefer_css_page_size=True, print_background=True)
    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert boxes
    return [(round(float(width)), round(float(height))) for width, height in boxes]


def is_a4(found: Visit) -> bool:
    ((width, height),) = sheets(found)
    return abs(width - A4_POINTS[0]) <= 1 and abs(height - A4_POINTS[1]) <= 1


@pytest.mark.parametrize("query", ["", WEEK, "?since=2025-03-09&until=2026-03-09", "?area=ward"])
def test_the_page_prints_on_one_sheet(browser: Any, tmp_path: Path, query: str) -> None:  # noqa: ANN401
    site = Site(cameras=cameras_of("hall", "ward", "yard"), statuses=STATUSES)
    with site.served(tmp_path, RELEASED) as address:
        found = visit(browser, f"{address}{query}", color_scheme="dark")
        assert is_a4(found)
        found.page.context.close()


def test_on_paper_it_is_black_on_white_without_what_cannot_be_pressed(
    browser: Any,  # noqa: ANN401
    tmp_path: Path,
) -> None:
    with Site(cameras=cameras_of("hall")).served(tmp_path, RELEASED) as address:
        found = visit(browser, f"{address}{WEEK}", color_scheme="dark")
        found.page.emulate_media(media="print", color_scheme="dark")
        found.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        style = "getComputedStyle(document.body)"
        assert found.page.evaluate(f"{style}.backgroundColor") == "rgb(255, 255, 255)"
        assert found.page.evaluate(f"{style}.color") == "rgb(0, 0, 0)"
        for selector in ("#choose", "#ask", "details", ".skip"):
            assert found.page.locator(selector).first.is_hidden()
        shown = found.text("body")
        for text in (SITE, "2 to 8 March 2026", "as of Mon 9 March 14:20", "Counted by compliance"):
            assert text in shown
        assert "A rate is the share with a mask worn as required" in shown
        assert ink_in(found, "#trend", "accent") > 40
        found.page.evaluate("dispatchEvent(new Event('afterprint'))")
        found.page.emulate_media(media="screen", color_scheme="dark")
        assert found.page.evaluate(f"{style}.backgroundColor") == "rgb(18, 20, 23)"
        found.page.context.close()


def crowded() -> list[Release]:
    """Return every hour of a week, and the weeks before, of forty areas."""
    start = period_of(None, None, NOW, PARIS).start.astimezone(UTC)
    week = [a_release(start + n * HOUR, Counts(mask=30 + n % 5, no_mask=9)) for n in range(7 * 24)]
    rows = [*lives(Life("hall", 40), now=start), *week]
    return [release._replace(area=area) for area in MANY for release in rows]


def test_forty_areas_around_the_clock_with_forty_broken_cameras_print_on_one_sheet(
    browser: Any,  # noqa: ANN401
    tmp_path: Path,
) -> None:
    site = Site(
        cameras=cameras_of(*MANY),
        statuses=dict.fromkeys((f"{area}-door" for area in MANY), LOCKED),
        allows_unlocked=True,
    )
    with site.served(tmp_path, crowded()) as address:
        found = visit(browser, f"{address}{WEEK}")
        assert is_a4(found)
        found.page.emulate_media(media="print")
        assert "And 26 more, on the page." in found.text("#areas")
        assert "Not shown: 37 that do not." in found.text("#cameras")
        found.page.context.close()


def written(folder: Path, releases: list[Release], period: Period) -> str:
    """Write the report of a period; return its address."""
    with open_reader(write(folder, releases), SITE) as reader:
        site = Site()
        desk = Desk(site.place(), lambda: reader, lambda: site.now)
        page = paper(document(desk.overview(None, period), desk.live()))
    path = folder / "week.html"
    path.write_text(page)
    return path.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_report_opens_from_disk_without_a_network_and_prints_on_one_sheet(
    browser: Any,  # noqa: ANN401
    tmp_path: Path,
    scheme: str,
) -> None:
    address = written(tmp_path, RELEASED, period_of(None, None, NOW, PARIS))
    found = opened(browser, address, offline=True, color_scheme=scheme)
    found.wait_until("document.querySelectorAll('canvas').length === 2")
    assert found.text("h1").startswith("From 2 to 8 March 2026,")
    assert found.asked == [address]
    assert found.complaints == []
    assert ink_in(found, "#trend", "accent") > 40
    assert ink_in(found, "#points", "usual") > 40
    assert found.page.locator("#choose, #ask").count() == 0
    assert found.page.is_hidden("#cameras")
    assert is_a4(found)
    found.page.context.close()


def test_a_report_of_nothing_is_a_sheet_too(browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
    found = opened(browser, written(tmp_path, [], today(NOW, PARIS)), offline=True)
    assert found.text("h1") == "Nothing is released yet."
    assert found.complaints == []
    assert is_a4(found)
    found.page.context.close()
