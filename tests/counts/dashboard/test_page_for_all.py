"""The page by keyboard, by ear, on a phone, and without motion, in a real browser."""

from typing import Any

import pytest

from tests.counts.dashboard.shown import WEEK
from tests.counts.dashboard.visiting import PHONE, Visit, ink_in, visit


def test_everything_can_be_reached_and_left_by_keyboard(page: Visit) -> None:
    seen = []
    for _ in range(60):
        page.page.keyboard.press("Tab")
        where = page.page.evaluate(
            "(() => { const e = document.activeElement; return e === document.body ? '' :"
            " e.id || e.textContent.slice(0, 20) || e.tagName; })()"
        )
        if not where:
            break
        shown = page.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert shown != "none", where
        seen.append(where)
    assert seen[0].startswith("Skip to the figures")
    for control in ("area", "days", "As a table", "by", "csv", "json", "change", "Compare"):
        assert control in seen, seen
    assert len(seen) < 60, "the last one leads out of the page"


def test_the_skip_link_leads_to_the_figures(page: Visit) -> None:
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")
    assert page.page.evaluate("document.activeElement.id") == "headline"


def test_a_table_opens_by_keyboard(page: Visit) -> None:
    page.page.focus("#points summary")
    page.page.keyboard.press("Enter")
    assert page.page.is_visible("#points table")


def test_landmarks_headings_and_names_are_there_for_who_hears_the_page(page: Visit) -> None:
    assert page.page.evaluate("document.documentElement.lang") == "en"
    for landmark in ("header", "main", "footer"):
        assert page.page.locator(landmark).count() == 1
    assert page.page.locator("h1").count() == 1
    nameless = page.page.evaluate(
        "[...document.querySelectorAll('select, input, button, a[href], summary')]"
        ".filter((e) => !e.labels?.length && !e.textContent.trim() && !e.ariaLabel)"
        ".map((e) => e.outerHTML)"
    )
    assert nameless == []
    levels = page.page.evaluate(
        "[...document.querySelectorAll('h1, h2, h3')].map((e) => Number(e.tagName[1]))"
    )
    assert set(levels) == {1, 2}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["", WEEK])
def test_it_fits_a_phone_in_both_themes(browser: Any, url: str, scheme: str, query: str) -> None:  # noqa: ANN401
    found = visit(browser, f"{url}{query}", viewport=PHONE, color_scheme=scheme, has_touch=True)
    assert found.page.evaluate("document.documentElement.scrollWidth") <= 390
    colour = found.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour == {"light": "rgb(252, 252, 251)", "dark": "rgb(18, 20, 23)"}[scheme]
    small = found.page.evaluate(
        "[...document.querySelectorAll('select, button')].filter((e) => e.offsetParent)"
        ".filter((e) => e.getBoundingClientRect().height < 44).map((e) => e.id)"
    )
    assert small == [], "too small for a thumb"
    assert ink_in(found, "#trend", "accent") > 40
    found.page.context.close()


def test_a_window_made_narrower_has_its_charts_drawn_anew(page: Visit) -> None:
    page.page.set_viewport_size({"width": 700, "height": 900})
    page.wait_until("document.querySelector('#trend canvas').getBoundingClientRect().width < 700")
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 700


def test_nothing_moves_for_who_wants_nothing_to_move(browser: Any, url: str) -> None:  # noqa: ANN401
    found = visit(browser, url, reduced_motion="reduce")
    moving = found.page.evaluate(
        "[...document.querySelectorAll('*')].filter((e) => { const s = getComputedStyle(e);"
        " return s.transitionDuration !== '0s' || s.animationName !== 'none'; }).length"
    )
    assert moving == 0
    found.page.context.close()
