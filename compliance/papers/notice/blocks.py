"""Parts of a sheet with a height: paragraphs, stacks and cards."""

from collections.abc import Sequence
from dataclasses import dataclass

from compliance.papers.notice.lettering import CAP_HEIGHT, Measure, lines_of
from compliance.papers.notice.marks import Colour, Mark, Rect, Text, moved

LEADING = 1.22
"""From line to line, in sizes of the type."""

_BASELINE = (LEADING + CAP_HEIGHT) / 2


@dataclass(frozen=True, slots=True)
class Face:
    """How a text looks."""

    size: float
    """In mm."""
    colour: Colour
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Marks from (0, 0) on, and how much room they take downwards."""

    height: float
    marks: tuple[Mark, ...]


def paragraph(text: str, width: float, face: Face, measure: Measure, language: str = "") -> Block:
    """Return a text in lines."""
    lines = lines_of(text, width, face.size, face.is_bold, measure)
    step = LEADING * face.size
    marks = tuple(
        Text(
            0,
            number * step + _BASELINE * face.size,
            face.size,
            line,
            measure(line, face.is_bold) * face.size,
            face.is_bold,
            face.colour,
            language,
        )
        for number, line in enumerate(lines)
    )
    return Block(len(lines) * step, marks)


def stack(blocks: Sequence[Block], gap: float = 0.0) -> Block:
    """Return blocks one below the other."""
    marks: list[Mark] = []
    top = 0.0
    for block in blocks:
        marks += moved(block.marks, 0, top)
        top += block.height + gap
    return Block(max(top - gap, 0.0), tuple(marks))


def beside(blocks: Sequence[tuple[float, Block]], *, is_centred: bool = False) -> Block:
    """Return blocks side by side, each at its distance from the left."""
    height = max(block.height for _, block in blocks)
    marks: list[Mark] = []
    for x, block in blocks:
        marks += moved(block.marks, x, (height - block.height) / 2 if is_centred else 0)
    return Block(height, tuple(marks))


def card(inner: Block, width: float, pad: float, colour: Colour, radius: float) -> Block:
    """Return a block on a coloured ground that leaves `pad` around it."""
    height = inner.height + 2 * pad
    ground = Rect(0, 0, width, height, colour, radius)
    return Block(height, (ground, *moved(inner.marks, pad, pad)))
