"""/api/v1/compliance: the command line's figures, in pages or whole; by real requests."""

import io
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from compliance.counts.disclosure import Release
from compliance.counts.profile import profile
from compliance.counts.profile_text import write_json as write_profile
from compliance.counts.report import By, report
from compliance.counts.report_text import COLUMNS, FIGURES, to_csv, to_json
from compliance.counts.web.shapes import Row
from tests.counts.web.places import (
    DAY,
    MANIFEST,
    MODELS,
    MONDAY,
    Api,
    a_place,
    api,
    publish,
    release,
    some_weeks,
)

PARIS = ZoneInfo("Europe/Paris")
RELEASES = [*some_weeks("hall"), *some_weeks("yard", 9, 2)]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with a_place(tmp_path_factory.mktemp("api"), RELEASES) as place, api(place) as found:
        yield found


def reported(by: By, zone: ZoneInfo = PARIS, chosen: list[Release] = RELEASES) -> Any:  # noqa: ANN401
    return json.loads(to_json(report(chosen, by, zone, MANIFEST.confusion, MODELS)))


@pytest.mark.parametrize("by", list(By))
def test_rows_are_the_reports_own_in_the_sites_zone(by: By, served: Api) -> None:
    page = served.json("compliance", by=by.value, limit=1000)
    assert page["items"] == reported(by)
    assert (page["by"], page["time_zone"], page["next"]) == (by.value, "Europe/Paris", None)


def test_hours_are_told_unless_something_else_is_asked_for(served: Api) -> None:
    assert served.json("compliance", limit=1000)["items"] == reported(By.HOUR)


@pytest.mark.parametrize("zone", ["UTC", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia"])
def test_days_are_those_of_the_zone_asked_for(zone: str, served: Api) -> None:
    page = served.json("compliance", by="day", time_zone=zone, limit=1000)
    assert page["items"] == reported(By.DAY, ZoneInfo(zone))
    offsets = {item["start"][19:] for item in page["items"]}
    assert offsets == {MONDAY.astimezone(ZoneInfo(zone)).isoformat()[19:]}


def test_the_hours_of_the_week_are_the_profiles_own(served: Api) -> None:
    found = served.json("compliance", by="weekday_hour", limit=1000)["items"]
    text = io.StringIO()
    write_profile(profile(RELEASES, PARIS, served.place.sources.measured), text)
    assert found == json.loads(text.getvalue())


def test_csv_is_the_reports_own_to_the_letter_and_never_paged(served: Api) -> None:
    answer, body = served.get("compliance", by="day", format="csv", limit=1)
    rows = report(RELEASES, By.DAY, PARIS, MANIFEST.confusion, MODELS)
    assert body.decode() == to_csv(rows)
    name = answer.headers["Content-Disposition"]
    assert name == 'attachment; filename="compliance-lyon-01-by-day.csv"'


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/csv", "text/csv"),
        ("*/*", "application/json"),
        ("application/json, text/csv;q=0.9", "application/json"),
        ("text/csv, application/json;q=0.9", "text/csv"),
        ("text/*", "text/csv"),
        ("application/json;q=0, */*", "text/csv"),
        ("text/html, application/xhtml+xml, */*;q=0.8", "application/json"),
    ],
)
def test_the_form_is_the_one_liked_best(accept: str, kind: str, served: Api) -> None:
    answer, _ = served.get("compliance", headers={"accept": accept})
    assert answer.headers["Content-Type"].startswith(kind)
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize("accept", ["text/html", "image/png, application/xml", "text/csv;q=0"])
def test_a_form_that_there_is_not_is_told_which_there_are(accept: str, served: Api) -> None:
    status, told = served.problem("compliance", headers={"accept": accept})
    assert status == 406
    assert "text/csv" in told["detail"]


def test_what_is_asked_for_by_name_comes_whatever_is_liked(served: Api) -> None:
    answer, _ = served.get("compliance", format="csv", headers={"accept": "application/json"})
    assert answer.headers["Content-Type"].startswith("text/csv")


def test_an_area_and_a_time_are_selected_as_the_command_line_does(served: Api) -> None:
    since, until = datetime(2026, 1, 7, tzinfo=PARIS), datetime(2026, 1, 9, 12, tzinfo=PARIS)
    chosen = [each for each in RELEASES if each.area == "hall" and since <= each.start < until]
    found = served.json(
        "compliance", area="hall", since="2026-01-07", until="2026-01-09T12:00", limit=1000
    )
    assert found["items"] == reported(By.HOUR, chosen=chosen) != []


@pytest.mark.parametrize(
    "since",
    ["2026-01-07T00:00:00+01:00", "2026-01-06T23:00:00Z", "2026-01-06T23:00Z", "2026-01-07"],
)
def test_a_time_may_be_written_in_any_of_its_ways(since: str, served: Api) -> None:
    expected = served.json("compliance", since="2026-01-06T23:00:00Z")["items"]
    assert served.json("compliance", since=since)["items"] == expected


def test_a_plus_that_an_address_made_a_space_is_understood(served: Api) -> None:
    answer, body = served.get("compliance?since=2026-01-07T00:00:00+01:00")
    assert answer.status == 200
    assert json.loads(body) == served.json("compliance", since="2026-01-07")


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("9999-12-31", "0001-01-01"),
        ("2026-01-09", "2026-01-07"),
        ("2026-01-07", "2026-01-07"),
        ("2027-01-01", "2027-02-01"),
    ],
)
def test_a_time_in_which_nothing_began_holds_nothing(since: str, until: str, served: Api) -> None:
    assert served.json("compliance", since=since, until=until)["items"] == []


def test_times_far_away_hold_everything(served: Api) -> None:
    far = {"since": "0001-01-01T00:00:00+14:00", "until": "9999-12-31T23:59:59.999999-14:00"}
    assert served.json("compliance", **far, limit=1000)["items"] == reported(By.HOUR)


def test_a_moment_within_a_second_is_not_taken_for_its_begin(served: Api) -> None:
    start = RELEASES[0].start.isoformat()[:19]
    assert (
        served.json("compliance", area="hall", since=f"{start}.5Z", until=f"{start[:-1]}9Z")[
            "items"
        ]
        == []
    )


@pytest.mark.parametrize(
    ("parameters", "faults"),
    [
        ({"by": "week"}, {"by": "'hour'"}),
        ({"limit": 0}, {"limit": "greater than or equal to 1"}),
        ({"limit": 1001}, {"limit": "1000"}),
        ({"limit": "many"}, {"limit": "integer"}),
        ({"format": "xml"}, {"format": "'csv'"}),
        ({"time_zone": "Mars"}, {"time_zone": "Europe/Paris"}),
        ({"time_zone": "../../etc/passwd"}, {"time_zone": "Europe/Paris"}),
        ({"area": "a b"}, {"area": "/api/v1/areas"}),
        ({"since": "yesterday"}, {"since": "2026-01-05T08:00+01:00"}),
        ({"since": "", "until": "2026-13-01"}, {"since": "Write", "until": "Write"}),
        ({"areas": "hall"}, {"areas": "is not a parameter here"}),
        ({"limit": 0, "by": "x", "area": "-"}, {"limit": "", "by": "", "area": ""}),
    ],
)
def test_every_parameter_that_cannot_be_used_is_named_with_what_to_write(
    parameters: dict[str, object], faults: dict[str, str], served: Api
) -> None:
    status, told = served.problem("compliance", **parameters)
    assert status == 422
    named = {each["parameter"]: each["detail"] for each in told["parameters"]}
    assert named.keys() == faults.keys()
    assert all(words in named[name] for name, words in faults.items())


def test_an_area_that_there_is_not_is_told_which_there_are(served: Api) -> None:
    status, told = served.problem("compliance", area="cellar")
    assert status == 404
    assert "hall, yard" in told["detail"]


def test_an_answer_that_is_known_is_not_sent_again(served: Api) -> None:
    for parameters in ({}, {"format": "csv"}, {"by": "day", "limit": 2}):
        answer, _ = served.get("compliance", **parameters)
        tag = answer.headers["ETag"]
        assert re.fullmatch(r'"[0-9a-f]{32}"', tag)
        assert answer.headers["Cache-Control"] == "no-cache"
        for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            again, body = served.get("compliance", **parameters, headers={"if_none_match": known})
            assert (again.status, body, again.headers["ETag"]) == (304, b"", tag)
        other, _ = served.get("compliance", **parameters, headers={"if_none_match": '"other"'})
        assert other.status == 200


def test_answers_that_differ_have_other_tags(served: Api) -> None:
    asked: list[dict[str, object]] = [
        {}, {"by": "day"}, {"area": "hall"}, {"since": "2026-01-07"}, {"until": "2026-01-07"},
        {"time_zone": "UTC"}, {"limit": 5}, {"format": "csv"}, {"by": "day", "limit": 5},
    ]  # fmt: skip
    tags = {served.get("compliance", **each)[0].headers["ETag"] for each in asked}
    assert len(tags) == len(asked)


def test_a_release_makes_another_answer_and_an_expiry_too(tmp_path: Path) -> None:
    with a_place(tmp_path, some_weeks("hall", 3)) as place, api(place) as served:
        tags = [served.get("compliance")[0].headers["ETag"]]
        publish(place.store, [release(24 * 40)])
        tags.append(served.get("compliance")[0].headers["ETag"])
        place.store.expire(MONDAY + DAY)
        tags.append(served.get("compliance")[0].headers["ETag"])
        assert served.get("compliance")[0].headers["ETag"] == tags[-1]
    assert len(set(tags)) == 3


def test_nothing_released_is_an_empty_page_and_a_line_of_names(tmp_path: Path) -> None:
    with a_place(tmp_path) as place, api(place) as served:
        for by in ("release", "hour", "day", "weekday_hour"):
            assert served.json("compliance", by=by)["items"] == []
            assert served.csv("compliance", by=by) == []
        assert served.get("compliance", format="csv")[1].decode().split(",")[0] == "site"


def test_another_sites_rows_in_a_shared_database_are_not_told(tmp_path: Path) -> None:
    theirs = [each._replace(site="paris-02") for each in some_weeks("hall", 1)]
    with a_place(tmp_path, [*some_weeks("hall", 2), *theirs]) as place, api(place) as served:
        answers = [served.get(path) for path in ("compliance?format=csv", "areas", "trend")]
    assert not [body for _, body in answers if b"paris-02" in body]


def test_the_shape_names_every_figure_of_the_report_and_no_other() -> None:
    assert set(Row.model_fields) == set(COLUMNS)
    assert [name for name in Row.model_fields if name in FIGURES] == list(FIGURES)
