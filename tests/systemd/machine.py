"""A machine of its own that systemd runs: a container of a Debian in memory."""

import os
import signal
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.processes import children_of
from tests.systemd.debian import UnavailableError, archive, in_memory, run

LIBRARIES = "/opt/libraries"
_LOCK_CALLS = "landlock_create_ruleset landlock_add_rule landlock_restrict_self seccomp"
_BOOT_SECONDS, _OFF_SECONDS = 60.0, 30.0
_UP = ("running", "degraded")


class Machine:
    """A container: what runs in it, and its power button."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._process: subprocess.Popen[bytes] | None = None
        self._first = 0  # the process that is number 1 inside

    def boot(self) -> None:
        """Return once everything is started; UnavailableError when that cannot be here."""
        options = ["-q", "--register=no", "--keep-unit", "--private-network", "-b", "-D", self.root]
        # The container's own manager otherwise lacks what the pixel processes lock themselves by.
        options += [f"--system-call-filter={_LOCK_CALLS}"]
        options += [f"--bind-ro={sysconfig.get_paths()['purelib']}:{LIBRARIES}"]
        with (self.root.parent / "console").open("ab") as console:
            self._process = subprocess.Popen(
                ["systemd-nspawn", *options],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                start_new_session=True,
            )
        deadline = time.monotonic() + _BOOT_SECONDS
        while self._state() not in _UP:
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.switch_off()
                said = (self.root.parent / "console").read_text(errors="replace").split()
                message = f"systemd-nspawn cannot boot here: {' '.join(said[-20:])}"
                raise UnavailableError(message)
            time.sleep(0.1)

    def tried(self, *command: str, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command inside, as root, whatever becomes of it."""
        inside = ["nsenter", "-t", str(self._first), "-m", "-u", "-i", "-n", "-p", "--"]
        return subprocess.run(
            [*inside, *command],
            input=text,
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"},
            timeout=120,
        )

    def told(self, *command: str, text: str = "") -> str:
        """Run a command inside, as root, and return what it says."""
        done = self.tried(*command, text=text)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        return done.stdout

    def power_off(self) -> None:
        """Shut down in order."""
        self.tried("systemctl", "poweroff")
        with suppress(subprocess.TimeoutExpired):
            if self._process:
                self._process.wait(_OFF_SECONDS)
        self.switch_off()

    def switch_off(self) -> None:
        """End everything inside at once."""
        if self._process is None:
            return
        for pid in (self._first, self._process.pid):
            with suppress(ProcessLookupError):
                if pid and self._process.poll() is None:
                    os.kill(pid, signal.SIGKILL)
        self._process.wait()
        self._process, self._first = None, 0

    def _state(self) -> str:
        assert self._process
        if not self._first:
            self._first = next(iter(_children(self._process.pid)), 0)
            return ""
        return self.tried("systemctl", "is-system-running").stdout.strip()


def _children(pid: int) -> set[int]:
    """Return the container's first process, once it is there."""
    return {child for child in children_of(pid) if _name(child) == "systemd"}


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


@contextmanager
def machine(folder: Path) -> Iterator[Machine]:
    """Boot a machine that lives in memory below a folder; nothing of it is left."""
    with in_memory(folder):
        made = Machine(folder / "root")
        made.root.mkdir()
        run("tar", "-C", made.root, "-xf", archive(folder))
        try:
            made.boot()
            yield made
        finally:
            made.switch_off()
