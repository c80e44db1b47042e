"""A daemon that tells all it can: every log line, every page, cores where it crashes."""

import os
import resource
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.fakes import until
from tests.privacy.written import traced
from tests.processes import children_of, is_named, ticks_of
from tests.servers import free_port
from tests.sites import site_file

TALKATIVE = (
    "import logging, sys; logging.basicConfig(level=logging.DEBUG);"
    "from compliance.cli import main; main()"
)
PAGES = ("/metrics", "/healthz", "/readyz", "/", "/openapi.json")


class Site:
    """A daemon that talks as much as it can and may write cores, in a folder of its own."""

    def __init__(
        self, folder: Path, source: str, environment: Mapping[str, str] | None = None
    ) -> None:
        self._environment = dict(environment or {})
        self.folder, self.port = folder, free_port()
        self.temporary = Path(tempfile.mkdtemp())  # sockets lie there, whose paths must be short
        self._output = folder / "output.log"
        (folder / "home").mkdir()
        self.file = site_file(folder, source, port=self.port)
        self.process: subprocess.Popen[bytes] | None = None

    @contextmanager
    def running(self, trace: Path | None = None) -> Iterator["Site"]:
        command = [sys.executable, "-X", "dev", "-c", TALKATIVE, "run", str(self.file)]
        places = {"HOME": str(self.folder / "home"), "TMPDIR": str(self.temporary)}
        with self._output.open("ab") as output:
            self.process = subprocess.Popen(
                traced(command, trace) if trace else command,
                cwd=self.folder,
                env=os.environ | places | {"PYTHONPATH": str(Path.cwd())} | self._environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=_allow_cores,  # noqa: PLW1509 - one thread runs here
            )
        try:
            assert until(lambda: bool(_answer(self.port, "/metrics")), 60), self.output()
            yield self
        finally:
            for pid in (*children_of(self.process.pid), self.process.pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.process.wait()

    def output(self) -> str:
        """Return all that was logged and printed so far."""
        return self._output.read_text()

    def told(self) -> bytes:
        """Return what every page says."""
        return b"".join(_answer(self.port, page) for page in PAGES)

    def is_watching(self) -> bool:
        """Say whether the camera's frames arrive."""
        lines = _answer(self.port, "/metrics").decode().splitlines()
        up = (line for line in lines if line.startswith("compliance_stream_up{"))
        return any(line.endswith(" 1.0") for line in up)

    def work(self) -> tuple[int, int] | None:
        """Return the pixel process that watches and the ticks it has worked; None without one."""
        workers = self.workers() if self.is_watching() else []
        return (newest := max(workers), ticks_of(newest)) if workers else None

    def workers(self) -> list[int]:
        assert self.process
        return [pid for pid in children_of(self.process.pid) if is_named(pid, "pixels-")]

    def main(self) -> int:
        """Return the main process, which is a child of its recorder if there is one."""
        assert self.process
        below = (Path(f"/proc/{pid}/cmdline") for pid in children_of(self.process.pid))
        mains = [int(path.parent.name) for path in below if TALKATIVE.encode() in path.read_bytes()]
        return min(mains, default=self.process.pid)


def _allow_cores() -> None:
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


def _answer(port: int, page: str) -> bytes:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{page}", timeout=10) as answer:
            return bytes(answer.read())
    except OSError:
        return b""


def left_behind(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
