"""Signals of a terminal and of an operator, to a real process."""

import os
import pty
import signal
import subprocess
import sys

import pytest

WAITS = """
import time
from compliance.stopping import reload_on_hangup, stop_on_signals
stop = stop_on_signals()
asked = reload_on_hangup(stop)
print("ready", flush=True)
while not (stop.is_set() or asked.is_set()):
    time.sleep(0.01)
print("stop" if stop.is_set() else "reload", flush=True)
"""


def answer(number: int, *, terminal: bool, is_gone: bool = False) -> str:
    """Return what a command takes a signal for, whose errors go to a terminal or elsewhere."""
    keyboard, screen = pty.openpty()
    try:
        with subprocess.Popen(
            [sys.executable, "-c", WAITS],
            stdout=subprocess.PIPE,
            stderr=screen if terminal else subprocess.DEVNULL,
            text=True,
        ) as process:
            os.close(screen)
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
            if is_gone:
                os.close(keyboard)
            process.send_signal(number)
            return process.communicate(timeout=20)[0].strip()
    finally:
        if not is_gone:
            os.close(keyboard)


@pytest.mark.parametrize("terminal", [True, False])
def test_who_is_asked_to_reload_does_so_with_a_terminal_or_without(*, terminal: bool) -> None:
    assert answer(signal.SIGHUP, terminal=terminal) == "reload"


def test_whose_terminal_is_gone_stops() -> None:
    assert answer(signal.SIGHUP, terminal=True, is_gone=True) == "stop"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_is_a_stop(number: int) -> None:
    assert answer(number, terminal=False) == "stop"
