"""The page as one file that needs nothing else: the weekly report, printed on one sheet of A4."""

import base64
import json
import re
from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from compliance.counts.dashboard.assets import LIBRARY, STYLES, filled, text_of
from compliance.counts.dashboard.document import Document
from compliance.counts.dashboard.period import Period, complete_days, midnight
from compliance.errors import ConfigError
from compliance.moments import moment

DAYS = 7
"""Of a report, unless others are asked for."""

_MODULES = ("dom.js", "charts.js", "view.js", "report.js")
"""In the order in which they need each other; no two have a name in common at their top."""

_LICENCE = "uPlot.LICENSE"
_IMPORT = re.compile(r'^import .* from "\./[a-z]+\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
_SHARP = "Object.defineProperty(window, 'devicePixelRatio', { value: 3 });"
"""So that charts, which are drawn in pixels, are sharp on paper."""


def period_of(since: str | None, until: str | None, now: datetime, zone: ZoneInfo) -> Period:
    """Return the days from `since` up to and without `until`; the last seven that are over.

    Raises ConfigError for what is not a day, or no day.
    """
    usual = complete_days(now, zone, DAYS)
    after = _day("--until", until, zone) if until else usual.after
    first = _day("--since", since, zone) if since else after - timedelta(days=DAYS)
    if not first < after:
        raise ConfigError(
            f"--since: {first} is not before {after}", "--until is the day after the last one."
        )
    return Period(first, after, zone)


def _day(option: str, text: str, zone: ZoneInfo) -> date:
    at = moment(option, text, zone).astimezone(zone)
    if at != midnight(at.date(), zone):
        raise ConfigError(
            f"{option}: {text!r} is not a whole day", "A page is of days: write 2026-01-05."
        )
    return at.date()


def paper(found: Document) -> str:
    """Return the page with its style, program and figures in it."""
    licence = text_of(_LICENCE).replace("--", "\N{EN DASH}")
    style = "\n".join(text_of(name) for name in STYLES)
    scripts = (f"{_SHARP}\n{text_of(LIBRARY)}", _bundled())
    data = json.dumps(found, ensure_ascii=False).replace("<", "\\u003c")
    return filled(
        _policy(style, *scripts),
        f"<!-- The charts: uPlot. {licence}-->\n<style>{style}</style>",
        "".join(
            (
                f'<script type="application/json" id="data">{data}</script>\n',
                *(f"<script>{script}</script>\n" for script in scripts),
            )
        ),
    )


def _bundled() -> str:
    """Return the modules as one script, in a scope of its own."""
    texts = (_EXPORT.sub("", _IMPORT.sub("", text_of(name))) for name in _MODULES)
    return '"use strict"; {\n' + "\n".join(texts) + "}"


def _policy(style: str, *scripts: str) -> str:
    """Return what the browser may do: this style and these scripts, and nothing else."""
    allowed = " ".join(_hashed(script) for script in scripts)
    return f"default-src 'none'; script-src {allowed}; style-src {_hashed(style)}"


def _hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"
