"""A preview as a process of its own, and what its page is told."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "config/demo/street.mp4"
_OF_SYSTEMD = ("INVOCATION_ID", "NOTIFY_SOCKET")


def environment() -> dict[str, str]:
    """Return the environment of somebody at a terminal."""
    mine = {name: value for name, value in os.environ.items() if name not in _OF_SYSTEMD}
    return mine | {"COLUMNS": "100", "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "compliance", "preview", *arguments, "--port", "0"]


@dataclass
class Preview:
    """A running preview."""

    process: "subprocess.Popen[str]"
    greeting: str

    @property
    def url(self) -> str:
        found = re.search(r"http://127\S+/", self.greeting)
        assert found, self.greeting
        return found.group()

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

    def quit(self) -> tuple[int, str]:
        """Type q; return the exit code and what was printed after the greeting."""
        rest, _ = self.process.communicate("q\n", timeout=60)
        return self.process.returncode, rest


@contextmanager
def previewing(*arguments: str, stdin: int | IO[str] = subprocess.PIPE) -> Iterator[Preview]:
    process = subprocess.Popen(
        command(*arguments),
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        env=environment(),
    )
    try:
        yield Preview(process, _greeting(process))
    finally:
        process.kill()
        process.communicate()


def _greeting(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    told = ""
    for line in process.stdout:
        told += line
        if line.strip().startswith("end "):
            break
    return told
