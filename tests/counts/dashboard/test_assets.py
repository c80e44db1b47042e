"""The page's files: vendored ones as their makers published them, all of them in a wheel."""

import re
import tomllib
from fnmatch import fnmatch
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "compliance/counts/dashboard/page"
VENDOR = PAGE / "vendor"
PUBLISHED = {
    "uPlot.iife.min.js": "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f",
    "uPlot.min.css": "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04",
    "uPlot.LICENSE": "8f989229699b4fe2f1a0432d0e9edc338a8a911e250e2d1b01ecd770a5f5b1bd",
}
"""Of uPlot 1.6.32, from the npm package."""


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_vendored_file_is_the_one_that_was_published(name: str) -> None:
    assert sha256((VENDOR / name).read_bytes()).hexdigest() == PUBLISHED[name]


def test_the_notice_names_the_version_and_the_licence() -> None:
    notice = (VENDOR / "NOTICE").read_text()
    banner = re.search(r"\(v([\d.]+)\)", (VENDOR / "uPlot.iife.min.js").read_text()[:200])
    assert banner
    assert f"uPlot {banner.group(1)}" in notice
    assert "MIT" in notice
    assert "Permission is hereby granted" in (VENDOR / "uPlot.LICENSE").read_text()


def test_a_wheel_carries_every_file() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    patterns = project["tool"]["setuptools"]["package-data"]["compliance"]
    files = [path for path in PAGE.rglob("*") if path.is_file()]
    assert len(files) > 10
    for path in files:
        name = path.relative_to(ROOT / "compliance").as_posix()
        folder = [p for p in patterns if p.rpartition("/")[0] == name.rpartition("/")[0]]
        assert any(fnmatch(name, pattern) for pattern in folder), name


@pytest.mark.parametrize("path", sorted(PAGE.glob("*.*")), ids=lambda path: path.name)
def test_no_file_of_ours_names_another_address_or_markup_to_run(path: Path) -> None:
    text = path.read_text().replace("http://www.w3.org/2000/svg", "")
    assert "http:" not in text
    assert "https:" not in text
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|\beval\(|document\.write", text)
    assert not re.search(r"\son[a-z]+=|style=", text), "the policy forbids both"


def test_our_files_stay_small() -> None:
    assert max(len(path.read_text().splitlines()) for path in PAGE.glob("*.*")) <= 300
