from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from compliance.camera import Camera, Recording
from compliance.counts.buckets import Counts
from compliance.counts.ledger import Ledger, RecordingClocks
from compliance.counts.sink import CameraStatus
from compliance.errors import ElsewhereError, StoreError
from compliance.faults import Fault
from compliance.sight import Sight, explain
from compliance.sureness import Sureness
from compliance.tally import Health, Tally
from tests.fakes import START, START_MINUTE, a_camera

LIVE = a_camera()
FIRST, SECOND = (a_camera(number=n, recording=Recording(START)) for n in (1, 2))
SURENESS = Sureness(1, 0, 0, 2, 0, 3)
TALLY = Tally(0, 7, START_MINUTE, 60_000, 3, 1, 2, 1, SURENESS)


class FakeBook:
    def __init__(self) -> None:
        self.entered: list[tuple[str, str, int, datetime, Counts, int, Sureness]] = []
        self.is_full = False

    def next_sequence(self, camera: str) -> int:
        return len(camera)

    def add(
        self,
        area: str,
        camera: str,
        sequence: int,
        at: datetime,
        counts: Counts,
        observed_ms: int,
        sureness: Sureness,
    ) -> bool:
        if self.is_full:
            raise StoreError("the disk is full")
        self.entered.append((area, camera, sequence, at, counts, observed_ms, sureness))
        return True


class FakeCalendar:
    def __init__(self) -> None:
        self.advanced: list[datetime] = []
        self.finished: list[str] = []

    def advance(self, area: str, recording_time: datetime) -> None:
        assert area == "site"
        self.advanced.append(recording_time)

    def finish(self, area: str) -> None:
        self.finished.append(area)


class FakeGauges:
    def __init__(self) -> None:
        self.errors = 0
        self.statuses: list[CameraStatus] = []

    def observe_health(self, camera: Camera, health: Health) -> None:
        raise NotImplementedError

    def observe_status(self, camera: Camera, status: CameraStatus) -> None:
        assert camera.name
        self.statuses.append(status)

    def count_store_error(self) -> None:
        self.errors += 1


@pytest.fixture
def book() -> FakeBook:
    return FakeBook()


@pytest.fixture
def calendar() -> FakeCalendar:
    return FakeCalendar()


@pytest.fixture
def gauges() -> FakeGauges:
    return FakeGauges()


@pytest.fixture
def ledger(book: FakeBook, calendar: FakeCalendar, gauges: FakeGauges) -> Ledger:
    return Ledger(book, calendar, gauges, (LIVE, FIRST, SECOND))


def test_a_tally_is_entered_under_its_area_with_its_minute(ledger: Ledger, book: FakeBook) -> None:
    ledger.tally(LIVE, TALLY)
    entered = ("site", "camera-0", 7, START, Counts(3, 1, 2, 1), 60_000, SURENESS)
    assert book.entered == [entered]


def test_a_live_tally_leaves_the_closing_to_the_clock(
    ledger: Ledger, calendar: FakeCalendar
) -> None:
    ledger.tally(LIVE, TALLY)
    assert calendar.advanced == []


def test_an_area_has_come_as_far_as_its_slowest_recording(
    ledger: Ledger, calendar: FakeCalendar
) -> None:
    ledger.tally(FIRST, replace(TALLY, minute=START_MINUTE + 30))
    ledger.tally(SECOND, replace(TALLY, minute=START_MINUTE + 10))
    assert calendar.advanced == [START, START + timedelta(minutes=10)]


def test_an_area_is_finished_when_its_last_recording_ends(
    ledger: Ledger, calendar: FakeCalendar
) -> None:
    ledger.ended(FIRST)
    assert calendar.finished == []
    ledger.ended(SECOND)
    assert calendar.finished == ["site"]


def test_a_tally_that_cannot_be_written_is_counted_told_and_handed_back(
    ledger: Ledger, book: FakeBook, gauges: FakeGauges
) -> None:
    book.is_full = True
    with pytest.raises(StoreError):
        ledger.tally(LIVE, TALLY)
    assert gauges.errors == 1
    assert "the disk is full" in ledger.against_readiness()
    book.is_full = False
    ledger.tally(LIVE, TALLY)
    assert "the disk is full" not in ledger.against_readiness()


def test_readiness_names_each_camera_that_is_down_when_none_is_up(ledger: Ledger) -> None:
    ledger.state(LIVE, a_status(Fault.REFUSED))
    reasons = " ".join(ledger.against_readiness())
    assert "camera-0: the connection was refused" in reasons


def test_one_camera_that_is_up_is_enough_to_be_ready(ledger: Ledger) -> None:
    ledger.state(FIRST, a_status(Fault.REFUSED))
    ledger.state(LIVE, a_status())
    assert ledger.against_readiness() == []


@pytest.mark.parametrize("sight", [Sight.BLACK, Sight.COVERED, Sight.FROZEN])
def test_a_site_whose_only_camera_is_blind_is_not_ready_and_says_why(
    ledger: Ledger, sight: Sight
) -> None:
    ledger.state(LIVE, CameraStatus(is_up=True, sight=sight))
    assert f"camera-0: {explain(sight)}" in ledger.against_readiness()


def test_a_camera_that_delivers_badly_still_counts(ledger: Ledger) -> None:
    ledger.state(LIVE, CameraStatus(is_up=True, sight=Sight.SPARSE))
    assert ledger.against_readiness() == []


def test_a_camera_that_was_stopped_for_want_of_time_is_named_so(ledger: Ledger) -> None:
    ledger.state(LIVE, CameraStatus(is_shed=True))
    assert "camera-0: it is stopped until the machine has time again" in ledger.against_readiness()


def test_a_recording_that_ended_holds_its_area_back_no_longer() -> None:
    clocks = RecordingClocks((FIRST, SECOND))
    assert clocks.reach(FIRST, START + timedelta(hours=1)) == START
    assert not clocks.end(SECOND)
    later = datetime(2026, 1, 5, 12, tzinfo=UTC)
    assert clocks.reach(FIRST, later) == later


def a_status(fault: Fault = Fault.NONE) -> CameraStatus:
    return CameraStatus(fault is Fault.NONE, 0, fault)


def test_what_a_camera_that_was_taken_away_still_delivers_is_entered_and_holds_nobody_up() -> None:
    book, calendar, gauges = FakeBook(), FakeCalendar(), FakeGauges()
    ledger = Ledger(book, calendar, gauges, (FIRST, SECOND))
    later = replace(TALLY, minute=START_MINUTE + 10)
    ledger.tally(SECOND, later)
    ledger.change((SECOND,))
    ledger.tally(FIRST, TALLY)
    ledger.tally(SECOND, replace(later, minute=START_MINUTE + 11))
    assert [camera for _, camera, *_ in book.entered] == ["camera-2", "camera-1", "camera-2"]
    assert calendar.advanced == [START, START + timedelta(minutes=11)]
    ledger.ended(FIRST)
    assert calendar.finished == []


def test_a_camera_that_was_taken_away_is_told_of_no_more() -> None:
    ledger = Ledger(FakeBook(), FakeCalendar(), FakeGauges(), (LIVE, FIRST))
    ledger.state(LIVE, CameraStatus(is_up=True))
    ledger.change((FIRST,))
    ledger.state(LIVE, CameraStatus(is_up=True))
    assert [state.name for state in ledger.camera_states()] == ["camera-1"]
    assert "no camera is up and sees" in ledger.against_readiness()


def test_a_recording_that_has_ended_stays_so_whoever_comes() -> None:
    calendar = FakeCalendar()
    ledger = Ledger(FakeBook(), calendar, FakeGauges(), (FIRST,))
    ledger.ended(FIRST)
    ledger.change((FIRST, SECOND))
    ledger.tally(SECOND, replace(TALLY, minute=START_MINUTE + 5))
    assert calendar.advanced == [START + timedelta(minutes=5)]
    ledger.ended(SECOND)
    assert calendar.finished == ["site", "site"]


def test_a_machine_whose_cameras_are_all_elsewhere_stands_ready() -> None:
    ledger = Ledger(FakeBook(), FakeCalendar(), FakeGauges(), (LIVE, FIRST))
    ledger.state(LIVE, CameraStatus(is_elsewhere=True))
    assert ledger.against_readiness() == []
    ledger.state(FIRST, a_status(Fault.REFUSED))
    assert "no camera is up and sees" in ledger.against_readiness()
    assert ledger.camera_states()[0].says == "another machine counts it, and this one stands by"


def test_a_camera_is_claimed_before_its_tallies_are_numbered() -> None:
    def refuse(camera: Camera) -> None:
        raise ElsewhereError(camera.name)

    ledger = Ledger(FakeBook(), FakeCalendar(), FakeGauges(), (LIVE,), refuse)
    ledger.fail(StoreError("the server is away"))
    assert "the server is away" in ledger.against_readiness()
    with pytest.raises(ElsewhereError, match="camera-0"):
        ledger.next_sequence(LIVE)
    assert "the server is away" not in ledger.against_readiness()
