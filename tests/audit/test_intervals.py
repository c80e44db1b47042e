"""What a phone may hand in, and when."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from compliance.audit.intervals import MOST, Post, read_interval
from compliance.counts.auditing.pairs import Audit
from compliance.counts.buckets import Counts
from compliance.errors import ConfigError

HOUR = timedelta(hours=1)
EIGHT = datetime(2026, 1, 5, 8, tzinfo=UTC)
POST = Post("lyon", "hall", ("door", "lift"), HOUR, timedelta(days=30))
SENT = {
    "camera": "door", "start": int(EIGHT.timestamp()), "seconds": 3600,
    "mask": 9, "incorrect": 1, "no_mask": 4,
}  # fmt: skip


def read(now: datetime = EIGHT + HOUR, **changes: object) -> Audit:
    return read_interval(json.dumps(SENT | changes).encode(), POST, now)


def test_three_totals_of_an_interval_that_is_over_are_an_audit() -> None:
    assert read() == Audit("hall", "door", EIGHT, EIGHT + HOUR, Counts(9, 1, 4))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"camera": "roof"}, "not one of this area"),
        ({"seconds": 1200}, "3600 s long here"),
        ({"start": SENT["start"] + 60}, "no interval starts then"),  # type: ignore[operator]
        ({"mask": -1}, "mask"),
        ({"mask": MOST + 1}, "mask"),
        ({"mask": 1.5}, "mask"),
        ({"mask": "9"}, "mask"),
        ({"no_mask": True}, "no_mask"),
        ({"start": 10**18}, "start"),
        ({"taps": []}, "taps"),
        ({"camera": "d" * 65}, "camera"),
    ],
)
def test_anything_else_is_refused_in_words(changes: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        read(**changes)


def test_nothing_is_taken_while_an_interval_lasts() -> None:
    with pytest.raises(ConfigError, match="not over yet"):
        read(EIGHT + HOUR - timedelta(seconds=1))


def test_nothing_older_than_what_is_kept_is_taken() -> None:
    with pytest.raises(ConfigError, match="older than anything"):
        read(EIGHT + HOUR + timedelta(days=30))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b"null", b'{"camera": "door"}'])
def test_what_is_no_interval_is_refused(data: bytes) -> None:
    with pytest.raises(ConfigError):
        read_interval(data, POST, EIGHT)


def test_what_was_sent_is_not_repeated_in_an_error() -> None:
    with pytest.raises(ConfigError) as caught:
        read(mask=770_777)
    assert "770" not in str(caught.value)
