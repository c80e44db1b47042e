"""/api/v1/areas, /cameras, /model and /configuration; by real requests."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from compliance.counts.buckets import Counts
from compliance.counts.camera_state import state_of
from compliance.counts.reader import Reader
from compliance.counts.sink import CameraStatus
from compliance.errors import StoreError
from compliance.faults import Fault
from compliance.sight import Sight
from compliance.watch import Watch
from tests.counts.web.places import (
    MANIFEST,
    MONDAY,
    Api,
    a_place,
    api,
    publish,
    release,
    some_weeks,
)

SECRETS = ("hunter2", "p@ss", "ss%2Fword", "s3cret")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("site")
    with a_place(folder, [*some_weeks("hall"), release(3, "attic")]) as place, api(place) as found:
        yield found


def test_areas_tell_their_cameras_their_time_and_their_totals(served: Api) -> None:
    found = {each["name"]: each for each in served.json("areas")["items"]}
    assert list(found) == ["attic", "hall", "yard"]
    assert [found[name]["cameras"] for name in found] == [[], ["door"], ["gate"]]
    attic = found["attic"]
    assert attic["first_start"] == "2026-01-05T04:00:00+01:00"
    assert attic["newest_end"] == "2026-01-05T05:00:00+01:00"
    only = release(3, "attic").counts
    assert attic["totals"]["mask"] == only.mask
    assert attic["totals"]["decided"] == only.decided
    assert attic["totals"]["observed_seconds"] == 3600
    assert found["hall"]["totals"]["withheld"] == 40
    assert found["yard"]["first_start"] is None
    assert found["yard"]["totals"]["passages"] == 0


def test_areas_are_told_in_the_zone_asked_for(served: Api) -> None:
    found = served.json("areas", time_zone="Asia/Tokyo")
    assert found["time_zone"] == "Asia/Tokyo"
    assert found["items"][0]["first_start"].endswith("+09:00")


def test_totals_outlive_what_expires_and_waiting_counts_are_never_told(tmp_path: Path) -> None:
    with a_place(tmp_path, some_weeks("hall", 3)) as place, api(place) as served:
        before = served.json("areas")["items"][0]
        place.store.expire(MONDAY + timedelta(days=2))
        place.store.add("hall", "door", 0, MONDAY + timedelta(days=90), Counts(mask=7), 60_000)
        place.store.close_buckets("hall", MONDAY + timedelta(days=91), 1)
        place.store.add("hall", "door", 1, MONDAY + timedelta(days=92), Counts(mask=5), 60_000)
        after = served.json("areas")["items"][0]
    assert after["totals"] == before["totals"]
    assert after["releases"] < before["releases"]
    assert after["first_start"] > before["first_start"]
    assert after["newest_end"] == before["newest_end"]


def test_a_camera_tells_what_stands_against_it_in_words(tmp_path: Path) -> None:
    with a_place(tmp_path) as place:
        door, gate = place.config.cameras
        states = [
            state_of(door, CameraStatus(is_up=True, sight=Sight.BLACK, restarts=3), is_locked=True),
            state_of(gate, CameraStatus(fault=Fault.UNAUTHORISED), is_locked=None),
        ]
        place.cameras = lambda: states  # type: ignore[method-assign]
        with api(place) as served:
            black, refused = served.json("cameras")["items"]
    assert (black["up"], black["fault"], black["sight"]) == (True, None, "black")
    assert "lens covered" in black["says"]
    assert (black["restarts"], black["locked"]) == (3, True)
    assert (refused["up"], refused["fault"], refused["sight"]) == (False, "unauthorised", None)
    assert "check the secret it reads" in refused["says"]
    assert refused["locked"] is None


def test_a_camera_for_which_there_is_no_time_says_so(tmp_path: Path) -> None:
    with a_place(tmp_path) as place:
        status = CameraStatus(is_shed=True, analysed_share=0.4)
        place.cameras = lambda: [  # type: ignore[method-assign]
            state_of(place.config.cameras[0], status, is_locked=True)
        ]
        with api(place) as served:
            [shed] = served.json("cameras")["items"]
    assert (shed["shed"], shed["analysed_share"]) == (True, 0.4)
    assert "until the machine has time" in shed["says"]


def test_a_camera_that_is_up_and_sees_says_nothing(served: Api) -> None:
    for camera in served.json("cameras")["items"]:
        assert (camera["says"], camera["fault"], camera["sight"]) == ("", None, None)


def test_the_models_are_told_as_the_manifest_has_them(served: Api) -> None:
    found = served.json("model")
    assert found["detector"]["sha256"] == MANIFEST.detector.sha256
    assert found["classifier"]["identity"] == (
        f"{MANIFEST.classifier.name}@{MANIFEST.classifier.version}"
    )
    assert found["confusion"] == MANIFEST.confusion
    assert found["confusion_by_size"] == MANIFEST.confusion_by_size
    accuracy = found["scores"]["balanced_accuracy"]
    assert accuracy["low"] < accuracy["value"] < accuracy["high"]


def test_the_configuration_is_told_without_what_is_secret(served: Api) -> None:
    found = served.json("configuration")
    assert (found["site"], found["time_zone"]) == ("lyon-01", "Europe/Paris")
    assert (found["bucket_minutes"], found["minimum_count"]) == (60, 10)
    assert found["http"] == {
        "host": "127.0.0.1", "port": 8718, "tls": False, "tokens": False, "behind_proxy": False,
    }  # fmt: skip
    assert [camera["source"] for camera in found["cameras"]] == [
        "rtsp://***@camera.lan/1",
        "rtsp://***@camera.lan/2?token=***",
    ]


def test_no_answer_holds_a_secret_or_a_path_of_the_machine(served: Api, tmp_path: Path) -> None:
    paths = ["compliance", "areas", "cameras", "model", "configuration", "trend", "openapi.json"]
    text = "".join(served.get(path)[1].decode() for path in paths)
    for word in (*SECRETS, str(tmp_path.parent), str(Path(__file__).parents[3])):
        assert word not in text


@pytest.mark.parametrize("path", ["cameras", "model", "configuration"])
def test_a_parameter_where_there_is_none_is_refused(path: str, served: Api) -> None:
    status, told = served.problem(path, verbose=1)
    assert status == 422
    assert told["parameters"][0]["parameter"] == "verbose"


@pytest.mark.parametrize("path", ["areas", "cameras", "model", "configuration", "openapi.json"])
def test_what_has_not_changed_is_not_sent_again(path: str, served: Api) -> None:
    answer, _ = served.get(path)
    again, body = served.get(path, headers={"if_none_match": answer.headers["ETag"]})
    assert (again.status, body) == (304, b"")
    assert again.headers["Cache-Control"] == "no-cache"


def test_json_is_all_there_is_of_these(served: Api) -> None:
    for path in ("areas", "cameras", "model", "configuration", "compare?change=2026-01-12"):
        status, _ = served.problem(path, headers={"accept": "text/csv"})
        assert status == 406


def test_before_the_store_is_open_it_is_told_when_to_ask_again(tmp_path: Path) -> None:
    watch = Watch()
    with a_place(tmp_path) as place:
        place.sources = replace(place.sources, reader=watch.reader, cameras=watch.cameras)
        with api(place) as served:
            for path in ("compliance", "areas", "cameras", "trend"):
                answer, body = served.get(path)
                assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
                assert "starting" in json.loads(body)["detail"]
            assert served.get("model")[0].status == 200


def test_a_database_that_cannot_be_read_is_told_with_when_to_ask_again(tmp_path: Path) -> None:
    def locked() -> Reader:
        raise StoreError("the database is locked", "Close the other program.")

    with a_place(tmp_path) as place:
        place.sources = replace(place.sources, reader=locked)
        with api(place) as served:
            answer, body = served.get("compliance")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert json.loads(body)["detail"] == "the database is locked"


def test_a_release_is_told_at_once(tmp_path: Path) -> None:
    with a_place(tmp_path) as place, api(place) as served:
        assert served.json("compliance")["items"] == []
        publish(place.store, [release(1)])
        assert len(served.json("compliance")["items"]) == 1
