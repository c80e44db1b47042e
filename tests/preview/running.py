"""A preview as a process of its own, and what its page is told."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from typing import IO, Any
from urllib.parse import urlsplit

from tests.attended.running import ROOT, Attended, attending, words

DEMO = ROOT / "config/demo/street.mp4"


def command(*arguments: str) -> list[str]:
    return words("preview", *arguments, "--port", "0")


@dataclass
class Preview(Attended):
    """A running preview."""

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 0

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    def ask(
        self, path: str, *, method: str = "GET", body: str | None = None, **headers: str
    ) -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer, data

    def look(self, after: int = 0) -> tuple[dict[str, Any], bytes, int]:
        """Return the facts, the picture and the number of the next look."""
        for _ in range(20):
            answer, data = self.ask(f"{self.path}look?after={after}")
            if answer.status == 200:
                length = int.from_bytes(data[:4], "big")
                facts = json.loads(data[4 : 4 + length])
                return facts, data[4 + length :], int(answer.headers["Look-Number"])
        raise AssertionError("no look came")


@contextmanager
def previewing(*arguments: str, stdin: int | IO[str] = subprocess.PIPE) -> Iterator[Preview]:
    with attending(command(*arguments), stdin) as running:
        yield Preview(*running)
