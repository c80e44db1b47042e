"""A simulated camera: an RTSP server whose film goes on whether anybody watches or not.

`python -m compliance.evaluation.soak.camera PORT FILM` is one, until it is killed. SIGUSR1 makes
its pictures garbage, and good again; SIGUSR2 breaks even the framing of what it sends.
"""

import asyncio
import base64
import random
import signal
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from compliance.evaluation.soak.film import Film, Picture, read_film
from compliance.evaluation.soak.rtp import description, framed, payloads
from compliance.evaluation.soak.stamps import Stamps

_NOISE_BYTES = 4000


@dataclass(slots=True)
class Behaviour:
    """How the camera is now."""

    film: Film
    login: str
    """user:password, empty for everybody."""
    stamps: Stamps
    epoch: float
    """When the film began, in seconds since 1970, so that a restart loses no place in it."""
    is_garbage: bool = False
    is_noise: bool = False


async def serve(behaviour: Behaviour, port: int) -> None:
    """Be a camera until cancelled."""
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGUSR1, _toggle_garbage, behaviour)
    loop.add_signal_handler(signal.SIGUSR2, _make_noise, behaviour)
    server = await asyncio.start_server(
        lambda reader, writer: _Session(behaviour, reader, writer).run(), "127.0.0.1", port
    )
    async with server:
        await server.serve_forever()


def _toggle_garbage(behaviour: Behaviour) -> None:
    behaviour.is_garbage = not behaviour.is_garbage


def _make_noise(behaviour: Behaviour) -> None:
    behaviour.is_noise = True


class _Session:
    """One client."""

    def __init__(
        self, behaviour: Behaviour, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._behaviour, self._reader, self._writer = behaviour, reader, writer
        self._player: asyncio.Task[None] | None = None
        self._chance = random.Random(1)  # noqa: S311 - noise, not a secret
        self._sequence = 0

    async def run(self) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while True:
                head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                self._answer(head)
        if self._player:
            self._player.cancel()
        self._writer.close()

    def _answer(self, head: str) -> None:
        request, *lines = head.split("\r\n")
        method, address, *_ = request.split(" ")
        fields = {n.strip().lower(): v.strip() for n, _, v in (x.partition(":") for x in lines)}
        number = fields.get("cseq", "0")
        wanted = "Basic " + base64.b64encode(self._behaviour.login.encode()).decode()
        if self._behaviour.login and fields.get("authorization") != wanted:
            self._say("401 Unauthorized", number, ['WWW-Authenticate: Basic realm="camera"'])
        elif method == "DESCRIBE":
            body = description(self._behaviour.film.codec)
            kind = ["Content-Type: application/sdp", f"Content-Base: {address}/"]
            self._say("200 OK", number, kind, body)
        elif method == "SETUP":
            transport = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1"
            self._say("200 OK", number, [transport, "Session: 1;timeout=60"])
        else:
            offer = ["Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN", "Session: 1"]
            self._say("200 OK", number, offer)
        if method == "PLAY" and self._player is None:
            self._player = asyncio.create_task(self._play())

    def _say(self, status: str, number: str, lines: list[str], body: str = "") -> None:
        head = [f"RTSP/1.0 {status}", f"CSeq: {number}", *lines, f"Content-Length: {len(body)}"]
        self._writer.write(("\r\n".join(head) + "\r\n\r\n" + body).encode())

    async def _play(self) -> None:
        with suppress(OSError):
            began: float | None = None
            for due, shown, picture in live(self._behaviour.film, self._behaviour.epoch):
                await asyncio.sleep(max(0.0, due - time.time()))
                if began is None and not picture.is_key:
                    continue
                began = shown if began is None else began
                self._send(picture, self._behaviour.stamps.of(shown - began))
                await self._writer.drain()

    def _send(self, picture: Picture, stamp: int) -> None:
        if self._behaviour.is_noise:
            self._writer.write(self._chance.randbytes(_NOISE_BYTES))
            return
        codec = self._behaviour.film.codec
        pieces = [piece for unit in picture.units for piece in payloads(codec, unit)]
        for number, piece in enumerate(pieces):
            body = self._chance.randbytes(len(piece)) if self._behaviour.is_garbage else piece
            is_last = number == len(pieces) - 1
            self._writer.write(framed(body, self._sequence, stamp, is_last=is_last))
            self._sequence += 1


def live(film: Film, epoch: float) -> Iterator[tuple[float, float, Picture]]:
    """Yield every picture from now on: when it is sent, when it is shown, and the picture.

    Times are in seconds since 1970.
    """
    begun = int(max(0.0, time.time() - epoch) // film.seconds)
    now = time.time()
    while True:
        start = epoch + begun * film.seconds
        for picture in film.pictures:
            if start + picture.sent_seconds >= now:
                yield start + picture.sent_seconds, start + picture.shown_seconds, picture
        begun += 1


def _arguments() -> Namespace:
    parser = ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("film", type=Path)
    parser.add_argument("--login", default="")
    parser.add_argument("--stamps", type=Stamps, default=Stamps.STEADY)
    parser.add_argument("--epoch", type=float, default=0.0)
    return parser.parse_args()


if __name__ == "__main__":
    asked = _arguments()
    camera = Behaviour(read_film(asked.film), asked.login, asked.stamps, asked.epoch)
    asyncio.run(serve(camera, asked.port))
