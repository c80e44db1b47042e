"""The three parts of the sign: what is done here, what is promised, who answers for it."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from compliance.papers.notice import icons
from compliance.papers.notice.blocks import Block, Face, beside, card, paragraph, stack
from compliance.papers.notice.content import Notice
from compliance.papers.notice.lettering import BREAK, Measure
from compliance.papers.notice.marks import Rect, moved
from compliance.papers.notice.qr import code_of
from compliance.papers.notice.words import WORDS, Words

DEEP, INK, PALE, LABEL, WHITE, LIGHT = (
    "#0b3c5d", "#10243a", "#edf2f6", "#0b5c8a", "#ffffff", "#cfe3f0",
)  # fmt: skip
MISSING, MISSING_GROUND = "#7a3e00", "#ffdf9e"
_COLUMNS = {1: 1, 2: 2, 3: 3, 4: 2, 5: 3, 6: 3}
"""Of the languages' own texts, by how many languages there are."""
_MANY = 4
"""So many languages are set in two columns."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large everything is, in mm."""

    title: float
    lead: float
    fact: float
    detail: float
    icon: float
    code: float
    pad: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """What all parts need to be drawn."""

    notice: Notice
    languages: tuple[str, ...]
    width: float
    sizes: Sizes
    measure: Measure

    def words(self) -> list[tuple[str, Words]]:
        """Return each language with its words."""
        return [(language, WORDS[language]) for language in self.languages]

    def text(self, text: str, width: float, face: Face, language: str = "") -> Block:
        """Return a paragraph."""
        return paragraph(text, width, face, self.measure, language)


def head(d: Drawn) -> Block:
    """Return what is done here, in letters that are read from afar."""
    s = d.sizes
    room = d.width - 3 * s.pad - s.icon
    titles = [words.title for _, words in d.words()]
    size = _in_one_line(d, titles, s.title, room) if len(titles) > 1 else s.title

    def title(width: float, language: str) -> Block:
        words = WORDS[language]
        large = d.text(words.title, width, Face(size, WHITE, is_bold=True), language)
        return stack((large, d.text(words.lead, width, Face(s.lead, LIGHT), language)), 0.12 * size)

    sign = Block(s.icon, tuple(moved(icons.camera(WHITE, DEEP), 0, 0, s.icon)))
    row = ((0.0, sign), (s.icon + s.pad, _lined_up(d, room, title, 0.35 * size)))
    return card(beside(row, is_centred=True), d.width, s.pad, DEEP, s.pad / 2)


def _lined_up(d: Drawn, room: float, draw: Callable[[float, str], Block], gap: float) -> Block:
    """Return what each language says one below the other; of many, in two columns."""
    if not _is_many(d):
        return stack([draw(room, language) for language in d.languages], gap)
    width = (room - d.sizes.pad) / 2
    blocks = [draw(width, language) for language in d.languages]
    half = (len(blocks) + 1) // 2
    columns = (stack(blocks[:half], gap), stack(blocks[half:], gap))
    return beside(((0.0, columns[0]), (width + d.sizes.pad, columns[1])))


def _is_many(d: Drawn) -> bool:
    return len(d.languages) >= _MANY


def _in_one_line(d: Drawn, texts: Sequence[str], size: float, room: float) -> float:
    """Return a size in which each text fits on a line, at most `size`."""
    width = (room - d.sizes.pad) / 2 if _is_many(d) else room
    widest = max(d.measure(text, True) for text in texts)  # noqa: FBT003 - bold
    return min(size, 0.999 * width / widest)


def facts(d: Drawn) -> Block:
    """Return the three promises; of several languages, with the code beside them."""
    one = len(d.languages) == 1
    gap = 0.4 * d.sizes.pad
    width = d.width if one else d.width - _code_width(d) - gap
    rows = [_fact(d, width, *fact) for fact in _FACTS]
    if one:
        return stack(rows, gap)
    spare = _code(d).height - stack(rows, gap).height
    left = stack(rows, gap + max(0.0, spare) / (len(rows) - 1))
    return beside(((0.0, left), (width + gap, _code(d, left.height))))


def _fact(d: Drawn, width: float, icon: icons.Icon, say: Callable[[Words], str]) -> Block:
    s, numbers = d.sizes, d.notice.numbers
    side = (2.6 if 1 < len(d.languages) < _MANY else 1.9) * s.fact
    room = width - 3 * 0.6 * s.pad - side
    every = [said(words) for _, words in d.words() for _, said in _FACTS]
    size = _in_one_line(d, every, s.fact, room)
    has_numbers = numbers is not None and icon is icons.totals

    def line(width: float, language: str) -> Block:
        words = WORDS[language]
        lines = [d.text(say(words), width, Face(size, INK, is_bold=True), language)]
        if numbers and has_numbers:
            told = words.numbers.format(people=numbers.people, minutes=numbers.minutes)
            small = Face(max(0.5 * size, 0.9 * s.detail), INK)
            lines.append(d.text(told, width, small, language))
        return stack(lines)

    sign = Block(side, tuple(moved(icon(DEEP, PALE), 0, 0, side)))
    row = ((0.0, sign), (side + 0.6 * s.pad, _lined_up(d, room, line, 0.0)))
    return card(beside(row, is_centred=True), width, 0.6 * s.pad, PALE, 0.4 * s.pad)


_FACTS: tuple[tuple[icons.Icon, Callable[[Words], str]], ...] = (
    (icons.no_pictures, lambda words: words.no_pictures),
    (icons.nobody, lambda words: words.nobody),
    (icons.totals, lambda words: words.totals),
)


def details(d: Drawn) -> Block:
    """Return who answers for it and where more is written."""
    gap = d.sizes.pad
    if len(d.languages) > 1:
        return stack((_in_columns(d, _common), _columns(d)), 0.8 * gap)
    room = d.width - _code_width(d) - gap
    fields = [*_common(d, room), *_own(d, room, d.languages[0])]
    left = stack(fields, 0.55 * d.sizes.detail)
    return beside(((0.0, left), (room + gap, _code(d))))


def _in_columns(d: Drawn, fields: Callable[[Drawn, float], list[Block]]) -> Block:
    """Return fields side by side over the whole width."""
    gap, number = d.sizes.pad, len(fields(d, d.width))
    width = (d.width - (number - 1) * gap) / number
    return beside([(n * (width + gap), field) for n, field in enumerate(fields(d, width))])


def _columns(d: Drawn) -> Block:
    """Return what each language says by itself, in columns."""
    columns, gap = _COLUMNS[len(d.languages)], d.sizes.pad
    width = (d.width - (columns - 1) * gap) / columns
    blocks = [stack(_own(d, width, each), 0.5 * d.sizes.detail) for each in d.languages]
    rows = [blocks[begin : begin + columns] for begin in range(0, len(blocks), columns)]
    return stack(
        [beside([(n * (width + gap), block) for n, block in enumerate(row)]) for row in rows], gap
    )


def _common(d: Drawn, width: float) -> list[Block]:
    """Return what is the same in every language."""
    fields = [
        ([words.controller for _, words in d.words()], d.notice.controller),
        ([words.contact for _, words in d.words()], d.notice.contact),
    ]
    if d.notice.officer:
        fields.append(([words.officer for _, words in d.words()], d.notice.officer))
    only = d.languages[0] if len(d.languages) == 1 else ""
    missing = _joined(words.missing for _, words in d.words())
    return [_field(d, width, _joined(labels), text, missing, only) for labels, text in fields]


def _own(d: Drawn, width: float, language: str) -> list[Block]:
    """Return what each language says by itself."""
    words, notice = WORDS[language], d.notice
    fields = (
        (words.purpose, notice.purpose_in(language)),
        (words.basis, notice.basis_in(language)),
        (words.kept, words.what_is_kept),
        (words.rights, words.what_rights),
    )
    return [_field(d, width, label, text, words.missing, language) for label, text in fields]


def _field(d: Drawn, width: float, label: str, text: str, missing: str, language: str) -> Block:
    size = d.sizes.detail
    face = Face(size, INK)
    name = d.text(label, width, Face(0.82 * size, LABEL, is_bold=True), language)
    said = d.text(text, width, face, language) if text else _gap(d, width, missing, language)
    return stack((name, said), 0.06 * size)


def _gap(d: Drawn, width: float, missing: str, language: str) -> Block:
    """Return a place that is seen to be empty."""
    size = d.sizes.detail
    face = Face(0.9 * size, MISSING, is_bold=True)
    pad = 0.35 * size
    inner = d.text(f"[ {missing} ]", width - 2 * pad, face, language)
    return card(inner, width, pad, MISSING_GROUND, 0.3 * size)


def _code_width(d: Drawn) -> float:
    return d.sizes.code + 2 * d.sizes.pad


def _code(d: Drawn, least: float = 0.0) -> Block:
    """Return where more is written, as a card at least so high."""
    s = d.sizes
    heads = [
        d.text(words.more, s.code, Face(s.detail, INK, is_bold=True), language)
        for language, words in d.words()
    ]
    if d.notice.url:
        code = Block(s.code, tuple(code_of(d.notice.url, s.code)))
        address = d.text(breakable(d.notice.url), s.code, Face(0.8 * s.detail, INK))
    else:
        code = Block(0.5 * s.code, (Rect(0, 0, s.code, 0.5 * s.code, MISSING_GROUND, 2),))
        missing = _joined(words.missing for _, words in d.words())
        address = _gap(d, s.code, f"URL: {missing}", "")
    inner = stack((stack(heads), code, address), 0.4 * s.pad)
    room = max(0.0, least - 2 * s.pad - inner.height)
    filled = Block(inner.height + room, tuple(moved(inner.marks, 0, room / 2)))
    return card(filled, _code_width(d), s.pad, PALE, 0.4 * s.pad)


def _joined(texts: Iterable[str]) -> str:
    """Return texts of several languages, each once."""
    return " / ".join(dict.fromkeys(texts))


def breakable(url: str) -> str:
    """Return an address with room for line breaks after its slashes, as people would type it."""
    return re.sub(r"(?<=/)(?=[^/])", BREAK, url.removeprefix("https://"))
