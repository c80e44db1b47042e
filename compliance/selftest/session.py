"""One process under attack, followed by the tester to its end."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import wait
from pathlib import Path

from compliance.camera import Order
from compliance.counts.process import PixelProcess
from compliance.errors import RecordError
from compliance.faults import Fault
from compliance.pixels.lock.lock import Part
from compliance.selftest.answers import Answer, Missing
from compliance.selftest.answers import decode as decode_answer
from compliance.selftest.inside import Plan, Setting, enter
from compliance.tally import RECORD_SIZE_BYTES, Health, decode

_PATIENCE_SECONDS = 90.0

_FACTS = ("NoNewPrivs", "Seccomp", "Seccomp_filters", "Threads", "CapEff", "CapPrm")


@dataclass(slots=True)
class Session:
    """What was heard from a process under attack."""

    errnos: dict[int, int] = field(default_factory=dict)
    """By the attack's place in the list; 0 when it worked."""
    missing: frozenset[Part] = frozenset()
    """Parts of the lock that are not on."""
    healths: list[Health] = field(default_factory=list)
    analysed_before: int = 0
    """Frames analysed by the last health record before the first answer."""
    strange_bytes: int = 0
    """Bytes on the channel that are no record at all."""
    facts: dict[str, str] = field(default_factory=dict)
    """What the kernel said of the process while it ran."""
    fault: Fault = Fault.NONE
    """How it ended."""

    @property
    def is_answered(self) -> bool:
        """Whether any answer came."""
        return bool(self.errnos)

    @property
    def analysed_since(self) -> int:
        """Frames analysed since the last health record before the first answer."""
        return self.healths[-1].analysed - self.analysed_before if self.healths else 0

    def hear(self, record: bytes) -> None:
        """Take in one record; what is none is counted."""
        answer = decode_answer(record)
        if isinstance(answer, Answer):
            if not self.errnos and self.healths:
                self.analysed_before = self.healths[-1].analysed
            self.errnos[answer.attack] = answer.errno
            return
        if isinstance(answer, Missing):
            self.missing = answer.parts
            return
        try:
            health = decode(record)
        except RecordError:
            self.strange_bytes += len(record)
            return
        if isinstance(health, Health):
            self.healths.append(health)


def attacked(plan: Plan, order: Order) -> Session:
    """Start a process, let it attack its lock, end it, and return what was heard."""
    session, process = Session(), PixelProcess(order, partial(enter, plan))
    try:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        is_open = _follow(process, session, lambda: _is_done(plan, session), deadline)
        if is_open:
            session.facts = facts_of(process.pid)
            process.terminate()
            _follow(process, session, lambda: False, deadline)
    finally:
        session.fault = process.close()
    return session


def _is_done(plan: Plan, session: Session) -> bool:
    """Say whether all answers are in and, at work, frames were analysed since the first."""
    is_answered = session.errnos.keys() >= set(plan.numbers)
    return is_answered and (plan.setting is not Setting.AT_WORK or session.analysed_since > 0)


def _follow(
    process: PixelProcess, session: Session, is_done: Callable[[], bool], deadline: float
) -> bool:
    """Hear what comes until `is_done`; False when the process has closed its end or is late."""
    while not is_done():
        if not wait([process.fileno()], max(0.0, deadline - time.monotonic())):
            return False
        data = process.read()
        if not data:
            return False
        for begin in range(0, len(data), RECORD_SIZE_BYTES):
            session.hear(data[begin : begin + RECORD_SIZE_BYTES])
    return True


def facts_of(pid: int) -> dict[str, str]:
    """Return what the kernel says of a process's lock: its status and its limits."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        limits = Path(f"/proc/{pid}/limits").read_text(encoding="utf-8")
    except OSError:
        return {}
    lines = dict(line.split(":", 1) for line in status.splitlines())
    found = {name: lines[name].strip() for name in _FACTS if name in lines}
    for line in limits.splitlines():
        for name in ("Max core file size", "Max file size"):
            if line.startswith(name):
                found[name] = line.removeprefix(name).split()[0]
    return found
