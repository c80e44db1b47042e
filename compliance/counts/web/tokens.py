"""Who may read: tokens that are known by their digests alone.

A token has 256 random bits, so nobody finds it by trying, whatever the digest costs: plain SHA-256
does what a slow password hash is for. A digest lets nobody in, so whoever may read the tokens file
learns names; whoever may change it lets themselves in, so it must be its owner's alone to write.
"""

import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path

from compliance.errors import ConfigError

_BYTES = 32
_MOST_BYTES = 100_000
_WRITTEN_BY_OTHERS = 0o022
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LINE = re.compile(rf"({_NAME.pattern})\s+(read|metrics)\s+sha256:([0-9a-f]{{64}})")
_HINT = "`compliance token NAME` prints a token and its line."


class Scope(Enum):
    """What a token opens."""

    READ = "read"
    """Everything."""
    METRICS = "metrics"
    """/metrics alone."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a token was given to."""

    name: str
    scope: Scope
    digest: str

    def to_line(self) -> str:
        """Return the holder's line in the tokens file."""
        return f"{self.name} {self.scope.value} sha256:{self.digest}"


def new_token() -> str:
    """Return a token that nobody has."""
    return secrets.token_urlsafe(_BYTES)


def holder_of(token: str, name: str, scope: Scope) -> Holder:
    """Return what is kept of a token. Raises ConfigError when the name cannot stand in a line."""
    if not _NAME.fullmatch(name):
        raise ConfigError(
            f"{name!r} is not 1 to 64 letters, digits, dots, dashes or underscores",
            "Name whoever gets the token, such as `compliance token grafana`.",
        )
    return Holder(name, scope, _digest(token))


def whose(token: str, holders: Iterable[Holder]) -> Holder | None:
    """Return whom a token was given to; how long it takes says nothing of how close it came."""
    digest, found = _digest(token), None
    for holder in holders:
        if compare_digest(digest, holder.digest):
            found = holder
    return found


def parse(text: str) -> tuple[Holder, ...]:
    """Return the holders in a tokens file's text; empty lines and lines after # are for people.

    Raises ConfigError with the line's number, never with what stands in it.
    """
    holders = []
    for number, line in enumerate(text.splitlines(), 1):
        if not (said := line.partition("#")[0].strip()):
            continue
        match = _LINE.fullmatch(said)
        if match is None:
            raise ConfigError(f"line {number} is not `name scope sha256:digest`", _HINT)
        holders.append(Holder(match[1], Scope(match[2]), match[3]))
    if not holders:
        raise ConfigError("no token is in it, so nobody would be let in", _HINT)
    return tuple(holders)


def read(path: Path) -> tuple[Holder, ...]:
    """Return the holders in a tokens file. Raises ConfigError when it cannot be trusted or used."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(_MOST_BYTES).decode("utf-8")
    except OSError as error:
        raise _fault(path, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise _fault(path, "it is not UTF-8 text") from error
    if mode & _WRITTEN_BY_OTHERS:
        what = "others than its owner may write it, and so let themselves in"
        raise _fault(path, what, f"chmod go-w {path}")
    try:
        return parse(text)
    except ConfigError as error:
        raise _fault(path, error.message) from error


class TokensFile:
    """The tokens in force: the file's, read again when it changes, so a token ends at once."""

    def __init__(self, path: Path) -> None:
        """Read the file; raises ConfigError as `read`."""
        self._path = path
        self._state = _state(path)
        self.holders = read(path)

    def refresh(self) -> ConfigError | None:
        """Read the file again if it changed; return why the former tokens stay, if they do."""
        state = _state(self._path)
        if state == self._state:
            return None
        self._state = state
        try:
            self.holders = read(self._path)
        except ConfigError as error:
            return error
        return None


def _state(path: Path) -> tuple[int, ...]:
    """Return what changes with a file; nothing where there is none."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino, found.st_mode


def _fault(path: Path, what: str, hint: str = _HINT) -> ConfigError:
    return ConfigError(f"http.tokens: {path}: {what}", hint)


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
