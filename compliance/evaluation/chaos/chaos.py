"""A site in simulated time, all that befalls it, and what it made of that."""

import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from compliance.counts.buckets import Counts
from compliance.evaluation.chaos.account import Account, account
from compliance.evaluation.chaos.clock import SimulatedClock
from compliance.evaluation.chaos.daemon import DATABASE
from compliance.evaluation.chaos.life import Life, stored
from compliance.evaluation.chaos.ordeal import Happened, befall, can_befall
from compliance.evaluation.chaos.plan import Event
from compliance.evaluation.chaos.witness import runs

Progress: TypeAlias = Callable[[float], None]
"""Told the share done, 0 to 1."""

SPEED = 240.0
"""Simulated seconds in a second: a minute in a quarter of one."""
LAST_PEACE_SECONDS = 180.0

_BEGIN = datetime(2026, 3, 28, 22, tzinfo=UTC)
"""The evening before a night that is an hour short in Europe."""


@dataclass(frozen=True, slots=True)
class Survived:
    """All that was seen."""

    simulated_seconds: float
    happened: tuple[Happened, ...]
    skipped: tuple[Event, ...]
    """For want of a tool."""
    account: Account
    stored: dict[str, Counts]
    """By stage: open, pending, published."""
    exit_codes: tuple[int, ...]
    """Of every stop that was asked for."""
    log: str


def survive(events: Sequence[Event], folder: Path, progress: Progress) -> Survived:
    """Run a site through its troubles. Raises DataError when it does not get over one."""
    clock = SimulatedClock.begin(folder, _BEGIN.timestamp(), SPEED)
    life = Life(folder)
    happened: list[Happened] = []
    try:
        life.start()
        for number, event in enumerate(events):
            time.sleep(event.peace_seconds / SPEED)
            if can_befall(event.trouble):
                happened.append(befall(event, life, clock, folder))
            progress((number + 1) / len(events))
        time.sleep(LAST_PEACE_SECONDS / SPEED)
        life.end(signal.SIGTERM)
    finally:
        life.end(signal.SIGKILL, everyone=True)
    return Survived(
        clock.monotonic(),
        tuple(happened),
        tuple(event for event in events if not can_befall(event.trouble)),
        account(runs(folder), life.generations),
        stored(folder / DATABASE),
        tuple(life.exit_codes),
        life.log,
    )
