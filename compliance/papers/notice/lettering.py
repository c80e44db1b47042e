"""Helvetica's widths, and texts broken into lines by them."""

from collections.abc import Callable
from functools import cache
from typing import TypeAlias

ENCODING = "windows-1252"
"""The letters that a PDF's own Helvetica has; they cover the sign's languages."""

CAP_HEIGHT = 0.718
"""Of a capital letter, in sizes of the type. Source: Adobe's metrics of Helvetica."""

BREAK = "\u200b"
"""Where a line may end without a space (ZERO WIDTH SPACE); itself never drawn."""

_LETTERS = frozenset(bytes(range(32, 256)).decode(ENCODING, errors="ignore"))
_WIDE = "m"
_MEASURED_AT = 1000.0

Measure: TypeAlias = Callable[[str, bool], float]
"""Returns the width of a text, bold or not, in sizes of the type."""


@cache
def helvetica() -> Measure:
    """Return how wide texts are in Helvetica; letters it does not have count as wide ones."""
    from fpdf import FPDF  # noqa: PLC0415 - heavy, and wanted for signs only

    pdf = FPDF(unit="pt")
    pdf.core_fonts_encoding = ENCODING
    tables = {}
    for style in ("", "B"):
        pdf.set_font("Helvetica", style, _MEASURED_AT)
        tables[bool(style)] = {
            letter: pdf.get_string_width(letter) / _MEASURED_AT for letter in _LETTERS
        }

    def measure(text: str, is_bold: bool) -> float:  # noqa: FBT001 - as Measure says
        widths = tables[is_bold]
        return sum(widths.get(letter, widths[_WIDE]) for letter in text)

    return measure


def is_covered(text: str) -> bool:
    """Say whether a PDF's Helvetica has every letter of the text."""
    return set(text) <= _LETTERS


def lines_of(text: str, width: float, size: float, is_bold: bool, measure: Measure) -> list[str]:  # noqa: FBT001 - as Measure takes it
    """Return a text in lines that are at most `width` wide; a longer word is cut.

    Lines break at spaces, and where BREAK stands.
    """

    def fits(line: str) -> bool:
        return measure(line, is_bold) * size <= width

    lines: list[str] = []
    line = ""
    for gap, word in _words(text):
        joined = f"{line}{gap}{word}" if line else word
        if fits(joined):
            line = joined
            continue
        if line:
            lines.append(line)
        line = word
        while not fits(line) and len(line) > 1:
            cut = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or fits(line[:n]))
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line] if line else lines


def _words(text: str) -> list[tuple[str, str]]:
    """Return each word with what parts it from the one before: a space or nothing."""
    return [
        (" " if number == 0 else "", piece)
        for word in text.split()
        for number, piece in enumerate(word.split(BREAK))
    ]
