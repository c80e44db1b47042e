"""The page's sentences."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from compliance.counts.buckets import Counts
from compliance.counts.correction import Refused
from compliance.counts.dashboard.live import Live, Terms, next_release
from compliance.counts.dashboard.overview import Subject, overview
from compliance.counts.dashboard.period import Period
from compliance.counts.dashboard.words import State, Words, method, rise_or_fall, words
from compliance.counts.disclosure import Release
from compliance.counts.line import Slope
from tests.counts.dashboard.lives import DAY_LIMIT, HOUR, MEASURED, PARIS, SITE, a_release

MONDAY = Period(date(2026, 3, 9), date(2026, 3, 10), PARIS)
WEEK = Period(date(2026, 3, 2), date(2026, 3, 9), PARIS)
NOW = datetime(2026, 3, 9, 14, 20, tzinfo=PARIS)
TERMS = Terms(HOUR, 10, DAY_LIMIT)
LIVE = Live(NOW, NOW, next_release(NOW, HOUR), TERMS)
NOON = datetime(2026, 3, 9, 11, 0, tzinfo=UTC)
SOME = Counts(mask=164, incorrect=6, no_mask=30, unknown=5)


def said(*releases: Release, period: Period = MONDAY, live: Live = LIVE) -> Words:
    subject = Subject(SITE, None, ("hall",), period)
    return words(overview(subject, sorted(releases, key=lambda r: r.start), MEASURED), live)


def mondays(counts: Counts) -> list[Release]:
    return [a_release(NOON - timedelta(weeks=week), counts) for week in range(1, 9)]


def plain(*texts: str) -> str:
    return " ".join(texts).replace("\N{NO-BREAK SPACE}", " ")


def test_today_is_told_with_its_interval_in_words() -> None:
    told = said(a_release(NOON, SOME))
    assert told.state is State.TOLD
    assert plain(told.title) == "Today 82 % wore a mask as required."
    assert plain(told.sentences[0]) == (
        "Between 76 % and 87 % with what chance can do; 200 of 205 were judged."
    )
    assert plain(told.sentences[-1]) == (
        "Figures reach until 13:00. The next may come from 15:02 on."
    )


def test_nothing_before_is_said_to_be_no_comparison() -> None:
    told = said(a_release(NOON, SOME))
    assert told.sentences[1] == (
        "There is nothing yet to compare it with: no figures of the 8 Mondays before until 13:00."
    )


def test_a_difference_beyond_chance_is_told_with_its_size_and_interval() -> None:
    told = said(*mondays(SOME), a_release(NOON, Counts(mask=110, incorrect=6, no_mask=84)))
    assert "points less than the 8 Mondays before until 13:00" in told.sentences[1]
    assert "beyond what chance explains" in told.sentences[1]
    assert "corrected" in told.sentences[1]


def test_no_difference_is_shown_is_not_the_same_as_none() -> None:
    few = said(*mondays(SOME), a_release(NOON, Counts(mask=16, no_mask=4)))
    assert "No difference from the 8 Mondays before until 13:00 is shown" in few.sentences[1]
    assert "though chance could hide one of" in few.sentences[1]
    many = Counts(mask=82_000, incorrect=3_000, no_mask=15_000)
    told = said(*mondays(many), a_release(NOON, many))
    assert "That is like the 8 Mondays before" in told.sentences[1]
    assert "no difference is shown" in told.sentences[1]


@pytest.mark.parametrize(
    ("mask", "title"),
    [(9999, "100.0 %"), (10_000, "100 %"), (1, "0.0 %"), (9_940, "99 %")],
)
def test_nearly_all_is_not_all(mask: int, title: str) -> None:
    told = said(a_release(NOON, Counts(mask=mask, no_mask=10_000 - mask)))
    assert plain(told.title) == f"Today {title} wore a mask as required."


def test_an_interval_is_told_so_far_that_its_ends_differ() -> None:
    told = said(a_release(NOON, Counts(mask=820_000, no_mask=180_000)))
    assert plain(told.sentences[0]).startswith("Between 81.9 % and 82.1 % with")


def test_other_days_are_named() -> None:
    of_day = said(a_release(NOON, SOME), live=replace(LIVE, now=NOW + timedelta(days=3)))
    assert of_day.title.startswith("On Monday 9 March 2026, 82")
    yesterday = said(a_release(NOON, SOME), live=replace(LIVE, now=NOW + timedelta(days=1)))
    assert yesterday.title.startswith("Yesterday 82")
    week = said(a_release(NOON - timedelta(days=4), SOME), period=WEEK)
    assert week.title.startswith("From 2 to 8 March 2026, 82")
    assert "Figures reach" not in plain(*week.sentences)


def test_an_area_that_is_missing_from_all_is_named() -> None:
    before = [a_release(NOON - timedelta(weeks=1), SOME, area="ward")]
    told = said(*before, a_release(NOON, SOME))
    assert told.sentences[-1] == "Nothing is released of ward: not in these figures."


def test_withheld_outcomes_are_said_to_be() -> None:
    told = said(a_release(NOON, Counts(withheld=240), hours=2))
    assert told.state is State.WITHHELD
    assert told.title == "Today the outcomes are withheld."
    assert "240 passed" in told.sentences[0]


def test_some_withheld_are_noted_beside_the_rate() -> None:
    told = said(a_release(NOON, SOME), a_release(NOON + HOUR, Counts(withheld=12)))
    assert told.state is State.TOLD
    assert any(note.startswith("Of 12 of those who passed") for note in told.notes)


def test_nobody_judged_is_no_rate() -> None:
    told = said(a_release(NOON, Counts(unknown=40)))
    assert told.state is State.UNDECIDED
    assert told.title == "Today nobody could be judged."


def test_little_watched_is_noted() -> None:
    told = said(a_release(NOON, SOME, watched=0.62))
    assert plain(told.notes[0]).startswith("Only 62 % of the time was watched.")
    assert not any("watched" in note for note in said(a_release(NOON, SOME, watched=0.97)).notes)


def test_nothing_yet_says_why_and_when() -> None:
    told = said()
    assert told.state is State.NOTHING
    assert told.title == "Nothing is released yet."
    assert "at least 10 people" in told.sentences[0]
    assert "60 minutes" in told.sentences[0]
    assert "up to 24 hours" in told.sentences[0]
    assert told.sentences[-1] == "The first may come from 15:02 on."


def test_nothing_today_names_the_newest_figures() -> None:
    told = said(a_release(NOON - timedelta(days=1), SOME))
    assert told.title == "Nothing is released of today yet."
    assert "The newest figures reach until Sun 8 March 13:00." in told.sentences
    assert told.notes == ()


def test_days_without_figures_are_noted() -> None:
    told = said(a_release(NOON - timedelta(days=3), SOME))
    assert any("Nothing has been released since Fri 6 March 13:00" in note for note in told.notes)


def test_nothing_of_past_days_is_not_awaited() -> None:
    told = said(period=WEEK)
    assert told.title == "From 2 to 8 March 2026, nothing was released."
    assert "may come" not in plain(*told.sentences)


def test_a_recordings_figures_are_awaited_at_no_time() -> None:
    told = said(a_release(NOON, SOME), live=replace(LIVE, next_release=None, is_recorded=True))
    assert told.title.startswith("On Monday 9 March 2026, 82"), "their today is not ours"
    assert "may come" not in plain(*told.sentences)


@pytest.mark.parametrize(
    ("at", "minutes", "expected"),
    [
        ("14:20", 60, "15:02"),
        ("15:01", 60, "15:02"),
        ("15:02", 60, "16:02"),
        ("00:05", 20, "00:22"),
    ],
)
def test_the_next_release_is_a_matter_of_the_clock(at: str, minutes: int, expected: str) -> None:
    now = datetime.fromisoformat(f"2026-03-09T{at}:00+00:00")
    assert f"{next_release(now, timedelta(minutes=minutes)):%H:%M}" == expected


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (
            Slope(-0.004, -0.008, -0.001),
            "The rate falls by 0.4 points a week (-0.8 to -0.1), beyond",
        ),
        (Slope(0.004, 0.001, 0.008), "The rate rises by 0.4 points a week (+0.1 to +0.8), beyond"),
        (
            Slope(0.001, -0.002, 0.004),
            "No rise or fall is shown: +0.1 points a week (-0.2 to +0.4)",
        ),
        (Refused("too few"), ""),
    ],
)
def test_a_trend_is_told_with_how_sure_it_is(found: Slope | Refused, says: str) -> None:
    told = rise_or_fall(found).replace("\N{MINUS SIGN}", "-")
    assert told.startswith(says)
    assert bool(told) is bool(says)


def test_the_method_names_the_terms_and_the_design_effect() -> None:
    releases = [a_release(NOON - number * HOUR, Counts(mask=20 + number % 7, no_mask=9))
                for number in range(60, 0, -1)]  # fmt: skip
    found = overview(Subject(SITE, None, ("hall",), MONDAY), releases, MEASURED)
    told = method(found, TERMS)
    assert "design effect 1." in told
    assert "fewer than 10 passages" in told
    assert "less than 60 minutes" in told
