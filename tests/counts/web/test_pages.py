"""Pages: one after the other they are the whole, whatever is released in the meantime."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count, pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from starlette.requests import Request

from compliance.counts import schema
from compliance.counts.buckets import Counts
from compliance.counts.disclosure import Release
from compliance.counts.reader import Reader
from compliance.counts.web.sources import Sources
from compliance.counts.web.v1.asked import ComplianceAsked
from compliance.counts.web.v1.figures import compliance
from tests.counts.web.places import (
    MONDAY,
    Api,
    Place,
    a_place,
    api,
    publish,
    release,
    some_weeks,
)

RELEASES = [*some_weeks("hall"), *some_weeks("yard", 9, 2)]
GRAINS = ["release", "hour", "day", "weekday_hour"]
MINUTES = timedelta(minutes=20)
_names = count()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with a_place(tmp_path_factory.mktemp("pages"), RELEASES) as found:
        yield found


@pytest.fixture(scope="module")
def served(place: Place) -> Iterator[Api]:
    with api(place) as found:
        yield found


def pages(served: Api, **parameters: object) -> Iterator[Any]:
    cursor: dict[str, object] = {}
    while True:
        page = served.json("compliance", **parameters, **cursor)
        yield page
        if page["next"] is None:
            return
        cursor = {"cursor": page["next"]}


@pytest.mark.parametrize("by", GRAINS)
@pytest.mark.parametrize("limit", [3, 7, 1000])
def test_pages_one_after_the_other_are_the_whole(by: str, limit: int, served: Api) -> None:
    whole = served.json("compliance", by=by, limit=1000)["items"]
    found = list(pages(served, by=by, limit=limit))
    assert [item for page in found for item in page["items"]] == whole
    assert all(len(page["items"]) <= limit for page in found)


def test_a_page_links_to_the_next(served: Api) -> None:
    answer, body = served.get("compliance", by="day", limit=3, area="hall")
    match = re.fullmatch(r'<(\?[^>]*)>; rel="next"', answer.headers["Link"])
    assert match
    following, second = served.get(f"compliance{match[1]}")
    assert following.status == 200
    assert json.loads(second)["items"][0]["start"] > json.loads(body)["items"][-1]["start"]
    assert served.get("compliance", by="day", limit=1000)[0].headers["Link"] is None


def test_csv_goes_on_from_a_cursor(served: Api) -> None:
    page = served.json("compliance", by="day", limit=5)
    rest = served.csv("compliance", by="day", cursor=page["next"])
    whole = served.csv("compliance", by="day")
    assert rest == whole[5:]


@pytest.mark.parametrize(
    "cursor", ["x", "AAAA", "bnVsbA", "W10", "WyJhIiwge30sICJoYWxsIiwgW11d", "e30", "=", "ä"]
)
def test_a_cursor_that_is_none_is_told_where_to_take_it_from(cursor: str, served: Api) -> None:
    status, told = served.problem("compliance", cursor=cursor)
    assert status == 404
    assert "`next`" in told["detail"]


@pytest.mark.parametrize(
    "changed",
    [{"by": "hour"}, {"area": "hall"}, {"since": "2026-01-01"}, {"time_zone": "UTC"}],
)
def test_a_cursor_of_another_selection_is_refused(changed: dict[str, str], served: Api) -> None:
    page = served.json("compliance", by="day", limit=3)
    status, told = served.problem("compliance", **({"by": "day", "cursor": page["next"]} | changed))
    assert status == 404
    assert "another selection" in told["detail"]


def test_a_page_may_be_of_another_length_than_the_one_before(served: Api) -> None:
    first = served.json("compliance", by="day", limit=3)
    second = served.json("compliance", by="day", limit=1000, cursor=first["next"])
    assert (
        first["items"] + second["items"] == served.json("compliance", by="day", limit=1000)["items"]
    )


@dataclass(frozen=True)
class History:
    """What is released, area by area, and how many of it before each page is asked for."""

    releases: tuple[Release, ...]
    before: tuple[int, ...]
    limits: tuple[int, ...]


@st.composite
def histories(draw: st.DrawFn) -> History:
    reached = dict.fromkeys(("attic", "hall", "yard"), MONDAY)
    releases = []
    for area in draw(st.lists(st.sampled_from(sorted(reached)), max_size=25)):
        start = reached[area] + draw(st.integers(0, 80)) * MINUTES
        reached[area] = start + draw(st.integers(1, 6)) * MINUTES
        counts = Counts(*(draw(st.integers(0, 9)) for _ in range(4)))
        made = release(0, area, counts)
        releases.append(made._replace(start=start, end=reached[area]))
    numbers = st.lists(st.integers(0, 4), min_size=1, max_size=30)
    limits = st.lists(st.integers(1, 9), min_size=1, max_size=5)
    return History(tuple(releases), tuple(draw(numbers)), tuple(draw(limits)))


class Told:
    """A site of its own in the database, asked for one page after the other."""

    def __init__(self, place: Place, history: History) -> None:
        self.site = f"site-{next(_names)}"
        self._store = place.store
        reader = Reader(place.store._engine, "", self.site)
        self._sources: Sources = replace(place.sources, reader=lambda: reader)
        self._waiting = [each._replace(site=self.site) for each in history.releases]

    def release(self, number: int) -> None:
        publish(self._store, self._waiting[:number])
        del self._waiting[:number]

    def expire_oldest(self) -> None:
        table = schema.releases
        with self._store._writing() as connection:
            ends = connection.scalars(self._ends()).all()
            if ends:
                gone = (table.c.site == self.site, table.c.end <= ends[0])
                connection.execute(delete(table).where(*gone))

    def _ends(self) -> Any:  # noqa: ANN401 - a statement
        table = schema.releases
        query = schema.releases.select().with_only_columns(table.c.end)
        return query.where(table.c.site == self.site).order_by(table.c.end)

    def page(self, by: str, limit: int, cursor: str | None = None) -> Any:  # noqa: ANN401 - JSON
        asked = ComplianceAsked.model_validate({"by": by, "limit": limit, "cursor": cursor})
        request = Request({"type": "http", "headers": [], "query_string": b""})
        return json.loads(bytes(compliance(self._sources, asked, request).body))


LAW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@LAW
@given(histories(), st.sampled_from(GRAINS))
def test_what_is_released_between_pages_is_on_none_of_them(
    place: Place, history: History, by: str
) -> None:
    told = Told(place, history)
    told.release(history.before[0] * 4)
    whole = told.page(by, 1000)["items"]
    items, cursor = list[Any](), None
    for number in count():
        page = told.page(by, history.limits[number % len(history.limits)], cursor)
        items += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
        told.release(history.before[number % len(history.before)])
    assert items == whole


@LAW
@given(histories(), st.sampled_from(GRAINS))
def test_what_expires_between_pages_makes_nothing_come_twice(
    place: Place, history: History, by: str
) -> None:
    told = Told(place, history)
    told.release(len(history.releases))
    whole = told.page(by, 1000)["items"]
    items, cursor = list[Any](), None
    for number in count():
        page = told.page(by, history.limits[number % len(history.limits)], cursor)
        items += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
        for _ in range(history.before[number % len(history.before)]):
            told.expire_oldest()
    assert passages(items) <= passages(whole)
    for first, second in pairwise(items):
        assert is_before(first, second)


def passages(items: list[Any]) -> int:
    return sum(item["passages"] for item in items)


def is_before(first: dict[str, Any], second: dict[str, Any]) -> bool:
    """Say whether a row ends before another begins; those of an area come together."""
    if first["area"] != second["area"]:
        return bool(first["area"] < second["area"])
    if "weekday" in first:
        return (first["weekday"], first["hour"]) < (second["weekday"], second["hour"])
    return datetime.fromisoformat(first["end"]) <= datetime.fromisoformat(second["start"])
