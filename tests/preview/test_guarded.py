"""The running preview answers nobody who was not told its address."""

from pathlib import Path

import pytest

from compliance.attended.guard import HEADERS
from tests.preview.running import Preview


def test_the_running_server_refuses_as_well(demo: Preview) -> None:
    picture = f"{demo.path}look"
    for path, headers, status in (
        ("/", {}, 404),
        (picture, {"Host": "evil.example"}, 421),
        (picture, {"Sec_Fetch_Site": "cross-site"}, 403),
        (f"{demo.path}../look", {}, 404),
        ("/docs", {}, 404),
        ("/openapi.json", {}, 404),
    ):
        answer, data = demo.ask(path, **headers)
        assert (answer.status, path) == (status, path)
        assert b"JFIF" not in data


@pytest.mark.parametrize("name", ["", "about", "look", "page.js", "draw.js", "page.css"])
def test_every_answer_is_kept_by_nobody(demo: Preview, name: str) -> None:
    answer, _ = demo.ask(f"{demo.path}{name}")
    assert answer.status == 200
    assert {key: answer.headers[key] for key in HEADERS} == HEADERS


def test_only_this_machine_is_listened_to(demo: Preview) -> None:
    listening = [
        line.split()[1]
        for table in ("tcp", "tcp6")
        for line in Path("/proc/net", table).read_text().splitlines()[1:]
        if line.split()[3] == "0A" and line.split()[1].endswith(f":{demo.port:04X}")
    ]
    assert listening == [f"0100007F:{demo.port:04X}"]


def test_areas_that_cannot_be_are_refused_in_words(demo: Preview) -> None:
    answer, data = demo.ask(f"{demo.path}areas", method="POST", body='{"include": [[[0, 0]]]}')
    assert answer.status == 422
    assert b"at least 3" in data


def test_an_area_that_crosses_itself_is_refused_and_not_printed(demo: Preview) -> None:
    body = '{"exclude": [[[0, 0], [1, 1], [1, 0], [0, 1]]]}'
    answer, data = demo.ask(f"{demo.path}areas?is_told=true", method="POST", body=body)
    assert answer.status == 422
    assert b"exclude[0]: crosses or touches itself" in data
