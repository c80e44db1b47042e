"""A pixel process that sees simulated passers-by: everything in it is real but camera and judge."""

import json
import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, cast

from compliance.camera import Order
from compliance.evaluation.chaos.clock import SimulatedClock
from compliance.evaluation.chaos.witness import Witness
from compliance.pixels.entry import begin, send
from compliance.tally import Record, Tally

if TYPE_CHECKING:
    from compliance.pixels.frame import Frame
    from compliance.pixels.outcome import Judgement
    from compliance.pixels.tiny import Grey

FRAME_SECONDS = 2.0
"""Simulated, from a frame to the next; somebody passes in each."""
MOST_IN_A_MINUTE = round(60 / FRAME_SECONDS)

_LOOK_BYTES = 1 << 26
"""Asked for at each look, so that a process without memory fails: more than is kept at hand."""


def enter(order: Order, channel: Connection) -> None:
    """Be a pixel process of the simulation. Never returns."""
    begin(order, channel)
    from compliance.pixels.worker import Effects, Eyes, run  # noqa: PLC0415 - as in a real one

    told = json.loads(order.camera.source.address)
    folder = Path(told["folder"])
    clock = SimulatedClock(folder)
    witness = Witness(folder, order.camera.number, told["generation"])

    def attest(record: Record) -> None:
        if isinstance(record, Tally):
            witness.send(record)
        send(record)

    effects = Effects(
        lambda _: Eyes(Street(clock), Onlooker(witness)), wall=clock.wall, monotonic=clock.monotonic
    )
    os._exit(run(order, attest, effects))


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A frame unlike every other."""

    seconds: float
    arrived: float
    is_timed: bool = True
    leap: None = None

    def tiny(self) -> "Grey":
        """Return a picture in which something can be seen."""
        import numpy as np  # noqa: PLC0415 - in pixel processes only

        pattern = np.arange(3600).reshape(45, 80) * (round(self.seconds * 1000) + 7919)
        return cast("Grey", (pattern % 251).astype(np.uint8))


class Street:
    """A stream that never ends."""

    frames_expected = 0
    frames_per_second = 1 / FRAME_SECONDS
    duration_seconds = None

    def __init__(self, clock: SimulatedClock) -> None:
        self._clock = clock

    def frames(self) -> "Iterator[Frame]":
        """Yield a frame whenever one is due."""
        began = self._clock.monotonic()
        while True:
            since = self._clock.monotonic() - began
            number = int(since // FRAME_SECONDS) + 1  # those nobody waited for have passed
            time.sleep(self._clock.real_seconds(number * FRAME_SECONDS - since))
            glimpse = Glimpse(number * FRAME_SECONDS, self._clock.monotonic())
            yield cast("Frame", glimpse)

    def rewind(self) -> None:
        """Do nothing: it has no beginning."""

    def catch_up(self, behind_seconds: float) -> None:
        """Go on, frame by frame: they cost nothing."""


class Onlooker:
    """A judge who sees somebody in every frame, and swears to it."""

    def __init__(self, witness: Witness) -> None:
        from compliance.pixels.outcome import (  # noqa: PLC0415 - in pixel processes only
            Judgement,
            Outcome,
        )

        self._witness = witness
        self._chance = random.Random(os.getpid())  # noqa: S311 - a street, not a secret
        self._seen = [Judgement(outcome, None) for outcome in Outcome]

    def analyse(self, frame: "Frame", at_seconds: float) -> "tuple[Judgement, ...]":  # noqa: ARG002
        """Return who passed."""
        import numpy as np  # noqa: PLC0415 - in pixel processes only

        np.empty(_LOOK_BYTES, np.uint8)
        judgement = self._chance.choice(self._seen)
        self._witness.see(judgement.outcome.value)
        return (judgement,)

    def finish(self) -> "tuple[Judgement, ...]":
        """Return nobody: who passed was told of at once."""
        return ()
