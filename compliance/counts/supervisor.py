"""The supervisor: every camera's process is started, believed little, and started again."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from multiprocessing.connection import wait
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from typing import cast

from compliance.camera import Camera, Order
from compliance.counts.crew import Crew
from compliance.counts.overload import Ladder, Patience, State, told, weighed
from compliance.counts.post import Effects, Post
from compliance.counts.process import start_server
from compliance.counts.sink import CameraStatus, Sink
from compliance.counts.strain import Strain, read_times

__all__ = ["CameraStatus", "Effects", "Sink", "Supervisor"]

TURN_SECONDS = 0.1

_REAL, _PATIENCE = Effects(), Patience()

_log = logging.getLogger(__name__)


class Supervisor:
    """Runs one pixel process per camera, from one thread, and outlives them all."""

    def __init__(
        self,
        cameras: Sequence[Camera],
        models: Path,
        sink: Sink,
        *,
        allow_unsandboxed: bool = False,
        effects: Effects = _REAL,
        patience: Patience = _PATIENCE,
    ) -> None:
        self._crew = Crew(
            cameras, lambda camera: Post(Order(camera, models, 0, allow_unsandboxed), sink, effects)
        )
        self._changes = SimpleQueue[tuple[Camera, ...]]()
        self._ladder, self._patience, self._overload = Ladder(cameras), patience, State()
        self._strain, self._weigh_at = Strain(read_times()), 0.0
        self._monotonic = effects.monotonic
        self._stop = Event()
        self._finished = Event()
        self._pause = Event()  # never set
        self._deadline = float("inf")
        self._thread = Thread(target=self._work, name="supervisor", daemon=True)
        self._troubled: set[Post] = set()
        self.ticked_seconds = effects.monotonic()
        """When the supervisor last went round, in monotonic seconds; proof that it lives."""

    def start(self) -> None:
        """Start the processes, and go on in a thread of its own."""
        start_server()
        self._thread.start()

    def change(self, cameras: Sequence[Camera]) -> None:
        """Run these cameras from now on, in the configuration's order; returns at once.

        One that is equal to a camera at work keeps its process. One that is not wanted any more
        is asked to end, and what it counted is delivered.
        """
        self._changes.put(tuple(cameras))

    def wait(self, timeout_seconds: float | None = None) -> bool:
        """Wait until every camera is a recording that ended, all delivered; False: not yet."""
        return self._finished.wait(timeout_seconds)

    def stop(self, deadline_seconds: float = 4.0) -> int:
        """End the processes, deliver what they counted, and return the tallies that could not be.

        What cannot be done by the deadline is left.
        """
        self._deadline = self._monotonic() + deadline_seconds
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(deadline_seconds + 1.0)
        return sum(post.waiting for post in self._crew.everyone)

    def _work(self) -> None:
        while not self._stop.is_set():
            self._take_changes()
            self._go_round()
        for post in self._crew.everyone:
            self._try(post, post.stop)
        while not self._is_done() and self._monotonic() < self._deadline:
            self._go_round()
        for post in self._crew.everyone:
            self._try(post, post.abandon)

    def _is_done(self) -> bool:
        return all(post.is_at_rest for post in self._crew.everyone)

    def _go_round(self) -> None:
        """Give every post its turn, and read whoever has something to say."""
        self.ticked_seconds = self._monotonic()
        everyone = self._crew.everyone
        for post in everyone:
            self._try(post, post.turn)
        if self.ticked_seconds >= self._weigh_at:
            self._weigh_at = self.ticked_seconds + self._patience.period
            self._weigh(self.ticked_seconds)
        if everyone and all(post.is_finished for post in everyone):
            self._finished.set()
        channels = {post.channel.fileno(): post for post in everyone if post.channel}
        if not channels:
            self._pause.wait(TURN_SECONDS)
        for ready in wait(list(channels), TURN_SECONDS) if channels else ():
            post = channels[cast(int, ready)]
            self._try(post, post.read)

    def _take_changes(self) -> None:
        """Have posts end and begin as the cameras that are wanted change."""
        while not self._changes.empty():
            cameras = self._changes.get()
            for post in self._crew.change(cameras):
                self._try(post, post.stop)
            self._ladder = Ladder(cameras)
            rung = min(self._overload.rung, self._ladder.top)
            self._overload = replace(self._overload, rung=rung)
        self._crew.settle()

    def _weigh(self, now: float) -> None:
        """Look how the last period went, and do what the machine's load asks for."""
        samples = {post.camera.number: post.sample for post in self._crew.posts}
        up = {n: sample for n, sample in samples.items() if sample}
        evidence = self._strain.evidence(up, read_times())
        before = self._ladder.rungs[self._overload.rung]
        self._overload = weighed(self._overload, evidence, now, self._ladder, self._patience)
        after = self._ladder.rungs[self._overload.rung]
        if after != before:
            names = {camera.number: camera.name for camera in self._crew.cameras}
            _log.warning(told(before, after, names))
        for post in self._crew.posts:
            self._try(post, partial(post.keep, after))

    def _try(self, post: Post, act: Callable[[], None]) -> None:
        """Keep one camera's trouble from the others."""
        try:
            act()
        except Exception:  # noqa: BLE001 - a fault of our own must not end the supervision
            if post not in self._troubled:
                _log.exception("an unexpected fault in supervision")
            self._troubled.add(post)
