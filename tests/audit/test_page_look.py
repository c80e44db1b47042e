"""The page for a tired person at a windy door: dark, large, still, and readable."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from compliance.counts.buckets import Counts
from tests.audit.phones import Phone, phone
from tests.audit.places import FIRST, MINUTE, NOON, Place, place

SCREENS = [(320, 568), (375, 667), (390, 844), (430, 932), (844, 390)]
UNTIL_FIRST = FIRST - NOON + timedelta(seconds=5)

_CONTRASTS = """
() => {
  const parts = (text) => text.match(/[\\d.]+/g).map(Number);
  const has = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const linear = (v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) =>
    0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  const ground = (one) => {
    for (; one; one = one.parentElement) {
      const colour = parts(getComputedStyle(one).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [0, 0, 0];
  };
  return [...document.querySelectorAll("body *:not(svg *)")]
    .filter((one) => one.checkVisibility() && has(one) && !one.closest(":disabled, .unseen"))
    .map((one) => {
      const [a, b] = [light(parts(getComputedStyle(one).color)), light(ground(one))];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      return [one.textContent.trim().slice(0, 30), ratio];
    });
}
"""
_GROUNDS = """
() => [document.documentElement, document.body]
  .map((one) => getComputedStyle(one).backgroundColor)
"""
_WITHOUT_WORKER = """
async () => {
  for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
}
"""


def watching(held: Phone) -> Phone:
    held.here.count(FIRST, Counts(5, 1, 2))
    held.start()
    held.pass_time(UNTIL_FIRST + MINUTE)
    held.tap("mask", 3)
    return held


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_dark_whatever_the_phone_prefers_and_before_its_styles_are_there(
    browser: Any,  # noqa: ANN401
    here: Place,
    scheme: str,
) -> None:
    with phone(browser, here, color_scheme=scheme) as held:
        assert held.page.evaluate(_GROUNDS) == ["rgb(0, 0, 0)"] * 2
        held.page.evaluate(_WITHOUT_WORKER)
        held.page.context.route("**/*.css", lambda route: route.abort())
        held.page.reload()
        assert held.page.evaluate(_GROUNDS)[1] == "rgb(0, 0, 0)"


def test_it_is_readable_in_every_state(held: Phone) -> None:
    contrasts = dict(held.page.evaluate(_CONTRASTS))
    watching(held)
    contrasts |= dict(held.page.evaluate(_CONTRASTS))
    held.pass_time(11 * MINUTE)
    assert held.is_asked
    contrasts |= dict(held.page.evaluate(_CONTRASTS))
    assert len(contrasts) > 20
    assert {text: round(ratio, 1) for text, ratio in contrasts.items() if ratio < 7} == {}


def test_each_press_of_dim_darkens_and_the_third_brings_the_light_back(held: Phone) -> None:
    light = "getComputedStyle(document.body).filter"
    watching(held)
    seen = []
    for _ in range(3):
        seen.append(held.page.evaluate(light))
        held.page.tap("#dim")
    assert seen == ["none", "brightness(0.6)", "brightness(0.35)"]
    assert held.page.evaluate(light) == "none"
    held.page.tap("#dim")
    held.page.reload()
    held.settle()
    assert held.page.evaluate(light) == "brightness(0.6)"


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_buttons_are_large_within_reach_and_stay_where_they_are(
    browser: Any,  # noqa: ANN401
    here: Place,
    width: int,
    height: int,
) -> None:
    with phone(browser, here, viewport={"width": width, "height": height}) as held:
        watching(held)
        names = ["mask", "incorrect", "no_mask"]
        before = [held.box(f"[data-outcome={name}]") for name in names]
        for box in before:
            assert min(box["width"], box["height"]) >= 96
        assert all(box["y"] + box["height"] / 2 > height * 0.2 for box in before)
        for name in ("undo", "dim", "stop"):
            assert held.box(f"#{name}")["height"] >= 48
            assert held.box(f"#{name}")["y"] + held.box(f"#{name}")["height"] <= height
        held.pass_time(11 * MINUTE)
        assert held.is_asked
        assert [held.box(f"[data-outcome={name}]") for name in names] == before
        for name in ("whole", "not-whole"):
            assert held.box(f"#{name}")["height"] >= 48
            assert held.box(f"#{name}")["y"] + held.box(f"#{name}")["height"] <= before[0]["y"]
        size = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        assert held.page.evaluate(size) == [width, height]


def test_a_place_with_long_names_fits_a_small_phone(browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
    cameras = ("entrance-north-by-the-old-gate-" + "x" * 33, "lift")
    with (
        place(tmp_path, cameras) as here,
        phone(browser, here, viewport={"width": 320, "height": 568}) as held,
    ):
        assert held.page.evaluate("document.documentElement.scrollWidth") == 320
        held.page.tap("#cameras label")
        watching(held)
        assert held.page.evaluate("document.documentElement.scrollWidth") == 320
        assert held.box("[data-outcome=mask]")["height"] >= 96


def test_who_may_use_it_and_what_is_kept_is_said_before_anybody_begins(held: Phone) -> None:
    held.page.click("summary")
    said = held.text("details")
    for words in (
        "Whoever was given this address",
        "Take no picture",
        "no time of a tap",
        "forgotten",
    ):
        assert words in said
    assert "Only whole intervals of 20 minutes count" in held.text("#intro")


def test_a_screen_reader_hears_what_each_button_is_and_what_was_counted(held: Phone) -> None:
    watching(held)
    for name in ("Mask", "Incorrect", "None", "Undo mask", "Brightness", "Stop"):
        assert held.page.get_by_role("button", name=name, exact=True).is_visible()
    held.page.get_by_role("button", name="None", exact=True).click()
    assert held.page.inner_text("#said") == "none, 1"


def test_there_is_no_picture_on_it_but_drawn_signs(held: Phone) -> None:
    watching(held)
    kinds = "[...document.querySelectorAll('img, video, canvas, picture, input[type=file]')].length"
    assert held.page.evaluate(kinds) == 0
