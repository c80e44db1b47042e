"""The sign laid out on one sheet: as large as it fits."""

from collections.abc import Sequence
from enum import Enum
from math import radians, tan

from compliance.errors import ConfigError
from compliance.papers.notice.blocks import Block, stack
from compliance.papers.notice.content import Notice
from compliance.papers.notice.lettering import CAP_HEIGHT, Measure
from compliance.papers.notice.marks import Rect, Sheet, Text, moved
from compliance.papers.notice.sections import Drawn, Sizes, details, facts, head
from compliance.papers.notice.words import WORDS

A4 = (210.0, 297.0)
_MARGIN = 11.0
_LARGEST, _SMALLEST, _STEP = 1.12, 0.6, 0.02
_GAP, _WIDEST_GAP = 6.0, 13.0
_POINT_MM = 25.4 / 72
_READ_DEGREES = 10 / 60
"""Height of a capital that sight of 20/40 (0.5) reads; drivers may see no worse."""


class Paper(Enum):
    """Sizes of paper; the same sign, larger."""

    A4 = "A4"
    A3 = "A3"

    @property
    def scale(self) -> float:
        """Return how much larger than A4 it is."""
        return 1.0 if self is Paper.A4 else 2**0.5


def sheet_of(notice: Notice, languages: Sequence[str], paper: Paper, measure: Measure) -> Sheet:
    """Return the sign in these languages. Raises ConfigError when one sheet cannot hold it."""
    width, height = A4
    room = height - 2 * _MARGIN
    parts = _fitting(notice, tuple(languages), room, measure)
    spare = (room - sum(part.height for part in parts)) / (len(parts) - 1)
    content = stack(parts, min(spare, _WIDEST_GAP))
    s = paper.scale
    marks = moved(content.marks, _MARGIN * s, _MARGIN * s, s)
    ground = Rect(0, 0, width * s, height * s, "#ffffff")
    title = " / ".join(WORDS[language].title for language in languages)
    return Sheet(width * s, height * s, (ground, *marks), tuple(languages), title)


def _fitting(
    notice: Notice, languages: tuple[str, ...], room: float, measure: Measure
) -> list[Block]:
    factor = _LARGEST
    while factor >= _SMALLEST:
        sizes = sizes_for(len(languages), factor)
        drawn = Drawn(notice, languages, A4[0] - 2 * _MARGIN, sizes, measure)
        parts = [head(drawn), facts(drawn), details(drawn)]
        if sum(part.height for part in parts) + (len(parts) - 1) * _GAP * factor <= room:
            return parts
        factor -= _STEP
    raise ConfigError(
        "the texts are too long for one sheet",
        "Shorten --controller, --contact, --purpose and --legal-basis, or choose fewer languages.",
    )


def sizes_for(languages: int, factor: float = 1.0) -> Sizes:
    """Return the sizes for so many languages: the more, the smaller, the large ones first."""
    return Sizes(
        title=factor * 16.0 * languages**-0.6,
        lead=factor * 6.2 * languages**-0.4,
        fact=factor * 12.2 * languages**-0.62,
        detail=factor * 4.5 * languages**-0.2,
        icon=factor * 40.0 * languages**-0.3,
        code=factor * 46.0 * languages**-0.1,
        pad=factor * 7.0 * languages**-0.2,
    )


def read_from(size: float) -> float:
    """Return from how many metres type of this size, in mm, is read with a sight of 20/40."""
    return CAP_HEIGHT * size / tan(radians(_READ_DEGREES)) / 1000


def points(size: float) -> float:
    """Return a size of type, in mm, in points."""
    return size / _POINT_MM


def sizes_on(sheet: Sheet) -> tuple[float, float, float]:
    """Return the sizes of type of the titles, of the promises, and the smallest, in mm."""
    texts = [mark for mark in sheet.marks if isinstance(mark, Text)]
    sizes = [mark.size for mark in texts]
    promises = {WORDS[language].nobody for language in sheet.languages}
    return max(sizes), min(mark.size for mark in texts if mark.text in promises), min(sizes)
