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
    """From one camera to many."""
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

CAPTIONS = {
    Part.STREAMS: "Processor time of the whole process, all its threads, per second of the stream; "
    "100 % is a core. Bare decoding: PyAV with one thread. Ours analyses 5 frames a second.",
    Part.CLASSIC: "Classic: OpenCV reads every frame, and two nets of equal shape stand in, with "
    "random weights, in onnxruntime with one thread: res10's layers at 300 px (1.18 billion "
    "multiply-adds) and MobileNetV2 at 224 px on every face (0.30). res10 itself needs OpenCV 4, "
    "whose own inference is slower. Decoding aside: bare decoding is taken off both.",
    Part.PACED: "All else replays recordings as fast as it can. At the stream's own speed it "
    "should cost the same, and over RTSP less where frames that no other needs may be left out. "
    "Where fewer are analysed than 5 a second, the machine was too busy to tell.",
    Part.STAGES: "Measured with a clock at every stage. Watch: the gate and the watchdog.",
    Part.START: "The server that processes are forked from runs already. Other programs lengthen "
    "the wait, but not the processor's part of it.",
    Part.CAMERAS: "All at once, each at the smaller film.",
    Part.MEMORY: "A shared page is divided among those who share it. Each further camera: by how "
    "much the whole site grows.",
    Part.STATISTICS: "Times are what one waits for; other programs lengthen them, but not the "
    "processor's part.",
}
"""What a reader must know of the figures."""


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
    of: str
    """What it is a figure of, such as a film; empty where the part says it."""
    name: str
    unit: str
    values: tuple[float, ...]
    target: Target | None = None
