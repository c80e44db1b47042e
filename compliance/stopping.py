"""How a command that runs for long is stopped, or asked to read its configuration again."""

import signal
import sys
from threading import Event


def stop_on_signals() -> Event:
    """Return an event that Ctrl-C and SIGTERM set from now on."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


def reload_on_hangup(stop: Event) -> Event:
    """Return an event that SIGHUP sets from now on.

    Where a terminal was and is gone, it sets `stop`: nobody would know that the command runs on.
    """
    asked, had_terminal = Event(), sys.stderr.isatty()
    signal.signal(
        signal.SIGHUP,
        lambda *_: (stop if had_terminal and not sys.stderr.isatty() else asked).set(),
    )
    return asked
