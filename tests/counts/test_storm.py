from compliance.counts.storm import REMINDER_SECONDS, Storm
from compliance.faults import Fault, explain


def test_many_like_failures_are_one_line() -> None:
    storm = Storm("door")
    lines = [storm.add(Fault.REFUSED, at) for at in range(100)]
    assert lines[0] == f"camera door: {explain(Fault.REFUSED)}; it is tried again"
    assert lines[1:] == [None] * 99


def test_failures_that_go_on_are_summed_up_once_an_hour() -> None:
    storm = Storm("door")
    lines = [storm.add(Fault.REFUSED, at) for at in range(0, int(REMINDER_SECONDS) + 60, 60)]
    said = [line for line in lines if line]
    assert len(said) == 2
    assert "60 failures, last: the connection was refused" in said[1]


def test_another_kind_of_failure_is_said_at_once() -> None:
    storm = Storm("door")
    storm.add(Fault.REFUSED, 0)
    assert storm.add(Fault.UNAUTHORISED, 1)


def test_the_end_of_a_storm_says_how_many_there_were() -> None:
    storm = Storm("door")
    for at in range(37):
        storm.add(Fault.STALLED, at)
    assert storm.end() == "camera door: works again after 37 failures"
    assert storm.end() is None
