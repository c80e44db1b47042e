"""Packets read and decoded, over those that cannot be, until a source ends or fails."""

import resource
import time
from collections.abc import Iterator

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from compliance.camera import Source, SourceKind
from compliance.faults import Fault
from compliance.pixels.failures import CaptureFault, fault_on_read, is_live
from compliance.pixels.keyframes import KeyFrames, in_turn
from compliance.pixels.lag import Leap
from compliance.pixels.thinning import Thinning

OPTIONS = {"skip_loop_filter": "all"}
"""What every decoder is told: to leave the edges of blocks as they are, a fifth of its work.

Measured on a simulated street in H.264 and H.265, coded well and badly, down to a single key frame
a minute: of 5,214 faces 19 are lost and 20 others found, and every passage is counted and judged
the same.
"""

_SENT = (SourceKind.RTSP, SourceKind.HTTP)
_MOST_UNDECODABLE = 1000  # packets in a row; a long group of pictures joined midway has fewer
_JOINING_SECONDS = 30.0  # the same for a live stream, in time; once joined, as for a stall


class Decoding:
    """Reads one video stream of an open container."""

    def __init__(
        self,
        container: InputContainer,
        video: VideoStream,
        source: Source,
        read_timeout_seconds: float,
    ) -> None:
        self._container = container
        self._video = video
        self._source = source
        self._is_live = is_live(source)
        self._read_timeout_seconds = read_timeout_seconds
        self._thinning: Thinning | None = None
        self._tick_seconds = float(video.time_base or 0)  # fractions would cost 1 % of decoding
        self._keys = KeyFrames(time.monotonic(), is_sent=source.kind in _SENT)
        self._waited_seconds = 0.0
        self._has_waited = False

    def catch_up(self, behind_seconds: float) -> None:
        """Pass over what was sent already, up to the next key frame, if that cannot be far."""
        if self._is_live:
            self._keys.wait(behind_seconds, time.monotonic())

    def take_leap(self) -> Leap | None:
        """Return what was passed over since the frame before, once."""
        leap, self._keys.leap = self._keys.leap, None
        return leap

    def thin_out(self, sent_per_second: float, wanted_per_second: float) -> None:
        """Leave out from now on the frames that no other needs, if enough remain."""
        self._thinning = Thinning(sent_per_second, wanted_per_second)
        self._video.codec_context.skip_frame = self._thinning.skip_frame

    def frames(self) -> Iterator[av.VideoFrame]:
        """Yield decoded frames to the source's end.

        Raises CaptureFault: STALLED when nothing arrives, UNREADABLE when too much in a row
        cannot be decoded.
        """
        undecodable, last, allowed_seconds = 0, time.monotonic(), _JOINING_SECONDS
        for packet in in_turn(self._packets(), self._keys):
            if packet is not None and self._is_passed_over(packet):
                if time.monotonic() - last > _JOINING_SECONDS:
                    raise self._fault(Fault.UNREADABLE, "sends no more key frames")
                continue
            undecodable += 1
            frames = _frames_of(packet)
            if self._thinning:
                self._thinning.saw(len(frames))
                self._video.codec_context.skip_frame = self._thinning.skip_frame
            for frame in frames:
                yield frame
                undecodable, last = 0, time.monotonic()
                allowed_seconds = self._read_timeout_seconds
            is_late = self._is_live and time.monotonic() - last > allowed_seconds
            if undecodable > _MOST_UNDECODABLE or is_late:
                raise self._fault(Fault.UNREADABLE, "sends nothing that can be decoded")

    def _packets(self) -> "Iterator[Packet[Stream] | None]":
        """Yield the video's packets, None for a damaged one.

        Packets of other streams are no sign of life.
        """
        reading, last = self._container.demux(), time.monotonic()
        while (read := self._read(reading)) is not None:
            if isinstance(read, av.error.InvalidDataError):
                reading = self._container.demux()  # an error has ended the one before
                self._tell_of(None)
                yield None
            elif isinstance(read, Exception):
                raise self._fault(fault_on_read(read, self._source), "cannot be read any further")
            elif read.stream is self._video:
                self._tell_of(read)
                yield read
                last = time.monotonic()
            elif self._is_live and time.monotonic() - last > self._read_timeout_seconds:
                raise self._fault(Fault.STALLED, "sends everything but a picture")

    def _read(self, reading: "Iterator[Packet[Stream]]") -> "Packet[Stream] | Exception | None":
        """Return what `_next` does; raises STALLED when the time allowed for it had passed.

        A read over RTSP that times out first yields the picture it had begun, and would then
        wait as long again.
        """
        began, waits = time.monotonic(), _waits()
        read = _next(reading)
        self._has_waited |= _waits() > waits
        waited = time.monotonic() - began
        self._waited_seconds += waited
        if self._is_live and waited >= self._read_timeout_seconds:
            raise self._fault(Fault.STALLED, "stopped sending")
        return read

    def _tell_of(self, packet: "Packet[Stream] | None") -> None:
        waited, self._waited_seconds = self._waited_seconds, 0.0
        has_waited, self._has_waited = self._has_waited, False
        self._keys.read(
            None if packet is None else self._seconds_of(packet),
            time.monotonic(),
            waited,
            is_key=packet is not None and packet.is_keyframe,
            has_waited=has_waited,
        )

    def _is_passed_over(self, packet: "Packet[Stream]") -> bool:
        at_seconds, is_leaping = self._seconds_of(packet), self._keys.is_leaping
        is_passed_over = self._keys.passes_over(
            at_seconds, time.monotonic(), is_key=packet.is_keyframe
        )
        if is_leaping and not is_passed_over:
            self._video.codec_context.flush_buffers()  # what was held back is older
        return is_passed_over

    def _seconds_of(self, packet: "Packet[Stream]") -> float | None:
        if packet.dts is None or not self._tick_seconds:
            return None
        return packet.dts * self._tick_seconds

    def _fault(self, fault: Fault, detail: str) -> CaptureFault:
        return CaptureFault(fault, f"{self._source.label} {detail}")


def _waits() -> int:
    """Return how often this thread gave up its processor, to wait for something."""
    return resource.getrusage(resource.RUSAGE_THREAD).ru_nvcsw


def _next(reading: "Iterator[Packet[Stream]]") -> "Packet[Stream] | Exception | None":
    """Return the next packet, None at the end, or the error instead of raising it.

    A fault raised while the error is being handled would carry it along, and it holds the
    address.
    """
    try:
        return next(reading, None)
    except IndexError:
        return None  # the library's way to end where a damaged source grew another stream
    except (av.FFmpegError, OSError, MemoryError) as error:
        return error


def _frames_of(packet: "Packet[Stream] | None") -> list[av.VideoFrame]:
    """Return the packet's pictures; what the decoder made up out of garbage is none."""
    try:
        frames = packet.decode() if packet is not None else []
    except av.error.MemoryError:
        raise
    except (av.FFmpegError, ValueError):
        return []
    pictures = (frame for frame in frames if isinstance(frame, av.VideoFrame))
    return [picture for picture in pictures if not picture.is_corrupt]
