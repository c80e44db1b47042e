"""A film as a simulated camera sends it: coded pictures with their times."""

import re
from dataclasses import dataclass
from pathlib import Path

import av
from av.bitstream import BitStreamFilterContext

from compliance.errors import DataError
from compliance.evaluation.soak.rtp import Codec

_START_CODE = re.compile(rb"\x00\x00\x00?\x01")
_FILTERS = {
    "h264": (Codec.H264, "h264_mp4toannexb"),
    "hevc": (Codec.H265, "hevc_mp4toannexb"),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """One coded picture."""

    units: tuple[bytes, ...]
    """NAL units without start codes; a key frame brings its parameter sets."""
    sent_seconds: float
    """When it is sent, from the film's beginning."""
    shown_seconds: float
    """When it is shown; later where pictures after it are coded first."""
    is_key: bool


@dataclass(frozen=True, slots=True)
class Film:
    """What a camera sends over and over."""

    codec: Codec
    pictures: tuple[Picture, ...]
    seconds: float
    """Length of one round."""


def read_film(path: Path) -> Film:
    """Read an mp4 of H.264 or H.265. Raises DataError when it is none."""
    try:
        with av.open(str(path)) as container:
            return _read(container)
    except (av.FFmpegError, IndexError, KeyError) as error:
        raise DataError(f"{path} is not an mp4 of H.264 or H.265") from error


def _read(container: av.container.InputContainer) -> Film:
    stream = container.streams.video[0]
    codec, name = _FILTERS[stream.codec_context.name]
    with_start_codes = BitStreamFilterContext(name, in_stream=stream)
    pictures = [
        picture
        for packet in container.demux(stream)
        if packet.size
        for filtered in with_start_codes.filter(packet)
        if (picture := _picture(filtered)) is not None
    ]
    rate = float(stream.average_rate or 25)
    first = pictures[0].sent_seconds
    placed = tuple(
        Picture(p.units, p.sent_seconds - first, p.shown_seconds - first, p.is_key)
        for p in pictures
    )
    return Film(codec, placed, len(placed) / rate)


def _picture(packet: "av.Packet") -> Picture | None:  # type: ignore[type-arg]
    if packet.pts is None or packet.dts is None or packet.time_base is None:
        return None
    units = tuple(unit for unit in _START_CODE.split(bytes(packet)) if unit)
    sent, shown = float(packet.dts * packet.time_base), float(packet.pts * packet.time_base)
    return Picture(units, sent, shown, packet.is_keyframe)
