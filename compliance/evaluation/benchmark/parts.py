"""The parts of the benchmark, and what must hold of their figures."""

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What may be measured by itself."""

    STREAMS = "streams"
    """Our pixel process against bare decoding."""
    CLASSIC = "classic"
    """Our pixel process against the classic pipeline."""
    PACED = "paced"
    """The same film as fast as it can, at its own speed, and over RTSP."""
    STAGES = "stages"
    START = "start"
    CAMERAS = "cameras"
    """From one camera to sixteen."""
    MEMORY = "memory"
    STATISTICS = "statistics"


TITLES = {
    Part.STREAMS: "The pixel process against bare decoding",
    Part.CLASSIC: "Against the classic pipeline, every face of every frame",
    Part.PACED: "At the stream's own speed",
    Part.STAGES: "Where the time goes",
    Part.START: "From being started to the first analysed frame",
    Part.CAMERAS: "From one camera to many",
    Part.MEMORY: "Memory (PSS) of a running site",
    Part.STATISTICS: "The statistics side, 10 areas x 5 years of hourly rows",
}


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure should be."""

    limit: float
    is_most: bool
    """At most the limit; else at least."""

    def is_met(self, value: float) -> bool:
        """Say whether the value keeps to the limit."""
        return value <= self.limit if self.is_most else value >= self.limit


def at_most(limit: float) -> Target:
    """Return the target of being no more than this."""
    return Target(limit, is_most=True)


def at_least(limit: float) -> Target:
    """Return the target of being no less than this."""
    return Target(limit, is_most=False)


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, as often as it was measured."""

    part: Part
    name: str
    unit: str
    values: tuple[float, ...]
    target: Target | None = None
