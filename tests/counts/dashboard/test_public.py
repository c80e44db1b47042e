"""The page for passers-by holds what the sign promises, and nothing else."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from compliance.config import parse
from compliance.counts.buckets import Counts
from compliance.counts.dashboard.public import (
    PublicFigures,
    language_for,
    public_figures,
    public_page,
)
from compliance.counts.dashboard.public_words import PUBLIC_WORDS
from compliance.counts.rates import figures
from compliance.papers.notice.words import WORDS
from tests.counts.dashboard.lives import Life
from tests.counts.dashboard.serving import TERMS, Site, cameras_of, lives
from tests.counts.dashboard.test_routes import get

SOME = figures(Counts(mask=8200, incorrect=300, no_mask=1500, unknown=400), 1, 1, None)
TOLD = PublicFigures(SOME, SOME)


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page.partition("<body>")[2])).split())


def page(told: PublicFigures = TOLD, language: str = "en") -> str:
    return text_of(public_page(told, TERMS, language, "style.css", "icon.svg")).replace(
        "\N{NO-BREAK SPACE}", " "
    )


@pytest.mark.parametrize("language", WORDS)
def test_every_promise_of_the_sign_is_on_the_page_in_its_language(language: str) -> None:
    words, shown = WORDS[language], page(language=language)
    numbers = words.numbers.format(people=10, minutes=60)
    for text in (words.title, words.lead, words.no_pictures, words.nobody, words.totals, numbers,
                 words.what_is_kept):  # fmt: skip
        assert text.replace("\N{NO-BREAK SPACE}", " ") in shown
    assert set(PUBLIC_WORDS) == set(WORDS)


def test_totals_are_told_with_their_interval() -> None:
    assert "82 % wore a mask as required, of 10 000 people" in page()
    assert "with what chance can do: 81 % to 83 %" in page()


def test_withheld_outcomes_stay_withheld() -> None:
    kept = figures(Counts(withheld=31), 1, 1, None)
    shown = page(PublicFigures(None, kept))
    assert "Nothing is published yet." in shown
    assert "31 people; how many wore a mask is not published" in shown
    assert public_figures(PublicFigures(None, kept)) == {
        "today": None,
        "week": {"passages": 31, "decided": 0, "rate": None, "rate_low": None, "rate_high": None},
    }


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("de", "fr", "de"),
        ("xx", "fr-CH, de;q=0.9", "fr"),
        ("", "nb, en;q=0.5", "no"),
        ("", "pl, sv;q=0.3, da;q=0.8", "da"),
        ("", "pl", "en"),
        ("", "de;q=many, *", "de"),
        ("", "", "en"),
    ],
)
def test_the_language_is_the_one_asked_for_or_the_browsers(
    asked: str, accepted: str, language: str
) -> None:
    assert language_for(asked, accepted) == language


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = Site(cameras=cameras_of("hall", "psychiatry"), allows_unlocked=True)
    released = [*lives(Life("hall", 40)), *lives(Life("psychiatry", 20))]
    with site.served(tmp_path_factory.mktemp("site"), released) as address:
        yield address


def test_neither_area_nor_camera_nor_hour_nor_model_is_told(url: str) -> None:
    for path in ("public", "public/figures"):
        _, _, body = get(f"{url}{path}")
        for told in ("hall", "psychiatry", "door", "lyon", "compliance-", "sandbox", "2026"):
            assert told not in body, (path, told)
        assert not re.search(r"\d\d:\d\d", body)


def test_the_page_and_its_figures_agree(url: str) -> None:
    status, headers, body = get(f"{url}public?language=en", Accept_Language="de")
    told = json.loads(get(f"{url}public/figures")[2])
    assert status == 200
    assert headers["Content-Language"] == "en"
    assert headers["Cache-Control"] == "no-cache"
    shown = text_of(body).replace("\N{NO-BREAK SPACE}", " ")
    for period in ("today", "week"):
        assert f"{told[period]['rate']:.0%}".replace("%", " %") in shown
    assert set(told) == {"today", "week"}


def test_the_pages_files_lie_beside_it(url: str) -> None:
    _, _, body = get(f"{url}public")
    files = re.findall(r'href="(public/[^"]*)"', body)
    kinds = [get(f"{url}{file}")[1]["Content-Type"].split(";")[0] for file in files]
    assert kinds == ["image/svg+xml", "text/css"]
    assert get(f"{url}public/page.css")[0] == 404


def test_nothing_of_it_is_run_or_loaded_from_elsewhere() -> None:
    whole = public_page(TOLD, TERMS, "en", "style.css", "icon.svg")
    assert "<script" not in whole
    assert "http" not in whole
    assert "style=" not in whole


SITE = """
site = "lyon-01"
{publish}
[[cameras]]
name = "door"
source = "rtsp://camera.lan/stream"
"""


def test_the_page_for_passers_by_is_served_only_where_it_is_asked_for(tmp_path: Path) -> None:
    def configured(publish: str) -> bool:
        return parse(SITE.format(publish=publish), tmp_path / "site.toml", {}).public_page

    assert configured("") is False
    assert configured("[publish]\npublic_page = true") is True


def test_what_the_sign_does_not_know_is_not_on_the_page() -> None:
    other = replace(TERMS, minimum_count=25)
    assert "of at least 25 people over at least 60 minutes" in text_of(
        public_page(TOLD, other, "en", "style.css", "icon.svg")
    )
