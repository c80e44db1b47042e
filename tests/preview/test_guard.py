"""Nobody sees the page who was not told its address, whatever a browser is made to do."""

from pathlib import Path

import pytest

from compliance.preview.guard import HEADERS, new_token, refusal
from tests.preview.running import Preview

TOKEN = "t0ken"  # noqa: S105
PLAIN = {"host": "127.0.0.1:8719"}


@pytest.mark.parametrize("host", ["127.0.0.1:8719", "localhost:9000", "[::1]:8719", "localhost"])
def test_this_machine_and_the_near_end_of_a_tunnel_may_ask(host: str) -> None:
    assert refusal(f"/{TOKEN}/look", {"host": host}, TOKEN) is None


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/", PLAIN, 404),
        ("/look", PLAIN, 404),
        (f"/{TOKEN}x/look", PLAIN, 404),
        (f"//{TOKEN}/look", PLAIN, 404),
        (f"/{TOKEN}/", {}, 421),
        (f"/{TOKEN}/", {"host": "evil.example:8719"}, 421),
        (f"/{TOKEN}/", {"host": "127.0.0.1.evil.example"}, 421),
        (f"/{TOKEN}/", {"host": "192.168.0.7:8719"}, 421),
        (f"/{TOKEN}/", PLAIN | {"sec-fetch-site": "cross-site"}, 403),
        (f"/{TOKEN}/", PLAIN | {"sec-fetch-site": "same-site"}, 403),
        (f"/{TOKEN}/", PLAIN | {"origin": "http://evil.example"}, 403),
        (f"/{TOKEN}/", PLAIN | {"origin": "http://127.0.0.1:9999"}, 403),
        (f"/{TOKEN}/", PLAIN | {"origin": "null"}, 403),
        (f"/{TOKEN}/areas", PLAIN | {"content-length": "65537"}, 413),
        (f"/{TOKEN}/areas", PLAIN | {"content-length": "-1"}, 413),
        (f"/{TOKEN}/areas", PLAIN | {"transfer-encoding": "chunked"}, 411),
    ],
)
def test_everybody_else_is_refused(path: str, headers: dict[str, str], status: int) -> None:
    assert refusal(path, headers, TOKEN) == status


def test_the_pages_own_requests_pass() -> None:
    own = PLAIN | {"origin": "http://127.0.0.1:8719", "sec-fetch-site": "same-origin"}
    assert refusal(f"/{TOKEN}/areas", own | {"content-length": "300"}, TOKEN) is None


def test_a_token_is_never_the_same_and_long() -> None:
    assert len({new_token() for _ in range(100)}) == 100
    assert len(new_token()) >= 32


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
