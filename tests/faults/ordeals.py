"""What can befall a camera, and how it comes back."""

import itertools
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from compliance.evaluation.soak.cameras import SimulatedCamera, running
from compliance.faults import Fault
from tests.clips import jpeg, numbered, write_clip
from tests.servers import Parts, mjpeg_server


@dataclass
class Ordeal:
    """A camera's address, what befalls it, and what follows."""

    name: str
    address: str
    fail: Callable[[], None]
    mend: Callable[[], None]
    expected: frozenset[Fault]
    """One of them must be among the faults told."""
    failed_at: float = field(default=float("inf"))
    """When it began, in monotonic seconds."""
    mended_at: float = field(default=float("inf"))
    """When the camera was there again."""

    def begin(self) -> None:
        self.failed_at = time.monotonic()
        self.fail()

    def end(self) -> None:
        self.mend()
        self.mended_at = time.monotonic()


def films(folder: Path) -> dict[str, Path]:
    """Make the films the cameras send."""
    kinds = {"plain": {}, "large": {"size": (320, 192)}, "h265": {"codec": "libx265"}}
    return {
        name: write_clip(folder / f"{name}.mp4", frames=50, paint=numbered, **changes)
        for name, changes in kinds.items()
    }


class Ordeals:
    """Ten cameras and ten ordeals; two more cameras that are left in peace."""

    def __init__(self, films: dict[str, Path], stack: ExitStack) -> None:
        self._films, self._stack = films, stack
        self.ten = [
            self._killed(),
            self._stopped(),
            self._restarted("resized", film=films["large"]),
            self._restarted("recoded", film=films["h265"]),
            self._locked_out(),
            self._replaced("silent", _keep, Fault.TIMEOUT),
            self._replaced("closing", socket.socket.close, Fault.REFUSED, Fault.UNREADABLE),
            self._garbled(),
            self._babbling(),
            self._drained(),
        ]
        self.steady = [self._camera().address() for _ in range(2)]

    def _camera(self, login: str = "") -> SimulatedCamera:
        camera = SimulatedCamera(self._films["plain"], login=login)
        self._stack.enter_context(running(camera))
        return camera

    def _killed(self) -> Ordeal:
        camera = self._camera()
        told = frozenset({Fault.REFUSED})
        return Ordeal("killed", camera.address(), camera.kill, camera.start, told)

    def _stopped(self) -> Ordeal:
        camera = self._camera()
        told = frozenset({Fault.STALLED})
        return Ordeal("stopped", camera.address(), camera.stop, camera.resume, told)

    def _restarted(self, name: str, film: Path) -> Ordeal:
        camera = self._camera()

        def fail() -> None:
            camera.kill()
            camera.film = film

        told = frozenset({Fault.END_OF_STREAM})
        return Ordeal(name, camera.address(), fail, camera.start, told)

    def _locked_out(self) -> Ordeal:
        camera = self._camera(login="guard:old")

        def with_password(password: str) -> None:
            camera.kill()
            camera.login = f"guard:{password}"
            camera.start()

        return Ordeal(
            "locked out",
            camera.address("guard:old"),
            lambda: with_password("new"),
            lambda: with_password("old"),
            frozenset({Fault.UNAUTHORISED}),
        )

    def _replaced(self, name: str, treat: Callable[[socket.socket], None], *told: Fault) -> Ordeal:
        """Put something else in the camera's place, which treats connections in its own way."""
        camera = self._camera()
        place = ExitStack()
        self._stack.push(place)

        def fail() -> None:
            camera.kill()
            place.enter_context(accepting(camera.port, treat))

        def mend() -> None:
            place.close()
            camera.start()

        return Ordeal(name, camera.address(), fail, mend, frozenset(told))

    def _garbled(self) -> Ordeal:
        camera = self._camera()
        told = frozenset({Fault.STALLED, Fault.UNREADABLE})
        return Ordeal("garbled", camera.address(), camera.garble, camera.garble, told)

    def _babbling(self) -> Ordeal:
        camera = self._camera()

        def mend() -> None:
            camera.kill()
            camera.start()

        told = frozenset({Fault.STALLED, Fault.UNREADABLE, Fault.END_OF_STREAM})
        return Ordeal("babbling", camera.address(), camera.babble, mend, told)

    def _drained(self) -> Ordeal:
        """Have a camera of motion JPEG over HTTP go on without a picture."""
        is_dry = threading.Event()
        address = self._stack.enter_context(mjpeg_server(draining(is_dry)))
        return Ordeal("drained", address, is_dry.set, is_dry.clear, frozenset({Fault.STALLED}))


def draining(is_dry: threading.Event) -> Parts:
    """Return what yields ten pictures a second while it is not dry."""

    def parts(stop: threading.Event) -> Iterator[bytes]:
        for number in itertools.count():
            if stop.wait(0.1):
                return
            if not is_dry.is_set():
                yield jpeg(number=number, paint=numbered)

    return parts


_kept: list[socket.socket] = []


def _keep(connection: socket.socket) -> None:
    """Never answer, not even by closing: whoever waits, waits as long as it will."""
    _kept.append(connection)


class accepting:  # noqa: N801 - used as a function
    """Accept connections on a port for the length of the block."""

    def __init__(self, port: int, treat: Callable[[socket.socket], None]) -> None:
        self._port, self._treat = port, treat

    def __enter__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", self._port))
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join()

    def _work(self) -> None:
        with suppress(OSError):
            while True:
                self._treat(self._server.accept()[0])
