"""The pieces of an evaluation's page: tiles, tables, figures with the table behind them."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape

from compliance.evaluation.metrics import Confusion
from compliance.evaluation.scores import MISSED
from compliance.evaluation.truth import LABELS
from compliance.evaluation.wording import LABEL_WORDS, percent
from compliance.evaluation.worst import Mistake

_CALLED = (*map(str, LABELS), MISSED)


def tile(name: str, value: str, note: str) -> str:
    """Return one key figure."""
    return (
        f"<li><span>{escape(name)}</span><strong>{escape(value)}</strong>"
        f'<span class="note">{escape(note)}</span></li>'
    )


def section(name: str, words: str, *parts: str) -> str:
    """Return a headed section; `words` is plain text."""
    return f"<section><h2>{escape(name)}</h2><p>{escape(words)}</p>{''.join(parts)}</section>"


def table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose first column names the rows."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in headings)
    body = "".join(_row(cells) for cells in rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def figure(name: str, plot: str, caption: str, behind: str) -> str:
    """Return a named plot over the folded table of its figures."""
    return (
        f"<figure><h3>{escape(name)}</h3>{plot}<figcaption>{escape(caption)}</figcaption></figure>"
        f"<details><summary>The same as a table</summary>{behind}</details>"
    )


def confusion_table(caption: str, counts: Confusion) -> str:
    """Return what faces are called, each row shaded by its shares."""
    head = "".join(f'<th scope="col">{escape(LABEL_WORDS[name])}</th>' for name in _CALLED)
    body = "".join(_shaded(true, [counts[true][name] for name in _CALLED]) for true in counts)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="confusion"><caption>{escape(caption)}</caption>'
        f'<thead><tr><th scope="col">Truly, then called</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def mistake_item(mistake: Mistake, jpeg: bytes) -> str:
    """Return one mistake with its picture."""
    words = escape(mistake.words, quote=True)
    source = f"data:image/jpeg;base64,{b64encode(jpeg).decode('ascii')}"
    return (
        f'<li><img src="{source}" alt="{words}"><p>{words}</p>'
        f'<p class="note">{escape(mistake.scene.name)}</p></li>'
    )


def items(lines: Iterable[str]) -> str:
    """Return a plain list."""
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def _row(cells: Sequence[str]) -> str:
    first, *others = cells
    rest = "".join(f"<td>{escape(cell)}</td>" for cell in others)
    return f'<tr><th scope="row">{escape(first)}</th>{rest}</tr>'


def _shaded(true: str, counts: Sequence[int]) -> str:
    total = sum(counts)
    cells = "".join(
        f'<td style="--share:{count / total if total else 0:.3f}">{count}'
        f"<small>{percent(count / total if total else None)}</small></td>"
        for count in counts
    )
    return f'<tr><th scope="row">{escape(LABEL_WORDS[true])}</th>{cells}</tr>'
