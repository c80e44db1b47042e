"""Every link of a guide leads somewhere, and every file, metric and name in it exists."""

import re
from functools import cache
from pathlib import Path

import pytest

from compliance.counts import schema
from compliance.counts.report_text import COLUMNS
from tests.docs.pages import GUIDES, ROOT, Section, anchors, sections
from tests.monitoring.rules import exported, recorded

FOLDERS = ("compliance", "config", "migrations", "models", "tests", ".ci")
OF_DATABASES = {
    "compliance_hourly", "compliance_daily", "compliance_rate", "compliance_site",
    "compliance_reader",
}  # fmt: skip
"""What the SQL views are called, one of their columns, and a shared database's roles."""

_PATH = re.compile(rf"(?:{'|'.join(map(re.escape, FOLDERS))})(?:/[\w.*-]+)+/?")
_METRIC = re.compile(r"\b(?:site(?:_area(?:_outcome)?)?:)?compliance_[a-z_:]*[a-z]\b")
_NAME = re.compile(r"[a-z]+(?:_[a-z0-9]+)+")


def target(section: Section, link: str) -> tuple[Path, str]:
    path, _, anchor = link.partition("#")
    page = (section.page.parent / path).resolve() if path else section.page
    return page, anchor


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    for section in (each for each in sections() if each.page == page):
        for link in section.links:
            if "://" in link or link.startswith("mailto:"):
                continue
            path, anchor = target(section, link)
            assert path.exists(), (section.heading, link)
            assert path.is_relative_to(ROOT), (section.heading, link)
            assert not anchor or anchor in anchors(path), (section.heading, link)


def test_no_link_leads_to_another_machine() -> None:
    outside = [link for part in sections() for link in part.links if "://" in link]
    assert outside == []


def test_every_guide_is_led_to_from_another() -> None:
    led_to = {
        target(part, link)[0] for part in sections() for link in part.links if "://" not in link
    }
    assert [page for page in GUIDES if page not in led_to | {ROOT / "README.md"}] == []


def test_every_path_in_a_guide_exists() -> None:
    named = {
        (part.name, path)
        for part in sections()
        for text in (*part.quoted, *(block.text for block in part.blocks))
        for path in re.findall(rf"(?<![\w/.-]){_PATH.pattern}", text)
    }
    assert len(named) > 50
    assert sorted(each for each in named if not list(ROOT.glob(each[1].rstrip("/.")))) == []


def test_every_metric_in_a_guide_exists() -> None:
    known = exported() | recorded() | OF_DATABASES
    named = {
        (part.name, name)
        for part in sections()
        for text in (*part.quoted, *(block.text for block in part.blocks))
        for name in _METRIC.findall(text)
    }
    assert len(named) > 25
    assert sorted(each for each in named if each[1] not in known) == []


def test_every_metric_is_in_the_readme_once() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    rows = re.findall(r"(?m)^\| (`compliance_.*?) \|", text)
    named = [name for row in rows for name in _spelt_out(re.findall(r"`(\w+)`", row))]
    assert sorted(named) == sorted(exported())


def _spelt_out(names: list[str]) -> list[str]:
    """Return names of which later ones of a row may tell their end alone."""
    found: list[str] = []
    for name in names:
        is_end = name.startswith("_")
        found.append(found[0].rpartition("_decoded")[0] + name if is_end else name)
    return found


@cache
def names_in_the_product() -> frozenset[str]:
    paths = [
        *(ROOT / "compliance").rglob("*.py"),
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "config").rglob("*.toml"),
        *(ROOT / "config").rglob("*.sql"),
        *(ROOT / "migrations").rglob("*.py"),
    ]
    found = {name for path in paths for name in _NAME.findall(path.read_text("utf-8"))}
    tables = {column.name for table in schema.metadata.tables.values() for column in table.columns}
    return frozenset(found | tables | set(COLUMNS) | exported())


def test_every_name_in_backticks_is_one_of_the_product() -> None:
    named = {
        (part.name, name) for part in sections() for name in part.quoted if _NAME.fullmatch(name)
    }
    assert len(named) > 60
    assert sorted(each for each in named if each[1] not in names_in_the_product()) == []
