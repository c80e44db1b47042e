"""The sign on its sheet: whole, readable, and saying what it must in every language."""

from dataclasses import asdict
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.errors import ConfigError
from compliance.papers.notice.content import (
    Notice,
    Numbers,
    by_language,
    checked_url,
    languages_of,
    missing,
)
from compliance.papers.notice.layout import Paper, read_from, sheet_of, sizes_on
from compliance.papers.notice.lettering import BREAK, helvetica, is_covered, lines_of
from compliance.papers.notice.marks import Circle, Polygon, Rect, Sheet, Text
from compliance.papers.notice.words import WORDS

ALL = tuple(WORDS)
URL = "https://masks.example.org/lyon-01"
WHOLE = Notice(
    controller="Example Transport Authority, 1 Station Road, 12345 Exampletown",
    contact="privacy@example.org, +00 123 456",
    officer="Officer for data protection, dpo@example.org",
    url=URL,
    basis={"": "Art. 6(1)(e) GDPR"},
    numbers=Numbers(10, 60),
)
SIGNS = [(code,) for code in ALL] + [("en", "de"), ("fr", "de", "en"), ALL[:4], ALL[:5], ALL]


def sheet(notice: Notice, languages: tuple[str, ...], paper: Paper = Paper.A4) -> Sheet:
    return sheet_of(notice, languages, paper, helvetica())


def texts(of: Sheet) -> list[Text]:
    return [mark for mark in of.marks if isinstance(mark, Text)]


def said(of: Sheet) -> str:
    return " ".join(mark.text for mark in texts(of))


def box(mark: Text) -> tuple[float, float, float, float]:
    return mark.x, mark.y - 0.72 * mark.size, mark.x + mark.width, mark.y + 0.2 * mark.size


def overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@pytest.mark.parametrize("languages", SIGNS, ids=",".join)
@pytest.mark.parametrize("notice", [WHOLE, Notice()], ids=["whole", "empty"])
def test_everything_is_on_the_sheet_and_no_text_on_another(
    languages: tuple[str, ...], notice: Notice
) -> None:
    drawn = sheet(notice, languages)
    for mark in drawn.marks:
        match mark:
            case Text():
                x1, y1, x2, y2 = box(mark)
            case Rect(x, y, width, height):
                x1, y1, x2, y2 = x, y, x + width, y + height
            case Circle(x, y, radius):
                x1, y1, x2, y2 = x - radius, y - radius, x + radius, y + radius
            case Polygon(points):
                xs, ys = zip(*points, strict=True)
                x1, y1, x2, y2 = min(xs), min(ys), max(xs), max(ys)
        assert min(x1, y1) >= 0
        assert (x2, y2) <= (drawn.width + 1e-6, drawn.height + 1e-6)
    boxes = [box(mark) for mark in texts(drawn)]
    assert not any(overlap(a, b) for a, b in combinations(boxes, 2))


@pytest.mark.parametrize("language", ALL)
def test_the_sign_is_read_from_three_metres(language: str) -> None:
    title, promise, smallest = sizes_on(sheet(WHOLE, (language,)))
    assert read_from(title) > 3
    assert read_from(promise) > 2.4  # with half of normal sight; with normal sight twice as far
    assert smallest * 72 / 25.4 > 8


@pytest.mark.parametrize("languages", SIGNS, ids=",".join)
def test_every_language_says_all_of_the_first_layer(languages: tuple[str, ...]) -> None:
    found = said(sheet(WHOLE, languages)).replace(" ", "")
    for language in languages:
        words = WORDS[language]
        told = words.numbers.format(people=10, minutes=60)
        for text in (words.title, words.no_pictures, words.nobody, words.totals, told):
            assert text.replace(" ", "") in found
        for text in (words.its_purpose, words.what_is_kept, words.what_rights, words.more):
            assert text.replace(" ", "") in found
    for text in (WHOLE.controller, WHOLE.contact, WHOLE.officer, "masks.example.org/lyon-01"):
        assert text.replace(" ", "") in found


@pytest.mark.parametrize("language", ALL)
def test_a_language_is_whole_and_in_letters_a_pdf_has(language: str) -> None:
    words = asdict(WORDS[language])
    assert all(text and is_covered(text) for text in words.values())
    assert "{people}" in words["numbers"]
    assert "{minutes}" in words["numbers"]


def test_a3_is_the_same_sign_larger() -> None:
    small, large = (sheet(WHOLE, ("en",), paper) for paper in Paper)
    assert (round(large.width), round(large.height)) == (297, 420)
    assert [t.text for t in texts(small)] == [t.text for t in texts(large)]
    assert texts(large)[0].size == pytest.approx(texts(small)[0].size * 2**0.5)


def test_what_is_missing_is_marked_and_listed() -> None:
    drawn = sheet(Notice(), ("en", "de"))
    assert said(drawn).count("[ to be filled in ]") == 1  # the legal basis, in English
    assert said(drawn).count("[ to be filled in / auszufüllen ]") == 2
    assert [gap.rpartition(": ")[2] for gap in missing(Notice(), ["en", "de"])] == [
        "--controller",
        "--contact",
        "--legal-basis",
        "--url",
    ]


def test_a_whole_sign_misses_nothing() -> None:
    assert missing(WHOLE, ALL) == []
    assert "[" not in said(sheet(WHOLE, ALL))


def test_a_text_may_differ_by_language() -> None:
    basis = by_language(["Art. 6(1)(e) GDPR", "de=Art. 6 Abs. 1 DSGVO", "a=b"])
    notice = Notice(basis=basis, purpose=by_language(["fr=Compter"]))
    assert notice.basis_in("de") == "Art. 6 Abs. 1 DSGVO"
    assert notice.basis_in("en") == "a=b"
    assert [notice.purpose_in("fr"), notice.purpose_in("en")] == [
        "Compter",
        WORDS["en"].its_purpose,
    ]
    assert missing(Notice(basis={"de": "x"}), ["de", "fr"])[2].startswith("the legal basis (fr)")


def test_languages_are_asked_for_one_by_one_or_together() -> None:
    assert languages_of(["de", "fr,en", "DE"]) == ["de", "fr", "en"]
    assert languages_of([]) == ["en"]
    with pytest.raises(ConfigError, match="no sign in 'it'"):
        languages_of(["it"])


@pytest.mark.parametrize(
    "url",
    ["masks.example.org", "ftp://x.org", "https://", "https://a b.org", "https://u:pw@x.org", "http://["],
)  # fmt: skip
def test_an_address_that_is_not_for_everybody_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="--url") as caught:
        checked_url(url)
    assert "pw" not in str(caught.value)


def test_texts_that_no_sheet_holds_are_refused() -> None:
    with pytest.raises(ConfigError, match="too long"):
        sheet(Notice(controller="word " * 4000), ("en",))


@given(st.text(max_size=60), st.floats(5, 200))
def test_lines_fit_and_lose_no_letter(text: str, width: float) -> None:
    measure = helvetica()
    lines = lines_of(text, width, 4.0, False, measure)  # noqa: FBT003 - not bold
    assert all(measure(line, False) * 4.0 <= width or len(line) == 1 for line in lines)  # noqa: FBT003
    assert "".join("".join(lines).split()) == "".join(text.replace(BREAK, "").split())
