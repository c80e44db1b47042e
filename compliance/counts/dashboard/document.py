"""An overview as the page is given it: JSON of texts to show and columns to draw."""

from collections.abc import Sequence

from compliance.counts.correction import Corrected
from compliance.counts.dashboard import typeset
from compliance.counts.dashboard.charts import of_points, of_trend
from compliance.counts.dashboard.live import Live
from compliance.counts.dashboard.overview import Overview, Whole
from compliance.counts.dashboard.words import in_points, method, rise_or_fall, words
from compliance.counts.profile import WeekHour
from compliance.counts.rates import Figures
from compliance.counts.report_text import figures_record

Document = dict[str, object]

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_STEPS = (0.5, 0.6, 0.7, 0.8, 0.9)
"""Where the week's cells become darker."""
_UNLOCKED = (
    "allow_unsandboxed is set: cameras may run without the privacy lock, so that one promise is "
    "kept by code alone."
)


def document(found: Overview, live: Live) -> Document:
    """Return everything the page shows of it; plain values."""
    subject, told = found.subject, words(found, live)
    period = subject.period
    return {
        "site": subject.site,
        "area": subject.area,
        "areas": list(subject.areas),
        "time_zone": period.zone.key,
        "period": {
            "first": period.first.isoformat(),
            "after": period.after.isoformat(),
            "name": typeset.days(period),
            "days": period.days,
            "is_now": period.start <= live.now < period.end,
        },
        "today": live.now.date().isoformat(),
        "is_recorded": live.is_recorded,
        "made_at": typeset.moment(live.made_at),
        "state": told.state.value,
        "title": told.title,
        "sentences": list(told.sentences),
        "notes": [*told.notes, *([_UNLOCKED] if live.allows_unlocked else [])],
        "figures": figures_record(found.whole.figures) if found.whole else None,
        "start": found.whole and found.whole.start.astimezone(period.zone).isoformat(),
        "end": found.whole and found.whole.reach.astimezone(period.zone).isoformat(),
        "facts": facts(found.whole) if found.whole else [],
        "points": of_points(found.points, period),
        "trend": of_trend(found.trend, period, rise_or_fall(found.slope)),
        "week": week(found.week),
        "by_area": [_area(name, whole, found) for name, whole in found.by_area],
        "cameras": [
            {"name": c.name, "area": c.area, "condition": c.condition.value, "says": c.says}
            for c in live.cameras
        ],
        "models": sorted({name for m in found.models for name in (m.detector, m.classifier)}),
        "method": method(found, live.terms),
    }


def facts(whole: Whole) -> list[dict[str, str]]:
    """Return the figures that stand in a row under the headline: name, value, what it means."""
    found = whole.figures
    counts = found.counts
    corrected = found.corrected
    local = found.local
    by_audits = (
        [("By audits", typeset.percent(local.rate), typeset.between(local.interval))]
        if isinstance(local, Corrected)
        else []
    )
    rows = [
        ("Compliance", typeset.percent(found.rate), _span(found)),
        (
            "Corrected",
            typeset.percent(corrected.rate if isinstance(corrected, Corrected) else None),
            typeset.between(corrected.interval)
            if isinstance(corrected, Corrected)
            else f"none: {corrected.reason}",
        ),
        *by_audits,
        ("Passages", typeset.number(counts.passages), f"{typeset.number(counts.decided)} judged"),
        ("Undecided", typeset.percent(found.unknown_share), _bounds(found)),
        ("Watched", typeset.percent(found.coverage), "of the time"),
    ]
    return [{"name": name, "value": value, "detail": detail} for name, value, detail in rows]


def week(rows: Sequence[WeekHour]) -> Document:
    """Return the hours of the week as a table: hours down, days across; None: nothing told."""
    cells = {(row.hour, row.weekday): _cell(row) for row in rows}
    hours = sorted({hour for hour, _ in cells})
    return {
        "days": list(_DAYS),
        "hours": [f"{hour:02}:00" for hour in hours],
        "cells": [[cells.get((hour, day)) for day in range(len(_DAYS))] for hour in hours],
    }


def _cell(row: WeekHour) -> dict[str, str | int] | None:
    found = row.figures
    if found.rate is None or found.interval is None:
        return None
    level = sum(found.rate >= step for step in _STEPS)
    low, high = round(100 * found.interval.low), round(100 * found.interval.high)
    return {"rate": f"{100 * found.rate:.0f}", "span": f"{low}\N{EN DASH}{high}", "level": level}


def _area(name: str, whole: Whole | None, of: Overview) -> Document:
    if whole is None:
        return {"area": name, "figures": None}
    found = whole.figures
    corrected = found.corrected
    reach = whole.reach.astimezone(of.subject.period.zone)
    return {
        "area": name,
        "figures": figures_record(found),
        "rate": "withheld" if not found.counts.told else typeset.rate(found.rate, found.interval),
        "corrected": typeset.rate(corrected.rate, corrected.interval)
        if isinstance(corrected, Corrected)
        else typeset.percent(None),
        "difference": in_points(whole.usual.judged if whole.usual else None),
        "judged": typeset.number(found.counts.decided),
        "watched": typeset.percent(found.coverage),
        "reach": typeset.moment(reach),
    }


def _span(found: Figures) -> str:
    if found.interval:
        return typeset.between(found.interval)
    return "nobody was judged" if found.counts.told else "withheld"


def _bounds(found: Figures) -> str:
    if found.bounds is None:
        return "outcomes are withheld"
    return f"rate within {typeset.between(found.bounds)} whatever they wore"
