"""Where a pixel process begins; imports nothing heavy, since the main process knows it too."""

import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection

from compliance import tempo
from compliance.camera import Order
from compliance.faults import Fault
from compliance.pixels.lock import kernel
from compliance.pixels.lock.lock import CHANNEL
from compliance.tally import Record, encode

Enter = Callable[[Order, Connection], None]

_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15  # prctl(2)


def enter(order: Order, channel: Connection) -> None:
    """Be the pixel process of `order`: nothing but the channel leads out. Never returns."""
    begin(order, channel)
    from compliance.pixels.eyes import REAL  # noqa: PLC0415 - loaded in pixel processes only
    from compliance.pixels.worker import run  # noqa: PLC0415

    os._exit(run(order, send, REAL))


def begin(order: Order, channel: Connection) -> None:
    """Keep nothing of the parent's but the channel, and end when the parent ends."""
    _silence()
    os.dup2(channel.fileno(), CHANNEL.descriptor)
    os.closerange(CHANNEL.descriptor + 1, os.sysconf("SC_OPEN_MAX"))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    signal.pthread_sigmask(signal.SIG_BLOCK, tempo.SIGNALS)  # in libraries' threads, too
    kernel.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    name = f"pixels-{order.camera.number}".encode()[:15]
    kernel.prctl(_PR_SET_NAME, kernel.address(name))


def send(record: Record) -> None:
    """Write a record whole; when nobody is left to read it, end the process."""
    try:
        os.write(CHANNEL.descriptor, encode(record))
    except BrokenPipeError:
        os._exit(Fault.NONE)


def _silence() -> None:
    """Lead standard input, output and errors to nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nowhere, fd)
    os.close(nowhere)
