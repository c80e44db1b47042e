"""Real pixel processes on a machine that is short of time."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from compliance.camera import Order
from compliance.counts.overload import Measures, Patience
from compliance.counts.post import Effects, Post
from compliance.counts.process import start_server
from compliance.counts.supervisor import Supervisor
from compliance.faults import Fault
from compliance.tally import Health
from tests.fakes import RememberingSink, Script, a_camera, until
from tests.pixel_fakes import enter_script
from tests.processes import pixel_processes

QUICK = Effects(enter=enter_script, first_wait_seconds=0.05, longest_wait_seconds=0.2)
HURRIED = Patience(period=2.5, hold=2.5, calm=4.0)
pytestmark = pytest.mark.alone  # it times frames
CAMERA = Script(frames=9999, period_seconds=0.04, is_clocked=True)


def rate(healths: list[Health]) -> float:
    """Return the frames analysed per second from the first record to the last."""
    first, last = healths[0], healths[-1]
    return (last.analysed - first.analysed) / (2 * (last.sequence - first.sequence))


def test_the_rate_falls_for_all_while_judging_is_slow_with_a_lag_below_a_second() -> None:
    script = replace(CAMERA, slow_until=time.monotonic() + 12, slow_seconds=0.4)
    cameras = [a_camera(script, number=n, analysed_per_second=3.0) for n in range(2)]
    sink = RememberingSink()
    supervisor = Supervisor(cameras, Path(), sink, effects=QUICK, patience=HURRIED)
    supervisor.start()
    try:
        assert until(lambda: [s.analysed_share for s in sink.states[-2:]] == [0.7, 0.7])
        assert until(lambda: [s.analysed_share for s in sink.states[-2:]] == [1.0, 1.0])
    finally:
        supervisor.stop()
    assert max(health.lag_ms for health in sink.healths) <= 1000
    assert not sink.faults


@dataclass
class Posted:
    """A camera under supervision, turned by hand."""

    post: Post
    sink: RememberingSink

    def turn_until(self, condition: Callable[[], object]) -> bool:
        def turned() -> object:
            self.post.turn()
            if self.post.channel:
                self.post.read()
            return condition()

        return until(turned)


@pytest.fixture
def posted() -> Iterator[Posted]:
    start_server()
    sink = RememberingSink()
    post = Post(Order(a_camera(CAMERA), Path(), 0), sink, QUICK)
    yield Posted(post, sink)
    post.abandon()


def test_a_camera_is_stopped_with_all_it_counted_and_started_again(posted: Posted) -> None:
    post, sink = posted.post, posted.sink
    assert posted.turn_until(lambda: sink.healths and sink.healths[-1].analysed >= 3)
    post.keep(Measures(3, (0,)))
    assert posted.turn_until(lambda: sink.stops)
    assert posted.turn_until(lambda: sink.states[-1].is_shed and not pixel_processes())
    assert sink.states[-1].fault is Fault.NONE
    ((analysed, passages),) = sink.stops
    assert passages == analysed + 1
    post.turn()
    assert not pixel_processes()
    post.keep(Measures(3))
    assert posted.turn_until(lambda: sink.states[-1].is_up)


def test_a_process_keeps_the_step_that_is_in_force_when_it_starts_and_takes_each_new_one(
    posted: Posted,
) -> None:
    sink = posted.sink
    posted.post.keep(Measures(3))
    assert posted.turn_until(lambda: len(sink.healths) >= 4)
    assert rate(sink.healths[1:]) == pytest.approx(2, abs=0.6)
    posted.post.keep(Measures(0))
    count = len(sink.healths)
    assert posted.turn_until(lambda: len(sink.healths) >= count + 3)
    assert rate(sink.healths[count:]) == pytest.approx(5, abs=0.8)
