"""Areas drawn on the page are configuration, or are refused as the configuration refuses them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.camera import Camera, Source, SourceKind
from compliance.config import parse
from compliance.errors import ConfigError
from compliance.preview.areas import Areas, areas_of, read_areas

CAMERA = Camera(0, "door", "site", Source(SourceKind.FILE, "", ""))
TRIANGLE = [[0.1, 0.2], [0.9, 0.25], [0.5, 1.0]]

thousandths = st.integers(0, 1000).map(lambda n: n / 1000)
polygons = st.lists(
    st.tuples(thousandths, thousandths).map(
        lambda corner: [[corner[0] / 2, corner[1] / 2], [1.0, 0.0001], [1.0, 1.0], [0.0, 0.7]]
    ),
    max_size=4,
)


def sent(**areas: object) -> bytes:
    return json.dumps(areas).encode()


def site_with(areas: Areas) -> Camera:
    text = f'site = "a"\n[[cameras]]\nname = "door"\nsource = "rtsp://camera"\n{areas.to_toml()}'
    (camera,) = parse(text, Path("site.toml"), {}).cameras
    return camera


def test_two_lines_to_paste_are_written() -> None:
    areas = read_areas(sent(include=[TRIANGLE]))
    assert areas.to_toml() == (
        "include = [\n  [[0.1, 0.2], [0.9, 0.25], [0.5, 1]],\n]\nexclude = []\n"
    )


@given(polygons, polygons)
def test_what_is_printed_is_what_the_configuration_reads(
    include: list[list[list[float]]], exclude: list[list[list[float]]]
) -> None:
    areas = read_areas(sent(include=include, exclude=exclude))
    assert areas_of(site_with(areas)) == areas
    assert areas_of(areas.applied_to(CAMERA)) == areas


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (sent(include=[[[0, 0], [1, 1]]]), "at least 3"),
        (sent(exclude=[[[0, 0], [0, 1], [2, 0]]]), "between 0 and 1"),
        (sent(include=[[[0, 0], [0.0001, 0], [0, 0.0001]]]), "encloses nothing"),
        (sent(include=[TRIANGLE] * 51), "include"),
        (sent(inside=[TRIANGLE]), "inside"),
        (b"no json", "JSON"),
    ],
)
def test_what_the_configuration_would_refuse_is_refused(data: bytes, word: str) -> None:
    with pytest.raises(ConfigError, match=word):
        read_areas(data)


@given(st.binary(max_size=40))
def test_whatever_is_sent_is_read_or_refused(data: bytes) -> None:
    try:
        read_areas(data)
    except ConfigError as error:
        assert error.message  # noqa: PT017 - either way is right
