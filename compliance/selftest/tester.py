"""The self-test: every attack is made where it belongs, and what came of it collected."""

import os
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from compliance.camera import Camera, Order, Recording, Source, SourceKind
from compliance.counts.process import start_server
from compliance.errors import SandboxError
from compliance.faults import Fault, explain
from compliance.selftest.attack import Bait, Kind, Result, result_of
from compliance.selftest.attacks import GROUPS, all_attacks
from compliance.selftest.findings import Findings, Tried
from compliance.selftest.inside import Plan, Setting
from compliance.selftest.session import Session, attacked
from compliance.shipped import shipped

DEMO = shipped("config") / "demo" / "street.mp4"
"""What the process under attack watches, unless told otherwise."""

_KEPT = "must stay as it is"
_START = datetime(2026, 1, 5, tzinfo=UTC)
_NOWHERE = Bait(folder="/nowhere", tcp_port=1, victim=1)

Progress = Callable[[float], None]
"""Told the share done, 0 to 1."""


def thorough(models: Path, progress: Progress, video: Path = DEMO) -> Findings:
    """Attack processes at work from inside in every way known; takes a minute or so.

    What ends a process needs one of its own. What is harmless is tried without the lock too, so
    that it is known to be worth refusing.
    """
    return _test(_numbers(), Setting.AT_WORK, _watching(video, models), progress)


def quick() -> Findings:
    """Attack processes with nothing to do in the main ways; takes a moment."""
    attacks = all_attacks(_NOWHERE)
    main = [number for number, attack in enumerate(attacks) if attack.is_main]
    return _test(main, Setting.AT_REST, _watching(DEMO, Path()), lambda _: None)


@contextmanager
def laid_out() -> Iterator[Bait]:
    """Lay out what the attacks are aimed at, and remove what they left."""
    with (
        TemporaryDirectory(prefix="compliance-") as folder,
        socket.create_server(("127.0.0.1", 0)) as listener,
    ):
        (Path(folder) / "kept").write_text(_KEPT, encoding="utf-8")
        bait = Bait(folder, listener.getsockname()[1], os.getpid())
        try:
            yield bait
        finally:
            with suppress(FileNotFoundError):
                Path(bait.shared_memory).unlink()


def _test(numbers: Iterable[int], setting: Setting, order: Order, progress: Progress) -> Findings:
    start_server()
    began = time.monotonic()
    with laid_out() as bait:
        plans = list(_plans(numbers, setting, bait))
        sessions = [attacked(plans[0], order)]
        _refuse_what_never_ran(sessions[0])
        for plan in plans[1:]:  # in turn: Python's own processes are not safe between threads
            sessions.append(attacked(plan, order))
            progress(len(sessions) / len(plans))
        has_changed = _has_changed(bait)
    unlocked = {}
    if setting is Setting.AT_WORK:
        unlocked = _without_lock(numbers, order)
    took_seconds = time.monotonic() - began
    return _findings(plans, sessions, unlocked, took_seconds, has_changed=has_changed)


def _refuse_what_never_ran(session: Session) -> None:
    if not (session.errnos or session.missing or session.healths):
        message = f"the process that should be attacked did not run: {explain(session.fault)}"
        raise SandboxError(message, "Choose a video that `compliance replay` can read.")


def _plans(numbers: Iterable[int], setting: Setting, bait: Bait) -> Iterator[Plan]:
    """Yield one plan for all that are refused, and one for each attack that ends its process."""
    attacks = all_attacks(bait)
    deadly = [number for number in numbers if attacks[number].kind is Kind.DEADLY]
    yield Plan(setting, bait, tuple(n for n in numbers if n not in deadly))
    yield from (Plan(setting, bait, (number,)) for number in deadly)


def _findings(
    plans: list[Plan],
    sessions: list[Session],
    unlocked: dict[int, int],
    seconds: float,
    *,
    has_changed: bool,
) -> Findings:
    at_work = sessions[0]
    results = {
        number: _result(number, session)
        for plan, session in zip(plans, sessions, strict=True)
        for number in plan.numbers
    }
    missing = frozenset().union(*(session.missing for session in sessions))
    return Findings(
        tried=() if missing else tuple(_tried(results, unlocked)),
        missing=missing,
        analysed=at_work.analysed_since,
        strange_bytes=sum(session.strange_bytes for session in sessions),
        has_bait_changed=has_changed,
        facts=tuple(at_work.facts.items()),
        seconds=seconds,
    )


def _result(number: int, session: Session) -> tuple[Result, int]:
    errno = session.errnos.get(number)
    if errno is not None:
        return result_of(errno), errno
    return (Result.KILLED if session.fault is Fault.BREAKOUT else Result.SILENT), 0


def _tried(results: dict[int, tuple[Result, int]], unlocked: dict[int, int]) -> Iterator[Tried]:
    number = 0
    for group, attacks in GROUPS.items():
        for attack in attacks(_NOWHERE):
            if number in results:
                result, errno = results[number]
                yield Tried(group, attack.words, result, errno, unlocked.get(number))
            number += 1


def _without_lock(numbers: Iterable[int], order: Order) -> dict[int, int]:
    """Return what each harmless attack gives without the lock, in a process of its own."""
    attacks, found = all_attacks(_NOWHERE), dict[int, int]()
    for number in numbers:
        if attacks[number].kind is Kind.REFUSED:
            with laid_out() as bait:
                session = attacked(Plan(Setting.UNLOCKED, bait, (number,)), order)
            found |= session.errnos
    return found


def _numbers() -> list[int]:
    return list(range(len(all_attacks(_NOWHERE))))


def _watching(video: Path, models: Path) -> Order:
    source = Source(SourceKind.FILE, str(video.absolute()), video.name)
    recording = Recording(_START, speed=None, loop=True)
    return Order(Camera(0, "self-test", "self-test", source, recording), models, 0)


def _has_changed(bait: Bait) -> bool:
    folder = Path(bait.folder)
    names = [entry.name for entry in folder.iterdir()]
    is_same = names == ["kept"] and (folder / "kept").read_text(encoding="utf-8") == _KEPT
    return not is_same or Path(bait.shared_memory).exists()
