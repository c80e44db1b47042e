"""The log: lines for a person at a terminal, objects for the journal; no secret, no flood.

Levels: critical, a promise or data is lost; error, something is refused and tried again;
warning, figures suffer until somebody looks; info, what runs and with what; debug is never said.
"""

import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from time import monotonic

from compliance.redact import RedactingFormatter, Redactor

PATIENCE_SECONDS = 600.0
"""Time in which the same words about the same camera are said a few times only."""
PATIENCE_LINES = 5

_NOISY = ("apscheduler", "uvicorn", "alembic", "asyncio")
_PRIORITIES = {"CRITICAL": 2, "ERROR": 3, "WARNING": 4, "INFO": 6, "DEBUG": 7}  # of syslog
_OURS = "compliance."


def log_to_stderr(secrets: Iterable[str], environment: Mapping[str, str]) -> None:
    """Send the log to standard error, without any of the secrets.

    Under systemd, whose journal adds the time, each line is an object; in a terminal it carries
    the time and is to be read; elsewhere it begins with its level.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(Redactor(secrets), environment, is_terminal=sys.stderr.isatty()))
    handler.addFilter(Repeats())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


def formatter(
    redactor: Redactor, environment: Mapping[str, str], *, is_terminal: bool
) -> logging.Formatter:
    """Return what turns records into lines where this runs."""
    if is_terminal:
        lines = RedactingFormatter("%(asctime)s %(message)s", redactor)
        lines.default_msec_format = None
        return lines
    if "JOURNAL_STREAM" in environment:
        return ForJournal(redactor)
    return RedactingFormatter("%(levelname)s %(message)s", redactor)


def is_journal(descriptor: int, environment: Mapping[str, str]) -> bool:
    """Say whether what is written there goes to systemd's journal (systemd.exec(5))."""
    found = os.fstat(descriptor)
    return environment.get("JOURNAL_STREAM") == f"{found.st_dev}:{found.st_ino}"


def failure_object(message: str) -> str:
    """Return the journal's line about what ends the program."""
    record = logging.LogRecord("compliance.cli", logging.CRITICAL, "", 0, message, None, None)
    return ForJournal(Redactor(())).format(record)


class ForJournal(logging.Formatter):
    """A record as one JSON object after the priority that the journal takes off the line."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """Return the object; `camera` only where the line is about one."""
        told: dict[str, object] = {
            "level": record.levelname.lower(),
            "part": record.name.removeprefix(_OURS),
            "message": self._redactor(record.getMessage()),
        }
        if camera := getattr(record, "camera", None):
            told["camera"] = camera
        if record.exc_info:
            told["traceback"] = self._redactor(self.formatException(record.exc_info))
        priority = _PRIORITIES.get(record.levelname, 6)
        return f"<{priority}>{json.dumps(told, ensure_ascii=False)}"


@dataclass(slots=True)
class _Said:
    since_seconds: float
    lines: int = 0


class Repeats(logging.Filter):
    """Lets the same words through a few times, then seldom, with how many were left out."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._said: dict[tuple[str, str, str], _Said] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether the line is written; the first after a silence tells of those left out."""
        key = (record.name, str(record.msg), str(getattr(record, "camera", "")))
        now = self._clock()
        said = self._said.get(key)
        if said is None or now - said.since_seconds >= PATIENCE_SECONDS:
            left_out = said.lines - PATIENCE_LINES if said else 0
            self._said[key] = _Said(now, 1)
            if left_out > 0:
                record.msg, record.args = f"{record.getMessage()} ({left_out} more like it)", None
            return True
        said.lines += 1
        return said.lines <= PATIENCE_LINES
