"""A log that anybody can provoke says each thing once in a while."""

import logging

from compliance.counts.web.calm import REMINDER_SECONDS, OnceInAWhile


def record(message: str, *gaps: object) -> logging.LogRecord:
    return logging.LogRecord("http", logging.WARNING, __file__, 1, message, gaps, None)


def test_a_message_passes_once_in_its_time_whatever_stands_in_its_gaps() -> None:
    now = [0.0]
    filter_ = OnceInAWhile(lambda: now[0])
    assert filter_.filter(record("broken: %s", 1))
    assert not filter_.filter(record("broken: %s", 2))
    assert filter_.filter(record("another"))
    now[0] = REMINDER_SECONDS
    assert filter_.filter(record("broken: %s", 3))
