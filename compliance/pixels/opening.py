"""How each kind of source is opened."""

import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from compliance.camera import Source, SourceKind
from compliance.faults import Fault
from compliance.pixels.failures import CaptureFault, fault_on_open

_PLAYLISTS = frozenset({"hls", "dash", "concat", "imf", "sdp"})  # they open further files later
_NEARLY = 0.9  # of the time allowed: what fails so late failed for want of an answer

_GENERATED = "lavfi:"

# No `fflags=nobuffer`: it throws away what was read to know the stream, its key frame too.
_RTSP = {
    "rtsp_transport": "tcp",
    "allowed_media_types": "video",
    "analyzeduration": "100000",  # microseconds; the default costs two seconds
}
_HTTP = {
    "protocol_whitelist": "http,https,tcp,tls",
    "analyzeduration": "100000",
}
_FILE = {"protocol_whitelist": "file"}
_OPTIONS: Mapping[SourceKind, Mapping[str, str]] = {
    SourceKind.RTSP: _RTSP,
    SourceKind.HTTP: _HTTP,
    SourceKind.FILE: _FILE,
    SourceKind.DEVICE: {},
}


@dataclass(frozen=True, slots=True)
class Opening:
    """What the library is told to open; the address may hold a credential."""

    address: str = field(repr=False)
    format: str | None
    options: dict[str, str]


def opening(source: Source) -> Opening:
    """Return how to open a source.

    A device's address may be `lavfi:` and a filter graph: a generated picture, in place of a
    camera.
    """
    options = dict(_OPTIONS[source.kind])
    if source.kind is SourceKind.FILE:
        return Opening(f"file:{source.address}", None, options)
    if source.kind is not SourceKind.DEVICE:
        return Opening(source.address, None, options)
    if source.address.startswith(_GENERATED):
        return Opening(source.address.removeprefix(_GENERATED), "lavfi", options)
    return Opening(source.address, "video4linux2,v4l2", options)


@contextmanager
def opened(
    source: Source, open_timeout_seconds: float, read_timeout_seconds: float
) -> Iterator[InputContainer]:
    """Open a source for the length of the block.

    Raises CaptureFault, with no trace of the library's error: that one holds the address.
    """
    av.logging.set_level(None)  # FFmpeg would print addresses with their credentials
    container = _attempt(source, open_timeout_seconds, read_timeout_seconds)
    if isinstance(container, Fault):
        raise CaptureFault(container, f"{source.label} cannot be opened")
    with closing(container):
        if not _PLAYLISTS.isdisjoint(container.format.name.split(",")):
            text = "is a playlist, and what it lists cannot be opened later; name a single stream"
            raise CaptureFault(Fault.UNREADABLE, f"{source.label} {text}")
        yield container


def picture_stream(container: InputContainer, source: Source) -> VideoStream:
    """Return the source's best video stream that can be decoded; a cover picture is none.

    Raises CaptureFault NO_VIDEO or UNREADABLE.
    """
    videos = [
        stream
        for stream in container.streams.video
        if not stream.disposition & Disposition.attached_pic
    ]
    if not videos:
        raise CaptureFault(Fault.NO_VIDEO, f"{source.label} has no video stream")
    decodable = [stream for stream in videos if stream.codec_context is not None]
    if not decodable:
        raise CaptureFault(Fault.UNREADABLE, f"{source.label} is coded in an unknown way")
    return max(decodable, key=lambda stream: stream.width * stream.height)


def _attempt(
    source: Source, open_timeout_seconds: float, read_timeout_seconds: float
) -> InputContainer | Fault:
    how, began = opening(source), time.monotonic()
    try:
        return av.open(
            how.address,
            format=how.format,
            options=how.options,
            timeout=(open_timeout_seconds, read_timeout_seconds),
            metadata_errors="replace",
        )
    except (av.FFmpegError, OSError, ValueError, MemoryError) as error:
        is_late = time.monotonic() - began >= _NEARLY * open_timeout_seconds
        return fault_on_open(error, source, is_late=is_late)
