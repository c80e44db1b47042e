"""A daemon that forwards to a real PostgreSQL which is stopped, started, and frozen."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.request import urlopen

import pytest

from compliance import daemon
from compliance.counts.buckets import Counts
from compliance.counts.courier import Courier
from compliance.counts.jobs import LATENESS
from compliance.counts.store import open_store
from compliance.daemon import Serving, serving
from compliance.databases import parse_database
from tests.counts.databases import Postgresql, new_database, postgresql
from tests.counts.test_forward import as_site, prepare, there
from tests.fakes import until
from tests.servers import free_port
from tests.sites import configured

BUCKET = timedelta(minutes=20)
BACKLOG = "compliance_forward_backlog_releases"
SUCCESS = "compliance_forward_last_success_timestamp_seconds"

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def server() -> Iterator[Postgresql]:
    with postgresql() as running:
        yield running


@pytest.fixture
def central(server: Postgresql) -> str:
    url = new_database(server.address)
    with open_store(url, "central"):
        pass
    prepare(url)
    return url


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for what is to be forwarded every second, not every minute."""
    monkeypatch.setattr(daemon, "Courier", partial(Courier, every_seconds=1))


@contextmanager
def a_daemon(folder: Path, central: str) -> Iterator[Serving]:
    config = configured(folder, f"rtsp://127.0.0.1:{free_port()}/stream")
    config = replace(config, forward=parse_database(as_site(central), folder))
    with serving(config, lambda _: None) as running:
        yield running


def release(running: Serving, buckets: range) -> None:
    """Have people counted in so many buckets from the last whole hour on, each released alone."""
    store, jobs = running.site.store, running.site.jobs
    begin = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    for number in buckets:
        start = begin + number * BUCKET
        sequence = store.next_sequence("door")
        store.add("entrance", "door", sequence, start, Counts(20 + number, 1, 2, 3), 60_000)
        jobs.close_and_release(start + BUCKET + LATENESS)


def told(running: Serving, name: str) -> float:
    with urlopen(f"http://127.0.0.1:{running.port}/metrics", timeout=5) as answer:
        text = answer.read().decode()
    return next(float(line.split()[-1]) for line in text.splitlines() if line.startswith(name))


def test_rows_wait_for_a_stopped_server_and_arrive_once_and_in_order(
    tmp_path: Path, server: Postgresql, central: str
) -> None:
    with a_daemon(tmp_path, central) as running:
        release(running, range(2))
        assert until(lambda: len(there(central)) == 2)
        assert until(lambda: told(running, BACKLOG) == 0)
        assert abs(told(running, SUCCESS) - time.time()) < 60
        server.stop()
        release(running, range(2, 6))
        assert until(lambda: told(running, BACKLOG) == 4)
        assert running.watch.against_life() == []
        server.start()
        assert until(lambda: told(running, BACKLOG) == 0, 150)
        assert there(central) == running.site.store.releases()
        assert len(there(central)) == 6


@contextmanager
def frozen(server: Postgresql) -> Iterator[None]:
    """Take and acknowledge whatever is sent, and answer nothing."""
    pids = server.pids()
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def test_a_server_that_hangs_holds_up_neither_release_nor_metrics_nor_the_stop(
    tmp_path: Path, server: Postgresql, central: str
) -> None:
    with ExitStack() as stopped:
        running = stopped.enter_context(a_daemon(tmp_path, central))
        assert until(lambda: told(running, SUCCESS) > 0)
        with frozen(server):
            began = time.monotonic()
            release(running, range(4))
            assert told(running, "compliance_last_release_timestamp_seconds") > time.time()
            released = running.site.store.releases()
            assert time.monotonic() - began < 5
            stopped.close()
            assert time.monotonic() - began < 10
    assert len(released) == 4
    with a_daemon(tmp_path, central):
        assert until(lambda: there(central) == released)
