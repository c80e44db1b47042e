"""The page in a real browser: what a tap does, and what of it is handed in when."""

from datetime import timedelta
from typing import Any

import pytest

from compliance.counts.auditing.pairs import Audit
from compliance.counts.buckets import Counts
from tests.audit.phones import Phone, phone
from tests.audit.places import BUCKET, FIRST, MINUTE, NOON, Place, place

UNTIL_FIRST = FIRST - NOON + timedelta(seconds=5)
SECOND = timedelta(seconds=1)


def watching(held: Phone) -> Phone:
    """Return the phone a minute into the first interval, somebody watching."""
    held.here.count(FIRST, Counts(5, 1, 2))
    held.start()
    held.pass_time(UNTIL_FIRST + MINUTE)
    return held


def an_audit(*seen: int, number: int = 0) -> Audit:
    start = FIRST + number * BUCKET
    return Audit("hall", "door", start, start + BUCKET, Counts(*seen))


def test_taps_are_practice_until_an_interval_begins(held: Phone) -> None:
    assert "in 13 min" in held.text("#start-note")
    held.start()
    held.tap("mask", 3)
    assert held.text("#what") == "Practice"
    assert "Counting begins at 12:20, in 13 min. Taps until then are not kept." in held.text(
        "#detail"
    )
    assert held.totals == (3, 0, 0)
    held.pass_time(UNTIL_FIRST)
    assert held.text("#what") == "Counts: 12:20 to 12:40"
    assert held.totals == (0, 0, 0)
    assert held.here.kept == []


def test_an_interval_watched_to_its_end_is_handed_in_as_three_totals(held: Phone) -> None:
    watching(held)
    for outcome, times in (("mask", 6), ("incorrect", 1), ("no_mask", 2)):
        held.tap(outcome, times)
    for minutes in (7, 7, 5):
        assert held.sent == []
        held.pass_time(minutes * MINUTE + 4 * SECOND)
        held.tap("mask")
    assert held.here.kept == [an_audit(8, 1, 2)]
    assert held.sent == [
        {"camera": "door", "start": int(FIRST.timestamp()), "seconds": 1200,
         "mask": 8, "incorrect": 1, "no_mask": 2}
    ]  # fmt: skip
    assert held.totals == (1, 0, 0)
    assert "not published yet" in held.text("#note")
    held.here.work(FIRST + BUCKET + 2 * MINUTE)
    held.pass_time(2 * MINUTE)
    assert "Published up to 12:40: you may stop. Compared so far: 1 of 8" in held.text("#note")


def test_nothing_of_a_tap_leaves_the_phone_while_the_interval_lasts(held: Phone) -> None:
    watching(held)
    before = len(held.asked)
    held.tap("mask", 10)
    held.settle()
    assert held.asked[before:] == []


@pytest.mark.parametrize("way", ["finger", "mouse", "Enter", "Space"])
def test_one_tap_is_one_count(held: Phone, way: str) -> None:
    watching(held)
    for number in range(1, 6):
        if way == "finger":
            held.tap("no_mask")
        elif way == "mouse":
            held.page.click("[data-outcome=no_mask]")
        else:
            held.page.focus("[data-outcome=no_mask]")
            held.page.keyboard.press(way)
        assert held.totals == (0, 0, number)
    assert held.page.evaluate("asked.filter((pattern) => pattern === '70').length") == 5


def touch(held: Phone, *moves: tuple[str, float, float]) -> None:
    """Move a finger over the screen: down, moved or lifted at places on the mask's button."""
    box = held.box("[data-outcome=mask]")
    session = held.page.context.new_cdp_session(held.page)
    for kind, x, y in moves:
        point = {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
        points = [] if kind in ("touchEnd", "touchCancel") else [point]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    held.settle()


def test_a_hand_that_shakes_counts_once_and_one_that_slides_away_does_not(held: Phone) -> None:
    watching(held)
    touch(held, ("touchStart", 0.2, 0.2), ("touchMove", 0.8, 0.7), ("touchEnd", 0.8, 0.7))
    assert held.totals == (1, 0, 0)
    touch(held, ("touchStart", 0.5, 0.5), ("touchMove", 0.5, 1.5), ("touchEnd", 0.5, 1.5))
    assert held.totals == (1, 0, 0)
    touch(held, ("touchStart", 0.5, 0.5), ("touchCancel", 0.5, 0.5))
    assert held.totals == (1, 0, 0)


def test_the_last_three_taps_can_be_taken_back_and_no_more(held: Phone) -> None:
    watching(held)
    held.tap("mask", 3)
    held.tap("no_mask")
    assert held.text("#undo") == "Undo\nnone"
    for left in ((3, 0, 0), (2, 0, 0), (1, 0, 0)):
        held.page.tap("#undo")
        assert held.totals == left
    assert held.page.is_disabled("#undo")
    assert held.text("#undo") == "Undo"


def test_what_was_handed_in_can_no_longer_be_taken_back(held: Phone) -> None:
    watching(held)
    held.pass_time(18 * MINUTE, answers=True)
    held.tap("mask", 6)
    held.tap("no_mask", 2)
    held.pass_time(MINUTE + 10 * SECOND)
    assert held.here.kept == [an_audit(6, 0, 2)]
    assert held.page.is_disabled("#undo")


def test_stopping_is_asked_twice_and_leaves_nothing_of_what_was_not_whole(held: Phone) -> None:
    watching(held)
    held.tap("mask", 4)
    held.page.tap("#stop")
    assert held.text("#stop") == "Sure?"
    held.pass_time(6 * SECOND)
    assert held.text("#stop") == "Stop"
    held.page.tap("#stop")
    held.page.tap("#stop")
    held.settle()
    assert held.page.is_visible("#intro")
    assert held.page.evaluate("asked.at(-1)") == "dark"
    assert held.book() == {}
    held.pass_time(BUCKET)
    assert (held.sent, held.here.kept) == ([], [])


def test_a_place_with_several_cameras_asks_which(browser: Any, tmp_path: Any) -> None:  # noqa: ANN401
    with place(tmp_path, ("door", "lift")) as here, phone(browser, here) as held:
        here.count(FIRST, Counts(5, 1, 2))
        assert held.page.is_disabled("#start")
        held.page.tap("text=lift")
        held.start()
        assert held.text("#place") == "hall: lift"
        held.pass_time(UNTIL_FIRST + MINUTE)
        held.tap("mask", 7)
        held.pass_time(20 * MINUTE, answers=True)
        assert [audit.camera for audit in here.kept] == ["lift"]


def test_the_phone_keeps_totals_and_nothing_about_taps(browser: Any, here: Place) -> None:  # noqa: ANN401
    books = []
    for order, pauses in (
        (("mask", "mask", "no_mask"), (1, 2)),
        (("mask", "no_mask", "mask"), (3, 0)),
    ):
        here.now = NOON
        with phone(browser, here) as held:
            watching(held)
            held.tap(order[0])
            for outcome, minutes in zip(order[1:], pauses, strict=True):
                held.pass_time(minutes * MINUTE)
                held.tap(outcome)
            books.append(held.book())
            names = set(held.kept())
    for name, tolerance in (("offset", 20_000), ("alive", 5)):
        assert books[0].pop(name) == pytest.approx(books[1].pop(name), abs=tolerance)
    assert books[0] == books[1]
    assert set(books[0]) == {"seconds", "camera", "from", "now", "done", "handed"}
    assert set(books[0]["now"]) == {"start", "seconds", "mask", "incorrect", "no_mask", "doubt"}
    assert names == {f"compliance audit{end}" for end in ("", " tab", " lyon hall")}


def test_the_screen_is_asked_to_stay_on_and_each_outcome_feels_otherwise(held: Phone) -> None:
    watching(held)
    for outcome in ("mask", "incorrect", "no_mask"):
        held.tap(outcome)
    asked = held.page.evaluate("asked")
    assert "screen" in asked
    assert asked[-3:] == ["15", "15,70,15", "70"]


def test_the_page_asks_nobody_else_and_complains_of_nothing(held: Phone) -> None:
    watching(held)
    held.pass_time(BUCKET, answers=True)
    assert [url for url in held.asked if not url.startswith((held.here.url, "data:"))] == []
    assert held.complaints == []
