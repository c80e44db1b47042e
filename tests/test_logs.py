"""What the log looks like to a person, to the journal, and after a thousand repetitions."""

import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from compliance.logs import (
    PATIENCE_LINES,
    PATIENCE_SECONDS,
    Repeats,
    failure_object,
    formatter,
    is_journal,
)
from compliance.redact import Redactor

JOURNAL = {"JOURNAL_STREAM": "8:1234"}


def record(message: str, *args: object, level: int = logging.WARNING, **more: object) -> (
    logging.LogRecord
):  # fmt: skip
    made = logging.LogRecord("compliance.counts.post", level, "post.py", 1, message, args, None)
    made.__dict__.update(more)
    return made


def line(
    found: logging.LogRecord, environment: Mapping[str, str] = JOURNAL, *, is_terminal: bool = False
) -> str:
    return formatter(Redactor(["hunter2"]), environment, is_terminal=is_terminal).format(found)


def test_the_journal_gets_an_object_with_its_priority() -> None:
    told = line(record("camera %s: down", "door", camera="door"))
    assert told.startswith("<4>{")
    assert json.loads(told[3:]) == {
        "level": "warning",
        "part": "counts.post",
        "message": "camera door: down",
        "camera": "door",
    }


@pytest.mark.parametrize(
    ("level", "priority"), [("CRITICAL", 2), ("ERROR", 3), ("WARNING", 4), ("INFO", 6)]
)
def test_levels_are_the_journals_priorities(level: str, priority: int) -> None:
    found = record("x", level=logging.getLevelNamesMapping()[level])
    assert line(found).startswith(f"<{priority}>")


def test_a_line_about_no_camera_names_none() -> None:
    assert "camera" not in json.loads(line(record("the store is full"))[3:])


def test_no_secret_is_in_an_object_its_traceback_included() -> None:
    found = record("cannot open rtsp://viewer:hunter2@camera.lan/x")
    error = OSError("hunter2")
    found.exc_info = (OSError, error, None)
    told = line(found)
    assert "hunter2" not in told
    assert "OSError" in json.loads(told[3:])["traceback"]


def test_a_terminal_gets_a_line_with_its_time() -> None:
    told = line(record("camera door: down"), {}, is_terminal=True)
    assert told.endswith(" camera door: down")
    assert told[:2] == "20"


def test_a_pipe_gets_a_line_with_its_level() -> None:
    assert line(record("camera door: down"), {}) == "WARNING camera door: down"


def test_the_same_words_are_said_a_few_times_and_the_rest_is_counted() -> None:
    ticks = [0.0]
    repeats = Repeats(lambda: ticks[0])
    said = [repeats.filter(record("the disk is %s", "full")) for _ in range(1000)]
    assert sum(said) == PATIENCE_LINES
    ticks[0] = PATIENCE_SECONDS
    last = record("the disk is %s", "full")
    assert repeats.filter(last)
    assert last.getMessage() == f"the disk is full ({1000 - PATIENCE_LINES} more like it)"


def test_other_words_and_other_cameras_are_not_held_back() -> None:
    repeats = Repeats(lambda: 0.0)
    for _ in range(PATIENCE_LINES):
        repeats.filter(record("down", camera="door"))
    assert not repeats.filter(record("down", camera="door"))
    assert repeats.filter(record("down", camera="gate"))
    assert repeats.filter(record("up", camera="door"))


def test_the_journal_is_known_by_its_own_file(tmp_path: Path) -> None:
    with (tmp_path / "journal").open("w") as file:
        found = os.fstat(file.fileno())
        named = {"JOURNAL_STREAM": f"{found.st_dev}:{found.st_ino}"}
        assert is_journal(file.fileno(), named)
        assert not is_journal(file.fileno(), JOURNAL)
        assert not is_journal(file.fileno(), {})


def test_what_ends_the_program_is_an_object_too() -> None:
    told = failure_object("site.toml has 1 fault:\n  site: is missing")
    assert told.startswith("<2>{")
    assert json.loads(told[3:])["message"] == "site.toml has 1 fault:\n  site: is missing"
    assert "\n" not in told
