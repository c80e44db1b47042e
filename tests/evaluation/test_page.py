"""The page of an evaluation: whole, readable without eyes, and nothing fetched from elsewhere."""

import re
from html.parser import HTMLParser

import pytest

from compliance.evaluation.conditions import CONDITIONS
from compliance.evaluation.evaluate import Made, Report
from compliance.evaluation.page.axes import Axis, round_step
from compliance.evaluation.page.whole import page
from compliance.evaluation.plain import About
from compliance.evaluation.worst import worst
from tests.evaluation.cases import MASK, SEVEN, face, found, sight

ABOUT = About("<truth>.json", "images", "", is_held_out=True, seed=1, detector="d", classifier="c")
SIGHTS = (sight(*SEVEN, face(MASK, MASK, 50, 0.5, "<b>"), alarms=(found(MASK),)), sight(*SEVEN))
REPORT = Report(SIGHTS, ("a.jpg: <damaged>",), 0.6, made=(Made(CONDITIONS[0], SIGHTS),))
EMPTY = Report((sight(),), (), 0.6)


class Outline(HTMLParser):
    """Checks that every element is closed, and gathers attributes and words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in {"meta", "img"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.mark.parametrize("report", [REPORT, EMPTY], ids=["full", "empty"])
def test_the_page_is_whole_and_fetches_nothing(report: Report) -> None:
    text = page(ABOUT, report, None)
    outline = Outline(text)
    assert outline.open == []
    assert not re.findall(r"https?://|<script|<link|url\(", text)
    assert not re.search(r"\b(nan|inf|None)\b", text)


def test_every_plot_has_words_and_a_table_behind_it() -> None:
    outline = Outline(page(ABOUT, REPORT, None))
    plots = outline.all("svg")
    assert len(plots) == 5
    assert all(plot["role"] == "img" and plot["aria-label"] for plot in plots)
    assert outline.words.count("The same as a table") == 5
    assert len(outline.all("table")) == 5 + 4 + 1
    assert len(outline.all("caption")) == 10


def test_a_table_names_its_rows_and_columns() -> None:
    headings = Outline(page(ABOUT, REPORT, None)).all("th")
    assert {heading["scope"] for heading in headings} == {"row", "col"}


def test_what_others_wrote_is_shown_and_not_obeyed() -> None:
    text = page(ABOUT, REPORT, None)
    assert "<b>" not in text
    assert "<truth>" not in text
    assert "&lt;damaged&gt;" in text
    assert "<b>" in Outline(text).words


def test_the_page_says_what_was_evaluated_and_how_pictures_were_changed() -> None:
    words = " ".join(Outline(page(ABOUT, REPORT, None)).words)
    assert "the held-out pictures of <truth>.json: 2 pictures, 15 labelled faces" in words
    assert "blurred: Gaussian blur" in words


def test_without_pictures_the_page_says_how_to_get_them() -> None:
    outline = Outline(page(ABOUT, REPORT, None))
    assert outline.all("img") == []
    assert "--save-worst" in " ".join(outline.words)


def test_where_no_mistake_was_made_the_page_says_so() -> None:
    assert "every face was told rightly" in page(ABOUT, EMPTY, {})


def test_pictures_are_inside_the_page_with_words_for_those_who_cannot_see_them() -> None:
    outline = Outline(page(ABOUT, REPORT, dict.fromkeys(worst(SIGHTS), b"jpeg")))
    images = outline.all("img")
    assert len(images) == len(worst(SIGHTS)) == 4
    assert all((image["src"] or "").startswith("data:image/jpeg;base64,") for image in images)
    assert images[0]["alt"] == "Is: mask. Called: worn incorrectly, 80 % sure."
    assert not any("loading" in image for image in images)  # printed, too, without scrolling


def test_the_page_suits_day_and_night() -> None:
    text = page(ABOUT, EMPTY, None)
    assert "color-scheme: light dark" in text
    assert "prefers-color-scheme: dark" in text


def test_ticks_are_round_and_inside_the_axis() -> None:
    assert Axis(0.0, 1.0, "").ticks() == [0, 0.2, 0.4, 0.6, 0.8, 1]
    assert Axis(-7.0, 7.0, "").ticks() == [-5, 0, 5]
    assert [round_step(rough) for rough in (0.03, 1.0, 1.2, 7)] == pytest.approx([0.05, 1, 2, 10])


def test_a_value_beyond_the_axis_is_drawn_at_its_end() -> None:
    axis = Axis(0.5, 1.0, "")
    assert [axis.share(value) for value in (0.0, 0.75, 2.0)] == [0, 0.5, 1]
