"""When a preview may run: for a person at a terminal, while no service has the camera."""

import fcntl
import json
import os
from collections.abc import Mapping
from http.client import HTTPException
from pathlib import Path

from sqlalchemy import make_url

from compliance.asking import address, answer
from compliance.config import Config
from compliance.errors import ConfigError, SourceError

_OF_SYSTEMD = ("INVOCATION_ID", "NOTIFY_SOCKET")
_ANSWER_SECONDS = 2.0
_MOST_BYTES = 10_000


def refuse_as_service(environment: Mapping[str, str], *, has_terminal: bool) -> None:
    """Raise ConfigError where systemd started this without anybody watching."""
    if not has_terminal and any(name in environment for name in _OF_SYSTEMD):
        raise ConfigError(
            "preview shows pictures, so it does not run as a service",
            "Start it by hand in a terminal; the service is `compliance run SITE.TOML`.",
        )


def refuse_beside_service(site: Config) -> None:
    """Raise SourceError while the site's service runs."""
    if reason := running(site):
        raise SourceError(
            f"the service holds this camera: {reason}",
            "Stop the service first, or look beside it with --anyway "
            "(some cameras send to one viewer only).",
        )


def running(site: Config) -> str:
    """Return how we know that the site's service runs; empty when it seems not to.

    The lock on a SQLite database is the kernel's own word. Where it cannot be asked (another
    user's file, another database) the service is asked at its port.
    """
    database = make_url(site.database.url)
    if database.drivername == "sqlite" and database.database:
        path = Path(database.database)
        held = _is_held(path.with_name(f"{path.name}.lock"))
        if held is not None:
            return f"its database {site.database.label} is locked" if held else ""
    return f"it answers at {address(site)}" if _answers(site) else ""


def _is_held(lock: Path) -> bool | None:
    """Say whether a process holds a lock file; None when it may not be opened."""
    try:
        descriptor = os.open(lock, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _answers(site: Config) -> bool:
    """Say whether what listens there answers as our service does."""
    try:
        with answer(site, "/healthz", _ANSWER_SECONDS) as found:
            told = json.loads(found.read(_MOST_BYTES))
    except (OSError, HTTPException, ValueError):
        return False
    return isinstance(told, dict) and {"status", "reasons"} <= told.keys()
