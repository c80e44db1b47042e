"""What the audit's server answers, over real HTTP."""

import json
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest

from compliance.attended.guard import HEADERS
from compliance.counts.buckets import Counts
from tests.audit.places import BUCKET, FIRST, MODELS, TOKEN, Place, place
from tests.counts.auditing.made import OTHERS


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Place]:
    with place(tmp_path, ("door", "lift")) as made:
        yield made


def ask(
    here: Place, path: str, *, method: str = "GET", body: object = None, **headers: str
) -> tuple[int, bytes, dict[str, str]]:
    connection = HTTPConnection("127.0.0.1", here.port, timeout=30)
    sent = None if body is None else json.dumps(body)
    connection.request(method, path, sent, headers)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, data, dict(answer.headers)


def hand_in(here: Place, **changes: object) -> tuple[int, object]:
    interval = {"camera": "door", "start": int(FIRST.timestamp()), "seconds": 1200}
    counts = {"mask": 6, "incorrect": 1, "no_mask": 2}
    path = f"/{TOKEN}/intervals"
    status, data, _ = ask(here, path, method="POST", body=interval | counts | changes)
    return status, json.loads(data)["answer"] if status in (200, 409) else data.decode()


def about(here: Place) -> dict[str, object]:
    status, data, _ = ask(here, f"/{TOKEN}/about")
    assert status == 200
    told: dict[str, object] = json.loads(data)
    return told


def test_the_place_and_the_time_are_told(here: Place) -> None:
    assert about(here) == {
        "site": "lyon", "area": "hall", "cameras": ["door", "lift"], "seconds": 1200,
        "compared": 0, "needed": 8, "released_until": None,
        "now_ms": int(here.now.timestamp() * 1000),
    }  # fmt: skip


def test_an_interval_is_kept_once_it_is_over_and_the_area_counts(here: Place) -> None:
    assert hand_in(here) == (409, "too early")
    here.now = FIRST + BUCKET
    assert hand_in(here) == (409, "no area")
    here.count(FIRST, Counts(5, 1, 2))
    assert hand_in(here) == (200, "kept")
    assert hand_in(here) == (200, "before")
    assert hand_in(here, mask=7) == (200, "before")
    assert [audit.seen for audit in here.kept] == [Counts(6, 1, 2)]


def test_what_was_compared_is_told_by_its_number_alone(here: Place) -> None:
    here.now = FIRST + BUCKET
    here.count(FIRST, Counts(5, 1, 2))
    hand_in(here)
    hand_in(here, camera="lift")
    here.work(FIRST + BUCKET + timedelta(minutes=2))
    told = about(here)
    assert (told["compared"], told["released_until"]) == (1, int((FIRST + BUCKET).timestamp()))
    [pair] = here.store.pairs()
    assert pair.seen == Counts(12, 2, 4)
    assert pair.models == MODELS != OTHERS


def test_nobody_is_answered_who_was_not_told_the_address(here: Place) -> None:
    for path, headers, status in (
        ("/", {}, 404),
        ("/about", {}, 404),
        (f"/{TOKEN}x/about", {}, 404),
        (f"/{TOKEN}/about", {"Host": "evil.example"}, 421),
        (f"/{TOKEN}/about", {"Sec-Fetch-Site": "cross-site"}, 403),
        (f"/{TOKEN}/../about", {}, 404),
        ("/openapi.json", {}, 404),
    ):
        assert ask(here, path, **headers)[0] == status


SCRIPTS = ("page", "book", "clock", "post", "press", "view", "worker")


@pytest.mark.parametrize("name", ["", "about", "page.css", *(f"{name}.js" for name in SCRIPTS)])
def test_every_file_of_the_page_is_there_and_kept_by_no_cache(here: Place, name: str) -> None:
    status, data, headers = ask(here, f"/{TOKEN}/{name}")
    assert status == 200
    assert data
    assert {key: headers.get(key.lower(), headers.get(key)) for key in HEADERS} == HEADERS


def test_a_database_that_does_not_answer_is_told_without_its_address(
    here: Place, tmp_path: Path
) -> None:
    here.now = FIRST + BUCKET
    here.count(FIRST, Counts(5, 1, 2))
    with here.store._writing():
        status, said = hand_in(here)
    assert (status, said) == (503, "the database does not answer")
    assert str(tmp_path) not in str(said)
    assert hand_in(here) == (200, "kept")
