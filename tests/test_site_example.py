"""config/site.example.toml names every key, at the value in force without it."""

import re
import tomllib
from pathlib import Path

import pytest

from compliance.camera import Clock
from compliance.config import parse
from compliance.sitefile import TABLES

EXAMPLE = Path(__file__).parents[1] / "config" / "site.example.toml"
SET = {"DOOR_PASSWORD": "hunter2", "CENTRAL_PASSWORD": "hunter3"}
LEAST = """
site = "lyon-01"
[[cameras]]
name = "door"
source = "rtsp://viewer:${DOOR_PASSWORD}@camera-1.lan:554/stream1"
"""


def as_shipped() -> str:
    return EXAMPLE.read_text(encoding="utf-8")


def uncommented() -> str:
    return re.sub(r"^# (\[\[|\w+ = )", r"\1", as_shipped(), flags=re.MULTILINE)


def fitting() -> str:
    """Return the same without the one key that its SQLite and its recording do not go with."""
    return uncommented().replace('machine = "cellar"', "")


def test_the_example_says_what_holds_without_it() -> None:
    assert parse(as_shipped(), EXAMPLE, SET) == parse(LEAST, EXAMPLE, SET)


def test_the_example_holds_with_every_comment_sign_taken_away() -> None:
    cameras = parse(fitting(), EXAMPLE, SET).cameras
    assert [camera.clock for camera in cameras] == [Clock.WALL, Clock.RECORDING]


@pytest.mark.parametrize("name", TABLES)
def test_every_key_stands_in_the_example(name: str) -> None:
    whole = tomllib.loads(uncommented())
    tables = {"": [whole], "cameras": whole["cameras"]}.get(name, [whole.get(name)])
    written = {key for table in tables for key in table}
    assert written == set(TABLES[name].model_fields)
