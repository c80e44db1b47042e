"""Credentials taken out of whatever is about to be shown."""

import logging
import re
from collections.abc import Iterable

MASK = "***"
SHORTEST_SECRET = 3  # a shorter one would blank half of every sentence; addresses hide it anyway

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*", re.IGNORECASE)
_ADDRESS = re.compile(rf"{_SCHEME.pattern}://\S*", re.IGNORECASE)
_BARE_CREDENTIAL = re.compile(r":.*@", re.DOTALL)


def redact_address(address: str) -> str:
    """Return an address without user name, password and parameter values.

    Everything before the last `@` goes, so a password with an unencoded `/` or `@` goes whole;
    so does everything after the first `=` of path or query, where some cameras take passwords.
    """
    scheme, mark, rest = address.partition("://")
    if not mark or not _SCHEME.fullmatch(scheme):
        return redact_path(address)
    user, at, place = rest.rpartition("@")
    name, equals, _ = place.partition("=")
    return f"{scheme}{mark}{MASK if user else ''}{at}{name}{equals}{MASK if equals else ''}"


def redact_path(path: str) -> str:
    """Return a path, without what looks like a credential when it is an address gone wrong."""
    return MASK + path[path.rindex("@") :] if _BARE_CREDENTIAL.search(path) else path


def redact(text: str) -> str:
    """Return a text with every address in it redacted."""
    return _ADDRESS.sub(lambda match: redact_address(match.group()), text)


class Redactor:
    """Takes known secrets out of texts, however they are encoded, and every address's credential.

    A secret is found plain, percent-encoded in whole or in part, and escaped by a backslash.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        longest_first = sorted({s for s in secrets if len(s) >= SHORTEST_SECRET}, key=len)[::-1]
        self._secrets = (
            re.compile("|".join(_spellings(secret) for secret in longest_first), re.IGNORECASE)
            if longest_first
            else None
        )

    def __call__(self, text: str) -> str:
        """Return the text without secrets."""
        return redact(self._secrets.sub(MASK, text) if self._secrets else text)


class RedactingFormatter(logging.Formatter):
    """A log formatter whose lines, tracebacks included, pass through a redactor."""

    def __init__(self, pattern: str, redactor: Redactor) -> None:
        super().__init__(pattern)
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's line without secrets."""
        return self._redactor(super().format(record))


def _spellings(secret: str) -> str:
    return "".join(_spelling(character) for character in secret)


def _spelling(character: str) -> str:
    encoded = "".join(f"%{byte:02x}" for byte in character.encode(errors="surrogateescape"))
    space = r"|\+" if character == " " else ""
    # Encoded first: the plain `%` is also how its own encoding begins.
    return rf"(?:{encoded}|\\*{re.escape(character)}{space})"
