"""Files and devices as they are read, good and bad."""

import itertools
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from compliance.faults import Fault
from compliance.pixels.capture import open_source
from compliance.pixels.opening import opening
from tests.clips import numbered, turned, write_clip
from tests.data import shared_data
from tests.pixels.reading import (
    LOGIN,
    assert_halves,
    device_source,
    fault_of,
    file_source,
    read,
    rtsp_source,
)

DEMO = Path(__file__).parents[2] / "config" / "demo" / "street.mp4"
FOLLOWING = 50
"""Frames up to the second key frame: what is not smoothed adds up to it."""


@pytest.mark.parametrize(
    "name", ["plain.mp4", "plain.mkv", "plain.gif", "full-range.avi", "odd.mp4", "transport.ts"]
)
def test_a_files_frames_come_whole_and_in_their_colours(clips: Path, name: str) -> None:
    frames = read(file_source(clips / name))
    assert len(frames) == 25
    assert [frame.seconds for frame in frames] == pytest.approx(
        [n / 25 for n in range(25)], abs=2e-3
    )
    if not name.endswith("gif"):  # eight bits of colour
        assert_halves(frames[3].full())
        assert_halves(frames[3].small(64, 32))


@pytest.mark.parametrize(
    "name", ["plain.mp4", "plain.mkv", "plain.gif", "full-range.avi", "transport.ts", "raw.h264"]
)
def test_a_file_is_rewound_any_number_of_times(clips: Path, name: str) -> None:
    with open_source(file_source(clips / name), 5.0, 5.0) as stream:
        lengths = []
        for _ in range(3):
            frames = list(stream.frames())
            lengths.append(len(frames))
            assert frames[0].seconds == 0.0
            stream.rewind()
    assert lengths == [25, 25, 25]


def test_blocks_are_not_smoothed_which_hardly_shows() -> None:
    ours = [frame.full().astype(int) for frame in read(file_source(DEMO), FOLLOWING)]
    with av.open(str(DEMO)) as container:
        smoothed = itertools.islice(container.decode(video=0), FOLLOWING)
        pictures = [frame.to_ndarray(format="bgr24").astype(int) for frame in smoothed]
    apart = [np.abs(a - b).mean() for a, b in zip(ours, pictures, strict=True)]
    assert 0.1 < max(apart) < 3


def test_a_recordings_length_and_frames_are_known(clips: Path) -> None:
    with open_source(file_source(clips / "plain.mp4"), 5.0, 5.0) as stream:
        stream.prime()
        assert (stream.width_px, stream.height_px) == (160, 96)
        assert stream.codec == "h264"
        assert stream.frames_per_second == 25
        assert stream.frames_expected == 25
        assert stream.duration_seconds == pytest.approx(1.0)
        assert stream.is_recording


def test_the_primed_frame_is_yielded_first(clips: Path) -> None:
    with open_source(file_source(clips / "long.mp4"), 5.0, 5.0) as stream:
        stream.prime()
        stream.prime()
        brightness = [frame.full().mean() for frame in itertools.islice(stream.frames(), 4)]
    assert brightness == pytest.approx([0, 10, 20, 30], abs=3)


def test_a_frame_outlives_its_stream_and_reading_on_finds_the_end(clips: Path) -> None:
    with open_source(file_source(clips / "plain.mp4"), 5.0, 5.0) as stream:
        frames = stream.frames()
        frame = next(frames)
    assert list(frames) == []
    assert (stream.codec, stream.frames_per_second) == ("h264", 25)
    assert_halves(frame.full())


def test_pictures_are_contiguous_writable_and_of_the_size_asked_for(clips: Path) -> None:
    frame = read(file_source(clips / "odd.mp4"), 1)[0]
    assert (frame.width_px, frame.height_px) == (166, 98)
    for picture, shape in ((frame.full(), (98, 166, 3)), (frame.small(50, 30), (30, 50, 3))):
        assert picture.shape == shape
        assert picture.dtype == np.uint8
        assert picture.flags.c_contiguous
        picture[:] = 0


def test_writing_on_a_small_picture_leaves_the_next_one_clean(clips: Path) -> None:
    frame = read(file_source(clips / "plain.mp4"), 1)[0]
    frame.small(160, 96)[:] = 0
    assert_halves(frame.small(160, 96))
    assert frame.full() is frame.full()


def test_a_recording_turned_on_its_side_is_set_upright(clips: Path, tmp_path: Path) -> None:
    frame = read(file_source(turned(clips / "plain.mp4", tmp_path / "turned.mp4")), 1)[0]
    assert (frame.width_px, frame.height_px) == (96, 160)
    upright = cv2.rotate(frame.full(), cv2.ROTATE_90_COUNTERCLOCKWISE)
    assert_halves(upright)
    assert frame.small(32, 64).shape == (64, 32, 3)


def test_the_shared_clips_are_read_and_rewound() -> None:
    folder = shared_data() / "clips"
    for path in sorted(folder.glob("*.gif")):
        with open_source(file_source(path), 5.0, 5.0) as stream:
            first = [frame.seconds for frame in stream.frames()]
            stream.rewind()
            assert [frame.seconds for frame in stream.frames()] == first
            assert stream.duration_seconds == pytest.approx(first[-1], abs=0.5)


# Bad files


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    assert fault_of(file_source(tmp_path / "none.mp4")).fault is Fault.NOT_FOUND


def test_a_file_of_noise_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "noise.mp4").write_bytes(np.random.default_rng(1).bytes(50_000))
    assert fault_of(file_source(tmp_path / "noise.mp4")).fault is Fault.UNREADABLE


def test_an_empty_file_and_a_folder_are_unreadable(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    assert fault_of(file_source(tmp_path / "empty.mp4")).fault is Fault.UNREADABLE
    assert fault_of(file_source(tmp_path)).fault is Fault.UNREADABLE


def test_a_file_cut_before_its_index_is_unreadable(clips: Path, tmp_path: Path) -> None:
    data = (clips / "plain.mp4").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(data[: len(data) // 2])
    assert fault_of(file_source(tmp_path / "cut.mp4")).fault is Fault.UNREADABLE


def test_a_file_cut_short_yields_what_is_there(clips: Path, tmp_path: Path) -> None:
    data = (clips / "long.mp4").with_suffix(".mkv")
    write_clip(data, frames=250, paint=numbered)
    (tmp_path / "cut.mkv").write_bytes(data.read_bytes()[:-4000])
    assert 20 < len(read(file_source(tmp_path / "cut.mkv"))) < 250


def test_a_file_with_sound_only_has_no_video(clips: Path) -> None:
    assert fault_of(file_source(clips / "sound.wav")).fault is Fault.NO_VIDEO


def test_corrupt_packets_are_passed_over(clips: Path, tmp_path: Path) -> None:
    data = bytearray((clips / "full-range.avi").read_bytes())
    for start in _offsets(data, b"00dc")[5:10]:
        data[start + 8 : start + 40] = bytes(32)
    (tmp_path / "corrupt.avi").write_bytes(data)
    assert len(read(file_source(tmp_path / "corrupt.avi"))) >= 20


def test_a_file_nothing_of_which_decodes_is_unreadable(clips: Path, tmp_path: Path) -> None:
    data = bytearray((clips / "full-range.avi").read_bytes())
    for start in _offsets(data, b"00dc"):
        size = int.from_bytes(data[start + 4 : start + 8], "little")
        data[start + 8 : start + 8 + size] = bytes(size)
    (tmp_path / "dead.avi").write_bytes(data)
    assert fault_of(file_source(tmp_path / "dead.avi")).fault is Fault.UNREADABLE


def _offsets(data: bytes, mark: bytes) -> list[int]:
    index = data.index(b"idx1") if b"idx1" in data else len(data)
    found, at = [], data.find(mark, data.index(b"movi"))
    while 0 <= at < index:
        found.append(at)
        at = data.find(mark, at + 4)
    return found


def test_a_playlist_is_refused(clips: Path, tmp_path: Path) -> None:
    lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:1", "#EXTINF:1,", "transport.ts", "#EXT-X-ENDLIST"]
    (tmp_path / "transport.ts").write_bytes((clips / "transport.ts").read_bytes())
    (tmp_path / "list.m3u8").write_text("\n".join(lines))
    fault = fault_of(file_source(tmp_path / "list.m3u8"))
    assert fault.fault is Fault.UNREADABLE
    assert "playlist" in fault.message


# Devices


def test_a_missing_device_is_not_found() -> None:
    assert fault_of(device_source("/dev/video99")).fault is Fault.NOT_FOUND


def test_a_device_is_opened_as_video4linux() -> None:
    assert opening(device_source("/dev/video0")).format == "video4linux2,v4l2"


def test_a_generated_picture_stands_in_for_a_device() -> None:
    frames = read(device_source("lavfi:testsrc=size=320x240:rate=10"), 5)
    assert [frame.seconds for frame in frames] == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])
    assert frames[0].full().shape == (240, 320, 3)


def test_an_address_never_shows_itself() -> None:
    assert "p%40ss" not in repr(opening(rtsp_source(f"rtsp://{LOGIN}@127.0.0.1/")))
