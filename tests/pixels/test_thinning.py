"""Frames nobody needs are not decoded where enough remain, and all are where they do not."""

import itertools
from pathlib import Path

import av
import pytest

from compliance.pixels.capture import open_source
from compliance.pixels.thinning import Thinning
from tests.clips import numbered, write_clip
from tests.pixels.reading import rtsp_source
from tests.servers import rtsp_server


@pytest.mark.parametrize(
    ("kept", "sent", "is_thinned"),
    [(1.0, 25.0, True), (0.5, 25.0, True), (0.25, 25.0, False), (0.5, 12.0, False)],
)
def test_twice_the_rate_that_is_wanted_must_remain(
    kept: float, sent: float, *, is_thinned: bool
) -> None:
    thinning = Thinning(sent, wanted_per_second=5.0)
    assert thinning.skip_frame == "NONREF"
    for number in range(100):
        thinning.saw(int((number + 1) * kept) - int(number * kept))
    assert (thinning.skip_frame == "NONREF") is is_thinned


def test_a_camera_that_changes_its_ways_is_noticed_later_too() -> None:
    thinning = Thinning(25.0, 5.0)
    for frames in [1] * 300 + [0] * 100:
        thinning.saw(frames)
    assert thinning.skip_frame == "DEFAULT"


@pytest.mark.parametrize(("b_frames", "fewest", "most"), [(0, 100, 100), (3, 20, 60)])
def test_only_frames_that_others_do_not_need_are_left_out(
    tmp_path: Path, b_frames: int, fewest: int, most: int
) -> None:
    clip = write_clip(tmp_path / "clip.mp4", frames=100, paint=numbered, b_frames=b_frames)
    with av.open(str(clip)) as container:
        video = container.streams.video[0]
        video.codec_context.skip_frame = Thinning(25.0, 5.0).skip_frame
        pictures = list(container.decode(video))
    assert fewest <= len(pictures) <= most
    assert all(not frame.is_corrupt for frame in pictures)


@pytest.mark.parametrize(("b_frames", "is_thinned"), [(0, False), (3, True)])
def test_a_live_stream_is_thinned_where_it_can_be(
    tmp_path: Path, b_frames: int, *, is_thinned: bool
) -> None:
    write_clip(tmp_path / "clip.mp4", frames=250, paint=numbered, b_frames=b_frames)
    with (
        rtsp_server(tmp_path) as server,
        open_source(rtsp_source(server.address("clip.mp4")), 5.0, 5.0) as stream,
    ):
        stream.thin_out(2.0)
        frames = list(itertools.islice(stream.frames(), 31))[1:]  # the first has no stamp
    per_second = (len(frames) - 1) / (frames[-1].seconds - frames[0].seconds)
    assert (per_second < 20) is is_thinned
