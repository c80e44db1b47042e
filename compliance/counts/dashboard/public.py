"""The page for passers-by: what the sign at the door promises, with the totals it speaks of."""

from dataclasses import dataclass
from datetime import timedelta
from html import escape

from compliance.counts.dashboard import typeset
from compliance.counts.dashboard.live import Terms
from compliance.counts.dashboard.public_words import PUBLIC_WORDS, PublicWords
from compliance.counts.rates import Figures
from compliance.counts.records import Value
from compliance.counts.report_text import figures_record
from compliance.papers.notice.words import WORDS

DEFAULT = "en"

_PUBLISHED = ("passages", "decided", "rate", "rate_low", "rate_high")

_NAMES = {
    "en": "English", "de": "Deutsch", "fr": "Français", "da": "Dansk", "no": "Norsk",
    "sv": "Svenska",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """The whole site's totals; None where nothing is released."""

    today: Figures | None
    week: Figures | None
    """Of the last seven days that are over."""


def language_for(asked: str, accepted: str) -> str:
    """Return the sign's language to answer in: the one asked for, or the browser's first.

    accepted: the header Accept-Language.
    """
    if asked in WORDS:
        return asked
    weighted = []
    for place, part in enumerate(accepted.split(",")):
        name, _, weight = part.strip().partition(";q=")
        code = name.partition("-")[0].lower()
        code = "no" if code in ("nb", "nn") else code
        if code in WORDS:
            weighted.append((-_weight(weight), place, code))
    return min(weighted)[2] if weighted else DEFAULT


def public_page(figures: PublicFigures, terms: Terms, language: str, style: str, icon: str) -> str:
    """Return the whole page; `style` and `icon` are the addresses of its files."""
    words = WORDS[language]
    numbers = words.numbers.format(
        people=terms.minimum_count, minutes=terms.bucket // timedelta(minutes=1)
    )
    promises = ((words.no_pictures, ""), (words.nobody, ""), (words.totals, numbers))
    others = " ".join(_link(code) for code in WORDS if code != language)
    return f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>{escape(words.title)}</title>
<link rel="icon" href="{escape(icon)}">
<link rel="stylesheet" href="{escape(style)}">
</head>
<body>
<header><h1>{escape(words.title)}</h1><p>{escape(words.lead)}</p></header>
<main>
<dl>{_totals(figures, PUBLIC_WORDS[language])}</dl>
<ul>{"".join(_promise(*promise) for promise in promises)}</ul>
<p><b>{escape(words.kept)}.</b> {escape(words.what_is_kept)}</p>
</main>
<nav>{others}</nav>
</body>
</html>
"""


def public_figures(figures: PublicFigures) -> dict[str, dict[str, Value] | None]:
    """Return the same totals as plain values."""
    return {"today": _plain(figures.today), "week": _plain(figures.week)}


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


def _totals(figures: PublicFigures, words: PublicWords) -> str:
    parts = ((words.today, figures.today), (words.week, figures.week))
    return "".join(
        f"<div><dt>{escape(name)}</dt>{_total(found, words)}</div>" for name, found in parts
    )


def _total(found: Figures | None, words: PublicWords) -> str:
    if found is None:
        return f"<dd>{escape(words.nothing)}</dd>"
    people = _number(found.counts.passages)
    if found.rate is None or found.interval is None:
        return f"<dd>{escape(words.untold.format(people=people))}</dd>"
    low, high = typeset.ends_in_words(found.interval)
    judged = _number(found.counts.decided)
    return (
        f"<dd><b>{escape(typeset.in_words(found.rate))}</b> "
        f"{escape(words.wore.format(people=judged))}</dd>"
        f"<dd>{escape(words.chance.format(low=low, high=high))}</dd>"
    )


def _number(count: int) -> str:
    """Return a count as every language reads it: 1 240, with a space that does not break."""
    return typeset.number(count).replace(",", "\N{NARROW NO-BREAK SPACE}")


def _promise(text: str, detail: str) -> str:
    return f"<li><b>{escape(text)}</b>{f' {escape(detail)}' if detail else ''}</li>"


def _link(code: str) -> str:
    return f'<a href="?language={code}" lang="{code}" hreflang="{code}">{_NAMES[code]}</a>'


def _plain(found: Figures | None) -> dict[str, Value] | None:
    if found is None:
        return None
    told = figures_record(found)
    return {name: told[name] for name in _PUBLISHED}
