"""Sheets as a PDF, with the Helvetica that every reader has; the same sheets, the same bytes."""

from collections.abc import Sequence
from datetime import datetime

from fpdf import FPDF

from compliance.errors import ConfigError
from compliance.papers.notice.lettering import ENCODING, is_covered
from compliance.papers.notice.marks import Circle, Colour, Mark, Polygon, Rect, Sheet, Text

_POINTS_PER_MM = 72 / 25.4


def to_pdf(sheets: Sequence[Sheet], made: datetime) -> bytes:
    """Return the document. Raises ConfigError for letters that its fonts do not have."""
    _check(sheets)
    first = sheets[0]
    pdf = FPDF(unit="mm", format=(first.width, first.height))
    pdf.core_fonts_encoding = ENCODING
    pdf.set_auto_page_break(auto=False)
    pdf.set_creation_date(made)
    pdf.set_title(first.title)
    pdf.set_lang(first.languages[0])
    for sheet in sheets:
        pdf.add_page()
        for mark in sheet.marks:
            _draw(pdf, mark)
    return bytes(pdf.output())


def _check(sheets: Sequence[Sheet]) -> None:
    for sheet in sheets:
        for mark in sheet.marks:
            if isinstance(mark, Text) and not is_covered(mark.text):
                raise ConfigError(
                    f"the PDF has no letters for {mark.text!r}: it covers Western Europe",
                    "Write the sign as HTML (--out notice.html) and print that from a browser.",
                )


def _draw(pdf: FPDF, mark: Mark) -> None:
    match mark:
        case Text():
            pdf.set_font("Helvetica", "B" if mark.is_bold else "", mark.size * _POINTS_PER_MM)
            pdf.set_text_color(*_rgb(mark.colour))
            pdf.text(mark.x, mark.y, mark.text)
        case Rect(x, y, width, height, colour, radius):
            pdf.set_fill_color(*_rgb(colour))
            pdf.rect(x, y, width, height, "F", round_corners=radius > 0, corner_radius=radius)
        case Circle(x, y, radius, colour):
            pdf.set_fill_color(*_rgb(colour))
            pdf.circle(x, y, radius, "F")
        case Polygon(points, colour):
            pdf.set_fill_color(*_rgb(colour))
            pdf.polygon(points, style="F")


def _rgb(colour: Colour) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
