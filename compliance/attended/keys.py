"""A command lives while somebody holds its terminal: q, Ctrl-C or its closing ends it."""

import os
import select
import signal
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event

_TURN_SECONDS = 0.25
_QUIT = b"qQ\x04"

INPUT_GONE = ", since its input has: run it in a terminal (in a container with -it)"
"""Why it ended, where nobody could have typed."""


@contextmanager
def terminal_keys() -> Iterator[int]:
    """Let keys be heard without Enter for the block; yields the input's descriptor."""
    descriptor = sys.stdin.fileno()
    if not os.isatty(descriptor):
        yield descriptor
        return
    before = termios.tcgetattr(descriptor)
    tty.setcbreak(descriptor)
    try:
        yield descriptor
    finally:
        with suppress(termios.error):  # the terminal has gone
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def stop_with_terminal() -> Event:
    """Return an event that Ctrl-C, SIGTERM and the terminal's closing set from now on."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    return stop


def wait_for_end(descriptor: int, stop: Event) -> bool:
    """Return when q is typed, the input ends or `stop` is set; whether the input has ended."""
    while not stop.is_set():
        ready, _, _ = select.select([descriptor], [], [], _TURN_SECONDS)
        typed = _typed(descriptor) if ready else None
        if typed == b"":
            return True
        if typed and any(key in _QUIT for key in typed):
            return False
    return False


def _typed(descriptor: int) -> bytes:
    """Return what was typed; empty when nobody can type any more."""
    try:
        return os.read(descriptor, 64)
    except OSError:
        return b""
