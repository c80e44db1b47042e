"""A document as HTML and Markdown: whatever the values, they are shown and never obeyed."""

from datetime import timedelta
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from compliance.papers.document import (
    Box,
    BoxList,
    Bullets,
    Document,
    Drawing,
    Paragraph,
    Table,
    assembled,
)
from compliance.papers.drawing import Flow, Stage, to_svg, wrapped
from compliance.papers.drawing_text import to_text
from compliance.papers.html import to_html
from compliance.papers.markdown import code, escaped, to_markdown
from compliance.papers.wording import counted, share, span

NASTY = "<script>alert(1)</script> *a* _b_ [c](d) `e` | & \\ # 1. ~~f~~ ``` \"g'"
texts = st.text(max_size=40)


class Page(HTMLParser):
    """The elements and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.said: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]
        assert not [value for name, value in attrs if name in {"src", "href"} and value[:1] != "#"]  # type: ignore[index]

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def everything_nasty(text: str = NASTY) -> Document:
    flow = Flow((Stage(text, (text,)), Stage(text, (text,), is_locked=True)), (text,))
    blocks = (
        Paragraph(text),
        Bullets((text,)),
        Table((text, text), ((text, text),), code=frozenset({1})),
        Box(text, text),
        Drawing(flow),
        BoxList(),
    )
    return assembled(text, text, blocks)


def test_html_shows_values_and_never_obeys_them() -> None:
    page = Page(to_html(everything_nasty()))
    assert "script" not in page.tags
    assert "<script>alert(1)</script>" in " ".join(page.said)


def test_html_loads_nothing() -> None:
    html = to_html(everything_nasty())
    assert "default-src 'none'" in html
    assert not {"img", "link", "iframe", "object"} & set(Page(html).tags)


@given(texts)
def test_html_holds_no_element_that_a_value_made(text: str) -> None:
    tags = set(Page(to_html(everything_nasty(text))).tags)
    assert tags <= {*Page(to_html(everything_nasty("x"))).tags, "span", "wbr"}


@given(texts)
def test_a_markdown_table_has_the_columns_it_should_have(text: str) -> None:
    lines = to_markdown(everything_nasty(text)).splitlines()
    head = next(number for number, line in enumerate(lines) if line.startswith("| ---"))
    bars = [line.replace("\\|", "").count("|") for line in lines[head - 1 : head + 2]]
    assert bars == [3, 3, 3]


def test_markdown_escapes_what_it_would_obey() -> None:
    assert escaped("*a* _b_ <i> [c]") == "\\*a\\* \\_b\\_ \\<i\\> \\[c\\]"
    assert escaped("1. one") == "1\\. one"
    assert escaped("- one") == "\\- one"
    assert escaped("two\nlines") == "two lines"
    assert code("a`b") == "``a`b``"
    assert code("") == ""


def test_markdowns_drawing_cannot_be_ended_by_a_value() -> None:
    lines = to_markdown(everything_nasty()).splitlines()
    assert [line for line in lines if line.startswith("```")] == ["```text", "```"]


@given(st.lists(texts, min_size=1, max_size=4))
def test_a_drawing_in_characters_has_straight_sides(details: list[str]) -> None:
    lines = to_text(Flow((Stage("a", tuple(details)), Stage("b", ())), ("c",))).splitlines()
    framed = [line for line in lines if line[0] in "│┌└"]
    assert {len(line) for line in framed} == {78}


@given(st.text(), st.integers(1, 60))
def test_wrapped_lines_fit_and_lose_no_word(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_drawing_says_where_data_flow_to_who_cannot_see_it() -> None:
    svg = to_svg(Flow((Stage("door", ()), Stage("disk", ())), ("counts",)))
    assert 'role="img" aria-label="Where data flow: door, then disk"' in svg


def test_boxes_are_numbered_in_order_and_listed_again() -> None:
    document = assembled("t", "s", (Box("one"), Paragraph("p"), Box("two"), BoxList()))
    assert [(box.number, box.question) for box in document.boxes] == [(1, "one"), (2, "two")]
    assert document.blocks[-1] == BoxList(document.boxes)


def test_numbers_and_lengths_are_told_in_words() -> None:
    assert [counted(1, "camera"), counted(1200, "row")] == ["1 camera", "1,200 rows"]
    lengths = (timedelta(minutes=20), timedelta(hours=1), timedelta(days=400))
    assert [span(length) for length in lengths] == ["20 minutes", "1 hour", "400 days"]
    assert [share(1, 3), share(0, 0)] == ["33.3 %", "-"]
