"""Word to systemd that the service is ready, alive or stopping (sd_notify(3)); silent elsewhere."""

import socket
from collections.abc import Mapping
from contextlib import suppress


class Notifier:
    """Sends the service's state to the socket in NOTIFY_SOCKET; does nothing without one.

    The socket's loss is never the daemon's end: a message that cannot be sent is dropped, and
    systemd's watchdog decides.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self.watchdog_seconds = _half(environment.get("WATCHDOG_USEC", ""))
        """How often to call `alive`, half of what systemd allows; None without a watchdog."""

    def ready(self) -> None:
        """Say that the start is done."""
        self._send("READY=1")

    def reloading(self, monotonic_us: int) -> None:
        """Say that the configuration is read again; `ready` says that this is done."""
        self._send(f"RELOADING=1\nMONOTONIC_USEC={monotonic_us}")

    def alive(self) -> None:
        """Say that the main loop still turns."""
        self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """Say that the stop has begun."""
        self._send("STOPPING=1")

    def status(self, text: str) -> None:
        """Set the line `systemctl status` shows."""
        self._send("STATUS=" + text.replace("\n", " "))

    def _send(self, message: str) -> None:
        if not self._address:
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.sendto(message.encode(), self._address)


def _half(microseconds: str) -> float | None:
    return int(microseconds) / 2_000_000 if microseconds.isdecimal() else None
