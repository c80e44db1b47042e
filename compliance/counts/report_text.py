"""The report as text: CSV and JSON for machines, a table for a terminal."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import datetime

from rich.box import SIMPLE_HEAD
from rich.table import Table

from compliance.counts.correction import Refused
from compliance.counts.report import Row
from compliance.counts.wilson import Interval

_DIGITS = 4  # a share's; no count here is large enough to say more

WIDE = 120
"""Columns a terminal needs to show a row on one line."""

_COLUMNS = (
    "site", "area", "start", "end", "passages", "decided", "mask", "incorrect", "no_mask",
    "unknown", "rate", "rate_low", "rate_high", "corrected_rate", "corrected_low",
    "corrected_high", "corrected_refused", "unknown_share", "coverage", "detector", "classifier",
)  # fmt: skip


def to_csv(rows: Sequence[Row]) -> str:
    """Return one line per row under a line of names; times in ISO 8601, unknown is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_record(row) for row in rows)
    return text.getvalue()


def to_json(rows: Sequence[Row]) -> str:
    """Return a list of objects with the CSV's names; unknown is null."""
    return json.dumps([_record(row) for row in rows], indent=2, ensure_ascii=False) + "\n"


def to_table(rows: Sequence[Row], width: int = WIDE) -> Table:
    """Return the rows as a terminal of this many columns shows them, from 80 on."""
    table = Table(title="Mask compliance", title_justify="left", box=SIMPLE_HEAD, padding=0)
    table.add_column("Area", overflow="fold", min_width=8)
    table.add_column("Interval", no_wrap=True)
    for name in ("Decided", "Compliance", "Corrected", "Unknown", "Coverage"):
        table.add_column(name, justify="right", no_wrap=True)
    several_sites = len({row.site for row in rows}) > 1
    for row in rows:
        cells = _cells(row, with_site=several_sites)
        table.add_row(*(cells if width >= WIDE else map(_folded, cells)))
    table.caption = _caption(rows)
    return table


def _folded(cell: str) -> str:
    """Return a cell on two lines: a rate over its interval, a start over its end."""
    return cell.replace(" to ", "\nto ").replace(" (", "\n(")


def span(start: datetime, end: datetime) -> str:
    """Return [start, end) in words: what both share is said once, and never without an offset."""
    offset = start.isoformat()[-6:]
    if offset != end.isoformat()[-6:]:
        return f"{_minute(start)} {offset} to {_minute(end)} {end.isoformat()[-6:]}"
    until = f"{end:%H:%M}" if start.date() == end.date() else _minute(end)
    return f"{_minute(start)} to {until} {offset}"


def _caption(rows: Sequence[Row]) -> str:
    if not rows:
        return "Nothing is released yet."
    models = {name: None for row in rows for m in row.models for name in (m.detector, m.classifier)}
    return (
        f"Rates of the passages decided, with their 95 % interval. Counted by {', '.join(models)}."
    )


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _cells(row: Row, *, with_site: bool) -> list[str]:
    found = row.figures
    corrected = found.corrected
    return [
        f"{row.site} / {row.area}" if with_site else row.area,
        span(row.start, row.end),
        f"{found.counts.decided} of {found.counts.passages}",
        _rate(found.rate, found.interval),
        "-" if isinstance(corrected, Refused) else _rate(corrected.rate, corrected.interval),
        _percent(found.unknown_share),
        _percent(found.coverage),
    ]


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def _rate(rate: float | None, interval: Interval | None) -> str:
    if interval is None:
        return _percent(rate)
    return f"{_percent(rate)} ({100 * interval.low:.1f}-{100 * interval.high:.1f})"


def _record(row: Row) -> dict[str, str | int | float | None]:
    found, counts = row.figures, row.figures.counts
    low, high = _ends(found.interval)
    corrected = None if isinstance(found.corrected, Refused) else found.corrected
    corrected_low, corrected_high = _ends(corrected.interval if corrected else None)
    values = (
        row.site, row.area, row.start.isoformat(), row.end.isoformat(),
        counts.passages, counts.decided,
        counts.mask, counts.incorrect, counts.no_mask, counts.unknown,
        _rounded(found.rate), low, high,
        _rounded(corrected.rate if corrected else None), corrected_low, corrected_high,
        found.corrected.reason if isinstance(found.corrected, Refused) else None,
        _rounded(found.unknown_share), _rounded(found.coverage),
        ",".join(dict.fromkeys(models.detector for models in row.models)),
        ",".join(dict.fromkeys(models.classifier for models in row.models)),
    )  # fmt: skip
    return dict(zip(_COLUMNS, values, strict=True))


def _ends(interval: Interval | None) -> tuple[float | None, float | None]:
    return (_rounded(interval.low), _rounded(interval.high)) if interval else (None, None)


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, _DIGITS)
