"""A VictoriaMetrics of our own: many sites' series put in, and asked for."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import TypeAlias
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

from compliance.errors import DataError
from compliance.evaluation.ports import free_port

PROGRAM = "victoria-metrics"
_HOST = "127.0.0.1"
_UP_SECONDS = 30.0
_LONGEST_SECONDS = 300
_PIECE = 8 << 20

Labels: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Series:
    """One series; its name is its label `__name__`."""

    labels: Labels
    values: tuple[float, ...]

    def line(self, times: tuple[int, ...]) -> bytes:
        """Return it as it is put in, each value at its time in milliseconds."""
        told = {"metric": dict(self.labels), "values": self.values, "timestamps": times}
        return (json.dumps(told) + "\n").encode()


class Victoria:
    """What a running server takes and answers."""

    def __init__(self, port: int, pid: int, folder: Path) -> None:
        self.port = port
        self._pid, self._folder = pid, folder

    def put(self, lines: Iterable[bytes]) -> None:
        """Put series in; once this returns they can be asked for."""
        for piece in _pieces(lines):
            self._send("POST", "/api/v1/import", piece)
        self._send("GET", "/internal/force_flush")

    def ask(self, expression: str, at: int) -> list[tuple[Labels, float]]:
        """Return what an expression was at a time in seconds: each series and its value."""
        found = self._asked("query", {"query": expression, "time": str(at)})
        return [(each["metric"], float(each["value"][1])) for each in found]

    def ask_over_time(self, expression: str, begin: int, end: int, step: int) -> int:
        """Return of how many series an expression was, from a time to another in seconds."""
        span = {"start": str(begin), "end": str(end), "step": str(step)}
        return len(self._asked("query_range", {"query": expression, **span}))

    def _asked(self, path: str, words: Mapping[str, str]) -> list:  # type: ignore[type-arg]
        text = urlencode({**words, "nocache": "1"}).encode()
        answer = json.loads(self._send("POST", f"/api/v1/{path}", text, is_form=True))
        if answer["status"] != "success":
            raise DataError(f"VictoriaMetrics refuses {words['query']}: {answer.get('error')}")
        found: list = answer["data"]["result"]  # type: ignore[type-arg]
        return found

    def _send(self, method: str, path: str, body: bytes = b"", *, is_form: bool = False) -> bytes:
        connection = HTTPConnection(_HOST, self.port, timeout=_LONGEST_SECONDS)
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if is_form else {}
        connection.request(method, path, body or None, kind)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        if answer.status >= 300:  # noqa: PLR2004 - HTTP's
            raise DataError(f"VictoriaMetrics answers {answer.status}: {text[:200]!r}")
        return text

    def memory_bytes(self) -> int:
        """Return what it holds in memory."""
        for line in Path(f"/proc/{self._pid}/status").read_text("utf-8").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        return 0

    def disk_bytes(self) -> int:
        """Return what it keeps on the disk."""
        return sum(file.stat().st_size for file in self._folder.rglob("*") if file.is_file())


def is_installed() -> bool:
    """Say whether the machine has the program."""
    return shutil.which(PROGRAM) is not None


@contextmanager
def victoria(folder: Path) -> Iterator[Victoria]:
    """Yield a running server that keeps its data in a folder and lives as long as the block."""
    port, data = free_port(), folder / "data"
    options = {
        "storageDataPath": str(data),
        "httpListenAddr": f"{_HOST}:{port}",
        "retentionPeriod": "12",
        "memory.allowedPercent": "30",
        "search.latencyOffset": "0s",
        "search.maxQueryDuration": f"{_LONGEST_SECONDS}s",
        "search.maxUniqueTimeseries": "10000000",
        "search.maxQueryLen": "65536",
    }
    command = [PROGRAM, *(f"-{name}={value}" for name, value in options.items())]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log) as process,  # noqa: S603
    ):
        try:
            _await(port)
            yield Victoria(port, process.pid, data)
        finally:
            process.terminate()


def _await(port: int) -> None:
    deadline = time.monotonic() + _UP_SECONDS
    while time.monotonic() < deadline:
        with suppress(URLError, OSError), urlopen(f"http://{_HOST}:{port}/health", timeout=1):
            return
        time.sleep(0.05)
    raise DataError("VictoriaMetrics does not start", "See the package victoria-metrics.")


def _pieces(lines: Iterable[bytes]) -> Iterator[bytes]:
    piece = bytearray()
    for line in lines:
        piece += line
        if len(piece) >= _PIECE:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)
