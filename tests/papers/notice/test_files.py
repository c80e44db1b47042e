"""The sign as a file: a code that can be read, a PDF and a page that are what they should be."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pytest

from compliance.errors import ComplianceError, ConfigError
from compliance.papers.notice.layout import Paper
from compliance.papers.notice.marks import Rect
from compliance.papers.notice.pdf import to_pdf
from compliance.papers.notice.qr import code_of
from compliance.papers.notice.svg import to_html
from compliance.papers.writing import write_text
from tests.papers.notice.test_sheet import ALL, URL, WHOLE, sheet
from tests.papers.test_rendering import Page

MADE = datetime(2026, 11, 24, tzinfo=UTC)
LONG_URL = "https://masks.example.org/a/long/path/" + "x" * 120


@pytest.mark.parametrize("url", [URL, LONG_URL, "https://exämple.org/ü"])
def test_the_code_leads_to_the_address(url: str) -> None:
    picture = np.full((800, 800), 128, np.uint8)
    for mark in code_of(url, 100.0):
        assert isinstance(mark, Rect)
        x, y = round(mark.x * 8), round(mark.y * 8)
        end = round((mark.x + mark.width) * 8), round((mark.y + mark.height) * 8)
        picture[y : end[1], x : end[0]] = 255 if mark.colour == "#ffffff" else 0
    found, *_ = cv2.QRCodeDetector().detectAndDecode(picture)
    assert found == url


def test_a_pdf_is_one_page_of_its_paper_in_a_font_that_every_reader_has() -> None:
    data = to_pdf([sheet(WHOLE, ALL, Paper.A3)], MADE)
    assert data.startswith(b"%PDF-1.")
    assert data.count(b"/Type /Page\n") == 1
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
    assert box
    assert [round(float(side)) for side in box.groups()] == [842, 1191]
    assert set(re.findall(rb"/BaseFont /([\w-]+)", data)) == {b"Helvetica", b"Helvetica-Bold"}
    assert len(data) < 60_000


def test_the_same_sign_gives_the_same_bytes() -> None:
    first, second = (to_pdf([sheet(WHOLE, ("da",))], MADE) for _ in range(2))
    assert first == second
    assert to_html([sheet(WHOLE, ("da",))]) == to_html([sheet(WHOLE, ("da",))])


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs pdftotext (poppler-utils)")
def test_the_letters_of_all_languages_arrive_in_the_pdf(tmp_path: Path) -> None:
    path = tmp_path / "sign.pdf"
    path.write_bytes(to_pdf([sheet(WHOLE, ALL)], MADE))
    told = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout
    for words in (
        "Hier zählen Kameras",
        "identifié",
        "offentliggøres",
        "känns igen",
    ):
        assert words in told.decode("utf-8")


def test_letters_that_a_pdf_has_not_are_refused_and_a_page_takes_them() -> None:
    drawn = sheet(replace(WHOLE, controller="Δήμος Αθηναίων"), ("en",))
    with pytest.raises(ConfigError, match="no letters for"):
        to_pdf([drawn], MADE)
    assert "Δήμος Αθηναίων" in to_html([drawn])


def test_a_page_shows_what_the_operator_wrote_and_never_obeys_it() -> None:
    nasty = replace(WHOLE, controller="<script>alert(1)</script> & Sons")
    html = to_html([sheet(nasty, ("en",))])
    page = Page(html)
    assert "script" not in page.tags
    assert "<script>alert(1)</script> & Sons" in " ".join(page.said)
    assert "default-src 'none'" in html
    assert "@page { size: 210.00mm 297.00mm; margin: 0; }" in html


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ComplianceError, match="cannot be written"):
        write_text(tmp_path / "file" / "sign.html", "")


def told(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "compliance", "notice", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command_writes_the_sign_and_lists_what_is_missing(tmp_path: Path) -> None:
    answer = told("--out", str(tmp_path / "sign.pdf"), "--language", "de,fr", "--url", URL)
    assert answer.returncode == 0, answer.stderr
    assert (tmp_path / "sign.pdf").read_bytes().startswith(b"%PDF")
    listed = [line for line in answer.stdout.splitlines() if line.startswith("MISSING")]
    assert [line.rpartition(": ")[2] for line in listed] == [
        "--controller",
        "--contact",
        "--legal-basis",
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--out", "sign.doc"), "neither .pdf nor .html"),
        (("--paper", "letter"), "Write A4 or A3."),
    ],
)
def test_a_mistake_is_told_with_its_remedy(arguments: tuple[str, ...], words: str) -> None:
    answer = told(*arguments)
    assert answer.returncode == 1
    assert "error:" in answer.stderr
    assert words in " ".join(answer.stderr.split())
