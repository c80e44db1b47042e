"""Times and time zones as operators write them."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from compliance.errors import ConfigError

UTC = ZoneInfo("UTC")


def zone_named(name: str) -> ZoneInfo:
    """Return the time zone of this name; ConfigError when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ConfigError(
            f"--time-zone: {name!r} is not a time zone", "Write one such as Europe/Paris or UTC."
        ) from error


def moment(option: str, text: str, zone: ZoneInfo | None = None) -> datetime:
    """Return the aware time of an ISO 8601 text; one without an offset is in `zone`.

    Raises ConfigError when it is not a time, or has no offset and there is no zone.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(
            f"{option}: {text!r} is not a time", "Write it as 2026-01-05T08:00+01:00."
        ) from error
    if at.tzinfo is None and zone is None:
        raise ConfigError(
            f"{option}: {text!r} has no offset from UTC",
            f"Write it at the end: {text}+01:00, or {text}Z for UTC.",
        )
    return at if at.tzinfo else at.replace(tzinfo=zone)
