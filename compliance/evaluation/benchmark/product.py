"""The product's own pixel process, with nothing changed but what it tells of itself."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from compliance.camera import Order
from compliance.evaluation.benchmark.stages import Stages, watched
from compliance.evaluation.benchmark.told import Told, told
from compliance.faults import Fault
from compliance.pixels.analyse import Analyser
from compliance.pixels.entry import send
from compliance.pixels.eyes import REAL
from compliance.pixels.worker import run


def measured(order: Order) -> Fault:
    """Run the order and tell what it cost since the lock: nothing in between is touched."""
    began_ns = 0

    def lock() -> None:
        nonlocal began_ns
        REAL.lock()
        began_ns = time.process_time_ns()

    fault = run(order, send, replace(REAL, lock=lock))
    send(told(Told.CPU_NS, time.process_time_ns() - began_ns))
    return fault


def started(order: Order) -> Fault:
    """Run the order, and tell when the process was ready and when it had looked once."""

    def lock() -> None:
        REAL.lock()
        send(told(Told.LOCKED_NS, time.monotonic_ns()))

    with _first_look():
        return run(order, send, replace(REAL, lock=lock))


def divided(order: Order) -> Fault:
    """Run the order and tell how the time divides among the stages."""
    stages = Stages()
    began_ns = 0

    def lock() -> None:
        nonlocal began_ns
        REAL.lock()
        stages.clear()
        began_ns = time.process_time_ns()

    with watched(stages):
        fault = run(order, send, replace(REAL, lock=lock))
    send(told(Told.CPU_NS, time.process_time_ns() - began_ns))
    for what, value in stages.numbers().items():
        send(told(what, value))
    return fault


@contextmanager
def _first_look() -> Iterator[None]:
    """Tell when the first frame was analysed; afterwards all is as before."""
    analyse = Analyser.analyse

    def look(self: Analyser, *given: Any) -> Any:  # noqa: ANN401 - whatever the real one takes
        judgements = analyse(self, *given)
        Analyser.analyse = analyse  # type: ignore[method-assign]
        send(told(Told.STARTED_CPU_NS, time.process_time_ns()))
        send(told(Told.LOOKED_NS, time.monotonic_ns()))
        return judgements

    Analyser.analyse = look  # type: ignore[method-assign,assignment]
    yield
