"""The drawing of where data flow, in SVG: from the passers-by to whoever reads the figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

_WIDTH, _MARGIN, _GAP = 720, 12, 40
_PAD, _LINE, _TITLE = 12, 17, 22
_CHARACTERS = 108
"""Of the details' type size, about as many fill a line of the drawing."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where data are for a while."""

    title: str
    details: tuple[str, ...]
    is_locked: bool = False
    """Drawn as a place that nothing but what is written on the arrow leaves."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Stages one below the other, and what passes from each to the next."""

    stages: tuple[Stage, ...]
    passes: tuple[str, ...]
    """One fewer than stages."""


def wrapped(text: str, width: int = _CHARACTERS) -> tuple[str, ...]:
    """Return a text in lines of at most `width` characters; a longer word is cut."""
    lines, line = [], ""
    for word in text.split():
        rest = word
        while rest:
            joined = f"{line} {rest}".strip()
            if len(joined) <= width:
                line, rest = joined, ""
            elif line:
                lines.append(line)
                line = ""
            else:
                lines.append(rest[:width])
                rest = rest[width:]
    return (*lines, line) if line else tuple(lines)


def to_svg(flow: Flow) -> str:
    """Return the drawing as one SVG element; every text in it is escaped."""
    parts: list[str] = []
    tops = _tops(flow.stages)
    for stage, top in zip(flow.stages, tops, strict=True):
        parts += _stage(stage, top)
    ends = [top + _height(stage) for stage, top in zip(flow.stages, tops, strict=True)]
    for words, begin, (_, end) in zip(flow.passes, ends, pairwise(tops), strict=False):
        parts += _arrow(words, begin, end)
    height = ends[-1] + _MARGIN
    told = escape(", then ".join(stage.title for stage in flow.stages))
    return "\n".join(
        [
            (
                f'<svg class="flow" viewBox="0 0 {_WIDTH} {height}" role="img" '
                f'aria-label="Where data flow: {told}" xmlns="http://www.w3.org/2000/svg">'
            ),
            *parts,
            "</svg>",
        ]
    )


def _tops(stages: Sequence[Stage]) -> list[int]:
    tops, top = [], _MARGIN
    for stage in stages:
        tops.append(top)
        top += _height(stage) + _GAP
    return tops


def _lines(stage: Stage) -> list[str]:
    return [line for detail in stage.details for line in wrapped(detail)]


def _height(stage: Stage) -> int:
    return 2 * _PAD + _TITLE + _LINE * len(_lines(stage)) - 4


def _stage(stage: Stage, top: int) -> list[str]:
    kind = "stage locked" if stage.is_locked else "stage"
    width = _WIDTH - 2 * _MARGIN
    left = _MARGIN + _PAD + 4
    begin = top + _PAD + 15
    lines = [
        f'<text x="{left}" y="{begin + _TITLE + _LINE * row}" class="detail">{escape(line)}</text>'
        for row, line in enumerate(_lines(stage))
    ]
    return [
        (
            f'<rect class="{kind}" x="{_MARGIN}" y="{top}" width="{width}" '
            f'height="{_height(stage)}" rx="8"/>'
        ),
        f'<text x="{left}" y="{begin}" class="title">{escape(stage.title)}</text>',
        *lines,
    ]


def _arrow(words: str, begin: int, end: int) -> list[str]:
    x = _MARGIN + 40
    tip = end - 1
    return [
        f'<path class="arrow" d="M{x} {begin} V{tip - 8}"/>',
        f'<path class="tip" d="M{x - 6} {tip - 9} H{x + 6} L{x} {tip} Z"/>',
        f'<text x="{x + 16}" y="{(begin + end) // 2 + 4}" class="passes">{escape(words)}</text>',
    ]
