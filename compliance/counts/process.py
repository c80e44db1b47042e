"""A pixel process as its supervisor holds it: one pipe to read, one handle to end it by."""

import multiprocessing
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from multiprocessing import forkserver, resource_tracker
from pathlib import Path

from compliance.camera import Order
from compliance.faults import Fault
from compliance.models import FOLDER_VARIABLE
from compliance.pixels.entry import Enter
from compliance.tally import RECORD_SIZE_BYTES

PRELOADED = ["compliance.pixels.eyes"]
"""What the server loads once, so that processes begin fast and share its memory."""

_READ_BYTES = 64 * RECORD_SIZE_BYTES
_END_SECONDS = 2.0
_DESCRIPTORS_A_START = 16  # it takes about ten

_KEPT = ("HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "TMPDIR", "TZ", "VIRTUAL_ENV")
_SET = {
    "ORT_DISABLE_TELEMETRY": "1",  # before onnxruntime is imported, or it calls home
    "OPENBLAS_NUM_THREADS": "1",  # a thread that runs before the lock is not bound by it
    "OMP_NUM_THREADS": "1",
    "RES_OPTIONS": "timeout:1 attempts:4",  # no timeout of ours ends a name's look-up
}

_context = multiprocessing.get_context("forkserver")


@cache
def start_server(models: Path | None = None) -> None:
    """Start the clean process that pixel processes are forked from, once.

    models: a folder of models to load there, so that all processes share them; they stay that
    way until it ends, and who is ordered to use others loads those for itself.

    Call it before any thread is started: it hides the environment, where secrets may stand,
    while the server starts.
    """
    _context.set_forkserver_preload(PRELOADED)
    with _bare_environment({FOLDER_VARIABLE: str(models)} if models else {}):
        resource_tracker.ensure_running()  # it belongs to the server, and lifts the mask below
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            forkserver.ensure_running()  # all that comes from it leaves the keyboard to us
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)


class PixelProcess:
    """One running pixel process."""

    def __init__(self, order: Order, enter: Enter) -> None:
        """Start it. Raises OSError when it cannot be started."""
        _require_descriptors()
        self._channel, far_end = _context.Pipe(duplex=False)
        with far_end:
            self._process = _context.Process(target=enter, args=(order, far_end), daemon=True)
            self._start()

    def _start(self) -> None:
        try:
            self._process.start()
            self._handle = _handle_of(self._process.pid or 0)
        except (OSError, EOFError) as error:
            self._channel.close()
            message = f"a pixel process cannot be started: {error}"
            raise OSError(message) from error

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid or 0

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when records came or the process ended."""
        return self._channel.fileno()

    def read(self) -> bytes:
        """Return whole records as they came, nothing when the process has closed its end."""
        return os.read(self._channel.fileno(), _READ_BYTES)

    def terminate(self) -> None:
        """Ask it to send what it counted, and to end."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it now."""
        self._signal(signal.SIGKILL)

    def tell(self, number: int) -> None:
        """Send it a signal that it waits for; one that is not up yet would be ended by it."""
        self._signal(number)

    def close(self) -> Fault:
        """End it if it still runs, let go of it, and return what its exit code says."""
        self.kill()
        self._process.join(_END_SECONDS)
        code = self._process.exitcode
        self._channel.close()
        if self._handle is not None:
            os.close(self._handle)
        if code == -signal.SIGSYS:
            return Fault.BREAKOUT
        with suppress(ValueError):
            return Fault.CRASHED if code is None else Fault(code)
        return Fault.CRASHED

    def _signal(self, number: int) -> None:
        if self._handle is not None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, number)


def _handle_of(pid: int) -> int | None:
    """Return what holds a process, whose pid may be given away again; None when it has ended."""
    with suppress(ProcessLookupError):
        return os.pidfd_open(pid)
    return None


def _require_descriptors() -> None:
    """Raise OSError when a start would run out of descriptors.

    Running out midway leaves the server half a request, which ends it, and every camera with it.
    """
    with ExitStack() as held:
        for _ in range(_DESCRIPTORS_A_START):
            held.callback(os.close, os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC))


@contextmanager
def _bare_environment(added: Mapping[str, str]) -> Iterator[None]:
    whole = dict(os.environ)
    kept = {name: whole[name] for name in whole if name in _KEPT or name.startswith("PYTHON")}
    try:
        os.environ.clear()
        os.environ.update({**kept, **_SET, **added})
        yield
    finally:
        os.environ.clear()
        os.environ.update(whole)
