"""The table and the document."""

from io import StringIO

import pytest
from rich.console import Console

from compliance.evaluation.benchmark import outputs
from compliance.evaluation.benchmark.parts import Part, Row, at_least, at_most

ROWS = [
    Row(Part.STREAMS, "big", "ours / bare decoding", "x", (1.4, 1.2, 1.3), at_most(1.35)),
    Row(Part.STREAMS, "little", "cameras per core", "", (9.0,), at_least(12)),
    Row(Part.STREAMS, "little", "ours", "% of core", (123.4,)),
]
ABOUT = outputs.About(8.0, 5, is_quick=False, bits_per_second={"street": 4_000_000})


def shown(rows: list[Row]) -> str:
    text = StringIO()
    Console(file=text, width=80).print(outputs.table(Part.STREAMS, rows))
    return text.getvalue()


def line_with(words: str) -> str:
    return next(line for line in shown(ROWS).splitlines() if words in line)


def test_a_target_stands_beside_its_figure_with_the_verdict() -> None:
    words = line_with("ours / bare decoding").split()
    assert words[4:7] == ["1.30", "1.25-1.35", "x"]
    assert words[-3:] == ["most", "1.35", "met"]


def test_a_target_missed_is_told_so() -> None:
    assert line_with("cameras per core").split()[-5:] == ["at", "least", "12", "not", "met"]


def test_a_figure_without_a_target_has_no_verdict() -> None:
    assert "met" not in line_with("123")


@pytest.mark.parametrize(
    ("value", "text"), [(0.1234, "0.12"), (12.34, "12.3"), (1234.5, "1234"), (-0.34, "-0.34")]
)
def test_numbers_have_the_digits_that_matter(value: float, text: str) -> None:
    assert outputs.number(value) == text


def test_the_document_holds_every_measurement() -> None:
    content = outputs.document(ROWS, {Part.CLASSIC: "not measured"}, ABOUT)
    figures = content["figures"]
    assert isinstance(figures, list)
    assert figures[0] == {
        "part": "streams",
        "of": "big",
        "name": "ours / bare decoding",
        "unit": "x",
        "median": 1.3,
        "low": pytest.approx(1.25),
        "high": pytest.approx(1.35),
        "values": (1.4, 1.2, 1.3),
        "target": "at most 1.35",
        "met": True,
    }
    assert content["notes"] == {"classic": "not measured"}
