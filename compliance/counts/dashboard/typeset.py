"""Figures and times as the page writes them: the report's digits, a printed page's signs."""

from datetime import date, datetime

from compliance.counts.comparison import Difference
from compliance.counts.dashboard.period import Period
from compliance.counts.wilson import Interval

NARROW = "\N{NO-BREAK SPACE}"
_MINUS, _DASH = "\N{MINUS SIGN}", "\N{EN DASH}"


def number(count: int) -> str:
    """Return a count: 1,240."""
    return f"{count:,}"


def percent(share: float | None) -> str:
    """Return a share with the report's digits: 82.1 %; a dash where it is unknown."""
    return _DASH if share is None else f"{share:.1%}".replace("%", f"{NARROW}%")


def in_words(share: float) -> str:
    """Return a share as one says it: 82 %. Nearly all is not all, and nearly none not none."""
    whole = f"{share:.0%}"
    is_edge = whole in ("0%", "100%") and share not in (0.0, 1.0)
    return (f"{share:.1%}" if is_edge else whole).replace("%", f"{NARROW}%")


def ends_in_words(interval: Interval) -> tuple[str, str]:
    """Return an interval's ends as one says them, so far that they can be told apart."""
    low, high = in_words(interval.low), in_words(interval.high)
    return (percent(interval.low), percent(interval.high)) if low == high else (low, high)


def between(interval: Interval) -> str:
    """Return an interval's ends: 78.0-86.0."""
    return f"{100 * interval.low:.1f}{_DASH}{100 * interval.high:.1f}"


def rate(share: float | None, interval: Interval | None) -> str:
    """Return a rate and its interval: 82.1 % (78.0-86.0)."""
    return percent(share) if interval is None else f"{percent(share)} ({between(interval)})"


def points(value: float) -> str:
    """Return a difference of rates in percentage points, with its sign: +1.2."""
    return f"{100 * value:+.1f}".replace("-", _MINUS)


def difference(found: Difference) -> str:
    """Return a difference and its interval: +1.2 (-2.9 to +5.3)."""
    return f"{points(found.value)} ({points(found.low)} to {points(found.high)})"


def moment(at: datetime) -> str:
    """Return a moment: Mon 9 March 14:20."""
    return f"{at:%a} {at.day} {at:%B} {at:%H:%M}"


def day(of: date) -> str:
    """Return a day: Monday 9 March 2026."""
    return f"{of:%A} {of.day} {of:%B} {of.year}"


def days(period: Period) -> str:
    """Return a period: Monday 9 March 2026, or 2 to 8 March 2026."""
    first, last = period.first, period.last
    if period.days == 1:
        return day(first)
    end = f"{last.day} {last:%B} {last.year}"
    if first.year != last.year:
        return f"{first.day} {first:%B} {first.year} to {end}"
    return (
        f"{first.day} to {end}"
        if first.month == last.month
        else (f"{first.day} {first:%B} to {end}")
    )
