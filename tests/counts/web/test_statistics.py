"""/api/v1/compare and /api/v1/trend: what the command line says; by real requests."""

import json
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from compliance.counts import comparison_text, trend_text
from compliance.counts.comparison import compare, divided
from compliance.counts.trend import Per, trend
from compliance.counts.web.shapes import Comparison, Point, Side, Trend
from tests.counts.web.places import MONDAY, Api, a_place, api, some_weeks

PARIS = ZoneInfo("Europe/Paris")
HALL, YARD = some_weeks("hall"), some_weeks("yard", 9, 2)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("statistics")
    with a_place(folder, [*HALL, *YARD]) as place, api(place) as found:
        yield found


def compared(served: Api, *sides: Any, names: tuple[str, str]) -> Any:  # noqa: ANN401
    found = compare(*sides, served.place.sources.measured)
    assert found is not None
    return json.loads(comparison_text.to_json(found, names, PARIS))


def test_before_and_after_a_day_are_compared(served: Api) -> None:
    change = MONDAY.astimezone(PARIS).replace(day=12, hour=0)
    expected = compared(served, *divided(HALL, change), names=("before", "after"))
    assert served.json("compare", area="hall", change="2026-01-12") == expected
    assert expected["difference"]["low"] < expected["difference"]["high"]


def test_two_areas_are_compared(served: Api) -> None:
    expected = compared(served, HALL, YARD, names=("hall", "yard"))
    assert served.json("compare", area="hall", with_area="yard") == expected


def test_two_periods_are_compared(served: Api) -> None:
    week = [each for each in HALL if each.start.astimezone(PARIS).day < 12]
    after = [each for each in HALL if each.start.astimezone(PARIS).day >= 12]
    found = served.json("compare", area="hall", until="2026-01-12", with_since="2026-01-12")
    assert found == compared(served, week, after, names=("hall", "second"))


@pytest.mark.parametrize(
    "parameters", [{}, {"area": "hall"}, {"change": "2026-01-12", "with_area": "yard"}]
)
def test_one_thing_to_compare_with_is_asked_for(parameters: dict[str, str], served: Api) -> None:
    status, told = served.problem("compare", **parameters)
    assert status == 422
    assert "with_area=NAME" in told["detail"]


def test_a_side_with_nothing_on_it_is_told(served: Api) -> None:
    status, told = served.problem("compare", change="2030-01-01")
    assert status == 404
    assert "widen" in told["detail"]
    assert served.problem("compare", area="hall", with_area="cellar")[0] == 404


def test_every_time_that_is_none_is_named(served: Api) -> None:
    status, told = served.problem("compare", change="soon", since="once")
    assert status == 422
    assert {each["parameter"] for each in told["parameters"]} == {"change", "since"}


@pytest.mark.parametrize("per", list(Per))
def test_trends_are_the_command_lines_own(per: Per, served: Api) -> None:
    found = served.json("trend", per=per.value)
    drawn = trend([*HALL, *YARD], PARIS, served.place.sources.measured, per)
    assert found["items"] == json.loads(json.dumps([trend_text.to_record(one) for one in drawn]))
    assert [each["area"] for each in found["items"]] == ["hall", "yard"]


def test_a_trends_csv_has_a_line_per_day_with_the_slope_of_its_area(served: Api) -> None:
    lines = served.csv("trend", area="hall")
    [found] = served.json("trend", area="hall")["items"]
    assert [line["start"] for line in lines] == [point["start"] for point in found["points"]]
    assert {line["points_per_week"] for line in lines} == {str(found["points_per_week"])}


def test_a_trend_is_known_again(served: Api) -> None:
    for form in ("json", "csv"):
        tag = served.get("trend", format=form)[0].headers["ETag"]
        again, body = served.get("trend", format=form, headers={"if_none_match": tag})
        assert (again.status, body) == (304, b"")


def test_shapes_name_every_value_and_no_other(served: Api) -> None:
    found = served.json("compare", area="hall", with_area="yard")
    assert set(found) == set(Comparison.model_fields)
    assert set(found["first"]) == set(Side.model_fields)
    [one, _] = served.json("trend")["items"]
    assert set(one) == set(Trend.model_fields)
    assert set(one["points"][0]) == set(Point.model_fields)
