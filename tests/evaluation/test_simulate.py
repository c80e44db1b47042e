"""A whole clip: what is written, what is true of it, and the demo that is shipped."""

import hashlib
from fractions import Fraction
from pathlib import Path

import av
import pytest

from compliance.config import load
from compliance.errors import DataError
from compliance.evaluation.street.demo import DEMO, astronaut
from compliance.evaluation.street.plan import StreetSettings, Wears
from compliance.evaluation.street.simulate import simulate
from compliance.evaluation.street.street_truth import read_truth
from tests.street import BRIEF, Street, street

SHIPPED = Path(__file__).parents[2] / "config" / "demo"
TINY = StreetSettings(seconds=16.0, people=1, width_px=160, height_px=90, frames_per_second=5)


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Street:
    return street(tmp_path_factory.mktemp("street"))


def test_the_clip_is_what_cameras_send(brief: Street) -> None:
    with av.open(str(brief.video)) as container:
        stream = container.streams.video[0]
        codec = stream.codec_context
        assert (codec.name, codec.pix_fmt) == ("h264", "yuv420p")
        assert stream.average_rate == Fraction(25)
        assert (stream.width, stream.height) == (640, 360)
        assert sum(1 for _ in container.decode(stream)) == len(brief.truth.frames) == 500


def test_the_truth_on_disk_is_the_truth_returned(brief: Street) -> None:
    read = read_truth(brief.truth_path)
    assert read.outcomes() == brief.truth.outcomes() == dict.fromkeys(Wears, 1)
    assert [len(frame) for frame in read.frames] == [len(frame) for frame in brief.truth.frames]
    for person, true in zip(read.people, brief.truth.people, strict=True):
        assert person.enter_seconds == pytest.approx(true.enter_seconds, abs=0.001)
        assert person.largest_px == pytest.approx(true.largest_px, abs=0.1)


def test_everybody_is_clearly_seen_for_a_while(brief: Street) -> None:
    assert all(person.clear_seconds > 1 for person in brief.truth.people)
    assert all(person.largest_px > 40 for person in brief.truth.people)
    assert all(person.smallest_px < 20 for person in brief.truth.people)


def test_the_clip_ends_as_empty_as_it_began(brief: Street) -> None:
    assert brief.truth.frames[0] == brief.truth.frames[-1] == ()


def test_the_same_settings_give_the_same_bytes(tmp_path: Path) -> None:
    digests = set()
    for name in ("one", "two"):
        video, truth = tmp_path / f"{name}.mp4", tmp_path / "truth.json"
        simulate(TINY, [astronaut()], video, truth)
        digests.add(hashlib.sha256(video.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_progress_is_told_frame_by_frame(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    paths = tmp_path / "a.mp4", tmp_path / "a.json"
    simulate(TINY, [astronaut()], *paths, progress=lambda n, total: told.append((n, total)))
    assert told == [(n, 80) for n in range(1, 81)]


def test_a_place_that_cannot_be_written_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be written"):
        simulate(TINY, [astronaut()], tmp_path / "no" / "a.mp4", tmp_path / "a.json")
    assert list(tmp_path.iterdir()) == []


def test_a_truth_that_cannot_be_understood_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"schema": 99}')
    with pytest.raises(DataError, match="schema 99 is not 1"):
        read_truth(path)


def test_the_demo_shipped_is_the_one_its_settings_describe() -> None:
    truth = read_truth(SHIPPED / "street.truth.json")
    assert len(truth.frames) == DEMO.seconds * DEMO.frames_per_second
    assert sum(truth.outcomes().values()) == DEMO.people
    assert min(truth.outcomes().values()) >= 4
    assert truth.frames[0] == truth.frames[-1] == ()
    assert (SHIPPED / truth.video).stat().st_size < 3_000_000


def test_the_demo_has_people_crossing_before_one_another() -> None:
    truth = read_truth(SHIPPED / "street.truth.json")
    hidden = {
        sighting.person
        for frame in truth.frames
        for sighting in frame
        if sighting.width_px > 24 and sighting.box[0] > 0 and sighting.visible_share < 0.3
    }
    assert len(hidden) >= 2


def test_the_demos_configuration_is_valid() -> None:
    config = load(SHIPPED / "site.toml", {})
    (camera,) = config.cameras
    assert camera.recording is not None
    assert camera.recording.loop
    assert (SHIPPED / camera.source.label).is_file()


def test_the_tests_street_is_brief() -> None:
    assert BRIEF.seconds <= 20
