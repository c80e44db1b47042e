"""An audit as a process of its own."""

import json
import ssl
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from tests.attended.running import Attended, attending, said_by, words


def command(*arguments: str) -> list[str]:
    return words("audit", *arguments)


def told(*arguments: str, code: int = 0) -> str:
    """Return what the command says; it must end by itself."""
    answer = said_by(command(*arguments))
    said = answer.stdout + answer.stderr
    assert answer.returncode == code, said
    assert "Traceback" not in said
    return said if code else answer.stdout


@dataclass
class Auditing(Attended):
    """A running audit."""

    def ask(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the JSON that is answered; to a body, it is posted."""
        data = None if body is None else json.dumps(body).encode()
        context = ssl._create_unverified_context() if self.url.startswith("https") else None  # noqa: S323
        request = urllib.request.Request(self.url + path, data)  # noqa: S310 - our own address
        with urllib.request.urlopen(request, timeout=30, context=context) as answer:  # noqa: S310
            found: dict[str, Any] = json.loads(answer.read())
        return found


@contextmanager
def auditing(*arguments: str, stdin: int | IO[str] = subprocess.PIPE) -> Iterator[Auditing]:
    with attending(command(*arguments), stdin) as running:
        yield Auditing(*running)
