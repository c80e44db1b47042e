"""How long and how often is measured."""

from collections.abc import Sequence
from dataclasses import dataclass

from compliance.evaluation.benchmark.films import MAIN, SUB, Size


@dataclass(frozen=True, slots=True)
class Plan:
    """One way to run the benchmark."""

    main: Size = MAIN
    sub: Size = SUB
    seconds: float = 8.0
    """Of every film."""
    classic_seconds: float = 1.6
    """Of it that the classic pipeline sees."""
    repeats: int = 5
    cameras: Sequence[int] = (1, 2, 4, 8, 16)
    memory_cameras: int = 4
    memory_repeats: int = 3
    settle_seconds: float = 5.0
    days: int = 5 * 365
    """Of hourly rows in the store."""
    hours: int = 48
    """Released one after the other."""


QUICK = Plan(
    main=SUB,
    sub=Size("180p", 320, 180, 150_000),
    seconds=2.0,
    classic_seconds=0.2,
    repeats=1,
    cameras=(1, 2, 4),
    memory_cameras=2,
    settle_seconds=1.0,
    days=7,
    hours=2,
)
"""Everything once, small and short: whether it runs, not what it costs."""
