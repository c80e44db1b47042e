"""The QR code of an address, as marks."""

from functools import cache
from itertools import groupby

from compliance.papers.notice.marks import Mark, Rect, moved

QUIET = 4
"""Modules that stay white around it (ISO/IEC 18004)."""


def code_of(url: str, side: float) -> list[Mark]:
    """Return the code of an address, black on white, `side` wide with its white edge."""
    return moved(_code(url), 0, 0, side)


@cache
def _code(url: str) -> tuple[Mark, ...]:
    """Return the code with a side of 1."""
    import segno  # noqa: PLC0415 - wanted for signs only

    rows = [bytes(row) for row in segno.make_qr(url, error="m").matrix]
    module = 1 / (len(rows) + 2 * QUIET)
    marks: list[Mark] = [Rect(0, 0, 1, 1, "#ffffff")]
    for y, row in enumerate(rows, QUIET):
        x = QUIET
        for is_dark, run in groupby(row):
            length = len(list(run))
            if is_dark:
                marks.append(Rect(x * module, y * module, length * module, module, "#000000"))
            x += length
    return tuple(marks)
