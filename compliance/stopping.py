"""How a command that runs for long is stopped."""

import signal
from threading import Event


def stop_on_signals() -> Event:
    """Return an event that Ctrl-C and SIGTERM set from now on."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop
