"""A saved self-test read: what `compliance self-test --save FILE.json` wrote."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from compliance.config import Config
from compliance.counts.engine import sqlite_path
from compliance.errors import DataError
from compliance.papers.facts import GroupFacts, SelfTestFacts

NAME = "self-test.json"
"""Looked for beside the database."""

_HINT = "Make one with `compliance self-test --save self-test.json`."
_MOST_BYTES = 5_000_000


def find_self_test(config: Config, given: Path | None) -> SelfTestFacts | None:
    """Return the self-test in the given file, or else in NAME beside a SQLite database.

    None when neither is there. Raises DataError when a file is there and cannot be read.
    """
    if given:
        return read_self_test(given)
    database = sqlite_path(config.database.url)
    path = database.with_name(NAME) if database else None
    try:
        is_there = path is not None and path.is_file()
    except OSError:  # the service's folder, which is not everybody's to look into
        is_there = False
    return read_self_test(path) if path and is_there else None


def read_self_test(path: Path) -> SelfTestFacts:
    """Return the self-test saved in a file. Raises DataError."""
    try:
        with path.open("rb") as file:
            return parse_self_test(file.read(_MOST_BYTES), path.name)
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}", _HINT) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DataError(f"{path}: is not a saved self-test", _HINT) from None


def parse_self_test(data: bytes, file: str) -> SelfTestFacts:
    """Return what the JSON says. Raises ValueError, KeyError or TypeError for any other."""
    tree: Mapping[str, Any] = json.loads(data)
    attacks = [
        (str(each["by_way_of"]), str(each["attack"]), each["is_shut"] is True)
        for each in tree["attacks"]
    ]
    return SelfTestFacts(
        file=file,
        made=str(tree["made"]),
        version=str(tree["version"]),
        kernel=str(tree["kernel"]),
        machine=str(tree["machine"]),
        is_tight=tree["is_tight"] is True,
        verdict=str(tree["verdict"]),
        groups=tuple(_groups(attacks)),
        open_ways=tuple(f"{words} ({group})" for group, words, is_shut in attacks if not is_shut),
        bits_per_hour=float(tree["capacity"]["channel_bits_per_hour"]),
        told_bits_per_hour=float(tree["capacity"].get("told_bits_per_hour", 0)),
        bits_per_release=float(tree["capacity"]["released_bits_per_bucket"]),
    )


def _groups(attacks: list[tuple[str, str, bool]]) -> list[GroupFacts]:
    names = dict.fromkeys(group for group, _, _ in attacks)
    return [
        GroupFacts(
            name,
            sum(group == name for group, _, _ in attacks),
            sum(is_shut for group, _, is_shut in attacks if group == name),
        )
        for name in names
    ]
