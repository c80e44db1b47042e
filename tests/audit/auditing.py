"""An audit as a process of its own."""

import json
import re
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from tests.preview.running import ROOT, environment


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "compliance", "audit", *arguments]


def told(*arguments: str, code: int = 0) -> str:
    """Return what the command says; it must end by itself."""
    answer = subprocess.run(
        command(*arguments),
        capture_output=True,
        text=True,
        input="",
        cwd=ROOT,
        env=environment(),
        check=False,
        timeout=120,
    )
    said = answer.stdout + answer.stderr
    assert answer.returncode == code, said
    assert "Traceback" not in said
    return said if code else answer.stdout


@dataclass
class Auditing:
    """A running audit."""

    process: "subprocess.Popen[str]"
    greeting: str

    @property
    def url(self) -> str:
        found = re.search(r"https?://\S+/", self.greeting)
        assert found, self.greeting
        return found.group()

    def ask(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the JSON that is answered; to a body, it is posted."""
        data = None if body is None else json.dumps(body).encode()
        context = ssl._create_unverified_context() if self.url.startswith("https") else None  # noqa: S323
        request = urllib.request.Request(self.url + path, data)  # noqa: S310 - our own address
        with urllib.request.urlopen(request, timeout=30, context=context) as answer:  # noqa: S310
            found: dict[str, Any] = json.loads(answer.read())
        return found

    def line(self) -> str:
        """Return the next line that is printed."""
        assert self.process.stdout
        return self.process.stdout.readline()

    def quit(self) -> tuple[int, str]:
        rest, _ = self.process.communicate("q\n", timeout=60)
        return self.process.returncode, rest


@contextmanager
def auditing(*arguments: str, stdin: int | IO[str] = subprocess.PIPE) -> Iterator[Auditing]:
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
        yield Auditing(process, _greeting(process))
    finally:
        process.kill()
        process.communicate()


def _greeting(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        if line.strip().startswith("end "):
            break
    return said
