"""Clocks at the seams between the stages of the product's pixel process."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sized
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from compliance.evaluation.benchmark.told import Told
from compliance.pixels.classify import Classifier
from compliance.pixels.decoding import Decoding
from compliance.pixels.detect import Detector
from compliance.pixels.frame import Converter
from compliance.pixels.gate import Gate
from compliance.pixels.sight import Watchdog
from compliance.pixels.tiny import Shrinker
from compliance.pixels.track import Tracker


class Stages:
    """Where the time of one thread went; what a stage calls of another is the other's."""

    def __init__(self) -> None:
        self._spent: Counter[Told] = Counter()
        self._inner_ns = [0]

    def clear(self) -> None:
        """Begin anew."""
        self._spent.clear()

    def add(self, what: Told, number: int) -> None:
        """Add to a number that is no time."""
        self._spent[what] += number

    def numbers(self) -> Mapping[Told, int]:
        """Return nanoseconds of processor time by stage, and the other numbers."""
        return dict(self._spent)

    @contextmanager
    def at(self, stage: Told) -> Iterator[None]:
        """Count the block's time as this stage's."""
        began = time.thread_time_ns()
        self._inner_ns.append(0)
        try:
            yield
        finally:
            took = time.thread_time_ns() - began
            self._spent[stage] += took - self._inner_ns.pop()
            self._inner_ns[-1] += took


@dataclass(frozen=True, slots=True)
class Seam:
    """One method of the product that is a stage, or a part of one."""

    owner: type
    method: str
    stage: Told


SEAMS = (
    Seam(Converter, "picture", Told.CONVERT_NS),
    Seam(Shrinker, "tiny", Told.CONVERT_NS),
    Seam(Gate, "windows", Told.WATCH_NS),
    Seam(Watchdog, "look", Told.WATCH_NS),
    Seam(Detector, "detect", Told.DETECT_NS),
    Seam(Tracker, "update", Told.TRACK_NS),
    Seam(Classifier, "crops", Told.CLASSIFY_NS),
    Seam(Classifier, "judge", Told.CLASSIFY_NS),
)
"""Whoever moves one of these moves its line here; what is between them is the rest."""


@contextmanager
def watched(stages: Stages) -> Iterator[None]:
    """Set the clocks for the length of the block, in every object of these classes."""
    seams = [(seam.owner, seam.method, getattr(seam.owner, seam.method)) for seam in SEAMS]
    seams.append((Decoding, "frames", Decoding.frames))
    try:
        for seam in SEAMS:
            _set(seam, stages)
        _set_decoding(stages)
        _count(stages)
        yield
    finally:
        for owner, method, original in seams:
            setattr(owner, method, original)


def _set(seam: Seam, stages: Stages) -> None:
    original: Callable[..., Any] = getattr(seam.owner, seam.method)

    def clocked(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the stage takes
        with stages.at(seam.stage):
            return original(*given, **named)

    setattr(seam.owner, seam.method, clocked)


def _set_decoding(stages: Stages) -> None:
    original = Decoding.frames

    def frames(self: Decoding) -> Iterator[Any]:
        decoded = original(self)
        while True:
            with stages.at(Told.DECODE_NS):
                frame = next(decoded, None)
            if frame is None:
                return
            yield frame

    Decoding.frames = frames  # type: ignore[method-assign]


def _count(stages: Stages) -> None:
    """Count the faces followed and the crops judged as well."""
    update: Callable[..., Any] = Tracker.update
    judge: Callable[..., Any] = Classifier.judge

    def counted_update(*given: Any, **named: Any) -> Any:  # noqa: ANN401
        result = update(*given, **named)
        stages.add(Told.FOLLOWED, len(result.tracks))
        return result

    def counted_judge(self: Classifier, crops: Sized) -> Any:  # noqa: ANN401
        stages.add(Told.JUDGED, len(crops))
        return judge(self, crops)

    Tracker.update = counted_update  # type: ignore[method-assign]
    Classifier.judge = counted_judge  # type: ignore[method-assign]
