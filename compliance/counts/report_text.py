"""The report as text: CSV and JSON for machines, a table for a terminal."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.table import Table

from compliance.counts import records
from compliance.counts.buckets import Counts
from compliance.counts.correction import Corrected, Refused
from compliance.counts.disclosure import ModelIdentity
from compliance.counts.rates import Figures, figures
from compliance.counts.records import Record, Value
from compliance.counts.report import Row
from compliance.counts.wilson import Interval

_NOWHERE = None, None
_PARTS = 10_000  # a share's four digits; no count here is large enough to say more

WIDE = 120
"""Columns a terminal needs to show a row on one line."""


def to_csv(rows: Iterable[Row]) -> str:
    """Return one line per row under a line of names."""
    text = io.StringIO()
    write_csv(rows, text)
    return text.getvalue()


def write_csv(rows: Iterable[Row], file: TextIO) -> None:
    """Write the same, row by row."""
    records.write_csv(COLUMNS, map(row_record, rows), file)


def to_json(rows: Iterable[Row]) -> str:
    """Return a list of objects with the CSV's names."""
    text = io.StringIO()
    write_json(rows, text)
    return text.getvalue()


def write_json(rows: Iterable[Row], file: TextIO) -> None:
    """Write the same, row by row."""
    records.write_json(map(row_record, rows), file)


def to_table(rows: Sequence[Row], width: int = WIDE) -> Table:
    """Return the rows as a terminal of this many columns shows them, from 80 on."""
    table = Table(title="Mask compliance", title_justify="left", box=SIMPLE_HEAD, padding=0)
    table.add_column("Area", overflow="fold", min_width=8)
    table.add_column("Interval", no_wrap=True)
    has_local = any(isinstance(row.figures.local, Corrected) for row in rows)
    local = ("Local",) if has_local else ()
    for name in ("Decided", "Compliance", "Corrected", *local, "Unknown", "Coverage"):
        table.add_column(name, justify="right", no_wrap=True)
    several_sites = len({row.site for row in rows}) > 1
    for row in rows:
        cells = _cells(row, with_site=several_sites, with_local=has_local)
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
    effects = [row.figures.design_effect for row in rows if row.figures.design_effect]
    groups = f" that allows for groups (design effect {max(effects):.1f})" if effects else ""
    withheld = sum(row.figures.counts.withheld for row in rows)
    has_local = any(isinstance(row.figures.local, Corrected) for row in rows)
    sentences = [
        f"Rates of the passages decided, with their 95 % interval{groups}.",
        f"The outcomes of {withheld} people are withheld: all in their interval did alike."
        if withheld
        else "",
        noise_told(row.figures for row in rows),
        "Local: with the error taken out that audits found there." if has_local else "",
        f"Counted by {', '.join(models)}.",
    ]
    return " ".join(filter(None, sentences))


def noise_told(found: Iterable[Figures]) -> str:
    """Return in a sentence what noise is in some figures; empty where there is none."""
    noises = [each.noise for each in found if each.noise]
    if not noises:
        return ""
    epsilon, releases = max(n.epsilon for n in noises), sum(n.releases for n in noises)
    them = "1 release" if releases == 1 else f"{releases} releases"
    return (
        f"Noise was added to the counts of {them}, and the intervals allow for it: what is "
        f"published tells of a passage with epsilon {epsilon:g} at most."
    )


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _cells(row: Row, *, with_site: bool, with_local: bool) -> list[str]:
    found = row.figures
    return [
        f"{row.site} / {row.area}" if with_site else row.area,
        span(row.start, row.end),
        f"{found.counts.decided} of {found.counts.passages}",
        "withheld" if _is_withheld(found) else rate_with_interval(found.rate, found.interval),
        corrected_with_interval(found.corrected),
        *([corrected_with_interval(found.local)] if with_local else []),
        percent(found.unknown_share),
        percent(found.coverage),
    ]


def _is_withheld(found: Figures) -> bool:
    return found.counts.withheld > 0 and not found.counts.told


def percent(share: float | None) -> str:
    """Return a share in words, a dash where it is unknown."""
    return "-" if share is None else f"{share:.1%}"


def rate_with_interval(rate: float | None, interval: Interval | None) -> str:
    """Return a rate and its interval in words."""
    if interval is None:
        return percent(rate)
    return f"{percent(rate)} ({100 * interval.low:.1f}-{100 * interval.high:.1f})"


def corrected_with_interval(corrected: Corrected | Refused) -> str:
    """Return a corrected rate and its interval in words, a dash where there is none."""
    if isinstance(corrected, Refused):
        return "-"
    return rate_with_interval(corrected.rate, corrected.interval)


def figures_record(found: Figures) -> dict[str, Value]:
    """Return what is published of some counts; shares have 4 digits."""
    counts, noise = found.counts, found.noise
    low, high = found.interval or _NOWHERE
    least, most = found.bounds or _NOWHERE
    corrected, corrected_low, corrected_high, corrected_refused = _corrected(found.corrected)
    local, local_low, local_high, local_refused = _corrected(found.local)
    return {
        "passages": counts.passages,
        "decided": counts.decided,
        "mask": counts.mask,
        "incorrect": counts.incorrect,
        "no_mask": counts.no_mask,
        "unknown": counts.unknown,
        "withheld": counts.withheld,
        "rate": _rounded(found.rate),
        "rate_low": _rounded(low),
        "rate_high": _rounded(high),
        "corrected_rate": _rounded(corrected),
        "corrected_low": _rounded(corrected_low),
        "corrected_high": _rounded(corrected_high),
        "corrected_refused": corrected_refused,
        "unknown_share": _rounded(found.unknown_share),
        "bound_low": _rounded(least),
        "bound_high": _rounded(most),
        "coverage": _rounded(found.coverage),
        "design_effect": _rounded(found.design_effect),
        "noise_epsilon": noise.epsilon if noise else None,
        "noisy_releases": noise.releases if noise else 0,
        "local_rate": _rounded(local),
        "local_low": _rounded(local_low),
        "local_high": _rounded(local_high),
        "local_refused": local_refused,
    }


def row_record(row: Row) -> Record:
    """Return what is published of a row."""
    detector, classifier = _names(row.models)
    return {
        "site": row.site,
        "area": row.area,
        "start": row.start,
        "end": row.end,
        **figures_record(row.figures),
        "detector": detector,
        "classifier": classifier,
    }


def _names(models: Sequence[ModelIdentity]) -> tuple[str, str]:
    if len(models) == 1:
        return models[0].detector, models[0].classifier
    detectors = dict.fromkeys(each.detector for each in models)
    return ",".join(detectors), ",".join(dict.fromkeys(each.classifier for each in models))


def _corrected(
    found: Corrected | Refused,
) -> tuple[float | None, float | None, float | None, str | None]:
    """Return rate, low, high and why there is none."""
    if isinstance(found, Refused):
        return None, None, None, found.reason
    return found.rate, found.interval.low, found.interval.high, None


def _rounded(share: float | None) -> float | None:
    """Return a share of 0 or more to its fourth digit; a third of the time of `round`."""
    return None if share is None else int(share * _PARTS + 0.5) / _PARTS


FIGURES = tuple(figures_record(figures(Counts(), 0, 0, None)))
"""The names in a `figures_record`."""
COLUMNS = ("site", "area", "start", "end", *FIGURES, "detector", "classifier")
"""The names in a `row_record`."""
