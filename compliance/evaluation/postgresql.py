"""A PostgreSQL server of our own, from the machine's programs, for as long as it is wanted."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from compliance.errors import DataError
from compliance.evaluation.ports import free_port
from compliance.evaluation.soak.processes import descendants

_INSTALLED = Path("/usr/lib/postgresql")


class Postgresql:
    """A server in a folder of its own, on a port that stays the same."""

    def __init__(
        self, programs: Path, folder: Path, settings: Sequence[str] = ("fsync=off",)
    ) -> None:
        self._programs, self._folder, self._settings = programs, folder, tuple(settings)
        self._port = free_port()
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(folder, self._user)
        self.address = f"postgresql://postgres@127.0.0.1:{self._port}"
        """Of the owner of everything, without a database."""
        self._run("initdb", "-A", "trust", "-U", "postgres", "-N")

    @property
    def data(self) -> Path:
        """Return the folder in which the server keeps everything."""
        return self._folder / "data"

    def pids(self) -> list[int]:
        """Return every process of the server."""
        main = int((self.data / "postmaster.pid").read_text("utf-8").split()[0])
        return [main, *descendants(main)]

    def spent_seconds(self) -> float:
        """Return the processor's time of all connections that have ended."""
        main = Path(f"/proc/{self.pids()[0]}/stat").read_text("utf-8")
        user, system = main.rpartition(")")[2].split()[13:15]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def start(self) -> None:
        """Start it; returns once it answers."""
        listening = f"-p {self._port} -h 127.0.0.1 -k {self._folder}"
        options = " ".join([listening, *(f"-c {each}" for each in self._settings)])
        self._run("pg_ctl", "-w", "-o", options, "start")

    def stop(self) -> None:
        """End it at once, as a crash would."""
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), "-D", str(self.data), *arguments]
        with (self._folder / "out").open("a") as out:
            subprocess.run(  # noqa: S603 - the machine's own server
                command, user=self._user, cwd=self._folder, check=True, stdout=out, stderr=out
            )


@contextmanager
def postgresql(settings: Sequence[str] = ("fsync=off",)) -> Iterator[Postgresql]:
    """Yield a running server that lives as long as the block, and its files with it.

    Raises DataError where none is installed.
    """
    programs = _newest_programs()
    folder = Path(tempfile.mkdtemp(prefix="compliance-postgresql-"))
    try:
        server = Postgresql(programs, folder, settings)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def is_installed() -> bool:
    """Say whether the machine has a server to start."""
    return any(_INSTALLED.glob("*/bin/initdb"))


def _newest_programs() -> Path:
    found = sorted(_INSTALLED.glob("*/bin/initdb"))
    if not found:
        raise DataError(
            f"there is no PostgreSQL server in {_INSTALLED}", "Install the package postgresql."
        )
    return found[-1].parent
