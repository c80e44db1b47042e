"""The sign made as a file, and what its maker should know of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from compliance import config
from compliance.errors import ConfigError
from compliance.papers.notice.content import Notice, Numbers, languages_of, missing
from compliance.papers.notice.layout import Paper, points, read_from, sheet_of, sizes_on
from compliance.papers.notice.lettering import helvetica
from compliance.papers.notice.marks import Sheet
from compliance.papers.notice.pdf import to_pdf
from compliance.papers.notice.svg import to_html
from compliance.papers.writing import write_bytes

_LEAST_POINTS = 9.0
"""Smaller print is hard to read even from close by."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for."""

    out: Path
    notice: Notice
    languages: tuple[str, ...]
    paper: str


def numbers_of(site: Path, environment: Mapping[str, str]) -> Numbers:
    """Return how large a site's published totals are. Raises ConfigError."""
    settings = config.load_for_store(site, environment)
    return Numbers(settings.minimum_count, settings.bucket // timedelta(minutes=1))


def make(wish: Wish, now: datetime) -> Iterator[str]:
    """Write the sign; yield what to tell about it. Raises ConfigError, ComplianceError."""
    languages = languages_of(wish.languages)
    sheet = sheet_of(wish.notice, languages, paper_named(wish.paper), helvetica())
    write_bytes(wish.out, _drawn(wish.out, sheet, now))
    yield f"Wrote {wish.out}: {wish.paper.upper()}, {', '.join(languages)}."
    yield from legibility(sheet)
    for gap in missing(wish.notice, languages):
        yield f"MISSING, marked on the sign: {gap}"
    if not wish.notice.officer:
        yield "Where there is a data protection officer, the sign names them: --officer"
    yield "Whether the sign says enough at this place is for a person to judge."


def legibility(sheet: Sheet) -> Iterator[str]:
    """Yield from how far the sign can be read."""
    title, fact, smallest = sizes_on(sheet)
    yield (
        f"Read with half of normal sight: the title up to {read_from(title):.1f} m away, the "
        f"promises {read_from(fact):.1f} m, the smallest print ({points(smallest):.0f} pt) "
        f"{read_from(smallest):.1f} m."
    )
    if points(smallest) < _LEAST_POINTS:
        yield "The smallest print is very small: use --paper A3, or fewer languages a sheet."


def paper_named(name: str) -> Paper:
    """Return the size of paper. Raises ConfigError."""
    try:
        return Paper(name.upper())
    except ValueError:
        raise ConfigError(f"--paper: {name!r} is not a size of paper", "Write A4 or A3.") from None


def _drawn(out: Path, sheet: Sheet, now: datetime) -> bytes:
    if out.suffix.lower() == ".pdf":
        return to_pdf([sheet], now)
    if out.suffix.lower() in (".html", ".htm"):
        return to_html([sheet]).encode("utf-8")
    raise ConfigError(f"--out: {out.name} is neither .pdf nor .html", "Write --out notice.pdf.")
