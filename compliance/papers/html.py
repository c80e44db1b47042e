"""A document as one HTML page that prints on A4; every text is escaped, nothing is loaded."""

import re
from html import escape

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
from compliance.papers.drawing import to_svg
from compliance.papers.style import STYLE

_PIECES = re.compile(r"[^_/:.,-]{1,16}[_/:.,-]*|[_/:.,-]+")
"""What a name is made of: words with what follows them, and sixteen letters at most."""
_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def to_html(document: Document) -> str:
    """Return the whole page."""
    body = "\n".join(map(_block, document.blocks))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="referrer" content="no-referrer">
<title>{escape(document.title)}</title>
<style>{STYLE}</style>
</head>
<body>
<header>
<h1>{escape(document.title)}</h1>
<p>{escape(document.subtitle)}</p>
</header>
<main>
{body}
</main>
</body>
</html>
"""


def _block(block: Block) -> str:  # noqa: PLR0911 - one for each kind
    match block:
        case Heading(text, level):
            return f"<h{level + 1}>{escape(text)}</h{level + 1}>"
        case Paragraph(text):
            return f"<p>{_inline(text)}</p>"
        case Bullets(items):
            return f"<ul>{''.join(f'<li>{_inline(item)}</li>' for item in items)}</ul>"
        case Table():
            return _table(block)
        case Box():
            return _box(block)
        case BoxList(boxes):
            return f'<ul class="boxes">{"".join(map(_listed, boxes))}</ul>'
        case Drawing(flow):
            return f"<figure>{to_svg(flow)}</figure>"


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.head)
    rows = "".join(
        f"<tr>{''.join(_cell(cell, is_code=column in table.code) for column, cell in enumerate(row))}</tr>"  # noqa: E501 - one row
        for row in table.rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cell(text: str, *, is_code: bool) -> str:
    return f"<td>{_code(text)}</td>" if is_code and text else f"<td>{_inline(text)}</td>"


def _plain(text: str) -> str:
    """Escape a text; a date in it stays on one line."""
    return _DATE.sub(r"<span>\g<0></span>", escape(text))


def _code(text: str) -> str:
    """Show a text letter by letter; a long name may end its line where one of its parts does."""
    pieces = (escape(piece) for piece in _PIECES.findall(text))
    return f"<code>{'<wbr>'.join(pieces)}</code>"


def _box(box: Box) -> str:
    hint = f'<p class="hint">{_inline(box.hint)}</p>' if box.hint else ""
    return (
        f'<section class="box" id="box-{box.number}"><p><b><span>{box.number}</span>'
        f"To be filled in by the operator:</b> {_inline(box.question)}</p>{hint}"
        '<div class="room"></div></section>'
    )


def _listed(box: Box) -> str:
    return (
        f'<li><a href="#box-{box.number}"><span>{box.number}</span></a>{_inline(box.question)}</li>'
    )


def _inline(text: str) -> str:
    """Escape a text; what stands between backquotes is shown letter by letter."""
    pieces = [_code(p) if is_code else _plain(p) for p, is_code in coded(text)]
    return "".join(pieces)
