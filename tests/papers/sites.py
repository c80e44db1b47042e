"""A site for papers: its facts as values, and a configuration with a database that holds rows."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from compliance.config import Config, parse
from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity
from compliance.counts.store import open_store
from compliance.papers.facts import (
    CameraFacts,
    CameraState,
    Facts,
    FileFacts,
    GroupFacts,
    MachineFacts,
    ModelFacts,
    ModelsFacts,
    ReleasedFacts,
    SelfTestFacts,
    ServiceFacts,
    SiteFacts,
    StoreFacts,
    TableFacts,
)
from tests.servers import free_port

PASSWORD = 'p@ss/w:rd%&<"hunter2"> ü'  # noqa: S105 - of a camera that does not exist
ENVIRONMENT = {"DOOR_PASSWORD": PASSWORD}
EIGHT = datetime(2026, 1, 5, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOW = EIGHT + 5 * HOUR

SELF_TEST = SelfTestFacts(
    file="self-test.json",
    made="2026-11-24T02:54:13+00:00",
    version="0.1.0",
    kernel="6.18",
    machine="x86_64",
    is_tight=True,
    verdict="All 3 ways out that were tried are shut.",
    groups=(GroupFacts("files", 2, 2), GroupFacts("network", 1, 1)),
    open_ways=(),
    bits_per_hour=596_000.0,
    told_bits_per_hour=14_000.0,
    bits_per_release=93.0,
)

FACTS = Facts(
    on=date(2026, 11, 24),
    version="0.1.0",
    site=SiteFacts(
        name="lyon-01",
        cameras=(
            CameraFacts("door", "hall", "rtsp", "rtsp://***@cam/1", "wall", 5.0, 24, 1, 0),
            CameraFacts("gate", "yard", "file", "gate.mp4", "recording", 5.0, 24, 0, 0),
        ),
        bucket=HOUR,
        minimum_count=10,
        homogeneous_limit=timedelta(hours=24),
        noise_epsilon=None,
        retention=timedelta(days=400),
        http_host="127.0.0.1",
        http_port=8718,
        is_loopback=True,
        asks_for_token=False,
        is_encrypted=False,
        is_behind_proxy=False,
        store="sqlite:///compliance.db",
        allow_unsandboxed=False,
    ),
    store=StoreFacts(
        kind="SQLite 3.40.1",
        tables=(TableFacts("releases", ("site", "start", "end"), 7, EIGHT, NOW),),
        views=("compliance_daily",),
        files=(FileFacts("compliance.db", 4096, 0o600),),
        released=ReleasedFacts(7, HOUR, 0, 0, 0),
    ),
    service=ServiceFacts("0.1.0", (CameraState("door", is_up=True, is_locked=True),)),
    models=ModelsFacts(
        (ModelFacts("detector", "face", "1", "ab" * 32),),
        {"mask": {"mask": 9, "incorrect": 1, "no_mask": 0, "missed": 0}},
        is_verified=True,
    ),
    machine=MachineFacts("6.18", "x86_64", 7, True, "3.11.7", (("av", "18.1.0"),)),  # noqa: FBT003
    self_test=SELF_TEST,
)


def unlocked() -> Facts:
    """Facts of a site on which much is as it should not be."""
    return replace(
        FACTS,
        site=replace(
            FACTS.site,
            is_loopback=False,
            http_host="0.0.0.0",  # noqa: S104
            allow_unsandboxed=True,
            homogeneous_limit=None,
        ),
        service=ServiceFacts("0.1.0", (CameraState("door", is_up=True, is_locked=False),)),
        self_test=replace(SELF_TEST, is_tight=False, open_ways=("read a file (files)",)),
        store=replace(FACTS.store, files=(FileFacts("compliance.db", 4096, 0o644),)),
    )


def site_file(folder: Path, password: str = "${DOOR_PASSWORD}") -> Path:  # noqa: S107
    path = folder / "site.toml"
    path.write_text(
        f"""
        site = "lyon-01"
        [http]
        port = {free_port()}
        [[cameras]]
        name = "door"
        area = "hall"
        source = "rtsp://viewer:{password}@127.0.0.1:{free_port()}/stream"
        """,
        encoding="utf-8",
    )
    return path


def configured(folder: Path, *, is_literal: bool = False) -> Config:
    path = site_file(folder, quote(PASSWORD, safe="")) if is_literal else site_file(folder)
    return parse(path.read_text(encoding="utf-8"), path, ENVIRONMENT)


def count(config: Config, hours: int = 3, waiting: int = 3) -> None:
    """Release `hours` rows of 50 people, and leave an hour with `waiting` people open."""
    with open_store(config.database.url, config.site) as store:
        for hour in range(hours + 1):
            start = EIGHT + hour * HOUR
            people = Counts(mask=50) if hour < hours else Counts(mask=waiting)
            store.add("hall", "door", store.next_sequence("door"), start, people, 60_000)
            store.close_buckets("hall", start, 1)
            store.release("hall", 10, ModelIdentity("face@1", "mask@1"))
