"""A document as Markdown; every text is escaped."""

import re

from compliance.papers.document import (
    Block,
    Box,
    BoxList,
    Bullets,
    Document,
    Drawing,
    Heading,
    Paragraph,
    Table,
    coded,
)
from compliance.papers.drawing_text import to_text

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_LINE_START = re.compile(r"^(\d*)([-+.)])(?=\s)")
_TICKS = re.compile(r"`+")


def to_markdown(document: Document) -> str:
    """Return the whole document, ending with a line break."""
    title = f"# {escaped(document.title)}\n\n{escaped(document.subtitle)}"
    return "\n\n".join([title, *map(_block, document.blocks)]) + "\n"


def escaped(text: str) -> str:
    """Return a text of one line that Markdown shows as it is."""
    return _first(_marks(" ".join(text.split())))


def _marks(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _first(line: str) -> str:
    """Return a line that does not begin as an item of a list would."""
    return _LINE_START.sub(r"\1\\\2", line)


def code(text: str) -> str:
    """Return a text that Markdown shows letter by letter, within a table too."""
    line = " ".join(text.split()).replace("|", "¦")
    if not line:
        return ""
    longest = max((len(run) for run in _TICKS.findall(line)), default=0)
    fence = "`" * (longest + 1)
    room = " " if line[0] == "`" or line[-1] == "`" else ""
    return f"{fence}{room}{line}{room}{fence}"


def _block(block: Block) -> str:  # noqa: PLR0911 - one for each kind
    match block:
        case Heading(text, level):
            return f"{'#' * (level + 1)} {escaped(text)}"
        case Paragraph(text):
            return _inline(text)
        case Bullets(items):
            return "\n".join(f"- {_inline(item)}" for item in items)
        case Table():
            return _table(block)
        case Box():
            return _box(block)
        case BoxList(boxes):
            return "\n".join(
                f"- [ ] **Box {box.number}:** {_inline(box.question)}" for box in boxes
            )
        case Drawing(flow):
            return f"```text\n{to_text(flow).replace('```', chr(39) * 3)}\n```"


def _table(table: Table) -> str:
    def line(cells: tuple[str, ...]) -> str:
        return f"| {' | '.join(cells)} |"

    rows = [
        tuple(
            code(cell) if column in table.code else _inline(cell) for column, cell in enumerate(row)
        )
        for row in table.rows
    ]
    head = tuple(escaped(cell) for cell in table.head)
    return "\n".join([line(head), line(("---",) * len(head)), *map(line, rows)])


def _box(box: Box) -> str:
    lines = [f"> **☐ Box {box.number}, to be filled in by the operator:** {_inline(box.question)}"]
    if box.hint:
        lines += [">", f"> {_inline(box.hint)}"]
    return "\n".join([*lines, ">", "> \\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_"])


def _inline(text: str) -> str:
    """Escape a text; what stands between backquotes is shown letter by letter."""
    pieces = coded(" ".join(text.split()))
    return _first("".join(code(p) if is_code else _marks(p) for p, is_code in pieces))
