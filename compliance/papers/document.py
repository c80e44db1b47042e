"""A document as blocks, before it is HTML or Markdown; and its boxes numbered."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from compliance.papers.drawing import Flow


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section; level 1 is the largest below the document's own."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; a cell of a code column is shown letter by letter."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    code: frozenset[int] = frozenset()
    """Columns, from 0, whose cells are names, addresses or checksums."""


@dataclass(frozen=True, slots=True)
class Box:
    """What the operator has to decide or fill in."""

    question: str
    hint: str = ""
    """What there is to consider, or where it comes from."""
    number: int = 0
    """Given when the document is put together."""


@dataclass(frozen=True, slots=True)
class BoxList:
    """Where all boxes are listed again."""

    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """The drawing of where data flow."""

    flow: Flow


Block: TypeAlias = Heading | Paragraph | Bullets | Table | Box | BoxList | Drawing


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document."""

    title: str
    subtitle: str
    blocks: tuple[Block, ...]

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Its boxes in order."""
        return tuple(block for block in self.blocks if isinstance(block, Box))


def assembled(title: str, subtitle: str, blocks: Iterable[Block]) -> Document:
    """Return the document with its boxes numbered from 1 and listed where a list stands."""
    numbered: list[Block] = []
    boxes: list[Box] = []
    for block in blocks:
        if isinstance(block, Box):
            boxes.append(replace(block, number=len(boxes) + 1))
        numbered.append(boxes[-1] if isinstance(block, Box) else block)
    listed = (BoxList(tuple(boxes)) if isinstance(each, BoxList) else each for each in numbered)
    return Document(title, subtitle, tuple(listed))


def coded(text: str) -> tuple[tuple[str, bool], ...]:
    """Return a text in pieces, and whether each stood between backquotes."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:  # one of them has no partner
        return ((text, False),)
    return tuple((piece, bool(place % 2)) for place, piece in enumerate(pieces) if piece)
