from datetime import UTC, datetime, timedelta

import pytest

from compliance.errors import ConfigError
from compliance.moments import moment, zone_named


def test_a_time_keeps_the_offset_it_is_written_with() -> None:
    at = moment("--start", "2026-01-05T08:00+01:00")
    assert at == datetime(2026, 1, 5, 7, tzinfo=UTC)
    assert at.utcoffset() == timedelta(hours=1)


def test_a_day_begins_at_midnight_of_the_zone() -> None:
    at = moment("--since", "2026-07-05", zone_named("Europe/Paris"))
    assert at == datetime(2026, 7, 4, 22, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-02-30", "08:00"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="is not a time"):
        moment("--start", text)


def test_a_time_without_offset_needs_a_zone() -> None:
    with pytest.raises(ConfigError, match="no offset"):
        moment("--start", "2026-01-05T08:00")


@pytest.mark.parametrize("name", ["", "Mars", "../etc", "/etc/localtime"])
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="is not a time zone"):
        zone_named(name)
