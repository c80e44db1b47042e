"""Simulated cameras as processes, and all that can befall them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from compliance.errors import DataError
from compliance.evaluation.ports import free_port
from compliance.evaluation.soak.stamps import Stamps

_UP_SECONDS = 30.0


class SimulatedCamera:
    """A camera at one address, on and off; see camera.py for what it is."""

    def __init__(
        self, film: Path, *, login: str = "", stamps: Stamps = Stamps.STEADY, epoch: float = 0.0
    ) -> None:
        self.film, self.login, self.stamps, self.epoch = film, login, stamps, epoch
        """As it will be from the next start on."""
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def address(self, login: str = "") -> str:
        """Return where it is watched."""
        who = f"{login}@" if login else ""
        return f"rtsp://{who}127.0.0.1:{self.port}/live"

    def start(self) -> None:
        """Switch it on; returns once it answers. Raises DataError when it does not."""
        module = "compliance.evaluation.soak.camera"
        options = ["--login", self.login, "--stamps", self.stamps.value, "--epoch", str(self.epoch)]
        command = [sys.executable, "-m", module, str(self.port), str(self.film), *options]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)  # noqa: S603
        self._await()

    def kill(self) -> None:
        """Switch it off."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """Make it hang, its connections kept."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def garble(self) -> None:
        """Make its pictures garbage, or good again."""
        self._signal(signal.SIGUSR1)

    def babble(self) -> None:
        """Have it send noise that is not even packets, until it is started again."""
        self._signal(signal.SIGUSR2)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            os.kill(self._process.pid, number)

    def _await(self) -> None:
        deadline = time.monotonic() + _UP_SECONDS
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.02)
        raise DataError(f"the simulated camera of {self.film} does not start")


@contextmanager
def running(*cameras: SimulatedCamera) -> Iterator[None]:
    """Switch cameras on for the length of the block."""
    try:
        for camera in cameras:
            camera.start()
        yield
    finally:
        for camera in cameras:
            camera.kill()
