"""The page when things go wrong: no connection, a wrong clock, sleep, an absent mind, two tabs."""

from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from compliance.counts.auditing.pairs import Audit
from compliance.counts.buckets import Counts
from tests.audit.phones import Phone, phone
from tests.audit.places import BUCKET, FIRST, MINUTE, NOON, Place, unserved

UNTIL_FIRST = FIRST - NOON + timedelta(seconds=5)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def an_audit(*seen: int, number: int = 0) -> Audit:
    start = FIRST + number * BUCKET
    return Audit("hall", "door", start, start + BUCKET, Counts(*seen))


def watching(held: Phone) -> Phone:
    """Return the phone a minute into the first interval, nine people tapped."""
    held.here.count(FIRST, Counts(5, 1, 2))
    held.start()
    held.pass_time(UNTIL_FIRST + MINUTE)
    for outcome, times in (("mask", 6), ("incorrect", 1), ("no_mask", 2)):
        held.tap(outcome, times)
    return held


def cut_off(held: Phone) -> None:
    held.page.context.set_offline(True)


def reconnect(held: Phone) -> None:
    held.page.context.set_offline(False)


def reload(held: Phone) -> None:
    held.page.reload()
    held.settle()


def test_a_reload_keeps_every_tap_and_the_interval(held: Phone) -> None:
    watching(held)
    reload(held)
    assert held.totals == (6, 1, 2)
    assert held.text("#what") == "Counts: 12:20 to 12:40"
    assert held.page.is_disabled("#undo")
    held.tap("mask")
    held.pass_time(19 * MINUTE + 10 * SECOND, answers=True)
    assert held.here.kept == [an_audit(7, 1, 2)]


def test_it_counts_opens_and_waits_without_a_connection_and_hands_in_once(held: Phone) -> None:
    held.wait_until("navigator.serviceWorker.controller !== null")
    watching(held)
    cut_off(held)
    held.tap("mask")
    reload(held)
    assert held.text("#connection") == "No connection"
    assert held.totals == (7, 1, 2)
    held.tap("no_mask")
    held.pass_time(20 * MINUTE, answers=True)
    assert held.here.kept == []
    assert held.text("#note") == "One interval waits on this phone to be handed in."
    held.tap("mask")
    reload(held)
    assert held.totals == (1, 0, 0)
    reconnect(held)
    held.pass_time(MINUTE)
    assert held.here.kept == [an_audit(7, 1, 3)]
    assert held.text("#connection") == "Connected"
    assert held.book()["done"] == []


def test_what_waits_is_handed_in_after_stopping_and_then_nothing_is_left(held: Phone) -> None:
    watching(held)
    cut_off(held)
    held.pass_time(20 * MINUTE, answers=True)
    held.page.tap("#stop")
    held.page.tap("#stop")
    held.settle()
    assert "One interval waits on this phone" in held.text("#thanks")
    reconnect(held)
    held.pass_time(MINUTE)
    assert held.here.kept == [an_audit(6, 1, 2)]
    assert held.text("#thanks").startswith("Thank you. All is handed in")
    assert held.book() == {}


def test_an_answer_that_is_lost_does_no_harm(held: Phone) -> None:
    watching(held)
    lost = []

    def lose(route: Any) -> None:  # noqa: ANN401
        if not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    held.page.context.route("**/intervals", lose)
    held.pass_time(20 * MINUTE, answers=True)
    held.pass_time(MINUTE)
    assert lost == [200]
    assert held.here.kept == [an_audit(6, 1, 2)]
    assert held.book()["done"] == []
    assert "was handed in before" not in held.text("#note")


@pytest.mark.parametrize("ahead", [3 * HOUR, -50 * HOUR, timedelta(minutes=7)])
def test_intervals_are_the_servers_however_wrong_the_phones_clock_is(
    browser: Any,  # noqa: ANN401
    here: Place,
    ahead: timedelta,
) -> None:
    with phone(browser, here, ahead=ahead) as held:
        watching(held)
        assert held.text("#what") == "Counts: 12:20 to 12:40"
        cut_off(held)
        held.pass_time(19 * MINUTE + 10 * SECOND, answers=True)
        reconnect(held)
        held.pass_time(MINUTE)
        assert here.kept == [an_audit(6, 1, 2)]


def test_a_phones_clock_that_is_set_meanwhile_moves_no_interval(held: Phone) -> None:
    watching(held)
    cut_off(held)
    held.page.clock.set_system_time(held.here.now + 5 * HOUR)
    held.pass_time(3 * MINUTE)
    assert held.text("#what") == "Counts: 12:20 to 12:40"
    assert not held.is_asked


@pytest.mark.parametrize("is_whole", [True, False])
def test_a_phone_that_slept_is_asked_whether_all_are_tapped(held: Phone, is_whole: bool) -> None:  # noqa: FBT001
    watching(held)
    held.sleep(3 * MINUTE)
    held.pass_time(5 * SECOND)
    assert (
        held.text("#asked") == "12:20 to 12:40: the page was away for 3 min. Is everybody tapped?"
    )
    held.page.tap("#whole" if is_whole else "#not-whole")
    assert not held.is_asked
    assert held.is_counting is is_whole
    held.tap("mask")
    held.pass_time(16 * MINUTE, answers=is_whole)
    assert held.here.kept == ([an_audit(7, 1, 2)] if is_whole else [])
    assert held.text("#what") == "Counts: 12:40 to 13:00"


def test_a_sleep_over_an_intervals_end_is_asked_of_both(held: Phone) -> None:
    watching(held)
    held.pass_time(18 * MINUTE, answers=True)
    held.sleep(3 * MINUTE)
    held.pass_time(5 * SECOND)
    assert held.text("#asked").startswith("12:20 to 12:40")
    assert held.here.kept == []
    held.page.tap("#whole")
    held.settle()
    assert held.here.kept == [an_audit(6, 1, 2)]
    assert held.text("#asked").startswith("12:40 to 13:00")
    held.page.tap("#not-whole")
    assert held.text("#what") == "Practice"
    assert "13:00" in held.text("#detail")


def test_a_page_that_was_closed_for_an_interval_begins_with_the_next(held: Phone) -> None:
    watching(held)
    held.page.goto("about:blank")
    held.sleep(50 * MINUTE)
    held.open()
    assert held.text("#asked").startswith("12:20 to 12:40: the page was away for 5")
    held.page.tap("#not-whole")
    assert not held.is_asked
    assert held.text("#what") == "Practice"
    assert "Counting begins at 13:20" in held.text("#detail")
    assert held.book()["done"] == []


def test_nobody_for_long_is_asked_and_does_not_count_unanswered(held: Phone) -> None:
    watching(held)
    held.pass_time(10 * MINUTE + 10 * SECOND)
    assert held.text("#asked") == "12:20 to 12:40: nobody for 10 min. Did you watch all the time?"
    held.pass_time(11 * MINUTE)
    assert held.here.kept == []
    held.page.tap("#whole")
    held.settle()
    assert held.here.kept == [an_audit(6, 1, 2)]


def test_whoever_answers_that_they_were_away_leaves_the_interval_out(held: Phone) -> None:
    watching(held)
    held.pass_time(21 * MINUTE)
    held.page.tap("#not-whole")
    held.settle()
    held.pass_time(MINUTE)
    assert (held.here.kept, held.sent) == ([], [])


def test_an_interval_in_which_really_nobody_passed_counts_when_it_is_said(held: Phone) -> None:
    watching(held)
    held.pass_time(19 * MINUTE + 10 * SECOND, answers=True)
    held.pass_time(20 * MINUTE, answers=True)
    assert held.here.kept == [an_audit(6, 1, 2), an_audit(0, 0, 0, number=1)]


def test_another_phones_interval_stands_and_is_told(held: Phone) -> None:
    watching(held)
    held.pass_time(18 * MINUTE, answers=True)
    held.here.now = FIRST + BUCKET
    assert held.here.desk.hand_in(an_audit(9, 9, 9))
    held.here.now = FIRST + 19 * MINUTE
    held.pass_time(2 * MINUTE)
    assert held.here.kept == []
    assert "12:20 to 12:40 was handed in before" in held.text("#note")
    assert held.book()["done"] == []


def test_where_nothing_was_ever_counted_the_interval_waits(held: Phone) -> None:
    held.start()
    held.pass_time(UNTIL_FIRST)
    held.tap("mask", 6)
    held.pass_time(BUCKET + MINUTE, answers=True)
    assert held.text("#connection") == "Connected, but not taken yet"
    held.here.count(FIRST, Counts(5, 1, 2))
    held.pass_time(MINUTE)
    assert held.here.kept == [an_audit(6, 0, 0)]


def test_the_newest_tab_counts_and_the_other_says_so(held: Phone) -> None:
    watching(held)
    other = Phone(held.page.context.new_page(), held.here)
    other.page.clock.install(time=held.here.now)
    other.listen()
    other.open()
    held.wait_until("!document.querySelector('#elsewhere').hidden")
    assert not held.page.is_visible("#pad")
    assert other.totals == (6, 1, 2)
    other.page.close()
    with held.page.expect_navigation():
        held.page.tap("#here")
    held.settle()
    held.tap("mask")
    assert held.totals == (7, 1, 2)


def test_what_waits_is_handed_in_at_the_next_address_of_the_same_port(
    browser: Any,  # noqa: ANN401
    tmp_path: Path,
) -> None:
    with unserved(tmp_path) as here, ExitStack() as phones:
        with here.served():
            held = phones.enter_context(phone(browser, here))
            watching(held)
            cut_off(held)
            held.pass_time(20 * MINUTE, answers=True)
        with here.served("n3w"):
            reconnect(held)
            held.pass_time(MINUTE)
            assert held.text("#connection") == "Old address: scan the new code"
            assert here.kept == []
            held.open()
            held.pass_time(MINUTE)
            assert here.kept == [an_audit(6, 1, 2)]
            assert held.book()["done"] == []
