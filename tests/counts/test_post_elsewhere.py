"""A pixel process whose camera another machine takes over."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from compliance.camera import Order
from compliance.counts.post import Effects, Post
from compliance.counts.process import start_server
from compliance.faults import Fault
from tests.fakes import RememberingSink, Script, recorded, until
from tests.pixel_fakes import enter_script
from tests.processes import pixel_processes

QUICK = Effects(enter=enter_script, first_wait_seconds=0.05, longest_wait_seconds=0.2)


@pytest.fixture
def sink() -> RememberingSink:
    return RememberingSink()


@pytest.fixture
def post(sink: RememberingSink) -> Iterator[Post]:
    start_server()
    camera = recorded(Script(frames=1_000_000, period_seconds=10, delay_seconds=0.02))
    post = Post(Order(camera, Path(), 0), sink, QUICK)
    yield post
    post.abandon()


def turned(post: Post) -> None:
    post.turn()
    if post.channel:
        post.read()


def test_its_process_ends_counts_no_more_and_begins_again_when_the_camera_is_free(
    post: Post, sink: RememberingSink
) -> None:
    def after_a_turn(condition: Callable[[], bool]) -> bool:
        turned(post)
        return condition()

    assert until(lambda: after_a_turn(lambda: len(sink.of()) > 1))
    sink.is_elsewhere = True
    kept = len(sink.of())
    assert until(lambda: after_a_turn(lambda: sink.states[-1].is_elsewhere))
    assert until(lambda: after_a_turn(lambda: not pixel_processes()))
    assert (post.channel, post.waiting, len(sink.of())) == (None, 0, kept)
    assert (sink.states[-1].is_up, sink.states[-1].fault) == (False, Fault.NONE)
    sink.is_elsewhere = False
    assert until(lambda: after_a_turn(lambda: len(sink.of()) > kept), 40)
    assert not sink.states[-1].is_elsewhere
