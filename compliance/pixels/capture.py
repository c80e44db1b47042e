"""Capture: a source opened, its frames decoded one after the other."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from compliance.camera import Source
from compliance.faults import Fault
from compliance.pixels.decoding import Decoding
from compliance.pixels.failures import CaptureFault, is_live
from compliance.pixels.frame import Converter, Frame
from compliance.pixels.opening import opened, picture_stream
from compliance.pixels.timestamps import StreamClock

__all__ = ["CaptureFault", "Frame", "Stream", "open_source"]

_SMALLEST_RATE, _LARGEST_RATE = 0.05, 300.0  # a declared frame rate outside is a mistake
_USUAL_RATE = 25.0


@contextmanager
def open_source(
    source: Source, open_timeout_seconds: float, read_timeout_seconds: float
) -> Iterator["Stream"]:
    """Open a source for the length of the block.

    Raises CaptureFault, here and from every method of the stream; its text holds no credential.
    """
    with opened(source, open_timeout_seconds, read_timeout_seconds) as container:
        video = picture_stream(container, source)
        yield Stream(source, container, video, read_timeout_seconds)


class Stream:
    """An open source. The picture's size is known after `prime`."""

    def __init__(
        self,
        source: Source,
        container: InputContainer,
        video: VideoStream,
        read_timeout_seconds: float,
    ) -> None:
        self.is_recording = not is_live(source)
        self.width_px = 0
        self.height_px = 0
        video.codec_context.thread_count = 1  # others would be started after the lock
        self._label = source.label
        self._container = container
        self._video = video
        self._decoding = Decoding(container, video, source, read_timeout_seconds)
        self._converters = (Converter(), Converter())
        self._decoded = self._frames()
        self._primed: Frame | None = None
        self._measured_seconds: float | None = None

    @property
    def codec(self) -> str:
        """Name of the picture's coding, such as h264."""
        return self._video.codec_context.name

    @property
    def frames_per_second(self) -> float | None:
        """Declared frame rate; None when it is missing or cannot be true."""
        rate = self._video.average_rate or self._video.guessed_rate
        if rate is None or not _SMALLEST_RATE <= rate <= _LARGEST_RATE:
            return None
        return float(rate)

    @property
    def duration_seconds(self) -> float | None:
        """Length of a recording: measured once it was read to its end, declared before that."""
        if self._measured_seconds is not None or not self.is_recording:
            return self._measured_seconds
        if self._video.duration and self._video.time_base:
            return float(self._video.duration * self._video.time_base)
        return self._container.duration / av.time_base if self._container.duration else None

    @property
    def frames_expected(self) -> int:
        """Frames in a recording, declared or estimated; 0 when unknown or live."""
        if not self.is_recording:
            return 0
        estimate = (self.duration_seconds or 0.0) * (self.frames_per_second or 0.0)
        return self._video.frames or round(estimate)

    def prime(self) -> None:
        """Decode the first frame and convert it both ways, so that nothing is left to load.

        The frame is the first that `frames` yields.
        """
        if self._primed is not None:
            return
        frame = next(self._decoded, None)
        if frame is None:
            raise self._fault(Fault.UNREADABLE, "holds no picture that can be decoded")
        self.width_px, self.height_px = frame.width_px, frame.height_px
        try:
            frame.small(frame.width_px // 2 or 1, frame.height_px // 2 or 1)
            frame.full()
        except (av.FFmpegError, ValueError):
            raise self._fault(Fault.UNREADABLE, "has pictures of an unknown kind") from None
        self._primed = frame

    def frames(self) -> Iterator[Frame]:
        """Yield every frame that can be decoded; a recording's end ends it.

        Raises CaptureFault: END_OF_STREAM when a live stream ends, STALLED, SIZE_CHANGED,
        UNREADABLE.
        """
        if not self.width_px:
            self.prime()
        if self._primed is not None:
            frame, self._primed = self._primed, None
            yield frame
        seconds = 0.0
        for frame in self._decoded:
            if (frame.width_px, frame.height_px) != (self.width_px, self.height_px):
                raise self._fault(Fault.SIZE_CHANGED, "changed the size of its picture")
            seconds = frame.seconds
            yield frame
        if not self.is_recording:
            raise self._fault(Fault.END_OF_STREAM, "ended")
        self._measured_seconds = seconds + 1 / (self.frames_per_second or _USUAL_RATE)

    def rewind(self) -> None:
        """Go back to a recording's beginning, in the file as it is open; time begins at 0."""
        try:
            self._container.seek(self._container.start_time or 0)
        except (av.FFmpegError, OSError):
            text = "cannot be rewound; make an mp4 of it, or leave out `loop`"
            raise self._fault(Fault.UNREADABLE, text) from None
        self._decoded = self._frames()

    def _frames(self) -> Iterator[Frame]:
        period_seconds = 1 / (self.frames_per_second or _USUAL_RATE)
        clock = StreamClock(period_seconds=period_seconds, is_live=not self.is_recording)
        for decoded in self._decoding.frames():
            arrived = time.monotonic()
            seconds = clock.at(decoded.time, arrived)
            yield Frame(decoded, seconds=seconds, arrived=arrived, converters=self._converters)

    def _fault(self, fault: Fault, detail: str) -> CaptureFault:
        return CaptureFault(fault, f"{self._label} {detail}")
