"""What the machines of one site are said to do."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from compliance.counts.leases import Lease
from compliance.databases import parse_database
from compliance.doctor.findings import Finding, Verdict
from compliance.doctor.machines import disagreeing, judged, machines
from compliance.models import read_manifest
from compliance.sharing import terms_of
from tests.counts.databases import new_database, postgresql_server
from tests.counts.machines import Power, lapse, machine
from tests.sites import configured

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
NOW = NINE + 30 * MINUTE
DOOR = Lease("door", "entry", "cellar", is_live=True, handed_in=NINE)
GATE = replace(DOOR, camera="gate", machine="attic")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql_server() as address:
        yield address


def found(*leases: Lease, now: datetime = NOW) -> list[Finding]:
    return list(judged(leases, now, HOUR))


def warned(*leases: Lease, now: datetime = NOW) -> list[str]:
    return [each.seen for each in found(*leases, now=now) if each.verdict is Verdict.WARNING]


def test_machines_that_count_are_good_and_named_with_their_cameras() -> None:
    assert [(each.verdict, each.seen) for each in found(GATE, DOOR)] == [
        (Verdict.GOOD, "attic counts gate"),
        (Verdict.GOOD, "cellar counts door"),
    ]


def test_a_camera_that_nobody_counts_is_told() -> None:
    lapsed = replace(DOOR, camera="lift", is_live=False)
    [told] = warned(DOOR, lapsed)
    assert told == "cellar counts 1 of its 2 cameras, and nobody lift"


@pytest.mark.parametrize(
    ("hour", "told"),
    [
        (7, "cellar still counts for 07:00 at 09:30 UTC"),
        (8, "cellar still counts for 08:00 at 09:30 UTC"),
        (10, "cellar counts for 10:00 already at 09:30 UTC"),
    ],
)
def test_a_clock_that_is_wrong_by_a_bucket_is_told(hour: int, told: str) -> None:
    [seen] = warned(replace(DOOR, handed_in=NINE.replace(hour=hour)))
    assert seen.startswith(told)


@pytest.mark.parametrize(
    ("hour", "now"), [(8, NINE + 9 * MINUTE), (9, NOW), (10, NINE + 51 * MINUTE)]
)
def test_counts_that_come_soon_after_their_bucket_are_in_time(hour: int, now: datetime) -> None:
    assert not warned(replace(DOOR, handed_in=NINE.replace(hour=hour)), now=now)


def test_a_machine_that_has_just_begun_has_no_clock_to_judge() -> None:
    assert not warned(replace(DOOR, handed_in=None))


def test_a_camera_in_two_areas_is_told() -> None:
    [told] = disagreeing({"door": "hall", "gate": "entry"}, [DOOR, GATE])
    assert "door is in area hall here, and in entry where cellar counted it" in told.seen
    assert told.remedy


def test_a_daemon_alone_has_no_machines(tmp_path: Path) -> None:
    assert not list(machines(configured(tmp_path, "rtsp://camera.lan/stream")))


def test_a_database_that_cannot_be_read_is_left_to_its_own_examination(tmp_path: Path) -> None:
    config = configured(tmp_path, "rtsp://camera.lan/stream")
    database = parse_database("postgresql://trial@127.0.0.1:1/compliance", tmp_path)
    assert not list(machines(replace(config, machine="cellar", database=database)))


def test_the_database_tells_who_counts_and_what_differs(tmp_path: Path, server: str) -> None:
    url = new_database(server)
    config = configured(tmp_path, "rtsp://camera.lan/stream")
    config = replace(config, machine="cellar", database=parse_database(url, tmp_path))
    power = Power(url, config.site)
    attic = power.on("attic")
    attic.claim("entrance", "gate")
    attic.claim("hall", "door")
    lapse(url, "gate")
    told = [each.seen for each in machines(config)]
    power.all_off()
    assert told[0] == "attic counts 1 of its 2 cameras, and nobody gate"
    assert told[1].startswith("camera door is in area entrance here, and in hall")
    assert "publish.bucket_minutes is 20 here and 60 there" in told[2]
    assert len(told) == 3


def test_machines_that_agree_have_nothing_to_mend(tmp_path: Path, server: str) -> None:
    url = new_database(server)
    config = replace(
        configured(tmp_path, "rtsp://camera.lan/stream"),
        machine="cellar",
        database=parse_database(url, tmp_path),
    )
    terms = terms_of(config, read_manifest(config.models))
    with machine(url, "cellar", terms, config.site) as store:
        store.claim("entrance", "door")
        [told] = machines(config)
    assert (told.verdict, told.seen) == (Verdict.GOOD, "cellar counts door")
