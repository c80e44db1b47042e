"""The page in a real browser: what it says and draws."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from compliance.counts.dashboard.assets import assets
from tests.counts.dashboard.shown import AREAS
from tests.counts.dashboard.test_routes import told
from tests.counts.dashboard.visiting import Visit, ink_in, visit


def test_the_headline_and_its_figures_are_the_servers(page: Visit, url: str) -> None:
    sent = told(f"{url}overview")
    assert page.text("h1") == sent["title"].replace("\N{NO-BREAK SPACE}", " ")
    assert page.text("h1").startswith("Today ")
    shown = page.text("#headline")
    for fact in sent["facts"]:
        assert fact["value"].replace("\N{NO-BREAK SPACE}", " ") in shown
    assert "The next may come from 15:02 on." in shown
    assert page.page.title().startswith("Today ")


def test_it_asks_nobody_but_its_server_and_complains_of_nothing(page: Visit, url: str) -> None:
    assert [address for address in page.asked if not address.startswith(url)] == []
    assert page.complaints == []


def test_nothing_is_kept_in_the_browser_but_files(page: Visit) -> None:
    kept = page.page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
    assert kept == [0, 0, ""]


@pytest.mark.parametrize(
    ("host", "colour"),
    [
        ("#points", "accent"), ("#points", "usual"), ("#points", "usual-line"),
        ("#trend", "accent"), ("#trend", "band"), ("#trend", "gap"), ("#trend", "marked"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_points_the_usual_bands_and_gaps_are_drawn_in_both_themes(
    browser: Any,  # noqa: ANN401
    url: str,
    scheme: str,
    host: str,
    colour: str,
) -> None:
    found = visit(browser, url, color_scheme=scheme)
    assert ink_in(found, host, colour) > 40
    found.page.context.close()


def test_charts_follow_a_theme_that_changes(page: Visit) -> None:
    light = page.page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.page.emulate_media(color_scheme="dark")
    page.wait_until(f"getComputedStyle(document.body).backgroundColor !== '{light}'")
    page.page.wait_for_timeout(50)
    assert ink_in(page, "#trend", "accent") > 40


@pytest.mark.parametrize("section", ["points", "trend"])
def test_a_table_behind_each_chart_says_the_same(page: Visit, url: str, section: str) -> None:
    sent = told(f"{url}overview")[section]
    assert not page.page.is_visible(f"#{section} table")
    page.page.click(f"#{section} summary")
    rows = page.page.evaluate(
        f"[...document.querySelectorAll('#{section} tbody tr')]"
        ".map((row) => [...row.cells].map((cell) => cell.textContent))"
    )
    assert rows == sent["rows"]
    described = page.page.get_attribute(f"#{section} .chart", "aria-label")
    assert sent["says"] in described
    assert page.page.get_attribute(f"#{section} .chart", "role") == "img"


def test_days_not_watched_say_so(page: Visit) -> None:
    page.page.click("#trend summary")
    row = page.page.locator("#trend tbody tr", has_text="Wed 11 Feb").inner_text()
    assert row.endswith("%, in part"), row


def test_a_pointer_is_told_the_figures_under_it(page: Visit) -> None:
    box = page.page.locator("#points .chart").bounding_box()
    page.page.mouse.move(box["x"] + box["width"] * 0.48, box["y"] + 80)
    page.wait_until("!document.querySelector('#points .tip').hidden")
    assert "Compliance" in page.text("#points .tip")


def test_hours_of_the_week_are_a_table_with_texts(page: Visit) -> None:
    heads = page.texts("#week thead th")
    assert heads == ["Hour", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert page.page.get_attribute("#week tbody th >> nth=0", "scope") == "row"
    cells = [text for text in page.texts("#week td") if text != "\N{EN DASH}"]
    assert cells
    assert all("\N{EN DASH}" in text for text in cells), "each rate over its interval"


def test_areas_stand_in_the_alphabets_order_each_with_its_interval(page: Visit) -> None:
    names = page.texts("#areas tbody th")
    assert names == sorted(AREAS)
    hall = page.text("#areas tbody tr >> nth=0")
    assert hall.count("(") == 3, hall
    assert "nothing released" in page.text("#areas tbody tr >> nth=2")


def test_cameras_are_told_in_words(page: Visit) -> None:
    shown = page.text("#cameras")
    assert "Good: it sees and is counted" in shown
    assert "Poor: it sends fewer frames" in shown
    assert "Down: the camera refused the user name or password" in shown


def test_the_pages_files_are_few_and_light(page: Visit, url: str) -> None:
    names = {urlsplit(address).path.rpartition("/")[2] for address in page.asked}
    assert names <= {"", "overview", *assets().files}
    assert sum(len(asset.body) for asset in assets().files.values()) < 110_000
    assert len(page.page.evaluate(f"fetch('{url}overview').then((a) => a.text())")) < 40_000
