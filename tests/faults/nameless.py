"""A scene: a camera known by name, and a name server that falls silent. Run in namespaces."""

import json
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

from compliance.evaluation.soak.cameras import SimulatedCamera, running
from tests.fakes import until
from tests.faults.namespaces import bring_up_loopback
from tests.faults.watching import Watch, a_camera, supervised

NAME = "camera.test"
SILENT_SECONDS = 6.0

_ADDRESS, _ANSWER = 1, 0x8180


class NameServer:
    """Answers 127.0.0.1 to every question for an address (RFC 1035), until it falls silent."""

    def __init__(self) -> None:
        self.is_silent = threading.Event()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 53))
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        while True:
            asked, who = self._socket.recvfrom(512)
            if not self.is_silent.is_set():
                self._socket.sendto(answer(asked), who)


def answer(asked: bytes) -> bytes:
    end = asked.index(b"\0", 12) + 5
    (kind,) = struct.unpack_from(">H", asked, end - 4)
    is_known = kind == _ADDRESS
    head = asked[:2] + struct.pack(">HHHHH", _ANSWER, 1, is_known, 0, 0)
    record = struct.pack(">HHHIH4B", 0xC00C, _ADDRESS, 1, 0, 4, 127, 0, 0, 1)
    return head + asked[12:end] + record * is_known


def play(film: Path) -> dict[str, object]:
    """Take the name away from a camera that is watched, and later the camera as well."""
    bring_up_loopback()
    resolver = film.with_name("resolv.conf")
    resolver.write_text("nameserver 127.0.0.1\n")
    subprocess.run(["mount", "--bind", str(resolver), "/etc/resolv.conf"], check=True)
    names, filmed, watch = NameServer(), SimulatedCamera(film), Watch()
    address = filmed.address().replace("127.0.0.1", NAME)
    with running(filmed), supervised(watch, a_camera(0, address)):
        seen = watch.of[0]
        assert until(seen.is_counting, 30)
        names.is_silent.set()
        time.sleep(SILENT_SECONDS)
        went_on = seen.is_counting() and seen.restarts == 0
        failed_at = time.monotonic()
        filmed.kill()
        filmed.start()
        time.sleep(SILENT_SECONDS)
        names.is_silent.clear()
        mended_at = time.monotonic()
        until(lambda: seen.counts_at(mended_at), 30)
    return {
        "went_on": went_on,
        "faults": [fault.name for fault in seen.faults()],
        "noticed_seconds": (seen.down_at(failed_at) or float("inf")) - failed_at,
        "back_seconds": (seen.counts_at(mended_at) or float("inf")) - mended_at,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(play(Path(sys.argv[1]))) + "\n")
