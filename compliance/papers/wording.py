"""Numbers, lengths of time and dates in words."""

from datetime import UTC, datetime, timedelta

_IRREGULAR = {"pixel process": "pixel processes", "copy": "copies"}
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def counted(number: int, noun: str) -> str:
    """Return a number of things: 1 camera, 2 cameras."""
    return f"{number:,} {noun if number == 1 else _IRREGULAR.get(noun, noun + 's')}"


def span(length: timedelta) -> str:
    """Return a length of time in its largest whole unit: 20 minutes, 1 hour, 400 days."""
    for unit, noun in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        if length >= unit and not length % unit:
            return counted(length // unit, noun)
    return f"{length.total_seconds():g} seconds"


def at(time: datetime | None) -> str:
    """Return a time to the minute in UTC; a dash without one."""
    return f"{time:%Y-%m-%d %H:%M} UTC" if time else "-"


def stamp(text: str) -> str:
    """Return a time that was written down in ISO 8601 as `at` does; any other text as it is."""
    try:
        return at(datetime.fromisoformat(text).astimezone(UTC))
    except ValueError:
        return text


def bytes_mode(mode: int) -> str:
    """Return permission bits as they are usually written."""
    return f"{mode:04o}"


def share(part: int, whole: int) -> str:
    """Return a share in percent with one decimal; a dash of nothing."""
    return f"{100 * part / whole:.1f} %" if whole else "-"
