"""Sheets as an HTML page: one drawing each, exactly as large as the paper."""

from collections.abc import Sequence
from html import escape

from compliance.papers.notice.lettering import is_covered
from compliance.papers.notice.marks import Circle, Mark, Polygon, Rect, Sheet, Text

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def to_html(sheets: Sequence[Sheet]) -> str:
    """Return the page; every text is escaped and nothing is loaded."""
    first = sheets[0]
    size = f"{first.width:.2f}mm {first.height:.2f}mm"
    body = "\n".join(map(_svg, sheets))
    return f"""<!DOCTYPE html>
<html lang="{first.languages[0]}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="referrer" content="no-referrer">
<title>{escape(first.title)}</title>
<style>
@page {{ size: {size}; margin: 0; }}
* {{ margin: 0; padding: 0; }}
body {{ background: #8d979f; -webkit-print-color-adjust: exact; print-color-adjust: exact; }}
svg {{ display: block; margin: 8mm auto; box-shadow: 0 1mm 4mm rgb(0 0 0 / 40%); }}
text {{ font-family: Helvetica, Arial, "Liberation Sans", sans-serif; white-space: pre; }}
@media print {{ body {{ background: none; }} svg {{ margin: 0; box-shadow: none;
  break-after: page; }} svg:last-child {{ break-after: auto; }} }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def _svg(sheet: Sheet) -> str:
    size = f'width="{sheet.width:.2f}mm" height="{sheet.height:.2f}mm"'
    box = f'viewBox="0 0 {sheet.width:.2f} {sheet.height:.2f}"'
    marks = "\n".join(map(_mark, sheet.marks))
    return f'<svg {size} {box} xmlns="http://www.w3.org/2000/svg">\n{marks}\n</svg>'


def _mark(mark: Mark) -> str:
    match mark:
        case Text():
            return _text(mark)
        case Rect(x, y, width, height, colour, radius):
            corner = f' rx="{radius:.2f}"' if radius else ' shape-rendering="crispEdges"'
            return (
                f'<rect x="{x:.3f}" y="{y:.3f}" width="{width:.3f}" height="{height:.3f}" '
                f'fill="{colour}"{corner}/>'
            )
        case Circle(x, y, radius, colour):
            return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius:.2f}" fill="{colour}"/>'
        case Polygon(points, colour):
            corners = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
            return f'<polygon points="{corners}" fill="{colour}"/>'


def _text(mark: Text) -> str:
    weight = ' font-weight="bold"' if mark.is_bold else ""
    language = f' lang="{mark.language}"' if mark.language else ""
    is_measured = is_covered(mark.text) and len(mark.text) > 1
    width = f' textLength="{mark.width:.2f}"' if is_measured else ""
    return (
        f'<text x="{mark.x:.2f}" y="{mark.y:.2f}" font-size="{mark.size:.2f}" '
        f'fill="{mark.colour}"{weight}{width}{language}>{escape(mark.text)}</text>'
    )
