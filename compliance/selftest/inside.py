"""A pixel process that attacks its own lock: in a thread beside the work, or before any work."""

import os
from dataclasses import dataclass, replace
from enum import Enum
from multiprocessing.connection import Connection
from threading import Event, Thread
from typing import TYPE_CHECKING

from compliance.camera import Order
from compliance.faults import Fault
from compliance.pixels.entry import begin, send
from compliance.pixels.lock.lock import CHANNEL, IncompleteLockError, lock_in
from compliance.selftest.answers import encode_answer, encode_missing
from compliance.selftest.attack import Bait, tried
from compliance.selftest.attacks import all_attacks

if TYPE_CHECKING:
    from compliance.pixels.worker import Eyes

_BUSY_SECONDS = 60.0


class Setting(Enum):
    """Where the attacks are made."""

    AT_WORK = "in a thread of a locked pixel process while it decodes and judges"
    AT_REST = "in a locked process with nothing to do"
    UNLOCKED = "in a process without the lock"


@dataclass(frozen=True, slots=True)
class Plan:
    """Which attacks are made, where, and on what."""

    setting: Setting
    bait: Bait
    numbers: tuple[int, ...]
    """Places in the list of all attacks."""


def enter(plan: Plan, order: Order, channel: Connection) -> None:
    """Be the pixel process of `order`, or look like one, and carry out the plan. Never returns."""
    begin(order, channel)
    if plan.setting is Setting.AT_WORK:
        os._exit(_work(plan, order))
    if plan.setting is Setting.AT_REST:
        try:
            _lock()
        except IncompleteLockError:
            os._exit(Fault.LOCK_REFUSED)
    _attack(plan)
    os._exit(Fault.NONE)


def _work(plan: Plan, order: Order) -> int:
    """Do the order as any pixel process does; only the judge is watched for when it begins."""
    from compliance.pixels.eyes import REAL  # noqa: PLC0415 - loaded in pixel processes only
    from compliance.pixels.worker import run  # noqa: PLC0415

    is_busy = Event()

    def load(order: Order) -> "Eyes":
        eyes = REAL.load(order)
        return replace(eyes, judge=_Noticing(eyes.judge, is_busy))  # type: ignore[arg-type]

    def lock() -> None:
        _lock()
        Thread(target=_attack_once, args=(plan, is_busy), daemon=True).start()

    return run(order, send, replace(REAL, load=load, lock=lock))


class _Noticing:
    """A judge that is noticed when it begins to judge."""

    def __init__(self, judge: object, is_busy: Event) -> None:
        self._judge, self._is_busy = judge, is_busy

    def __getattr__(self, name: str) -> object:
        if name == "analyse":
            self._is_busy.set()
        return getattr(self._judge, name)


def _attack_once(plan: Plan, is_busy: Event) -> None:
    if is_busy.wait(_BUSY_SECONDS):
        _attack(plan)


def _lock() -> None:
    """Lock this process in; where the lock is incomplete, say what is missing and attack nothing.

    Raises IncompleteLockError.
    """
    try:
        lock_in()
    except IncompleteLockError as error:
        _tell(encode_missing(error.missing))
        raise


def _attack(plan: Plan) -> None:
    attacks = all_attacks(plan.bait)
    for number in plan.numbers:
        _tell(encode_answer(number, tried(attacks[number])))


def _tell(record: bytes) -> None:
    os.write(CHANNEL.descriptor, record)
