"""Cameras come and go under a running supervisor, with real processes."""

from dataclasses import replace

from compliance.camera import Camera
from compliance.faults import Fault
from tests.counts.test_supervisor import minutes, supervised
from tests.fakes import RememberingSink, Script, a_camera, recorded, until
from tests.processes import is_named, pixel_processes

GOING_ON = Script(frames=99_999, delay_seconds=0.01)


def pid_of(camera: Camera) -> int | None:
    found = [pid for pid in pixel_processes() if is_named(pid, f"pixels-{camera.number}\n")]
    return found[0] if len(found) == 1 else None


def test_a_camera_that_stays_keeps_its_process_while_others_come_and_go() -> None:
    stays, goes, comes = (a_camera(GOING_ON, number=n) for n in range(3))
    sink = RememberingSink()
    with supervised(stays, goes, sink=sink) as supervisor:
        assert until(lambda: pid_of(stays) and pid_of(goes))
        kept = pid_of(stays)
        assert until(lambda: {h.camera for h in sink.healths} == {0, 1})
        supervisor.change((comes, stays))
        assert until(lambda: pid_of(comes) and not pid_of(goes))
        assert pid_of(stays) == kept
        supervisor.change((stays,))
        assert until(lambda: not pid_of(comes))
        assert pid_of(stays) == kept
    # One more where a minute ended meanwhile.
    assert 1 <= len(sink.of(1)) <= 2, "its last words"
    assert 1 <= len(sink.of(0)) <= 2, "as at any stop, and no sooner"
    assert sink.faults == []


def test_a_changed_camera_begins_when_all_it_counted_before_is_delivered() -> None:
    before = recorded(Script(frames=99_999), loop=True)
    after = replace(recorded(Script(frames=600), number=1), name=before.name)
    sink = RememberingSink(refusals=8)
    order: list[tuple[int, bool]] = []
    with supervised(before, sink=sink) as supervisor:
        assert until(lambda: len(sink.of(0)) > 3)
        supervisor.change((after,))
        assert until(lambda: sink.ends == [1])
        order = [(number, bool(sink.of(number))) for number in (0, 1)]
    assert order == [(0, True), (1, True)]
    assert minutes(sink.of(0)) == list(range(len(sink.of(0))))
    assert sink.passages(1) == 601
    assert Fault.CRASHED not in sink.faults


def test_who_is_taken_away_while_the_store_refuses_is_delivered_later() -> None:
    goes, stays = recorded(Script(frames=99_999), loop=True), a_camera(GOING_ON, number=1)
    sink = RememberingSink()
    with supervised(goes, stays, sink=sink) as supervisor:
        assert until(lambda: len(sink.of(0)) > 1)
        sink.refusals = 3
        supervisor.change((stays,))
        assert until(lambda: not pid_of(goes))
        assert until(lambda: not sink.refusals)
        assert until(lambda: sink.stops)
    told = sink.of(0)
    assert [tally.sequence for tally in told] == list(range(len(told)))


def test_the_last_of_several_quick_changes_counts() -> None:
    first, second, third = (replace(a_camera(GOING_ON, number=n), name="door") for n in range(3))
    with supervised(first, sink=RememberingSink()) as supervisor:
        assert until(lambda: pid_of(first))
        for cameras in ((second,), (third,)):
            supervisor.change(cameras)
        assert until(lambda: pid_of(third) and not pid_of(first))
        assert not pid_of(second)
