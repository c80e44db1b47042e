"""Coded pictures cut into RTP packets (RFC 3550, 6184, 7798), framed for TCP (RFC 2326, 10.12)."""

import struct
from collections.abc import Iterator
from enum import Enum

CLOCK_HZ = 90_000
PAYLOAD_TYPE = 96

_MOST_BYTES = 1400
_SOURCE = 0x5EED
_FIRST, _LAST = 0x80, 0x40


class Codec(Enum):
    """What a film is coded in, by its name in a session description."""

    H264 = "H264"
    H265 = "H265"


def payloads(codec: Codec, unit: bytes) -> Iterator[bytes]:
    """Yield the payloads that carry one NAL unit, which has no start code."""
    if len(unit) <= _MOST_BYTES:
        yield unit
        return
    header, begin = _fragment_header(codec, unit)
    while begin < len(unit):
        end = begin + _MOST_BYTES
        place = (_FIRST if begin <= _header_bytes(codec) else 0) | (_LAST * (end >= len(unit)))
        yield header[:-1] + bytes([header[-1] | place]) + unit[begin:end]
        begin = end


def framed(payload: bytes, sequence: int, stamp: int, *, is_last: bool) -> bytes:
    """Return a packet as it goes over TCP; `is_last`: of its picture. Numbers wrap around."""
    kind = PAYLOAD_TYPE | (0x80 if is_last else 0)
    head = struct.pack(">BBHII", 0x80, kind, sequence % (1 << 16), stamp % (1 << 32), _SOURCE)
    return struct.pack(">cBH", b"$", 0, len(head) + len(payload)) + head + payload


def description(codec: Codec) -> str:
    """Return the session description; the parameter sets come with the key frames."""
    lines = (
        "v=0",
        "o=- 0 0 IN IP4 127.0.0.1",
        "s=simulated camera",
        "t=0 0",
        f"m=video 0 RTP/AVP {PAYLOAD_TYPE}",
        "c=IN IP4 0.0.0.0",
        f"a=rtpmap:{PAYLOAD_TYPE} {codec.value}/{CLOCK_HZ}",
        *([f"a=fmtp:{PAYLOAD_TYPE} packetization-mode=1"] if codec is Codec.H264 else []),
        "a=control:track",
    )
    return "".join(f"{line}\r\n" for line in lines)


def _header_bytes(codec: Codec) -> int:
    return 1 if codec is Codec.H264 else 2


def _fragment_header(codec: Codec, unit: bytes) -> tuple[bytes, int]:
    """Return the header of a unit's fragments and where its body begins."""
    if codec is Codec.H264:
        return bytes([(unit[0] & 0xE0) | 28, unit[0] & 0x1F]), 1
    return bytes([(unit[0] & 0x81) | (49 << 1), unit[1], (unit[0] >> 1) & 0x3F]), 2
