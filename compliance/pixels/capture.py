"""Capture: a source opened, its frames decoded one after the other."""

import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from compliance.camera import Source
from compliance.faults import Fault
from compliance.pixels.decoding import OPTIONS, Decoding
from compliance.pixels.failures import CaptureFault, is_live
from compliance.pixels.frame import Converters, Frame
from compliance.pixels.opening import opened, picture_stream
from compliance.pixels.timestamps import StreamClock
from compliance.pixels.window import Window, whole

__all__ = ["CaptureFault", "Frame", "Stream", "open_source"]

_SMALLEST_RATE, _LARGEST_RATE = 0.05, 300.0  # a declared frame rate outside is a mistake
_USUAL_RATE = 25.0
_PRIMED_PX = 8  # what the first frame is brought to; a large picture would stay in memory
_PRIMED = Window(0, 0, _PRIMED_PX, _PRIMED_PX)
_NO_TIMESTAMPS = 0x80  # AVFMT_NOTIMESTAMPS of libavformat/avformat.h


@contextmanager
def open_source(
    source: Source, open_timeout_seconds: float, read_timeout_seconds: float
) -> Iterator["Stream"]:
    """Open a source for the length of the block.

    Raises CaptureFault, here and from every method of the stream; its text holds no credential.
    """
    with opened(source, open_timeout_seconds, read_timeout_seconds) as container:
        video = picture_stream(container, source)
        stream = Stream(source, container, video, read_timeout_seconds)
        try:
            yield stream
        finally:
            stream.end()


class Stream:
    """An open source. The picture's size is known after `prime`."""

    def __init__(
        self,
        source: Source,
        container: InputContainer,
        video: VideoStream,
        read_timeout_seconds: float,
    ) -> None:
        video.codec_context.thread_count = 1  # others would be started after the lock
        video.codec_context.options = dict(OPTIONS)
        self.codec = video.codec_context.name
        """Name of the picture's coding, such as h264."""
        self.is_recording = not is_live(source)
        self._is_stamped = self.is_recording or not _invents_stamps(container)
        self.frames_per_second = _rate(video) if self._is_stamped else None
        """Declared frame rate; None when it is missing or cannot be true."""
        self.duration_seconds = _duration_seconds(container, video) if self.is_recording else None
        """Length of a recording: declared, and measured once it was read to its end."""
        self.frames_expected = self._expected(video)
        """Frames in a recording, declared or estimated; 0 when unknown or live."""
        self.width_px = 0
        self.height_px = 0
        self._period_seconds = 1 / (self.frames_per_second or _USUAL_RATE)
        self._label = source.label
        self._container = container
        self._decoding = Decoding(container, video, source, read_timeout_seconds)
        self._converters = Converters()
        self._decoded = self._frames()
        self._primed: Frame | None = None

    def thin_out(self, wanted_per_second: float) -> None:
        """Spare the decoder frames that no other needs, if a live stream has enough without them.

        A recording yields every frame: its length is told by their number.
        """
        if not self.is_recording and self.frames_per_second:
            self._decoding.thin_out(self.frames_per_second, wanted_per_second)

    def prime(self) -> None:
        """Decode the first frame and convert it every way, so that nothing is left to load.

        The frame is the first that `frames` yields.
        """
        if self.width_px:
            return
        frame = next(self._decoded, None)
        if frame is None:
            fault = Fault.UNREADABLE if self.is_recording else Fault.END_OF_STREAM
            raise self._fault(fault, "ended without a picture that can be decoded")
        self.width_px, self.height_px = frame.width_px, frame.height_px
        everything = whole((frame.width_px, frame.height_px))
        try:
            frame.small(_PRIMED_PX, _PRIMED_PX)
            frame.part(_PRIMED.inside(everything), _PRIMED_PX, _PRIMED_PX)
            frame.grey(_PRIMED_PX, _PRIMED_PX)
            frame.tiny()
        except (av.FFmpegError, ValueError):
            raise self._fault(Fault.UNREADABLE, "has pictures of an unknown kind") from None
        self._primed = frame

    def frames(self) -> Iterator[Frame]:
        """Yield every frame that can be decoded; a recording's end ends it.

        Raises CaptureFault: END_OF_STREAM when a live stream ends, STALLED, SIZE_CHANGED,
        UNREADABLE.
        """
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
        self.duration_seconds = seconds + self._period_seconds

    def catch_up(self, behind_seconds: float) -> None:
        """Pass over, undecoded, what a live stream sent already, and on to the next key frame."""
        self._decoding.catch_up(behind_seconds)

    def rewind(self) -> None:
        """Go back to a recording's beginning, in the file as it is open; time begins at 0."""
        if not self._seek(self._container.start_time or 0) and not self._seek(0, is_byte=True):
            text = "cannot be rewound; make an mp4 of it, or leave out `loop`"
            raise self._fault(Fault.UNREADABLE, text)
        self._decoded = self._frames()

    def _expected(self, video: VideoStream) -> int:
        estimate = (self.duration_seconds or 0.0) * (self.frames_per_second or 0.0)
        return (video.frames or round(estimate)) if self.is_recording else 0

    def end(self) -> None:
        """Stop reading; whoever still iterates finds the end."""
        self._decoded.close()

    def _seek(self, offset: int, *, is_byte: bool = False) -> bool:
        """Seek to a time in microseconds, or to a byte where a format has no times."""
        try:
            self._container.seek(offset, unsupported_byte_offset=is_byte)
        except (av.FFmpegError, OSError):
            return False
        return True

    def _frames(self) -> Generator[Frame]:
        is_live = not self.is_recording
        clock = StreamClock(period_seconds=self._period_seconds, is_live=is_live)
        for decoded in self._decoding.frames():
            arrived = time.monotonic()
            leap = self._decoding.take_leap()
            stamp = decoded.time if self._is_stamped else None
            seconds = clock.at(stamp, arrived, leap.seconds if leap else 0.0)
            yield Frame(
                decoded,
                seconds=seconds,
                arrived=arrived,
                converters=self._converters,
                is_timed=clock.is_timed or not self._is_stamped,
                leap=leap,
            )

    def _fault(self, fault: Fault, detail: str) -> CaptureFault:
        return CaptureFault(fault, f"{self._label} {detail}")


def _invents_stamps(container: InputContainer) -> bool:
    """Say whether a format carries no times, so that the library counts 25 frames a second."""
    return bool(container.format.flags & _NO_TIMESTAMPS)


def _rate(video: VideoStream) -> float | None:
    rate = video.average_rate or video.guessed_rate
    if rate is None or not _SMALLEST_RATE <= rate <= _LARGEST_RATE:
        return None
    return float(rate)


def _duration_seconds(container: InputContainer, video: VideoStream) -> float | None:
    if video.duration and video.time_base:
        return float(video.duration * video.time_base)
    return container.duration / av.time_base if container.duration else None
