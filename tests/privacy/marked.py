"""A film that can be recognised by any eight bytes of its pixels, and a search for them."""

import base64
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

BAND_PX = 96
"""Height of the noise at the top; below it the street goes on."""

_KEY_BYTES = 8
_SIEVE_BITS = 24  # most words that are no key are told by so many of their bits
_LONGER_BYTES = 15  # holds eight whole letters of base64, wherever its groups of three begin
_KEYS_PER_FRAME = 400
_EVERY = 25  # frames
_PREFACE_BYTES = 2000  # where a coder names itself and its settings, in every film alike
_LEAST_DISTINCT = 6
_AT_ONCE_BYTES = 1 << 24


def mark(street: Path, film: Path, seed: int) -> Path:
    """Copy a film with a band of fixed noise at the top, finely coded; return the copy."""
    rng = np.random.default_rng(seed)
    with av.open(str(street)) as source, av.open(str(film), "w") as target:
        video = source.streams.video[0]
        coded = target.add_stream("libx264", rate=video.average_rate)
        coded.width, coded.height, coded.pix_fmt = video.width, video.height, "yuv420p"
        coded.options = {"crf": "10", "preset": "veryfast", "bf": "0"}
        coded.gop_size = _EVERY
        band = rng.integers(0, 256, (BAND_PX, video.width, 3), dtype=np.uint8)
        for frame in source.decode(video):
            picture = frame.to_ndarray(format="bgr24")
            picture[:BAND_PX] = band
            target.mux(coded.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        target.mux(coded.encode())
    return film


class Keys:
    """Eight-byte pieces of a film: as decoded, as coded, and both in base64."""

    def __init__(self, pieces: NDArray[np.uint64]) -> None:
        self._pieces = pieces
        self._may_be = np.zeros(1 << _SIEVE_BITS, np.bool_)
        self._may_be[_sieved(pieces)] = True

    def found_in(self, data: bytes) -> int:
        """Return how many places of the data hold a piece, at any offset."""
        return sum(self._found_in(part) for part in _overlapping(data))

    def _found_in(self, data: bytes) -> int:
        found = 0
        for offset in range(min(_KEY_BYTES, len(data))):
            words = np.frombuffer(data[offset : offset + _whole(len(data) - offset)], np.uint64)
            likely = words[self._may_be[_sieved(words)]]
            found += int(np.isin(likely, self._pieces).sum())
        return found


def keys_of(film: Path, seed: int) -> Keys:
    """Take pieces of some frames of a film, in all forms that pixels or packets may have."""
    rng = np.random.default_rng(seed)
    longer = [piece for data in _forms(film) for piece in _drawn(data, rng)]
    texts = [text for piece in longer for text in _base64(piece)]
    pieces = {one[:_KEY_BYTES] for one in (*longer, *texts)}
    return Keys(np.frombuffer(b"".join(sorted(pieces)), np.uint64))


def _forms(film: Path) -> Iterator[bytes]:
    """Yield coded packets, and the marked band of decoded frames in the ways it is held."""
    with av.open(str(film)) as source:
        for number, packet in enumerate(source.demux(video=0)):
            frames = packet.decode()
            if number % _EVERY:
                continue
            if packet.is_keyframe:
                yield bytes(packet)[_PREFACE_BYTES:]
            for frame in frames:
                yield frame.to_ndarray(format="bgr24")[:BAND_PX].tobytes()
                yield frame.to_ndarray(format="rgb24")[:BAND_PX].tobytes()
                yield frame.to_ndarray(format="gray")[:BAND_PX].tobytes()
                yield bytes(frame.planes[0])[: BAND_PX * frame.planes[0].line_size]


def _drawn(data: bytes, rng: np.random.Generator) -> Iterator[bytes]:
    for start in rng.integers(0, max(1, len(data) - _LONGER_BYTES), _KEYS_PER_FRAME).tolist():
        piece = data[start : start + _LONGER_BYTES]
        if len(set(piece[:_KEY_BYTES])) >= _LEAST_DISTINCT:
            yield piece


def _base64(piece: bytes) -> Iterator[bytes]:
    for shift in range(3):
        yield base64.b64encode(piece[shift : shift + 12])


def _sieved(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return words >> np.uint64(64 - _SIEVE_BITS)


def _whole(size: int) -> int:
    return size // _KEY_BYTES * _KEY_BYTES


def _overlapping(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), _AT_ONCE_BYTES):
        yield data[start : start + _AT_ONCE_BYTES + _KEY_BYTES - 1]
