"""What becomes of packets that cannot be read."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import av
import pytest

from compliance.camera import Source, SourceKind
from compliance.faults import Fault
from compliance.pixels.decoding import Decoding
from compliance.pixels.failures import CaptureFault


class Damaged:
    """A container in which no packet can be read."""

    def demux(self) -> Iterator[object]:
        yield from ()
        raise av.error.InvalidDataError(1, "damaged")


def test_a_live_stream_whose_packets_are_all_damaged_is_unreadable_and_not_read_for_ever() -> None:
    source = Source(SourceKind.RTSP, "rtsp://camera", "rtsp://camera")
    video = SimpleNamespace(time_base=None)
    decoding = Decoding(cast("Any", Damaged()), cast("Any", video), source, 8.0)
    with pytest.raises(CaptureFault) as caught:
        next(decoding.frames())
    assert caught.value.fault is Fault.UNREADABLE
