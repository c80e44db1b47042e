"""Frames sent through a camera's codec in memory, as a counter receives them."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

import av
from av.codec.context import CodecContext
from av.video.codeccontext import VideoCodecContext

from compliance.evaluation.street.plan import StreetSettings
from compliance.evaluation.street.render import Shot
from compliance.evaluation.street.street_truth import Sighting
from compliance.pixels.decoding import OPTIONS
from compliance.pixels.frame import Converters, Frame

QUALITY = 26
"""x264's constant rate factor: what the bundled demo clip has."""
_KEY_FRAME_EVERY_SECONDS = 2


def received(
    shots: Iterable[Shot], settings: StreetSettings, per_second: int
) -> Iterator[tuple[Frame, tuple[Sighting, ...]]]:
    """Yield shots, so many a second, after H.264, with what is true of them."""
    encoder, decoder = _encoder(settings, per_second), CodecContext.create("h264", "r")
    decoder.options = dict(OPTIONS)
    converters = Converters()
    sent: list[tuple[Sighting, ...]] = []
    pictures = _decoded(shots, encoder, decoder, sent)
    for number, picture in enumerate(pictures):
        seconds = number / per_second
        frame = Frame(picture, seconds=seconds, arrived=seconds, converters=converters)
        yield frame, sent[number]


def _decoded(
    shots: Iterable[Shot],
    encoder: VideoCodecContext,
    decoder: VideoCodecContext,
    sent: list[tuple[Sighting, ...]],
) -> Iterator[av.VideoFrame]:
    for shot in shots:
        sent.append(shot.sightings)
        for packet in encoder.encode(av.VideoFrame.from_ndarray(shot.frame, format="bgr24")):
            yield from decoder.decode(packet)
    for packet in encoder.encode(None):
        yield from decoder.decode(packet)
    yield from decoder.decode(None)


def _encoder(settings: StreetSettings, per_second: int) -> VideoCodecContext:
    encoder = CodecContext.create("libx264", "w")
    encoder.width, encoder.height = settings.width_px, settings.height_px
    encoder.pix_fmt = "yuv420p"
    encoder.framerate = Fraction(per_second)
    encoder.thread_count = 1
    encoder.gop_size = _KEY_FRAME_EVERY_SECONDS * per_second
    encoder.options = {"crf": str(QUALITY), "preset": "veryfast", "tune": "zerolatency"}
    return encoder
