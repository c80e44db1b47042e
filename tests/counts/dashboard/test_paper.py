"""The page as a file: it needs nothing else, and prints on one sheet."""

import base64
import re
from datetime import date
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from compliance.cli import app
from compliance.counts.dashboard.desk import Desk
from compliance.counts.dashboard.document import document
from compliance.counts.dashboard.paper import paper, period_of
from compliance.counts.dashboard.period import Period
from compliance.counts.reader import open_reader
from compliance.errors import ConfigError
from tests.counts.dashboard.lives import PARIS, SITE, Life, write
from tests.counts.dashboard.serving import NOW, Site, lives

LIFE = lives(Life("hall", 40), Life("ward", 8, 0.97))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    with open_reader(write(tmp_path_factory.mktemp("site"), LIFE), SITE) as reader:
        site = Site()
        desk = Desk(site.place(), lambda: reader, lambda: site.now)
        return paper(document(desk.overview(None, period_of(None, None, NOW, PARIS)), desk.live()))


def test_nothing_is_loaded(page: str) -> None:
    assert not re.search(r"<(link|img|iframe|object|embed|base)\b", page)
    assert not re.search(r"<script[^>]+src|@import|url\(", page)
    assert re.findall(r"https?://[^\s\"'*]+", page) == [
        "https://github.com/leeoniya/uPlot",  # its makers, in its first line
        *re.findall(r"http://www\.w3\.org/[^\s\"'*]+", page),
    ]


def test_the_browser_may_run_what_stands_in_it_and_nothing_else(page: str) -> None:
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    assert "unsafe" not in policy
    assert "'self'" not in policy
    inner = [*re.findall(r"<script>(.*?)</script>", page, re.DOTALL)]
    inner += re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert len(inner) == 3
    for text in inner:
        digest = base64.b64encode(sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_the_charts_licence_goes_with_them(page: str) -> None:
    assert "Permission is hereby granted" in page


def test_names_cannot_break_out_of_their_place() -> None:
    hostile = {"site": "</script><script>alert(1)</script>", "title": "<!--"}
    whole = paper(hostile)
    assert "alert(1)" in whole
    assert whole.count("<script") == 3
    assert whole.count("<!--") == 1


def test_the_last_seven_complete_days_are_told_by_default() -> None:
    assert period_of(None, None, NOW, PARIS) == Period(date(2026, 3, 2), date(2026, 3, 9), PARIS)


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        ("2026-02-02", "2026-02-04", ("2026-02-02", "2026-02-04")),
        (None, "2026-02-08", ("2026-02-01", "2026-02-08")),
        ("2026-03-07", None, ("2026-03-07", "2026-03-09")),
        ("2026-02-01T23:00Z", "2026-02-02T23:00Z", ("2026-02-02", "2026-02-03")),
    ],
)
def test_other_days_may_be_asked_for(
    since: str | None, until: str | None, days: tuple[str, str]
) -> None:
    found = period_of(since, until, NOW, PARIS)
    assert (found.first.isoformat(), found.after.isoformat()) == days


@pytest.mark.parametrize(
    ("since", "until", "says"),
    [
        ("2026-02-02T08:00", None, "--since: '2026-02-02T08:00' is not a whole day"),
        ("yesterday", None, "--since: 'yesterday' is not a time"),
        ("2026-02-04", "2026-02-04", "--since: 2026-02-04 is not before 2026-02-04"),
    ],
)
def test_what_is_no_day_is_refused(since: str | None, until: str | None, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        period_of(since, until, NOW, ZoneInfo("UTC"))
    assert says in caught.value.message


def configured(folder: Path) -> Path:
    write(folder, LIFE)
    path = folder / "site.toml"
    path.write_text(
        f'site = "{SITE}"\n[[cameras]]\nname = "door"\narea = "hall"\n'
        'source = "rtsp://viewer:secret@camera.lan/stream"\n'
    )
    return path


def test_the_command_writes_the_page_of_the_days_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "reports" / "week.html"
    asked = ["--html", str(out), "--since", "2026-03-02", "--until", "2026-03-09"]
    zone = ["--time-zone", "Europe/Paris", "--area", "hall"]
    result = CliRunner().invoke(app, ["report", str(configured(tmp_path)), *asked, *zone])
    assert result.exit_code == 0, result.output
    assert "Wrote" in result.output
    assert "From 2 to 8 March 2026," in result.output
    written = out.read_text()
    assert '"area": "hall"' in written
    assert "secret" not in written
    assert "Europe/Paris" in written


def test_without_days_the_command_takes_the_last_seven(tmp_path: Path) -> None:
    out = tmp_path / "week.html"
    result = CliRunner().invoke(app, ["report", str(configured(tmp_path)), "--html", str(out)])
    assert result.exit_code == 0, result.output
    assert '"days": 7, "is_now": false' in out.read_text()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--area", "attic"], "there is no area 'attic'"),
        (["--csv"], "--html"),
        (["--week"], "--html"),
    ],
)
def test_what_cannot_be_written_is_refused(tmp_path: Path, options: list[str], says: str) -> None:
    out = tmp_path / "week.html"
    command = ["report", str(configured(tmp_path)), "--html", str(out), *options]
    result = CliRunner().invoke(app, command)
    assert isinstance(result.exception, ConfigError)
    assert says in result.exception.message
    assert not out.exists()
